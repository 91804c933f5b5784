"""The credit ledger of spaces, and what outside engines cost us; both only grow."""

import sqlalchemy as sa
from alembic import op

from vetrina.infra.db import own_table

revision = "0006"
down_revision = "0005"

STAMP = sa.DateTime(timezone=True)
TABLES = ("credit_entries", "spend_entries")


def upgrade() -> None:
    _make_credits()
    _make_spend()
    for table in TABLES:
        own_table(op, table)
        op.execute(
            f"create trigger {table}_append_only before update or delete on {table}"
            " for each statement execute function refuse_change()"
        )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _make_credits() -> None:
    op.create_table(
        "credit_entries",
        *_owner(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("hold_id", sa.Uuid()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", STAMP, nullable=False),
        sa.CheckConstraint(
            "case kind when 'grant' then amount > 0 and hold_id is null"
            " when 'hold' then amount < 0 and hold_id is null"
            " when 'capture' then amount = 0 and hold_id is not null"
            " when 'release' then amount > 0 and hold_id is not null else false end",
            name="credit_entries_kind_check",
        ),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["credit_entries.id"], name="credit_entries_hold_id_fkey"
        ),
        sa.UniqueConstraint("space_id", "key", name="credit_entries_space_id_key_key"),
    )
    # A hold is settled once: captured or released, never both, never twice.
    op.create_index("credit_entries_hold_id_idx", "credit_entries", ["hold_id"], unique=True)


def _make_spend() -> None:
    op.create_table(
        "spend_entries",
        *_owner(),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("amount_micro", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid()),
        sa.Column("spent_at", STAMP, nullable=False),
        sa.UniqueConstraint("provider", "key", name="spend_entries_provider_key_key"),
    )
    op.create_index(
        "spend_entries_storefront_id_spent_at_idx", "spend_entries", ["storefront_id", "spent_at"]
    )


def _owner() -> list[sa.Column]:
    return [
        sa.Column("storefront_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), primary_key=True),
    ]
