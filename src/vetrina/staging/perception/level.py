"""The picture seen by a level camera: walls' corners upright, wall feet and tops straight lines.

Turning the camera level (a homography) makes reasoning about an empty room one-dimensional.  With
x the tangent of the azimuth and s the height over depth (both at the level camera's unit plane),
every wall that stands on the floor has an *inverse depth* q(x) = a x + b in units of one over the
camera height; its foot runs along s = -q and its top along s = (c - 1) q, where c is the height of
the ceiling in camera heights.  So one straight line in the picture settles the other.

Source: Flint, Mei, Murray and Reid, "A dynamic programming approach to reconstructing building
interiors", ECCV 2010 (the foot-to-top homology).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array, Camera
from vetrina.staging.photo import Pixels

Image32 = NDArray[np.float32]
MAX_TANGENT = 2.4
"""No column further than about 67 degrees from the view axis: beyond it pixels only smear."""


@dataclass(frozen=True)
class Level:
    """The levelled raster of one photo.

    camera: the camera at height 1.  yaw: radians, the direction of the raster's middle.  pixels:
    (rows, columns, 3) uint8 sRGB; inside: (rows, columns) bool, True where the photo shows
    something.  x: (columns,) and s: (rows,) the coordinates of the pixel centres; s falls with the
    row.  scale: raster pixels for one unit of x or s.
    """

    camera: Camera
    yaw: float
    pixels: Pixels
    inside: NDArray[np.bool_]
    x: Array
    s: Array
    scale: float

    def column_of(self, x: Array) -> Array:
        """Fractional column index of coordinate x."""
        return np.asarray((np.asarray(x) - self.x[0]) * self.scale)

    def row_of(self, s: Array) -> Array:
        """Fractional row index of coordinate s."""
        return np.asarray((self.s[0] - np.asarray(s)) * self.scale)

    def from_photo(self, uv: Array) -> Array:
        """Level coordinates (N, 2) of photo pixels (N, 2); behind the level camera they are nan."""
        local = _about_z(-self.yaw, self.camera.rays(uv))
        depth = np.where(local[:, 1] > 1e-3, local[:, 1], np.nan)
        return np.stack([local[:, 0] / depth, local[:, 2] / depth], axis=1)

    def to_photo(self, xs: Array) -> Array:
        """Photo pixels (N, 2) of level coordinates (N, 2)."""
        xs = np.atleast_2d(xs)
        local = np.stack([xs[:, 0], np.ones(len(xs)), xs[:, 1]], axis=1)
        world = _about_z(self.yaw, local) + np.array([0.0, 0.0, self.camera.height_m])
        return self.camera.project(world)[0]

    def plan(self, x: Array, q: Array) -> Array:
        """World points (N, 2) on the floor, in camera heights, at coordinate x, inverse depth q."""
        depth = 1.0 / np.asarray(q, dtype=np.float64)
        local = np.stack([np.asarray(x) * depth, depth], axis=-1)
        cos, sin = np.cos(self.yaw), np.sin(self.yaw)
        return np.asarray(local @ np.array([[cos, -sin], [sin, cos]]))


def make_level(photo_pixels: Pixels, camera: Camera, width_px: int = 640) -> Level:
    """The levelled raster of a photo of (H, W, 3) uint8; `camera` belongs to that photo."""
    camera = camera.at_height(1.0)
    yaw = float(np.arctan2(camera.rotation[2, 0], camera.rotation[2, 1]))
    border = _border(camera.width_px, camera.height_px)
    local = _about_z(-yaw, camera.rays(border))
    ahead = local[:, 1] > 0.2
    x_all, s_all = local[ahead, 0] / local[ahead, 1], local[ahead, 2] / local[ahead, 1]
    x0, x1 = np.clip([x_all.min(), x_all.max()], -MAX_TANGENT, MAX_TANGENT)
    s0, s1 = np.clip([s_all.min(), s_all.max()], -MAX_TANGENT, MAX_TANGENT)
    scale = float(width_px / max(x1 - x0, s1 - s0, 1e-3))
    columns, rows = max(int((x1 - x0) * scale), 16), max(int((s1 - s0) * scale), 16)
    x = x0 + (np.arange(columns) + 0.5) / scale
    s = s1 - (np.arange(rows) + 0.5) / scale
    pixels, inside = _warp(photo_pixels, camera, yaw, x, s)
    return Level(camera, yaw, pixels, inside, x, s, scale)


def _warp(
    photo_pixels: Pixels, camera: Camera, yaw: float, x: Array, s: Array
) -> tuple[Pixels, NDArray[np.bool_]]:
    shrink = min(1.0, 1.2 * x.size / camera.width_px)
    source = photo_pixels
    if shrink < 1.0:
        source = cv2.resize(source, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    stretch = np.diag([source.shape[1] / camera.width_px, source.shape[0] / camera.height_px, 1.0])
    centre = np.array([[1.0, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
    lens = np.array([[camera.focal_px, 0, camera.cx], [0, camera.focal_px, camera.cy], [0, 0, 1]])
    cos, sin = np.cos(yaw), np.sin(yaw)
    turn = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1.0]])
    step = x[1] - x[0]
    raster = np.array([[step, 0, x[0]], [0, 0, 1], [0, -step, s[0]]])
    to_source = centre @ stretch @ lens @ camera.rotation @ turn @ raster
    size, flags = (x.size, s.size), cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    pixels = cv2.warpPerspective(source, to_source, size, flags=flags)
    everywhere = np.full(source.shape[:2], 255, np.uint8)
    inside = cv2.warpPerspective(everywhere, to_source, size, flags=flags) == 255
    return np.asarray(pixels, dtype=np.uint8), inside


def _border(width_px: int, height_px: int) -> Array:
    t = np.linspace(0.0, 1.0, 33)
    zero, one = np.zeros_like(t), np.ones_like(t)
    edges = [np.stack(pair, axis=1) for pair in ((t, zero), (t, one), (zero, t), (one, t))]
    return np.asarray(np.concatenate(edges) * (width_px, height_px))


def _about_z(angle: float, points: Array) -> Array:
    """Turn (N, 3) clockwise seen from above by `angle`, as yaw counts."""
    cos, sin = np.cos(angle), np.sin(angle)
    x, y = points[:, 0], points[:, 1]
    return np.stack([x * cos + y * sin, y * cos - x * sin, points[:, 2]], axis=1)
