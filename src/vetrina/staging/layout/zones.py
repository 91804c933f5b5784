"""What the building needs for itself: strips of floor that doors, windows and heaters keep free.

A zone is a rectangle on the floor with the greatest height that may stand in it.  The measures are
those of common practice: a door leaf swings 0.9 m, people pass in 0.75 m, a hearth keeps 1.0 m, a
radiator wants 0.2 m of air, and what stands before a window stays below its sill.

Source: Neufert, Architects' Data, 4th ed. (doors, passages); Panero and Zelnik, Human Dimension and
Interior Space, 1979 (clearances).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Polygon

from vetrina.staging.camera import Array
from vetrina.staging.room import Feature, FeatureKind, Room

DOOR_SWING_M = 0.9
LEAF_M = 0.7
WAY_M = 0.75
HEARTH_M = 1.0
RADIATOR_GAP_M = 0.2
WINDOW_DEPTH_M = 0.6
BUILT_IN_DEPTH_M = 0.6
LOW_PIECE_M = 0.5
"""Benches, poufs and baskets: what may stand before a window that reaches the floor."""


_MEASURES: dict[FeatureKind, tuple[float, float, float, bool]] = {
    "door": (DOOR_SWING_M, 0.05, 0.0, False),
    "passage": (DOOR_SWING_M, 0.0, 0.0, True),
    "stairs": (DOOR_SWING_M, 0.0, 0.0, True),
    "fireplace": (HEARTH_M, 0.1, 0.0, False),
    "radiator": (RADIATOR_GAP_M, 0.05, 0.0, True),
    "built_in": (BUILT_IN_DEPTH_M, 0.0, 0.0, True),
}


@dataclass(frozen=True, slots=True)
class Zone:
    """quad: (4, 2) metres; limit_m: height that may stand there; rugs: whether a rug may lie."""

    kind: FeatureKind
    quad: Array
    limit_m: float
    rugs: bool


def zones_of(room: Room) -> tuple[Zone, ...]:
    """All strips and footprints of `room` that furniture must respect."""
    found = [zone for feature in room.features if (zone := _zone(room, feature)) is not None]
    for obstacle in room.obstacles:
        if len(obstacle.footprint) < 3:
            continue
        around = Polygon(obstacle.footprint).buffer(0.05, join_style="mitre")
        box = np.array(shapely.get_coordinates(around.minimum_rotated_rectangle)[:4])
        found.append(Zone(obstacle.kind, box, 0.0, rugs=False))
    return tuple(found)


def _zone(room: Room, feature: Feature) -> Zone | None:
    depth, side, limit, rugs = _measures(feature)
    if depth <= 0:
        return None
    wall = room.walls[feature.wall]
    start, along, inward = np.array(wall.start), wall.along, wall.inward
    u0, u1 = feature.u0 - side, feature.u1 + side
    quad = np.array(
        [
            start + along * u0 - inward * 0.1,
            start + along * u1 - inward * 0.1,
            start + along * u1 + inward * depth,
            start + along * u0 + inward * depth,
        ]
    )
    return Zone(feature.kind, quad, limit, rugs)


def _measures(feature: Feature) -> tuple[float, float, float, bool]:
    """Depth and side margin in metres, height limit, and whether a rug may lie there."""
    if feature.kind == "window":
        limit = feature.z0 if feature.z0 > LOW_PIECE_M else LOW_PIECE_M
        return WINDOW_DEPTH_M, 0.0, limit, True
    if feature.kind == "built_in" and feature.z0 >= 1.0:
        return 0.0, 0.0, 0.0, True
    return _MEASURES.get(feature.kind, (0.0, 0.0, 0.0, True))


def blocks_wall(feature: Feature, u0: float, u1: float, z0: float, z1: float) -> bool:
    """Whether something hung at u0..u1, z0..z1 on the feature's wall would touch it.

    Beside a door its open leaf may stand before the wall.
    """
    margin = 0.08
    beside = LEAF_M if feature.kind == "door" else margin
    apart = (
        u1 < feature.u0 - beside
        or u0 > feature.u1 + beside
        or z1 < feature.z0 - margin
        or z0 > feature.z1 + margin
    )
    return not apart
