"""What running an installation may be refused.

AppError
  MetricsRefused       figures are given to this machine, or to whoever has the token
  NoDatabase           a process was started alone and nobody told it where the database is
  ChildrenNotReady     `up` started everything and nothing answered in time
  DemoFailed           the demo's first act did not end well
"""

from __future__ import annotations

from typing import ClassVar

from vetrina.kernel import AppError, ErrorKind


class MetricsRefused(AppError):
    """Who asks may not read the figures."""

    kind: ClassVar[ErrorKind] = "unauthenticated"
    code: ClassVar[str] = "metrics_refused"


class NoDatabase(AppError):
    """There is no address of a database; the message says where to get one."""

    kind: ClassVar[ErrorKind] = "unavailable"
    code: ClassVar[str] = "no_database"


class ChildrenNotReady(AppError):
    """The processes run and do not answer; the message names the log."""

    kind: ClassVar[ErrorKind] = "unavailable"
    code: ClassVar[str] = "children_not_ready"


class DemoFailed(AppError):
    """The message says which step, what the server said and what to do."""

    kind: ClassVar[ErrorKind] = "unavailable"
    code: ClassVar[str] = "demo_failed"
