"""A section carried along a path: tubes, piping, rails, boards, bent wood, legs."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import arc_length, finish, grid_faces

Array = NDArray[np.float64]


def circle_section(radius: float, sides: int = 10) -> Array:
    """A circle (sides, 2), counter-clockwise."""
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def rectangle_section(width: float, height: float, radius: float, steps: int = 3) -> Array:
    """A rectangle (4 * (steps + 1), 2) with corners rounded by `radius`, counter-clockwise."""
    radius = min(radius, 0.499 * width, 0.499 * height)
    turn = np.linspace(0, np.pi / 2, steps + 1)
    parts = []
    for quarter, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        angle = turn + quarter * np.pi / 2
        corner = np.array([sx * (width / 2 - radius), sy * (height / 2 - radius)])
        parts.append(corner + radius * np.stack([np.cos(angle), np.sin(angle)], axis=1))
    return np.concatenate(parts)


def tangents(path: Array, closed: bool) -> Array:
    """Unit directions (M, 3) of a polyline (M, 3)."""
    if closed:
        way = np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0)
    else:
        way = np.gradient(path, axis=0)
    return np.asarray(way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-12))


def _frames(path: Array, closed: bool, up: Array | None) -> tuple[Array, Array]:
    way = tangents(path, closed)
    if up is not None:
        first = np.cross(way, np.broadcast_to(up, way.shape))
        first /= np.maximum(np.linalg.norm(first, axis=1, keepdims=True), 1e-12)
        return first, np.cross(first, way)
    seed = np.eye(3)[int(np.argmin(np.abs(way[0])))]
    side = np.cross(way[0], seed)
    first = np.empty_like(way)
    for k, direction in enumerate(way):
        side = side - direction * (side @ direction)
        side = side / max(float(np.linalg.norm(side)), 1e-12)
        first[k] = side
    return first, np.cross(first, way)


def sweep(
    path: ArrayLike,
    section: ArrayLike,
    material: str,
    *,
    closed: bool = False,
    caps: bool = True,
    up: ArrayLike | None = None,
    scale: ArrayLike = 1.0,
    bevel: float = 0.0,
) -> Mesh:
    """Carry a closed section (K, 2), counter-clockwise, along a path (M, 3).

    The section's second axis points to `up` where given (its first is way x up, to the right of
    the way), else the frame turns as little as it can.  scale: one factor, (M,) or (M, 2).  bevel:
    metres by which the two ends are broken.  u runs along the path.
    """
    # Long because one surface is made here, row after row, and its parts make no sense alone.
    line = np.asarray(path, dtype=np.float64)
    shape = np.asarray(section, dtype=np.float64)
    factor = np.asarray(scale, dtype=np.float64)
    if factor.ndim < 2:
        factor = factor.reshape(-1, 1)
    size = np.broadcast_to(factor, (len(line), 2))
    if bevel > 0 and not closed:
        line, size = _broken_ends(line, size, shape, bevel)
    first, second = _frames(line, closed, None if up is None else np.asarray(up, dtype=float))
    ring = np.concatenate([shape, shape[:1]])
    offset = ring[None, :, :] * size[:, None, :]
    points = (
        line[:, None, :]
        + offset[..., :1] * first[:, None, :]
        + offset[..., 1:] * second[:, None, :]
    )
    if closed:
        points = np.concatenate([points, points[:1]])
    uv = _sleeve_uv(line, ring, closed)
    return _skinned(points, uv, ring, material, capped=caps and not closed)


def _broken_ends(line: Array, size: Array, shape: Array, bevel: float) -> tuple[Array, Array]:
    reach = float(np.abs(shape).max(axis=0).min())
    shrink = max(0.2, 1 - bevel / max(reach * float(size.min()), 1e-6))
    head = line[0] + (line[1] - line[0]) * min(
        0.4, bevel / max(float(np.linalg.norm(line[1] - line[0])), 1e-9)
    )
    tail = line[-1] + (line[-2] - line[-1]) * min(
        0.4, bevel / max(float(np.linalg.norm(line[-2] - line[-1])), 1e-9)
    )
    path = np.concatenate([line[:1], [head], line[1:-1], [tail], line[-1:]])
    sizes = np.concatenate([size[:1] * shrink, size, size[-1:] * shrink])
    return path, sizes


def _sleeve_uv(line: Array, ring: Array, closed: bool) -> Array:
    along = arc_length(np.concatenate([line, line[:1]]) if closed else line)
    return np.stack(np.meshgrid(along, arc_length(ring), indexing="ij"), axis=-1).reshape(-1, 2)


def _skinned(points: Array, uv: Array, ring: Array, material: str, *, capped: bool) -> Mesh:
    rows, columns = points.shape[:2]
    vertices, faces = points.reshape(-1, 3), grid_faces(rows, columns)
    if not capped:
        return finish(vertices, faces, uv, material)
    more_points, more_faces, more_uv = [vertices], [faces], [uv]
    start = len(vertices)
    fan = np.arange(columns - 1)
    for row, forward in ((0, False), (rows - 1, True)):
        centre = points[row, :-1].mean(axis=0)
        more_points.append(np.concatenate([centre[None], points[row]]))
        more_uv.append(np.concatenate([[[0.0, 0.0]], ring]))
        cap = np.stack([np.full_like(fan, start), start + 1 + fan, start + 2 + fan], axis=1)
        more_faces.append(cap[:, ::-1] if forward else cap)
        start += columns + 1
    return finish(
        np.concatenate(more_points), np.concatenate(more_faces), np.concatenate(more_uv), material
    )


def tube(
    path: ArrayLike,
    radius: ArrayLike,
    material: str,
    *,
    sides: int = 10,
    closed: bool = False,
) -> Mesh:
    """A round tube along a path (M, 3), radius one number or (M,), with rounded ends."""
    line = np.asarray(path, dtype=np.float64)
    radii = np.broadcast_to(np.asarray(radius, dtype=np.float64), (len(line),))
    if not closed:
        line, radii = _round_ends(line, radii)
    return sweep(line, circle_section(1.0, sides), material, closed=closed, scale=radii)


def _round_ends(line: Array, radii: Array) -> tuple[Array, Array]:
    turn = np.array([0.0, 0.5, 1.0]) * np.pi / 2.4 + np.pi / 12
    before = line[0] - line[1]
    after = line[-1] - line[-2]
    before = before / max(float(np.linalg.norm(before)), 1e-9) * radii[0] * 0.6
    after = after / max(float(np.linalg.norm(after)), 1e-9) * radii[-1] * 0.6
    head = line[0] + before * np.cos(turn)[:, None]
    tail = line[-1] + after * np.cos(turn)[::-1, None]
    path = np.concatenate([head, line, tail])
    return path, np.concatenate([radii[0] * np.sin(turn), radii, radii[-1] * np.sin(turn)[::-1]])


def board(
    start: ArrayLike,
    end: ArrayLike,
    width: float,
    thickness: float,
    material: str,
    *,
    bevel: float = 0.003,
    up: ArrayLike = (0.0, 0.0, 1.0),
) -> Mesh:
    """A straight bar between two points; `thickness` is measured towards `up`, `width` across."""
    section = rectangle_section(width, thickness, bevel)
    ends = np.array([start, end], dtype=np.float64)
    return sweep(ends, section, material, up=up, bevel=bevel)


def tapered_leg(
    height: float,
    top: float,
    foot: float,
    material: str,
    *,
    lean: tuple[float, float] = (0.0, 0.0),
    square: bool = False,
    ferrule: str | None = None,
) -> list[Mesh]:
    """A leg standing on z = 0 under the origin, thick `top` above and `foot` below (diameters).

    lean: how far its foot stands out in x and y.  ferrule: the slot of a metal sleeve at the foot.
    """
    ends = np.array([[lean[0], lean[1], 0.0], [0.0, 0.0, height]])
    shape = rectangle_section(1, 1, 0.12, 2) if square else circle_section(0.5, 20)
    steps = np.linspace(0, 1, 6)
    path = ends[0] + steps[:, None] * (ends[1] - ends[0])
    path[:, 2] = np.clip(path[:, 2], 0.0, height)
    width = foot + (top - foot) * steps**0.85
    parts = [sweep(path, shape, material, up=(0, 1, 0), scale=width, bevel=0.002)]
    if ferrule is not None:
        share = min(0.24, 0.05 / height)
        sleeve = ends[0] + np.linspace(0, share, 3)[:, None] * (ends[1] - ends[0])
        size = (foot + (top - foot) * np.linspace(0, share, 3) ** 0.85) + 0.002
        parts.append(sweep(sleeve, shape, ferrule, up=(0, 1, 0), scale=size, bevel=0.0015))
    return parts


def bezier(control: ArrayLike, count: int = 24) -> Array:
    """Points (count, k) along the Bezier curve of its control points (n, k)."""
    points = np.asarray(control, dtype=np.float64)
    t = np.linspace(0, 1, count)[:, None, None]
    level = np.broadcast_to(points, (count, *points.shape))
    while level.shape[1] > 1:
        level = level[:, :-1] * (1 - t) + level[:, 1:] * t
    return np.asarray(level[:, 0])


def smooth_path(knots: ArrayLike, count: int = 32, closed: bool = False) -> Array:
    """Points (count, k) along a Catmull-Rom curve through the knots, evenly spaced."""
    points = np.asarray(knots, dtype=np.float64)
    if closed:
        ringed = np.concatenate([points[-1:], points, points[:2]])
    else:
        ringed = np.concatenate(
            [2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]]
        )
    t = np.linspace(0, 1, 12, endpoint=False)[:, None]
    a, b, c, d = ringed[:-3], ringed[1:-2], ringed[2:-1], ringed[3:]
    pieces = [
        0.5
        * (
            2 * b[k]
            + (c[k] - a[k]) * t
            + (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * t**2
            + (3 * b[k] - a[k] - 3 * c[k] + d[k]) * t**3
        )
        for k in range(len(a))
    ]
    dense = np.concatenate([*pieces, points[:1] if closed else points[-1:]])
    way = arc_length(dense)
    goal = np.linspace(0, way[-1], count, endpoint=not closed)
    return np.stack([np.interp(goal, way, dense[:, k]) for k in range(dense.shape[1])], axis=1)
