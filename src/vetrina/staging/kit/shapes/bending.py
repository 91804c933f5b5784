"""Bending finished meshes: curved backs, arms that follow a plan, leaning panels."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import arc_length, smooth_normals

Array = NDArray[np.float64]
Map = Callable[[Array], Array]
"""Points (N, 3) to points (N, 3)."""


def deformed(meshes: Mesh | Iterable[Mesh], move: Map) -> list[Mesh]:
    """The meshes with every vertex moved and their normals made anew; uv stays."""
    several = [meshes] if isinstance(meshes, Mesh) else list(meshes)
    parts = []
    for mesh in several:
        points = move(mesh.vertices.astype(np.float64))
        normals = smooth_normals(points, mesh.faces.astype(np.int64))
        parts.append(
            Mesh(
                points.astype(np.float32),
                mesh.faces,
                mesh.uv,
                normals.astype(np.float32),
                mesh.material,
            )
        )
    return parts


def along_plan(path: ArrayLike) -> Map:
    """Wrap the X axis on a path (M, 2) in plan: x counts metres along it from its middle.

    y is measured to the left of the path's way, z stays.  Places beyond the ends go on straight.
    """
    line = np.asarray(path, dtype=np.float64)
    way = arc_length(line)
    station = way - way[-1] / 2
    tangent = np.gradient(line, way, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)

    def move(points: Array) -> Array:
        x = np.clip(points[:, 0], station[0], station[-1])
        beyond = points[:, 0] - x
        place = np.stack([np.interp(x, station, line[:, k]) for k in range(2)], axis=1)
        ahead = np.stack([np.interp(x, station, tangent[:, k]) for k in range(2)], axis=1)
        ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-12)
        left = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
        flat = place + beyond[:, None] * ahead + points[:, 1:2] * left
        return np.column_stack([flat, points[:, 2]])

    return move


def arc_plan(radius: float, length: float, count: int = 64) -> Array:
    """A path (count, 2) along an arc that is open to -Y, its middle at the origin, from left."""
    angle = np.linspace(-length / 2, length / 2, count) / radius
    return np.column_stack([radius * np.sin(angle), radius * (np.cos(angle) - 1)])


def leaning(degrees: float, pivot_z: float = 0.0) -> Map:
    """Shear backwards (to +Y) above the pivot, as backs of seats do; feet stay level."""
    slope = np.tan(np.radians(degrees))

    def move(points: Array) -> Array:
        back = slope * np.maximum(points[:, 2] - pivot_z, 0.0)
        return np.column_stack([points[:, 0], points[:, 1] + back, points[:, 2]])

    return move
