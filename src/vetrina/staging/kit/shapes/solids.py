"""Hard bodies with broken edges: boxes, slabs, boards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import finish, grid_faces

Array = NDArray[np.float64]
Deform = Callable[[Array, Array], Array]
"""From points (N, 3) in metres and their place (N, 3) in the box, -1..1, to new points (N, 3)."""

Axis = Literal["x", "y", "z"]


def _stations(half: float, radius: float, segments: int, spacing: float | None) -> Array:
    flat = half - radius
    cells = 1 if spacing is None else max(1, round(2 * flat / spacing))
    bend = flat + radius * np.tan(np.linspace(0, np.pi / 4, segments + 1)[1:])
    return np.concatenate([-bend[::-1], np.linspace(-flat, flat, cells + 1), bend])


def rounded_box(
    size: tuple[float, float, float],
    radius: float,
    material: str,
    *,
    segments: int = 3,
    spacing: float | None = None,
    grain: Axis | None = None,
    deform: Deform | None = None,
) -> Mesh:
    """A box centred over the origin, standing on z = 0, all edges rounded by `radius`.

    grain: the axis along which uv's u runs (default: the longest side).  spacing: metres between
    the grid lines of the flat parts, for boxes that are bent afterwards.
    """
    # Long because one surface is made here, row after row, and its parts make no sense alone.
    half = np.asarray(size) / 2
    radius = float(min(radius, 0.499 * min(size)))
    along = int(np.argmax(size)) if grain is None else "xyz".index(grain)
    lines = [_stations(half[k], radius, segments, spacing) for k in range(3)]
    points, faces, uv, start = [], [], [], 0
    for k in range(3):
        i, j = (k + 1) % 3, (k + 2) % 3
        for side in (-1, 1):
            first, second = np.meshgrid(lines[i], lines[j], indexing="ij")
            cube = np.zeros((*first.shape, 3))
            cube[..., i], cube[..., j], cube[..., k] = first, second, side * half[k]
            grid = grid_faces(*first.shape) + start
            faces.append(grid if side > 0 else grid[:, ::-1])
            points.append(cube.reshape(-1, 3))
            pair = (second, first) if j == along else (first, second)
            uv.append(np.stack([p.ravel() for p in pair], axis=1))
            start += first.size
    cube = np.concatenate(points)
    core = np.clip(cube, radius - half, half - radius)
    out = cube - core
    solid = core + radius * out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
    if deform is not None:
        solid = deform(solid, solid / half)
    lift = np.array([0.0, 0.0, half[2]])
    return finish(solid + lift, np.concatenate(faces), np.concatenate(uv), material)


def slab(width: float, depth: float, height: float, material: str, bevel: float = 0.003) -> Mesh:
    """A board or block lying on z = 0 with small rounded edges; grain along its longest side."""
    return rounded_box((width, depth, height), bevel, material, segments=2)
