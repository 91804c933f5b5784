"""Bodies of revolution: turned legs, vases, shades, discs."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import arc_length, finish, grid_faces

Array = NDArray[np.float64]


def _sharp_corners_doubled(profile: Array, crease_deg: float) -> tuple[Array, NDArray[np.int64]]:
    steps = np.diff(profile, axis=0)
    steps /= np.maximum(np.linalg.norm(steps, axis=1, keepdims=True), 1e-12)
    turn = np.degrees(np.arccos(np.clip((steps[:-1] * steps[1:]).sum(axis=1), -1, 1)))
    sharp = np.concatenate([[False], turn > crease_deg, [False]])
    repeat = np.where(sharp, 2, 1)
    group = np.repeat(np.cumsum(sharp) - sharp, repeat)
    twin = np.concatenate([[0], np.cumsum(repeat)])[:-1][sharp] + 1
    group[twin] += 1
    return np.repeat(profile, repeat, axis=0), group.astype(np.int64)


def lathe(profile: ArrayLike, material: str, *, sides: int = 48, crease_deg: float = 40.0) -> Mesh:
    """Turn a profile (N, 2) of (radius, z) about the Z axis.

    Going up the profile the outside lies on the right hand (start at the bottom of the outer
    wall).  Corners sharper than `crease_deg` stay sharp.  u runs along the profile.
    """
    points, group = _sharp_corners_doubled(np.asarray(profile, dtype=np.float64), crease_deg)
    angle = np.linspace(0, 2 * np.pi, sides + 1)
    radius, z = points[:, :1], points[:, 1:]
    ring = np.stack(
        [radius * np.cos(angle), radius * np.sin(angle), np.broadcast_to(z, (len(z), sides + 1))],
        axis=-1,
    )
    u = np.broadcast_to(arc_length(points)[:, None], ring.shape[:2])
    v = np.broadcast_to(angle * float(points[:, 0].max()), ring.shape[:2])
    faces = grid_faces(len(points), sides + 1)[:, ::-1]
    groups = np.repeat(group, sides + 1)
    return finish(ring, faces, np.stack([u, v], axis=-1), material, groups)


def rounded_profile(
    radius_bottom: float, radius_top: float, height: float, bevel: float, steps: int = 3
) -> Array:
    """The profile (N, 2) of a closed frustum whose two edges are rounded by `bevel`."""
    turn = np.linspace(0, np.pi / 2, steps + 1)
    low = np.stack(
        [radius_bottom - bevel + bevel * np.sin(turn), bevel - bevel * np.cos(turn)], axis=1
    )
    high = np.stack(
        [radius_top - bevel + bevel * np.cos(turn), height - bevel + bevel * np.sin(turn)], axis=1
    )
    return np.concatenate([[[0.0, 0.0]], low, high, [[0.0, height]]])


def cylinder(
    radius: float,
    height: float,
    material: str,
    *,
    radius_top: float | None = None,
    bevel: float = 0.002,
    sides: int = 40,
) -> Mesh:
    """A closed cylinder or frustum standing on z = 0 with rounded edges."""
    top = radius if radius_top is None else radius_top
    soft = min(bevel, 0.45 * radius, 0.45 * top, 0.45 * height)
    return lathe(rounded_profile(radius, top, height, soft), material, sides=sides)


def disc(radius: float, height: float, material: str, bevel: float = 0.004) -> Mesh:
    """A round top or foot lying on z = 0; its uv is its plan, for grain and veins."""
    body = cylinder(radius, height, material, bevel=bevel, sides=72)
    return Mesh(body.vertices, body.faces, body.vertices[:, :2].copy(), body.normals, body.material)
