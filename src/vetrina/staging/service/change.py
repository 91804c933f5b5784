"""Cancelling and deleting stagings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vetrina import analytics, media, studio
from vetrina.accounts import Actor
from vetrina.infra.db import AsyncSession
from vetrina.media import Receipt
from vetrina.staging import queries
from vetrina.staging.errors import StagingNotFound
from vetrina.staging.models import Staging
from vetrina.staging.service.outcome import end_without_result
from vetrina.staging.service.read import view_one
from vetrina.staging.views import OVER, StagingView

STOPPED = studio.Trouble("cancelled", "You stopped this.")


async def cancel_staging(
    db: AsyncSession, *, actor: Actor, staging_id: UUID, now: datetime
) -> StagingView:
    """Stop it; the credit goes back.  One that is being rendered ends a moment later, one that is
    over stays as it is.  Raises: StagingNotFound."""
    # The job before the staging, as the worker locks them.
    job_id = await _job_of(db, actor, staging_id)
    job = await studio.cancel(db, job_id=job_id, now=now) if job_id else None
    row = await queries.find_row(db, actor, staging_id, is_locked=True)
    if row is None:
        raise StagingNotFound
    if job is not None and job.state == "cancelled" and row.status not in OVER:
        await end_without_result(db, row, STOPPED, now)
    return await view_one(db, actor, row)


async def delete_staging(
    db: AsyncSession, *, actor: Actor, staging_id: UUID, now: datetime
) -> Receipt:
    """Delete it with its pictures and all that was derived; the receipt says what.

    Pictures that another staging shows stay.  Raises: StagingNotFound.
    """
    job_id = await _job_of(db, actor, staging_id)
    if job_id is not None:
        await studio.cancel(db, job_id=job_id, now=now)
    row = await queries.find_row(db, actor, staging_id, is_locked=True)
    if row is None:
        raise StagingNotFound
    await studio.forget(db, subject_id=row.id)
    await analytics.record(
        db,
        storefront_id=row.storefront_id,
        space_id=row.space_id,
        kind="staging.deleted",
        subject_id=row.id,
        now=now,
    )
    return await _delete(db, row, now)


async def _delete(db: AsyncSession, row: Staging, now: datetime) -> Receipt:
    """Its pictures go, unless another staging shows them; a photo stays while its result does.

    A kept result may have been made of the same photo sent before, which then goes with it.
    """
    held = [picture for picture in (row.result_id, row.mask_id, row.photo_id) if picture]
    found = await media.find_media(db, held)
    parents = {view.parent_id for view in found.values() if view.parent_id}
    await db.delete(row)
    await db.flush()
    used = await queries.find_used(db, {*held, *parents})
    used |= {view.parent_id for view in found.values() if view.id in used and view.parent_id}
    return await media.delete_media(db, sorted({*held, *parents} - used), now)


async def _job_of(db: AsyncSession, actor: Actor, staging_id: UUID) -> UUID | None:
    row = await queries.find_row(db, actor, staging_id)
    if row is None:
        raise StagingNotFound
    return row.picture_job_id
