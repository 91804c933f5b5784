"""The room as the search needs it: a floor raster with height limits, usable walls, ways in.

The raster has cells of 5 cm; cell (row, column) covers origin + (column, row) * CELL_M.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon

from vetrina.staging.camera import Array
from vetrina.staging.layout.boxes import turn_towards
from vetrina.staging.layout.zones import Zone, zones_of
from vetrina.staging.room import Room, Wall

CELL_M = 0.05
DEFAULT_CEILING_M = 2.5
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How near pieces may come to the camera (tall ones apart), in metres, and the least share of
    a piece's outline that lies inside the picture."""

    near_m: float
    tall_near_m: float
    anchor_framed: float
    others_framed: float
    rug_framed: float


STRICT = Tolerance(1.3, 2.5, 0.8, 0.74, 0.66)
EASY = Tolerance(1.1, 2.1, 0.62, 0.55, 0.4)
LOOSE = Tolerance(0.8, 1.6, 0.42, 0.4, 0.2)
TALL_M, LOW_M = 1.2, 0.5
LOW_NEARER_M = 0.3
"""Coffee tables and benches may stand a little nearer: the camera looks over them."""


@dataclass(frozen=True, slots=True)
class Span:
    """The part u0..u1 metres of wall `wall` in the picture; turn_deg looks into the room."""

    wall: int
    u0: float
    u1: float
    turn_deg: float


