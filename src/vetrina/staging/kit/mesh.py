"""Meshes of one material: normals, transforms, merging.

Convention for uv, on which textures rely: metres along the surface, **u along the grain** (the
length of a board, the axis of a turned leg, the run of a tube), v across it.
Matrices are (4, 4) float64 and act on column vectors; angles are degrees, counter-clockwise when
the axis points at the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vetrina.staging.furnishing import Mesh

Array = NDArray[np.float64]
Faces = NDArray[np.int64]

_WELD_M = 2e-5


def welded(vertices: Array, groups: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """For each vertex (V, 3) the number of the place it shares with others within 0.02 mm.

    Vertices of different `groups` (V,) never share a place: that is where an edge stays sharp.
    """
    steps = np.round(vertices / _WELD_M + 0.137).astype(np.int64)
    key = (steps[:, 0] * 1_000_003 + steps[:, 1]) * 1_000_033 + steps[:, 2]
    if groups is not None:
        key = key * 101 + groups
    _, place = np.unique(key, return_inverse=True)
    return np.asarray(place, dtype=np.int64).reshape(-1)


def smooth_normals(vertices: Array, faces: Faces, groups: NDArray[np.int64] | None = None) -> Array:
    """Area-weighted unit normals (V, 3), shared by vertices at the same place."""
    place = welded(vertices, groups)
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    area = np.cross(b - a, c - a)
    corner = place[faces].T.reshape(-1)
    count = int(place.max()) + 1 if len(place) else 0
    total = np.stack(
        [np.bincount(corner, np.tile(area[:, k], 3), minlength=count) for k in range(3)], axis=1
    )
    length = np.linalg.norm(total, axis=1, keepdims=True)
    up = np.array([0.0, 0.0, 1.0])
    unit = np.where(length > 1e-14, total / np.maximum(length, 1e-14), up)
    return np.asarray(unit[place])


def finish(
    vertices: ArrayLike,
    faces: ArrayLike,
    uv: ArrayLike,
    material: str,
    groups: NDArray[np.int64] | None = None,
) -> Mesh:
    """A Mesh with smooth normals from raw arrays; triangles without area are left out."""
    points = np.asarray(vertices, dtype=np.float64).reshape(-1, 3)
    triangles = np.asarray(faces, dtype=np.int64).reshape(-1, 3)
    a, b, c = (points[triangles[:, i]] for i in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    triangles = triangles[area > 1e-12]
    return Mesh(
        vertices=points.astype(np.float32),
        faces=triangles.astype(np.int32),
        uv=np.asarray(uv, dtype=np.float32).reshape(-1, 2),
        normals=smooth_normals(points, triangles, groups).astype(np.float32),
        material=material,
    )


def grid_faces(rows: int, columns: int, height: Array | None = None) -> Faces:
    """Triangles of a (rows, columns) grid of vertices; they face along d/drow x d/dcolumn.

    height (rows, columns), where given, chooses each quad's diagonal so that valleys stay valleys.
    """
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b = index[:-1, :-1].ravel(), index[1:, :-1].ravel()
    c, d = index[1:, 1:].ravel(), index[:-1, 1:].ravel()
    straight = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    if height is None:
        return straight
    flat = height.ravel()
    other = np.concatenate([np.stack([a, b, d], 1), np.stack([b, c, d], 1)])
    turn = np.tile(flat[b] + flat[d] < flat[a] + flat[c], 2)
    return np.asarray(np.where(turn[:, None], other, straight))


def arc_length(points: Array) -> Array:
    """Distance (N,) along a polyline (N, k) from its first point."""
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    return np.concatenate([[0.0], np.cumsum(steps)])


def grid_uv(points: Array) -> Array:
    """uv (rows, columns, 2) in metres for a grid of points (rows, columns, 3): u along columns."""
    across = np.linalg.norm(np.diff(points, axis=1), axis=2)
    along = np.linalg.norm(np.diff(points, axis=0), axis=2)
    u = np.concatenate([np.zeros((len(points), 1)), np.cumsum(across, axis=1)], axis=1)
    v = np.concatenate([np.zeros((1, points.shape[1])), np.cumsum(along, axis=0)], axis=0)
    u = u - u.mean(axis=1, keepdims=True)
    return np.stack([u, v], axis=-1)


def grid_mesh(points: Array, material: str, uv: Array | None = None) -> Mesh:
    """One-sided surface through a grid of points (rows, columns, 3)."""
    rows, columns = points.shape[:2]
    where = grid_uv(points) if uv is None else uv
    return finish(points, grid_faces(rows, columns), where, material)


def translation(x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Array:
    """Shift by metres."""
    matrix = np.eye(4)
    matrix[:3, 3] = x, y, z
    return matrix


def scaling(x: float, y: float, z: float) -> Array:
    """Stretch along the axes; a negative factor mirrors."""
    return np.diag([x, y, z, 1.0])


def _turn(axis: int, degrees: float) -> Array:
    matrix = np.eye(4)
    i, j = (axis + 1) % 3, (axis + 2) % 3
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    matrix[i, i], matrix[i, j], matrix[j, i], matrix[j, j] = cos, -sin, sin, cos
    return matrix


def turn_x(degrees: float) -> Array:
    """Turn about X: +Y goes towards +Z."""
    return _turn(0, degrees)


def turn_y(degrees: float) -> Array:
    """Turn about Y: +Z goes towards +X."""
    return _turn(1, degrees)


def turn_z(degrees: float) -> Array:
    """Turn about Z: +X goes towards +Y."""
    return _turn(2, degrees)


def transformed(mesh: Mesh, matrix: Array) -> Mesh:
    """The mesh under an affine map; normals by the inverse transpose, mirrored faces turned."""
    linear = matrix[:3, :3]
    points = mesh.vertices.astype(np.float64) @ linear.T + matrix[:3, 3]
    normals = mesh.normals.astype(np.float64) @ np.linalg.inv(linear)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    faces = mesh.faces if np.linalg.det(linear) > 0 else mesh.faces[:, ::-1]
    return Mesh(
        vertices=points.astype(np.float32),
        faces=np.ascontiguousarray(faces),
        uv=mesh.uv,
        normals=normals.astype(np.float32),
        material=mesh.material,
    )


def moved(meshes: Mesh | Iterable[Mesh], *matrices: Array) -> list[Mesh]:
    """All meshes under the product of the matrices (the last one acts first)."""
    total = np.eye(4)
    for matrix in matrices:
        total = total @ matrix
    several = [meshes] if isinstance(meshes, Mesh) else meshes
    return [transformed(mesh, total) for mesh in several]


def in_material(meshes: Mesh | Iterable[Mesh], material: str) -> list[Mesh]:
    """The same shapes in another slot."""
    several = [meshes] if isinstance(meshes, Mesh) else meshes
    return [Mesh(m.vertices, m.faces, m.uv, m.normals, material) for m in several]


def merged(meshes: Iterable[Mesh]) -> list[Mesh]:
    """One mesh per material, in the order in which the materials first appear."""
    by_slot: dict[str, list[Mesh]] = {}
    for mesh in meshes:
        by_slot.setdefault(mesh.material, []).append(mesh)
    return [_joined(parts) for parts in by_slot.values()]


def _joined(parts: Sequence[Mesh]) -> Mesh:
    starts = np.cumsum([0, *(len(part.vertices) for part in parts[:-1])])
    return Mesh(
        vertices=np.concatenate([part.vertices for part in parts]),
        faces=np.concatenate(
            [part.faces + np.int32(start) for part, start in zip(parts, starts, strict=True)]
        ),
        uv=np.concatenate([part.uv for part in parts]),
        normals=np.concatenate([part.normals for part in parts]),
        material=parts[0].material,
    )


def bounds(meshes: Iterable[Mesh]) -> tuple[Array, Array]:
    """Lowest and highest corner (3,) of the box about all vertices."""
    points = [mesh.vertices for mesh in meshes if len(mesh.vertices)]
    low = np.min([p.min(axis=0) for p in points], axis=0)
    high = np.max([p.max(axis=0) for p in points], axis=0)
    return low.astype(np.float64), high.astype(np.float64)


def fitted(meshes: Iterable[Mesh], size_m: tuple[float, float, float]) -> list[Mesh]:
    """One mesh per material, standing on the floor and centred, in a box of exactly `size_m`.

    Soft things bulge by a centimetre or two; this takes the last percent so that the size which a
    piece declares is the size it has.
    """
    parts = merged(meshes)
    low, high = bounds(parts)
    stretch = np.asarray(size_m) / np.maximum(high - low, 1e-6)
    middle = (low + high) / 2
    home = translation(-middle[0], -middle[1], -low[2])
    return moved(parts, scaling(*stretch), home)


def triangle_count(meshes: Iterable[Mesh]) -> int:
    """How many triangles the meshes have together."""
    return sum(len(mesh.faces) for mesh in meshes)
