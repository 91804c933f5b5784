"""How far furniture changes the light of a room, as the eye expects it.

Every piece darkens a whole room a little; rendering that truly would touch every pixel of the
photo by a level or two, for nothing.  So the change fades with the distance from the furniture,
and is gone at FAR_M; the ceiling keeps its light.
"""

from __future__ import annotations

import cv2
import numpy as np
from scipy.spatial import cKDTree

from vetrina.staging.camera import Array, Camera
from vetrina.staging.furnishing import Float32
from vetrina.staging.render.shell import Shell

NEAR_M, FAR_M = 0.5, 1.5
GRID_PX = 240
SPARSE = 20_000


def influence(shell: Shell, camera: Camera, size_px: tuple[int, int], vertices: Float32) -> Float32:
    """Share (h, w) 0..1 of the rendered change that is kept, for a picture of `size_px`.

    vertices: (V, 3) of the furniture in the world.
    """
    width = min(GRID_PX, size_px[0])
    height = max(2, round(width * size_px[1] / size_px[0]))
    v, u = np.mgrid[0:height, 0:width]
    scale = np.array([camera.width_px / width, camera.height_px / height])
    uv = (np.stack([u.ravel(), v.ravel()], axis=1) + 0.5) * scale
    points, on_ceiling = room_points(shell, camera, uv)
    step = max(1, len(vertices) // SPARSE)
    distance, _ = cKDTree(vertices[::step]).query(points, distance_upper_bound=FAR_M)
    share = np.clip((FAR_M - distance) / (FAR_M - NEAR_M), 0, 1)
    share = np.where(on_ceiling, 0, share * share * (3 - 2 * share)).astype(np.float32)
    return np.asarray(cv2.resize(share.reshape(height, width), size_px), dtype=np.float32)


def room_points(shell: Shell, camera: Camera, uv: Array) -> tuple[Array, Array]:
    """Where the rays through uv (N, 2) meet the room: points (N, 3), and whether on the ceiling."""
    origin = np.array([0.0, 0.0, camera.height_m])
    direction = camera.rays(uv)
    nearest, ceiling = np.full(len(uv), 1e3), np.zeros(len(uv), dtype=bool)
    for face in shell.faces:
        approach = direction @ face.inward
        safe = np.where(np.abs(approach) < 1e-9, -1e-9, approach)
        distance = float((face.origin - origin) @ face.inward) / safe
        local = origin + distance[:, None] * direction - face.origin
        along, up = local @ face.along, local @ face.up
        meets = (approach < 0) & (distance > 1e-6) & (distance < nearest)
        meets &= (along >= -1e-6) & (along <= face.width_m + 1e-6)
        meets &= (up >= -1e-6) & (up <= face.height_m + 1e-6)
        nearest[meets] = distance[meets]
        ceiling[meets] = face.kind == "ceiling"
    return origin + nearest[:, None] * direction, ceiling
