"""The floor polygon and the walls on its edges, from the walls that the picture shows.

What is seen is a chain from left to right.  Where its end runs past the camera (a side wall) the
wall is taken to go on a little behind it; where it runs out of the picture sideways, or a near
wall hides what lies behind, the edge is `open` and follows the line of sight.  So the polygon
holds what the photo shows, and what must be there behind the camera for light, never more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from vetrina.staging.camera import Array, Camera
from vetrina.staging.perception.chain import Run
from vetrina.staging.perception.level import Level
from vetrina.staging.room import Wall

REAR = 1.0
"""How far a side wall is taken to go on behind the camera, in camera heights."""
PAST_CAMERA = -0.3
FARTHEST_DRAWN = 1 / 18
SAMPLES = 60


@dataclass(frozen=True)
class Shell:
    """floor: (N, 2) camera heights, counter-clockwise; walls: N, edge i from floor[i].

    run_of: (N,) which run each wall is, -1 for edges that no run shows; simple: the chain closed
    cleanly.
    """

    floor: Array
    walls: tuple[Wall, ...]
    run_of: tuple[int, ...]
    simple: bool


@dataclass(frozen=True)
class _Edge:
    """An edge of the polygon from `start`; run -1: assumed or open."""

    start: Array
    run: int
    open: bool


def shell(level: Level, runs: tuple[Run, ...]) -> Shell:
    """The closed room for a chain of runs."""
    chain, closing = _chain_edges(level, runs), _closing_edges(level, runs)
    if closing[-1].run >= 0:
        chain = chain[1:]
    edges = [*chain, *closing]
    if not _is_simple(edges):
        edges = [*_chain_edges(level, runs), *_sight_edges(level, runs)]
    simple = _is_simple(edges)
    if not simple:
        edges = _hull_edges(edges)
    floor = np.array([edge.start for edge in edges])
    walls = []
    for index, edge in enumerate(edges):
        end = floor[(index + 1) % len(floor)]
        seen = 0.0 if edge.run < 0 else _seen(level, runs[edge.run], edge.start, end)
        walls.append(Wall(_pair(edge.start), _pair(end), seen, edge.open))
    return Shell(floor, tuple(walls), tuple(edge.run for edge in edges), simple)


def drawn_shell(camera: Camera, floor: Array, corners: Array) -> Shell:
    """The room whose visible floor a person drew.

    floor: (N, 2) camera heights, counter-clockwise; corners: (N, 2) the photo pixels they were
    drawn at.  An edge is open where both its ends lie on or beyond the border of the picture.
    """
    size = np.array([camera.width_px, camera.height_px])
    border = np.any((corners < 0.012 * size) | (corners > 0.988 * size), axis=1)
    walls = []
    for index, start in enumerate(floor):
        after = (index + 1) % len(floor)
        is_open = bool(border[index] and border[after])
        shown = 0.0 if is_open else float(np.mean(_in_photo(camera, start, floor[after])[0]))
        walls.append(Wall(_pair(start), _pair(floor[after]), shown, is_open))
    return Shell(floor, tuple(walls), (-1,) * len(floor), bool(Polygon(floor).is_valid))


def scaled(built: Shell, metres: float) -> Shell:
    """The shell with one camera height made `metres` long."""
    walls = tuple(
        replace(
            wall,
            start=_pair(np.array(wall.start) * metres),
            end=_pair(np.array(wall.end) * metres),
        )
        for wall in built.walls
    )
    return replace(built, floor=built.floor * metres, walls=walls)


def _chain_edges(level: Level, runs: tuple[Run, ...]) -> list[_Edge]:
    """Walls from right to left (counter-clockwise from above), sight lines where they jump.

    The last vertex, the left end of the leftmost run, is not in it."""
    edges: list[_Edge] = []
    for index in range(len(runs) - 1, -1, -1):
        right = _end(level, runs[index], right=True)
        if edges:
            before = _end(level, runs[index + 1], right=False)
            if np.linalg.norm(before - right) > 0.01 * np.linalg.norm(right):
                edges.append(_Edge(before, -1, open=True))
        edges.append(_Edge(right, index, open=False))
    return edges


def _end(level: Level, run: Run, *, right: bool) -> Array:
    x = run.x1 if right else run.x0
    q = max(run.a * x + run.b, FARTHEST_DRAWN)
    return level.plan(np.array(x), np.array(q))


def _closing_edges(level: Level, runs: tuple[Run, ...]) -> list[_Edge]:
    """From the left end of the chain round behind the camera to its right end."""
    left_end, right_end = _end(level, runs[0], right=False), _end(level, runs[-1], right=True)
    left_on = _extended(left_end, left_end - _end(level, runs[0], right=True))
    right_on = _extended(right_end, right_end - _end(level, runs[-1], right=False))
    here = np.zeros(2)
    if left_on is None and right_on is None:
        return _sight_edges(level, runs)
    if left_on is None and right_on is not None:
        behind = _beside(right_on, right_end)
        return [
            _Edge(left_end, -1, open=True),
            _Edge(here, -1, open=True),
            _Edge(behind, -1, open=False),
            _Edge(right_on, len(runs) - 1, open=False),
        ]
    if left_on is not None and right_on is None:
        behind = _beside(left_on, left_end)
        return [
            _Edge(left_on, -1, open=False),
            _Edge(behind, -1, open=True),
            _Edge(here, -1, open=True),
        ]
    assert left_on is not None
    assert right_on is not None
    corner = _corner(left_on, left_on - left_end, right_on, right_on - right_end)
    middle = [] if corner is None else [_Edge(corner, -1, open=False)]
    return [
        _Edge(left_on, -1, open=False),
        *middle,
        _Edge(right_on, len(runs) - 1, open=False),
    ]


def _sight_edges(level: Level, runs: tuple[Run, ...]) -> list[_Edge]:
    """Open edges along the picture's borders, meeting just behind the camera."""
    left_end = _end(level, runs[0], right=False)
    behind = -0.15 * np.array([np.sin(level.yaw), np.cos(level.yaw)])
    return [_Edge(left_end, -1, open=True), _Edge(behind, -1, open=True)]


