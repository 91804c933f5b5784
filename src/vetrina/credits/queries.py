"""Locks and sums of the ledger."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text

from vetrina.credits.models import CreditEntry
from vetrina.infra.db import AsyncSession

_LOCK = text("select pg_advisory_xact_lock(hashtextextended('credits:' || :space, 0))")


async def lock_ledger(db: AsyncSession, space_id: UUID) -> None:
    """Let no other transaction spend from this space until ours ends."""
    await db.execute(_LOCK, {"space": str(space_id)})


async def sum_balance(db: AsyncSession, space_id: UUID) -> int:
    """Grants and releases less holds."""
    total = select(func.coalesce(func.sum(CreditEntry.amount), 0))
    return int(await db.scalar(total.where(CreditEntry.space_id == space_id)) or 0)


async def sum_granted(db: AsyncSession, space_id: UUID, reason: str, since: datetime) -> int:
    """Credits that were granted for *reason* after *since*."""
    total = select(func.coalesce(func.sum(CreditEntry.amount), 0)).where(
        CreditEntry.space_id == space_id,
        CreditEntry.kind == "grant",
        CreditEntry.reason == reason,
        CreditEntry.created_at > since,
    )
    return int(await db.scalar(total) or 0)


async def find_by_key(db: AsyncSession, space_id: UUID, key: str) -> CreditEntry | None:
    """The line that was written under *key*."""
    wanted = select(CreditEntry).where(CreditEntry.space_id == space_id, CreditEntry.key == key)
    return await db.scalar(wanted)
