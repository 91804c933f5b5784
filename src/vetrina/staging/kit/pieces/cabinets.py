"""Sideboards and media units."""

from __future__ import annotations

import numpy as np

from vetrina.staging.furnishing import Mesh, Surface
from vetrina.staging.kit.mesh import moved, translation
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
    corner_legs,
    drawer,
    drop_handle,
    knob,
    moulded_edge,
    panel_door,
    plate,
    rectangle,
    reeded,
    rounded_rectangle,
    soft_edge,
)
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import sweep, tapered_leg
from vetrina.staging.kit.shapes.sweeping import rectangle_section

Size = tuple[float, float, float]


def _fluted(ctx: BuildContext) -> list[Mesh]:
    """Four reeded doors without handles between rounded ends, on a recessed metal plinth."""
    width, depth, height = ctx.size_m
    parts = block(width - 0.10, depth - 0.08, 0.10, "metal", (0, 0.01, 0), bevel=0.002)
    parts.append(
        plate(
            rounded_rectangle(width, depth, 0.06),
            soft_edge(0.022, height - 0.022, 0.006),
            "top_stone",
        )
    )
    parts.append(
        plate(
            rounded_rectangle(width - 0.02, depth - 0.02, 0.06),
            soft_edge(height - 0.118, 0.095, 0.004),
            "wood_dark",
        )
    )
    each = (width - 0.14) / 4
    for k in range(4):
        x = -1.5 * each + k * each
        face = reeded(each - 0.004, height - 0.14, "wood", pitch=0.026)
        parts += moved(face, translation(x, -depth / 2 + 0.008, 0.105))
    for sx in (-1, 1):
        parts += block(
            0.006,
            depth - 0.12,
            height - 0.14,
            "wood",
            (sx * (width / 2 - 0.008), 0, 0.105),
            bevel=0.001,
            grain="z",
        )
    return parts


def _classic(ctx: BuildContext) -> list[Mesh]:
    """Moulded top, three drawers over three panelled doors, bracket plinth."""
    width, depth, height = ctx.size_m
    parts = [
        plate(rectangle(width, depth), moulded_edge(0.034, height - 0.034), "wood"),
        plate(
            rectangle(width - 0.02, depth - 0.01),
            [[(0.0, 0.0), (0.0, 0.085)], [(0.0, 0.085), (0.018, 0.105)]],
            "wood",
        ),
    ]
    parts += block(width - 0.06, depth - 0.05, height - 0.13, "wood", (0, 0.005, 0.10))
    each = (width - 0.12) / 3
    for k in range(3):
        x = (k - 1) * each
        front = -depth / 2 + 0.028
        parts += moved(drawer(each - 0.02, 0.13, "veneer"), translation(x, front, height - 0.185))
        parts += moved(drop_handle("brass"), translation(x, front - 0.02, height - 0.105))
        parts += moved(panel_door(each - 0.02, height - 0.32, "wood"), translation(x, front, 0.115))
        knob_x = x + (each / 2 - 0.05) * (1 if k == 0 else -1)
        parts += moved(knob("brass"), translation(knob_x, front - 0.022, 0.42 * height))
    return parts


def _slatted(ctx: BuildContext) -> list[Mesh]:
    """A low box on splayed legs whose doors are rows of fine upright slats."""
    width, depth, height = ctx.size_m
    legs = 0.20
    parts = corner_legs(
        width, depth, legs + 0.01, "leg_wood", top=0.042, foot=0.024, inset=0.12, splay=0.035
    )
    body = height - legs
    for z in (legs, height - 0.024):
        parts += block(width, depth, 0.024, "wood", (0, 0, z), bevel=0.004)
    for sx in (-1, 1):
        parts += block(
            0.024, depth, body - 0.04, "wood", (sx * (width / 2 - 0.012), 0, legs + 0.02), grain="z"
        )
    parts += block(width - 0.05, depth - 0.06, body - 0.05, "wood_dark", (0, 0.02, legs + 0.025))
    count = int((width - 0.07) / 0.019)
    for x in np.linspace(-width / 2 + 0.036, width / 2 - 0.036, count):
        parts += block(
            0.011,
            0.018,
            body - 0.052,
            "wood",
            (float(x), -depth / 2 + 0.018, legs + 0.026),
            bevel=0.001,
        )
    for x in (-width / 6, width / 6):
        parts += block(0.022, 0.020, body - 0.05, "wood", (x, -depth / 2 + 0.016, legs + 0.025))
    return parts


