"""Where in the picture furniture may be at all, told from the room alone.

A piece that stands takes room over the part of its footprint that lies on the floor; one that hangs
takes the part of its wall that is wall: no door, passage, window or hearth; curtains hang before
windows.  Whatever of a piece is seen elsewhere is not in the room, and the lock says so.
"""

from __future__ import annotations

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from vetrina.staging.camera import Array, Camera
from vetrina.staging.furnishing import Placement, Plan
from vetrina.staging.room import Room

SLACK_M = 0.03
"""A leaf or a cushion may reach this far out of its piece's box."""

NEAR_M = 0.05
TALLEST_M = 6.0
KEPT_FREE = {"door", "passage", "window", "fireplace", "stairs"}


def standing_area(room: Room, plan: Plan, size_px: tuple[int, int]) -> NDArray[np.bool_]:
    """Pixels (height, width) where the plan's pieces may be seen in a picture of `size_px`."""
    camera = room.camera.resized(*size_px)
    area = np.zeros((size_px[1], size_px[0]), dtype=np.uint8)
    for placement in plan.placements:
        for solid in _allowed(room, placement):
            _fill(area, camera, solid)
    return area > 0


def _allowed(room: Room, placement: Placement) -> list[Array]:
    """Convex bodies, (N, 3) corners each, in which the piece may be."""
    if placement.mount in ("wall", "window") and placement.wall is not None:
        return _on_wall(room, placement, placement.wall)
    ground = placement.footprint.buffer(SLACK_M).intersection(room.polygon.buffer(SLACK_M))
    low, high = placement.z - SLACK_M, placement.z + placement.size_m[2] + SLACK_M
    return [_prism(triangle, low, min(high, _ceiling(room))) for triangle in _triangles(ground)]


def _on_wall(room: Room, placement: Placement, index: int) -> list[Array]:
    """The piece's box before the free part of its wall."""
    wall = room.walls[index]
    start = np.array(wall.start)
    middle = float((np.array([placement.x, placement.y]) - start) @ wall.along)
    half, reach = placement.size_m[0] / 2 + SLACK_M, placement.size_m[1] + 2 * SLACK_M
    low, high = placement.z - SLACK_M, placement.z + placement.size_m[2] + SLACK_M
    free: BaseGeometry = box(middle - half, low, middle + half, high)
    free &= box(-SLACK_M, -SLACK_M, wall.length_m + SLACK_M, _ceiling(room))
    if placement.mount == "wall":
        for feature in room.features:
            if feature.wall == index and feature.kind in KEPT_FREE:
                free -= box(feature.u0, feature.z0, feature.u1, feature.z1)
    solids = []
    for triangle in _triangles(free):
        foot = start + triangle[:, :1] * wall.along
        flat = np.column_stack([foot, triangle[:, 1]])
        depth = np.array([*wall.inward, 0.0])
        solids.append(np.concatenate([flat - SLACK_M * depth, flat + reach * depth]))
    return solids


def _ceiling(room: Room) -> float:
    return TALLEST_M if room.ceiling_m is None else room.ceiling_m.value + SLACK_M


def _triangles(shape: BaseGeometry) -> list[Array]:
    """The shape's area as triangles (3, 2)."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]
    found = []
    for part in parts:
        if part.area > 0:
            triangles = shapely.constrained_delaunay_triangles(part).geoms
            found += [shapely.get_coordinates(triangle)[:3] for triangle in triangles]
    return found


def _prism(ground: Array, low: float, high: float) -> Array:
    levels = [np.column_stack([ground, np.full(len(ground), z)]) for z in (low, max(low, high))]
    return np.concatenate(levels)


def _fill(area: NDArray[np.uint8], camera: Camera, solid: Array) -> None:
    """Draw what is seen of a convex body."""
    seen = _before(camera, solid)
    if len(seen) < 3:
        return
    uv, _ = camera.project(seen)
    limit = 20.0 * max(area.shape)
    corners = np.clip(uv, -limit, limit).astype(np.float32)
    hull = cv2.convexHull(corners.reshape(-1, 1, 2))
    cv2.fillConvexPoly(area, np.round(hull * 16).astype(np.int32), 1, shift=4)


def _before(camera: Camera, solid: Array) -> Array:
    """Corners of the part of a convex body that lies before the camera."""
    _, depth = camera.project(solid)
    front, back = solid[depth > NEAR_M], solid[depth <= NEAR_M]
    if not len(back) or not len(front):
        return front
    ahead, behind = depth[depth > NEAR_M], depth[depth <= NEAR_M]
    share = (ahead[:, None] - NEAR_M) / (ahead[:, None] - behind[None])
    cut = front[:, None] + share[..., None] * (back[None] - front[:, None])
    # A hair farther, or rounding puts the cut itself behind the camera.
    return np.concatenate([front, (cut + 1e-6 * (front[:, None] - cut)).reshape(-1, 3)])
