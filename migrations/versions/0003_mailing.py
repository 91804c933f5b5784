"""Messages and what became of them."""

import sqlalchemy as sa
from alembic import op

from vetrina.infra.db import own_table

revision = "0003"
down_revision = "0002"

STAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "mails",
        sa.Column("storefront_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, server_default="queued"),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("answer", sa.Text(), nullable=False, server_default=""),
        sa.Column("created_at", STAMP, nullable=False),
        sa.Column("sent_at", STAMP),
        sa.CheckConstraint(
            "state in ('queued', 'sent', 'outbox', 'failed')", name="mails_state_check"
        ),
    )
    op.create_index("mails_storefront_id_created_at_idx", "mails", ["storefront_id", "created_at"])
    own_table(op, "mails")


def downgrade() -> None:
    op.drop_table("mails")
