"""What can be wrong with bytes from outside.

AppError
  PictureRefused          the bytes are not a picture that is accepted; `reason` is stable
"""

from __future__ import annotations

from typing import ClassVar, Literal

from vetrina.kernel import AppError, ErrorKind

Reason = Literal[
    "empty",
    "not_a_picture",
    "type_not_accepted",
    "damaged",
    "too_many_pixels",
    "too_small",
    "animated",
    "took_too_much",
]


class PictureRefused(AppError):
    """The file cannot be taken as a picture; the message says what to send instead."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "picture_refused"

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message, details={"reason": reason})
        self.reason = reason
