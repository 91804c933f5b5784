"""Starting, cancelling and forgetting picture jobs; each joins the caller's transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from vetrina import credits as ledger
from vetrina.infra import jobs
from vetrina.infra.db import AsyncSession
from vetrina.kernel import new_id
from vetrina.studio import queries
from vetrina.studio.job import RENDER, PictureToMake
from vetrina.studio.models import PictureJob
from vetrina.studio.views import JobView, Order, Trouble

CANCELLED = Trouble("cancelled", "You stopped this.")


async def start(
    db: AsyncSession,
    *,
    storefront_id: str,
    space_id: UUID,
    order: Order,
    cost: int,
    now: datetime,
) -> JobView:
    """Hold *cost* credits, write the job and enqueue it, all when *db* commits.

    Where the space has the result already the job is done at once and costs nothing
    (`copied_from`).  Raises: CreditsExhausted.
    """
    row = _row(storefront_id, space_id, order, cost, now)
    kept = await queries.find_done(db, space_id, row.fingerprint or "")
    if kept is not None:
        copy_result(row, kept, now)
        db.add(row)
        await db.flush()
        return queries.job_view(row)
    if cost:
        row.hold_id = await ledger.hold(
            db,
            storefront_id=storefront_id,
            space_id=space_id,
            amount=cost,
            key=f"picture:{row.id}",
            reason=order.kind,
            now=now,
        )
    db.add(row)
    await db.flush()
    await enqueue(db, row)
    return queries.job_view(row)


async def cancel(db: AsyncSession, *, job_id: UUID, now: datetime) -> JobView | None:
    """Stop a job.  `cancelled`: it had not begun, its credit is back.  `running`: it is being
    stopped, its kind hears of it.  Else it was over.  None: there is no such job."""
    row = await queries.lock_job(db, job_id)
    if row is None:
        return None
    if row.state in {"queued", "running"} and row.queue_job_id is not None:
        await jobs.cancel(db, row.queue_job_id)
    if row.state == "queued":
        row.state, row.completed_at, row.is_parked = "cancelled", now, False
        row.error_code, row.error_message = CANCELLED.code, CANCELLED.message
        await db.flush()
        await give_back(db, row.hold_id, now)
    return queries.job_view(row)


async def find_jobs(db: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, JobView]:
    """Those of *ids* that the actor may see, by id."""
    if not ids:
        return {}
    found = await db.scalars(select(PictureJob).where(PictureJob.id.in_(ids)))
    return {row.id: queries.job_view(row) for row in found}


async def forget(db: AsyncSession, *, subject_id: UUID) -> None:
    """The result of *subject_id* is being deleted: it is given to nobody any more."""
    rows = update(PictureJob).where(PictureJob.subject_id == subject_id)
    await db.execute(rows.values(fingerprint=None))


async def enqueue(db: AsyncSession, row: PictureJob) -> None:
    """Put the job into the queue, and note under which number."""
    row.queue_job_id = await jobs.enqueue(db, RENDER, PictureToMake(row.id))
    await db.flush()


async def give_back(db: AsyncSession, hold_id: UUID | None, now: datetime) -> None:
    """Release the credit, where one was held."""
    if hold_id is not None:
        await ledger.release(db, hold_id=hold_id, now=now)


def fingerprint(order: Order) -> str:
    """The name of the result: SHA-256 over everything that it depends on."""
    told = [order.kind, order.inputs, order.parameters, order.engine, order.engine_version]
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _row(storefront_id: str, space_id: UUID, order: Order, cost: int, now: datetime) -> PictureJob:
    return PictureJob(
        id=new_id(),
        storefront_id=storefront_id,
        space_id=space_id,
        kind=order.kind,
        subject_id=order.subject_id,
        inputs=list(order.inputs),
        parameters=order.parameters,
        engine=order.engine,
        engine_version=order.engine_version,
        fingerprint=fingerprint(order),
        making={name: str(made) for name, made in order.making.items()},
        state="queued",
        is_parked=False,
        attempt=0,
        cost=cost,
        reasons=[],
        timings={},
        provenance={},
        created_at=now,
    )


def copy_result(row: PictureJob, kept: PictureJob, now: datetime) -> None:
    """Give *row* the result of *kept*, at no cost."""
    row.state, row.cost, row.copied_from = "done", 0, kept.id
    row.is_parked, row.completed_at = False, now
    row.started_at = row.started_at or now
    row.quality, row.reasons = kept.quality, kept.reasons
    row.provenance, row.timings = kept.provenance, {}
