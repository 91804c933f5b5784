"""Nightstands: five silhouettes beside the bed."""

from __future__ import annotations

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import moved, translation
from vetrina.staging.kit.pieces.cabinets import _top
from vetrina.staging.kit.pieces.facts import (
    BEDROOM,
    CLASSIC,
    CONTEMPORARY,
    DINING,
    LIVING,
    MODERN,
    OFFICE,
    declared,
)
from vetrina.staging.kit.pieces.joinery import (
    block,
    bullnose,
    corner_legs,
    drawer,
    ellipse,
    knob,
    moulded_edge,
    plate,
    rectangle,
    reeded,
    reeded_drum,
    rounded_rectangle,
    soft_edge,
)
from vetrina.staging.kit.recipe import BuildContext


def _night_drum(ctx: BuildContext) -> list[Mesh]:
    """A rounded box with two curved drawers and a stone lid."""
    width, depth, height = ctx.size_m
    outline = ellipse(width - 0.012, depth - 0.012, 96, 3.4)
    parts = [
        plate(outline * 0.90, soft_edge(0.05, 0.0, 0.002), "metal"),
        plate(ellipse(width, depth, 96, 3.4), soft_edge(0.018, height - 0.018, 0.005), "top_stone"),
    ]
    tall = (height - 0.07) / 2
    for k in range(2):
        z = 0.048 + k * tall
        parts.append(plate(outline, soft_edge(tall - 0.006, z, 0.003), "veneer"))
        parts += moved(knob("metal", 0.013), translation(0, -depth / 2 + 0.006, z + tall / 2))
    return parts


def _night_legs(ctx: BuildContext) -> list[Mesh]:
    """An open niche over one drawer, on splayed legs."""
    width, depth, height = ctx.size_m
    legs = 0.22
    parts = corner_legs(
        width, depth, legs + 0.005, "leg_wood", top=0.034, foot=0.020, inset=0.05, splay=0.03
    )
    for z in (legs, legs + 0.155, height - 0.02):
        parts += block(width, depth, 0.02, "wood", (0, 0, z), bevel=0.004)
    for sx in (-1, 1):
        parts += block(
            0.02,
            depth,
            height - legs - 0.03,
            "wood",
            (sx * (width / 2 - 0.010), 0, legs + 0.015),
            grain="z",
        )
    parts += block(
        width - 0.03, 0.008, height - legs - 0.03, "wood", (0, depth / 2 - 0.01, legs + 0.015)
    )
    parts += moved(
        drawer(width - 0.046, 0.13, "veneer"), translation(0, -depth / 2 + 0.022, legs + 0.0225)
    )
    parts += block(0.10, 0.014, 0.010, "metal", (0, -depth / 2 - 0.002, legs + 0.085), bevel=0.003)
    return parts


def _night_classic(ctx: BuildContext) -> list[Mesh]:
    """Three drawers between fluted pilasters, moulded top, bracket plinth."""
    width, depth, height = ctx.size_m
    parts = [
        plate(rectangle(width, depth), moulded_edge(0.026, height - 0.026), "wood"),
        plate(
            rectangle(width - 0.02, depth - 0.012),
            [[(0.0, 0.0), (0.0, 0.065)], [(0.0, 0.065), (0.012, 0.08)]],
            "wood",
        ),
    ]
    parts += block(width - 0.05, depth - 0.045, height - 0.10, "wood", (0, 0.002, 0.078))
    front, tall = -depth / 2 + 0.026, (height - 0.12) / 3
    for k in range(3):
        z = 0.086 + k * tall
        parts += moved(
            drawer(width - 0.14, tall - 0.010, "veneer", thick=0.016), translation(0, front, z)
        )
        parts += moved(knob("brass", 0.012), translation(0, front - 0.016, z + tall / 2))
    for sx in (-1, 1):
        parts += moved(
            reeded(0.034, height - 0.14, "wood", pitch=0.011, hollow=True),
            translation(sx * (width / 2 - 0.050), front - 0.004, 0.09),
        )
    return parts


