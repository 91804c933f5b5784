"""Upright boxes on the floor: the arithmetic that the search repeats thousands of times.

Every piece is a rectangle on the floor with a height.  Angles are degrees about Z,
counter-clockwise from above; at 0 the front faces -Y (see `furnishing`).  All functions broadcast
over leading axes.

Source: the separating axis theorem, Gottschalk, Lin and Manocha, OBBTree, SIGGRAPH 1996.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.furnishing import PieceInfo

Slot = Literal["anchor", "seat", "table", "tucked", "side", "storage", "lamp", "green", "rug"]
"""What a piece does in its group: anchor sets the place, tucked goes under the group's table."""

BED_BODY_M = 0.65
BED_HEAD_M = 0.2
"""Height of a made bed, and how deep its headboard is taken to be."""

_UNIT = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])


@dataclass(frozen=True, slots=True)
class Item:
    """A piece that stands on the floor, while the search still moves it.

    x, y: metres, middle of the footprint; size_m as built; wall: the wall it stands against;
    unit: pieces with the same number move together.
    """

    info: PieceInfo
    x: float
    y: float
    turn_deg: float
    size_m: tuple[float, float, float]
    slot: Slot
    group: str
    unit: int
    required: bool = False
    wall: int | None = None
    worth: float = 1.0

    @property
    def body_m(self) -> float:
        """Height of most of it: a bed is low but for its head."""
        return min(self.size_m[2], BED_BODY_M) if self.info.role == "bed" else self.size_m[2]

    @property
    def flat(self) -> bool:
        """Whether others may stand on it."""
        return self.info.mount == "rug"

    def moved(self, dx: float, dy: float, turn_deg: float = 0.0) -> Item:
        """The same piece, shifted by metres and turned in place."""
        return replace(self, x=self.x + dx, y=self.y + dy, turn_deg=self.turn_deg + turn_deg)


def front(turn_deg: float) -> Array:
    """Unit vector (2,) the front of a piece looks along."""
    angle = np.radians(turn_deg)
    return np.array([np.sin(angle), -np.cos(angle)])


def turn_towards(direction: Array) -> float:
    """Degrees that make a front look along `direction` (2,)."""
    return float(np.degrees(np.arctan2(direction[0], -direction[1])))


def rotated(points: Array, turn_deg: Array | float) -> Array:
    """points (..., 2) turned about the origin by turn_deg (...)."""
    angle = np.radians(turn_deg)
    cos, sin = np.cos(angle), np.sin(angle)
    x, y = points[..., 0], points[..., 1]
    return np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1)


def corners(xy: Array, turn_deg: Array, half: Array) -> Array:
    """Corners (..., 4, 2), counter-clockwise, of rectangles with middles xy and half sizes half."""
    local = _UNIT * half[..., None, :]
    return rotated(local, turn_deg[..., None]) + xy[..., None, :]


def item_corners(items: tuple[Item, ...]) -> Array:
    """Footprints (N, 4, 2) of items."""
    if not items:
        return np.zeros((0, 4, 2))
    xy = np.array([[i.x, i.y] for i in items])
    turn = np.array([i.turn_deg for i in items])
    half = np.array([[i.size_m[0] / 2, i.size_m[1] / 2] for i in items])
    return corners(xy, turn, half)


def depth_of_overlap(a: Array, b: Array) -> Array:
    """How deep rectangles a (N, 4, 2) and b (M, 4, 2) overlap: (N, M) metres.

    Negative values are at most the gap between them (exact when the gap lies along an axis).
    """
    if len(a) == 0 or len(b) == 0:
        return np.zeros((len(a), len(b)))
    best = np.full((len(a), len(b)), np.inf)
    for owner, other, swap in ((a, b, False), (b, a, True)):
        for k in (0, 1):
            axis = owner[:, k + 1] - owner[:, k]
            axis = axis / np.maximum(np.linalg.norm(axis, axis=1, keepdims=True), 1e-9)
            own = np.einsum("nkc,nc->nk", owner, axis)
            their = np.einsum("mkc,nc->nmk", other, axis)
            overlap = np.minimum(own.max(1)[:, None], their.max(2)) - np.maximum(
                own.min(1)[:, None], their.min(2)
            )
            best = np.minimum(best, overlap.T if swap else overlap)
    return best


def boxes3(footprints: Array, z0: Array, z1: Array) -> Array:
    """Corners (..., 8, 3) of the boxes that stand on footprints (..., 4, 2) from z0 to z1 (...)."""
    shape = (*footprints.shape[:-1], 1)
    low = np.concatenate([footprints, np.broadcast_to(z0[..., None, None], shape)], axis=-1)
    high = np.concatenate([footprints, np.broadcast_to(z1[..., None, None], shape)], axis=-1)
    return np.concatenate([low, high], axis=-2)


def lattice(columns: int, rows: int) -> Array:
    """Points (columns * rows, 2) spread over [-1, 1] x [-1, 1], the border included."""
    x, y = np.meshgrid(np.linspace(-1, 1, columns), np.linspace(-1, 1, rows))
    return np.stack([x.ravel(), y.ravel()], axis=1)


def bounds(items: tuple[Item, ...]) -> NDArray[np.float64]:
    """Axis-aligned bounds (4,) x0, y0, x1, y1 of all footprints."""
    points = item_corners(items).reshape(-1, 2)
    return np.concatenate([points.min(0), points.max(0)])
