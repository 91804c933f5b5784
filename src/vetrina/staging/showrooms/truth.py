"""What is true of a showroom picture, and how far an understanding of it is from that truth.

A picture `NAME.jpg` lies beside `NAME.json`; `load` reads both.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray

from vetrina.staging.camera import Array, Camera
from vetrina.staging.photo import Photo
from vetrina.staging.room import Feature, Obstacle, Room, Wall

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Truth:
    """The room as it was built, in metres, in the frame of `camera`.

    camera: the pinhole before lens distortion, with its true height.  focal_35mm: what the EXIF
    says (a rounded figure), None where it was withheld.  floor: (N, 2) counter-clockwise, also
    where it is behind the camera; walls[i] stands on edge i.  ceiling_m: the level part.  traits:
    what varies between the rooms ("floor": "herringbone", "turn": "corner" ...).
    """

    seed: int
    kind: str
    camera: Camera
    focal_35mm: float | None
    floor: Array
    walls: tuple[Wall, ...]
    features: tuple[Feature, ...]
    obstacles: tuple[Obstacle, ...]
    ceiling_m: float
    traits: dict[str, str] = field(default_factory=dict)

    @property
    def true_focal_35mm(self) -> float:
        """The equivalent focal length by the diagonal (CIPA DCG-001), mm."""
        return equivalent_mm(self.camera)


def equivalent_mm(camera: Camera) -> float:
    """The focal length that gives the same diagonal field of view on 36 x 24 mm film."""
    diagonal = float(np.hypot(camera.width_px, camera.height_px))
    return camera.focal_px / diagonal * float(np.hypot(36, 24))


def reach(directions: Array, floor: Array, solid: Mask) -> Array:
    """How far one sees along the floor before a wall: metres (N,) for unit directions (N, 2).

    Only edges with solid[i] stop the view; inf where nothing does.
    """
    start, end = floor, np.roll(floor, -1, axis=0)
    along = end - start
    dx, dy = directions[:, :1], directions[:, 1:]
    across = dx * along[:, 1] - dy * along[:, 0]
    safe = np.where(np.abs(across) < 1e-12, 1e-12, across)
    distance = (start[:, 0] * along[:, 1] - start[:, 1] * along[:, 0]) / safe
    where = (start[:, 0] * dy - start[:, 1] * dx) / safe
    met = (distance > 1e-6) & (where >= -1e-9) & (where <= 1 + 1e-9) & solid[None, :]
    met &= np.abs(across) > 1e-12
    return np.asarray(np.where(met, distance, np.inf).min(axis=1, initial=np.inf))


def picture_grid(camera: Camera, rows: int) -> Array:
    """Picture positions (rows * columns, 2) of a grid with square cells."""
    columns = max(1, round(rows * camera.width_px / camera.height_px))
    v, u = np.mgrid[0:rows, 0:columns]
    scale = np.array([camera.width_px / columns, camera.height_px / rows])
    return np.asarray((np.stack([u.ravel(), v.ravel()], axis=1) + 0.5) * scale)


def floor_in_picture(camera: Camera, floor: Array, walls: tuple[Wall, ...], uv: Array) -> Mask:
    """Where the picture shows this floor: True at positions uv (N, 2).

    A floor point is seen when the line to it crosses no wall.  Where the polygon does not reach
    back to the camera, the line may enter it once.
    """
    points, hit = camera.on_plane(uv)
    shown = hit & _inside(floor, points)
    distance = np.linalg.norm(points[:, :2], axis=1)
    directions = points[:, :2] / np.maximum(distance, 1e-9)[:, None]
    solid = np.array([not wall.open for wall in walls], dtype=bool)
    if not shapely.contains_xy(shapely.Polygon(floor), 0.0, 0.0):
        solid &= ~_faces_away(floor)
    return np.asarray(shown & (distance <= reach(directions, floor, solid) + 1e-6))


def foot_seen(camera: Camera, floor: Array, solid: Mask, edge: int) -> float:
    """The share 0..1 of the foot of the wall on an edge that the picture shows."""
    start, end = floor[edge], floor[(edge + 1) % len(floor)]
    points = start + np.linspace(0.01, 0.99, 60)[:, None] * (end - start)
    uv, depth = camera.project(np.c_[points, np.zeros(len(points))])
    shown = (depth > 0.05) & (uv >= 0).all(axis=1)
    shown &= (uv[:, 0] < camera.width_px) & (uv[:, 1] < camera.height_px)
    distance = np.linalg.norm(points, axis=1)
    directions = points / np.maximum(distance, 1e-9)[:, None]
    others = solid.copy()
    others[edge] = False
    return float((shown & (distance <= reach(directions, floor, others) + 1e-6)).mean())


def _inside(floor: Array, points: Array) -> Mask:
    polygon = shapely.Polygon(floor)
    shapely.prepare(polygon)
    return np.asarray(shapely.contains_xy(polygon, points[:, 0], points[:, 1]))


def _faces_away(floor: Array) -> Mask:
    """Edges whose inner side looks away from the camera: the view enters through them."""
    start, end = floor, np.roll(floor, -1, axis=0)
    along = end - start
    return np.asarray(along[:, 0] * -start[:, 1] - along[:, 1] * -start[:, 0] < 0)


def _passed(truth: Truth, uv: Array) -> Mask:
    """Positions whose floor point lies beyond an opening, or on a thing that stands on the floor:
    neither answer is wrong there."""
    points, hit = truth.camera.on_plane(uv)
    distance = np.linalg.norm(points[:, :2], axis=1)
    directions = points[:, :2] / np.maximum(distance, 1e-9)[:, None]
    solid = np.array([not wall.open for wall in truth.walls], dtype=bool)
    full = np.ones_like(solid)
    first_any = reach(directions, truth.floor, full)
    first_solid = reach(directions, truth.floor, solid)
    beyond = hit & (distance > first_any) & (first_any < first_solid - 1e-6)
    for feature in truth.features:
        if feature.kind == "passage":
            wall = truth.walls[feature.wall]
            gap = np.array(wall.start) + np.outer([feature.u0, feature.u1], wall.along)
            gate = reach(directions, gap, np.array([True, False]))
            through = np.isfinite(gate) & np.isclose(gate, first_any, rtol=0, atol=1e-6)
            beyond |= hit & through & (distance > gate)
    for obstacle in truth.obstacles:
        beyond |= _covers(truth.camera, obstacle, uv)
    return np.asarray(beyond)


def _covers(camera: Camera, obstacle: Obstacle, uv: Array) -> Mask:
    """Positions that lie in the outline of a standing prism."""
    base = np.array(obstacle.footprint)
    corners = np.r_[
        np.c_[base, np.zeros(len(base))], np.c_[base, np.full(len(base), obstacle.height_m)]
    ]
    seen, depth = camera.project(corners)
    if np.any(depth <= 0.05):
        return np.zeros(len(uv), dtype=bool)
    hull = shapely.MultiPoint(seen).convex_hull
    return np.asarray(shapely.contains_xy(hull, uv[:, 0], uv[:, 1]))


def floor_iou(room: Room, truth: Truth, rows: int = 160) -> float:
    """Overlap 0..1 (intersection over union) of the floor that the picture shows, as understood and
    as it is.  Floor beyond openings and behind things that stand on it does not count."""
    return outline_iou(room.camera, room.floor, room.walls, truth, rows)


def outline_iou(
    camera: Camera, floor: Array, walls: tuple[Wall, ...], truth: Truth, rows: int = 160
) -> float:
    """`floor_iou` of a floor outline (N, 2) seen by a camera."""
    uv = picture_grid(truth.camera, rows)
    camera = camera.resized(truth.camera.width_px, truth.camera.height_px)
    counts = ~_passed(truth, uv)
    found = floor_in_picture(camera, floor, walls, uv)[counts]
    real = floor_in_picture(truth.camera, truth.floor, truth.walls, uv)[counts]
    return float((found & real).sum() / max(1, int((found | real).sum())))


def rotation_error_deg(camera: Camera, truth: Truth) -> float:
    """Angle between the two orientations, the better of the four namings of the walls."""
    best = 180.0
    for quarter in range(4):
        angle = quarter * np.pi / 2
        cos, sin = np.cos(angle), np.sin(angle)
        turn = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
        between = (camera.rotation @ turn).T @ truth.camera.rotation
        cosine = np.clip((np.trace(between) - 1) / 2, -1.0, 1.0)
        best = min(best, float(np.degrees(np.arccos(cosine))))
    return best


def focal_error(camera: Camera, truth: Truth) -> float:
    """Relative error of the focal length, 0 and more."""
    scale = truth.camera.width_px / camera.width_px
    return abs(camera.focal_px * scale / truth.camera.focal_px - 1)


def height_error(room: Room, truth: Truth) -> float:
    """Relative error of the camera's height, which is the error of the whole scale."""
    return abs(room.camera.height_m / truth.camera.height_m - 1)


