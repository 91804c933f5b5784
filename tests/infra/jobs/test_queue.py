"""Jobs live and die with the transaction that enqueues them, and are retried as told."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import pytest
import sqlalchemy as sa
import structlog

from vetrina.infra import settings
from vetrina.infra.db import Scope, acting, driver_dsn
from vetrina.infra.jobs import (
    Job,
    JobRegistry,
    Nothing,
    Worker,
    cancel,
    enqueue,
    find_progress,
    find_status,
    reap,
)
from vetrina.kernel import AppError, StageReport, new_id

SHOP = Scope("member", "stagecraft", (new_id(),))


@dataclass(frozen=True)
class Thing:
    thing_id: UUID


WORK = Job("test.work", Thing)


class Upstream(AppError):
    kind = "upstream"
    code = "far_server_down"


class Hopeless(AppError):
    kind = "invalid"
    code = "hopeless"


class Log:
    """A handler that notes its runs and does as told."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.runs, self.failures, self.request_ids = [], [], []
        self.started, self.freed = asyncio.Event(), asyncio.Event()

    async def __call__(self, *, ctx, payload):
        self.runs.append((ctx.attempt, ctx.storefront_id, payload))
        self.request_ids.append(structlog.contextvars.get_contextvars().get("request_id"))
        self.started.set()
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome == "wait":
            await asyncio.sleep(60)
        elif outcome is not None:
            raise outcome

    async def failed(self, *, ctx, payload, failure):
        self.failures.append((failure.reason, failure.code))
        self.freed.set()


def worker_for(own, handler, **changes) -> Worker:
    registry = JobRegistry()
    registry.declare(WORK)
    registry.handle(WORK, handler, on_failed=handler.failed)
    return Worker(registry, own.worker, settings.Jobs(**changes))


async def put(own, thing=None, **options):
    with acting(SHOP):
        async with own.app.begin() as db:
            return await enqueue(db, WORK, thing or Thing(new_id()), **options)


async def status(own, job_id):
    async with own.app.begin() as db:
        return await find_status(db, job_id)


async def make_due(own):
    async with own.worker.begin() as db:
        await db.execute(sa.text("update procrastinate_jobs set scheduled_at = null"))


async def test_a_job_runs_with_its_payload_and_storefront(own_databases):
    log, thing = Log(), Thing(new_id())
    job_id = await put(own_databases, thing)
    await worker_for(own_databases, log).run(until_empty=True)
    assert log.runs == [(1, "stagecraft", thing)]
    assert await status(own_databases, job_id) == "succeeded"


async def test_a_job_of_a_transaction_that_fails_never_exists(own_databases):
    async def fail():
        async with own_databases.app.begin() as db:
            await enqueue(db, WORK, Thing(new_id()))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with own_databases.app.begin() as db:
        assert await db.scalar(sa.text("select count(*) from procrastinate_jobs")) == 0


async def test_a_second_job_of_the_same_key_is_not_enqueued_and_ends_nothing(own_databases):
    assert await put(own_databases, key="staging-1") is not None
    async with own_databases.app.begin() as db:
        assert await enqueue(db, WORK, Thing(new_id()), key="staging-1") is None
        assert await enqueue(db, WORK, Thing(new_id()), key="staging-2") is not None
    async with own_databases.app.begin() as db:
        assert await db.scalar(sa.text("select count(*) from procrastinate_jobs")) == 2


async def test_the_more_urgent_job_runs_first(own_databases):
    log = Log()
    late, soon = Thing(new_id()), Thing(new_id())
    await put(own_databases, late, priority=0)
    await put(own_databases, soon, priority=10)
    await worker_for(own_databases, log, concurrency=1).run(until_empty=True)
    assert [run[2] for run in log.runs] == [soon, late]


async def test_the_request_id_goes_into_the_job(own_databases):
    log = Log()
    with structlog.contextvars.bound_contextvars(request_id="req-7"):
        await put(own_databases)
    await worker_for(own_databases, log).run(until_empty=True)
    assert log.request_ids == ["req-7"]


async def test_a_far_failure_is_tried_three_times_and_then_reported_once(own_databases):
    log = Log(*[Upstream("down")] * 3)
    job_id = await put(own_databases)
    worker = worker_for(own_databases, log)
    seen = []
    for _ in range(4):
        await make_due(own_databases)
        await worker.run(until_empty=True)
        seen.append(await status(own_databases, job_id))
    assert seen == ["todo", "todo", "failed", "failed"]
    assert [run[0] for run in log.runs] == [1, 2, 3]
    assert log.failures == [("error", "far_server_down")]


async def test_a_refusal_is_not_tried_again(own_databases):
    log = Log(Hopeless("no"))
    job_id = await put(own_databases)
    await worker_for(own_databases, log).run(until_empty=True)
    assert (await status(own_databases, job_id), log.failures) == (
        "failed",
        [("error", "hopeless")],
    )


