"""Parts of the score that rest on geometry: camera, scale, fit.

The camera is held against the photo's own edges, found again here: the share of edge length that
points to the camera's vanishing points, compared with the best that any rotation up to 14 degrees
away would reach.  A camera that is right is its own best.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from shapely.geometry import Polygon
from shapely.ops import unary_union

from vetrina.staging.camera import Array
from vetrina.staging.furnishing import Placement, Plan
from vetrina.staging.perception.segments import find_segments
from vetrina.staging.photo import Photo
from vetrina.staging.room import Room
from vetrina.staging.score.part import Part, bell, rising

EDGE_SIGMA_DEG = 1.0
SEARCH_DEG = (-14.0, -10.0, -7.0, -4.5, -2.5, 0.0, 2.5, 4.5, 7.0, 10.0, 14.0)
ROTATION_SIGMA_DEG = 1.6
FOCAL_SIGMA = 0.4
"""As wide as lenses for rooms are spread: seen head on, a room tells nothing of its focal length,
and furniture of another depth still stands where it should."""
SCALE_SIGMA = 0.30
OVERLAP_M2 = 0.01


def camera_part(photo: Photo, room: Room) -> Part:
    """Do the photo's edges agree with the camera, and how sure was it?"""
    segments = find_segments(photo.pixels)
    ends, lengths = segments.ends, segments.lengths
    if len(ends) == 0:
        return Part("camera", 0.0, "No straight edge was found to hold the camera against.")
    share, best = _edge_share(ends, lengths, room), 0.0
    for turn in _turns():
        best = max(best, _edge_share(ends, lengths, room, turn))
    agreement = rising(share / max(best, 1e-9), 0.55, 0.95)
    sure = bell(room.rotation_sigma_deg, ROTATION_SIGMA_DEG)
    focal = room.focal.sigma / max(room.focal.value, 1e-9)
    sure *= bell(focal, FOCAL_SIGMA) ** 0.5
    sentence = (
        f"{100 * share:.0f} % of the edges point where the camera says they should "
        f"(the best camera nearby reaches {100 * best:.0f} %); "
        f"direction known to {room.rotation_sigma_deg:.1f}°, focal length to {100 * focal:.0f} %."
    )
    return Part("camera", agreement * sure, sentence)


def _edge_share(ends: Array, lengths: Array, room: Room, turn: Array | None = None) -> float:
    """Share 0..1 of edge length that points to one of the three vanishing points."""
    camera = room.camera
    rotation = camera.rotation if turn is None else turn @ camera.rotation
    calibration = np.array(
        [[camera.focal_px, 0, camera.cx], [0, camera.focal_px, camera.cy], [0, 0, 1.0]]
    )
    points = calibration @ rotation
    middle = (ends[:, :2] + ends[:, 2:]) / 2
    direction = (ends[:, 2:] - ends[:, :2]) / np.maximum(lengths, 1e-9)[:, None]
    agreement = np.zeros(len(ends))
    for axis in range(3):
        toward = points[:2, axis] - middle * points[2, axis]
        toward /= np.maximum(np.linalg.norm(toward, axis=1), 1e-9)[:, None]
        sine = direction[:, 0] * toward[:, 1] - direction[:, 1] * toward[:, 0]
        degrees = np.degrees(np.arcsin(np.clip(np.abs(sine), 0, 1)))
        agreement = np.maximum(agreement, np.exp(-((degrees / EDGE_SIGMA_DEG) ** 2)))
    return float((agreement * lengths).sum() / lengths.sum())


@lru_cache(maxsize=1)
def _turns() -> tuple[Array, ...]:
    """Rotations of the camera about its own axes, up to 14 degrees in each."""
    turns = []
    for yaw in SEARCH_DEG:
        for pitch in SEARCH_DEG:
            for roll in (-4.0, 0.0, 4.0):
                turns.append(cv2.Rodrigues(np.radians([pitch, yaw, roll]))[0])
    return tuple(turns)


def scale_part(room: Room) -> Part:
    """Is the size of the room known, and is it one that people build?"""
    relative = room.scale.sigma / max(room.scale.value, 1e-9)
    value = bell(relative, SCALE_SIGMA)
    height = room.camera.height_m
    value *= rising(height, 0.6, 1.0) * rising(height, 2.6, 1.9)
    if room.ceiling_m is not None:
        value *= rising(room.ceiling_m.value, 1.9, 2.25) * rising(room.ceiling_m.value, 5.5, 3.9)
    ceiling = f"ceiling at {room.ceiling_m.value:.2f} m" if room.ceiling_m else "ceiling not seen"
    sentence = (
        f"Size known to {100 * relative:.0f} % from {room.scale.source.replace('_', ' ')}: "
        f"camera at {height:.2f} m, {ceiling}."
    )
    return Part("scale", value, sentence)


def fit_part(room: Room, plan: Plan) -> Part:
    """Does everything stand on the floor that was found, and on nothing else?"""
    standing = [p for p in plan.placements if p.mount == "floor" and p.on is None]
    if not standing:
        return Part("fit", 0.0, "Nothing stands in the room.")
    floor = room.polygon.buffer(0.01)
    outside = max(_outside(p.footprint, floor) for p in standing)
    overlap = _overlap(standing)
    agreement = room.floor_agreement
    value = rising(outside, 0.12, 0.01) * rising(overlap, 0.2, 0.02)
    value *= rising(agreement, 0.55, 0.9) ** 0.5
    sentence = (
        f"{100 * (1 - outside):.0f} % of the piece that stands worst is on the floor, pieces cut "
        f"{overlap:.2f} m² of each other, the floor found agrees with the picture "
        f"to {100 * agreement:.0f} %."
    )
    return Part("fit", value, sentence)


def _outside(footprint: Polygon, floor: Polygon) -> float:
    return float(footprint.difference(floor).area / max(footprint.area, 1e-9))


def _overlap(standing: list[Placement]) -> float:
    """Square metres counted more than once; chairs may stand under their table."""
    solid = [p.footprint for p in standing if p.role not in {"dining_chair", "desk_chair", "stool"}]
    if not solid:
        return 0.0
    total = sum(polygon.area for polygon in solid)
    return max(0.0, float(total - unary_union(solid).area) - OVERLAP_M2)
