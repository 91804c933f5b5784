"""Which pixels show free floor, from colour and place alone, with no idea of walls yet.

Three GrabCut runs, each seeded by geometry (nothing above the horizon is floor): one starts from
the near middle of the picture and trusts brightness least, one from everything within a few camera
heights, one from the floor that the walls' lines alone propose.  Where they agree the floor is
sure.  A single seeding floods the walls of white rooms, stops at patches of sun, or takes a wall
for floor where the wall fills the lower middle of the picture.

Source: Rother, Kolmogorov and Blake, "GrabCut", SIGGRAPH 2004.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.perception.level import Level

Mask = NDArray[np.bool_]
GRABCUT_PIXELS = 30_000


def floor_by_place(level: Level) -> tuple[Mask, Mask]:
    """Two floor masks of the level raster seeded by place alone: a cautious one and a wide one."""
    small = _shrink(level)
    near, middle = _near_middle(small)
    sure = near & middle & (small.distance < _median(small.distance[near & middle]))
    reach = float(small.distance[near].max()) * 1.3 if near.any() else 0.0
    cautious = small.below & middle & (small.distance < max(2.0, reach))
    left, right = np.quantile(level.x, [0.13, 0.87])
    central = (small.grid_x > left) & (small.grid_x < right)
    wide = small.below & central & (small.distance < max(3.5, reach))
    return (
        _grow(level, _grab(small, sure, cautious | (near & middle), _colours(small, 0.45))),
        _grow(level, _grab(small, sure, wide | (near & middle), _colours(small, 0.75))),
    )


def floor_by_lines(level: Level, region: Mask) -> Mask:
    """The floor mask seeded by `region` (rows, columns), the floor that wall feet propose."""
    small = _shrink(level)
    size = (small.below.shape[1], small.below.shape[0])
    likely = cv2.resize(region.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    likely &= small.below
    if likely.sum() < 50:
        return np.zeros_like(region)
    sure = likely & (small.distance < _median(small.distance[likely]))
    return _grow(level, _grab(small, sure, likely, _colours(small, 0.6)))


TILE = 0.35
"""Side of the window, in camera heights on the floor, within which a pattern is one texture."""


def floor_by_texture(level: Level) -> Mask:
    """The floor mask by colour and roughness averaged over patches of one size on the floor.

    Chequered tiles and bold boards are one thing to it, where a pixel's own colour is not.
    """
    small = _shrink(level)
    near, middle = _near_middle(small)
    sure = near & middle & (small.distance < _median(small.distance[near & middle]))
    reach = float(small.distance[near].max()) * 1.3 if near.any() else 0.0
    likely = small.below & middle & (small.distance < max(2.5, reach))
    return _grow(level, _grab(small, sure, likely | (near & middle), _patches(small)))


def _patches(small: _Small) -> NDArray[np.uint8]:
    """Mean colour with its roughness as green to red, over windows that shrink with distance."""
    lab = cv2.cvtColor(small.pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    step = abs(float(small.grid_s[1, 0] - small.grid_s[0, 0]))
    slope = np.abs(small.grid_s[:, 0])
    mean, rough = lab.copy(), np.zeros(lab.shape[:2], np.float32)
    edges = [0.03, 0.12, 0.2, 0.3, 0.45, 0.7, 9.0]
    for low, high in pairwise(edges):
        rows = (slope >= low) & (slope < high)
        if not rows.any():
            continue
        s = float(slope[rows].mean())
        size = (_odd(TILE * s / step), _odd(TILE * s * s / step))
        blurred = cv2.blur(lab, size)
        square = cv2.blur(lab[..., 0] ** 2, size)
        mean[rows] = blurred[rows]
        rough[rows] = np.sqrt(np.maximum(square - blurred[..., 0] ** 2, 0))[rows]
    # Brightness weighs little; of the two colour axes only the warm one is kept, for roughness.
    look = np.dstack([mean[..., 0] * 1.5, 5 * rough, 128 + 2 * mean[..., 2] + mean[..., 1]])
    return np.asarray(np.clip(look, 0, 255), dtype=np.uint8)


def _odd(size: float) -> int:
    return 2 * max(1, round(size / 2)) + 1


def overlap(first: Mask, second: Mask) -> float:
    """Intersection over union of two masks, 0..1; 0 when both are empty."""
    union = float((first | second).sum())
    return float((first & second).sum()) / union if union else 0.0


@dataclass(frozen=True)
class _Small:
    """The level raster at GrabCut's size; distance in camera heights, inf above the horizon."""

    pixels: NDArray[np.uint8]
    below: Mask
    grid_x: Array
    grid_s: Array
    distance: Array


