"""The rendering child: warm, limited, killed to cancel, replaced when it dies."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import psutil
import pytest

from vetrina import studio
from vetrina.infra import settings
from vetrina.kernel import StageReport

FAKE = "vetrina.staging.engines.fake:run"
MIB = 1024 * 1024
TASK = {"style": "modern_luxury", "room_type": "living_room", "seed": 0, "hints": {}}


@pytest.fixture
def folder(tmp_path) -> Path:
    np.save(tmp_path / "photo.npy", np.full((60, 80, 3), 200, np.uint8))
    return tmp_path


@pytest.fixture
async def slots():
    opened = studio.Slots(1, memory_bytes=4000 * MIB, limit_s=60)
    yield opened
    await opened.close()


class Heard(list[StageReport]):
    async def tell(self, report: StageReport) -> None:
        self.append(report)


OTHERS: set[int] = set()
"""Rendering processes that tests before left warm."""


@pytest.fixture(autouse=True)
def _others() -> None:
    OTHERS.clear()
    OTHERS.update(children())


def children() -> set[int]:
    """The rendering processes of this test."""
    found = psutil.Process().children(recursive=True)
    rendering = {c.pid for c in found if "vetrina.studio.child" in " ".join(c.cmdline())}
    return rendering - OTHERS


async def run(slots, folder, heard=None, **changes):
    tell = (heard if heard is not None else Heard()).tell
    return await slots.run(FAKE, {**TASK, **changes}, folder, tell)


async def test_a_child_answers_tells_its_stages_and_stays_warm(slots, folder) -> None:
    heard = Heard()
    answer = await run(slots, folder, heard)
    assert answer["quality"] == 0.9
    assert [report.stage for report in heard][:2] == ["reading the room", "arranging"]
    assert heard[-1].done == 1.0
    assert np.load(folder / "mask.npy").max() == 255
    warm = children()
    await run(slots, folder)
    assert len(warm) == 1
    assert children() == warm


async def test_a_refusal_keeps_its_code_message_and_details(slots, folder) -> None:
    with pytest.raises(studio.EngineRefused) as refused:
        await run(slots, folder, seed=1001)
    assert refused.value.told_code == "needs_corners"
    assert refused.value.details["reasons"] == ["The floor is not understood."]
    warm = children()
    assert (await run(slots, folder))["quality"] == 0.9
    assert children() == warm


async def test_a_child_that_dies_is_tried_once_more_and_then_told(slots, folder) -> None:
    with pytest.raises(studio.ChildDied) as died:
        await run(slots, folder, seed=1004)
    assert died.value.details["exit_code"] == 9
    assert (await run(slots, folder))["quality"] == 0.9


async def test_a_child_killed_in_the_middle_is_replaced_and_the_picture_is_made(
    slots, folder
) -> None:
    await run(slots, folder)
    [old] = children()
    os.kill(old, signal.SIGKILL)
    assert (await run(slots, folder))["quality"] == 0.9
    assert children().isdisjoint({old})


async def test_a_child_without_work_ends_and_the_next_picture_starts_another(folder, clock) -> None:
    slots = studio.Slots(2, memory_bytes=4000 * MIB, limit_s=60, idle_s=600, clock=clock)
    await run(slots, folder)
    clock.advance(timedelta(seconds=599))
    assert (await slots.end_idle(), len(children())) == (0, 1)
    clock.advance(timedelta(seconds=1))
    assert (await slots.end_idle(), children()) == (1, set())
    assert (await run(slots, folder))["quality"] == 0.9
    await slots.close()
    assert children() == set()


async def test_a_child_at_work_is_not_ended(folder, clock) -> None:
    slots = studio.Slots(1, memory_bytes=4000 * MIB, limit_s=60, idle_s=600, clock=clock)
    await run(slots, folder)
    working = asyncio.ensure_future(run(slots, folder, seed=1006))
    await asyncio.sleep(0.2)
    clock.advance(timedelta(hours=1))
    assert await slots.end_idle() == 0
    assert (await working)["quality"] == 0.9
    assert await slots.end_idle() == 0
    await slots.close()


async def test_idle_children_are_looked_for_without_being_asked(folder) -> None:
    slots = studio.Slots(1, memory_bytes=4000 * MIB, limit_s=60, idle_s=0.1)
    await run(slots, folder)
    async with asyncio.timeout(30):
        while children():  # noqa: ASYNC110 - nobody tells of the end of a child
            await asyncio.sleep(0.02)
    assert (await run(slots, folder))["quality"] == 0.9
    await slots.close()


async def test_cancelling_kills_the_child(slots, folder) -> None:
    await run(slots, folder)
    warm = children()
    slow = asyncio.ensure_future(run(slots, folder, seed=1005))
    await asyncio.sleep(0.2)
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    assert len(warm) == 1
    assert children() == set()


async def test_a_picture_that_takes_too_long_is_stopped(folder) -> None:
    slots = studio.Slots(1, memory_bytes=4000 * MIB, limit_s=10)
    await run(slots, folder)
    slots._limit_s = 0.3
    with pytest.raises(studio.EngineSlow):
        await run(slots, folder, seed=1005)
    assert children() == set()


async def test_a_picture_beyond_the_memory_fails_alone(folder) -> None:
    slots = studio.Slots(1, memory_bytes=1500 * MIB, limit_s=60)
    shape = (20_000, 30_000, 3)
    np.lib.format.open_memmap(folder / "photo.npy", mode="w+", dtype=np.uint8, shape=shape)
    with pytest.raises(studio.ChildDied) as died:
        await run(slots, folder)
    assert "MemoryError" in died.value.details["last_words"]
    await slots.close()


def test_the_child_ends_with_its_parent_whatever_way_that_ends(folder) -> None:
    script = f"""
import asyncio, pathlib
from vetrina import studio
async def tell(report): pass
async def main():
    slots = studio.Slots(1, memory_bytes=4_000_000_000, limit_s=60)
    task = {TASK!r}
    await slots.run({FAKE!r}, task, pathlib.Path({str(folder)!r}), tell)
    print("warm", flush=True)
    await slots.run({FAKE!r}, {{**task, "seed": 1005}}, pathlib.Path({str(folder)!r}), tell)
asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout.readline() == b"warm\n"
        [child] = psutil.Process(parent.pid).children()
        parent.kill()
    deadline = time.monotonic() + 30
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize(
    ("wanted", "least", "most"), [(3, 3, 3), (0, 1, max(1, (os.cpu_count() or 1) // 2))]
)
def test_slots_are_counted_from_the_machine_unless_set(wanted, least, most) -> None:
    assert least <= studio.count_slots(settings.Studio(slots=wanted)) <= most
