"""One part of a score, and the curves that turn a measured figure into 0..1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Part:
    """value 0..1, with the sentence that says what was measured."""

    name: str
    value: float
    sentence: str


def rising(figure: float, low: float, high: float) -> float:
    """0 at *low*, 1 at *high*, smooth between (cubic Hermite); falls where low > high."""
    t = float(np.clip((figure - low) / (high - low), 0.0, 1.0))
    return t * t * (3 - 2 * t)


def bell(figure: float, sigma: float) -> float:
    """1 at 0, 0.61 at one *sigma*, 0.14 at two."""
    return float(np.exp(-0.5 * (figure / sigma) ** 2))
