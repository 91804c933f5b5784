"""Exact boundaries, in PostgreSQL and in Redis alike."""

import asyncio

import pytest
import sqlalchemy as sa

from vetrina.infra.limits import PostgresLimiter, Rate, RedisLimiter, TooManyRequests, require
from vetrina.kernel import new_id

PICTURES = Rate(10, 60)


@pytest.fixture(params=["postgres", pytest.param("redis", marks=pytest.mark.redis)])
async def limiter(request, shared_database):
    if request.param == "redis":
        made = RedisLimiter(request.getfixturevalue("redis_url"))
    else:
        made = PostgresLimiter(shared_database.engine)
    yield made
    await made.close()


@pytest.fixture
def key():
    return f"test:{new_id()}"


@pytest.mark.parametrize("rate", [Rate(10, 60), Rate(60, 60), Rate(1000, 3600)])
async def test_the_last_of_the_allowance_passes_and_the_next_does_not(limiter, key, rate):
    for left in range(rate.count - 1, -1, -1):
        decision = await limiter.hit(key, rate)
        assert (decision.is_allowed, decision.remaining) == (True, left)
    refused = await limiter.hit(key, rate)
    assert (refused.is_allowed, refused.remaining) == (False, 0)
    assert 0 < refused.reset_s <= rate.period_s


async def test_a_refusal_tells_when_to_come_back(limiter, key):
    for _ in range(10):
        await limiter.hit(key, PICTURES)
    with pytest.raises(TooManyRequests) as caught:
        await require(limiter, key, PICTURES)
    headers = caught.value.decision.headers()
    assert (headers["RateLimit-Limit"], headers["RateLimit-Remaining"]) == ("10", "0")
    assert headers["Retry-After"] == headers["RateLimit-Reset"]
    assert 1 <= int(headers["Retry-After"]) <= 60
    assert caught.value.retry_after_s == int(headers["Retry-After"])


async def test_an_allowed_hit_says_nothing_about_waiting(limiter, key):
    headers = (await require(limiter, key, PICTURES)).headers()
    assert headers["RateLimit-Remaining"] == "9"
    assert "Retry-After" not in headers


async def test_keys_do_not_share_their_allowance(limiter, key):
    for _ in range(11):
        await limiter.hit(key, PICTURES)
    assert (await limiter.hit(f"{key}:other", PICTURES)).is_allowed


async def test_a_hit_that_the_hour_refuses_does_not_count_for_the_minute(limiter, key):
    minute, hour = Rate(5, 60), Rate(2, 3600)
    await limiter.hit(key, minute, hour)
    await limiter.hit(key, minute, hour)
    refused = await limiter.hit(key, minute, hour)
    assert (refused.is_allowed, refused.rate) == (False, hour)
    assert (await limiter.hit(key, minute)).remaining == 2


async def test_the_tightest_rate_is_told(limiter, key):
    assert (await limiter.hit(key, Rate(5, 60), Rate(3, 3600))).rate == Rate(3, 3600)


async def test_of_many_at_once_exactly_the_allowance_passes(limiter, key):
    decisions = await asyncio.gather(*(limiter.hit(key, Rate(5, 60)) for _ in range(20)))
    assert sum(decision.is_allowed for decision in decisions) == 5


async def test_a_new_window_gives_the_whole_allowance_again(shared_database, key):
    limiter = PostgresLimiter(shared_database.engine)
    for _ in range(11):
        await limiter.hit(key, PICTURES)
    async with shared_database.engine.begin() as connection:
        await connection.execute(
            sa.text("update rate_limits set ends_at = now() where key = :key"),
            {"key": f"{key}:60"},
        )
    assert (await limiter.hit(key, PICTURES)).remaining == 9


async def test_old_windows_are_forgotten(shared_database, key):
    limiter = PostgresLimiter(shared_database.engine)
    await limiter.hit(key, PICTURES)
    count = sa.text("select count(*) from rate_limits where key = :key")
    async with shared_database.engine.begin() as connection:
        await connection.execute(
            sa.text("update rate_limits set ends_at = now() - interval '1 second'")
        )
    await limiter.forget_old()
    async with shared_database.engine.begin() as connection:
        assert await connection.scalar(count, {"key": f"{key}:60"}) == 0
