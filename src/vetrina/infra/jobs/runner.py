"""The worker: takes jobs, runs their handlers, beats, and stops gracefully."""

from __future__ import annotations

import asyncio
import datetime
import signal
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import procrastinate
import structlog
from procrastinate.exceptions import JobAborted
from procrastinate.job_context import AbortReason
from procrastinate.job_context import JobContext as Run
from procrastinate.jobs import Job as QueuedJob
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from sqlalchemy import text

from vetrina.infra import settings
from vetrina.infra.db import Database, Scope, acting, driver_dsn
from vetrina.infra.jobs.errors import is_worth_retrying
from vetrina.infra.jobs.job import Job, Nothing
from vetrina.infra.jobs.reaper import REPORT_FAILED, FailedJob
from vetrina.infra.jobs.registry import Failure, JobContext, JobRegistry, Wired
from vetrina.infra.telemetry.context import resumed

FORGET_JOBS = Job("infra.forget_jobs", Nothing)

_PAUSES_S = (1, 5, 25)
_POLL_S = 2.0

log = structlog.get_logger(__name__)

Task = Callable[..., Awaitable[None]]


class Worker:
    """One worker process's jobs.  Make it, `await run()`; `stop()` lets running jobs end.

    *lanes*: queues with a number of jobs of their own beside the everyday ones (`pictures`: 1).
    """

    def __init__(
        self,
        registry: JobRegistry,
        database: Database,
        section: settings.Jobs,
        *,
        lanes: Mapping[str, int] | None = None,
    ) -> None:
        self._registry = registry
        self._database = database
        self._section = section
        self._lanes = dict(lanes or {})
        registry.declare(REPORT_FAILED, FORGET_JOBS)
        registry.handle(REPORT_FAILED, self._report_failed)
        registry.handle(FORGET_JOBS, self._forget_jobs)
        registry.every("17 * * * *", FORGET_JOBS)
        registry.check()
        self.app = self._build()
        self._running: asyncio.Task[None] | None = None
        self._is_stopped = False

    async def run(self, *, until_empty: bool = False) -> None:
        """Work until `stop`, or with *until_empty* until nothing waits."""
        async with self.app.open_async():
            self._running = asyncio.ensure_future(self._work(until_empty))
            if self._is_stopped:
                self._running.cancel()
            try:
                await asyncio.wait({self._running})
            finally:
                if not self._running.done():
                    self._running.cancel()
                    await asyncio.wait({self._running})
            if not self._running.cancelled():
                self._running.result()

    async def serve(self) -> None:
        """Work until SIGTERM or SIGINT, for a process of its own."""
        loop = asyncio.get_running_loop()
        for kind in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(kind, self.stop)
        await self.run()

    def stop(self) -> None:
        """Take no more jobs; running ones have `grace_s` to end, then run again elsewhere."""
        self._is_stopped = True
        if self._running is not None:
            self._running.cancel()

    async def _work(self, until_empty: bool) -> None:
        """One loop for everyday jobs and one per lane; a single one where it ends by itself."""
        if until_empty or not self._lanes:
            await self._loop(None, self._section.concurrency, until_empty)
            return
        queues = {wired.job.queue for wired in self._registry.wired} - self._lanes.keys()
        loops = [self._loop(sorted(queues), self._section.concurrency)]
        loops += [self._loop([name], count) for name, count in self._lanes.items()]
        tasks = [asyncio.ensure_future(loop) for loop in loops]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        for task in tasks:
            task.result()

    async def _loop(self, queues: list[str] | None, count: int, until_empty: bool = False) -> None:
        only: dict[str, Any] = {} if queues is None else {"queues": queues}
        await self.app.run_worker_async(
            **only,
            concurrency=count,
            wait=not until_empty,
            listen_notify=not until_empty,
            fetch_job_polling_interval=_POLL_S,
            abort_job_polling_interval=_POLL_S,
            update_heartbeat_interval=self._section.heartbeat_s,
            stalled_worker_timeout=self._section.stalled_after_s,
            shutdown_graceful_timeout=self._section.grace_s,
            install_signal_handlers=False,
        )

    def _build(self) -> procrastinate.App:
        connector = procrastinate.PsycopgConnector(
            conninfo=driver_dsn(self._database.url),
            min_size=1,
            max_size=self._section.concurrency + 3 + 3 * len(self._lanes),
            # The listening connection is idle by nature; the server must not end it.
            kwargs={"options": "-c idle_session_timeout=0", "application_name": "vetrina worker"},
        )
        app = procrastinate.App(connector=connector)
        tasks = {}
        for wired in self._registry.wired:
            attempts = wired.max_attempts or self._section.max_attempts
            tasks[wired.job.name] = app.task(
                name=wired.job.name, pass_context=True, retry=_Retry(attempts)
            )(self._task(wired, attempts))
        for cron, job in self._registry.periodic:
            app.periodic(cron=cron)(tasks[job.name])
        return app

    def _task(self, wired: Wired[Any], max_attempts: int) -> Task:
        async def run(
            run: Run,
            payload: dict[str, Any] | None = None,
            storefront_id: str | None = None,
            carried: dict[str, str] | None = None,
            **unknown: object,
        ) -> None:
            ctx = JobContext(self._database, run.job.id or 0, run.job.attempts + 1, storefront_id)
            told = wired.job.decode(payload or {})
            names = {"job_id": ctx.job_id, "job": wired.job.name, "attempt": ctx.attempt}
            with resumed(carried or {}, **names), acting(Scope("job", storefront_id)):
                try:
                    await wired.handler(ctx=ctx, payload=told)
                except asyncio.CancelledError:
                    if run.abort_reason() is not AbortReason.USER_REQUEST:
                        raise
                    await self._give_up(wired, ctx, told, Failure("cancelled"))
                    raise JobAborted from None
                except Exception as error:
                    if ctx.attempt >= max_attempts or not is_worth_retrying(error):
                        await self._give_up(wired, ctx, told, Failure.of(error))
                    raise

        return run

    async def _give_up(
        self, wired: Wired[Any], ctx: JobContext, payload: object, failure: Failure
    ) -> None:
        log.warning("job_gave_up", reason=failure.reason, code=failure.code)
        if wired.on_failed is not None:
            await wired.on_failed(ctx=ctx, payload=payload, failure=failure)

    async def _report_failed(self, *, ctx: JobContext, payload: FailedJob) -> None:
        """Tell the handler of a job whose worker died each time."""
        query = text(
            "select task_name, args, abort_requested from procrastinate_jobs where id = :id"
        )
        async with ctx.begin() as db:
            row = (await db.execute(query, {"id": payload.job_id})).one_or_none()
        wired = self._registry.find(row.task_name) if row else None
        if row is None or wired is None:
            log.error("failed_job_is_unknown", failed_job_id=payload.job_id)
            return
        told = wired.job.decode(row.args.get("payload", {}))
        reason = Failure("cancelled") if row.abort_requested else Failure("crashed", "crashed")
        failed = JobContext(self._database, payload.job_id, ctx.attempt, ctx.storefront_id)
        await self._give_up(wired, failed, told, reason)

    async def _forget_jobs(self, *, ctx: JobContext, payload: Nothing) -> None:
        """Delete what has been over for long."""
        await self.app.job_manager.delete_old_jobs(
            nb_hours=self._section.keep_hours,
            include_failed=True,
            include_cancelled=True,
            include_aborted=True,
        )


class _Retry(BaseRetryStrategy):
    """Pauses 1, 5, 25 s; what is not worth it, and what was cancelled, is not tried again."""

    def __init__(self, max_attempts: int) -> None:
        self._max_attempts = max_attempts

    def get_retry_decision(
        self, *, exception: BaseException, job: QueuedJob
    ) -> RetryDecision | None:
        now = datetime.datetime.now(datetime.UTC)
        if isinstance(exception, asyncio.CancelledError):  # we are being stopped
            return RetryDecision(retry_at=now)
        if job.attempts + 1 >= self._max_attempts or not is_worth_retrying(exception):
            return None
        asked = getattr(exception, "retry_after_s", None)
        pause_s = asked or _PAUSES_S[min(job.attempts, len(_PAUSES_S) - 1)]
        return RetryDecision(retry_at=now + datetime.timedelta(seconds=pause_s))
