"""What can be wrong with bytes from outside, and with asking for them.

AppError
  PictureRefused          the bytes are not a picture that is accepted; `reason` is stable
  FileTooLarge            the file has more bytes than allowed
  FileInfected            the scanner names something in the file
  ScannerUnavailable      the scanner that is set does not answer; nothing is taken meanwhile
  MediaNotFound           no such picture, or not one the asker may see
  MediaInUse              something still stands on the picture
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


class FileTooLarge(AppError):
    """The file is larger than allowed; `details["max_bytes"]` says how much is."""

    kind: ClassVar[ErrorKind] = "too_large"
    code: ClassVar[str] = "file_too_large"

    def __init__(self, max_bytes: int) -> None:
        super().__init__(
            f"The file is larger than {max_bytes} bytes. Send a smaller one.",
            details={"max_bytes": max_bytes},
        )


class FileInfected(AppError):
    """The scanner found something; the file was not kept."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "file_infected"


class ScannerUnavailable(AppError):
    """The scanner does not answer; no file is taken until it does."""

    kind: ClassVar[ErrorKind] = "unavailable"
    code: ClassVar[str] = "scanner_unavailable"


class MediaNotFound(AppError):
    """There is no such picture here."""

    kind: ClassVar[ErrorKind] = "not_found"
    code: ClassVar[str] = "media_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such picture here.")


class MediaInUse(AppError):
    """The picture belongs to something that must be deleted instead."""

    kind: ClassVar[ErrorKind] = "conflict"
    code: ClassVar[str] = "media_in_use"
