"""Locks, look-ups and state changes of picture jobs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update

from vetrina.infra.db import AsyncSession
from vetrina.studio.models import PictureJob
from vetrina.studio.views import JobView, State

_LOCK = text("select pg_advisory_xact_lock(hashtextextended('studio:' || :shop, 0))")


async def lock_storefront(db: AsyncSession, storefront_id: str) -> None:
    """Let nobody else begin or end a picture job of this storefront until we commit."""
    await db.execute(_LOCK, {"shop": storefront_id})


async def lock_job(db: AsyncSession, job_id: UUID) -> PictureJob | None:
    """The job, locked and as it is now."""
    wanted = select(PictureJob).where(PictureJob.id == job_id).with_for_update()
    return await db.scalar(wanted.execution_options(populate_existing=True))


async def count_running(db: AsyncSession, storefront_id: str) -> int:
    """Jobs of the storefront that run now."""
    running = select(func.count()).where(
        PictureJob.storefront_id == storefront_id, PictureJob.state == "running"
    )
    return int(await db.scalar(running) or 0)


async def find_done(db: AsyncSession, space_id: UUID, fingerprint: str) -> PictureJob | None:
    """A finished job of the space with the same inputs, parameters and engine; not a copy."""
    return await db.scalar(
        select(PictureJob)
        .where(
            PictureJob.space_id == space_id,
            PictureJob.fingerprint == fingerprint,
            PictureJob.state == "done",
            PictureJob.copied_from.is_(None),
        )
        .order_by(PictureJob.id)
        .limit(1)
    )


async def is_twin_running(db: AsyncSession, row: PictureJob) -> bool:
    """Is the same picture being made for the same space right now?"""
    twin = select(PictureJob.id).where(
        PictureJob.space_id == row.space_id,
        PictureJob.fingerprint == row.fingerprint,
        PictureJob.state == "running",
        PictureJob.id != row.id,
    )
    return await db.scalar(twin.limit(1)) is not None


async def take_parked(db: AsyncSession, storefront_id: str) -> PictureJob | None:
    """The job that has waited longest for a place; it waits no more."""
    wanted = (
        select(PictureJob)
        .where(
            PictureJob.storefront_id == storefront_id,
            PictureJob.state == "queued",
            PictureJob.is_parked,
        )
        .order_by(PictureJob.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = await db.scalar(wanted)
    if row is not None:
        row.is_parked = False
        await db.flush()
    return row


async def change_state(
    db: AsyncSession,
    job_id: UUID,
    *,
    old: tuple[State, ...],
    new: State,
    now: datetime,
    attempt: int | None = None,
    **facts: Any,
) -> bool:
    """Move a job to its end; False where it is not (any more) in *old*, or at another *attempt*."""
    wanted = update(PictureJob).where(PictureJob.id == job_id, PictureJob.state.in_(old))
    if attempt is not None:
        wanted = wanted.where(PictureJob.attempt == attempt)
    values = {"state": new, "completed_at": now, "is_parked": False, **facts}
    changed = await db.execute(wanted.values(values).returning(PictureJob.id))
    return changed.one_or_none() is not None


def job_view(row: PictureJob) -> JobView:
    """The row as others see it."""
    state: State = row.state  # type: ignore[assignment]
    return JobView(
        id=row.id,
        storefront_id=row.storefront_id,
        space_id=row.space_id,
        kind=row.kind,
        subject_id=row.subject_id,
        parameters=row.parameters,
        engine=row.engine,
        engine_version=row.engine_version,
        making={name: UUID(made) for name, made in row.making.items()},
        state=state,
        attempt=row.attempt,
        cost=row.cost,
        hold_id=row.hold_id,
        copied_from=row.copied_from,
        quality=None if row.quality is None else float(row.quality),
        reasons=tuple(row.reasons),
        error_code=row.error_code,
        error_message=row.error_message,
        created_at=row.created_at,
        started_at=row.started_at,
        completed_at=row.completed_at,
    )


def score(quality: float) -> Decimal:
    """Two places, as it is stored and shown."""
    return Decimal(f"{min(1.0, max(0.0, quality)):.2f}")
