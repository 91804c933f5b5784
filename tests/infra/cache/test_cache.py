"""Kept values come back, end in time, and are forgotten everywhere when they change."""

import asyncio
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisIsAway

from vetrina.infra.cache import MemoryCache, RedisCache, forget
from vetrina.infra.db import driver_dsn
from vetrina.infra.events import LOST, Bus


class Source:
    """Counts how often it is read."""

    def __init__(self):
        self.reads = 0

    async def __call__(self):
        self.reads += 1
        return {"n": self.reads}


@pytest.fixture
def bus():
    return Bus("")


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
async def cache(request, bus):
    if request.param == "redis":
        redis = Redis.from_url(request.getfixturevalue("redis_url"))
        await redis.flushdb()
        made = RedisCache(bus, redis)
    else:
        made = MemoryCache(bus)
    yield made
    await made.close()


async def settle(cache):
    """Let deletions that were begun end."""
    await asyncio.gather(*cache._tasks)


async def test_a_value_is_read_once_and_kept(cache):
    source = Source()
    assert await cache.get_or_load("quiz:topics", source, ttl_s=300) == {"n": 1}
    assert await cache.get_or_load("quiz:topics", source, ttl_s=300) == {"n": 1}
    assert source.reads == 1


async def test_an_empty_value_is_kept_too(cache):
    async def empty():
        return []

    source = Source()
    assert await cache.get_or_load("products:none", empty, ttl_s=60) == []
    assert await cache.get_or_load("products:none", source, ttl_s=60) == []


async def test_a_changed_key_is_read_again_and_others_are_not(cache, bus):
    one, other = Source(), Source()
    await cache.get_or_load("products:by_id:1", one, ttl_s=600)
    await cache.get_or_load("products:by_id:12", other, ttl_s=600)
    bus.deliver("cache", {"patterns": ["products:by_id:1"]})
    await settle(cache)
    await cache.get_or_load("products:by_id:1", one, ttl_s=600)
    await cache.get_or_load("products:by_id:12", other, ttl_s=600)
    assert (one.reads, other.reads) == (2, 1)


async def test_a_star_forgets_all_keys_that_begin_so(cache, bus):
    sources = {key: Source() for key in ("products:search:a", "products:search:b[", "products:all")}
    for key, source in sources.items():
        await cache.get_or_load(key, source, ttl_s=600)
    bus.deliver("cache", {"patterns": ["products:search:*"]})
    await settle(cache)
    for key, source in sources.items():
        await cache.get_or_load(key, source, ttl_s=600)
    assert [source.reads for source in sources.values()] == [2, 2, 1]


async def test_everything_is_forgotten_when_news_may_have_been_missed(cache, bus):
    source = Source()
    await cache.get_or_load("k", source, ttl_s=600)
    for hook in bus._hooks:
        hook("", LOST)
    await settle(cache)
    await cache.get_or_load("k", source, ttl_s=600)
    assert source.reads == 2


async def test_many_readers_at_once_read_once(cache):
    source = Source()
    values = await asyncio.gather(*(cache.get_or_load("k", source, ttl_s=600) for _ in range(20)))
    assert (source.reads, values) == (1, [{"n": 1}] * 20)


async def test_what_changes_while_it_is_read_is_not_kept(cache, bus):
    source = Source()

    async def slow():
        value = await source()
        bus.deliver("cache", {"patterns": ["k"]})
        return value

    assert await cache.get_or_load("k", slow, ttl_s=600) == {"n": 1}
    await settle(cache)
    assert await cache.get_or_load("k", source, ttl_s=600) == {"n": 2}


async def test_a_failed_read_is_not_kept(cache):
    async def fail():
        raise LookupError

    with pytest.raises(LookupError):
        await cache.get_or_load("k", fail, ttl_s=600)
    assert await cache.get_or_load("k", Source(), ttl_s=600) == {"n": 1}


@pytest.mark.parametrize(("ttl_s"), [3600, 600, 300])
async def test_a_value_ends_exactly_with_its_time(bus, clock, ttl_s):
    cache, source = MemoryCache(bus, clock=clock), Source()
    await cache.get_or_load("k", source, ttl_s=ttl_s)
    clock.advance(timedelta(seconds=ttl_s, microseconds=-1))
    await cache.get_or_load("k", source, ttl_s=ttl_s)
    assert source.reads == 1
    clock.advance(timedelta(microseconds=1))
    await cache.get_or_load("k", source, ttl_s=ttl_s)
    assert source.reads == 2


@pytest.mark.redis
async def test_redis_keeps_the_value_under_its_name_for_its_time(bus, redis_url):
    redis = Redis.from_url(redis_url)
    cache = RedisCache(bus, redis)
    await cache.get_or_load("quiz:topics", Source(), ttl_s=300)
    assert 299_000 < await redis.pttl("vetrina:quiz:topics") <= 300_000
    await cache.close()


async def test_the_oldest_go_when_there_are_too_many(bus):
    cache, source = MemoryCache(bus, max_entries=2), Source()
    for key in ("a", "b", "c"):
        await cache.get_or_load(key, Source(), ttl_s=600)
    await cache.get_or_load("c", source, ttl_s=600)
    assert source.reads == 0
    await cache.get_or_load("a", source, ttl_s=600)
    assert source.reads == 1


async def test_another_process_hears_of_a_change_when_it_commits(own_databases):
    bus = Bus(driver_dsn(own_databases.app_url))
    cache, source = MemoryCache(bus), Source()
    listening = asyncio.create_task(bus.run())
    await asyncio.wait_for(bus.is_connected.wait(), 20)
    await cache.get_or_load("settings", source, ttl_s=600)
    async with bus.listen("cache") as news:
        async with own_databases.app.begin() as db:
            await forget(db, "settings")
            await db.flush()
            await cache.get_or_load("settings", source, ttl_s=600)
            assert source.reads == 1
        await asyncio.wait_for(news.get(), 20)
    await cache.get_or_load("settings", source, ttl_s=600)
    assert source.reads == 2
    listening.cancel()
    await asyncio.wait({listening})


@pytest.mark.redis
async def test_a_redis_that_is_away_is_told(bus, redis_url, loopback):
    there = RedisCache(bus, Redis.from_url(redis_url))
    await there.ping()
    await there.close()
    away = RedisCache(bus, Redis.from_url(f"redis://127.0.0.1:{loopback.free_port()}"))
    with pytest.raises(RedisIsAway):
        await away.ping()
    await away.close()
