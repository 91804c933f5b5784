"""What the shell may have to say.

AppError
  FileMissing      there is no such static file
"""

from typing import ClassVar

from vetrina.kernel import AppError, ErrorKind


class FileMissing(AppError):
    """There is no such static file."""

    kind: ClassVar[ErrorKind] = "not_found"
    code: ClassVar[str] = "file_missing"
