"""Work that does not wait for a request: enqueued in a transaction, done by workers, never lost."""

from vetrina.infra.jobs.errors import JobsMiswired
from vetrina.infra.jobs.job import Job, Nothing
from vetrina.infra.jobs.progress import ProgressWriter, find_progress, topic, write_progress
from vetrina.infra.jobs.queue import JobStatus, cancel, enqueue, find_status
from vetrina.infra.jobs.reaper import Reaped, reap
from vetrina.infra.jobs.registry import Failure, JobContext, JobRegistry
from vetrina.infra.jobs.runner import Worker

__all__ = [
    "Failure",
    "Job",
    "JobContext",
    "JobRegistry",
    "JobStatus",
    "JobsMiswired",
    "Nothing",
    "ProgressWriter",
    "Reaped",
    "Worker",
    "cancel",
    "enqueue",
    "find_progress",
    "find_status",
    "reap",
    "topic",
    "write_progress",
]
