"""Smooth irregularity for things made by hand: sums of a few random plane waves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def waves(
    points: Array, seed: int, wavelength_m: float, octaves: int = 2, directions: int = 5
) -> Array:
    """Smooth noise (N,) of about -1..1 at points (N, k); the longest wave is `wavelength_m`."""
    rng = np.random.default_rng(seed)
    total = np.zeros(len(points))
    strength, length = 1.0, wavelength_m
    for _ in range(octaves):
        way = rng.normal(size=(points.shape[1], directions))
        way /= np.linalg.norm(way, axis=0)
        phase = rng.uniform(0, 2 * np.pi, directions)
        total += strength * np.sin(points @ way * (2 * np.pi / length) + phase).mean(axis=1)
        strength, length = strength / 2, length / 2
    return total