async def test_a_waiting_job_is_cancelled_at_once(own_databases):
    log = Log()
    job_id = await put(own_databases)
    async with own_databases.app.begin() as db:
        assert await cancel(db, job_id) == "cancelled"
    await worker_for(own_databases, log).run(until_empty=True)
    assert (log.runs, await status(own_databases, job_id)) == ([], "cancelled")


async def test_a_running_job_is_stopped_and_frees_what_it_held(own_databases):
    log = Log("wait")
    job_id = await put(own_databases)
    worker = worker_for(own_databases, log)
    running = asyncio.create_task(worker.run())
    await log.started.wait()
    async with own_databases.app.begin() as db:
        assert await cancel(db, job_id) == "stopping"
    await log.freed.wait()
    worker.stop()
    await running
    assert (await status(own_databases, job_id), log.failures) == (
        "aborted",
        [("cancelled", "")],
    )
    async with own_databases.app.begin() as db:
        assert await cancel(db, job_id) is None


async def test_a_worker_that_is_stopped_gives_its_job_back(own_databases):
    log = Log("wait")
    job_id = await put(own_databases)
    worker = worker_for(own_databases, log, grace_s=0)
    running = asyncio.create_task(worker.run())
    await log.started.wait()
    worker.stop()
    await running
    assert (await status(own_databases, job_id), log.failures) == ("todo", [])
    await worker_for(own_databases, log).run(until_empty=True)
    assert await status(own_databases, job_id) == "succeeded"


async def leave_as_dead(own, job_id, attempts):
    """Make the job look like one whose worker died."""
    async with own.worker.begin() as db:
        await db.execute(
            sa.text("update procrastinate_jobs set status = 'doing', attempts = :n where id = :id"),
            {"id": job_id, "n": attempts},
        )


async def test_a_dead_workers_job_runs_again(own_databases):
    job_id = await put(own_databases)
    await leave_as_dead(own_databases, job_id, 0)
    reaped = reap(driver_dsn(own_databases.worker_url))
    assert (reaped.retried, reaped.failed) == ((job_id,), ())
    log = Log()
    await worker_for(own_databases, log).run(until_empty=True)
    assert [run[0] for run in log.runs] == [2]


async def test_a_job_that_kills_its_worker_thrice_fails_and_is_reported(own_databases):
    job_id = await put(own_databases)
    await leave_as_dead(own_databases, job_id, 2)
    reaped = reap(driver_dsn(own_databases.worker_url))
    assert (reaped.retried, reaped.failed) == ((), (job_id,))
    log = Log()
    await worker_for(own_databases, log).run(until_empty=True)
    assert (log.runs, log.failures) == ([], [("crashed", "crashed")])
    assert await status(own_databases, job_id) == "failed"


async def test_a_job_that_was_to_be_stopped_when_its_worker_died_is_not_run_again(own_databases):
    job_id = await put(own_databases)
    await leave_as_dead(own_databases, job_id, 0)
    async with own_databases.app.begin() as db:
        assert await cancel(db, job_id) == "stopping"
    assert reap(driver_dsn(own_databases.worker_url)).failed == (job_id,)
    log = Log()
    await worker_for(own_databases, log).run(until_empty=True)
    assert (log.runs, log.failures) == ([], [("cancelled", "")])


async def test_the_job_of_a_living_worker_is_left_alone(own_databases):
    log = Log("wait")
    job_id = await put(own_databases)
    worker = worker_for(own_databases, log, grace_s=0)
    running = asyncio.create_task(worker.run())
    await log.started.wait()
    reaped = reap(driver_dsn(own_databases.worker_url), stalled_after_s=30)
    assert (reaped.retried, reaped.failed) == ((), ())
    assert await status(own_databases, job_id) == "doing"
    worker.stop()
    await running


async def test_progress_is_seen_by_its_space_only(own_databases):
    subject = new_id()

    async def handler(*, ctx, payload):
        writer = ctx.progress(space_id=SHOP.space_ids[0], subject_id=subject)
        await writer.tell(StageReport("render", 0.25, "first"))
        await writer.tell(StageReport("render", 0.26, "too soon"))

    registry = JobRegistry()
    registry.declare(WORK)
    registry.handle(WORK, handler)
    await put(own_databases)
    await Worker(registry, own_databases.worker, settings.Jobs()).run(until_empty=True)
    async with own_databases.app.begin(SHOP) as db:
        assert await find_progress(db, subject) == StageReport("render", 0.25, "first")
    async with own_databases.app.begin(Scope("member", "stagecraft", (new_id(),))) as db:
        assert await find_progress(db, subject) is None


async def test_a_job_by_the_clock_runs(own_databases):
    ran = asyncio.Event()
    tick = Job("test.tick", Nothing)

    async def handler(*, ctx, payload):
        ran.set()

    registry = JobRegistry()
    registry.declare(tick)
    registry.handle(tick, handler)
    registry.every("* * * * * *", tick)
    worker = Worker(registry, own_databases.worker, settings.Jobs())
    running = asyncio.create_task(worker.run())
    await asyncio.wait_for(ran.wait(), 30)
    worker.stop()
    await running
    assert ran.is_set()
