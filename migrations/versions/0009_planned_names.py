"""Three indexes of stagings bear the names that the product's plan gives them.

Renaming an index waits for no reader and no writer, so old and new code run beside it.
"""

from alembic import op

revision = "0009"
down_revision = "0008"

PLANNED = ("user_id", "status", "created_at")


def upgrade() -> None:
    for name in PLANNED:
        op.execute(f"alter index stagings_{name}_idx rename to idx_{name}")


def downgrade() -> None:
    for name in PLANNED:
        op.execute(f"alter index idx_{name} rename to stagings_{name}_idx")