def ceiling_error(room: Room, truth: Truth) -> float | None:
    """Relative error of the ceiling's height, None where the room does not know it."""
    return None if room.ceiling_m is None else abs(room.ceiling_m.value / truth.ceiling_m - 1)


def save(truth: Truth, path: Path) -> None:
    """Write the truth as JSON."""
    data = asdict(truth)
    data["camera"]["rotation"] = truth.camera.rotation.tolist()
    data["floor"] = truth.floor.tolist()
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")


def _camera(data: dict[str, Any]) -> Camera:
    return Camera(**{**data, "rotation": np.array(data["rotation"])})


def load(path: Path) -> tuple[Photo, Truth]:
    """The photo and the truth of a showroom; `path` names either of its two files.

    Raises FileNotFoundError where one of them is missing.
    """
    data = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    encoded = np.frombuffer(path.with_suffix(".jpg").read_bytes(), dtype=np.uint8)
    decoded = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), dtype=np.uint8)
    pixels = np.ascontiguousarray(decoded[..., ::-1])
    obstacles = tuple(
        Obstacle(o["kind"], tuple(map(tuple, o["footprint"])), o["height_m"], o["confidence"])
        for o in data["obstacles"]
    )
    walls = tuple(
        Wall(tuple(w["start"]), tuple(w["end"]), w["seen"], w["open"]) for w in data["walls"]
    )
    features = tuple(Feature(**{**f, "radiance": tuple(f["radiance"])}) for f in data["features"])
    truth = Truth(
        seed=data["seed"],
        kind=data["kind"],
        camera=_camera(data["camera"]),
        focal_35mm=data["focal_35mm"],
        floor=np.array(data["floor"]),
        walls=walls,
        features=features,
        obstacles=obstacles,
        ceiling_m=data["ceiling_m"],
        traits=data["traits"],
    )
    return Photo(pixels, truth.focal_35mm), truth
