"""How many of a showroom's openings an understanding of it has found.

An opening counts when the picture shows at least a third of it and it is not tiny; it is found when
a feature of any kind overlaps it by two fifths (intersection over union) or covers seven tenths of
it, since every kind is kept free alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPoint, Polygon
from shapely.geometry import box as frame_of
from shapely.geometry.base import BaseGeometry

from vetrina.staging.camera import Array, Camera
from vetrina.staging.room import Feature, Room
from vetrina.staging.showrooms.truth import Mask, Truth, reach

KINDS = ("window", "door", "passage", "radiator", "fireplace", "built_in")
LEAST_SHOWN, LEAST_AREA = 0.3, 0.001
OVERLAP, COVER, NOTHING_THERE = 0.4, 0.7, 0.3


@dataclass(frozen=True)
class Findings:
    """kinds: of each opening that counts, and whether it was found; false: kinds of the features
    that stand where there is nothing."""

    kinds: tuple[tuple[str, bool], ...]
    false: tuple[str, ...]


def openings_found(room: Room, truth: Truth) -> Findings:
    """Compare the features of `room` with those of the truth, in the picture."""
    frame = frame_of(0, 0, truth.camera.width_px, truth.camera.height_px)
    camera = room.camera.resized(truth.camera.width_px, truth.camera.height_px)
    found = [
        (feature.kind, outline.intersection(frame))
        for feature in room.features
        if (outline := _outline(camera, room.wall_box(feature))) is not None
    ]
    shown: list[BaseGeometry] = []
    kinds = []
    for feature in truth.features:
        uv, share = _shown(truth, feature)
        if len(uv) < 3:
            continue
        seen = MultiPoint(uv).convex_hull
        shown.append(seen)
        if feature.kind in KINDS and share > LEAST_SHOWN and seen.area > LEAST_AREA * frame.area:
            kinds.append((str(feature.kind), any(_matches(part, seen) for _, part in found)))
    false = [kind for kind, part in found if part.area > 1 and not _stands_on(part, shown)]
    return Findings(tuple(kinds), tuple(false))


def _matches(part: BaseGeometry, outline: BaseGeometry) -> bool:
    common = part.intersection(outline).area
    return bool(common > OVERLAP * part.union(outline).area or common > COVER * outline.area)


def _stands_on(part: BaseGeometry, shown: list[BaseGeometry]) -> bool:
    return any(part.intersection(one).area > NOTHING_THERE * part.area for one in shown)


def _outline(camera: Camera, corners: Array) -> Polygon | None:
    uv, depth = camera.project(corners)
    return None if np.any(depth <= 0.05) else Polygon(uv).buffer(0)


def _shown(truth: Truth, feature: Feature) -> tuple[Array, float]:
    """Picture positions of the part of a feature that is seen, and the share that it is."""
    wall = truth.walls[feature.wall]
    u, z = np.meshgrid(
        np.linspace(feature.u0, feature.u1, 24), np.linspace(feature.z0, feature.z1, 24)
    )
    foot = np.array(wall.start) + u.reshape(-1, 1) * wall.along
    uv, depth = truth.camera.project(np.c_[foot, z.ravel()])
    size = np.array([truth.camera.width_px, truth.camera.height_px])
    seen = (depth > 0.05) & (uv > 0).all(axis=1) & (uv < size).all(axis=1)
    distance = np.linalg.norm(foot, axis=1)
    free = reach(foot / distance[:, None], truth.floor, _before(truth, feature.wall))
    seen &= distance <= free + 1e-6
    return uv[seen], float(seen.mean())


def _before(truth: Truth, own: int) -> Mask:
    """Walls that may hide another one: the solid ones that face the camera, except that one."""
    solid = np.array([not wall.open for wall in truth.walls], dtype=bool)
    solid[own] = False
    if not shapely.contains_xy(shapely.Polygon(truth.floor), 0.0, 0.0):
        start, along = truth.floor, np.roll(truth.floor, -1, axis=0) - truth.floor
        solid &= along[:, 0] * -start[:, 1] + along[:, 1] * start[:, 0] >= 0
    return np.asarray(solid)
