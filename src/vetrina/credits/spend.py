"""What outside engines cost us: one line per call, once per key."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from vetrina.credits.models import SpendEntry
from vetrina.infra.db import AsyncSession
from vetrina.kernel import new_id


async def record_spend(
    db: AsyncSession,
    *,
    storefront_id: str,
    space_id: UUID,
    provider: str,
    model: str,
    amount_micro: int,
    currency: str,
    key: str,
    now: datetime,
    subject_id: UUID | None = None,
) -> bool:
    """Write one call's cost in millionths of *currency*; False where *key* was written before."""
    row = {
        "id": new_id(),
        "storefront_id": storefront_id,
        "space_id": space_id,
        "provider": provider,
        "model": model,
        "amount_micro": amount_micro,
        "currency": currency,
        "key": key,
        "subject_id": subject_id,
        "spent_at": now,
    }
    once = insert(SpendEntry).values(row).on_conflict_do_nothing()
    written = await db.execute(once.returning(SpendEntry.id))
    return written.one_or_none() is not None


async def sum_spend(db: AsyncSession, *, storefront_id: str, since: datetime, currency: str) -> int:
    """Millionths of *currency* spent from *since* on; as staff or job."""
    total = select(func.coalesce(func.sum(SpendEntry.amount_micro), 0))
    wanted = total.where(
        SpendEntry.storefront_id == storefront_id,
        SpendEntry.currency == currency,
        SpendEntry.spent_at >= since,
    )
    return int(await db.scalar(wanted) or 0)
