"""A made bed: mattress, duvet with its turned-down edge, a throw at the foot, pillows.

Covers start as sheets already folded over the mattress and then settle as cloth, so that hems
wave and corners fall in a cascade.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import merged, moved, translation, turn_x, turn_z
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import (
    FIRM,
    Block,
    Softness,
    bolster,
    cloth_mesh,
    drape,
    fringe,
    pad,
    pillow,
    refined,
    tube,
    waves,
)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Look:
    """How a bed is dressed.  cover: slot of the top cover; rows: how many rows of pillows.

    drop: how far the cover hangs at the sides, foot_drop at the foot
    (the same if None); tassels: length of the throw's fringe.
    """

    cover: str = "duvet"
    throw: str | None = "throw"
    rows: int = 2
    drop: float = 0.26
    foot_drop: float | None = None
    tassels: float = 0.05
    accents: tuple[str, ...] = ("pillow_accent", "cushion_a")
    roll: bool = False
    full_width: bool = True


BESIDE_M, OVER_QUILT_M = 0.06, 0.026
"""How near a point of the quilt lies under one of the throw; half of both thicknesses and more."""


@dataclass(frozen=True, slots=True)
class Mattress:
    """The mattress: width and length, height of its top, and the y of its head end."""

    width: float
    length: float
    top: float
    head_y: float

    @property
    def foot_y(self) -> float:
        return self.head_y - self.length


def dressed(ctx: BuildContext, mattress: Mattress, look: Look) -> list[Mesh]:
    """Everything soft that lies on a bed frame."""
    m = mattress
    thick = 0.24
    body = pad(
        (m.width, m.length, thick),
        "linen",
        corner=0.07,
        edge=0.045,
        soft=FIRM,
        spacing=0.20,
        piping="linen",
    )
    parts = moved(body, translation(0, m.head_y - m.length / 2, m.top - thick))
    fold_y = m.foot_y + m.length * 0.66
    hang = look.drop if look.foot_drop is None else look.foot_drop
    quilt = _cover(ctx, "duvet", m, (m.foot_y - hang, fold_y), look.drop, 0.0)
    quilt = _puffed(refined(quilt[0], 2), ctx.seed("puff"), 0.019), quilt[1]
    parts.append(cloth_mesh(quilt[0], _halved(quilt[1]), 0.034, look.cover, hem_cells=3))
    parts += _turned_down(ctx, m, fold_y, look.drop)
    if look.throw is not None:
        parts += _foot_throw(ctx, m, look, quilt[0])
    return parts + _pillows(ctx, m, look)


def _halved(spacing: tuple[float, float]) -> tuple[float, float]:
    return spacing[0] / 2, spacing[1] / 2


def _cover(
    ctx: BuildContext,
    part: str,
    m: Mattress,
    run: tuple[float, float],
    drop: float,
    lift: float,
    *,
    cells: tuple[int, int] = (37, 24),
    slide: float = 0.0,
) -> tuple[Array, tuple[float, float]]:
    """A cover from y = run[0] (beyond the foot it hangs) to run[1], settled on the mattress."""
    rng = ctx.rng(part)
    half, gap = m.width / 2, 0.020 + lift
    a = np.linspace(-half - drop, half + drop, cells[0]) + slide
    b = np.linspace(run[0], run[1], cells[1])
    A, B = np.meshgrid(a, b, indexing="ij")
    over = np.maximum(np.abs(A) - half, 0.0)
    past = np.maximum(m.foot_y - B, 0.0)
    down = np.hypot(over, past)
    phase = rng.uniform(0, 2 * np.pi, 6)
    hem = np.sin(B * 17 + phase[0] + 1.1 * np.sin(B * 5 + phase[1])) * (over > 0)
    hem = hem + np.sin(A * 16 + phase[2] + 1.1 * np.sin(A * 4.3 + phase[3])) * (past > 0)
    away = gap + 0.02 + 0.030 * (1.0 + hem) * np.clip(down / 0.20, 0, 1)
    x = np.clip(A, -half, half) + np.sign(A) * away * (over > 0)
    y = np.maximum(B, m.foot_y) - away * (past > 0)
    corner = np.minimum(over, past)
    x, y = x + np.sign(A) * 0.5 * corner, y - 0.5 * corner
    z = m.top + gap + 0.01 - np.maximum(over, past) - 0.25 * corner
    start = np.stack([x, y, np.maximum(z, 0.05)], axis=-1)
    spacing = (float(a[1] - a[0]), float(b[1] - b[0]))
    block = Block((0.0, m.head_y - m.length / 2, m.top - 0.30), (half, m.length / 2, 0.30), 0.05)
    return drape(start, spacing, [block], steps=26, gap=gap, bend=0.02), spacing


def _puffed(grid: Array, seed: int, depth: float) -> Array:
    """Raise a filled cover in soft, uneven waves along its normals."""
    normal = np.cross(np.gradient(grid, axis=0), np.gradient(grid, axis=1))
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)
    flat = grid.reshape(-1, 3)
    swell = waves(flat, seed, 0.62, 3).reshape(grid.shape[:2]) + 0.5
    crease = -np.abs(waves(flat, seed + 5, 0.5, 2).reshape(grid.shape[:2]))
    # Creases may not sink into what the cover lies on.
    rise = np.maximum(depth * (swell + 0.9 * crease + 0.3), -0.1 * depth)
    return np.asarray(grid + rise[..., None] * normal)


def _turned_down(ctx: BuildContext, m: Mattress, fold_y: float, drop: float) -> list[Mesh]:
    """The band of linen where the duvet is folded back, with a soft roll at the fold."""
    band, spacing = _cover(
        ctx, "fold", m, (fold_y - 0.36, fold_y), drop - 0.03, 0.034, cells=(38, 8)
    )
    fine = _puffed(refined(band, 2), ctx.seed("fold"), 0.011)
    parts = [cloth_mesh(fine, _halved(spacing), 0.016, "linen", hem_cells=3)]
    roll = fine[:, -1] - np.array([0.0, 0.0, 0.016])
    parts.append(tube(roll, 0.026, "linen", sides=10))
    return parts


def _foot_throw(ctx: BuildContext, m: Mattress, look: Look, quilt: Array) -> list[Mesh]:
    rng = ctx.rng("throw_place")
    y0 = m.foot_y + 0.16 + rng.uniform(-0.03, 0.06)
    wide = 0.62
    # Its tassels end above the quilt's hem: below that are the sides of the bed.
    drop = max(0.05, look.drop - look.tassels - 0.03) if look.full_width else 0.10
    grid, spacing = _cover(
        ctx,
        "throw",
        m,
        (y0, y0 + wide),
        drop,
        0.040,
        cells=(42, 13),
        slide=rng.uniform(-0.02, 0.02),
    )
    across, along = np.meshgrid(np.linspace(-1, 1, 42), np.linspace(0, 1, 13), indexing="ij")
    # Thrown by hand: one end lies further up, the edges stray, folds gather in the middle.
    skew = 0.07 * rng.choice([-1.0, 1.0]) * across + 0.025 * np.sin(
        4.2 * across + rng.uniform(0, 6)
    )
    gather = 0.10 * (along - 0.5) * np.exp(-(((across - 0.2) / 0.5) ** 2))
    ridge = 0.010 * (1 + np.sin(along * 17 + 2.0 * across + rng.uniform(0, 6)))
    grid = grid + np.stack([np.zeros_like(skew), skew - gather, ridge * 0.8], axis=-1)
    fine = _lifted_over(quilt, refined(grid, 2), m.top)
    parts = [cloth_mesh(fine, _halved(spacing), 0.010, look.throw or "throw", hem_cells=4)]
    if look.tassels > 0:
        for end, inner in ((0, 1), (-1, -2)):
            edge = fine[end]
            out = edge - fine[inner]
            parts += fringe(edge, out, look.tassels, look.throw or "throw", seed=ctx.seed("tassel"))
    return merged(parts)


def _lifted_over(quilt: Array, cloth: Array, top_m: float) -> Array:
    """The cloth (R, C, 3) raised where the top of the quilt (R2, C2, 3) would come through it."""
    below = quilt.reshape(-1, 3)
    below = below[below[:, 2] > top_m]
    near, which = cKDTree(below[:, :2]).query(cloth[..., :2], k=4)
    highest = np.where(near < BESIDE_M, below[which, 2], -np.inf).max(axis=-1)
    raised = cloth.copy()
    raised[..., 2] = np.maximum(cloth[..., 2], highest + OVER_QUILT_M)
    return raised


def _pillows(ctx: BuildContext, m: Mattress, look: Look) -> list[Mesh]:
    """Rows of pillows against the headboard: sleeping pillows, shams, then accents."""
    # Long because a piece is read from its feet to its cushions, in one go.
    parts: list[Mesh] = []
    wide = min(0.74, m.width / 2 - 0.06)
    for row in range(look.rows):
        slot = "pillow" if row == 0 else "linen"
        for side in (-1, 1):
            rng = ctx.rng(f"pillow{row}{side}")
            one = pillow(
                wide,
                0.50,
                0.20,
                slot,
                seed=ctx.seed(f"p{row}{side}"),
                chop=rng.uniform(0.0, 0.018),
                flange=0.028 if row else 0.0,
                cells=20,
            )
            lean = 24 + 9 * row + rng.normal(0, 2)
            place = translation(
                side * (wide / 2 + 0.02) + rng.normal(0, 0.012),
                m.head_y - 0.16 - 0.17 * row,
                m.top - 0.01,
            )
            parts += moved(one, place, turn_z(rng.normal(0, 2.5)), turn_x(-lean))
    y = m.head_y - 0.20 - 0.17 * look.rows
    count = len(look.accents)
    for k, slot in enumerate(look.accents):
        rng = ctx.rng(f"accent{k}")
        size = 0.46 if count > 1 and k < count - 1 else 0.40
        broad = size if count > 1 and k < count - 1 else 0.58
        one = pillow(
            broad,
            size * (1.0 if broad == size else 0.8),
            0.16,
            slot,
            seed=ctx.seed(f"a{k}"),
            chop=0.02 if broad == size else 0.0,
            piping="piping",
            cells=19,
        )
        x = (k - (count - 1) / 2) * 0.36 if count > 2 else rng.normal(0, 0.05)
        step = 0.11 * (k if count <= 2 else k == 1)
        parts += moved(one, translation(x, y - step, m.top), turn_z(rng.normal(0, 4)), turn_x(-36))
    if look.roll:
        roll = bolster(0.70, 0.085, look.accents[-1], "piping")
        parts += moved(roll, translation(0, y - 0.22, m.top + 0.01))
    return parts


SOFT_BOARD = Softness(
    crown=0.014, bulge=0.006, wrinkle=0.0015, waver=0.002, creases=0, steepness=1.1
)
