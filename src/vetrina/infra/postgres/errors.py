"""What can stop the embedded database, told to whoever runs the installation.

AppError
  PostgresUnavailable   no programs, another supervisor, a folder of another version, no start
"""

from __future__ import annotations

from typing import ClassVar

from vetrina.kernel import AppError, ErrorKind


class PostgresUnavailable(AppError):
    """The embedded server cannot run; the message says what to do."""

    kind: ClassVar[ErrorKind] = "unavailable"
    code: ClassVar[str] = "postgres_unavailable"