@dataclass(frozen=True)
class Space:
    """A room prepared for the search.

    limit_m: (h, w) float32, the height that may stand on each cell (0 outside the floor); inside,
    visible: (h, w) bool, floor, and floor that the picture shows; spans: usable walls; mouths:
    one (N, 2) array of cell positions per opening, where a way has to arrive.
    """

    room: Room
    polygon: Polygon
    origin: Array
    zones: tuple[Zone, ...]
    limit_m: NDArray[np.float32]
    inside: Mask
    visible: Mask
    spans: tuple[Span, ...]
    mouths: tuple[Array, ...]
    tolerance: Tolerance = STRICT

    def near_limit_m(self, height_m: float) -> float:
        """How near to the camera a piece of this height may stand."""
        if height_m > TALL_M:
            return self.tolerance.tall_near_m
        return self.tolerance.near_m - (LOW_NEARER_M if height_m < LOW_M else 0.0)

    @property
    def ceiling_m(self) -> float:
        """Height of the ceiling, or a careful guess."""
        return self.room.ceiling_m.value if self.room.ceiling_m else DEFAULT_CEILING_M

    @cached_property
    def zone_quads(self) -> Array:
        """(Z, 4, 2) of all zones."""
        return np.array([z.quad for z in self.zones]).reshape(-1, 4, 2)

    @cached_property
    def view(self) -> Array:
        """Unit vector (2,) on the floor along which the camera looks."""
        forward = self.room.camera.rotation[2, :2]
        return np.asarray(forward / max(float(np.linalg.norm(forward)), 1e-9))

    @cached_property
    def visible_area_m2(self) -> float:
        """Square metres of floor in the picture."""
        return float(self.visible.sum()) * CELL_M**2

    @cached_property
    def likely_area_m2(self) -> float:
        """Square metres the room is taken to have: a photo rarely shows half of the floor."""
        return min(self.polygon.area, 2.2 * self.visible_area_m2)

    @cached_property
    def visible_points(self) -> Array:
        """Middles (N, 2) of the visible cells."""
        return self.positions(self.visible)

    @cached_property
    def depth_range_m(self) -> tuple[float, float]:
        """Nearest and farthest visible floor along the view."""
        if not self.visible.any():
            return (0.0, 0.0)
        depth = self.visible_points @ self.view
        return float(np.percentile(depth, 1)), float(np.percentile(depth, 99))

    @cached_property
    def floor_rows(self) -> tuple[float, float]:
        """Highest and lowest row of visible floor, 0..1 from the top of the picture."""
        points = self.visible_points
        if not len(points):
            return (1.0, 1.0)
        ground = np.concatenate([points, np.zeros((len(points), 1))], axis=1)
        uv, _ = self.room.camera.project(ground)
        top, bottom = np.percentile(uv[:, 1], [0.5, 99.8]) / self.room.camera.height_px
        return float(top), float(bottom)

    @cached_property
    def axes_deg(self) -> tuple[float, ...]:
        """The four turns that follow the longest wall in the picture."""
        walls = [self.room.walls[s.wall] for s in self.spans] or list(self.room.walls)
        longest = max(walls, key=lambda w: w.length_m)
        base = turn_towards(longest.inward)
        return tuple(base + 90.0 * k for k in range(4))

    @cached_property
    def tidy(self) -> dict[int, tuple[float, ...]]:
        """Places u along each usable wall that look meant: middles of the wall, its free parts
        and its windows."""
        return {span.wall: _tidy_places(self.room, span) for span in self.spans}

    @cached_property
    def floor(self) -> Polygon:
        """The floor polygon, a centimetre wider so that touching counts as inside."""
        wide: Polygon = self.polygon.buffer(0.01, join_style="mitre")
        shapely.prepare(wide)
        return wide

    def cells(self, points: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Row and column of points (..., 2), held inside the raster."""
        index = np.floor((points - self.origin) / CELL_M).astype(np.intp)
        rows = np.clip(index[..., 1], 0, self.inside.shape[0] - 1)
        columns = np.clip(index[..., 0], 0, self.inside.shape[1] - 1)
        return rows, columns

    def positions(self, mask: Mask) -> Array:
        """Middles (N, 2) in metres of the cells set in mask."""
        rows, columns = np.nonzero(mask)
        return np.stack([columns, rows], axis=1) * CELL_M + CELL_M / 2 + self.origin

    def raster(self, quads: list[Array]) -> NDArray[np.uint8]:
        """Raster (h, w) uint8 with 1 where one of the convex quads (K, 2) lies."""
        canvas = np.zeros(self.inside.shape, np.uint8)
        for quad in quads:
            pixels = np.round(((quad - self.origin) / CELL_M - 0.5) * 16).astype(np.int32)
            cv2.fillConvexPoly(canvas, pixels, 1, shift=4)
        return canvas


def prepare(room: Room) -> Space:
    """The search space of `room`."""
    polygon = Polygon(room.floor)
    if not polygon.is_valid:
        polygon = polygon.buffer(0)
    low = np.min(room.floor, axis=0) - 0.5
    size = np.ceil((np.max(room.floor, axis=0) + 0.5 - low) / CELL_M).astype(int)
    width, height = int(size[0]), int(size[1])
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    middles = np.stack([x, y], axis=-1) * CELL_M + CELL_M / 2 + low
    inside = shapely.contains_xy(polygon, middles[..., 0], middles[..., 1])
    zones = zones_of(room)
    bare = Space(
        room=room,
        polygon=polygon,
        origin=np.asarray(low, dtype=np.float64),
        zones=zones,
        limit_m=np.zeros((height, width), np.float32),
        inside=inside,
        visible=_visible(room, middles, inside),
        spans=tuple(s for i, w in enumerate(room.walls) if (s := _span(room, polygon, i, w))),
        mouths=(),
    )
    limit = np.where(inside, np.float32(10.0), np.float32(0.0))
    for zone in zones:
        within = bare.raster([zone.quad]) > 0
        limit[within] = np.minimum(limit[within], np.float32(zone.limit_m))
    return Space(
        **{
            **{name: getattr(bare, name) for name in Space.__dataclass_fields__},
            "limit_m": limit,
            "mouths": _mouths(bare),
        }
    )


def _visible(room: Room, middles: Array, inside: Mask) -> Mask:
    """Cells whose middle lies in the picture on free floor."""
    points = np.concatenate([middles.reshape(-1, 2), np.zeros((inside.size, 1))], axis=1)
    uv, depth = room.camera.project(points)
    rows, columns = room.floor_mask.shape
    column = np.floor(uv[:, 0] / room.camera.width_px * columns)
    row = np.floor(uv[:, 1] / room.camera.height_px * rows)
    shown = (depth > 0.1) & (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    seen = np.zeros(inside.size, dtype=bool)
    seen[shown] = room.floor_mask[row[shown].astype(int), column[shown].astype(int)]
    return seen.reshape(inside.shape) & inside


def _span(room: Room, polygon: Polygon, index: int, wall: Wall) -> Span | None:
    """The shown part of a wall, or None where nothing may stand against it."""
    if wall.open or wall.seen <= 0.02 or wall.length_m < 0.5:
        return None
    u = np.arange(0.025, wall.length_m, 0.05)
    foot = np.array(wall.start) + u[:, None] * wall.along + wall.inward * 0.05
    points = np.concatenate([foot, np.full((len(u), 1), 0.4)], axis=1)
    uv, depth = room.camera.project(points)
    camera = room.camera
    shown = (depth > 0.2) & (uv[:, 0] > 0) & (uv[:, 0] < camera.width_px)
    shown &= (uv[:, 1] > 0) & (uv[:, 1] < camera.height_px)
    if polygon.convex_hull.area - polygon.area > 0.05:
        shown &= _in_sight(room, foot)
    if shown.sum() < 10:
        return None
    u0, u1 = float(u[shown][0]) - 0.025, float(u[shown][-1]) + 0.025
    return Span(index, max(u0, 0.0), min(u1, wall.length_m), turn_towards(wall.inward))


def _in_sight(room: Room, points: Array) -> Mask:
    """Which points (N, 2) the camera sees past the seen walls of a floor that is not convex."""
    shortened = points * 0.98
    sight = shapely.linestrings(np.stack([np.zeros_like(shortened), shortened], axis=1))
    solid = [LineString([w.start, w.end]) for w in room.walls if not w.open and w.seen > 0]
    hidden = np.zeros(len(points), dtype=bool)
    for wall in solid:
        hidden |= shapely.intersects(sight, wall)
    return ~hidden


def _mouths(space: Space) -> tuple[Array, ...]:
    """Where ways must arrive: before every door, passage and stair, and along open edges."""
    quads: list[Array] = []
    for feature in space.room.features:
        if feature.kind not in ("door", "passage", "stairs") or feature.z0 > 0.6:
            continue
        wall = space.room.walls[feature.wall]
        quads.append(_strip(wall, feature.u0, feature.u1, 0.35, 0.7))
    quads += [
        _strip(w, 0.1, w.length_m - 0.1, 0.0, 0.6)
        for w in space.room.walls
        if w.open and w.length_m >= 0.8
    ]
    found = [space.positions((space.raster([q]) > 0) & space.inside) for q in quads]
    return tuple(points for points in found if len(points))


def _strip(wall: Wall, u0: float, u1: float, near: float, far: float) -> Array:
    """Rectangle (4, 2) before a wall from u0 to u1, `near` to `far` metres off it."""
    start, along, inward = np.array(wall.start), wall.along, wall.inward
    return np.array(
        [
            start + along * u0 + inward * near,
            start + along * u1 + inward * near,
            start + along * u1 + inward * far,
            start + along * u0 + inward * far,
        ]
    )


def _tidy_places(room: Room, span: Span) -> tuple[float, ...]:
    wall = room.walls[span.wall]
    own = sorted(
        (f for f in room.features if f.wall == span.wall and f.kind != "fixture"),
        key=lambda f: f.u0,
    )
    edges = [0.0, *(e for f in own for e in (f.u0, f.u1)), wall.length_m]
    middles = [(a + b) / 2 for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 0.6]
    middles += [(f.u0 + f.u1) / 2 for f in own if f.kind == "window"]
    middles += [wall.length_m / 2, (span.u0 + span.u1) / 2]
    return tuple(m for m in middles if span.u0 <= m <= span.u1) or ((span.u0 + span.u1) / 2,)
