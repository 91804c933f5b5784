"""How long work tells what it is doing, to a bar in a terminal or to a page.

A stage has a *share*: the part of the whole it was measured to take, so that the bar is honest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StageReport:
    """Where the work stands.  `done` is 0..1 over the whole, `stage` a stable name."""

    stage: str
    done: float
    note: str = ""


Progress = Callable[[StageReport], None]


def silent(report: StageReport) -> None:
    """Tell nobody."""