def _arched(ctx: BuildContext) -> list[Mesh]:
    """Lacquered cabinet with inlaid arcs of brass on two doors, on a sled of black steel."""
    width, depth, height = ctx.size_m
    legs = 0.18
    parts = block(width, depth, height - legs, "lacquer", (0, 0.006, legs), bevel=0.006)
    for sx in (-1, 1):
        x = sx * (width / 2 - 0.10)
        for y in (-depth / 2 + 0.04, depth / 2 - 0.04):
            parts += block(0.022, 0.022, legs, "leg_metal", (x, y, 0))
        parts += block(0.022, depth - 0.06, 0.022, "leg_metal", (x, 0, 0))
        parts += block(
            width / 2 - 0.016,
            0.016,
            height - legs - 0.024,
            "lacquer",
            (sx * width / 4, -depth / 2 + 0.002, legs + 0.012),
            bevel=0.003,
        )
        for radius in (0.14, 0.20, 0.26):
            parts += _arc_inlay(
                radius, (sx * 0.004, -depth / 2 - 0.0065, legs + (height - legs) / 2), sx
            )
    return parts


def _arc_inlay(radius: float, at: tuple[float, float, float], side: int) -> list[Mesh]:
    angle = (
        np.linspace(-np.pi / 2, np.pi / 2, 28)
        if side > 0
        else np.linspace(np.pi / 2, 3 * np.pi / 2, 28)
    )
    path = np.stack([radius * np.cos(angle), np.zeros(28), radius * np.sin(angle)], axis=1)
    return moved(
        sweep(path, rectangle_section(0.010, 0.003, 0.0005), "brass", up=(0, -1, 0)),
        translation(*at),
    )


def _media_low(ctx: BuildContext) -> list[Mesh]:
    """Long low unit: two caned doors about an open shelf.

    Long because every board of it is stated once, in the order in which it is built.
    """
    width, depth, height = ctx.size_m
    legs = 0.13
    parts = corner_legs(width, depth, legs + 0.005, "leg_wood", top=0.036, foot=0.024, inset=0.10)
    for z in (legs, height - 0.024):
        parts += block(width, depth, 0.024, "wood", (0, 0, z), bevel=0.004)
    for x in (-width / 2 + 0.012, -width / 6, width / 6, width / 2 - 0.012):
        parts += block(
            0.024, depth - 0.004, height - legs - 0.04, "wood", (x, 0.002, legs + 0.02), grain="z"
        )
    parts += block(
        width - 0.04, 0.01, height - legs - 0.04, "wood_dark", (0, depth / 2 - 0.012, legs + 0.02)
    )
    parts += block(width / 3 - 0.02, depth - 0.04, 0.016, "wood", (0, 0.01, (legs + height) / 2))
    tall, each = height - legs - 0.054, width / 3 - 0.028
    for sx in (-1, 1):
        x = sx * width / 3
        for edge in (-1, 1):
            parts += block(
                0.032,
                0.018,
                tall,
                "wood",
                (x + edge * (each / 2 - 0.016), -depth / 2 + 0.012, legs + 0.027),
                grain="z",
            )
        for z in (legs + 0.027, legs + 0.027 + tall - 0.032):
            parts += block(each, 0.018, 0.032, "wood", (x, -depth / 2 + 0.012, z))
        parts += block(
            each - 0.06,
            0.003,
            tall - 0.06,
            "cane",
            (x, -depth / 2 + 0.013, legs + 0.057),
            bevel=0.0005,
        )
        parts += block(
            each - 0.06,
            0.004,
            tall - 0.06,
            "wood",
            (x, -depth / 2 + 0.030, legs + 0.057),
            bevel=0.0005,
        )
    return parts


def _media_stone(ctx: BuildContext) -> list[Mesh]:
    """Two long drawers between a stone top and a shadow plinth."""
    width, depth, height = ctx.size_m
    parts = block(width - 0.12, depth - 0.10, 0.06, "black_lacquer", (0, 0.01, 0), bevel=0.001)
    parts.append(
        plate(
            rectangle(width, depth),
            soft_edge(0.03, height - 0.03, 0.004),
            "top_stone",
        )
    )
    parts += block(width - 0.01, depth - 0.03, height - 0.09, "veneer", (0, 0.012, 0.06))
    for sx in (-1, 1):
        for k in range(2):
            tall = (height - 0.095) / 2
            parts += moved(
                reeded(width / 2 - 0.012, tall - 0.006, "wood", pitch=0.05, hollow=True),
                translation(sx * (width / 4 - 0.002), -depth / 2 + 0.004, 0.063 + k * tall),
            )
    return parts


