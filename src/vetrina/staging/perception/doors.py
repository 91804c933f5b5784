"""Doors and radiators found by their outline: two uprights and the level edge that joins them.

A closed door is often as plain and as pale as its wall, so nothing but its outline tells it, and
that outline is broken by handles, hinges and noise.  What makes it safe to look for faint edges is
that doors (and radiators) have a size: each rectangle of that size is scored by how much of its
outline shows, its weakest side counting most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from vetrina.staging.camera import Array
from vetrina.staging.perception.wall_view import WallView


@dataclass(frozen=True)
class Form:
    """Sizes of what is looked for, metres: width, height of its top, and the height from which its
    upright edges are asked for (skirting boards and thresholds hide what is lower).  cut: least
    width of the part that is seen where a nearer wall or the picture's border hides the rest."""

    narrowest: float
    widest: float
    lowest: float
    highest: float
    start: float
    least_score: float
    cut: float


DOOR = Form(0.6, 1.15, 1.8, 2.35, 0.2, 0.5, 0.6)
RADIATOR = Form(0.45, 2.0, 0.38, 0.95, 0.16, 0.5, 0.18)
BEYOND_M = 0.22
"""How far above its top the edges of a door must have ended."""
LEAST_SIDE = 0.27
END_CELLS, HIDDEN_SIDE = 6, 0.45
LOOSE_CELLS = 2
"""How far from its line an edge may run, in cells: leaves hang open a little, lenses bend."""


@dataclass(frozen=True)
class Frame:
    """An outline in metres along the wall and above the floor.

    score: 0..1; light: its median brightness over the wall's.
    """

    u0: float
    u1: float
    top: float
    score: float
    light: float = 1.0


def frames(view: WallView, form: Form) -> list[Frame]:
    """Outlines of one form on a wall, best first, none overlapping another."""
    upright, level = _edges(view)
    sums, along = _cumulated(upright, axis=0), _cumulated(level, axis=1)
    low = _row(view, form.start)
    found: list[Frame] = []
    for top in range(_row(view, form.highest), _row(view, form.lowest) + 1, 2):
        beyond = max(top - round(BEYOND_M / view.cell), 0)
        if top < 3 or low - top < 8:
            continue
        sides = (sums[low] - sums[top + 2]) / (low - top - 2)
        over = (sums[top - 2] - sums[beyond]) / max(top - 2 - beyond, 1)
        # What stands before the wall's end, or the picture's border, may hide the other side.
        sides[:END_CELLS] = np.maximum(sides[:END_CELLS], HIDDEN_SIDE)
        sides[-END_CELLS:] = np.maximum(sides[-END_CELLS:], HIDDEN_SIDE)
        found += _of_height(view, form, top, (sides, over, along[top]))
    return [replace(frame, light=_light(view, frame)) for frame in _apart(found)]


def _of_height(
    view: WallView, form: Form, top: int, edges: tuple[Array, Array, Array]
) -> list[Frame]:
    """The best outline of each width whose upper edge lies in row `top`.

    edges: upright edge 0..1 below the top and just above it, (columns,) each; and the level edge
    in that row, summed from the left, (columns + 1,).
    """
    sides, over, head_sum = edges
    posts = np.flatnonzero(sides > LEAST_SIDE)
    width = posts[None] - posts[:, None]
    fits = (width >= round(form.cut / view.cell)) & (width <= round(form.widest / view.cell))
    first, last = (posts[index] for index in np.nonzero(fits & (width > 0)))
    width = last - first
    head = (head_sum[last] - head_sum[first]) / width
    least = np.minimum(np.minimum(sides[first], sides[last]), head)
    score = (sides[first] + sides[last] + head + 2 * least) / 5
    score = score - 0.3 * np.maximum(over[first], over[last])
    at_end = (first < END_CELLS) | (first >= len(sides) - width - END_CELLS)
    whole = (width * view.cell >= form.narrowest) | at_end
    good = np.flatnonzero((least > LEAST_SIDE) & whole & (score > form.least_score))
    order = good[np.lexsort((first[good], -score[good], width[good]))]
    order = order[np.diff(width[order], prepend=-1) > 0]
    return [
        Frame(
            view.u(int(first[k]) + 0.5),
            view.u(int(first[k]) + 0.5) + int(width[k]) * view.cell,
            view.z(top + 0.5),
            float(score[k]),
        )
        for k in order
    ]


def _light(view: WallView, frame: Frame) -> float:
    gray = cv2.cvtColor(view.pixels, cv2.COLOR_RGB2GRAY)
    first, last = (round((u - view.u_start) / view.cell) for u in (frame.u0, frame.u1))
    inside = gray[_row(view, frame.top) : _row(view, 0.0), max(first, 0) : last]
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
