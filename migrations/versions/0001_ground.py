"""The ground: who acts, the job queue, progress of jobs, rate limits."""

import re

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

from vetrina.infra.db import drop_scope_functions, make_scope_functions, own_table

revision = "0001"
down_revision = None


def upgrade() -> None:
    make_scope_functions(op)
    # The driver's own cursor takes the script as it is, with its percent signs and statements.
    raw = op.get_bind().connection.dbapi_connection
    raw.execute(SchemaManager.get_schema())
    op.create_table(
        "job_progress",
        sa.Column("storefront_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("done", sa.Float(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("now()"),
        ),
        sa.PrimaryKeyConstraint("subject_id", name="job_progress_pkey"),
        sa.CheckConstraint("done between 0 and 1", name="job_progress_done_check"),
    )
    own_table(op, "job_progress")
    op.create_table(
        "rate_limits",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="rate_limits_pkey"),
        # Counts are worth nothing after a crash, so they are not logged; updates stay on the page.
        prefixes=["UNLOGGED"],
        postgresql_with={"fillfactor": 70},
    )


def downgrade() -> None:
    op.drop_table("rate_limits")
    op.drop_table("job_progress")
    script = SchemaManager.get_schema()
    for table in reversed(re.findall(r"CREATE TABLE (\w+)", script)):
        op.execute(f"drop table {table} cascade")
    for function in re.findall(r"CREATE FUNCTION (\w+)", script):
        op.execute(f"drop function if exists {function} cascade")
    for kind in re.findall(r"CREATE TYPE (\w+)", script):
        op.execute(f"drop type {kind} cascade")
    drop_scope_functions(op)
