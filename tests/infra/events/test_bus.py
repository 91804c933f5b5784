"""News arrive after the commit, at every listener, and gaps are admitted."""

import asyncio
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa

from vetrina.infra.db import driver_dsn
from vetrina.infra.events import LOST, Bus, events, publish


@asynccontextmanager
async def listening(own):
    bus = Bus(driver_dsn(own.app_url))
    task = asyncio.create_task(bus.run())
    await asyncio.wait_for(bus.is_connected.wait(), 10)
    try:
        yield bus
    finally:
        task.cancel()
        await asyncio.wait({task})


async def test_news_reach_every_listener_of_their_topic(own_databases):
    async with (
        listening(own_databases) as bus,
        bus.listen("staging:1") as first,
        bus.listen("staging:1") as second,
        bus.listen("staging:2") as other,
    ):
        async with own_databases.app.begin() as db:
            await publish(db, "staging:1", {"done": 0.5})
        assert await first.get() == {"done": 0.5}
        assert await second.get() == {"done": 0.5}
        assert other.empty()


async def test_news_of_what_is_rolled_back_are_never_heard(own_databases):
    async def fail():
        async with own_databases.app.begin() as db:
            await publish(db, "t", {"n": 1})
            raise LookupError

    async with listening(own_databases) as bus, bus.listen("t") as queue:
        with pytest.raises(LookupError):
            await fail()
        async with own_databases.app.begin() as db:
            await publish(db, "t", {"n": 2})
        assert await queue.get() == {"n": 2}


async def test_a_slow_listener_is_told_that_it_missed_something(own_databases):
    bus = Bus("")
    async with bus.listen("t") as queue:
        for n in range(65):
            bus.deliver("t", {"n": n})
        assert [queue.get_nowait(), queue.empty()] == [LOST, True]


async def test_after_a_lost_connection_listeners_read_afresh_and_hear_again(own_databases):
    async with listening(own_databases) as bus, bus.listen("t") as queue:
        async with own_databases.app.begin() as db:
            await db.execute(
                sa.text(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where application_name = 'vetrina events' and datname = current_database()"
                )
            )
        bus.is_connected.clear()
        assert await asyncio.wait_for(queue.get(), 10) is LOST
        async with own_databases.app.begin() as db:
            await publish(db, "t", {"n": 1})
        assert await asyncio.wait_for(queue.get(), 10) == {"n": 1}


async def test_news_that_do_not_fit_are_refused(db):
    with pytest.raises(ValueError, match="too long"):
        await publish(db, "t", {"text": "x" * 8000})


async def test_a_stream_sends_the_state_then_news_and_ends_when_it_is_over():
    bus, draining = Bus(""), asyncio.Event()

    async def read():
        return {"stage": "queued", "is_over": False}

    stream = events(bus, "t", read, draining)
    assert await anext(stream) == b'event: state\ndata: {"stage":"queued","is_over":false}\n\n'
    bus.deliver("t", {"stage": "done", "is_over": True})
    assert await anext(stream) == b'event: state\ndata: {"stage":"done","is_over":true}\n\n'
    with pytest.raises(StopAsyncIteration):
        await anext(stream)
    assert bus.listeners == 0


async def test_a_stream_that_missed_something_reads_the_state_again():
    bus, states = Bus(""), iter([{"n": 1}, {"n": 2, "is_over": True}])

    async def read():
        return next(states)

    stream = events(bus, "t", read, asyncio.Event())
    await anext(stream)
    bus.deliver("t", LOST)
    assert b'"n":2' in await anext(stream)
    await stream.aclose()


async def test_a_drained_stream_asks_its_page_to_come_back():
    bus, draining = Bus(""), asyncio.Event()

    async def read():
        return {}

    stream = events(bus, "t", read, draining)
    await anext(stream)
    draining.set()
    assert await anext(stream) == b"event: reconnect\ndata: {}\n\n"
    await stream.aclose()


async def test_a_quiet_stream_beats():
    async def read():
        return {}

    stream = events(Bus(""), "t", read, asyncio.Event(), beat_s=0.01)
    await anext(stream)
    assert await anext(stream) == b": still here\n\n"
    await stream.aclose()


async def test_two_hundred_viewers_hold_no_connection_of_the_pool(own_databases):
    async def read():
        async with own_databases.app.begin() as db:
            return {"n": await db.scalar(sa.text("select 1"))}

    async with listening(own_databases) as bus:
        streams = [events(bus, "t", read, asyncio.Event()) for _ in range(200)]
        for stream in streams:
            await anext(stream)
        assert bus.listeners == 200
        assert own_databases.app.engine.pool.checkedout() == 0
        for stream in streams:
            await stream.aclose()
