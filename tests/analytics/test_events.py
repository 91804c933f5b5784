"""Events are counted by day, seen by the staff alone, and undone with their transaction."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from vetrina import analytics
from vetrina.infra.db import Scope, act_as
from vetrina.kernel import new_id

SHOP = "stagecraft"


async def happen(db, scope, now, kind="staging.completed", shop=SHOP) -> None:
    await analytics.record(
        db,
        storefront_id=shop,
        space_id=scope.space_ids[0] if scope.space_ids else None,
        kind=kind,
        now=now,
        style="modern_luxury",
    )


async def counted(db, clock, shop=SHOP):
    since = clock.now() - timedelta(days=7)
    return await analytics.count_by_day(
        db, storefront_id=shop, since=since, until=clock.now() + timedelta(seconds=1)
    )


async def test_events_are_counted_by_day_and_kind(db, scope, clock) -> None:
    await happen(db, scope, clock.now())
    await happen(db, scope, clock.now())
    await happen(db, scope, clock.now() - timedelta(days=1), kind="staging.failed")
    other = Scope("member", SHOP, (new_id(),))
    await act_as(db, other)
    await happen(db, other, clock.now())
    await act_as(db, Scope("staff", SHOP))
    assert [(c.day, c.kind, c.count, c.spaces) for c in await counted(db, clock)] == [
        (date(2026, 1, 14), "staging.failed", 1, 1),
        (date(2026, 1, 15), "staging.completed", 3, 2),
    ]


async def test_somebody_without_a_space_leaves_an_event_too(db, clock) -> None:
    nobody = Scope("visitor", SHOP)
    await act_as(db, nobody)
    await happen(db, nobody, clock.now(), kind="page.seen")
    await act_as(db, Scope("staff", SHOP))
    assert [(c.kind, c.count, c.spaces) for c in await counted(db, clock)] == [("page.seen", 1, 0)]


async def test_only_the_staff_of_the_storefront_reads(db, scope, clock) -> None:
    await happen(db, scope, clock.now())
    assert await counted(db, clock) == []
    await act_as(db, Scope("staff", "modera"))
    assert await counted(db, clock) == []


async def test_nobody_writes_into_another_storefront_or_space(db, scope, clock) -> None:
    for there, shop in ((scope, "modera"), (Scope("member", SHOP, (new_id(),)), SHOP)):
        with pytest.raises(DBAPIError, match="row-level security"):
            async with db.begin_nested():
                await happen(db, there, clock.now(), shop=shop)
    await act_as(db, Scope("staff", SHOP))
    assert await counted(db, clock) == []


async def test_an_event_is_never_changed(db, scope, clock) -> None:
    await happen(db, scope, clock.now())
    await act_as(db, Scope("staff", SHOP))
    with pytest.raises(DBAPIError, match="append-only"):
        async with db.begin_nested():
            await db.execute(sa.text("delete from analytics_events"))
    assert len(await counted(db, clock)) == 1
