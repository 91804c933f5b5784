"""Parts that sofas, chairs and beds share: panels, legs, cushion rows, rolls, throws, pillows.

Everything is in the piece frame: X to the right, front to -Y, Z up from the floor.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import merged, moved, translation, turn_x, turn_z
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import (
    FIRM,
    LOOSE,
    SEAT,
    Block,
    Diamonds,
    Softness,
    buttons_at,
    cloth_mesh,
    drape,
    fringe,
    pad,
    pillow,
    refined,
)
from vetrina.staging.kit.shapes.cushions import Relief

Array = NDArray[np.float64]


def panel(
    width: float,
    height: float,
    thickness: float,
    slot: str,
    *,
    lean: float = 0.0,
    corner: float = 0.05,
    edge: float = 0.03,
    soft: Softness = FIRM,
    seed: int = 0,
    relief: Relief | None = None,
    piping: str | None = None,
    spacing: float | tuple[float, float] = 0.03,
    lined: bool = False,
) -> list[Mesh]:
    """An upright pad on z = 0, crowned side to -Y, its back plane at y = 0; lean in degrees."""
    flat = pad(
        (width, height, thickness),
        slot,
        corner=corner,
        edge=edge,
        soft=soft,
        seed=seed,
        relief=relief,
        piping=piping,
        spacing=spacing,
        lined=lined,
    )
    return moved(flat, turn_x(90 - lean), translation(0, height / 2, 0))


def buttoned_pad(
    size: tuple[float, float, float],
    slot: str,
    lattice: Diamonds,
    *,
    free: tuple[float, float] = (0.05, 0.05),
    plain_below: float = 0.0,
    corner: float = 0.06,
    edge: float = 0.03,
    piping: str | None = "piping",
    radius: float = 0.011,
    cells: int = 10,
) -> list[Mesh]:
    """A lying pad with diamond tufting and buttons on its upper panel.

    free: margin in x and y that stays smooth; plain_below: more of it at the -Y side; cells: grid
    lines per diamond, even.
    """
    # Long because a piece is read from its feet to its cushions, in one go.
    half_x, half_y = size[0] / 2 - free[0], size[1] / 2 - free[1]
    low = -half_y + plain_below

    def relief(x: Array, y: Array) -> Array:
        fade = np.clip((half_x - np.abs(x)) / 0.05, 0, 1)
        fade = fade * np.clip((half_y - y) / 0.05, 0, 1) * np.clip((y - low) / 0.05, 0, 1)
        return np.asarray(lattice.height(x, y) * fade + 0.7 * lattice.puff * (1 - fade))

    body = pad(
        size,
        slot,
        corner=corner,
        edge=edge,
        soft=Softness(crown=0.008, bulge=0.005, wrinkle=0.001, waver=0.001, creases=0),
        spacing=(lattice.across / cells, lattice.up / cells),
        relief=relief,
        piping=piping,
    )
    spots = lattice.buttons(-half_x + 0.045, half_x - 0.045, low + 0.045, half_y - 0.045)
    places = np.column_stack([spots, np.full(len(spots), size[2] + 0.007)])
    up = np.tile([0.0, 0.0, 1.0], (len(spots), 1))
    return body + buttons_at(places, up, slot, radius=radius)


def side_panel(
    depth: float,
    height: float,
    thickness: float,
    slot: str,
    *,
    side: int,
    corner: float = 0.05,
    edge: float = 0.03,
    soft: Softness = FIRM,
    seed: int = 0,
    piping: str | None = None,
    spacing: float = 0.04,
) -> list[Mesh]:
    """An arm: an upright pad along Y, centred over the origin, its crowned side inwards.

    side is -1 for the left arm (it looks to +X) and +1 for the right one.
    """
    upright = panel(
        depth,
        height,
        thickness,
        slot,
        corner=corner,
        edge=edge,
        soft=soft,
        seed=seed,
        piping=piping,
        spacing=spacing,
    )
    return moved(upright, translation(side * thickness / 2, 0, 0), turn_z(-90 * side))


def seat_row(
    ctx: BuildContext,
    count: int,
    width: float,
    depth: float,
    height: float,
    slot: str,
    *,
    y: float,
    z: float,
    piping: str | None = "piping",
    soft: Softness = SEAT,
    edge: float = 0.032,
    corner: float = 0.05,
) -> list[Mesh]:
    """`count` seat cushions side by side over `width`, centred at y, lying on z."""
    each = width / count
    parts: list[Mesh] = []
    for k in range(count):
        rng = ctx.rng(f"seat{k}")
        cushion = pad(
            (each - 0.008, depth, height),
            slot,
            corner=corner,
            edge=edge,
            soft=soft,
            seed=ctx.seed(f"seat{k}"),
            piping=piping,
            spacing=max(0.026, 0.013 * np.sqrt(count * 4)),
        )
        x = -width / 2 + each * (k + 0.5)
        place = translation(x, y + rng.normal(0, 0.003), z)
        parts += moved(cushion, place, turn_z(rng.normal(0, 0.35)))
    return parts


def back_row(
    ctx: BuildContext,
    count: int,
    width: float,
    height: float,
    thickness: float,
    slot: str,
    *,
    y: float,
    z: float,
    lean: float = 14.0,
    piping: str | None = None,
    soft: Softness = LOOSE,
    edge: float = 0.06,
) -> list[Mesh]:
    """Loose back cushions on z, their backs at y, leaning, each a little different."""
    each = width / count
    parts: list[Mesh] = []
    for k in range(count):
        rng = ctx.rng(f"back{k}")
        cushion = panel(
            each - 0.012,
            height * (1 + rng.normal(0, 0.008)),
            thickness,
            slot,
            lean=lean + rng.normal(0, 0.9),
            corner=max(0.09, edge + 0.02),
            edge=edge,
            soft=soft,
            seed=ctx.seed(f"back{k}"),
            piping=piping,
        )
        x = -width / 2 + each * (k + 0.5)
        parts += moved(cushion, translation(x, y, z), turn_z(rng.normal(0, 0.7)))
    return parts


def scatter(
    ctx: BuildContext,
    places: Sequence[tuple[float, float, float, str, float, float]],
    *,
    lean: float = 20.0,
    chop: float = 0.03,
    piping: str | None = None,
) -> list[Mesh]:
    """Pillows leaning back: (x, y, z, slot, width, height), each turned and struck differently."""
    parts: list[Mesh] = []
    for k, (x, y, z, slot, width, height) in enumerate(places):
        rng = ctx.rng(f"pillow{k}")
        one = pillow(
            width,
            height,
            0.30 * min(width, height) + 0.03,
            slot,
            seed=ctx.seed(f"pillow{k}"),
            chop=chop * rng.uniform(0.5, 1.3),
            piping=piping,
            flange=0.022 if piping is None and width > 1.3 * height else 0.0,
        )
        inward = -10.0 if x < 0 else 10.0
        turn = turn_z(inward * rng.uniform(0.3, 1.2)) @ turn_x(-lean - rng.normal(0, 2.0))
        parts += moved(one, translation(x, y, z), turn)
    return parts


def throw_along(
    ctx: BuildContext,
    profile: Sequence[tuple[float, float]],
    width: float,
    supports: Sequence[Block],
    *,
    x: float,
    skew: float = 0.0,
    slot: str = "throw",
    thickness: float = 0.009,
    tassels: float = 0.06,
    steps: int = 60,
) -> list[Mesh]:
    """A throw laid over a profile of (y, z), `width` wide at x, let down on the supports.

    skew: how far sideways it strays from one end to the other.  tassels: their length, 0 for none.
    """
    # Long because a piece is read from its feet to its cushions, in one go.
    rng = ctx.rng("throw")
    line = evenly_along(profile, 46)
    length = float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
    cells = 18
    across = np.linspace(-0.5, 0.5, cells) * width * 0.90
    s = np.linspace(0, 1, len(line))
    stray = x + skew * (s - 0.5) + 0.02 * np.sin(s * 7 + rng.uniform(0, 6))
    lift = 0.012 + 0.010 * np.sin(across[:, None] * 34 + 2.2 * s[None] * 4 + rng.uniform(0, 6))
    grid = np.empty((cells, len(line), 3))
    grid[..., 0] = across[:, None] + stray[None]
    grid[..., 1] = line[None, :, 0]
    grid[..., 2] = line[None, :, 1] + lift
    spacing = (width / (cells - 1), length / (len(line) - 1))
    rest = drape(grid[:, ::-1], spacing, supports, steps=steps, gap=0.013, bend=0.03)
    fine = refined(rest, 2)
    half = spacing[0] / 2, spacing[1] / 2
    parts = [cloth_mesh(fine, half, thickness, slot, hem_cells=6)]
    if tassels > 0:
        for end, inner in ((0, 1), (-1, -2)):
            edge = fine[:, end]
            parts += fringe(edge, edge - fine[:, inner], tassels, slot, seed=ctx.seed("tassel"))
    return merged(parts)


def evenly_along(knots: Sequence[tuple[float, float]], count: int) -> Array:
    """Evenly spaced points (count, 2) along straight lines between the knots."""
    points = np.asarray(knots, dtype=np.float64)
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    goal = np.linspace(0, way[-1], count)
    return np.stack([np.interp(goal, way, points[:, k]) for k in range(2)], axis=1)
