"""Lines outlive refusals, are read by the staff, and are never changed."""

from __future__ import annotations

from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from vetrina import audit
from vetrina.infra.db import Scope, act_as, record_outside

SHOP = "stagecraft"
STAFF = Scope("staff", SHOP)


async def write(db, clock, act="api_key.revoked", **more) -> None:
    await audit.write(db, storefront_id=SHOP, act=act, now=clock.now(), **more)


async def test_lines_are_read_by_the_staff_the_newest_first(db, scope, clock) -> None:
    for number in range(3):
        await write(db, clock, act=f"act.{number}", means="session", address="127.0.0.1", n=number)
    assert (await audit.list_lines(db, storefront_id=SHOP)).items == []
    await act_as(db, STAFF)
    first = await audit.list_lines(db, storefront_id=SHOP, size=2)
    assert [(line.act, line.facts) for line in first.items] == [
        ("act.2", {"n": 2}),
        ("act.1", {"n": 1}),
    ]
    rest = await audit.list_lines(db, storefront_id=SHOP, before=UUID(first.next_cursor))
    assert [line.act for line in rest.items] == ["act.0"]


async def test_a_line_of_a_refusal_stays_although_the_request_rolls_back(
    own_databases, clock
) -> None:
    async def refuse() -> None:
        async with own_databases.app.begin(Scope("visitor", SHOP)) as db:
            await write(db, clock, act="undone")
            await record_outside(db, lambda own: write(own, clock, act="refused"))
            raise LookupError

    with pytest.raises(LookupError):
        await refuse()
    async with own_databases.app.begin(STAFF) as db:
        found = await audit.list_lines(db, storefront_id=SHOP)
    assert [line.act for line in found.items] == ["refused"]


async def test_a_line_is_never_changed(db, clock) -> None:
    await write(db, clock)
    await act_as(db, STAFF)
    with pytest.raises(DBAPIError, match="append-only"):
        async with db.begin_nested():
            await db.execute(sa.text("update audit_lines set act = 'nothing'"))
    assert [line.act for line in (await audit.list_lines(db, storefront_id=SHOP)).items] == [
        "api_key.revoked"
    ]