def _extended(end: Array, along: Array) -> Array | None:
    """The end of a wall that passes beside the camera, moved behind it; None if it does not."""
    direction = along / max(float(np.linalg.norm(along)), 1e-9)
    to_camera = -float(end @ direction)
    if to_camera < PAST_CAMERA:
        return None
    return np.asarray(end + direction * (to_camera + REAR))


def _beside(on: Array, end: Array) -> Array:
    """The camera's own position moved back to the level of `on`, square to its wall."""
    direction = (on - end) / max(float(np.linalg.norm(on - end)), 1e-9)
    return np.asarray(direction * float(on @ direction))


def _corner(left: Array, left_along: Array, right: Array, right_along: Array) -> Array | None:
    """Where walls square to two side walls meet behind the camera; None where one wall will do."""
    cross = left_along[0] * right_along[1] - left_along[1] * right_along[0]
    if abs(cross) < 0.5 * np.linalg.norm(left_along) * np.linalg.norm(right_along):
        return None
    system = np.stack([left_along, right_along])
    return np.asarray(np.linalg.solve(system, [left_along @ left, right_along @ right]))


def _is_simple(edges: list[_Edge]) -> bool:
    polygon = Polygon([edge.start for edge in edges])
    return bool(polygon.is_valid and polygon.exterior.is_ccw and polygon.area > 0.05)


def _hull_edges(edges: list[_Edge]) -> list[_Edge]:
    """The convex hull, its edges those of the chain where they lie on it."""
    points = cv2.convexHull(np.array([edge.start for edge in edges], dtype=np.float32))[:, 0]
    if not Polygon(points).exterior.is_ccw:
        points = points[::-1]
    known = {tuple(np.round(edge.start, 3).tolist()): edge for edge in edges}
    out = []
    for point in points:
        edge = known.get(tuple(np.round(point.astype(np.float64), 3).tolist()))
        out.append(
            _Edge(point.astype(np.float64), edge.run if edge else -1, edge.open if edge else True)
        )
    return out


def _seen(level: Level, run: Run, start: Array, end: Array) -> float:
    """Share of a wall's foot that the photo shows, within the run's part of the view."""
    inside, uv = _in_photo(level.camera, start, end)
    x = level.from_photo(uv)[:, 0]
    return float(np.mean(inside & (x > run.x0 - 1e-6) & (x < run.x1 + 1e-6)))


def _in_photo(camera: Camera, start: Array, end: Array) -> tuple[NDArray[np.bool_], Array]:
    """Which samples of a foot the photo shows, and where (its middle for those it does not)."""
    steps = (np.arange(SAMPLES) + 0.5)[:, None] / SAMPLES
    points = start + (end - start) * steps
    uv, depth = camera.project(np.column_stack([points, np.zeros(SAMPLES)]))
    size = np.array([camera.width_px, camera.height_px])
    inside = (depth > 0.02) & ((uv >= 0) & (uv <= size)).all(axis=1)
    return np.asarray(inside), np.where(inside[:, None], uv, size / 2)


def _pair(point: Array) -> tuple[float, float]:
    return float(point[0]), float(point[1])
