"""The two ledgers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vetrina.infra.db import Base, Owned


class CreditEntry(Base, Owned):
    """A line of the ledger.  capture, release: `hold_id` is the hold that they settle."""

    __tablename__ = "credit_entries"
    __table_args__ = (
        UniqueConstraint("space_id", "key"),
        CheckConstraint(
            "case kind when 'grant' then amount > 0 and hold_id is null"
            " when 'hold' then amount < 0 and hold_id is null"
            " when 'capture' then amount = 0 and hold_id is not null"
            " when 'release' then amount > 0 and hold_id is not null else false end",
            name="kind",
        ),
        Index("credit_entries_hold_id_idx", "hold_id", unique=True),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    amount: Mapped[int]
    key: Mapped[str]
    hold_id: Mapped[UUID | None] = mapped_column(ForeignKey("credit_entries.id"))
    reason: Mapped[str]
    created_at: Mapped[datetime]


class SpendEntry(Base, Owned):
    """What one call to an outside engine cost us, in millionths of *currency*."""

    __tablename__ = "spend_entries"
    __table_args__ = (
        UniqueConstraint("provider", "key"),
        Index("spend_entries_storefront_id_spent_at_idx", "storefront_id", "spent_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    provider: Mapped[str]
    model: Mapped[str]
    amount_micro: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    key: Mapped[str]
    subject_id: Mapped[UUID | None]
    spent_at: Mapped[datetime]
