"""Pictures from outside and pictures that we made, and the receipts of what was deleted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from vetrina.infra.db import own_table

revision = "0004"
down_revision = "0003"

STAMP = sa.DateTime(timezone=True)

# A signed link is looked at by whoever holds it, before and without anybody's scope.
LOOKUP = """
create function find_media_file(wanted uuid)
  returns table (media_id uuid, storage_key text, media_role text, pixel_hash text)
  language sql stable security definer
  set search_path = public, pg_temp
  as $$ select m.id, m.storage_key, m.role, m.pixel_hash from media m where m.id = wanted $$;
"""
FUNCTION = "find_media_file(uuid)"


def upgrade() -> None:
    _make_media()
    _make_receipts()
    for table in ("media", "media_receipts"):
        own_table(op, table)
    op.execute(LOOKUP)
    op.execute(f"revoke all on function {FUNCTION} from public")
    op.execute(f"grant execute on function {FUNCTION} to vetrina_app, vetrina_worker")


def downgrade() -> None:
    op.execute(f"drop function {FUNCTION}")
    op.drop_table("media_receipts")
    op.drop_table("media")


def _make_media() -> None:
    op.create_table(
        "media",
        *_owner(),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid()),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("byte_size", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("pixel_hash", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False, server_default=""),
        sa.Column("kept", postgresql.JSONB(), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("tier", sa.Text(), nullable=False, server_default="hot"),
        sa.Column("created_at", STAMP, nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["media.id"], name="media_parent_id_fkey"),
        sa.CheckConstraint(
            "role in ('original', 'result', 'mask', 'derivative')", name="media_role_check"
        ),
        sa.CheckConstraint("tier in ('hot', 'cold')", name="media_tier_check"),
    )
    op.create_index("media_parent_id_idx", "media", ["parent_id"])
    op.create_index("media_space_id_created_at_idx", "media", ["space_id", "created_at"])
    op.create_index("media_tier_created_at_idx", "media", ["tier", "created_at"])


def _make_receipts() -> None:
    op.create_table(
        "media_receipts",
        *_owner(),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.Column("deleted_at", STAMP, nullable=False),
        sa.Column("files_removed", sa.Integer()),
        sa.Column("bytes_removed_at", STAMP),
    )
    op.create_index(
        "media_receipts_open_idx",
        "media_receipts",
        ["deleted_at"],
        postgresql_where=sa.text("bytes_removed_at is null"),
    )


def _owner() -> list[sa.Column]:
    return [
        sa.Column("storefront_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), primary_key=True),
    ]
