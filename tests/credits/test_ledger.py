"""The ledger: nothing is spent twice, nothing is changed, nobody sees another's."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from vetrina import credits as ledger
from vetrina.infra.db import Scope, act_as
from vetrina.kernel import new_id

SHOP = "stagecraft"
SPACE = new_id()
MEMBER = Scope("member", SHOP, (SPACE,))


@pytest.fixture
def scope() -> Scope:
    return MEMBER


async def grant(db, clock, amount=3, key="trial") -> bool:
    return await ledger.grant(
        db,
        storefront_id=SHOP,
        space_id=SPACE,
        amount=amount,
        key=key,
        reason="test",
        now=clock.now(),
    )


async def hold(db, clock, key="job", amount=1):
    return await ledger.hold(
        db,
        storefront_id=SHOP,
        space_id=SPACE,
        amount=amount,
        key=key,
        reason="test",
        now=clock.now(),
    )


async def balance(db) -> int:
    return await ledger.get_balance(db, space_id=SPACE)


async def test_a_grant_counts_once_per_key(db, clock) -> None:
    assert [await grant(db, clock), await grant(db, clock)] == [True, False]
    assert await balance(db) == 3


async def test_a_captured_hold_is_spent_once(db, clock) -> None:
    await grant(db, clock)
    held = await hold(db, clock)
    assert await balance(db) == 2
    assert await ledger.capture(db, hold_id=held, now=clock.now()) is True
    assert await ledger.capture(db, hold_id=held, now=clock.now()) is False
    assert await balance(db) == 2
    with pytest.raises(ledger.HoldSettled):
        await ledger.release(db, hold_id=held, now=clock.now())


async def test_a_released_hold_comes_back_once(db, clock) -> None:
    await grant(db, clock)
    held = await hold(db, clock, amount=2)
    assert await ledger.release(db, hold_id=held, now=clock.now()) is True
    assert await ledger.release(db, hold_id=held, now=clock.now()) is False
    assert await balance(db) == 3
    with pytest.raises(ledger.HoldSettled):
        await ledger.capture(db, hold_id=held, now=clock.now())


async def test_the_same_key_gives_the_same_hold(db, clock) -> None:
    await grant(db, clock)
    assert await hold(db, clock) == await hold(db, clock)
    assert await balance(db) == 2


async def test_more_than_there_is_is_refused_and_nothing_is_held(db, clock) -> None:
    await grant(db, clock, amount=1)
    with pytest.raises(ledger.CreditsExhausted) as refused:
        await hold(db, clock, amount=2)
    assert refused.value.details == {"balance": 1, "cost": 2}
    assert await balance(db) == 1


async def test_of_twelve_requests_for_three_credits_three_get_one(own_databases, clock) -> None:
    async with own_databases.app.begin(MEMBER) as db:
        await grant(db, clock)

    async def spend(number: int) -> bool:
        try:
            async with own_databases.app.begin(MEMBER) as db:
                await hold(db, clock, key=f"job {number}")
        except ledger.CreditsExhausted:
            return False
        return True

    spent = await asyncio.gather(*(spend(number) for number in range(12)))
    assert spent.count(True) == 3
    async with own_databases.app.begin(MEMBER) as db:
        assert await balance(db) == 0


async def test_of_twelve_top_ups_at_once_as_many_are_given_as_a_day_allows(
    own_databases, clock
) -> None:
    async def spend(number: int) -> bool:
        async with own_databases.app.begin(MEMBER) as db:
            given = await ledger.top_up(
                db,
                storefront_id=SHOP,
                space_id=SPACE,
                amount=1,
                most=3,
                since=clock.now() - timedelta(hours=24),
                reason="open",
                now=clock.now(),
            )
            if given:
                await hold(db, clock, key=f"job {number}")
        return given

    given = await asyncio.gather(*(spend(number) for number in range(12)))
    assert given.count(True) == 3
    clock.advance(timedelta(hours=24))
    assert await spend(12) is True
    async with own_databases.app.begin(MEMBER) as db:
        assert await balance(db) == 0


async def test_of_a_capture_and_a_release_at_once_one_stands(own_databases, clock) -> None:
    async with own_databases.app.begin(MEMBER) as db:
        await grant(db, clock)
        held = await hold(db, clock)

    async def settle(way) -> bool:
        try:
            async with own_databases.app.begin(MEMBER) as db:
                return await way(db, hold_id=held, now=clock.now())
        except ledger.HoldSettled:
            return False

    done = await asyncio.gather(settle(ledger.capture), settle(ledger.release))
    assert sorted(done) == [False, True]


@pytest.mark.parametrize(
    "change", ["update credit_entries set amount = 9", "delete from credit_entries"]
)
async def test_a_line_is_never_changed_or_deleted(db, clock, change) -> None:
    await grant(db, clock)
    with pytest.raises(DBAPIError, match="append-only"):
        async with db.begin_nested():
            await db.execute(sa.text(change))
    assert await balance(db) == 3


async def test_the_database_itself_refuses_a_second_settlement(db, clock) -> None:
    await grant(db, clock)
    held = await hold(db, clock)
    await ledger.capture(db, hold_id=held, now=clock.now())
    line = sa.text(
        "insert into credit_entries (storefront_id, space_id, id, kind, amount, key, hold_id,"
        " reason, created_at) select storefront_id, space_id, :id, 'release', 1, 'other', id, '',"
        " now() from credit_entries where id = :held"
    )
    with pytest.raises(IntegrityError):
        async with db.begin_nested():
            await db.execute(line, {"id": new_id(), "held": held})
    assert await balance(db) == 2


async def test_a_neighbour_sees_no_line_and_writes_none(db, clock) -> None:
    await grant(db, clock)
    await act_as(db, Scope("member", SHOP, (new_id(),)))
    assert await balance(db) == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        async with db.begin_nested():
            await grant(db, clock, key="stolen")
    await act_as(db, MEMBER)
    assert [entry.amount for entry in (await ledger.list_entries(db, space_id=SPACE)).items] == [3]


async def test_the_ledger_is_listed_page_by_page_the_newest_first(db, clock) -> None:
    for number in range(5):
        await grant(db, clock, amount=number + 1, key=str(number))
    first = await ledger.list_entries(db, space_id=SPACE, size=3)
    assert [entry.amount for entry in first.items] == [5, 4, 3]
    from uuid import UUID

    rest = await ledger.list_entries(db, space_id=SPACE, before=UUID(first.next_cursor), size=3)
    assert ([entry.amount for entry in rest.items], rest.next_cursor) == ([2, 1], None)


async def test_what_an_engine_cost_is_written_once_and_summed(db, clock) -> None:
    facts = {"storefront_id": SHOP, "space_id": SPACE, "provider": "p", "model": "m"}
    facts |= {"currency": "USD", "now": clock.now()}
    assert await ledger.record_spend(db, **facts, amount_micro=40_000, key="call 1")
    assert not await ledger.record_spend(db, **facts, amount_micro=40_000, key="call 1")
    assert await ledger.record_spend(db, **facts, amount_micro=2_500, key="call 2")
    since = clock.now()
    total = await ledger.sum_spend(db, storefront_id=SHOP, since=since, currency="USD")
    assert total == 42_500
