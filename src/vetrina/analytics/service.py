"""Recording events in the transaction in which they happen, and counting them by day."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, cast, func, insert, select

from vetrina.analytics.models import AnalyticsEvent
from vetrina.analytics.views import DayCount
from vetrina.infra.db import AsyncSession
from vetrina.kernel import new_id


async def record(
    db: AsyncSession,
    *,
    storefront_id: str,
    kind: str,
    now: datetime,
    space_id: UUID | None = None,
    subject_id: UUID | None = None,
    **facts: Any,
) -> None:
    """Write down that *kind* happened (`staging.completed`).  *facts* hold no personal data."""
    row = {
        "id": new_id(),
        "storefront_id": storefront_id,
        "space_id": space_id,
        "kind": kind,
        "subject_id": subject_id,
        "facts": facts,
        "happened_at": now,
    }
    await db.execute(insert(AnalyticsEvent).values(row))


async def count_by_day(
    db: AsyncSession, *, storefront_id: str, since: datetime, until: datetime
) -> list[DayCount]:
    """Events of [since, until) by UTC day and kind, in order; as staff or job."""
    day = cast(func.timezone("UTC", AnalyticsEvent.happened_at), Date)
    found = await db.execute(
        select(
            day,
            AnalyticsEvent.kind,
            func.count(),
            func.count(AnalyticsEvent.space_id.distinct()),
        )
        .where(
            AnalyticsEvent.storefront_id == storefront_id,
            AnalyticsEvent.happened_at >= since,
            AnalyticsEvent.happened_at < until,
        )
        .group_by(day, AnalyticsEvent.kind)
        .order_by(day, AnalyticsEvent.kind)
    )
    return [DayCount(*row) for row in found]