def _shrink(level: Level) -> _Small:
    rows, columns = level.inside.shape
    shrink = min(1.0, float(np.sqrt(GRABCUT_PIXELS / (rows * columns))))
    size = (max(int(columns * shrink), 8), max(int(rows * shrink), 8))
    pixels = cv2.resize(level.pixels, size, interpolation=cv2.INTER_AREA)
    inside = cv2.resize(level.inside.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    grid_x, grid_s = np.meshgrid(_stretched(level.x, size[0]), _stretched(level.s, size[1]))
    below = inside & (grid_s < -0.03)
    reach = np.sqrt(1 + grid_x**2) / np.maximum(-grid_s, 1e-3)
    return _Small(pixels, below, grid_x, grid_s, np.where(below, reach, np.inf))


def _stretched(values: Array, count: int) -> Array:
    at = (np.arange(count) + 0.5) / count * len(values) - 0.5
    return np.asarray(np.interp(at, np.arange(len(values)), values))


def _grow(level: Level, mask: Mask) -> Mask:
    rows, columns = level.inside.shape
    grown = cv2.resize(mask.astype(np.uint8), (columns, rows), interpolation=cv2.INTER_NEAREST) > 0
    return np.asarray(grown & level.inside)


def _median(values: Array) -> float:
    return float(np.median(values)) if values.size else 0.0


def _colours(small: _Small, brightness: float) -> NDArray[np.uint8]:
    """Lab with the weight of brightness reduced."""
    smooth = cv2.bilateralFilter(small.pixels, 5, 30, 5)
    lab = cv2.cvtColor(smooth, cv2.COLOR_RGB2LAB).astype(np.float32)
    lab[..., 0] *= brightness
    lab[..., 1:] = 128 + (lab[..., 1:] - 128) * 1.5
    return np.asarray(np.clip(lab, 0, 255), dtype=np.uint8)


def _grab(small: _Small, sure: Mask, likely: Mask, look: NDArray[np.uint8]) -> Mask:
    """One GrabCut from what is surely and what is likely floor; the part that touches `sure`.

    look: (rows, columns, 3) what pixels are compared by.
    """
    if sure.sum() < 20 or (small.below & ~likely).sum() < 20:
        return small.below & likely
    marks = np.full(small.below.shape, cv2.GC_BGD, np.uint8)
    marks[small.below] = cv2.GC_PR_BGD
    marks[small.below & likely] = cv2.GC_PR_FGD
    marks[sure] = cv2.GC_FGD
    cv2.setRNGSeed(1)
    cv2.grabCut(
        look,
        marks,
        None,
        np.zeros((1, 65)),
        np.zeros((1, 65)),
        3,
        cv2.GC_INIT_WITH_MASK,
    )
    floor = (marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)
    return _connected(floor & small.below, sure)


def _near_middle(small: _Small) -> tuple[Mask, Mask]:
    """The lowest fifth of what lies below the horizon, and the middle of the picture."""
    if not small.below.any():
        return small.below, small.below
    near = small.below & (small.grid_s < float(small.grid_s[small.below].min()) * 0.8)
    low, high = np.quantile(small.grid_x[near], [0.2, 0.8])
    return near, (small.grid_x > low) & (small.grid_x < high)


def _connected(floor: Mask, seed: Mask) -> Mask:
    count, labels = cv2.connectedComponents(floor.astype(np.uint8))
    keep = np.zeros(count, dtype=bool)
    keep[np.unique(labels[seed & floor])] = True
    keep[0] = False
    return np.asarray(keep[labels])
