"""What can go wrong with a picture job.

AppError
  EngineRefused   the engine says no, with a code and a message for the person (photo_refused, ...)
  EngineSlow      the engine took longer than it may
  ChildDied       the process of the engine ended, by a signal, by memory, by a mistake
  KindUnknown     a picture job names a kind or an engine that nobody registered
"""

from __future__ import annotations

from typing import Any, ClassVar

from vetrina.kernel import AppError, ErrorKind


class EngineRefused(AppError):
    """A fact about this input or wish: the same again gives the same answer.

    `told_code` is the engine's own code; `details` are what it told.
    """

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "engine_refused"

    def __init__(self, told_code: str, message: str, details: dict[str, Any]) -> None:
        super().__init__(message, details=details)
        self.told_code = told_code


class EngineSlow(AppError):
    """Stopped at the time limit; nothing is charged."""

    kind: ClassVar[ErrorKind] = "upstream"
    code: ClassVar[str] = "engine_slow"

    def __init__(self, limit_s: float) -> None:
        super().__init__(f"The picture took longer than {limit_s:.0f} s and was stopped.")


class ChildDied(AppError):
    """The message is for people; `details["last_words"]` for the log."""

    kind: ClassVar[ErrorKind] = "upstream"
    code: ClassVar[str] = "engine_died"

    def __init__(self, exit_code: int | None, last_words: str) -> None:
        super().__init__(
            "The picture could not be made: the engine stopped. Try again.",
            details={"exit_code": exit_code, "last_words": last_words},
        )


class KindUnknown(AppError):
    """A mistake of wiring; the job fails."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "kind_unknown"
