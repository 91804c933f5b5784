"""What happened (events) and who did what to which (audit): written by all, read by the staff."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from vetrina.infra.db import OWNER, WORKER

revision = "0005"
down_revision = "0004"

STAMP = sa.DateTime(timezone=True)
TABLES = ("analytics_events", "audit_lines")

APPEND_ONLY = f"""
create function refuse_change() returns trigger language plpgsql as $$
begin
  if current_user <> '{OWNER}' then
    raise exception '% is append-only', tg_table_name;
  end if;
  return null;
end $$;
"""


def upgrade() -> None:
    _make_events()
    _make_audit()
    op.execute(APPEND_ONLY)
    for table in TABLES:
        _write_only(table)
        op.execute(
            f"create trigger {table}_append_only before update or delete on {table}"
            " for each statement execute function refuse_change()"
        )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("drop function refuse_change()")


def _make_events() -> None:
    op.create_table(
        "analytics_events",
        *_owner(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid()),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("happened_at", STAMP, nullable=False),
    )
    op.create_index(
        "analytics_events_storefront_id_happened_at_kind_idx",
        "analytics_events",
        ["storefront_id", "happened_at", "kind"],
    )


def _make_audit() -> None:
    op.create_table(
        "audit_lines",
        *_owner(),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid()),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("written_at", STAMP, nullable=False),
    )
    op.create_index(
        "audit_lines_storefront_id_written_at_idx", "audit_lines", ["storefront_id", "written_at"]
    )


def _owner() -> list[sa.Column]:
    # Things happen before anybody has a space, so here it may be empty.
    return [
        sa.Column("storefront_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Uuid()),
        sa.Column("id", sa.Uuid(), primary_key=True),
    ]


def _write_only(table: str) -> None:
    """Everybody adds rows of their own storefront and spaces; only its staff reads them."""
    here = "storefront_id = (select app_storefront())"
    own = "(space_id is null or space_id = any ((select app_spaces())::uuid[]))"
    staff = "(select app_scope()) = 'staff'"
    all_jobs = (
        "(select app_scope()) = 'job'"
        " and coalesce((select app_storefront()), storefront_id) = storefront_id"
    )
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    adds = f"{here} and ({own} or {staff})"
    op.execute(f"create policy {table}_add on {table} for insert with check ({adds})")
    op.execute(f"create policy {table}_read on {table} for select using ({here} and {staff})")
    op.execute(
        f"create policy {table}_jobs on {table} to {WORKER}, {OWNER}"
        f" using ({all_jobs}) with check ({all_jobs})"
    )
