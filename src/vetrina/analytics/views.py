"""What others see of events: figures, never single rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DayCount:
    """How often *kind* happened on *day* (UTC), in how many spaces."""

    day: date
    kind: str
    count: int
    spaces: int
