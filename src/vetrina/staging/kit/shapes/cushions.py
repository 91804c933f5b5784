"""Filled things: seat cushions with seams and piping, scatter pillows, bolsters.

What makes them read as cloth over filling: a crowned panel that stops at a seam, tension wrinkles
that run in from the corners, a few creases from use, an edge that is never quite straight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import (
    arc_length,
    finish,
    grid_faces,
    moved,
    translation,
    turn_y,
)
from vetrina.staging.kit.shapes.noise import waves
from vetrina.staging.kit.shapes.sweeping import tube
from vetrina.staging.kit.shapes.tufting import button

Array = NDArray[np.float64]
Relief = Callable[[Array, Array], Array]
"""Height in metres to add to the upper panel at plan places x (N,), y (N,)."""


@dataclass(frozen=True, slots=True)
class Softness:
    """How a cushion differs from a block, in metres.

    crown: rise of the panel's middle; bulge: how far the sides swell; wrinkle: depth of tension
    wrinkles; sag: how far the seat has sunk in its middle; waver: how far edges stray; creases:
    how many folds of use cross the panel; steepness: 0.5 rises at once from the seam, 1.6 slowly.
    """

    crown: float = 0.02
    bulge: float = 0.008
    wrinkle: float = 0.003
    sag: float = 0.0
    waver: float = 0.003
    creases: int = 3
    steepness: float = 0.6


FIRM = Softness(crown=0.006, bulge=0.003, wrinkle=0.0010, waver=0.0015, creases=0, steepness=1.0)
SEAT = Softness(crown=0.032, bulge=0.013, wrinkle=0.0090, sag=0.014, waver=0.005, creases=6)
LOOSE = Softness(crown=0.055, bulge=0.016, wrinkle=0.0130, waver=0.009, creases=6, steepness=1.3)


def _lines(half: float, corner: float, spacing: float, *, aligned: bool) -> Array:
    flat = half - corner
    cells = max(2, round(2 * flat / spacing))
    turn = flat + corner * np.tan(np.linspace(0, np.pi / 4, 4)[1:])
    inner = np.linspace(-flat, flat, cells + 1)
    if aligned:
        # Multiples of the spacing, so that pleats which cross at the origin run through vertices.
        reach = np.floor((flat - 1e-9) / spacing)
        inner = np.concatenate([[-flat], np.arange(-reach, reach + 1) * spacing, [flat]])
    return np.concatenate([-turn[::-1], inner, turn])


def _plan(
    half: Array, corner: float, spacing: tuple[float, float], *, aligned: bool
) -> tuple[Array, Array, Array]:
    """A grid over a rounded rectangle: places (R, C, 2), reach 0..1 (R, C), outward (R, C, 2)."""
    lines = [_lines(half[k], corner, spacing[k], aligned=aligned) for k in range(2)]
    grid = np.stack(np.meshgrid(*lines, indexing="ij"), axis=-1)
    reach = np.max(np.abs(grid) / half, axis=-1)
    edge = grid / np.maximum(reach, 1e-9)[..., None]
    core = np.clip(edge, corner - half, half - corner)
    outward = edge - core
    outward /= np.maximum(np.linalg.norm(outward, axis=-1, keepdims=True), 1e-12)
    power = min(6.0, 2.4 * float(half.min()) / corner)
    moved = (core + corner * outward - edge) * (reach**power)[..., None]
    return grid + moved, reach, outward


def _border(rows: int, columns: int) -> NDArray[np.int64]:
    """Indices of the grid's border, once round and closed, counter-clockwise in (row, column)."""
    index = np.arange(rows * columns).reshape(rows, columns)
    return np.concatenate(
        [index[:, 0], index[-1, 1:], index[-2::-1, -1], index[0, -2:0:-1], index[:1, 0]]
    )


def corner_wrinkles(plan: Array, half: Array, seed: int) -> Array:
    """Folds (N,) of about -1..1 that radiate from the four corners and die away inwards."""
    rng = np.random.default_rng(seed)
    total = np.zeros(len(plan))
    reach = 0.55 * float(half.min())
    for sx, sy in ((1, 1), (-1, 1), (-1, -1), (1, -1)):
        way = np.array([sx, sy]) * half - plan
        distance = np.linalg.norm(way, axis=1)
        angle = np.arctan2(way[:, 1] * sy, way[:, 0] * sx)
        count, phase = rng.uniform(9, 14), rng.uniform(0, 2 * np.pi)
        fade = np.exp(-distance / reach) * np.clip(distance / (0.25 * reach), 0, 1)
        total += rng.uniform(0.6, 1.3) * fade * np.sin(count * angle + phase)
    return total


