"""How high the ceiling is, in camera heights, from the tops of the walls whose feet are known."""

from __future__ import annotations

import numpy as np

from vetrina.staging.camera import Array
from vetrina.staging.perception.chain import ChainSearch, Run
from vetrina.staging.perception.evidence import NO_EVIDENCE, WallEvidence

LOWEST, HIGHEST = 0.35, 2.2
"""Ceiling ratios c - 1 that are considered: 1.9 m over a chest-high camera to double height."""
TYPICAL, SPREAD = 0.78, 0.42
"""Median of c - 1 and the spread of its logarithm: 2.6 m over a camera at 1.45 m."""
PRIOR_WEIGHT = 0.012
UNKNOWN_PRICE = 0.012
"""A ceiling that no edge shows costs something: rooms have one, and most photos show it."""


def ceiling_prior(ratio: float) -> float:
    """Score of a ceiling at ratio + 1 camera heights before the picture is asked; at most 0."""
    return -PRIOR_WEIGHT * 0.5 * float(np.log(ratio / TYPICAL) / SPREAD) ** 2


def ceiling_ratios(search: ChainSearch, runs: tuple[Run, ...]) -> list[float]:
    """Ratios worth trying: where the tops of these walls, and of any walls, meet most edge."""
    grid = np.exp(np.arange(np.log(LOWEST), np.log(HIGHEST), 0.012))
    free = search.ceiling_profile(grid[::2])
    found = [*_peaks(grid, _tops(search.evidence, runs, grid), 4), *_peaks(grid[::2], free, 4)]
    kept: list[float] = []
    for ratio in found:
        if all(abs(np.log(ratio / other)) > 0.018 for other in kept):
            kept.append(ratio)
    return kept


def _tops(evidence: WallEvidence, runs: tuple[Run, ...], grid: Array) -> Array:
    profile = np.zeros(len(grid))
    for run in runs:
        bins = (evidence.x >= run.x0) & (evidence.x <= run.x1)
        q = np.where(bins, run.a * evidence.x + run.b, 1.0)[None] * grid[:, None]
        edge = evidence.edge(q, run.a * grid, 1.0) - NO_EVIDENCE
        profile += (edge * bins[None]).sum(axis=1)
    return profile / len(evidence.x)


def _peaks(grid: Array, profile: Array, most: int) -> list[float]:
    inner = profile[1:-1]
    peak = (inner >= profile[:-2]) & (inner > profile[2:])
    order = np.argsort(-np.where(peak, inner, -np.inf), kind="stable")[:most]
    return [float(grid[1:-1][index]) for index in order if peak[index]]
