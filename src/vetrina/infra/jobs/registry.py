"""Which job is handled by whom; the process does not start unless every job has one handler."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from vetrina.infra.db import Database, Scope
from vetrina.infra.jobs.errors import JobsMiswired
from vetrina.infra.jobs.job import Job, Nothing
from vetrina.infra.jobs.progress import ProgressWriter
from vetrina.kernel import AppError

P = TypeVar("P")
P_contra = TypeVar("P_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class JobContext:
    """The run of a job.  `attempt` counts from 1; `storefront_id` is None for all shops."""

    database: Database
    job_id: int
    attempt: int
    storefront_id: str | None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A short transaction as this job.  Claim in one, work in none, record in another."""
        async with self.database.begin(Scope("job", self.storefront_id)) as db:
            yield db

    def progress(self, *, space_id: UUID, subject_id: UUID) -> ProgressWriter:
        """A writer of progress about *subject_id*.  Raises: ValueError without a storefront."""
        if self.storefront_id is None:
            raise ValueError("progress belongs to a storefront")
        return ProgressWriter(
            self.database,
            storefront_id=self.storefront_id,
            space_id=space_id,
            subject_id=subject_id,
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job will not be tried again.  `error`: a handler raised; `crashed`: its process died
    each time; `cancelled`: somebody stopped it while it ran."""

    reason: Literal["error", "crashed", "cancelled"]
    code: str = ""
    message: str = ""

    @classmethod
    def of(cls, error: BaseException) -> Failure:
        if isinstance(error, AppError):
            return cls("error", error.code, error.message)
        return cls("error", "unexpected", type(error).__name__)


class Handler(Protocol[P_contra]):
    """Does the work; idempotent, for it may run again after a crash."""

    def __call__(self, *, ctx: JobContext, payload: P_contra) -> Awaitable[None]: ...


class FailureHandler(Protocol[P_contra]):
    """Frees what the job held; idempotent too."""

    def __call__(
        self, *, ctx: JobContext, payload: P_contra, failure: Failure
    ) -> Awaitable[None]: ...


@dataclass(frozen=True, slots=True)
class Wired(Generic[P]):
    """A job with its handler."""

    job: Job[P]
    handler: Handler[P]
    on_failed: FailureHandler[P] | None = None
    max_attempts: int | None = None


class JobRegistry:
    """Filled in the composition root, checked once, then read by the worker."""

    def __init__(self) -> None:
        self._declared: dict[str, Job[Any]] = {}
        self._wired: dict[str, list[Wired[Any]]] = {}
        self._periodic: list[tuple[str, Job[Nothing]]] = []

    def declare(self, *jobs: Job[Any]) -> None:
        """Say that *jobs* may be enqueued.  Raises: JobsMiswired for one name twice."""
        for job in jobs:
            if self._declared.setdefault(job.name, job) is not job:
                raise JobsMiswired(f"two jobs are named {job.name}")

    def handle(
        self,
        job: Job[P],
        handler: Handler[P],
        *,
        on_failed: FailureHandler[P] | None = None,
        max_attempts: int | None = None,
    ) -> None:
        """Let *handler* do *job*.  *max_attempts* overrides the setting."""
        self._wired.setdefault(job.name, []).append(Wired(job, handler, on_failed, max_attempts))

    def every(self, cron: str, job: Job[Nothing]) -> None:
        """Run *job* by the clock, once per tick over all workers.  Cron in UTC."""
        self._periodic.append((cron, job))

    def check(self) -> None:
        """Raise JobsMiswired unless each declared job has exactly one handler, and none other."""
        for name in sorted(self._declared.keys() | self._wired.keys()):
            count = len(self._wired.get(name, ()))
            if name not in self._declared:
                raise JobsMiswired(f"{name} has a handler but nobody declares it")
            if count != 1:
                raise JobsMiswired(f"{name} has {count} handlers, it needs exactly one")
        for _, job in self._periodic:
            if job.name not in self._declared:
                raise JobsMiswired(f"{job.name} runs by the clock but nobody declares it")

    def find(self, name: str) -> Wired[Any] | None:
        """The one handler of the job *name*."""
        return next(iter(self._wired.get(name, ())), None)

    @property
    def wired(self) -> list[Wired[Any]]:
        return [held[0] for held in self._wired.values()]

    @property
    def periodic(self) -> list[tuple[str, Job[Nothing]]]:
        return list(self._periodic)