def _media_classic(ctx: BuildContext) -> list[Mesh]:
    """Panelled doors about a bank of drawers, moulded top, bun feet."""
    width, depth, height = ctx.size_m
    parts = [plate(rectangle(width, depth), moulded_edge(0.03, height - 0.03), "wood")]
    parts += block(width - 0.05, depth - 0.05, height - 0.11, "wood", (0, 0.004, 0.08))
    for sx in (-1, 1):
        for sy in (-1, 1):
            foot = tapered_leg(0.085, 0.06, 0.045, "leg_wood")
            parts += moved(foot, translation(sx * (width / 2 - 0.07), sy * (depth / 2 - 0.07), 0))
    front, each, tall = -depth / 2 + 0.030, (width - 0.09) / 3, height - 0.14
    for k in (-1, 1):
        parts += moved(panel_door(each - 0.02, tall, "wood"), translation(k * each, front, 0.095))
        parts += moved(knob("brass"), translation(k * (each / 2 + 0.05), front - 0.022, 0.3))
    for k in range(2):
        z = 0.095 + k * tall / 2
        parts += moved(drawer(each - 0.02, tall / 2 - 0.01, "veneer"), translation(0, front, z))
        parts += moved(drop_handle("brass"), translation(0, front - 0.02, z + tall * 0.27))
    return parts


def _top(size: Size, share: float = 0.90) -> tuple[Surface, ...]:
    return (Surface(0.0, 0.0, size[2], size[0] * share, size[1] * 0.84),)


_LIVE, _SLEEP, _DINE = (LIVING, DINING, OFFICE), (BEDROOM,), (DINING, LIVING)
_A: Size = (1.70, 0.44, 0.76)
_B: Size = (1.65, 0.52, 0.92)
_C: Size = (1.60, 0.42, 0.74)
_D: Size = (1.50, 0.43, 0.80)
PIECES = (
    declared(
        _fluted,
        "sideboard_fluted",
        "sideboard",
        "Reeded sideboard",
        "Handle-less reeded doors under a stone top with rounded corners.",
        _A,
        styles=(MODERN, CONTEMPORARY),
        rooms=_LIVE,
        against_wall=True,
        clearance_front_m=0.75,
        surfaces=_top(_A),
    ),
    declared(
        _classic,
        "sideboard_panelled",
        "sideboard",
        "Panelled sideboard",
        "Three drawers over three raised-panel doors, with brass handles.",
        _B,
        styles=(CLASSIC,),
        rooms=_LIVE,
        against_wall=True,
        clearance_front_m=0.75,
        surfaces=_top(_B),
    ),
    declared(
        _slatted,
        "sideboard_slatted",
        "sideboard",
        "Slatted sideboard",
        "Fine upright slats before a dark carcass, on splayed legs.",
        _C,
        styles=(CONTEMPORARY, MODERN),
        rooms=_LIVE,
        against_wall=True,
        clearance_front_m=0.75,
        surfaces=_top(_C),
    ),
    declared(
        _arched,
        "sideboard_arc_inlay",
        "sideboard",
        "Arc inlay cabinet",
        "Two lacquered doors with concentric arcs of brass, on a steel sled.",
        _D,
        rooms=_LIVE,
        against_wall=True,
        clearance_front_m=0.75,
        surfaces=_top(_D),
    ),
    declared(
        _media_low,
        "media_caned",
        "media_unit",
        "Caned media unit",
        "Two caned doors about an open shelf, on short legs.",
        (1.80, 0.42, 0.52),
        styles=(CONTEMPORARY,),
        rooms=(LIVING,),
        against_wall=True,
        clearance_front_m=1.2,
        surfaces=_top((1.80, 0.42, 0.52)),
    ),
    declared(
        _media_stone,
        "media_stone_top",
        "media_unit",
        "Stone-topped media unit",
        "Four scooped drawer fronts under one slab of stone.",
        (1.90, 0.44, 0.48),
        styles=(MODERN, CONTEMPORARY),
        rooms=(LIVING,),
        against_wall=True,
        clearance_front_m=1.2,
        surfaces=_top((1.90, 0.44, 0.48)),
    ),
    declared(
        _media_classic,
        "media_panelled",
        "media_unit",
        "Panelled media cabinet",
        "Raised-panel doors about two drawers, under a moulded top.",
        (1.60, 0.48, 0.58),
        styles=(CLASSIC,),
        rooms=(LIVING,),
        against_wall=True,
        clearance_front_m=1.2,
        surfaces=_top((1.60, 0.48, 0.58)),
    ),
)
