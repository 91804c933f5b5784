"""What can be wrong with the wiring of jobs, and which failures are worth another try.

AppError
  JobsMiswired    a job lacks a handler, has two, or is unknown
"""

from __future__ import annotations

from typing import ClassVar

from vetrina.kernel import AppError, ErrorKind

RETRIED: dict[ErrorKind, bool] = {
    "not_found": False,
    "forbidden": False,
    "unauthenticated": False,
    "invalid": False,
    "conflict": False,
    "limit": True,
    "too_large": False,
    "unavailable": True,
    "upstream": True,
}


class JobsMiswired(AppError):
    """The process must not start: a job would be lost."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "jobs_miswired"


def is_worth_retrying(error: BaseException) -> bool:
    """Errors of ours by their kind; anything unexpected is tried again."""
    return RETRIED[error.kind] if isinstance(error, AppError) else True
