"""People, spaces, sessions, keys and tokens."""

import sqlalchemy as sa
from alembic import op

from vetrina.infra.db import own_table

revision = "0002"
down_revision = "0001"

OWNED = ("users", "memberships", "sessions", "api_keys", "refresh_tokens", "mail_tokens")
STAMP = sa.DateTime(timezone=True)

LOOKUPS = """
create function find_user_for_sign_in(storefront text, address text)
  returns table (user_id uuid, space_id uuid, password_hash text, disabled_at timestamptz)
  language sql stable security definer
  set search_path = public, pg_temp
  as $$ select u.id, u.space_id, u.password_hash, u.disabled_at from users u
        where u.storefront_id = storefront and u.email = address $$;

create function find_session(secret_hash bytea)
  returns table (session_id uuid, storefront_id text, space_id uuid, user_id uuid,
                 expires_at timestamptz, seen_at timestamptz, spaces uuid[])
  language sql stable security definer
  set search_path = public, pg_temp
  as $$ select s.id, s.storefront_id, s.space_id, s.user_id, s.expires_at, s.seen_at,
          array(select m.space_id from memberships m where m.user_id = s.user_id)
        from sessions s left join users u on u.id = s.user_id
        where s.token_hash = secret_hash and s.revoked_at is null and u.disabled_at is null $$;

create function find_api_key(secret_hash bytea)
  returns table (key_id uuid, storefront_id text, space_id uuid, user_id uuid, used_at timestamptz)
  language sql stable security definer
  set search_path = public, pg_temp
  as $$ select k.id, k.storefront_id, k.space_id, k.user_id, k.used_at
        from api_keys k left join users u on u.id = k.user_id
        where k.token_hash = secret_hash and k.revoked_at is null and u.disabled_at is null $$;

create function find_refresh_token(secret_hash bytea)
  returns table (token_id uuid, storefront_id text, space_id uuid, user_id uuid, family_id uuid,
                 expires_at timestamptz, used_at timestamptz, revoked_at timestamptz)
  language sql stable security definer
  set search_path = public, pg_temp
  as $$ select t.id, t.storefront_id, t.space_id, t.user_id, t.family_id, t.expires_at,
          t.used_at, t.revoked_at
        from refresh_tokens t where t.token_hash = secret_hash $$;

create function find_mail_token(secret_hash bytea)
  returns table (token_id uuid, storefront_id text, space_id uuid, user_id uuid, purpose text,
                 expires_at timestamptz, used_at timestamptz)
  language sql stable security definer
  set search_path = public, pg_temp
  as $$ select t.id, t.storefront_id, t.space_id, t.user_id, t.purpose, t.expires_at, t.used_at
        from mail_tokens t where t.token_hash = secret_hash $$;

create function find_spaces_of(person uuid, chain uuid)
  returns table (storefront_id text, spaces uuid[])
  language sql stable security definer
  set search_path = public, pg_temp
  as $$ select u.storefront_id, array_prepend(u.space_id, array(
            select m.space_id from memberships m
            where m.user_id = u.id and m.space_id <> u.space_id))
        from users u where u.id = person and u.disabled_at is null
          and exists (select 1 from refresh_tokens t where t.user_id = u.id
                      and t.family_id = chain and t.revoked_at is null) $$;
"""
FUNCTIONS = (
    "find_user_for_sign_in(text, text)",
    "find_session(bytea)",
    "find_api_key(bytea)",
    "find_refresh_token(bytea)",
    "find_mail_token(bytea)",
    "find_spaces_of(uuid, uuid)",
)


def upgrade() -> None:
    _make_people()
    _make_secrets()
    for table in ("spaces", *OWNED):
        own_table(op, table)
    op.execute(LOOKUPS)
    for function in FUNCTIONS:
        op.execute(f"revoke all on function {function} from public")
        op.execute(f"grant execute on function {function} to vetrina_app, vetrina_worker")


