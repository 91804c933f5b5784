"""Stagings: the columns that the product's plan names, and what else the house knows of one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from vetrina.infra.db import own_table

revision = "0008"
down_revision = "0007"

STAMP = sa.DateTime(timezone=True)
JSON = postgresql.JSONB


def upgrade() -> None:
    op.create_table(
        "stagings",
        sa.Column("storefront_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_planned(),
        *_further(),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="stagings_user_id_fkey", ondelete="SET NULL"
        ),
        *(
            sa.ForeignKeyConstraint([name], ["media.id"], name=f"stagings_{name}_fkey")
            for name in ("photo_id", "result_id", "mask_id")
        ),
        sa.ForeignKeyConstraint(
            ["picture_job_id"], ["picture_jobs.id"], name="stagings_picture_job_id_fkey"
        ),
        sa.UniqueConstraint(
            "space_id", "idempotency_key", name="stagings_space_id_idempotency_key_key"
        ),
        sa.CheckConstraint(
            "status in ('queued', 'processing', 'completed', 'failed', 'needs_corners',"
            " 'cancelled')",
            name="stagings_status_check",
        ),
    )
    for name in ("user_id", "status", "created_at", "photo_id", "result_id", "mask_id"):
        op.create_index(f"stagings_{name}_idx", "stagings", [name])
    op.create_index("stagings_space_id_id_idx", "stagings", ["space_id", "id"])
    own_table(op, "stagings")


def downgrade() -> None:
    op.drop_table("stagings")


def _planned() -> list[sa.Column]:
    return [
        sa.Column("user_id", sa.Uuid()),
        sa.Column("status", sa.String(20), nullable=False, server_default="processing"),
        sa.Column("original_image_path", sa.Text(), nullable=False),
        sa.Column("style", sa.String(50), nullable=False),
        sa.Column("room_type", sa.String(50)),
        sa.Column("staged_image_path", sa.Text()),
        sa.Column("processing_time_ms", sa.Integer()),
        sa.Column("quality_score", sa.Numeric(3, 2)),
        sa.Column("created_at", STAMP, nullable=False, server_default=sa.text("now()")),
        sa.Column("completed_at", STAMP),
        sa.Column("error_message", sa.Text()),
    ]


def _further() -> list[sa.Column]:
    return [
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("result_id", sa.Uuid()),
        sa.Column("mask_id", sa.Uuid()),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("hints", JSON(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text()),
        sa.Column("picture_job_id", sa.Uuid()),
        sa.Column("manifest", JSON(), nullable=False),
        sa.Column("error_code", sa.Text()),
        sa.Column("reasons", JSON(), nullable=False),
        sa.Column("outline", JSON(), nullable=False),
        sa.Column("is_free", sa.Boolean(), nullable=False),
    ]
