"""Leaves a server alone that keeps failing.

Closed: calls pass.  Open, after so many failures in a row: nothing is sent.  After the pause one
call tries; it closes the breaker or opens it again.  Source: M. Nygard, Release It!, ch. 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from vetrina.infra.http.errors import UpstreamResting
from vetrina.kernel import Clock

LONGEST_REST_S = 3600.0
"""A server that asks to be left alone for longer is asked again after this."""


@dataclass(slots=True)
class _Line:
    failures: int = 0
    resting_until: datetime | None = None
    is_trying: bool = False


class Breaker:
    """One line per host, in this process."""

    def __init__(self, *, failures: int, pause_s: float, clock: Clock) -> None:
        self._limit = failures
        self._pause = timedelta(seconds=pause_s)
        self._clock = clock
        self._lines: dict[str, _Line] = {}

    def enter(self, host: str) -> None:
        """Ask to call *host*; then tell how it ended.  Raises: UpstreamResting."""
        line = self._lines.setdefault(host, _Line())
        if line.resting_until is None:
            return
        left = (line.resting_until - self._clock.now()).total_seconds()
        if left > 0 or line.is_trying:
            raise UpstreamResting(f"{host} fails; try again later", retry_after_s=max(left, 1.0))
        line.is_trying = True

    def resting(self) -> int:
        """How many hosts are left alone now."""
        now = self._clock.now()
        return sum(
            1 for line in self._lines.values() if line.resting_until and line.resting_until > now
        )

    def succeeded(self, host: str) -> None:
        """The call went well: all is forgotten."""
        self._lines.pop(host, None)

    def failed(self, host: str) -> None:
        """The server failed."""
        line = self._lines.setdefault(host, _Line())
        line.failures += 1
        line.is_trying = False
        if line.failures >= self._limit:
            line.resting_until = self._clock.now() + self._pause

    def rest(self, host: str, wait_s: float) -> None:
        """The server asked to be left alone for so long."""
        until = self._clock.now() + timedelta(seconds=wait_s)
        line = self._lines.setdefault(host, _Line())
        line.resting_until = max(until, line.resting_until or until)

    def left(self, host: str) -> None:
        """The call was given up for a reason of ours."""
        if line := self._lines.get(host):
            line.is_trying = False
