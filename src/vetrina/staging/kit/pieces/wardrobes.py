"""Dressers and wardrobes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh, Surface
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
    bar_pull,
    block,
    corner_legs,
    drawer,
    drop_handle,
    knob,
    moulded_edge,
    panel_door,
    plate,
    rectangle,
    reeded,
)
from vetrina.staging.kit.recipe import BuildContext

Array = NDArray[np.float64]


def _six_drawers(ctx: BuildContext) -> list[Mesh]:
    """Wide chest: six drawers with full-length pulls in a mitred case on a sled."""
    width, depth, height = ctx.size_m
    parts = block(width - 0.16, depth - 0.12, 0.12, "leg_metal", (0, 0, 0), bevel=0.002)
    parts += block(width, depth - 0.012, height - 0.12, "wood", (0, 0.006, 0.12), bevel=0.006)
    tall, wide = (height - 0.15) / 3, (width - 0.03) / 2
    for k in range(3):
        for sx in (-1, 1):
            at = (sx * wide / 2, -depth / 2 + 0.012, 0.135 + k * tall)
            parts += moved(drawer(wide - 0.006, tall - 0.006, "veneer"), translation(*at))
            parts += block(
                wide - 0.02,
                0.010,
                0.008,
                "metal",
                (at[0], -depth / 2 - 0.010, at[2] + tall - 0.03),
                bevel=0.001,
            )
    return parts


def _bow_chest(ctx: BuildContext) -> list[Mesh]:
    """Bow-fronted chest of four drawers on bracket feet."""
    width, depth, height = ctx.size_m
    x = np.linspace(-width / 2, width / 2, 41)
    bow = 0.07 * (1 - (2 * x / width) ** 2)

    def plan(shrink: float) -> Array:
        front = np.stack([x * shrink, -(depth / 2 - 0.07) - bow * shrink], axis=1)
        back = np.array([[width / 2 * shrink, depth / 2], [-width / 2 * shrink, depth / 2]])
        return np.concatenate([front, back])

    parts = [
        plate(plan(1.0), moulded_edge(0.03, height - 0.03), "wood"),
        plate(plan(0.955), [[(0.0, 0.10), (0.0, height - 0.029)]], "veneer"),
        plate(plan(0.975), [[(0.0, 0.0), (0.0, 0.085)], [(0.0, 0.085), (0.012, 0.105)]], "wood"),
    ]
    tall = (height - 0.145) / 4
    for k in range(4):
        z = 0.112 + k * tall
        band = plan(0.955) * [0.93, 1.0] - [0.0, 0.010]
        parts.append(plate(band, [[(0.0, z), (0.0, z + tall - 0.012)]], "veneer"))
        for sx in (-1, 1):
            y = -(depth / 2 - 0.07) - 0.07 * (1 - 0.25) * 0.955 - 0.012
            parts += moved(drop_handle("brass"), translation(sx * width * 0.25, y, z + tall * 0.6))
    return parts


def _tall_boy(ctx: BuildContext) -> list[Mesh]:
    """Narrow tower of five reeded drawers on slender legs."""
    width, depth, height = ctx.size_m
    legs = 0.16
    parts = corner_legs(
        width, depth, legs + 0.005, "leg_wood", top=0.038, foot=0.022, inset=0.06, splay=0.02
    )
    parts += block(width, depth - 0.02, height - legs, "wood", (0, 0.01, legs), bevel=0.008)
    tall = (height - legs - 0.03) / 5
    for k in range(5):
        face = reeded(width - 0.05, tall - 0.010, "veneer", pitch=0.018)
        z = legs + 0.02 + k * tall
        parts += moved(face, translation(0, -depth / 2 + 0.010, z))
        parts += moved(knob("brass", 0.012), translation(0, -depth / 2 + 0.004, z + tall / 2))
    return parts


def _wardrobe_plain(ctx: BuildContext) -> list[Mesh]:
    """Three flush doors with tall recessed pulls."""
    width, depth, height = ctx.size_m
    parts = block(width - 0.04, depth - 0.08, 0.07, "black_lacquer", (0, 0.01, 0), bevel=0.001)
    parts += block(
        width, depth - 0.024, height - 0.07, "wood", (0, 0.012, 0.07), bevel=0.003, grain="z"
    )
    each = (width - 0.006) / 3
    for k in range(3):
        x = (k - 1) * each
        parts += block(
            each - 0.005,
            0.022,
            height - 0.085,
            "veneer",
            (x, -depth / 2 + 0.011, 0.078),
            bevel=0.002,
            grain="z",
        )
        pull = x + (each / 2 - 0.05) * (1 if k == 0 else -1)
        parts += block(0.014, 0.026, 0.62, "metal", (pull, -depth / 2 - 0.010, 0.78), bevel=0.003)
    return parts


def _wardrobe_classic(ctx: BuildContext) -> list[Mesh]:
    """Cornice, two tall panelled doors over a pair of drawers.

    Long because every board of it is stated once, in the order in which it is built.
    """
    width, depth, height = ctx.size_m
    outline = rectangle(width, depth)
    parts = [
        plate(
            outline,
            [
                [
                    (0.055, height - 0.11),
                    (0.050, height - 0.09),
                    (0.030, height - 0.06),
                    (0.012, height - 0.045),
                    (0.010, height - 0.03),
                ],
                [(0.0, height - 0.03), (0.0, height)],
            ],
            "wood",
        )
    ]
    parts += block(width - 0.10, depth - 0.06, height - 0.19, "wood", (0, 0.0, 0.09))
    parts.append(
        plate(
            rectangle(width - 0.06, depth - 0.03),
            [[(0.0, 0.0), (0.0, 0.08)], [(0.0, 0.08), (0.016, 0.10)]],
            "wood",
        )
    )
    each, front = (width - 0.13) / 2, -depth / 2 + 0.033
    for sx in (-1, 1):
        x = sx * each / 2
        parts += moved(drawer(each - 0.012, 0.21, "veneer"), translation(x, front, 0.115))
        parts += moved(drop_handle("brass"), translation(x, front - 0.02, 0.235))
        low, high = 0.345, height - 0.125
        middle = low + (high - low) * 0.46
        parts += moved(
            panel_door(each - 0.010, middle - low - 0.003, "wood"), translation(x, front, low)
        )
        parts += moved(
            panel_door(each - 0.010, high - middle, "wood"), translation(x, front, middle)
        )
        parts += moved(knob("brass", 0.016), translation(sx * 0.05, front - 0.022, middle - 0.03))
    return parts


def _wardrobe_cane(ctx: BuildContext) -> list[Mesh]:
    """Two caned doors in a rounded frame on tall legs.

    Long because every board of it is stated once, in the order in which it is built.
    """
    width, depth, height = ctx.size_m
    legs = 0.16
    parts = corner_legs(
        width, depth, legs + 0.005, "leg_wood", top=0.046, foot=0.028, inset=0.08, splay=0.02
    )
    parts += block(
        width, depth - 0.024, height - legs, "wood", (0, 0.012, legs), bevel=0.02, grain="z"
    )
    each, tall = width / 2 - 0.03, height - legs - 0.06
    for sx in (-1, 1):
        x = sx * (each / 2 + 0.004)
        for edge in (-1, 1):
            parts += block(
                0.055,
                0.022,
                tall,
                "wood",
                (x + edge * (each / 2 - 0.0275), -depth / 2 + 0.011, legs + 0.03),
                grain="z",
            )
        for z in (0.0, tall * 0.36, tall - 0.055):
            parts += block(
                each - 0.10, 0.022, 0.055, "wood", (x, -depth / 2 + 0.011, legs + 0.03 + z)
            )
        parts += block(
            each - 0.09,
            0.003,
            tall - 0.09,
            "cane",
            (x, -depth / 2 + 0.014, legs + 0.07),
            bevel=0.0005,
        )
        parts += moved(
            bar_pull(0.20, "metal", upright=True),
            translation(sx * 0.036, -depth / 2, legs + tall * 0.52),
        )
    return parts


_LIVE, _SLEEP, _DINE = (LIVING, DINING, OFFICE), (BEDROOM,), (DINING, LIVING)
PIECES = (
    declared(
        _six_drawers,
        "dresser_six_drawer",
        "dresser",
        "Six-drawer dresser",
        "Wide and low, with full-length pulls and a floating foot.",
        (1.50, 0.48, 0.80),
        styles=(MODERN, CONTEMPORARY),
        rooms=_SLEEP,
        against_wall=True,
        clearance_front_m=0.8,
        surfaces=_top((1.50, 0.46, 0.80)),
    ),
    declared(
        _bow_chest,
        "dresser_bow_front",
        "dresser",
        "Bow-front chest",
        "Four curved drawers with brass bail handles.",
        (1.10, 0.52, 0.90),
        styles=(CLASSIC,),
        rooms=_SLEEP,
        against_wall=True,
        clearance_front_m=0.8,
        surfaces=(Surface(0, 0.02, 0.90, 0.98, 0.38),),
    ),
    declared(
        _tall_boy,
        "dresser_tall_reeded",
        "dresser",
        "Reeded tallboy",
        "Five reeded drawers in a narrow tower.",
        (0.62, 0.46, 1.16),
        rooms=_SLEEP,
        against_wall=True,
        clearance_front_m=0.8,
        surfaces=_top((0.62, 0.46, 1.16)),
    ),
    declared(
        _wardrobe_plain,
        "wardrobe_flush",
        "wardrobe",
        "Flush three-door wardrobe",
        "Book-matched veneer doors with tall metal pulls.",
        (1.50, 0.62, 2.20),
        styles=(MODERN, CONTEMPORARY),
        rooms=_SLEEP,
        against_wall=True,
        clearance_front_m=0.8,
    ),
    declared(
        _wardrobe_classic,
        "wardrobe_cornice",
        "wardrobe",
        "Cornice wardrobe",
        "Panelled doors over drawers, beneath a deep cornice.",
        (1.35, 0.62, 2.15),
        styles=(CLASSIC,),
        rooms=_SLEEP,
        against_wall=True,
        clearance_front_m=0.8,
    ),
    declared(
        _wardrobe_cane,
        "wardrobe_caned",
        "wardrobe",
        "Caned wardrobe",
        "Woven cane doors in a softened wooden frame on tall legs.",
        (1.15, 0.61, 1.95),
        styles=(CONTEMPORARY, CLASSIC),
        rooms=_SLEEP,
        against_wall=True,
        clearance_front_m=0.8,
    ),
)
