"""Rooms by hand for layout tests: metres, the camera at the origin looking along +Y."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import Polygon

from vetrina.staging.camera import Camera, Estimate
from vetrina.staging.room import Feature, FeatureKind, Obstacle, Room, Wall

WIDTH_PX, HEIGHT_PX = 1200, 800


def camera_at(
    *,
    height_m: float = 1.4,
    pitch_deg: float = -4.0,
    yaw_deg: float = 0.0,
    fov_deg: float = 72.0,
    size_px: tuple[int, int] = (WIDTH_PX, HEIGHT_PX),
) -> Camera:
    """A level camera `height_m` above the origin, pitched up and yawed right by degrees."""
    pitch, yaw = np.radians(pitch_deg), np.radians(yaw_deg)
    forward = np.array([np.sin(yaw) * np.cos(pitch), np.cos(yaw) * np.cos(pitch), np.sin(pitch)])
    right = np.array([np.cos(yaw), -np.sin(yaw), 0.0])
    down = np.cross(forward, right)
    width, height = size_px
    focal = width / 2 / np.tan(np.radians(fov_deg) / 2)
    rotation = np.stack([right, down, forward])
    return Camera(width, height, float(focal), width / 2, height / 2, rotation, height_m)


def feature(kind: FeatureKind, wall: int, u0: float, u1: float, z0: float, z1: float) -> Feature:
    """A wall feature that is surely there."""
    return Feature(kind, wall, u0, u1, z0, z1, 1.0)


def room_of(
    floor: list[tuple[float, float]],
    features: tuple[Feature, ...] = (),
    *,
    camera: Camera | None = None,
    open_edges: tuple[int, ...] = (),
    obstacles: tuple[Obstacle, ...] = (),
    ceiling_m: float = 2.6,
) -> Room:
    """A room on `floor` (counter-clockwise); what is seen and free follows from the camera."""
    camera = camera or camera_at()
    corners = np.array(floor, dtype=np.float64)
    walls = tuple(
        _wall(camera, corners[i], corners[(i + 1) % len(corners)], i in open_edges)
        for i in range(len(corners))
    )
    return Room(
        camera=camera,
        focal=Estimate(camera.focal_px, 1.0, "user"),
        rotation_sigma_deg=0.1,
        scale=Estimate(camera.height_m, 0.05, "user"),
        floor=corners,
        walls=walls,
        ceiling_m=Estimate(ceiling_m, 0.05, "user"),
        features=features,
        obstacles=obstacles,
        floor_mask=_mask(camera, Polygon(corners)),
        floor_agreement=1.0,
    )


def _wall(camera: Camera, start: np.ndarray, end: np.ndarray, is_open: bool) -> Wall:
    steps = np.linspace(0.01, 0.99, 99)[:, None]
    points = np.concatenate([start + (end - start) * steps, np.zeros((99, 1))], axis=1)
    uv, depth = camera.project(points)
    shown = (depth > 0.05) & (uv >= 0).all(axis=1)
    shown &= (uv[:, 0] <= camera.width_px) & (uv[:, 1] <= camera.height_px)
    return Wall(tuple(start), tuple(end), float(shown.mean()), is_open)


def _mask(camera: Camera, floor: Polygon) -> np.ndarray:
    width, height = 240, round(240 * camera.height_px / camera.width_px)
    u, v = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    uv = np.stack([u.ravel(), v.ravel()], axis=1) * (camera.width_px / width)
    points, hits = camera.on_plane(uv)
    inside = shapely.contains_xy(floor, points[:, 0], points[:, 1]) & hits
    return inside.reshape(height, width)


def box_room(
    width_m: float = 4.0, depth_m: float = 5.0, features: tuple[Feature, ...] = ()
) -> Room:
    """A box with the camera in its near wall; walls 0 near, 1 right, 2 far, 3 left."""
    half = width_m / 2
    floor = [(-half, -0.4), (half, -0.4), (half, depth_m), (-half, depth_m)]
    return room_of(floor, features)


def plain_box() -> Room:
    """4 x 5 m, a window in the far wall, a door in the right one."""
    return box_room(
        4.0,
        5.0,
        (feature("window", 2, 1.2, 2.8, 0.9, 2.2), feature("door", 1, 0.6, 1.5, 0.0, 2.05)),
    )


def long_hall() -> Room:
    """3.4 x 8 m, like a row house: window and front door at the far end, a door at the right."""
    return box_room(
        3.6,
        8.0,
        (
            feature("door", 2, 0.4, 1.3, 0.0, 2.05),
            feature("window", 2, 2.2, 2.9, 0.8, 1.9),
            feature("door", 1, 2.6, 3.5, 0.0, 2.05),
        ),
    )


def corner_view() -> Room:
    """A view into the corner between a blank wall and one with a wide window."""
    turn = np.radians(38)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    corners = np.array([(-1.6, -1.0), (2.9, -1.0), (2.9, 3.6), (-1.6, 3.6)]) @ rotation.T
    window = feature("window", 1, 1.6, 4.2, 0.55, 2.3)
    return room_of([tuple(c) for c in corners], (window,), camera=camera_at(height_m=1.3))


def l_shape() -> Room:
    """An L: 5 x 4 m with an alcove going back on the left."""
    floor = [(-2.6, 0.0), (2.6, 0.0), (2.6, 4.2), (0.2, 4.2), (0.2, 6.6), (-2.6, 6.6)]
    return room_of(
        floor,
        (feature("window", 4, 0.8, 2.0, 0.9, 2.1), feature("passage", 1, 0.4, 1.5, 0.0, 2.2)),
    )


def bay_room() -> Room:
    """A large room with a bay of three slanted walls, windows in each, seen from far back."""
    floor = [(-3.2, 0.0), (3.2, 0.0), (3.2, 6.0), (1.6, 7.8), (-1.2, 7.8), (-3.2, 6.0)]
    camera = camera_at(height_m=1.6, fov_deg=58, pitch_deg=1.0, size_px=(880, 1400))
    return room_of(
        floor,
        (
            feature("window", 2, 0.7, 1.7, 0.8, 2.4),
            feature("window", 3, 0.9, 1.9, 0.8, 2.4),
            feature("window", 4, 0.8, 1.9, 0.8, 2.4),
            feature("radiator", 4, 0.8, 1.9, 0.1, 0.7),
        ),
        camera=camera,
        ceiling_m=3.1,
    )


def tiny_room() -> Room:
    """2.2 x 2.6 m with a door and a window."""
    return box_room(
        2.2,
        2.6,
        (feature("door", 1, 0.3, 1.1, 0.0, 2.05), feature("window", 2, 0.6, 1.5, 0.9, 2.0)),
    )


def fireplace_room() -> Room:
    """5 x 5.5 m with a fireplace in the far wall and a radiator under the window at the left."""
    return box_room(
        5.0,
        5.5,
        (
            feature("fireplace", 2, 1.8, 3.2, 0.0, 1.2),
            feature("window", 3, 2.0, 3.4, 0.9, 2.2),
            feature("radiator", 3, 2.1, 3.3, 0.1, 0.8),
            feature("passage", 1, 1.0, 2.0, 0.0, 2.1),
        ),
    )


ROOMS = {
    "plain_box": plain_box,
    "long_hall": long_hall,
    "corner_view": corner_view,
    "l_shape": l_shape,
    "bay_room": bay_room,
    "fireplace_room": fireplace_room,
    "tiny_room": tiny_room,
}
