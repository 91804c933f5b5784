"""A worker is killed in the middle of a job; the job runs again within 15 seconds."""

import asyncio
import sys
import textwrap
from dataclasses import dataclass
from uuid import UUID

import pytest

from vetrina.infra import settings
from vetrina.infra.db import driver_dsn
from vetrina.infra.jobs import Job, JobRegistry, Worker, enqueue, reap
from vetrina.kernel import new_id


@dataclass(frozen=True)
class Thing:
    thing_id: UUID


WORK = Job("test.work", Thing)

DOOMED = """
import asyncio, sys
from dataclasses import dataclass
from uuid import UUID
from vetrina.infra import settings
from vetrina.infra.db import Database
from vetrina.infra.jobs import Job, JobRegistry, Worker

@dataclass(frozen=True)
class Thing:
    thing_id: UUID

async def handler(*, ctx, payload):
    print("started", flush=True)
    await asyncio.sleep(600)

registry = JobRegistry()
work = Job("test.work", Thing)
registry.declare(work)
registry.handle(work, handler)
asyncio.run(Worker(registry, Database(sys.argv[1]), settings.Jobs()).run())
"""


@pytest.mark.fault
async def test_a_job_whose_worker_is_killed_runs_again_within_fifteen_seconds(own_databases):
    async with own_databases.app.begin() as db:
        await enqueue(db, WORK, Thing(new_id()))
    script = [sys.executable, "-c", textwrap.dedent(DOOMED), own_databases.worker_url]
    doomed = await asyncio.create_subprocess_exec(*script, stdout=asyncio.subprocess.PIPE)
    assert await doomed.stdout.readline() == b"started\n"
    doomed.kill()
    await doomed.wait()
    rerun = asyncio.Event()
    attempts = []

    async def handler(*, ctx, payload):
        attempts.append(ctx.attempt)
        rerun.set()

    registry = JobRegistry()
    registry.declare(WORK)
    registry.handle(WORK, handler)
    section = settings.Jobs()
    worker = Worker(registry, own_databases.worker, section)
    running = asyncio.create_task(worker.run())

    async def supervise():
        while True:
            dsn = driver_dsn(own_databases.worker_url)
            await asyncio.to_thread(reap, dsn, stalled_after_s=section.stalled_after_s)
            await asyncio.sleep(2)

    supervising = asyncio.create_task(supervise())
    await asyncio.wait_for(rerun.wait(), 15)
    supervising.cancel()
    worker.stop()
    await running
    assert attempts == [2]