def _night_cube(ctx: BuildContext) -> list[Mesh]:
    """A bouclé-pale plinth: two lacquered cubes, the upper one open."""
    width, depth, height = ctx.size_m
    parts = block(width - 0.05, depth - 0.05, 0.04, "black_lacquer", (0, 0, 0), bevel=0.001)
    parts += block(width, depth - 0.02, height * 0.46, "lacquer", (0, 0.01, 0.04), bevel=0.004)
    parts += moved(
        drawer(width - 0.004, height * 0.46 - 0.008, "lacquer"),
        translation(0, -depth / 2 + 0.020, 0.044),
    )
    low = 0.04 + height * 0.46
    for sx in (-1, 1):
        parts += block(
            0.022, depth, height - low - 0.02, "lacquer", (sx * (width / 2 - 0.011), 0, low)
        )
    parts += block(width, depth, 0.024, "lacquer", (0, 0, height - 0.024), bevel=0.004)
    parts.append(
        plate(rounded_rectangle(0.12, 0.022, 0.010, 4), bullnose(0.012, height * 0.40), "brass")
    )
    parts[-1:] = moved(parts[-1], translation(0, -depth / 2 - 0.004, 0))
    parts += block(width - 0.04, 0.01, height - low - 0.02, "lacquer", (0, depth / 2 - 0.012, low))
    return parts


def _night_pedestal(ctx: BuildContext) -> list[Mesh]:
    """Round reeded pedestal with a tray top."""
    width, depth, height = ctx.size_m
    drum = ellipse(width * 0.78, depth * 0.78)
    return [
        reeded_drum(drum, height - 0.06, "wood", count=36, depth=0.012, z=0.012),
        plate(ellipse(width * 0.72, depth * 0.72), soft_edge(0.014, 0.0, 0.002), "metal"),
        plate(
            ellipse(width, depth),
            [
                [
                    (0.02, height - 0.05),
                    (0.0, height - 0.035),
                    (0.0, height - 0.004),
                    (0.003, height),
                ],
                [(0.012, height), (0.016, height - 0.014)],
            ],
            "wood",
        ),
    ]


_LIVE, _SLEEP, _DINE = (LIVING, DINING, OFFICE), (BEDROOM,), (DINING, LIVING)
PIECES = (
    declared(
        _night_drum,
        "nightstand_curved",
        "nightstand",
        "Curved nightstand",
        "Two drawers that wrap round the corners, under a stone lid.",
        (0.52, 0.44, 0.52),
        styles=(MODERN, CONTEMPORARY),
        rooms=_SLEEP,
        against_wall=True,
        surfaces=_top((0.52, 0.44, 0.52), 0.84),
    ),
    declared(
        _night_legs,
        "nightstand_open",
        "nightstand",
        "Open nightstand",
        "A niche for books over one drawer, on splayed legs.",
        (0.48, 0.40, 0.56),
        styles=(CONTEMPORARY, MODERN),
        rooms=_SLEEP,
        against_wall=True,
        surfaces=_top((0.48, 0.40, 0.56)),
    ),
    declared(
        _night_classic,
        "nightstand_fluted",
        "nightstand",
        "Bedside chest",
        "Three drawers between fluted pilasters.",
        (0.54, 0.44, 0.66),
        styles=(CLASSIC,),
        rooms=_SLEEP,
        against_wall=True,
        surfaces=_top((0.54, 0.44, 0.66)),
    ),
    declared(
        _night_cube,
        "nightstand_cube",
        "nightstand",
        "Stacked cube nightstand",
        "An open cube over a closed one, lacquered all round.",
        (0.46, 0.42, 0.54),
        rooms=_SLEEP,
        against_wall=True,
        surfaces=_top((0.46, 0.42, 0.54)),
    ),
    declared(
        _night_pedestal,
        "nightstand_pedestal",
        "nightstand",
        "Reeded pedestal nightstand",
        "A round tray on a reeded column.",
        (0.46, 0.46, 0.55),
        rooms=_SLEEP,
        against_wall=True,
        is_round=True,
        surfaces=_top((0.46, 0.46, 0.54), 0.72),
    ),
)
