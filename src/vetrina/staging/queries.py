"""Look-ups, locks and views of stagings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select, text

from vetrina import media
from vetrina.accounts import Actor
from vetrina.infra import jobs
from vetrina.infra.db import AsyncSession
from vetrina.kernel import StageReport
from vetrina.media import MediaView
from vetrina.staging.models import Staging
from vetrina.staging.views import PieceLine, ScorePart, StagingView, Status

NOT_BEGUN = StageReport("waiting", 0.0)
FINISHED = StageReport("finished", 1.0)
_LOCK_KEY = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")


def visible_to(actor: Actor) -> Select[Staging]:
    """Every read of stagings for people begins here."""
    return select(Staging).where(
        Staging.storefront_id == actor.storefront_id, Staging.space_id.in_(actor.space_ids)
    )


async def find_row(
    db: AsyncSession, actor: Actor, staging_id: UUID, *, is_locked: bool = False
) -> Staging | None:
    """One staging that the actor may see, locked until the transaction ends where asked."""
    wanted = visible_to(actor).where(Staging.id == staging_id)
    if is_locked:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found: Staging | None = await db.scalar(wanted)
    return found


async def lock_for_job(db: AsyncSession, staging_id: UUID) -> Staging | None:
    """The staging that a job works for; None where it was deleted."""
    wanted = select(Staging).where(Staging.id == staging_id).with_for_update()
    return await db.scalar(wanted.execution_options(populate_existing=True))


async def lock_key(db: AsyncSession, space_id: UUID, key: str) -> None:
    """Let requests under the same Idempotency-Key come one after the other."""
    await db.execute(_LOCK_KEY, {"name": f"staging:{space_id}:{key}"})


async def find_by_key(db: AsyncSession, space_id: UUID, key: str) -> Staging | None:
    """The staging that was started under *key*."""
    wanted = select(Staging).where(Staging.space_id == space_id, Staging.idempotency_key == key)
    return await db.scalar(wanted)


async def find_by_job(db: AsyncSession, picture_job_id: UUID) -> Staging | None:
    """The staging that a picture job was made for."""
    return await db.scalar(select(Staging).where(Staging.picture_job_id == picture_job_id))


async def find_used(db: AsyncSession, ids: Iterable[UUID]) -> set[UUID]:
    """Those pictures of *ids* that a staging still shows."""
    wanted = list(ids)
    columns = (Staging.photo_id, Staging.result_id, Staging.mask_id)
    rows = await db.execute(select(*columns).where(or_(*(c.in_(wanted) for c in columns))))
    return {held for row in rows for held in row if held in wanted}


async def build_views(
    db: AsyncSession, rows: Sequence[Staging], trial_left: int | None = None
) -> list[StagingView]:
    """Rows as others see them; one query for all pictures, one per staging under way."""
    wanted = {held for row in rows for held in (row.photo_id, row.result_id, row.mask_id) if held}
    pictures = await media.find_media(db, sorted(wanted))
    return [await _view(db, row, pictures, trial_left) for row in rows]


async def find_report(db: AsyncSession, row: Staging) -> StageReport:
    """How far it is."""
    if row.status == "completed":
        return FINISHED
    if row.status != "processing":
        return NOT_BEGUN
    return await jobs.find_progress(db, row.id) or NOT_BEGUN


async def _view(
    db: AsyncSession, row: Staging, pictures: dict[UUID, MediaView], trial_left: int | None
) -> StagingView:
    report = await find_report(db, row)
    status: Status = row.status  # type: ignore[assignment]
    return StagingView(
        id=row.id,
        status=status,
        style=row.style,
        room_type=row.room_type or "",
        seed=row.seed,
        photo=pictures[row.photo_id],
        result=pictures.get(row.result_id) if row.result_id else None,
        mask=pictures.get(row.mask_id) if row.mask_id else None,
        pieces=piece_lines(row.manifest.get("items", [])),
        score=None if row.quality_score is None else float(row.quality_score),
        score_parts=score_parts(row.manifest.get("score", {})),
        reasons=tuple(row.reasons),
        stage=report.stage,
        done=report.done,
        error_message=row.error_message,
        error_code=row.error_code,
        corners=_points(row.hints.get("corners", [])),
        room_outline=_points(row.outline),
        processing_time_ms=row.processing_time_ms,
        created_at=row.created_at,
        completed_at=row.completed_at,
        trial_left=trial_left,
        is_free=row.is_free,
        note=report.note,
        manifest=row.manifest,
    )


def piece_lines(items: Sequence[dict[str, Any]]) -> tuple[PieceLine, ...]:
    """The pieces of a manifest, each kind once with its count, in order of appearance."""
    first: dict[str, dict[str, Any]] = {}
    counts: dict[str, int] = {}
    for item in items:
        first.setdefault(item["id"], item)
        counts[item["id"]] = counts.get(item["id"], 0) + 1
    return tuple(
        PieceLine(
            name=str(item["name"]),
            description=str(item["description"]),
            width_cm=int(item["size_cm"][0]),
            depth_cm=int(item["size_cm"][1]),
            height_cm=int(item["size_cm"][2]),
            count=counts[item_id],
        )
        for item_id, item in first.items()
    )


def score_parts(told: dict[str, Any]) -> tuple[ScorePart, ...]:
    """The parts of a manifest's score."""
    return tuple(
        ScorePart(part["name"], float(part["value"]), part["sentence"])
        for part in told.get("parts", [])
    )


def _points(held: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in held)
