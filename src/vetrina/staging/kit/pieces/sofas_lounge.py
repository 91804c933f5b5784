"""Low seats to lie on: a sectional with chaise, an Italian tray sofa, a daybed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import (
    moved,
    translation,
    turn_z,
)
from vetrina.staging.kit.pieces.facts import CONTEMPORARY, MODERN
from vetrina.staging.kit.pieces.sofas import SOFT_BACK, deck, sofa
from vetrina.staging.kit.pieces.upholstery import (
    back_row,
    panel,
    scatter,
    seat_row,
    side_panel,
    throw_along,
)
from vetrina.staging.kit.recipe import BuildContext, PieceRecipe
from vetrina.staging.kit.shapes import (
    FIRM,
    LOOSE,
    Block,
    Softness,
    board,
    bolster,
    pad,
    rounded_box,
    tapered_leg,
)

Array = NDArray[np.float64]

_CLOTH = "upholstery"


def _sectional(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    depth, seat, base, arm = 0.98, 0.42, 0.045, 0.20
    y0 = d / 2 - depth / 2
    chaise = (w - arm) / 3
    parts = moved(deck(w - 0.03, depth - 0.03, 0.20, base), translation(0, y0, 0))
    x_chaise = w / 2 - chaise / 2
    parts += moved(deck(chaise, d - 0.03, 0.20, base), translation(x_chaise - 0.015, 0, 0))
    for x, y, wide, deep in (
        (0.0, y0, w - 0.14, depth - 0.14),
        (x_chaise, 0.0, chaise - 0.14, d - 0.14),
    ):
        plinth = rounded_box((wide, deep, base + 0.01), 0.004, "black_lacquer")
        parts += moved(plinth, translation(x, y, 0))
    one = side_panel(
        depth, 0.56 - base, arm, _CLOTH, side=-1, edge=0.05, corner=0.07, soft=SOFT_BACK
    )
    parts += moved(one, translation(-w / 2 + arm / 2, y0, base))
    rear = panel(w - arm, 0.60 - base, 0.20, _CLOTH, edge=0.05, corner=0.07, soft=SOFT_BACK)
    parts += moved(rear, translation(arm / 2, d / 2, base))
    seats = seat_row(
        ctx, 2, 2 * chaise, depth - 0.21, 0.20, _CLOTH, y=0, z=seat - 0.2, piping=None, edge=0.05
    )
    parts += moved(seats, translation(-w / 2 + arm + chaise, d / 2 - 0.21 - (depth - 0.21) / 2, 0))
    long = seat_row(
        ctx, 1, chaise - 0.01, d - 0.22, 0.20, _CLOTH, y=0, z=seat - 0.2, piping=None, edge=0.05
    )
    parts += moved(long, translation(x_chaise, -0.10, 0))
    backs = back_row(
        ctx, 3, 3 * chaise, h - seat + 0.0, 0.20, _CLOTH, y=d / 2 - 0.16, z=seat - 0.03
    )
    parts += moved(backs, translation(arm / 2, 0, 0))
    y = d / 2 - 0.52
    places = [
        (-w / 2 + arm + 0.28, y, seat, "cushion_a", 0.52, 0.52),
        (-w / 2 + arm + 0.56, y - 0.08, seat, "cushion_b", 0.44, 0.44),
        (w / 2 - 0.34, y, seat, "cushion_c", 0.52, 0.52),
    ]
    return parts + scatter(ctx, places) + _chaise_throw(ctx, x_chaise, seat)


def _chaise_throw(ctx: BuildContext, x: float, seat: float) -> list[Mesh]:
    w, d, _ = ctx.size_m
    half = (w - 0.20) / 6
    run = [(-half + 0.06, seat + 0.04), (half + 0.02, seat + 0.04), (half + 0.03, 0.14)]
    turned = Block((0, 0, seat - 0.175), (d / 2, half - 0.005, 0.222), 0.06)
    cloth = throw_along(ctx, run, 0.70, [turned], x=0.0, skew=0.10)
    return moved(cloth, translation(x, -d / 2 + 0.62, 0), turn_z(-90))


def _low_italian(ctx: BuildContext) -> list[Mesh]:
    w, d, _ = ctx.size_m
    seat, foot = 0.40, 0.10
    tray = rounded_box((w, d - 0.02, 0.035), 0.008, "leg_wood", grain="x")
    parts = moved(tray, translation(0, 0, foot))
    for sx in (-1, 1):
        for sy in (-1, 1):
            blade = rounded_box((0.018, 0.16, foot + 0.005), 0.003, "leg_metal")
            parts += moved(blade, translation(sx * (w / 2 - 0.22), sy * (d / 2 - 0.16), 0))
    seats = seat_row(
        ctx, 2, w - 0.24, d - 0.10, 0.28, _CLOTH, y=-0.03, z=foot + 0.03, edge=0.06, piping=None
    )
    parts += moved(seats, translation(-0.08, 0, 0))
    backs = back_row(
        ctx, 2, w - 0.30, 0.43, 0.22, _CLOTH, y=d / 2 - 0.10, z=seat - 0.015, lean=17, edge=0.075
    )
    parts += moved(backs, translation(-0.08, 0, 0))
    block = pad(
        (0.17, d - 0.08, 0.20), "leather", corner=0.04, edge=0.02, soft=FIRM, piping="leather"
    )
    parts += moved(block, translation(w / 2 - 0.105, -0.02, foot + 0.035))
    arm = side_panel(d - 0.22, 0.24, 0.18, _CLOTH, side=-1, edge=0.07, corner=0.09, soft=LOOSE)
    parts += moved(arm, translation(-w / 2 + 0.15, -0.02, seat - 0.005))
    places = [
        (-w / 2 + 0.52, d / 2 - 0.50, seat, "cushion_c", 0.60, 0.40),
        (w / 2 - 0.55, d / 2 - 0.48, seat, "cushion_a", 0.50, 0.50),
    ]
    return parts + scatter(ctx, places, lean=26)


def _stitched(x: Array, _: Array) -> Array:
    """Shallow grooves across a mattress, 38 cm apart."""
    return np.asarray(-0.012 * np.exp(-(((np.mod(x, 0.38) - 0.19) / 0.012) ** 2)))


def _daybed(ctx: BuildContext) -> list[Mesh]:
    w, d, _ = ctx.size_m
    seat = 0.44
    parts: list[Mesh] = []
    for sx in (-1, 1):
        for sy in (-1, 1):
            leg = tapered_leg(
                0.30, 0.044, 0.028, "leg_wood", lean=(sx * 0.03, sy * 0.02), ferrule="brass"
            )
            parts += moved(leg, translation(sx * (w / 2 - 0.14), sy * (d / 2 - 0.08), 0))
    for y in (-d / 2 + 0.02, d / 2 - 0.02):
        parts.append(board((-w / 2, y, 0.27), (w / 2, y, 0.27), 0.03, 0.07, "leg_wood"))
    for x in (-w / 2 + 0.02, w / 2 - 0.02):
        parts.append(board((x, -d / 2, 0.27), (x, d / 2, 0.27), 0.03, 0.07, "leg_wood"))
    soft = Softness(crown=0.014, bulge=0.008, wrinkle=0.003, waver=0.003, creases=3)
    mattress = pad(
        (w - 0.03, d - 0.03, 0.15),
        _CLOTH,
        corner=0.05,
        edge=0.03,
        soft=soft,
        seed=ctx.seed("mattress"),
        relief=_stitched,
        piping="piping",
    )
    parts += moved(mattress, translation(0, 0, seat - 0.155))
    for side, slot in ((-1, "leather"), (1, "leather")):
        roll = moved(bolster(d - 0.10, 0.10, slot, slot), turn_z(90))
        parts += moved(roll, translation(side * (w / 2 - 0.13), 0, seat))
    places = [
        (-0.42, d / 2 - 0.22, seat + 0.01, "cushion_a", 0.46, 0.46),
        (0.08, d / 2 - 0.20, seat + 0.01, "cushion_b", 0.46, 0.46),
        (0.52, d / 2 - 0.22, seat + 0.01, "cushion_c", 0.46, 0.46),
    ]
    return parts + scatter(ctx, places, lean=24)


PIECES: tuple[PieceRecipe, ...] = (
    sofa(
        "sectional_chaise",
        "Sectional with chaise",
        "Low, deep, two seats and a chaise on the right, loose backs, a throw over the chaise.",
        (2.94, 1.66, 0.88),
        (MODERN, CONTEMPORARY),
        4,
        _sectional,
        role="sectional",
    ),
    sofa(
        "sofa_low_italian",
        "Low Italian sofa",
        "Deep seats on a timber tray and metal blades, loose backs, a leather side block.",
        (2.60, 1.03, 0.86),
        (MODERN,),
        3,
        _low_italian,
    ),
    sofa(
        "daybed",
        "Daybed",
        "A stitched mattress on a slender wooden frame with two leather bolsters.",
        (1.98, 0.90, 0.88),
        (MODERN, CONTEMPORARY),
        2,
        _daybed,
        role="daybed",
        rooms=("living_room", "home_office", "bedroom"),
    ),
)
