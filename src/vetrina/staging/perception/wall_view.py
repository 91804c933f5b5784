"""A wall seen square on: its pixels on a grid of metres along it and above the floor."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array, Camera
from vetrina.staging.perception.level import Level
from vetrina.staging.photo import Pixels
from vetrina.staging.room import Wall

MOST_PIXELS = 420


@dataclass(frozen=True)
class WallView:
    """pixels: (rows, columns, 3) uint8 sRGB, row 0 highest; shown: (rows, columns) bool.

    cell: metres of one pixel; u_start: distance along the wall of the first column's left border;
    top: height of the first row's upper border.  sharp: (columns,) photo pixels per cell across.
    """

    pixels: Pixels
    shown: NDArray[np.bool_]
    cell: float
    u_start: float
    top: float
    sharp: Array

    def u(self, column: float) -> float:
        """Metres along the wall at a column border."""
        return self.u_start + column * self.cell

    def z(self, row: float) -> float:
        """Metres above the floor at a row border."""
        return self.top - row * self.cell


def wall_view(
    photo_pixels: Pixels,
    camera: Camera,
    level: Level,
    wall: Wall,
    sight: tuple[float, float],
    top_m: float,
) -> WallView | None:
    """The part of a wall between the sight lines x0, x1 of the level raster; None if too small.

    photo_pixels may be any size of the camera's picture; wall and camera in metres.
    """
    span = _span(camera, level, wall, sight)
    if span is None or span[1] - span[0] < 0.15:
        return None
    cell = max(0.015, (span[1] - span[0]) / MOST_PIXELS, top_m / MOST_PIXELS)
    columns, rows = int((span[1] - span[0]) / cell), int(top_m / cell)
    u = span[0] + (np.arange(columns) + 0.5) * cell
    z = top_m - (np.arange(rows) + 0.5) * cell
    foot = np.array(wall.start) + np.outer(u, wall.along)
    points = np.concatenate([np.repeat(foot[None], rows, axis=0), np.zeros((rows, columns, 1))], 2)
    points[..., 2] = z[:, None]
    uv, depth = camera.project(points.reshape(-1, 3))
    size = np.array([camera.width_px, camera.height_px])
    shown = (depth > 0.05) & ((uv > 1) & (uv < size - 1)).all(axis=1)
    scale = np.array([photo_pixels.shape[1], photo_pixels.shape[0]]) / size
    at = np.where(shown[:, None], uv * scale - 0.5, 0.0).astype(np.float32)
    at = at.reshape(rows, columns, 2)
    pixels = cv2.remap(photo_pixels, at[..., 0], at[..., 1], cv2.INTER_LINEAR)
    middle = at[rows // 2, :, 0]
    sharp = np.abs(np.gradient(middle)) if columns > 2 else np.ones(columns)
    return WallView(pixels, shown.reshape(rows, columns), cell, span[0], top_m, sharp)


def _span(
    camera: Camera, level: Level, wall: Wall, sight: tuple[float, float]
) -> tuple[float, float] | None:
    """The stretch of the wall, metres from its start, between two sight lines."""
    u = np.linspace(0.0, wall.length_m, 400)
    points = np.array(wall.start) + np.outer(u, wall.along)
    cos, sin = np.cos(level.yaw), np.sin(level.yaw)
    across = points[:, 0] * cos - points[:, 1] * sin
    ahead = points[:, 0] * sin + points[:, 1] * cos
    x = np.where(ahead > 0.05, across / np.maximum(ahead, 0.05), np.nan)
    seen = np.flatnonzero((x > sight[0]) & (x < sight[1]))
    if len(seen) < 2:
        return None
    return float(u[seen[0]]), float(u[seen[-1]])
