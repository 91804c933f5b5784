"""What the demo's windows look out on: a garden, the same one through every window.

`surfaces.outside` gives every pane a picture of its own; here all panes are windows on one view far
away, so that what is seen through two of them fits together.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.random import Generator

from vetrina.staging.camera import Array
from vetrina.staging.furnishing import Float32, Mesh, Texture
from vetrina.staging.showrooms.design import RoomDesign
from vetrina.staging.showrooms.surfaces import noise

WIDE_RAD, HIGH_TAN = 2.6, 0.9
"""Angle that the view covers from left to right, and tangent of it above and below the horizon."""
WALL_M, NEXT_ROOM_M = 0.3, 6.0
_TEXELS = (768, 1536)


def with_garden(design: RoomDesign, seed: int) -> RoomDesign:
    """The same room with a garden before its windows, as bright as the view it had."""
    rng = np.random.default_rng([seed, 5])
    old = design.sky.pixels.astype(np.float64)
    view = garden(rng, old[: max(1, len(old) // 8)].mean(axis=(0, 1)))
    eye = np.array([0.0, 0.0, design.truth.camera.height_m])
    low, high = _indoors(design)

    def seen(mesh: Mesh) -> Mesh:
        if mesh.material == "sky":
            return _looking_out(mesh, eye)
        return _cut(mesh, low, high) if mesh.material == "floor" else mesh

    meshes = tuple(seen(mesh) for mesh in design.meshes)
    return replace(design, meshes=meshes, sky=Texture(view, (1.0, 1.0)))


def _indoors(design: RoomDesign) -> tuple[Array, Array]:
    """Least and greatest x, y of the floor: to the walls, and on where the room is open."""
    low, high = design.truth.floor.min(axis=0) - WALL_M, design.truth.floor.max(axis=0) + WALL_M
    for wall in design.truth.walls:
        if wall.open:
            beyond = np.array([wall.start, wall.end]) - wall.inward * NEXT_ROOM_M
            low, high = np.minimum(low, beyond.min(axis=0)), np.maximum(high, beyond.max(axis=0))
    return low, high


def _cut(floor: Mesh, low: Array, high: Array) -> Mesh:
    """The floor within low..high: what lay before the windows would shine in the sun."""
    x, y = floor.vertices[:, 0].astype(np.float64), floor.vertices[:, 1].astype(np.float64)
    ground = np.column_stack([x, y, np.ones_like(x)])
    to_uv = np.linalg.lstsq(ground, floor.uv.astype(np.float64), rcond=None)[0]
    corners = np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]])
    flat = np.column_stack([corners, np.ones(4)])
    return Mesh(
        vertices=np.column_stack([corners, np.zeros(4)]).astype(np.float32),
        faces=np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int32),
        uv=(flat @ to_uv).astype(np.float32),
        normals=np.tile(np.array([0, 0, 1], dtype=np.float32), (4, 1)),
        material=floor.material,
    )


def garden(rng: Generator, sky: Array) -> Float32:
    """Radiance (h, w, 3): sky, far hills, trees and hedge, lawn.  sky: its colour high up (3,).

    Row 0 looks up by atan(HIGH_TAN), the middle row to the horizon.
    """
    high, wide = _TEXELS
    shape = (high, wide)
    up = np.linspace(HIGH_TAN, -HIGH_TAN, high)[:, None]
    clouds = cv2.GaussianBlur(noise(rng, shape, (60.0, 220.0), 2.2), (0, 0), 6)
    haze = np.exp(-np.clip(up, 0, None) / 0.25)[..., None]
    picture = sky * (0.82 + 0.3 * haze + 0.05 * clouds[..., None])
    picture = picture * (1 + haze * np.array([0.06, 0.0, -0.08]))
    for tall, rough, shade, tint in (
        (0.025, 0.012, 0.26, (0.85, 1.0, 0.98)),
        (0.045, 0.040, 0.075, (0.78, 1.0, 0.52)),
        (-0.012, 0.012, 0.055, (0.72, 1.0, 0.46)),
    ):
        picture = _planted(rng, picture, up, tall, rough, shade * sky.mean() * np.array(tint))
    mown = 1 + 0.12 * noise(rng, shape, (10.0, 60.0), 1.6) + 0.25 * up
    lawn = np.array([0.74, 0.95, 0.50]) * 0.09 * sky.mean() * mown[..., None]
    below = np.clip((-0.035 - up) / 0.012, 0, 1)[..., None]
    picture = picture * (1 - below) + lawn * below
    return np.asarray(cv2.GaussianBlur(np.clip(picture, 0, None).astype(np.float32), (0, 0), 1.6))


def _planted(
    rng: Generator, picture: Array, up: Array, tall: float, rough: float, colour: Array
) -> Array:
    """The picture with a row of crowns up to about `tall` over the horizon before it."""
    shape = picture.shape[:2]
    outline = noise(rng, (1, shape[1]), (1.0, 90.0), 1.8) + 0.5 * noise(
        rng, (1, shape[1]), (1.0, 14.0), 1.2
    )
    leafy = noise(rng, shape, (9.0, 9.0), 1.3)
    top = tall + rough * outline + 0.012 * leafy
    inside = np.clip((top - up) / 0.008, 0, 1)[..., None]
    clumps = cv2.GaussianBlur(noise(rng, shape, (26.0, 26.0), 1.9), (0, 0), 2)
    lit = np.clip(0.85 + 0.3 * clumps + 0.22 * leafy + 1.2 * (up - 0.5 * tall), 0.25, 2.0)
    return np.asarray(picture * (1 - inside) + colour * lit[..., None] * inside)


def _looking_out(pane: Mesh, eye: Array) -> Mesh:
    """The pane with the texture of a view that lies far away, as seen from `eye`."""
    ray = pane.vertices.astype(np.float64) - eye
    across = np.arctan2(ray[:, 0], ray[:, 1]) / WIDE_RAD + 0.5
    rise = ray[:, 2] / np.maximum(np.hypot(ray[:, 0], ray[:, 1]), 1e-6)
    uv = np.stack([across, 0.5 - rise / (2 * HIGH_TAN)], axis=1)
    return replace(pane, uv=uv.astype(np.float32))
