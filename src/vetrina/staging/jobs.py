"""Staging as a kind of picture: what happens around the engine.  Wired by the composition root."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from vetrina import media, studio
from vetrina.infra.db import AsyncSession
from vetrina.infra.parts import Parts
from vetrina.kernel import Clock
from vetrina.media import Made, MediaView
from vetrina.staging import queries
from vetrina.staging.engines import ENTRIES, MASK, PHOTO, RESULT
from vetrina.staging.service.outcome import (
    adopt_result,
    begin_work,
    end_without_result,
    keep_result,
)
from vetrina.staging.service.start import ENGINE, KIND
from vetrina.staging.version import ENGINE_VERSION


def register(engines: studio.EngineRegistry, parts: Parts) -> None:
    """Let the studio make staged pictures, by the engine that the settings name."""
    entry = ENTRIES[parts.settings.studio.engine]
    engines.register(StagingKind(parts.clock), studio.Engine(ENGINE, ENGINE_VERSION, entry))


class StagingKind:
    """One photo in, one furnished photo and its mask out; both lossless."""

    name = KIND

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def begin(self, db: AsyncSession, job: studio.JobView) -> MediaView:
        row = await queries.lock_for_job(db, job.subject_id)
        if row is None:
            raise media.MediaNotFound
        await begin_work(db, row)
        return await media.get_media(db, row.photo_id)

    async def prepare(
        self, parts: Parts, job: studio.JobView, read: MediaView, folder: Path
    ) -> studio.Task:
        decoded = await media.load_pixels(parts, read)
        await asyncio.to_thread(_save, folder / PHOTO, decoded.pixels)
        return studio.Task(job.parameters)

    async def store(
        self, parts: Parts, job: studio.JobView, outcome: studio.Outcome, folder: Path
    ) -> dict[str, Made]:
        result = await asyncio.to_thread(_load, folder / RESULT)
        mask = await asyncio.to_thread(_load, folder / MASK)
        made = job.making
        return {
            "result": await media.store_made(parts, result, role="result", media_id=made["result"]),
            "mask": await media.store_made(parts, mask, role="mask", media_id=made["mask"]),
        }

    async def finish(
        self,
        db: AsyncSession,
        job: studio.JobView,
        outcome: studio.Outcome,
        stored: dict[str, Made],
    ) -> None:
        row = await queries.lock_for_job(db, job.subject_id)
        if row is not None:
            await keep_result(db, row, outcome, stored, self._clock.now())

    async def adopt(self, db: AsyncSession, job: studio.JobView) -> None:
        row = await queries.lock_for_job(db, job.subject_id)
        if row is not None:
            await adopt_result(db, row, job, self._clock.now())

    async def fail(self, db: AsyncSession, job: studio.JobView, trouble: studio.Trouble) -> None:
        row = await queries.lock_for_job(db, job.subject_id)
        if row is not None and row.picture_job_id == job.id:
            await end_without_result(db, row, trouble, self._clock.now())


def _save(file: Path, pixels: Any) -> None:
    import numpy as np  # noqa: PLC0415 - not for web processes

    np.save(file, pixels, allow_pickle=False)


def _load(file: Path) -> Any:
    import numpy as np  # noqa: PLC0415 - not for web processes

    return np.load(file, allow_pickle=False)
