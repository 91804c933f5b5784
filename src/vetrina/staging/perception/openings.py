"""Openings that the person marked, on their walls, united with those that were found."""

from __future__ import annotations

import numpy as np

from vetrina.staging.camera import Array, Camera
from vetrina.staging.photo import Pixels, to_linear
from vetrina.staging.room import Feature, FeatureKind, Wall


def marked_features(
    openings: tuple[tuple[FeatureKind, tuple[tuple[float, float], ...]], ...],
    camera: Camera,
    walls: tuple[Wall, ...],
    pixels: Pixels,
) -> tuple[Feature, ...]:
    """Wall features (metres) for picture quads; quads that meet no wall are left out.

    pixels: the photo at any size, for the radiance.
    """
    found = []
    for kind, quad in openings:
        corners = np.array(quad, dtype=np.float64).reshape(-1, 2)
        placed = [_on_wall(camera, wall, corners) for wall in walls]
        fits = [(box[4], index, box) for index, box in enumerate(placed) if box is not None]
        if not fits:
            continue
        _, wall, (u0, u1, z0, z1, _) = max(fits)
        light = _radiance(pixels, camera, corners)
        found.append(Feature(kind, wall, u0, u1, z0, z1, 1.0, light))
    return tuple(found)


def merged_features(found: tuple[Feature, ...], marked: tuple[Feature, ...]) -> tuple[Feature, ...]:
    """The person's marks, and of what was found only what they do not touch."""
    kept = [
        feature
        for feature in found
        if not any(
            mark.wall == feature.wall
            and min(mark.u1, feature.u1) > max(mark.u0, feature.u0)
            and min(mark.z1, feature.z1) > max(mark.z0, feature.z0)
            for mark in marked
        )
    ]
    return tuple(kept) + marked


def _on_wall(
    camera: Camera, wall: Wall, corners: Array
) -> tuple[float, float, float, float, float] | None:
    """u0, u1, z0, z1 of a quad on a wall and the share of it that the wall holds; None if none."""
    if wall.open:
        return None
    normal, start = wall.inward, np.array(wall.start)
    directions = camera.rays(corners)
    towards = directions[:, :2] @ normal
    steps = float(start @ normal) / np.where(np.abs(towards) < 1e-9, 1e-9, towards)
    if np.any(steps <= 0):
        return None
    points = directions * steps[:, None] + np.array([0.0, 0.0, camera.height_m])
    u, z = (points[:, :2] - start) @ wall.along, points[:, 2]
    low, high = float(u.min()), float(u.max())
    held = (min(high, wall.length_m) - max(low, 0.0)) / max(high - low, 1e-6)
    if held <= 0.2:
        return None
    top = max(float(z.max()), 0.05)
    bottom = float(np.clip(z.min(), 0.0, top - 0.05))
    nearness = 1e-3 / float(steps.mean())
    return max(low, 0.0), min(high, wall.length_m), bottom, top, held + nearness


def _radiance(pixels: Pixels, camera: Camera, corners: Array) -> tuple[float, float, float]:
    scale = np.array([pixels.shape[1] / camera.width_px, pixels.shape[0] / camera.height_px])
    low = np.clip((corners.min(axis=0) * scale).astype(int), 0, None)
    high = (corners.max(axis=0) * scale).astype(int) + 1
    part = pixels[low[1] : high[1], low[0] : high[0]]
    if part.size == 0:
        return 0.0, 0.0, 0.0
    red, green, blue = to_linear(part).reshape(-1, 3).mean(axis=0)
    return float(red), float(green), float(blue)