def use_creases(plan: Array, half: Array, seed: int, count: int) -> Array:
    """A few shallow curved valleys (N,), 0 to about -1, that start at the edge."""
    rng = np.random.default_rng(seed + 17)
    total = np.zeros(len(plan))
    for _ in range(count):
        angle = rng.uniform(0, 2 * np.pi)
        start = np.array([np.cos(angle), np.sin(angle)]) * half * rng.uniform(0.75, 0.95)
        aim = rng.normal(size=2) * half * 0.35 - start
        length = float(np.linalg.norm(aim)) * rng.uniform(0.5, 0.9)
        way = aim / max(float(np.linalg.norm(aim)), 1e-9)
        along = (plan - start) @ way
        off = (plan - start) @ np.array([-way[1], way[0]]) - rng.uniform(-0.8, 0.8) * along**2
        fade = np.clip(np.sin(np.pi * np.clip(along / length, 0, 1)), 0, 1)
        width = rng.uniform(0.012, 0.022)
        total -= fade * np.exp(-((off / width) ** 2)) - 0.4 * fade * np.exp(
            -(((np.abs(off) - 2 * width) / width) ** 2)
        )
    return total


def _panel_rise(plan: Array, reach: Array, half: Array, soft: Softness, seed: int) -> Array:
    unit = np.clip(np.abs(plan / half), 0, 1)
    # A hard seam lets the panel rise steeply; a round edge has to run into it without a step.
    dome = np.prod(np.cos(unit * np.pi / 2) ** soft.steepness, axis=1)
    dip = np.prod(np.cos(unit * np.pi / 2) ** 1.6, axis=1)
    hold = 1 - np.clip(reach, 0, 1) ** 10
    marks = corner_wrinkles(plan, half, seed) + 0.9 * waves(plan, seed + 3, 0.34, 2)
    marks += 1.3 * use_creases(plan, half, seed, soft.creases)
    return np.asarray(soft.crown * dome - soft.sag * dip + soft.wrinkle * marks * hold)


def _side(
    edge: float, height: float, soft: Softness, spacing: float, *, piped: bool
) -> tuple[Array, Array]:
    """Offsets outward from the panel's border and heights of the rings of the boxing band."""
    turn = np.linspace(0, np.pi / 2, 4)
    wall = np.linspace(
        height - edge, edge, max(2, round((height - 2 * edge) / (1.6 * spacing))) + 1
    )[1:-1]
    up = np.concatenate([height - edge * (1 - np.cos(turn)), wall, edge * (1 - np.sin(turn))])
    out = np.concatenate([edge * np.sin(turn), np.full(len(wall), edge), edge * np.cos(turn)])
    swell = np.clip(np.sin(np.pi * up / height), 0, 1) ** 0.8
    if piped:
        # The band is drawn in under the cord; at the panels themselves it has to meet them.
        swell = swell - 0.25 * ((swell < 0.35) & (up > 1e-9) & (up < height - 1e-9))
    return out + soft.bulge * swell, up


def _underside(
    plan: Array, rim: Array, shape: tuple[int, int], *, lined: bool
) -> tuple[Array, Array, NDArray[np.int64]]:
    """Points, uv and faces of the lower side: a fan, or a grid where the body will be bent."""
    if lined:
        flat = np.column_stack([plan, np.zeros(len(plan))])
        return flat, plan, grid_faces(*shape)[:, ::-1]
    floor = np.concatenate([[[0.0, 0.0, 0.0]], rim])
    fan = np.arange(1, len(rim))
    return floor, floor[:, :2], np.column_stack([np.zeros_like(fan), fan + 1, fan])


@dataclass(frozen=True, slots=True)
class _Body:
    """The raw arrays of a pad before they become meshes."""

    points: Array
    faces: NDArray[np.int64]
    uv: Array
    seams: tuple[Array, Array]


