"""Reading stagings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from vetrina import credits as ledger
from vetrina.accounts import Actor
from vetrina.infra.db import AsyncSession
from vetrina.kernel import Page
from vetrina.staging import queries
from vetrina.staging.errors import StagingNotFound
from vetrina.staging.models import Staging
from vetrina.staging.views import OVER, StagingView

MOST = 100


async def get_staging(db: AsyncSession, *, actor: Actor, staging_id: UUID) -> StagingView:
    """One staging.  Raises: StagingNotFound."""
    row = await queries.find_row(db, actor, staging_id)
    if row is None:
        raise StagingNotFound
    return await view_one(db, actor, row)


async def list_stagings(
    db: AsyncSession, *, actor: Actor, cursor: str | None = None, size: int = 20
) -> Page[StagingView]:
    """The actor's stagings, the newest first; a cursor that is none begins at the newest."""
    size = max(1, min(size, MOST))
    wanted = queries.visible_to(actor).order_by(Staging.id.desc()).limit(size + 1)
    before = _read_cursor(cursor)
    if before is not None:
        wanted = wanted.where(Staging.id < before)
    rows = list(await db.scalars(wanted))
    following = str(rows[size - 1].id) if len(rows) > size else None
    trial_left = await find_trial_left(db, actor)
    return Page(await queries.build_views(db, rows[:size], trial_left), following)


async def find_state(db: AsyncSession, *, staging_id: UUID) -> dict[str, Any]:
    """Where it stands: id, status, stage, done, note, is_over.  Raises: StagingNotFound."""
    row = await db.scalar(select(Staging).where(Staging.id == staging_id))
    if row is None:
        raise StagingNotFound
    report = await queries.find_report(db, row)
    return {
        "id": str(row.id),
        "status": row.status,
        "stage": report.stage,
        "done": report.done,
        "note": report.note,
        "is_over": row.status in OVER,
    }


async def view_one(db: AsyncSession, actor: Actor, row: Staging) -> StagingView:
    """The row as its owner sees it."""
    [view] = await queries.build_views(db, [row], await find_trial_left(db, actor))
    return view


async def find_trial_left(db: AsyncSession, actor: Actor) -> int | None:
    """Pictures that somebody without an account may still have; None for people with one."""
    if actor.is_signed_in or actor.space_id is None:
        return None
    return await ledger.get_balance(db, space_id=actor.space_id)


def _read_cursor(cursor: str | None) -> UUID | None:
    try:
        return UUID(cursor) if cursor else None
    except ValueError:
        return None
