"""How often a key may do something: so many hits in a window that opens with the first.

The eleventh of ten a minute is refused however slowly they came, which a leaky bucket (GCRA) does
not promise: it lets one more through each sixth second.  Both allow twice the count around the end
of a window.  One upsert, right over any number of processes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from vetrina.kernel import AppError, ErrorKind


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` hits in `period_s` seconds."""

    count: int
    period_s: int


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a hit may pass, by the tightest `rate`; `reset_s` until its fresh window."""

    is_allowed: bool
    rate: Rate
    remaining: int
    reset_s: float

    def headers(self) -> dict[str, str]:
        """RateLimit-* (draft-ietf-httpapi-ratelimit-headers-07) and Retry-After where refused."""
        wait = str(max(1, math.ceil(self.reset_s)))
        told = {
            "RateLimit-Limit": str(self.rate.count),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": wait,
        }
        return told if self.is_allowed else {**told, "Retry-After": wait}


class TooManyRequests(AppError):
    """The limit is reached; `retry_after_s` says when it is not, `decision` gives the headers."""

    kind: ClassVar[ErrorKind] = "limit"
    code: ClassVar[str] = "rate_limited"

    def __init__(self, decision: Decision) -> None:
        super().__init__(
            f"more than {decision.rate.count} requests in {decision.rate.period_s} seconds",
            retry_after_s=math.ceil(decision.reset_s),
        )
        self.decision = decision


class Limiter(Protocol):
    """Counts hits.  A refused hit counts for no rate."""

    async def hit(self, key: str, *rates: Rate) -> Decision: ...

    async def close(self) -> None: ...


async def require(limiter: Limiter, key: str, *rates: Rate) -> Decision:
    """Count a hit of *key* against all *rates*.  Raises: TooManyRequests."""
    decision = await limiter.hit(key, *rates)
    if not decision.is_allowed:
        raise TooManyRequests(decision)
    return decision


_HIT = text("""
insert into rate_limits as held (key, count, ends_at)
values (:key, 1, clock_timestamp() + make_interval(secs => :period))
on conflict (key) do update set
  count = case when held.ends_at <= clock_timestamp() then 1 else held.count + 1 end,
  ends_at = case when held.ends_at <= clock_timestamp() then excluded.ends_at else held.ends_at end
where held.ends_at <= clock_timestamp() or held.count < :count
returning count, extract(epoch from ends_at - clock_timestamp())::float
""")
_LEFT = text(
    "select extract(epoch from ends_at - clock_timestamp())::float from rate_limits"
    " where key = :key"
)


class PostgresLimiter:
    """Counts in one unlogged table, in a short transaction of its own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def hit(self, key: str, *rates: Rate) -> Decision:
        decisions = []
        async with self._engine.connect() as connection:
            for rate in rates:
                decision = await self._hit_one(connection, key, rate)
                if not decision.is_allowed:
                    await connection.rollback()
                    return decision
                decisions.append(decision)
            await connection.commit()
        return tightest(decisions)

    async def close(self) -> None:
        """Nothing: the engine is not ours."""

    async def forget_old(self) -> None:
        """Delete windows that are over; call every hour."""
        async with self._engine.begin() as connection:
            await connection.execute(text("delete from rate_limits where ends_at < now()"))

    async def _hit_one(self, connection: AsyncConnection, key: str, rate: Rate) -> Decision:
        facts = {"key": f"{key}:{rate.period_s}", "count": rate.count, "period": rate.period_s}
        row = (await connection.execute(_HIT, facts)).one_or_none()
        if row is not None:
            return Decision(True, rate, rate.count - row[0], row[1])
        left = await connection.scalar(_LEFT, {"key": facts["key"]})
        return Decision(False, rate, 0, max(0.0, left or 0.0))


class RedisLimiter:
    """The same in Redis, for installations that have one."""

    def __init__(self, url: str) -> None:
        # The pool is ours, because the library offers no way to close its own.
        self._client = Redis.from_url(url)
        storage = RedisStorage(
            f"async+{url}",
            implementation="redispy",
            connection_pool=self._client.connection_pool,  # type: ignore[arg-type]
        )
        self._window = FixedWindowRateLimiter(storage)

    async def hit(self, key: str, *rates: Rate) -> Decision:
        items = [(RateLimitItemPerSecond(rate.count, rate.period_s), rate) for rate in rates]
        for item, rate in items:
            if not await self._window.test(item, key):
                return await self._decide(False, item, rate, key)
        decisions = []
        for item, rate in items:
            is_allowed = await self._window.hit(item, key)
            decisions.append(await self._decide(is_allowed, item, rate, key))
        return tightest(decisions)

    async def close(self) -> None:
        await self._client.aclose()

    async def _decide(
        self, is_allowed: bool, item: RateLimitItemPerSecond, rate: Rate, key: str
    ) -> Decision:
        stats = await self._window.get_window_stats(item, key)
        return Decision(is_allowed, rate, stats.remaining, max(0.0, stats.reset_time - time.time()))


def tightest(decisions: Sequence[Decision]) -> Decision:
    """The refusal, else the one with the fewest hits left."""
    return min(decisions, key=lambda decision: (decision.is_allowed, decision.remaining))
