"""Walls that might stand in the room: straight lines q(x) = a x + b of the level raster.

They come from the segments that calibration labelled, from peaks of the edge profile along both
wall directions (faint white-on-white feet have no segment), from a coarse grid (walls that no line
shows) and, for bays and chamfered corners, from long unlabelled segments that end the floor.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.perception.evidence import NO_EVIDENCE, WallEvidence
from vetrina.staging.perception.level import Level

NEAREST, FARTHEST = 0.2, 12.0
"""Distances of walls from the camera that are considered, in camera heights."""
PEAKS_PER_SIDE = 10
OBLIQUE_MOST = 14


def wall_candidates(
    evidence: WallEvidence,
    segments: Array,
    labels: NDArray[np.intp],
    ratios: tuple[float, ...] = (),
) -> tuple[Array, NDArray[np.intp]]:
    """(K, 2) lines a, b and their family (K,): 0 along world X, 1 along Y, 2 oblique.

    ratios: ceiling ratios (c - 1) under which wall tops may propose walls too.
    """
    level = evidence.level
    ends = level.from_photo(segments.reshape(-1, 2)).reshape(-1, 2, 2)
    usable = np.isfinite(ends).all(axis=(1, 2))
    lines: list[Array] = []
    families: list[int] = []
    for family, direction in enumerate(np.eye(2)):
        across, ahead = _local_direction(level, direction)
        mine = ends[usable & (labels == family)]
        found = [
            _from_segments(mine, across, ahead, ratios),
            _from_profile(evidence, across, ahead),
            _grid(step=0.16),
        ]
        inverse = _thin(np.concatenate(found))
        lines.append(np.outer(inverse, [ahead, -across]))
        families += [family] * len(inverse)
    oblique = _oblique(evidence, ends[usable & (labels != 2)])
    lines.append(oblique)
    families += [2] * len(oblique)
    return _in_view(level, np.concatenate(lines), np.array(families, dtype=np.intp))


def _local_direction(level: Level, direction: Array) -> tuple[float, float]:
    cos, sin = np.cos(level.yaw), np.sin(level.yaw)
    x, y = direction
    return float(x * cos - y * sin), float(x * sin + y * cos)


def _from_segments(ends: Array, across: float, ahead: float, ratios: tuple[float, ...]) -> Array:
    """Inverse signed distances of the walls whose foot (or top, at a ratio) a segment may be."""
    if not len(ends):
        return np.zeros(0)
    middle = ends.mean(axis=1)
    spread = ahead * middle[:, 0] - across
    safe = np.where(np.abs(spread) < 1e-3, np.nan, spread)
    found = [np.where(middle[:, 1] < -0.02, -middle[:, 1] / safe, np.nan)]
    found += [
        np.where(middle[:, 1] > 0.02, middle[:, 1] / ratio / safe, np.nan) for ratio in ratios
    ]
    return _in_reach(np.concatenate(found))


def _from_profile(evidence: WallEvidence, across: float, ahead: float) -> Array:
    """Distances at which the picture collects most edge along the wall's foot."""
    grid = np.exp(np.arange(np.log(NEAREST), np.log(FARTHEST), 0.02))
    found = []
    for sign in (-1.0, 1.0):
        inverse = sign / grid
        q = inverse[:, None] * (ahead * evidence.x - across)[None]
        gain = evidence.edge(q, inverse * ahead, -1.0) - NO_EVIDENCE
        profile = np.where(q > 0.02, np.clip(gain, 0, None), 0.0).sum(axis=1)
        inner = profile[1:-1]
        peak = (inner >= profile[:-2]) & (inner > profile[2:]) & (inner > 2.0)
        order = np.argsort(-np.where(peak, inner, 0.0), kind="stable")[:PEAKS_PER_SIDE]
        found.append(inverse[1:-1][order[peak[order]]])
    return np.concatenate(found)


def _grid(step: float) -> Array:
    distances = np.exp(np.arange(np.log(NEAREST * 2), np.log(FARTHEST), step))
    return np.concatenate([1 / distances, -1 / distances])


def _in_reach(inverse: Array) -> Array:
    finite = inverse[np.isfinite(inverse)]
    distance = 1 / np.maximum(np.abs(finite), 1e-9)
    return np.asarray(finite[(distance > NEAREST) & (distance < FARTHEST)])


def _thin(inverse: Array, tolerance: float = 0.006) -> Array:
    """One of each group of nearly equal distances."""
    ordered = np.sort(inverse)
    keep: list[float] = []
    for value in ordered:
        if not keep or abs(value - keep[-1]) > tolerance * abs(value):
            keep.append(float(value))
    return np.array(keep)


def _oblique(evidence: WallEvidence, ends: Array) -> Array:
    """Feet of walls in any other direction: long segments with floor below and none above."""
    found: list[tuple[float, float, float]] = []
    for (x0, s0), (x1, s1) in ends:
        if max(s0, s1) > -0.03 or abs(x1 - x0) * evidence.level.scale < 0.06 * len(
            evidence.level.x
        ):
            continue
        slope = -(s1 - s0) / (x1 - x0)
        offset = -s0 - slope * x0
        share = _floor_step(evidence, slope, offset, min(x0, x1), max(x0, x1))
        if share > 0.25:
            found.append((share * abs(x1 - x0), slope, offset))
    found.sort(reverse=True)
    return np.array([line for _, *line in found[:OBLIQUE_MOST]]).reshape(-1, 2)


def _floor_step(evidence: WallEvidence, slope: float, offset: float, x0: float, x1: float) -> float:
    """Mean floor log-odds just below the line less just above it, over 2, between x0 and x1."""
    bins = (evidence.x >= x0) & (evidence.x <= x1)
    if bins.sum() < 3:
        return 0.0
    rows = evidence.level.row_of(-(slope * evidence.x[bins] + offset))
    counts = np.clip(
        len(evidence.level.s) - np.rint(rows).astype(int), 9, len(evidence.level.s) - 9
    )
    table = evidence.floor_below[:, bins]
    at = np.arange(bins.sum())
    below = (table[counts - 2, at] - table[counts - 8, at]) / 6
    above = (table[counts + 8, at] - table[counts + 2, at]) / 6
    return float((below - above).mean() / 2)


def _in_view(
    level: Level, lines: Array, families: NDArray[np.intp]
) -> tuple[Array, NDArray[np.intp]]:
    q = lines[:, :1] * level.x[None] + lines[:, 1:]
    seen = ((q > 1 / (FARTHEST * 1.3)) & (q < 1 / NEAREST)).sum(axis=1) > 0.02 * len(level.x)
    return lines[seen], families[seen]
