"""Picture jobs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from vetrina.infra.db import own_table

revision = "0007"
down_revision = "0006"

STAMP = sa.DateTime(timezone=True)
JSON = postgresql.JSONB


def upgrade() -> None:
    op.create_table(
        "picture_jobs",
        *_what(),
        *_how_it_went(),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["credit_entries.id"], name="picture_jobs_hold_id_fkey"
        ),
        sa.CheckConstraint(
            "state in ('queued', 'running', 'done', 'failed', 'cancelled')",
            name="picture_jobs_state_check",
        ),
    )
    op.create_index(
        "picture_jobs_space_id_fingerprint_idx",
        "picture_jobs",
        ["space_id", "fingerprint"],
        postgresql_where=sa.text("state = 'done' and fingerprint is not null"),
    )
    op.create_index(
        "picture_jobs_storefront_id_state_idx",
        "picture_jobs",
        ["storefront_id", "state"],
        postgresql_where=sa.text("state in ('queued', 'running')"),
    )
    op.create_index("picture_jobs_subject_id_idx", "picture_jobs", ["subject_id"])
    own_table(op, "picture_jobs")


def downgrade() -> None:
    op.drop_table("picture_jobs")


def _what() -> list[sa.Column]:
    return [
        sa.Column("storefront_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("inputs", JSON(), nullable=False),
        sa.Column("parameters", JSON(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text()),
        sa.Column("making", JSON(), nullable=False),
    ]


def _how_it_went() -> list[sa.Column]:
    return [
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_parked", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("hold_id", sa.Uuid()),
        sa.Column("queue_job_id", sa.BigInteger()),
        sa.Column("copied_from", sa.Uuid()),
        sa.Column("quality", sa.Numeric(3, 2)),
        sa.Column("reasons", JSON(), nullable=False),
        sa.Column("timings", JSON(), nullable=False),
        sa.Column("provenance", JSON(), nullable=False),
        sa.Column("error_code", sa.Text()),
        sa.Column("error_message", sa.Text()),
        sa.Column("created_at", STAMP, nullable=False),
        sa.Column("started_at", STAMP),
        sa.Column("completed_at", STAMP),
    ]
