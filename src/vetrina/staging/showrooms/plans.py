"""Floor plans: boxes, and the rooms that are not boxes.

Plan coordinates: metres, the camera's end of the room at y = 0, outline counter-clockwise, so that
the room lies on the left hand of every edge.  Edge i runs from corner i to corner i + 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np

from vetrina.staging.camera import Array

Generator = np.random.Generator
RoomKind = Literal["box", "l_shape", "chamfer", "bay", "open_plan", "sloped", "column"]
ROOM_KINDS: tuple[RoomKind, ...] = get_args(RoomKind)


@dataclass(frozen=True)
class FloorPlan:
    """outline: (N, 2).  open_edge: an edge without a wall (its opening may be arched).  slope: the
    edge under the low side of a sloped ceiling, its knee height and the width of the slope.
    column: centre x, y and half width.  front: edges at the camera's back."""

    kind: RoomKind
    outline: Array
    ceiling_m: float
    open_edge: int | None = None
    arched: bool = False
    slope: tuple[int, float, float] | None = None
    column: tuple[float, float, float, bool] | None = None
    bay_edges: tuple[int, ...] = ()
    closed_edges: tuple[int, ...] = field(default=())

    @property
    def width_m(self) -> float:
        return float(np.ptp(self.outline[:, 0]))

    @property
    def depth_m(self) -> float:
        return float(np.ptp(self.outline[:, 1]))

    def edge(self, index: int) -> tuple[Array, Array]:
        """Start and end (2,) of an edge."""
        return self.outline[index], self.outline[(index + 1) % len(self.outline)]

    def mitres(self, index: int) -> tuple[float, float]:
        """How much shorter a moulding on this edge becomes at its two ends per metre of depth."""
        count = len(self.outline)
        before, here, after = (
            self.edge((index + step) % count)[1] - self.edge((index + step) % count)[0]
            for step in (-1, 0, 1)
        )

        def cut(a: Array, b: Array) -> float:
            turn = float(np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b))
            return float(np.tan(turn / 2))

        return cut(before, here), cut(here, after)

    def moved(self, x: float, y: float) -> FloorPlan:
        """The plan with (x, y) as its new origin."""
        shifted = (
            None
            if self.column is None
            else (self.column[0] - x, self.column[1] - y, *self.column[2:])
        )
        return replace(self, outline=self.outline - np.array([x, y]), column=shifted)


def floor_plan(rng: Generator, kind: RoomKind) -> FloorPlan:
    """A plan of this kind with everything else drawn from `rng`."""
    width, depth = float(rng.uniform(3.2, 5.8)), float(rng.uniform(3.8, 6.6))
    ceiling = float(
        rng.choice([2.4, 2.5, 2.6, 2.75, 3.0, 3.3], p=[0.2, 0.25, 0.2, 0.15, 0.12, 0.08])
    )
    mirror = bool(rng.random() < 0.5)
    make: dict[str, Callable[[], FloorPlan]] = {
        "l_shape": lambda: _l_shape(rng, width + 0.8, depth + 0.4, ceiling, mirror),
        "chamfer": lambda: _chamfer(rng, width, depth, ceiling, mirror),
        "bay": lambda: _bay(rng, max(width, 3.8), depth, max(ceiling, 2.6)),
        "open_plan": lambda: _open_plan(rng, width, depth, ceiling),
    }
    if kind in make:
        return make[kind]()
    box = FloorPlan(kind, _rectangle(width, depth), ceiling)
    if kind == "sloped":
        edge = int(rng.choice([1, 3]))
        knee, run = float(rng.uniform(1.0, 1.5)), float(rng.uniform(1.0, 1.7))
        return replace(box, slope=(edge, knee, run), ceiling_m=min(ceiling, 2.6))
    if kind == "column":
        x, y = float(rng.uniform(0.25, 0.75)) * width, float(rng.uniform(0.5, 0.75)) * depth
        half, is_round = float(rng.uniform(0.13, 0.22)), bool(rng.random() < 0.5)
        return replace(box, column=(x, y, half, is_round))
    return box


def _rectangle(width: float, depth: float) -> Array:
    return np.array([[0, 0], [width, 0], [width, depth], [0, depth]], dtype=np.float64)


def _mirrored(outline: Array, width: float) -> Array:
    # Turned back to counter-clockwise, and to begin with the edge at the camera's back.
    flipped = (np.array([width, 0.0]) + outline * np.array([-1.0, 1.0]))[::-1]
    return np.roll(flipped, 2, axis=0)


def _l_shape(rng: Generator, width: float, depth: float, ceiling: float, mirror: bool) -> FloorPlan:
    nw, nd = float(rng.uniform(0.25, 0.45)) * width, float(rng.uniform(0.3, 0.5)) * depth
    if rng.random() < 0.6:
        corners = [
            [0, 0],
            [width, 0],
            [width, depth - nd],
            [width - nw, depth - nd],
            [width - nw, depth],
            [0, depth],
        ]
    else:
        corners = [
            [0, 0],
            [width - nw, 0],
            [width - nw, nd],
            [width, nd],
            [width, depth],
            [0, depth],
        ]
    outline = np.array(corners, dtype=np.float64)
    return FloorPlan("l_shape", _mirrored(outline, width) if mirror else outline, ceiling)


def _chamfer(rng: Generator, width: float, depth: float, ceiling: float, mirror: bool) -> FloorPlan:
    cut = float(rng.uniform(0.8, 1.5))
    corners = [[0, 0], [width, 0], [width, depth - cut], [width - cut, depth], [0, depth]]
    outline = np.array(corners, dtype=np.float64)
    return FloorPlan("chamfer", _mirrored(outline, width) if mirror else outline, ceiling)


def _bay(rng: Generator, width: float, depth: float, ceiling: float) -> FloorPlan:
    span, reach = float(rng.uniform(2.2, 2.8)), float(rng.uniform(0.6, 0.9))
    left = (width - span) * float(rng.uniform(0.35, 0.65))
    right, cut = left + span, reach * float(rng.uniform(0.6, 1.0))
    corners = [
        [0, 0],
        [width, 0],
        [width, depth],
        [right, depth],
        [right - cut, depth + reach],
        [left + cut, depth + reach],
        [left, depth],
        [0, depth],
    ]
    outline = np.array(corners, dtype=np.float64)
    return FloorPlan("bay", outline, ceiling, bay_edges=(3, 4, 5))


def _open_plan(rng: Generator, width: float, depth: float, ceiling: float) -> FloorPlan:
    side = str(rng.choice(["right", "back", "left"]))
    length = width if side == "back" else depth
    opening = float(rng.uniform(1.7, min(2.8, length - 0.8)))
    a = float(rng.uniform(0.3, 0.9)) * (length - opening)
    b = a + opening
    split = {
        "right": [[0, 0], [width, 0], [width, a], [width, b], [width, depth], [0, depth]],
        "back": [
            [0, 0],
            [width, 0],
            [width, depth],
            [width - a, depth],
            [width - b, depth],
            [0, depth],
        ],
        "left": [[0, 0], [width, 0], [width, depth], [0, depth], [0, depth - a], [0, depth - b]],
    }[side]
    first = {"right": 1, "back": 2, "left": 3}[side]
    return FloorPlan(
        "open_plan",
        np.array(split, dtype=np.float64),
        ceiling,
        open_edge=first + 1,
        arched=bool(rng.random() < 0.4),
        closed_edges=(first, first + 2),
    )
