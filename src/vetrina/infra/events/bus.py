"""News from any process to the pages that wait: one LISTEN connection, fanned out in memory.

`publish` joins the caller's transaction: nothing is heard of what is rolled back.  Listeners that
are too slow, and all listeners after the connection was lost, get `LOST` and read afresh.
Source: PostgreSQL manual, NOTIFY (payload below 8000 bytes).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import psycopg
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

CHANNEL = "vetrina_events"
_MAX_BYTES = 7900
_QUEUE = 64
_PAUSES_S = (0.1, 0.5, 1.0, 2.0, 5.0)

log = structlog.get_logger(__name__)


class Lost:
    """Marks that news may be missing; whoever gets it reads the rows again."""

    def __repr__(self) -> str:
        return "LOST"


LOST = Lost()
News = dict[str, Any] | Lost


async def publish(db: AsyncSession, topic: str, data: dict[str, Any] | None = None) -> None:
    """Tell all processes, when *db* commits.  Raises: ValueError beyond 7900 bytes."""
    payload = json.dumps([topic, data or {}], separators=(",", ":"))
    if len(payload.encode()) > _MAX_BYTES:
        raise ValueError(f"news about {topic} is too long; publish an id and let readers read")
    await db.execute(text("select pg_notify(:c, :p)"), {"c": CHANNEL, "p": payload})


class Bus:
    """This process's ear.  `run` listens until cancelled; `listen` gives a topic's news."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._queues: dict[str, set[asyncio.Queue[News]]] = {}
        self._hooks: list[Callable[[str, News], None]] = []
        self.is_connected = asyncio.Event()

    def on_news(self, hook: Callable[[str, News], None]) -> None:
        """Call *hook* with every topic and its news; with ("", LOST) after a gap."""
        self._hooks.append(hook)

    @contextlib.asynccontextmanager
    async def listen(self, topic: str) -> AsyncIterator[asyncio.Queue[News]]:
        """A queue of the news of *topic* while the block lasts; read rows after entering."""
        queue: asyncio.Queue[News] = asyncio.Queue(_QUEUE)
        self._queues.setdefault(topic, set()).add(queue)
        try:
            yield queue
        finally:
            held = self._queues[topic]
            held.discard(queue)
            if not held:
                del self._queues[topic]

    @property
    def listeners(self) -> int:
        return sum(len(queues) for queues in self._queues.values())

    async def run(self) -> None:
        """Listen, and come back after every loss of the connection."""
        failures = 0
        is_first = True
        while True:
            try:
                async with await self._connect() as connection:
                    await connection.execute(f"listen {CHANNEL}")
                    failures = 0
                    self._all_lost(tell_hooks=not is_first)
                    is_first = False
                    self.is_connected.set()
                    async for notice in connection.notifies():
                        topic, data = json.loads(notice.payload)
                        self.deliver(topic, data)
            except psycopg.OperationalError as error:
                log.warning("events_connection_lost", error=str(error).strip())
            self.is_connected.clear()
            await asyncio.sleep(_PAUSES_S[min(failures, len(_PAUSES_S) - 1)])
            failures += 1

    def deliver(self, topic: str, news: News) -> None:
        """Hand *news* to the listeners of *topic* in this process."""
        for hook in self._hooks:
            hook(topic, news)
        for queue in self._queues.get(topic, ()):
            _put(queue, news)

    def _all_lost(self, *, tell_hooks: bool) -> None:
        for hook in self._hooks if tell_hooks else ():
            hook("", LOST)
        for queues in self._queues.values():
            for queue in queues:
                _put(queue, LOST)

    async def _connect(self) -> psycopg.AsyncConnection[tuple[Any, ...]]:
        # The server ends idle sessions; this one is idle by nature.
        return await psycopg.AsyncConnection.connect(
            self._dsn,
            autocommit=True,
            application_name="vetrina events",
            options="-c idle_session_timeout=0",
            keepalives_idle=30,
        )


def _put(queue: asyncio.Queue[News], news: News) -> None:
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        news = LOST
    queue.put_nowait(news)
