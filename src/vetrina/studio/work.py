"""The job `studio.render`: claim, prepare, render, store, record.

Claiming and recording are short transactions under the storefront's lock; between them nothing is
locked.  What a crash leaves is a running job whose queue entry runs again: the later attempt alone
may record, pictures are stored under ids that were chosen before, and a hold is settled once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import structlog

from vetrina import credits as ledger
from vetrina.infra.db import AsyncSession
from vetrina.infra.jobs import Failure, JobContext, JobRegistry
from vetrina.infra.parts import Parts
from vetrina.infra.telemetry import metrics
from vetrina.kernel import AppError
from vetrina.storefronts import Limits, Storefronts, load_storefronts
from vetrina.studio import queries
from vetrina.studio.errors import ChildDied, EngineRefused, EngineSlow, KindUnknown
from vetrina.studio.job import PICTURES, RENDER, PictureToMake
from vetrina.studio.kinds import EngineRegistry, Kind, Outcome
from vetrina.studio.models import PictureJob
from vetrina.studio.service import CANCELLED, copy_result, enqueue, give_back
from vetrina.studio.slots import Slots
from vetrina.studio.views import JobView, State, Trouble

__all__ = ["PICTURES", "RENDER", "Studio", "wire"]

LIVE: tuple[State, ...] = ("queued", "running")
FINAL = (EngineRefused, EngineSlow, ChildDied, KindUnknown)
CRASHED = Trouble("crashed", "The picture could not be made: the work was cut off. Try again.")
BROKEN = Trouble("unexpected", "The picture could not be made: something went wrong here.")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Studio:
    """What the job needs; `wire` makes it."""

    parts: Parts
    engines: EngineRegistry
    slots: Slots
    shops: Storefronts = field(default_factory=load_storefronts)

    async def render(self, *, ctx: JobContext, payload: PictureToMake) -> None:
        """Make one picture."""
        claimed = await self._claim(ctx, payload.job_id)
        if claimed is None:
            return
        job, kind, read = claimed
        try:
            await self._make(ctx, job, kind, read)
        except FINAL as error:
            log.warning("picture_failed", picture_job=str(job.id), code=error.code, **error.details)
            await self._fail(ctx, job.id, _trouble(error), attempt=job.attempt)

    async def failed(self, *, ctx: JobContext, payload: PictureToMake, failure: Failure) -> None:
        """The queue gave up: crashed each time, was stopped, or something unexpected."""
        if failure.reason == "cancelled":
            trouble = CANCELLED
        elif failure.reason == "crashed":
            trouble = CRASHED
        elif failure.code == "unexpected":
            trouble = BROKEN
        else:
            trouble = Trouble(failure.code, failure.message)
        await self._fail(ctx, payload.job_id, trouble)

    async def _claim(self, ctx: JobContext, job_id: UUID) -> tuple[JobView, Kind, Any] | None:
        """Begin, unless it is over, or its storefront has all its places taken: then it waits."""
        now = self.parts.clock.now()
        async with ctx.begin() as db:
            if ctx.storefront_id is not None:
                await queries.lock_storefront(db, ctx.storefront_id)
            row = await queries.lock_job(db, job_id)
            if row is None:
                return None
            kind = self.engines.kind(row.kind)
            if row.state not in LIVE or await self._adopted(db, row, kind):
                await self._next(db, row.storefront_id)
                return None
            if row.state == "queued" and await self._must_wait(db, row):
                row.is_parked = True
                return None
            row.state, row.attempt = "running", row.attempt + 1
            row.started_at = row.started_at or now
            await db.flush()
            job = queries.job_view(row)
            return job, kind, await kind.begin(db, job)

    async def _adopted(self, db: AsyncSession, row: PictureJob, kind: Kind) -> bool:
        """The same was made while this waited: give it, and the credit back."""
        kept = await queries.find_done(db, row.space_id, row.fingerprint or "")
        if kept is None:
            return False
        now = self.parts.clock.now()
        copy_result(row, kept, now)
        await db.flush()
        await give_back(db, row.hold_id, now)
        await kind.adopt(db, queries.job_view(row))
        return True

    async def _must_wait(self, db: AsyncSession, row: PictureJob) -> bool:
        """For a place, or for the same picture that is being made already."""
        if await self._places(db, row.storefront_id) < 1:
            return True
        return await queries.is_twin_running(db, row)

    async def _places(self, db: AsyncSession, storefront_id: str) -> int:
        shop = self.shops.find(storefront_id)
        bounds = (shop.limits if shop else Limits()).under(self.parts.settings)
        return bounds.concurrent_jobs - await queries.count_running(db, storefront_id)

    async def _make(self, ctx: JobContext, job: JobView, kind: Kind, read: Any) -> None:
        engine = self.engines.engine(job.kind, job.engine)
        writer = ctx.progress(space_id=job.space_id, subject_id=job.subject_id)
        began = time.perf_counter()
        with TemporaryDirectory(prefix="picture-") as name:
            folder = Path(name)
            task = await kind.prepare(self.parts, job, read, folder)
            answer = await self.slots.run(engine.entry, task.content, folder, writer.tell)
            outcome = Outcome.read(answer, total_s=time.perf_counter() - began)
            stored = await kind.store(self.parts, job, outcome, folder)
        took_s = time.perf_counter() - began
        metrics.ai_processing_duration.labels(engine.name, job.kind).observe(took_s)
        await self._record(ctx, job, kind, outcome, stored)

    async def _record(
        self, ctx: JobContext, job: JobView, kind: Kind, outcome: Outcome, stored: Any
    ) -> None:
        """The result is there and paid for, together or not at all."""
        now = self.parts.clock.now()
        async with ctx.begin() as db:
            await queries.lock_storefront(db, job.storefront_id)
            is_ours = await queries.change_state(
                db,
                job.id,
                old=("running",),
                new="done",
                now=now,
                attempt=job.attempt,
                quality=queries.score(outcome.quality),
                reasons=list(outcome.reasons),
                timings=outcome.timings,
                provenance=outcome.provenance,
            )
            if not is_ours:
                return
            await kind.finish(db, job, outcome, stored)
            if job.hold_id is not None:
                await ledger.capture(db, hold_id=job.hold_id, now=now)
            await self._next(db, job.storefront_id)

    async def _fail(
        self, ctx: JobContext, job_id: UUID, trouble: Trouble, *, attempt: int | None = None
    ) -> None:
        now = self.parts.clock.now()
        async with ctx.begin() as db:
            if ctx.storefront_id is not None:
                await queries.lock_storefront(db, ctx.storefront_id)
            row = await queries.lock_job(db, job_id)
            if row is None:
                return
            job = queries.job_view(row)
            is_ours = await queries.change_state(
                db,
                job_id,
                old=LIVE,
                new="cancelled" if trouble.code == CANCELLED.code else "failed",
                now=now,
                attempt=attempt,
                error_code=trouble.code,
                error_message=trouble.message,
                reasons=[str(reason) for reason in trouble.details.get("reasons", ())],
            )
            if not is_ours:
                return
            await give_back(db, job.hold_id, now)
            await self.engines.kind(job.kind).fail(db, job, trouble)
            await self._next(db, job.storefront_id)

    async def _next(self, db: AsyncSession, storefront_id: str) -> None:
        """Where places are free, the jobs that waited longest for one go on."""
        for _ in range(await self._places(db, storefront_id)):
            waiting = await queries.take_parked(db, storefront_id)
            if waiting is None:
                return
            await enqueue(db, waiting)


def wire(registry: JobRegistry, parts: Parts, engines: EngineRegistry, slots: Slots) -> None:
    """Let the workers make pictures with *engines*."""
    studio = Studio(parts, engines, slots)
    registry.declare(RENDER)
    registry.handle(RENDER, studio.render, on_failed=studio.failed)


def _trouble(error: AppError) -> Trouble:
    if isinstance(error, EngineRefused):
        return Trouble(error.told_code, error.message, error.details)
    return Trouble(error.code, error.message)
