"""Cloth that lies on what is under it: position-based dynamics on a small grid.

The cloth is a grid of points held by stretch, shear and bend constraints, pulled down by gravity
and pushed out of rounded boxes that stand for the furniture; friction keeps it from sliding.
A few hundred vectorised steps take 0.05 to 0.2 s; the result is refined by cubic splines.
Source: Mueller et al., Position Based Dynamics (2007); Quilez for the distance to a rounded box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import zoom

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import arc_length, finish, grid_faces

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """A rounded box that cloth lies on: centre (3,), half extents (3,) over all, edge radius.

    lean_deg turns it about the X axis through its centre, its top going to +Y for positive values.
    """

    centre: tuple[float, float, float]
    half: tuple[float, float, float]
    radius: float = 0.04
    lean_deg: float = 0.0

    def push(self, points: Array, gap: float) -> tuple[Array, NDArray[np.bool_]]:
        """Corrections (N, 3) that bring points out to `gap` from the surface, and who touches."""
        angle = np.radians(-self.lean_deg)
        turn = np.array(
            [[1, 0, 0], [0, np.cos(angle), -np.sin(angle)], [0, np.sin(angle), np.cos(angle)]]
        )
        local = (points - np.asarray(self.centre)) @ turn
        core = np.asarray(self.half) - self.radius
        past = np.abs(local) - core
        out = np.maximum(past, 0.0)
        away = np.linalg.norm(out, axis=1)
        inside = away < 1e-9
        nearest = np.argmax(past - 10.0 * (past < -self.half[2] * 2), axis=1)
        way = np.where(inside[:, None], np.eye(3)[nearest], out / np.maximum(away, 1e-9)[:, None])
        distance = np.where(inside, past.max(axis=1), away) - self.radius
        touching = distance < gap
        depth = np.where(touching, gap - distance, 0.0)
        move = (np.sign(local) * way * depth[:, None]) @ turn.T
        return move, touching


@dataclass
class _Cloth:
    points: Array
    spacing: tuple[float, float]
    before: Array = field(init=False)

    def __post_init__(self) -> None:
        self.before = self.points.copy()

    def _pull(self, a: Array, b: Array, rest: float, stiff: float) -> None:
        way = b - a
        length = np.sqrt(np.einsum("ijk,ijk->ij", way, way))
        share = 0.5 * stiff * (length - rest) / np.maximum(length, 1e-9)
        way *= share[..., None]
        a += way
        b -= way

    def hold(self, bend: float) -> None:
        """One round of all constraints, in two colours each so that updates do not collide."""
        p, (du, dv) = self.points, self.spacing
        for k in (0, 1):
            n = (len(p) - k) // 2 * 2 + k
            self._pull(p[k:n:2], p[k + 1 : n : 2], du, 1.0)
            m = (p.shape[1] - k) // 2 * 2 + k
            self._pull(p[:, k:m:2], p[:, k + 1 : m : 2], dv, 1.0)
            slant = float(np.hypot(du, dv))
            self._pull(p[k:n:2, :-1], p[k + 1 : n : 2, 1:], slant, 0.4)
            self._pull(p[k:n:2, 1:], p[k + 1 : n : 2, :-1], slant, 0.4)
        if bend > 0:
            self._pull(p[:-2], p[2:], 2 * du, bend)
            self._pull(p[:, :-2], p[:, 2:], 2 * dv, bend)


def drape(
    start: Array,
    spacing: tuple[float, float],
    supports: Sequence[Block],
    *,
    steps: int = 110,
    gap: float = 0.008,
    bend: float = 0.06,
    friction: float = 0.6,
) -> Array:
    """Let a grid of points (R, C, 3), `spacing` apart along rows and columns, come to rest.

    A start that is narrower than its spacing says makes folds.  gap: metres kept from supports and
    floor (half the cloth's thickness).  bend 0..1: stiffness.  Returns the grid (R, C, 3).
    """
    cloth = _Cloth(np.array(start, dtype=np.float64), spacing)
    shape = cloth.points.shape
    fall = np.array([0.0, 0.0, -9.81 * 0.011**2])
    for step in range(steps):
        speed = (cloth.points - cloth.before) * (0.97 if step < steps * 0.7 else 0.85)
        cloth.before = cloth.points.copy()
        cloth.points = cloth.points + speed + fall
        for _ in range(2):
            cloth.hold(bend)
        flat = cloth.points.reshape(-1, 3)
        old = cloth.before.reshape(-1, 3)
        for block in supports:
            move, touching = block.push(flat, gap)
            flat += move
            old[touching] += friction * (flat[touching] - old[touching])
        low = flat[:, 2] < gap
        flat[low, 2] = gap
        old[low] += friction * (flat[low] - old[low])
        cloth.points = flat.reshape(shape)
    return cloth.points


def flat_sheet(
    width: float,
    length: float,
    cells: tuple[int, int],
    height: float,
    *,
    slack: float = 0.04,
    seed: int = 0,
) -> tuple[Array, tuple[float, float]]:
    """A level grid at `height`, rows along X, gathered by `slack`, rippled so that it folds."""
    rng = np.random.default_rng(seed)
    x = np.linspace(-width / 2, width / 2, cells[0])
    y = np.linspace(-length / 2, length / 2, cells[1])
    grid = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1)
    ripple = np.zeros(grid.shape[:2])
    for _ in range(7):
        way, phase = rng.normal(size=2), rng.uniform(0, 2 * np.pi)
        way *= 2 * np.pi / rng.uniform(0.14, 0.4) / np.linalg.norm(way)
        ripple += np.sin(grid @ way + phase) * 0.006
    points = np.concatenate([grid * (1 - slack), (height + ripple)[..., None]], axis=-1)
    return points, (width / (cells[0] - 1), length / (cells[1] - 1))


def refined(points: Array, factor: int = 2) -> Array:
    """The grid with `factor` times as many cells, through cubic splines."""
    rows, columns = points.shape[:2]
    to = ((rows - 1) * factor + 1, (columns - 1) * factor + 1)
    return np.stack(
        [
            zoom(points[..., k], (to[0] / rows, to[1] / columns), order=3, mode="nearest")
            for k in range(3)
        ],
        axis=-1,
    )


def cloth_mesh(
    points: Array,
    spacing: tuple[float, float],
    thickness: float,
    material: str,
    *,
    hem_cells: int | None = None,
) -> Mesh:
    """A cloth with two sides and a hem from a grid (R, C, 3) of its middle.

    hem_cells: how far in from the hem there is an underside, for cloth that lies on something.
    """
    # Long because one surface is made here, row after row, and its parts make no sense alone.
    rows, columns = points.shape[:2]
    normal = np.cross(np.gradient(points, axis=0), np.gradient(points, axis=1))
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-12)
    hem = np.ones((rows, columns))
    hem[[0, -1]] = hem[:, [0, -1]] = 0.55
    half = (thickness / 2 * hem)[..., None] * normal
    uv = np.stack(
        np.meshgrid(np.arange(rows) * spacing[0], np.arange(columns) * spacing[1], indexing="ij"),
        axis=-1,
    ).reshape(-1, 2)
    grid, count = grid_faces(rows, columns), rows * columns
    index = np.arange(count).reshape(rows, columns)
    rim = np.concatenate(
        [index[:, 0], index[-1, 1:], index[-2::-1, -1], index[0, -2:0:-1], index[:1, 0]]
    )
    a, b = rim[:-1], rim[1:]
    edge = np.concatenate([np.stack([b, a, a + count], 1), np.stack([b, a + count, b + count], 1)])
    under = grid[:, ::-1]
    if hem_cells is not None:
        row, column = np.divmod(under, columns)
        near = np.minimum(np.minimum(row, rows - 1 - row), np.minimum(column, columns - 1 - column))
        under = under[near.min(axis=1) < hem_cells]
    faces = np.concatenate([grid, under + count, edge])
    both = np.concatenate([(points + half).reshape(-1, 3), (points - half).reshape(-1, 3)])
    return finish(both, faces, np.concatenate([uv, uv]), material)


def fringe(
    edge: Array,
    outward: Array,
    length: float,
    material: str,
    *,
    every: float = 0.018,
    seed: int = 0,
    thick: float = 0.0022,
) -> list[Mesh]:
    """Tassels along an edge (N, 3), lying off towards `outward` (N, 3).

    length: of each; every: metres between them; thick: their radius.
    """
    # Long because one surface is made here, row after row, and its parts make no sense alone.
    rng = np.random.default_rng(seed)
    way = arc_length(edge)
    goal = np.arange(every / 2, way[-1], every)
    root = np.stack([np.interp(goal, way, edge[:, k]) for k in range(3)], axis=1)
    out = np.stack([np.interp(goal, way, outward[:, k]) for k in range(3)], axis=1)
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    out += rng.normal(0, 0.12, out.shape) * np.array([1.0, 1.0, 0.3])
    side = np.cross(out, np.array([0.31, 0.17, 0.93]))
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    up = np.cross(side, out)
    station, swell = np.array([0.0, 0.45, 1.0]), np.array([1.0, 0.9, 1.35]) * thick
    angle = np.linspace(0, 2 * np.pi, 5) + np.pi / 4
    ring = np.cos(angle)[:, None, None] * side + np.sin(angle)[:, None, None] * up
    line = root + station[:, None, None] * length * out
    points = line[:, None] + swell[:, None, None, None] * ring[None]
    points[..., 2] = np.maximum(points[..., 2], 0.001)
    count = len(goal)
    index = np.arange(15 * count).reshape(3, 5, count)
    faces = grid_faces(3, 5)
    uv = np.stack(
        np.broadcast_arrays(
            station[:, None, None] * length, angle[None, :, None] * 0.003, np.zeros(count)
        ),
        axis=-1,
    )[..., :2]
    every_face = index.reshape(15, count)[faces].transpose(2, 0, 1).reshape(-1, 3)
    return [finish(points.reshape(-1, 3), every_face, uv.reshape(-1, 2), material)]
