"""Brings back the jobs of workers that died.

A worker that has been silent for `stalled_after_s` counts as dead.  Its jobs run again, or, when
they have had their attempts, fail and are reported to their handler's `on_failed` by a job.
Run by the supervisor every two seconds; any number of supervisors may.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import psycopg

from vetrina.infra.jobs.job import Job

_STALLED = """
select job.id, job.attempts + 1 >= %(max)s, job.queue_name, job.args->>'storefront_id'
from procrastinate_jobs job
left join procrastinate_workers worker on worker.id = job.worker_id
where job.status = 'doing'
  and (worker.id is null
       or worker.last_heartbeat < now() - make_interval(secs => %(silence)s))
for update of job skip locked
"""
_FAIL = "select procrastinate_finish_job_v1(%s, 'failed', false)"
_RETRY = "select procrastinate_retry_job_v2(%s, null, null, null, null)"
_STATUS = "select status::text from procrastinate_jobs where id = %s"
_REPORT = "insert into procrastinate_jobs (queue_name, task_name, args) values (%s, %s, %s)"
# The library wakes workers at inserts only, so that a retried job would wait for their next poll.
_WAKE = """
select pg_notify(channel, json_build_object('type', 'job_inserted', 'job_id', %s::bigint)::text)
from unnest(array['procrastinate_queue_v1#' || %s, 'procrastinate_any_queue_v1']) channel
"""


@dataclass(frozen=True, slots=True)
class FailedJob:
    """Payload of the report."""

    job_id: int


REPORT_FAILED = Job("infra.report_failed", FailedJob)


@dataclass(frozen=True, slots=True)
class Reaped:
    """Ids of jobs that run again, and of those that failed for good."""

    retried: tuple[int, ...]
    failed: tuple[int, ...]


def reap(dsn: str, *, stalled_after_s: float = 8.0, max_attempts: int = 3) -> Reaped:
    """One round, as the workers' role.  Raises: psycopg.OperationalError without a server."""
    retried, failed = [], []
    facts = {"max": max_attempts, "silence": stalled_after_s}
    with psycopg.connect(dsn, application_name="vetrina reaper") as connection:
        for job_id, is_last, queue, storefront in connection.execute(_STALLED, facts).fetchall():
            connection.execute(_FAIL if is_last else _RETRY, (job_id,))
            row = connection.execute(_STATUS, (job_id,)).fetchone()
            if row is not None and row[0] == "todo":
                connection.execute(_WAKE, (job_id, queue))
                retried.append(job_id)
                continue
            # Failed for good: out of attempts, or somebody had asked to stop it.
            report = {"payload": {"job_id": job_id}, "storefront_id": storefront, "carried": {}}
            connection.execute(_REPORT, (queue, REPORT_FAILED.name, json.dumps(report)))
            failed.append(job_id)
    return Reaped(tuple(retried), tuple(failed))
