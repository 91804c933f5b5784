"""Enqueue, look at and cancel jobs, in the caller's own transaction."""

from __future__ import annotations

from typing import Any, Literal, TypeVar, cast

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from vetrina.infra.db import current_scope
from vetrina.infra.jobs.job import Job
from vetrina.infra.telemetry.context import carried

P = TypeVar("P")

JobStatus = Literal["todo", "doing", "succeeded", "failed", "cancelled", "aborted"]

# Never opened: it only shapes what is inserted on the caller's connection.
_sender = procrastinate.App(connector=procrastinate.PsycopgConnector())


async def enqueue(
    db: AsyncSession,
    job: Job[P],
    payload: P,
    *,
    key: str | None = None,
    lock: str | None = None,
    priority: int = 0,
    run_in_s: int = 0,
) -> int | None:
    """Insert *job* in *db*'s transaction; returns its id.

    *key*: at most one such job waits; returns None where one already does.  *lock*: jobs with the
    same lock run one after the other.  Higher *priority* first.  *run_in_s*: not before that.
    """
    scope = current_scope() or db.info.get("scope")
    arguments: dict[str, Any] = {
        "payload": job.encode(payload),
        "storefront_id": scope.storefront_id if scope else None,
        "carried": carried(),
    }
    options: dict[str, Any] = {"lock": lock, "queueing_lock": key, "priority": priority}
    options["queue"] = job.queue
    if run_in_s:
        options["schedule_in"] = {"seconds": run_in_s}
    if key is None:
        return await _insert(db, job.name, options, arguments)
    try:
        # A refusal would end the whole transaction; in a savepoint it ends nothing.
        async with db.begin_nested():
            return await _insert(db, job.name, options, arguments)
    except AlreadyEnqueued:
        return None


async def cancel(db: AsyncSession, job_id: int) -> Literal["cancelled", "stopping"] | None:
    """Cancel a job, when *db* commits.

    `cancelled`: it had not begun and never will; the caller frees what it held.  `stopping`: it
    runs, is being stopped, and its `on_failed` frees what it held.  None: it is over.
    """
    query = "select procrastinate_cancel_job_v1(:id, true, false)"
    if await db.scalar(text(query), {"id": job_id}) is None:
        return None
    return "cancelled" if await find_status(db, job_id) == "cancelled" else "stopping"


async def find_status(db: AsyncSession, job_id: int) -> JobStatus | None:
    """Where the queue has the job; None when it is forgotten."""
    query = text("select status::text from procrastinate_jobs where id = :id")
    return cast("JobStatus | None", await db.scalar(query, {"id": job_id}))


async def _insert(
    db: AsyncSession, name: str, options: dict[str, Any], arguments: dict[str, Any]
) -> int:
    # Asked for here, because a savepoint begins only when its connection is.
    raw = await (await db.connection()).get_raw_connection()
    deferrer = _sender.configure_task(
        name, allow_unknown=True, connection=raw.driver_connection, **options
    )
    return await deferrer.defer_async(**arguments)
