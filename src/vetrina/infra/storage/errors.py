"""What can go wrong with stored bytes.

AppError
  FileNotFound        nothing lies under that key
  FileExists          something lies there and was not to be replaced
  LinkRefused         the link was changed, or its time is over
  StorageUnavailable  the store does not answer
"""

from __future__ import annotations

from typing import ClassVar

from vetrina.kernel import AppError, ErrorKind


class FileNotFound(AppError):
    """Nothing lies under that key."""

    kind: ClassVar[ErrorKind] = "not_found"
    code: ClassVar[str] = "file_not_found"


class FileExists(AppError):
    """Something lies under that key already; it was not replaced."""

    kind: ClassVar[ErrorKind] = "conflict"
    code: ClassVar[str] = "file_exists"


class LinkRefused(AppError):
    """The link was changed, or its time is over; ask for a new one."""

    kind: ClassVar[ErrorKind] = "forbidden"
    code: ClassVar[str] = "link_refused"


class StorageUnavailable(AppError):
    """The store does not answer or refuses us."""

    kind: ClassVar[ErrorKind] = "unavailable"
    code: ClassVar[str] = "storage_unavailable"
