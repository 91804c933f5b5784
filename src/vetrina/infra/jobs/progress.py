"""How far a job is, kept in one row per subject and told to the pages that wait."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from vetrina.infra.db import Database, Scope
from vetrina.infra.events import publish
from vetrina.infra.jobs.models import JobProgress
from vetrina.kernel import Progress, StageReport

_PAUSE_S = 0.25


def topic(subject_id: UUID) -> str:
    """The topic under which progress of *subject_id* is published."""
    return f"progress:{subject_id}"


async def find_progress(db: AsyncSession, subject_id: UUID) -> StageReport | None:
    """The last report about *subject_id* that the actor may see."""
    row = await db.scalar(select(JobProgress).where(JobProgress.subject_id == subject_id))
    return StageReport(row.stage, row.done, row.note) if row else None


class ProgressWriter:
    """Writes reports about one subject, each in a short transaction, at most four a second.

    A new stage and the end are always written.
    """

    def __init__(
        self, database: Database, *, storefront_id: str, space_id: UUID, subject_id: UUID
    ) -> None:
        self._database = database
        self._row = {
            "storefront_id": storefront_id,
            "space_id": space_id,
            "subject_id": subject_id,
        }
        self._stage = ""
        self._next = 0.0

    async def tell(self, report: StageReport) -> None:
        """Write *report* unless one of the same stage was just written."""
        now = time.monotonic()
        if report.stage == self._stage and now < self._next and report.done < 1.0:
            return
        self._stage, self._next = report.stage, now + _PAUSE_S
        scope = Scope("job", str(self._row["storefront_id"]))
        async with self._database.begin(scope) as db:
            await write_progress(db, report, **self._row)

    def from_thread(self) -> Progress:
        """A plain function for work in a thread; call this on the event loop."""
        loop = asyncio.get_running_loop()

        def tell(report: StageReport) -> None:
            asyncio.run_coroutine_threadsafe(self.tell(report), loop)

        return tell


async def write_progress(db: AsyncSession, report: StageReport, **row: object) -> None:
    """Store *report* in *db*'s transaction and publish it."""
    fresh = {"stage": report.stage, "done": report.done, "note": report.note}
    statement = insert(JobProgress).values(**row, **fresh)
    await db.execute(
        statement.on_conflict_do_update(
            index_elements=[JobProgress.subject_id],
            set_={**fresh, "updated_at": func.now()},
        )
    )
    await publish(db, topic(row["subject_id"]), dict(fresh))  # type: ignore[arg-type]