def _body(
    size: tuple[float, float, float],
    corner: float,
    edge: float,
    *,
    spacing: float | tuple[float, float],
    soft: Softness,
    seed: int,
    relief: Relief | None,
    piped: bool,
    lined: bool,
) -> _Body:
    # Long because one surface is made here, row after row, and its parts make no sense alone.
    half = np.array([size[0] / 2 - edge, size[1] / 2 - edge])
    aligned = isinstance(spacing, tuple)
    pair = spacing if isinstance(spacing, tuple) else (spacing, spacing)
    place, reach, outward = _plan(half, max(corner - edge, 0.002), pair, aligned=aligned)
    rows, columns = reach.shape
    plan, far = place.reshape(-1, 2), reach.ravel()
    rise = _panel_rise(plan, far, half, soft, seed)
    if relief is not None:
        rise = rise + relief(plan[:, 0], plan[:, 1])
    top = np.column_stack([plan, size[2] + rise])
    border = _border(rows, columns)
    rim, way = top[border], outward.reshape(-1, 2)[border]
    out, up = _side(edge, size[2], soft, pair[1], piped=piped)
    band = np.empty((len(out), len(rim), 3))
    band[..., :2] = rim[None, :, :2] + out[:, None, None] * way[None]
    band[..., 2] = up[:, None] + (rim[None, :, 2] - size[2]) * (up / size[2])[:, None]
    around, down = arc_length(rim), arc_length(np.column_stack([out, up]))
    band_uv = np.stack(np.broadcast_arrays(around[None, :], -down[:, None]), axis=-1)
    under, under_uv, lid = _underside(plan, band[-1], (rows, columns), lined=lined)
    count = len(top)
    faces = [
        grid_faces(rows, columns, top[:, 2].reshape(rows, columns)),
        grid_faces(len(out), len(rim)) + count,
        lid + count + band.shape[0] * len(rim),
    ]
    points = np.concatenate([top, band.reshape(-1, 3), under])
    uv = np.concatenate([plan, band_uv.reshape(-1, 2), under_uv])
    seams = band[1], band[-2]
    return _Body(points, np.concatenate(faces), uv, seams)


def pad(
    size: tuple[float, float, float],
    material: str,
    *,
    corner: float = 0.05,
    edge: float = 0.03,
    soft: Softness = SEAT,
    spacing: float | tuple[float, float] = 0.024,
    seed: int = 0,
    relief: Relief | None = None,
    piping: str | None = None,
    pipe_radius: float = 0.0045,
    lined: bool = False,
) -> list[Mesh]:
    """An upholstered block lying on z = 0: crowned upper panel, boxing band, optional piping.

    size: (width, depth, height) at the seams; crown and bulge come on top.  corner: radius of the
    plan's corners, above `edge`, the radius between panel and band.  relief adds height to the
    upper panel (tufting).  spacing: metres between grid lines; a pair lays them on its multiples,
    which pleats of a lattice need.  piping: the slot of the cord along both seams.
    lined: the underside is a grid too, for bodies that are bent afterwards.
    """
    # Long because one surface is made here, row after row, and its parts make no sense alone.
    edge = min(edge, 0.48 * size[2], 0.45 * min(size[0], size[1]))
    corner = min(max(corner, edge + 0.004), 0.499 * min(size[0], size[1]))
    body = _body(
        size,
        corner,
        edge,
        spacing=spacing,
        soft=soft,
        seed=seed,
        relief=relief,
        piped=piping is not None,
        lined=lined,
    )

    def strayed(points: Array) -> Array:
        drift = np.stack([waves(points, seed + 31 + k, 0.45, 1) for k in range(3)], axis=1)
        keep = np.clip(points[:, 2:] / size[2], 0, 1)
        return np.asarray(points + soft.waver * drift * keep)

    parts = [finish(strayed(body.points), body.faces, body.uv, material)]
    if piping is not None:
        for line in body.seams:
            cord = strayed(line[:-1])[::2]
            parts.append(tube(cord, pipe_radius, piping, sides=6, closed=True))
    return parts


