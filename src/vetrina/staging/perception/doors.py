"""Doors found by their frame: two upright edges from the floor and the level edge that joins them.

A closed door is often as plain and as pale as its wall, so nothing but its outline tells it, and
that outline is broken by handles, hinges and noise.  What makes it safe to look for faint edges is
that doors have a size: each candidate rectangle of a door's width and height is scored by how much
of its outline shows, its weakest side counting most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from vetrina.staging.camera import Array
from vetrina.staging.perception.wall_view import WallView

NARROWEST_M, WIDEST_M = 0.6, 1.15
LOWEST_M, HIGHEST_M = 1.8, 2.35
FROM_M = 0.2
"""Upright edges are asked for from here: skirting boards and thresholds hide what is lower."""
BEYOND_M = 0.22
"""How far above its top the edges of a door must have ended."""
LEAST_SCORE, LEAST_SIDE = 0.5, 0.27
END_CELLS, HIDDEN_SIDE = 6, 0.45
LOOSE_CELLS = 2
"""How far from its line an edge may run, in cells: leaves hang open a little, lenses bend."""


@dataclass(frozen=True)
class Frame:
    """A door's outline in metres along the wall and above the floor.

    score: 0..1; light: its median brightness over the wall's.
    """

    u0: float
    u1: float
    top: float
    score: float
    light: float = 1.0


def door_frames(view: WallView) -> list[Frame]:
    """Doors on a wall, best first, none overlapping another."""
    upright, level = _edges(view)
    sums, along = _cumulated(upright, axis=0), _cumulated(level, axis=1)
    low = _row(view, FROM_M)
    found: list[Frame] = []
    for top in range(_row(view, HIGHEST_M), _row(view, LOWEST_M) + 1, 2):
        beyond = max(top - round(BEYOND_M / view.cell), 0)
        if top < 3 or low - top < 8:
            continue
        sides = (sums[low] - sums[top + 2]) / (low - top - 2)
        over = (sums[top - 2] - sums[beyond]) / max(top - 2 - beyond, 1)
        # What stands before the wall's end, or the picture's border, may hide a door's other side.
        sides[:END_CELLS] = np.maximum(sides[:END_CELLS], HIDDEN_SIDE)
        sides[-END_CELLS:] = np.maximum(sides[-END_CELLS:], HIDDEN_SIDE)
        found += _of_height(view, top, sides, over, along[top])
    return [replace(frame, light=_light(view, frame)) for frame in _apart(found)]


def _of_height(view: WallView, top: int, sides: Array, over: Array, head_sum: Array) -> list[Frame]:
    """The best door of each width whose upper edge lies in row `top`.

    sides, over: (columns,) upright edge 0..1 below the top and just above it; head_sum:
    (columns + 1,) level edge in that row, summed from the left.
    """
    found = []
    for width in range(round(NARROWEST_M / view.cell), round(WIDEST_M / view.cell) + 1):
        if width >= len(sides):
            break
        left, right = sides[:-width], sides[width:]
        head = (head_sum[width:-1] - head_sum[: -width - 1]) / width
        least = np.minimum(np.minimum(left, right), head)
        score = (left + right + head + 2 * least) / 5
        score = score - 0.3 * np.maximum(over[:-width], over[width:])
        score = np.where(least > LEAST_SIDE, score, 0.0)
        best = int(score.argmax())
        if score[best] > LEAST_SCORE:
            u0 = view.u(best + 0.5)
            found.append(Frame(u0, u0 + width * view.cell, view.z(top + 0.5), float(score[best])))
    return found


def _light(view: WallView, frame: Frame) -> float:
    gray = cv2.cvtColor(view.pixels, cv2.COLOR_RGB2GRAY)
    first, last = (round((u - view.u_start) / view.cell) for u in (frame.u0, frame.u1))
    inside = gray[_row(view, frame.top) : _row(view, FROM_M), max(first, 0) : last]
    return float(np.median(inside)) / max(float(np.median(gray[view.shown])), 1.0)


def _row(view: WallView, z: float) -> int:
    return int(np.clip(round((view.top - z) / view.cell), 0, view.shown.shape[0] - 1))


def _apart(frames: list[Frame]) -> list[Frame]:
    kept: list[Frame] = []
    for frame in sorted(frames, key=lambda one: -one.score):
        if all(frame.u1 < other.u0 + 0.05 or frame.u0 > other.u1 - 0.05 for other in kept):
            kept.append(frame)
    return kept


def _cumulated(edges: Array, axis: int) -> Array:
    pad = [(0, 0), (0, 0)]
    pad[axis] = (1, 0)
    return np.pad(np.cumsum(edges, axis=axis), pad)


def _edges(view: WallView) -> tuple[Array, Array]:
    """Upright and level edges (rows, columns) 0..1, each spread a little across its line."""
    lab = cv2.cvtColor(view.pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    smooth = cv2.GaussianBlur(lab, (0, 0), 1.0)
    across = np.abs(cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=0.25)).max(axis=2)
    along = np.abs(cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=0.25)).max(axis=2)
    inner = cv2.erode(view.shown.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    noise = float(np.median(np.hypot(across, along)[inner])) if inner.any() else 1.0
    # Along its line an edge is steady, noise is not: averaging a little first brings it out.
    run = max(3, round(0.1 / view.cell))
    steady = (cv2.blur(across, (1, run)), cv2.blur(along, (run, 1)))
    out = []
    for one, other, size in (
        (steady[0], steady[1], (1, 2 * LOOSE_CELLS + 1)),
        (steady[1], steady[0], (2 * LOOSE_CELLS + 1, 1)),
    ):
        ridge = one >= cv2.dilate(one, np.ones(size, np.uint8))
        strength = np.maximum(one - 0.8 * noise, 0) * (one > 1.3 * other) * ridge
        strength = strength / (strength + 0.5 + noise)
        strength = np.where(inner, strength, 0.0).astype(np.float32)
        out.append(cv2.dilate(strength, np.ones(size, np.uint8)))
    return np.asarray(out[0], dtype=np.float64), np.asarray(out[1], dtype=np.float64)
