"""Cabinets with glass or a niche, the bar cart, the television."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh, Surface
from vetrina.staging.kit.mesh import grid_mesh, moved, translation, turn_x, turn_z
from vetrina.staging.kit.pieces.facts import (
    DINING,
    LIVING,
    OFFICE,
    declared,
)
from vetrina.staging.kit.pieces.joinery import (
    block,
    carcass,
    corner_legs,
    plate,
    rounded_rectangle,
    soft_edge,
)
from vetrina.staging.kit.pieces.objects import lying_books, vessel
from vetrina.staging.kit.pieces.shelving import dressed
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import board, cylinder, tube

Array = NDArray[np.float64]


def _glazed(ctx: BuildContext) -> list[Mesh]:
    """Metal-framed glass doors on a dark case with stone shelves.

    Long because every board of it is stated once, in the order in which it is built.
    """
    width, depth, height = ctx.size_m
    legs = 0.14
    parts = moved(
        carcass(width, depth - 0.02, height - legs, "wood", back="veneer"),
        translation(0, 0.01, legs),
    )
    parts += corner_legs(width, depth, legs + 0.005, "leg_metal", top=0.028, foot=0.022, inset=0.05)
    tall = (height - legs - 0.04) / 4
    for k in range(4):
        z = legs + 0.022 + k * tall
        if k:
            parts += block(width - 0.05, depth - 0.06, 0.016, "wood", (0, 0.015, z - 0.016))
        parts += moved(
            dressed(ctx, f"glazed{k}", width - 0.08, depth - 0.08, tall - 0.03),
            translation(0, 0.01, z + 0.001),
        )
    each = width / 2 - 0.006
    for sx in (-1, 1):
        x = sx * (each / 2 + 0.002)
        for edge in (-1, 1):
            parts += block(
                0.020,
                0.016,
                height - legs - 0.01,
                "metal",
                (x + edge * (each / 2 - 0.010), -depth / 2 + 0.009, legs + 0.005),
                bevel=0.001,
            )
        for z in (legs + 0.005, legs + (height - legs) / 2, height - 0.026):
            parts += block(
                each - 0.03, 0.016, 0.018, "metal", (x, -depth / 2 + 0.009, z), bevel=0.001
            )
        parts += block(
            each - 0.03,
            0.004,
            height - legs - 0.04,
            "glass",
            (x, -depth / 2 + 0.009, legs + 0.02),
            bevel=0.001,
        )
    return parts


def _arched_cabinet(ctx: BuildContext) -> list[Mesh]:
    """A tall niche with a round head, open above, two doors below.

    Long because every board of it is stated once, in the order in which it is built.
    """
    width, depth, height = ctx.size_m
    thick, rise = 0.035, width / 2
    angle = np.linspace(0, np.pi, 49)
    outer = np.stack([np.cos(angle) * width / 2, np.sin(angle) * rise + height - rise], axis=1)
    outline = np.concatenate([[[width / 2, 0.0]], outer, [[-width / 2, 0.0]]])
    inner = np.stack(
        [np.cos(angle) * (width / 2 - thick), np.sin(angle) * (rise - thick) + height - rise],
        axis=1,
    )
    inner = np.concatenate([[[width / 2 - thick, 0.0]], inner, [[-width / 2 + thick, 0.0]]])
    back = moved(
        plate(outline, [[(0.0, 0.0), (0.0, 0.012)]], "lacquer"),
        translation(0, depth / 2, 0),
        turn_x(90),
    )
    parts = [*back, *_band(outline, inner, depth, "lacquer")]
    doors = 0.74
    parts += block(width - 2 * thick, depth - 0.03, 0.06, "lacquer", (0, 0.012, 0.0))
    for sx in (-1, 1):
        parts += block(
            width / 2 - thick - 0.003,
            0.02,
            doors - 0.07,
            "lacquer",
            (sx * (width / 4 - thick / 2), -depth / 2 + 0.014, 0.062),
            bevel=0.003,
        )
        parts += block(
            0.010, 0.022, 0.16, "brass", (sx * 0.022, -depth / 2 - 0.004, doors * 0.55), bevel=0.003
        )
    for k, z in enumerate((doors, doors + 0.36, doors + 0.72)):
        parts += block(width - 2 * thick, depth - 0.03, 0.022, "wood", (0, 0.01, z - 0.022))
        parts += moved(
            dressed(ctx, f"niche{k}", width - 2 * thick - 0.12, depth - 0.08, 0.30),
            translation(0, 0.01, z + 0.001),
        )
    return parts


def _band(
    outer: Array,
    inner: Array,
    depth: float,
    slot: str,
) -> list[Mesh]:
    """The wall between two open outlines (N, 2) in the xz plane, `depth` deep about y = 0."""

    def at(line: Array, y: float) -> Array:
        return np.stack([line[:, 0], np.full(len(line), y), line[:, 1]], axis=1)

    front, back = -depth / 2, depth / 2
    return [
        grid_mesh(np.stack([at(outer, front), at(outer, back)])[::-1], slot),
        grid_mesh(np.stack([at(inner, front), at(inner, back)]), slot),
        grid_mesh(np.stack([at(inner, front), at(outer, front)])[::-1], slot),
    ]


def _bar_cart(ctx: BuildContext) -> list[Mesh]:
    """Two glass trays in a metal frame on wheels, with bottles and glasses.

    Long because every board of it is stated once, in the order in which it is built.
    """
    width, depth, height = ctx.size_m[0], ctx.size_m[1] - 0.03, ctx.size_m[2] - 0.13
    parts: list[Mesh] = []
    for sx in (-1, 1):
        x = sx * (width / 2 - 0.03)
        hoop = [
            [x, -depth / 2 + 0.02, 0.07],
            [x, -depth / 2 + 0.02, height - 0.06],
            [x, -depth / 2 + 0.06, height - 0.008],
            [x, depth / 2 - 0.06, height - 0.008],
            [x, depth / 2 - 0.02, height - 0.06],
            [x, depth / 2 - 0.02, 0.07],
        ]
        parts.append(tube(hoop, 0.009, "metal"))
        for sy in (-1, 1):
            wheel = moved(cylinder(0.036, 0.018, "plastic_black"), turn_z(90), turn_x(90))
            parts += moved(wheel, translation(x + 0.009, sy * (depth / 2 - 0.02), 0.036))
    for z in (0.20, height - 0.16):
        outline = rounded_rectangle(width - 0.06, depth - 0.03, 0.03)
        parts.append(
            plate(outline, soft_edge(0.008, z, 0.002), "glass_smoked" if z > 0.3 else "wood")
        )
        ring = np.column_stack([outline, np.full(len(outline), z + 0.004)])
        parts.append(tube(ring, 0.007, "metal", closed=True, sides=8))
        rail = np.column_stack([outline * 0.995, np.full(len(outline), z + 0.055)])
        parts.append(tube(rail, 0.004, "metal", closed=True, sides=8))
    rng = ctx.rng("bar")
    for k, (x, y) in enumerate(((-0.22, 0.05), (-0.12, 0.09), (-0.16, -0.05), (0.20, 0.06))):
        bottle = vessel(
            "bottle",
            float(rng.uniform(0.24, 0.28) if k else 0.28),
            0.085,
            ("ceramic_dark", "glass_smoked", "ceramic_accent", "ceramic")[k],
        )
        parts += moved(bottle, translation(x * width / 0.8, y, height - 0.151))
    for x in (0.02, 0.10, 0.06):
        glass = vessel("cylinder", 0.09, 0.075, "glass")
        parts += moved(glass, translation(x, 0.07 * np.sin(x * 60), height - 0.151))
    pile, _ = lying_books(rng, 2, 0.26, 0.2)
    return [*parts, *moved(pile, translation(0.05, 0, 0.209))]


def _television(ctx: BuildContext) -> list[Mesh]:
    """Flat screen on two slim feet."""
    width, _, height = ctx.size_m
    parts = block(width, 0.026, height - 0.06, "plastic_black", (0, 0, 0.06), bevel=0.004)
    parts += block(
        width - 0.014, 0.003, height - 0.082, "screen_black", (0, -0.0135, 0.075), bevel=0.001
    )
    parts += block(width * 0.5, 0.03, height * 0.35, "plastic_black", (0, 0.018, 0.10), bevel=0.01)
    for sx in (-1, 1):
        x = sx * width * 0.34
        for sy in (-1, 1):
            parts.append(
                board(
                    [x, sy * 0.115, 0.005], [x, 0, 0.065], 0.022, 0.008, "aluminium", up=(0, 0.3, 1)
                )
            )
    return parts


_SHELVES = (LIVING, OFFICE, DINING)
PIECES = (
    declared(
        _glazed,
        "cabinet_glazed",
        "display_cabinet",
        "Glazed display cabinet",
        "Metal-framed glass doors before four lit shelves.",
        (0.96, 0.40, 1.75),
        rooms=_SHELVES,
        against_wall=True,
        clearance_front_m=0.7,
    ),
    declared(
        _arched_cabinet,
        "cabinet_arched",
        "display_cabinet",
        "Arched niche cabinet",
        "A round-headed niche with three shelves over two doors.",
        (0.90, 0.40, 2.05),
        rooms=_SHELVES,
        against_wall=True,
        clearance_front_m=0.7,
    ),
    declared(
        _bar_cart,
        "bar_cart_hoop",
        "bar_cart",
        "Hoop bar cart",
        "Two trays between bent hoops, dressed with bottles and glasses.",
        (0.76, 0.45, 1.01),
        rooms=(LIVING, DINING),
        clearance_front_m=0.5,
        surfaces=(Surface(0.26, -0.08, 0.72, 0.18, 0.14),),
    ),
    declared(
        _television,
        "television_55",
        "television",
        "55-inch television",
        "A flat screen on two slim feet.",
        (1.23, 0.24, 0.76),
        rooms=(LIVING,),
        mount="top",
    ),
    declared(
        _television,
        "television_43",
        "television",
        "43-inch television",
        "A flat screen on two slim feet, for a small room.",
        (0.97, 0.23, 0.62),
        rooms=(LIVING,),
        mount="top",
    ),
)