def downgrade() -> None:
    for function in FUNCTIONS:
        op.execute(f"drop function {function}")
    for table in reversed(OWNED):
        op.drop_table(table)
    op.drop_table("spaces")


def _make_people() -> None:
    op.create_table(
        "spaces",
        sa.Column("storefront_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, server_default=""),
        sa.Column("created_at", STAMP, nullable=False, server_default=sa.text("now()")),
        sa.CheckConstraint("kind in ('visitor', 'personal', 'shared')", name="spaces_kind_check"),
    )
    op.create_table(
        "users",
        *_owner(),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False, server_default=""),
        sa.Column("locale", sa.Text(), nullable=False, server_default="en"),
        sa.Column("verified_at", STAMP),
        sa.Column("disabled_at", STAMP),
        sa.Column("created_at", STAMP, nullable=False, server_default=sa.text("now()")),
        sa.CheckConstraint("email = lower(email)", name="users_email_check"),
        sa.UniqueConstraint("storefront_id", "email", name="users_storefront_id_email_key"),
    )
    op.create_table(
        "memberships",
        *_owner(),
        _person(nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", STAMP, nullable=False, server_default=sa.text("now()")),
        sa.CheckConstraint("role in ('owner', 'editor', 'viewer')", name="memberships_role_check"),
        sa.UniqueConstraint("user_id", "space_id", name="memberships_user_id_space_id_key"),
    )


def _make_secrets() -> None:
    _make_sessions_and_keys()
    _make_refresh_tokens()
    _make_mail_tokens()
    for table in ("sessions", "api_keys", "refresh_tokens", "mail_tokens"):
        op.create_index(f"{table}_user_id_idx", table, ["user_id"])


def _make_sessions_and_keys() -> None:
    op.create_table(
        "sessions",
        *_owner(),
        *_secret(),
        _person(nullable=True),
        sa.Column("agent", sa.Text(), nullable=False, server_default=""),
        sa.Column("address", sa.Text(), nullable=False, server_default=""),
        sa.Column("seen_at", STAMP, nullable=False),
        sa.Column("expires_at", STAMP, nullable=False),
        sa.Column("revoked_at", STAMP),
        sa.UniqueConstraint("token_hash", name="sessions_token_hash_key"),
    )
    op.create_table(
        "api_keys",
        *_owner(),
        *_secret(),
        _person(nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("used_at", STAMP),
        sa.Column("revoked_at", STAMP),
        sa.UniqueConstraint("token_hash", name="api_keys_token_hash_key"),
    )


def _make_refresh_tokens() -> None:
    op.create_table(
        "refresh_tokens",
        *_owner(),
        *_secret(),
        _person(nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", STAMP, nullable=False),
        sa.Column("used_at", STAMP),
        sa.Column("revoked_at", STAMP),
        sa.UniqueConstraint("token_hash", name="refresh_tokens_token_hash_key"),
    )
    op.create_index("refresh_tokens_family_id_idx", "refresh_tokens", ["family_id"])


def _make_mail_tokens() -> None:
    op.create_table(
        "mail_tokens",
        *_owner(),
        *_secret(),
        _person(nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("expires_at", STAMP, nullable=False),
        sa.Column("used_at", STAMP),
        sa.CheckConstraint("purpose in ('verify', 'reset')", name="mail_tokens_purpose_check"),
        sa.UniqueConstraint("token_hash", name="mail_tokens_token_hash_key"),
    )


def _owner() -> list[sa.Column]:
    return [
        sa.Column("storefront_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), primary_key=True),
    ]


def _secret() -> list[sa.Column]:
    return [
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", STAMP, nullable=False),
    ]


def _person(*, nullable: bool) -> sa.Column:
    link = sa.ForeignKey("users.id", ondelete="CASCADE")
    return sa.Column("user_id", sa.Uuid(), link, nullable=nullable)
