"""What can go wrong with a call to another server.

AppError
  AddressRefused     the address is not one we may call
  UpstreamFailed     it answered with an error, broke off, or said too much
  UpstreamTimeout    it did not answer in time
  UpstreamResting    it failed often; it is left alone for a while
"""

from __future__ import annotations

from typing import ClassVar

from vetrina.kernel import AppError, ErrorKind


class AddressRefused(AppError):
    """The address is private, not http(s), or resolves to nothing."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "address_refused"


class UpstreamFailed(AppError):
    """The far server failed; `details["status"]` is its answer's, where there was one."""

    kind: ClassVar[ErrorKind] = "upstream"
    code: ClassVar[str] = "upstream_failed"


class UpstreamTimeout(UpstreamFailed):
    """The far server did not answer in time."""

    code: ClassVar[str] = "upstream_timeout"


class UpstreamResting(AppError):
    """The far server failed often and is left alone; nothing was sent."""

    kind: ClassVar[ErrorKind] = "unavailable"
    code: ClassVar[str] = "upstream_resting"
