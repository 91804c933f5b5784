"""Where windows, doors, passages, radiators and chimneypieces stand on the walls of a plan."""

from __future__ import annotations

import numpy as np

from vetrina.staging.room import Feature, FeatureKind, Wall
from vetrina.staging.showrooms.plans import FloorPlan

Generator = np.random.Generator

_EDGE_M = 0.22
_GAP_M = 0.18
_DOORWAYS: tuple[tuple[FeatureKind, float, tuple[float, float]], ...] = (
    ("door", 0.75, (0.76, 0.9)),
    ("passage", 0.18, (0.85, 1.2)),
)
"""Kind, how often there is one, and the range of its width in metres."""


class WallSpace:
    """What is still free on every wall."""

    def __init__(self, walls: tuple[Wall, ...]) -> None:
        self.walls = walls
        self.features: list[Feature] = []

    def taken(self, wall: int) -> list[tuple[float, float]]:
        """Occupied stretches of a wall, margins included."""
        return [(f.u0 - _GAP_M, f.u1 + _GAP_M) for f in self.features if f.wall == wall]

    def fits(self, wall: int, u0: float, u1: float) -> bool:
        inside = u0 >= _EDGE_M and u1 <= self.walls[wall].length_m - _EDGE_M
        return inside and all(u1 <= a or u0 >= b for a, b in self.taken(wall))

    def place(self, rng: Generator, wall: int, width: float) -> tuple[float, float] | None:
        """A free stretch of this width, or None after 30 tries."""
        room = self.walls[wall].length_m - 2 * _EDGE_M - width
        if room <= 0:
            return None
        for _ in range(30):
            u0 = _EDGE_M + float(rng.uniform(0, room))
            if self.fits(wall, u0, u0 + width):
                return u0, u0 + width
        return None

    def put(
        self, kind: FeatureKind, wall: int, u: tuple[float, float], z0: float, z1: float
    ) -> None:
        self.features.append(Feature(kind, wall, float(u[0]), float(u[1]), z0, z1, 1.0))


def plan_openings(
    rng: Generator, plan: FloorPlan, walls: tuple[Wall, ...], window_z: tuple[float, float]
) -> tuple[Feature, ...]:
    """Everything on the walls; every room has at least one window."""
    space = WallSpace(walls)
    outer = _outer_edges(plan, walls)
    for edge in _window_edges(rng, plan, walls, outer):
        _windows(rng, space, edge, window_z, plan.kind == "bay" and edge in plan.bay_edges)
    visible = [e for e in outer if walls[e].seen > 0.2 and walls[e].length_m > 1.4]
    rng.shuffle(visible)
    for kind, chance, widths in _DOORWAYS:
        if visible and rng.random() < chance:
            _doorway(rng, space, visible[int(rng.integers(len(visible)))], kind, widths)
    if visible and rng.random() < 0.14:
        _chimneypiece(space, visible[0])
    _radiators(rng, space, visible, window_z)
    return tuple(space.features)


def _outer_edges(plan: FloorPlan, walls: tuple[Wall, ...]) -> list[int]:
    low = plan.slope[0] if plan.slope is not None else -1
    return [
        i
        for i, wall in enumerate(walls)
        if not wall.open and i not in plan.closed_edges and i != low and wall.length_m > 0.6
    ]


def _window_edges(
    rng: Generator, plan: FloorPlan, walls: tuple[Wall, ...], outer: list[int]
) -> list[int]:
    if plan.kind == "bay":
        chosen = list(plan.bay_edges)
    else:
        long = [e for e in outer if walls[e].length_m > 1.4 and e != 0]
        weight = np.array([0.15 + walls[e].seen for e in long])
        count = min(len(long), 1 if rng.random() < 0.7 else 2)
        chosen = [int(e) for e in rng.choice(long, count, replace=False, p=weight / weight.sum())]
    if 0 in outer and (rng.random() < 0.4 or not chosen):
        chosen.append(0)
    return chosen


def _windows(
    rng: Generator, space: WallSpace, edge: int, window_z: tuple[float, float], whole: bool
) -> None:
    length = space.walls[edge].length_m
    if whole:
        margin = 0.14
        space.put("window", edge, (margin, length - margin), *window_z)
        return
    count = 1 if length < 2.8 else int(rng.choice([1, 2, 3] if length > 4.5 else [1, 1, 2]))
    most = (length - 2 * _EDGE_M - (count - 1) * 0.35) / count
    width = float(np.clip(rng.uniform(0.8, 2.2 if count == 1 else 1.3), 0.5, most))
    gap = (length - count * width) / (count + 1)
    slip = float(rng.uniform(-0.4, 0.4)) * max(gap - _EDGE_M, 0.0)
    for i in range(count):
        u0 = gap + i * (width + gap) + slip
        space.put("window", edge, (u0, u0 + width), *window_z)


def _doorway(
    rng: Generator, space: WallSpace, edge: int, kind: FeatureKind, widths: tuple[float, float]
) -> None:
    width = float(rng.uniform(*widths))
    at = space.place(rng, edge, width)
    if at is not None:
        space.put(kind, edge, at, 0.0, float(rng.choice([1.98, 2.04, 2.1])))


def _chimneypiece(space: WallSpace, edge: int) -> None:
    middle = space.walls[edge].length_m / 2
    if space.fits(edge, middle - 0.75, middle + 0.75):
        space.put("fireplace", edge, (middle - 0.65, middle + 0.65), 0.0, 1.12)


def _radiators(
    rng: Generator, space: WallSpace, visible: list[int], window_z: tuple[float, float]
) -> None:
    windows = [f for f in space.features if f.kind == "window"]
    below = window_z[0] > 0.55 and rng.random() < 0.7
    for opening in windows if below else []:
        inset = 0.08 * (opening.u1 - opening.u0)
        top = min(window_z[0] - 0.1, 0.7)
        if opening.u1 - opening.u0 > 0.6:
            at = (opening.u0 + inset, opening.u1 - inset)
            space.put("radiator", opening.wall, at, 0.12, top)
    if not below and visible and rng.random() < 0.4:
        at_wall = visible[-1]
        place = space.place(rng, at_wall, float(rng.uniform(0.6, 1.3)))
        if place is not None:
            space.put("radiator", at_wall, place, 0.12, 0.7)
