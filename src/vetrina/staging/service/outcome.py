"""What a picture job's end does to its staging; each joins the transaction that ends the job."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from vetrina import analytics, media, studio
from vetrina.infra import events, jobs
from vetrina.infra.db import AsyncSession
from vetrina.media import Made
from vetrina.staging import queries
from vetrina.staging.models import Staging
from vetrina.staging.views import OVER, Status

CORNERS_WANTED = frozenset({"needs_corners", "corners_impossible"})


async def tell(db: AsyncSession, row: Staging, stage: str = "", done: float = 0.0) -> None:
    """Let the pages that wait know where it stands."""
    state = {
        "id": str(row.id),
        "status": row.status,
        "stage": stage,
        "done": done,
        "is_over": row.status in OVER,
    }
    await events.publish(db, jobs.topic(row.id), state)


async def begin_work(db: AsyncSession, row: Staging) -> None:
    """A worker took it."""
    row.status = "processing"
    await db.flush()
    await tell(db, row, "starting")


async def keep_result(
    db: AsyncSession,
    row: Staging,
    outcome: studio.Outcome,
    made: dict[str, Made],
    now: datetime,
) -> None:
    """The picture is accepted: rows for it and its mask, the manifest, the score."""
    result, mask = [
        await media.keep_made(
            db,
            made[name],
            storefront_id=row.storefront_id,
            space_id=row.space_id,
            parent_id=row.photo_id,
            now=now,
        )
        for name in ("result", "mask")
    ]
    row.result_id, row.mask_id, row.staged_image_path = result.id, mask.id, result.storage_key
    row.processing_time_ms = round(1000 * outcome.timings.get("total", 0.0))
    row.quality_score = Decimal(f"{outcome.quality:.2f}")
    row.reasons, row.manifest = list(outcome.reasons), outcome.content
    row.seed = outcome.content["order"]["seed"]
    await _end(db, row, "completed", now)


async def adopt_result(db: AsyncSession, row: Staging, job: studio.JobView, now: datetime) -> None:
    """The same was made before in this space: show that, and charge nothing."""
    assert job.copied_from is not None
    kept = await queries.find_by_job(db, job.copied_from)
    if kept is None:
        raise LookupError(f"picture job {job.copied_from} has a result and no staging")
    row.result_id, row.mask_id = kept.result_id, kept.mask_id
    row.staged_image_path, row.manifest = kept.staged_image_path, kept.manifest
    row.quality_score, row.reasons, row.seed = kept.quality_score, kept.reasons, kept.seed
    row.processing_time_ms, row.is_free = 0, True
    await _end(db, row, "completed", now)


async def end_without_result(
    db: AsyncSession, row: Staging, trouble: studio.Trouble, now: datetime
) -> None:
    """Refused, failed, stopped, or in need of corners; nothing is charged."""
    row.error_code, row.error_message = trouble.code, trouble.message
    row.reasons = [str(reason) for reason in trouble.details.get("reasons", ())]
    row.outline = read_outline(trouble.details.get("outline", ())) or row.outline
    status: Status = "failed"
    if trouble.code in CORNERS_WANTED:
        status = "needs_corners"
    elif trouble.code == "cancelled":
        status = "cancelled"
    await _end(db, row, status, now)


def read_outline(told: Any) -> list[list[float]]:
    """Points that the engine proposes, as they are stored."""
    return [[round(float(x), 1), round(float(y), 1)] for x, y in told]


async def _end(db: AsyncSession, row: Staging, status: Status, now: datetime) -> None:
    row.status, row.completed_at = status, now
    await db.flush()
    await tell(db, row, "finished", 1.0)
    await analytics.record(
        db,
        storefront_id=row.storefront_id,
        space_id=row.space_id,
        kind=f"staging.{status}",
        subject_id=row.id,
        now=now,
        code=row.error_code,
    )
