"""Warm rendering processes: one per slot, killed to cancel, replaced when they die.

Compiled kernels and loaded libraries live in the child; a child is started when its slot is first
used, and again after it was killed, or ended because nobody had work for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from vetrina.infra import settings
from vetrina.kernel import Clock, StageReport, SystemClock
from vetrina.studio.errors import ChildDied, EngineRefused, EngineSlow

Tell = Callable[[StageReport], Awaitable[None]]

MIB = 1024 * 1024
LINE_LIMIT = 16 * MIB
LAST_LINES = 30
TRIES = 2
IDLE_LOOKS = 4
# The door of this package imports the database, which the child neither needs nor should hold.
_BOOT = """
import sys, types
package = types.ModuleType("vetrina.studio")
package.__path__ = [sys.argv[1]]
sys.modules["vetrina.studio"] = package
from vetrina.studio.child import main
main(sys.argv[2], int(sys.argv[3]))
"""
# Libraries and what is reserved take addresses and no memory: a picture of 1560 px held 1.5 GB in
# 2.5 GB of addresses, and ended there.
ADDRESSES_PER_BYTE = 2
CGROUP_MEMORY = Path("/sys/fs/cgroup/memory.max")

log = structlog.get_logger(__name__)


class Slot:
    """One warm child, for one engine at a time.  Not for two callers at once."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._entry = ""
        self._process: asyncio.subprocess.Process | None = None
        self._words: deque[str] = deque(maxlen=LAST_LINES)
        self._listening: asyncio.Task[None] | None = None

    @property
    def is_warm(self) -> bool:
        """Is there a child?"""
        return self._process is not None

    async def run(
        self, entry: str, task: dict[str, Any], folder: Path, tell: Tell
    ) -> dict[str, Any]:
        """The engine's answer.  The child is killed where this is cancelled.

        Raises: EngineRefused, ChildDied.
        """
        try:
            process = await self._ready(entry)
            request = json.dumps({"task": task, "folder": str(folder)})
            await self._send(process, request)
            while True:
                kind, content = await self._receive(process)
                if kind == "stage":
                    await tell(StageReport(content["stage"], content["done"], content["note"]))
                else:
                    return _answer(kind, content)
        except (asyncio.CancelledError, ChildDied):
            await self.kill()
            raise

    async def kill(self) -> None:
        """End the child, now."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        if self._listening is not None:
            await asyncio.wait({self._listening})

    async def _ready(self, entry: str) -> asyncio.subprocess.Process:
        if self._process is not None and self._entry == entry and self._process.returncode is None:
            return self._process
        await self.kill()
        self._words.clear()
        self._entry = entry
        told = (str(Path(__file__).parent), entry, str(self._memory_bytes))
        pipe = asyncio.subprocess.PIPE
        self._process = process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _BOOT, *told),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            limit=LINE_LIMIT,
        )
        self._listening = asyncio.ensure_future(self._listen(process))
        await self._receive(process)
        return process

    async def _send(self, process: asyncio.subprocess.Process, line: str) -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(line.encode() + b"\n")
            await process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            raise await self._died(process) from None

    async def _receive(self, process: asyncio.subprocess.Process) -> tuple[str, dict[str, Any]]:
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line.endswith(b"\n"):
            raise await self._died(process)
        told = json.loads(line)
        return told["kind"], told["content"]

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """Keep the last lines that the child printed."""
        assert process.stderr is not None
        while line := await process.stderr.readline():
            self._words.append(line.decode(errors="replace").rstrip())

    async def _died(self, process: asyncio.subprocess.Process) -> ChildDied:
        exit_code = await process.wait()
        if self._listening is not None:
            await asyncio.wait({self._listening})
        return ChildDied(exit_code, "\n".join(self._words))


class Slots:
    """A number of slots; the one that was used last is taken first, because it is warm.

    idle_s: a child that had no work for so long is ended, and its memory is free; 0 keeps it.
    """

    def __init__(
        self,
        count: int,
        *,
        memory_bytes: int,
        limit_s: float,
        idle_s: float = 0.0,
        clock: Clock | None = None,
    ) -> None:
        self._limit_s, self._idle_s, self._clock = limit_s, idle_s, clock or SystemClock()
        self._free: asyncio.LifoQueue[Slot] = asyncio.LifoQueue()
        self._all = [Slot(memory_bytes) for _ in range(count)]
        self._used = {slot: self._clock.now() for slot in self._all}
        self._watching: asyncio.Task[None] | None = None
        for slot in self._all:
            self._free.put_nowait(slot)

    @property
    def count(self) -> int:
        return len(self._all)

    async def run(
        self, entry: str, task: dict[str, Any], folder: Path, tell: Tell
    ) -> dict[str, Any]:
        """The engine's answer, from a free slot; a child that dies is replaced and tried once more.

        Raises: EngineRefused, EngineSlow, ChildDied.
        """
        self._watch()
        async with self._taken() as slot:
            for attempt in range(1, TRIES + 1):
                try:
                    async with asyncio.timeout(self._limit_s):
                        return await slot.run(entry, task, folder, tell)
                except TimeoutError:
                    raise EngineSlow(self._limit_s) from None
                except ChildDied as death:
                    log.warning("engine_died", attempt=attempt, **death.details)
                    if attempt == TRIES:
                        raise
        raise AssertionError("a slot answers or raises")

    async def close(self) -> None:
        """End every child."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait({self._watching})
        for slot in self._all:
            await slot.kill()

    async def end_idle(self) -> int:
        """End children that had no work for `idle_s`; how many.  Slots at work are left alone."""
        free = [self._free.get_nowait() for _ in range(self._free.qsize())]
        before = self._clock.now() - timedelta(seconds=self._idle_s)
        idle = [slot for slot in free if slot.is_warm and self._used[slot] <= before]
        try:
            for slot in idle:
                await slot.kill()
        finally:
            for slot in reversed(free):
                self._free.put_nowait(slot)
        return len(idle)

    def _watch(self) -> None:
        """Look for idle children from now on, until there is none."""
        if self._idle_s and (self._watching is None or self._watching.done()):
            self._watching = asyncio.ensure_future(self._end_idle_ones())

    async def _end_idle_ones(self) -> None:
        while True:
            await asyncio.sleep(self._idle_s / IDLE_LOOKS)
            await self.end_idle()
            if self._free.qsize() == self.count and not any(slot.is_warm for slot in self._all):
                return

    @contextlib.asynccontextmanager
    async def _taken(self) -> AsyncIterator[Slot]:
        slot = await self._free.get()
        try:
            yield slot
        finally:
            self._used[slot] = self._clock.now()
            self._free.put_nowait(slot)


def count_slots(section: settings.Studio) -> int:
    """How many pictures this machine renders at a time: as set, else by cores and memory."""
    if section.slots:
        return section.slots
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    by_memory = memory_bytes() // (section.slot_memory_mb * MIB)
    return max(1, min((cores or 1) // 2, by_memory))


def memory_bytes() -> int:
    """Memory of this machine, or of the container we run in where that is less."""
    held = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):
        held = min(held, int(CGROUP_MEMORY.read_text()))
    return held


def open_slots(section: settings.Studio, clock: Clock | None = None) -> Slots:
    """The slots of one worker."""
    return Slots(
        count_slots(section),
        memory_bytes=ADDRESSES_PER_BYTE * section.slot_memory_mb * MIB,
        limit_s=section.local_timeout_s,
        idle_s=60 * section.idle_minutes,
        clock=clock,
    )


def _answer(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    if kind == "done":
        return content
    if kind == "refused":
        raise EngineRefused(content["code"], content["message"], content["details"])
    raise ChildDied(None, str(content.get("error", kind)))
