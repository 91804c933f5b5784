"""One error for everything a person or a programme may be told.

    AppError(kind, code, message)
      kind not_found | forbidden | unauthenticated | invalid | conflict | limit | too_large
           | unavailable | upstream

The *kind* decides what an edge does with it (HTTP status, job retry, exit code, bot reply: one
table per edge); the *code* is stable and for programmes; the message is for people and says what
to do.  Modules subclass it in their `errors.py`, one class per fact (`CodeExpired`).
"""

from __future__ import annotations

from typing import ClassVar, Literal

ErrorKind = Literal[
    "not_found",
    "forbidden",
    "unauthenticated",
    "invalid",
    "conflict",
    "limit",
    "too_large",
    "unavailable",
    "upstream",
]


class AppError(Exception):
    """An expected failure.  Subclasses set `kind`, `code`, and `retry_after_s` if waiting helps."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "error"

    def __init__(
        self,
        message: str,
        *,
        retry_after_s: float | None = None,
        details: dict[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after_s = retry_after_s
        self.details = details or {}
