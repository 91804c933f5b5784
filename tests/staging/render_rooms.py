"""A small box room for the tests of rendering and compositing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Camera, Estimate
from vetrina.staging.furnishing import Material, Mesh
from vetrina.staging.photo import Photo
from vetrina.staging.room import Feature, Room, Wall

WIDTH, HEIGHT = 120, 80
CORNERS = [(-2.0, -1.0), (2.0, -1.0), (2.0, 4.0), (-2.0, 4.0)]
CEILING_M = 2.5


def level_camera(width: int = WIDTH, height: int = HEIGHT, *, shift_px: float = 0.0) -> Camera:
    """Looks along +Y from 1.4 m; the principal point lies `shift_px` right of and below centre."""
    rotation = np.array([[1.0, 0, 0], [0, 0, -1.0], [0, 1.0, 0]])
    cx, cy = width / 2 + shift_px, height / 2 + shift_px
    return Camera(width, height, width * 0.7, cx, cy, rotation, 1.4)


def box_room(camera: Camera, *features: Feature) -> Room:
    """4 x 5 x 2.5 m, walls 0 behind, 1 right, 2 back, 3 left."""
    exact = Estimate(1.0, 0.0, "user")
    ends = CORNERS[1:] + CORNERS[:1]
    walls = tuple(Wall(a, b, 1.0) for a, b in zip(CORNERS, ends, strict=True))
    return Room(
        camera=camera,
        focal=exact,
        rotation_sigma_deg=0.0,
        scale=exact,
        floor=np.array(CORNERS),
        walls=walls,
        ceiling_m=Estimate(CEILING_M, 0.0, "user"),
        features=features,
        obstacles=(),
        floor_mask=np.vstack([np.zeros((40, 120), bool), np.ones((40, 120), bool)]),
        floor_agreement=1.0,
    )


def painted_photo(camera: Camera, wall: int = 150, floor: int = 110) -> Photo:
    """Even walls over an even floor: the horizon of the back wall's foot is where they meet."""
    pixels = np.full((camera.height_px, camera.width_px, 3), wall, np.uint8)
    v, u = np.mgrid[0 : camera.height_px, 0 : camera.width_px] + 0.5
    points, hits = camera.on_plane(np.stack([u.ravel(), v.ravel()], axis=1))
    inside = hits & (np.abs(points[:, 0]) < 2) & (points[:, 1] < 4)
    pixels[inside.reshape(pixels.shape[:2])] = floor
    return Photo(pixels)


def box_mesh(centre: tuple[float, float, float], size: float, slot: str = "body") -> Mesh:
    """A cube with outward faces and uv in metres."""
    vertices, faces, normals, uv = [], [], [], []
    for axis in range(3):
        for sign in (-1, 1):
            normal = np.zeros(3)
            normal[axis] = sign
            across = np.roll(np.abs(normal), 1)
            up = np.cross(normal, across)
            first = len(vertices)
            for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
                vertices.append(np.array(centre) + (normal + i * across + j * up) * size / 2)
                normals.append(normal)
                uv.append([(i + 1) * size / 2, (j + 1) * size / 2])
            faces += [[first, first + 1, first + 2], [first, first + 2, first + 3]]
    return Mesh(
        np.array(vertices, np.float32),
        np.array(faces, np.int32),
        np.array(uv, np.float32),
        np.array(normals, np.float32),
        slot,
    )


def centre_of(image: NDArray[np.float32]) -> tuple[float, float]:
    """Brightness-weighted centre (u, v) of a picture, in pixels."""
    light = image.sum(axis=2)
    v, u = np.mgrid[0 : light.shape[0], 0 : light.shape[1]] + 0.5
    return float((u * light).sum() / light.sum()), float((v * light).sum() / light.sum())


GREY = {"body": Material("grey", (0.5, 0.5, 0.5), roughness=0.9)}
