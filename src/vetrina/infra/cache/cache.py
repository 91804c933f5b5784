"""What is costly to read is kept for a while, in this process or in Redis.

Writers call `forget` in their own transaction; every process hears of it when that commits.  Values
are what JSON can hold and are never changed by who reads them.
"""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession

from vetrina.infra.events import Bus, Lost, News, publish
from vetrina.kernel import Clock, SystemClock

TOPIC = "cache"


@dataclass(slots=True)
class _Loading:
    """A load under way; stale when its key was forgotten meanwhile."""

    result: asyncio.Future[Any] = field(default_factory=asyncio.Future)
    is_stale: bool = False


async def forget(db: AsyncSession, *patterns: str) -> None:
    """Drop keys from all caches when *db* commits; `products:search:*` drops by its beginning."""
    await publish(db, TOPIC, {"patterns": list(patterns)})


class Cache(ABC):
    """One load per key at a time; what was forgotten while it loaded is not kept."""

    def __init__(self, bus: Bus) -> None:
        self._loading: dict[str, _Loading] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        bus.on_news(self._hear)

    async def get_or_load(
        self, key: str, load: Callable[[], Awaitable[Any]], *, ttl_s: float
    ) -> Any:
        """The kept value of *key*, else that of *load*, kept for *ttl_s*."""
        kept = await self._get(key)
        if kept is not None:
            return kept[0]
        if key in self._loading:
            return await asyncio.shield(self._loading[key].result)
        loading = self._loading[key] = _Loading()
        try:
            value = await load()
        except BaseException as error:
            loading.result.set_exception(error)
            loading.result.exception()  # read, so that nobody is warned when nobody waits
            raise
        finally:
            if self._loading.get(key) is loading:
                del self._loading[key]
        if not loading.is_stale:
            await self._put(key, value, ttl_s)
        loading.result.set_result(value)
        return value

    def _hear(self, topic: str, news: News) -> None:
        patterns = ["*"] if isinstance(news, Lost) else news.get("patterns", [])
        if topic != TOPIC and not isinstance(news, Lost):
            return
        for key, loading in list(self._loading.items()):
            if any(matches(pattern, key) for pattern in patterns):
                loading.is_stale = True
                del self._loading[key]
        self._drop(patterns)

    @abstractmethod
    async def _get(self, key: str) -> tuple[Any] | None: ...

    @abstractmethod
    async def _put(self, key: str, value: Any, ttl_s: float) -> None: ...

    @abstractmethod
    def _drop(self, patterns: Iterable[str]) -> None: ...

    @abstractmethod
    async def ping(self) -> None:
        """Ask the store for an answer; raises its library's error where there is none."""

    @abstractmethod
    async def close(self) -> None: ...


class MemoryCache(Cache):
    """In this process; the oldest entries go when there are more than *max_entries*."""

    def __init__(self, bus: Bus, *, clock: Clock | None = None, max_entries: int = 10_000) -> None:
        super().__init__(bus)
        self._clock = clock or SystemClock()
        self._max = max_entries
        self._kept: dict[str, tuple[datetime, Any]] = {}

    async def _get(self, key: str) -> tuple[Any] | None:
        held = self._kept.get(key)
        if held is None or held[0] <= self._clock.now():
            return None
        return (held[1],)

    async def _put(self, key: str, value: Any, ttl_s: float) -> None:
        self._kept.pop(key, None)
        self._kept[key] = (self._clock.now() + timedelta(seconds=ttl_s), value)
        while len(self._kept) > self._max:
            del self._kept[next(iter(self._kept))]

    def _drop(self, patterns: Iterable[str]) -> None:
        for pattern in patterns:
            if not pattern.endswith("*"):
                self._kept.pop(pattern, None)
                continue
            for key in [key for key in self._kept if matches(pattern, key)]:
                del self._kept[key]

    async def ping(self) -> None:
        """This process is there."""

    async def close(self) -> None:
        self._kept.clear()


class RedisCache(Cache):
    """In Redis, shared by all processes."""

    def __init__(self, bus: Bus, redis: Redis, *, prefix: str = "vetrina:") -> None:
        super().__init__(bus)
        self._redis = redis
        self._prefix = prefix

    async def _get(self, key: str) -> tuple[Any] | None:
        held = await self._redis.get(self._prefix + key)
        return None if held is None else (json.loads(held),)

    async def _put(self, key: str, value: Any, ttl_s: float) -> None:
        await self._redis.set(self._prefix + key, json.dumps(value), px=int(ttl_s * 1000))

    def _drop(self, patterns: Iterable[str]) -> None:
        task = asyncio.ensure_future(self._delete(list(patterns)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _delete(self, patterns: list[str]) -> None:
        for pattern in patterns:
            if not pattern.endswith("*"):
                await self._redis.unlink(self._prefix + pattern)
                continue
            async for name in self._redis.scan_iter(match=_glob(self._prefix + pattern[:-1])):
                await self._redis.unlink(name)

    async def ping(self) -> None:
        await self._redis.ping()

    async def close(self) -> None:
        await asyncio.gather(*self._tasks)
        await self._redis.aclose()


def matches(pattern: str, key: str) -> bool:
    """Whether *key* is *pattern*, or begins as a *pattern* that ends with a star."""
    return key.startswith(pattern[:-1]) if pattern.endswith("*") else key == pattern


def _glob(beginning: str) -> str:
    escaped = "".join(f"\\{sign}" if sign in "*?[]\\" else sign for sign in beginning)
    return f"{escaped}*"
