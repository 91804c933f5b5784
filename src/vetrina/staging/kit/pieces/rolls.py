"""Rolled arms, buttoned walls that run round a seat, the facings and nails that finish them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import (
    finish,
    grid_faces,
    grid_uv,
    merged,
    moved,
    translation,
)
from vetrina.staging.kit.shapes import (
    Diamonds,
    bezier,
    button,
    buttons_at,
    smooth_path,
    tube,
)
from vetrina.staging.kit.shapes.tufting import surface_normals

Array = NDArray[np.float64]


def face_between(left: Array, right: Array, slot: str, puff: float, columns: int = 9) -> Mesh:
    """A puffed facing between two chains (N, 3) of points, looking to left-to-right x upward."""
    t = np.linspace(0, 1, columns)
    grid = left[:, None] * (1 - t[:, None]) + right[:, None] * t[:, None]
    up = np.gradient(grid, axis=0)
    across = np.gradient(grid, axis=1)
    normal = np.cross(across, up)
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)
    s = np.linspace(0, 1, len(left))[:, None]
    rise = puff * (np.sin(np.pi * t[None]) ** 0.5) * np.clip(np.sin(np.pi * s), 0, 1) ** 0.5
    points = grid + rise[..., None] * normal
    uv = np.stack([grid[..., 0] + grid[..., 1], grid[..., 2]], axis=-1)
    return finish(points, grid_faces(len(left), columns)[:, ::-1], uv, slot)


def nail_heads(
    path: Array, normal: tuple[float, float, float], slot: str, every: float = 0.022
) -> list[Mesh]:
    """A row of domed nails along a path (M, 3), all looking to `normal`."""
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    goal = np.arange(every / 2, way[-1], every)
    places = np.stack([np.interp(goal, way, path[:, k]) for k in range(3)], axis=1)
    head = button(0.0065, slot, sides=8)
    way_out = np.asarray(normal, dtype=np.float64)
    side = np.cross(way_out, np.eye(3)[int(np.argmin(np.abs(way_out)))])
    frame = np.eye(4)
    frame[:3, :3] = np.column_stack([side, np.cross(way_out, side), way_out])
    return merged(m for p in places for m in moved(head, translation(*p), frame))


def roll_profile(height: float, thickness: float, radius: float, base: float) -> Array:
    """The section (N, 2) of a rolled arm: (outwards, z) from inside below, over the roll, down.

    The inner face stands at 0, the body is `thickness` thick, the roll bulges outwards.
    """
    centre = np.array([radius * 0.92, height - radius])
    angle = np.radians(np.linspace(175, -75, 22))
    ring = centre + radius * np.column_stack([np.cos(angle), np.sin(angle)])
    inner = np.column_stack([np.zeros(9), np.linspace(base, centre[1] - 0.3 * radius, 9)])
    inner = np.concatenate([inner, bezier([inner[-1], [0.0, centre[1]], ring[0]], 4)[1:-1]])
    neck = bezier([ring[-1], [thickness, ring[-1][1] + 0.01], [thickness, ring[-1][1] - 0.06]], 6)
    outer = np.column_stack([np.full(6, thickness), np.linspace(neck[-1, 1], base, 7)[1:]])
    return np.concatenate([inner, ring, neck[1:], outer])


def rolled_arm(
    depth: float,
    height: float,
    thickness: float,
    radius: float,
    slot: str,
    *,
    base: float,
    side: int,
    piping: str | None = "piping",
    nails: str | None = None,
) -> list[Mesh]:
    """A rolled arm along Y, its inner face at x = 0, centred in y, with a puffed front facing."""
    # Long because a piece is read from its feet to its cushions, in one go.
    profile = roll_profile(height, thickness, radius, base)
    y = np.linspace(-depth / 2, depth / 2, 16)
    grid = np.empty((len(y), len(profile), 3))
    grid[..., 0] = -profile[None, :, 0]
    grid[..., 1] = y[:, None]
    grid[..., 2] = profile[None, :, 1]
    grid[..., 2] += 0.004 * np.sin(y[:, None] * 9) * (profile[None, :, 1] - base) / height
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(profile, axis=0), axis=1))])
    uv = np.stack(np.meshgrid(y, way, indexing="ij"), axis=-1)
    parts = [finish(grid, grid_faces(len(y), len(profile)), uv, slot)]
    for end in (0, -1):
        ring = grid[end]
        half = len(ring) // 2
        inner, outer = ring[:half], ring[::-1][: len(ring) - half]
        count = 26
        pick = [resampled(chain, count) for chain in (outer, inner)]
        left, right = pick if end == 0 else pick[::-1]
        parts.append(face_between(left, right, slot, 0.012))
        if piping is not None:
            parts.append(tube(ring, 0.005, piping, sides=7))
    if nails is not None:
        front = grid[0] + np.array([0.0, -0.004, 0.0])
        inset = front + (front.mean(axis=0) - front) * 0.10
        parts += nail_heads(inset, (0.0, -1.0, 0.0), nails)
    return _sided(parts, side)


def resampled(chain: Array, count: int) -> Array:
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(chain, axis=0), axis=1))])
    goal = np.linspace(0, way[-1], count)
    return np.stack([np.interp(goal, way, chain[:, k]) for k in range(chain.shape[1])], axis=1)


def _sided(parts: Iterable[Mesh], side: int) -> list[Mesh]:
    """Left as built for side -1, mirrored at x = 0 for +1."""
    if side < 0:
        return list(parts)
    return moved(parts, np.diag([-1.0, 1.0, 1.0, 1.0]))


def tufted_wall(
    plan: Array, profile: Array, lattice: Diamonds, slot: str, *, tufted_to: float
) -> tuple[list[Mesh], Array]:
    """A buttoned wall: a profile (N, 2) of (outwards, z) carried along a plan path (M, 2).

    The path runs with the seat on its right.  tufted_to: arc length of the profile up to which the
    buttons reach.  Returns the meshes and the points (M, N, 3) of the surface.
    """
    run = float(np.linalg.norm(np.diff(plan, axis=0), axis=1).sum())
    count = max(2, round(run / lattice.across))
    even = Diamonds(run / count, lattice.up, lattice.puff)
    s = np.linspace(-run / 2, run / 2, count * 8 + 1)
    total = float(np.linalg.norm(np.diff(profile, axis=0), axis=1).sum())
    fine = np.arange(0, tufted_to + 0.06, lattice.up / 8)
    t = np.concatenate([fine, np.linspace(fine[-1], total, 14)[1:]])
    section, line = _at(profile, t), _at(plan, s + run / 2)
    way = np.gradient(line, axis=0)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    left = np.column_stack([-way[:, 1], way[:, 0]])
    grid = np.empty((len(s), len(t), 3))
    grid[..., :2] = line[:, None] + section[None, :, :1] * left[:, None]
    grid[..., 2] = section[None, :, 1]
    S, T = np.meshgrid(s, t - tufted_to, indexing="ij")
    keep = np.clip((tufted_to + 0.05 - t) / 0.07, 0, 1) * np.clip(t / 0.06, 0, 1)
    rise = even.height(S, T) * keep + 0.75 * lattice.puff * (1 - keep)
    normal = surface_normals(grid)
    points = grid + rise[..., None] * normal
    parts = [finish(points, grid_faces(len(s), len(t), rise), grid_uv(grid), slot)]
    places = even.buttons(-run / 2 + 0.02, run / 2 - 0.02, -tufted_to + 0.05, 0.01)
    rows = np.searchsorted(s, places[:, 0] - 1e-9)
    columns = np.searchsorted(t - tufted_to, places[:, 1] - 1e-9)
    parts += buttons_at(grid[rows, columns], normal[rows, columns], slot)
    return parts, points


def _at(line: Array, way: Array) -> Array:
    station = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    return np.stack([np.interp(way, station, line[:, k]) for k in range(line.shape[1])], axis=1)


def tub_plan(half_width: float, front: float, back: float, turn: float, count: int = 120) -> Array:
    """A U in plan from the left front over the back to the right front, corners of radius turn."""
    a = turn * 0.3
    left = [
        (-half_width, front),
        (-half_width, (front + back - turn) / 2),
        (-half_width, back - turn),
    ]
    bend = [(-half_width + a, back - a), (-half_width + turn, back)]
    half = [*left, *bend]
    return smooth_path([*half, (0.0, back), *[(-x, y) for x, y in reversed(half)]], count)