def pillow(
    width: float,
    height: float,
    thickness: float,
    material: str,
    *,
    seed: int = 0,
    chop: float = 0.0,
    piping: str | None = None,
    flange: float = 0.0,
    cells: int = 23,
) -> list[Mesh]:
    """A scatter pillow in the xz plane, standing on z = 0, its better side to -Y.

    Corners stand out in ears, sides are drawn in by the filling.  chop: metres by which a hand has
    struck its upper edge down.  piping: slot of a cord in the seam; flange: width of a flat hem.
    """
    # Long because one surface is made here, row after row, and its parts make no sense alone.
    axis = np.sin(np.linspace(-np.pi / 2, np.pi / 2, cells)) * 0.75 + np.linspace(-1, 1, cells) / 4
    u, v = (g.ravel() for g in np.meshgrid(axis, axis, indexing="ij"))
    pinch = 0.07
    x = width / 2 * u * (1 - pinch * np.cos(v * np.pi / 2) * np.abs(u) ** 1.5)
    z = height / 2 * v * (1 - pinch * np.cos(u * np.pi / 2) * np.abs(v) ** 1.5)
    z -= chop * np.exp(-((u / 0.34) ** 2)) * np.clip((v + 0.2) / 1.2, 0, 1) ** 2
    full = np.clip((1 - np.abs(u) ** 2.6) * (1 - np.abs(v) ** 2.6), 0, 1)
    plan, half = np.column_stack([x, z]), np.array([width, height]) / 2
    # Filling settles, so the belly sits a little below the middle.
    swell = thickness / 2 * full**0.52 * (1 - 0.14 * v)
    sides, faces, uv = [], [], []
    grid = grid_faces(cells, cells)
    for k, front in enumerate((-1.0, 1.0)):
        marks = corner_wrinkles(plan, half, seed + 5 * k) * 0.009
        marks = marks + 0.006 * waves(plan, seed + 9 + k, 0.2, 2)
        marks = marks + 0.006 * use_creases(plan, half, seed + k, 3)
        dent = 0.22 * chop * np.exp(-((u / 0.16) ** 2)) * np.clip(v, 0, 1)
        depth = np.maximum(swell + (marks - dent) * full**0.35, 0) + 0.003
        sides.append(np.column_stack([x, front * depth, z]))
        faces.append((grid if front < 0 else grid[:, ::-1]) + k * cells**2)
        uv.append(plan)
    border = _border(cells, cells)
    seam = sides[0][border] * np.array([1.0, 0.0, 1.0])
    points = np.concatenate(sides)
    parts = [finish(points, np.concatenate(faces), np.concatenate(uv), material)]
    parts += _seam_finish(seam, material, piping, flange)
    low = float(points[:, 2].min())
    lift = np.array([0.0, 0.0, -low], dtype=np.float32)
    return [Mesh(m.vertices + lift, m.faces, m.uv, m.normals, m.material) for m in parts]


def _seam_finish(seam: Array, material: str, piping: str | None, flange: float) -> list[Mesh]:
    if flange > 0:
        stretch = 1 + flange / np.abs(seam).max()
        outer = seam * stretch
        ripple = 0.004 * waves(outer, 5, 0.09, 1)
        front, back = (np.stack([seam, outer], axis=1) for _ in range(2))
        front[:, :, 1] -= 0.002
        back[:, :, 1] += 0.002
        front[:, 1, 1] += ripple
        back[:, 1, 1] += ripple
        uv = seam[:, None, [0, 2]].repeat(2, axis=1)
        faces = grid_faces(*front.shape[:2])
        return [finish(front, faces[:, ::-1], uv, material), finish(back, faces, uv, material)]
    if piping is not None:
        return [tube(seam[:-1:2], 0.0042, piping, sides=6, closed=True)]
    return [tube(seam[:-1:2], 0.0032, material, sides=6, closed=True)]


def bolster(length: float, radius: float, material: str, piping: str | None = None) -> list[Mesh]:
    """A round bolster along X whose axis lies at z = radius, with piped, gathered ends."""
    # Long because one surface is made here, row after row, and its parts make no sense alone.
    turn = np.linspace(0, np.pi / 2, 6)
    bend = min(0.03, radius * 0.4)
    out = np.concatenate(
        [np.linspace(0.012, radius - bend, 5), radius - bend + bend * np.sin(turn[1:])]
    )
    gather = length / 2 - 0.016 + 0.016 * np.linspace(0, 1, 5) ** 0.5
    reach = np.concatenate([gather, length / 2 - bend * (1 - np.cos(turn[1:]))])
    body = np.linspace(-length / 2 + bend, length / 2 - bend, 14)[1:-1]
    axis = np.concatenate([-reach, body, reach[::-1]])
    rad = np.concatenate([out, np.full(len(body), radius), out[::-1]])
    angle = np.linspace(0, 2 * np.pi, 49)
    pleat = 0.004 * np.cos(angle * 16)[None] * np.clip(1.2 - rad / radius, 0, 0.6)[:, None]
    ring = np.stack(
        [
            np.broadcast_to(axis[:, None], (len(axis), 49)) + pleat * np.sign(axis)[:, None],
            rad[:, None] * np.cos(angle),
            rad[:, None] * np.sin(angle) + radius,
        ],
        axis=-1,
    )
    uv = np.stack(np.broadcast_arrays(axis[:, None], angle[None] * radius), axis=-1)
    parts = [finish(ring, grid_faces(len(axis), 49)[:, ::-1], uv, material)]
    for side in (-1, 1):
        edge = side * (length / 2 - bend * 0.35)
        loop = np.column_stack(
            [
                np.full(48, edge),
                (radius - bend * 0.2) * np.cos(angle[:-1]),
                (radius - bend * 0.2) * np.sin(angle[:-1]) + radius,
            ]
        )
        if piping is not None:
            parts.append(tube(loop, 0.005, piping, sides=7, closed=True))
        cover = button(0.020, piping or material)
        parts += moved(
            cover, translation(side * (length / 2 - 0.014), 0, radius), turn_y(90 * side)
        )
    return parts
