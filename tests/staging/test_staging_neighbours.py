"""Many people at once: nobody is ever shown what belongs to another; many pages that wait."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack

from factories import house
from vetrina.infra import jobs
from vetrina.infra.db import Scope
from vetrina.infra.events import events
from vetrina.staging import service

PEOPLE, REQUESTS, AT_ONCE = 8, 2_000, 8
VIEWERS = 200


async def start(client, seed: int) -> str:
    answer = await client.post(
        "/api/v1/stagings",
        data={"style": "modern_luxury", "seed": str(seed)},
        files={"photo": ("room.jpg", house.photo(), "image/jpeg")},
    )
    assert answer.status_code == 202, answer.text
    return answer.json()["id"]


async def test_two_thousand_mixed_requests_show_everybody_their_own_and_nothing_else(home) -> None:
    order = random.Random(7)
    async with AsyncExitStack() as stack:
        people = [await stack.enter_async_context(home.client()) for _ in range(PEOPLE)]
        own = [{await start(client, seed) for seed in range(2)} for client in people]
        every = sorted(set().union(*own))
        wrong: list[str] = []

        async def ask(who: int, wanted: str) -> None:
            if order.random() < 0.5:
                listed = (await people[who].get("/api/v1/stagings")).json()["items"]
                if {staging["id"] for staging in listed} != own[who]:
                    wrong.append(f"{who} was listed {len(listed)}")
                return
            answer = await people[who].get(f"/api/v1/stagings/{wanted}")
            if answer.status_code != (200 if wanted in own[who] else 404):
                wrong.append(f"{who} got {answer.status_code} for {wanted}")

        asked = [(order.randrange(PEOPLE), order.choice(every)) for _ in range(REQUESTS)]
        for begin in range(0, REQUESTS, AT_ONCE):
            await asyncio.gather(*(ask(*pair) for pair in asked[begin : begin + AT_ONCE]))
    assert wrong == []


async def test_two_hundred_pages_that_wait_hold_no_connection_of_the_pool(home) -> None:
    async with house.listening(home.parts.bus), home.client() as client:
        await start(client, 0)
        [row] = await home.rows("select id, space_id from stagings")
        scope = Scope("visitor", house.SHOP, (row.space_id,))

        async def read() -> dict:
            async with home.parts.database.begin(scope) as db:
                return await service.find_state(db, staging_id=row.id)

        streams = [
            events(home.parts.bus, jobs.topic(row.id), read, home.parts.draining)
            for _ in range(VIEWERS)
        ]
        for stream in streams:
            assert b"queued" in await anext(stream)
        assert home.parts.bus.listeners == VIEWERS
        assert home.parts.database.engine.pool.checkedout() == 0
        await home.work()
        last = [frame async for frame in streams[-1]][-1]
        assert b'"is_over":true' in last
        for stream in streams:
            await stream.aclose()
