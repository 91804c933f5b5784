"""Coffee tables: eight silhouettes between a turned mahogany table and a travertine plinth."""

from __future__ import annotations

import numpy as np

from vetrina.staging.furnishing import Mesh, Surface
from vetrina.staging.kit.mesh import moved, translation
from vetrina.staging.kit.pieces.facts import (
    CLASSIC,
    CONTEMPORARY,
    EVERY_STYLE,
    LIVING,
    MODERN,
    OFFICE,
    declared,
    top_of,
)
from vetrina.staging.kit.pieces.joinery import (
    block,
    bullnose,
    corner_legs,
    ellipse,
    knife_edge,
    moulded_edge,
    pebble,
    plate,
    rectangle,
    reeded_drum,
    rounded_rectangle,
    soft_edge,
    turned_leg,
)
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import board, cylinder, lathe, sweep, tube
from vetrina.staging.kit.shapes.sweeping import rectangle_section

_SITTING = (LIVING, OFFICE)


def _drum(ctx: BuildContext) -> list[Mesh]:
    """Reeded stone drum under a thin overhanging round top, on a recessed foot."""
    width, depth, height = ctx.size_m
    body = ellipse(width - 0.06, depth - 0.06)
    return [
        plate(ellipse(width - 0.16, depth - 0.16), soft_edge(0.03, 0.0, 0.003), "metal"),
        reeded_drum(body, height - 0.055, "top_stone", count=64, depth=0.013, z=0.028),
        plate(ellipse(width, depth), soft_edge(0.028, height - 0.028, 0.008), "top_stone"),
    ]


def _shelf(ctx: BuildContext) -> list[Mesh]:
    """Wooden frame with softened legs, a caned shelf and a top with a thin rim."""
    width, depth, height = ctx.size_m
    parts = [
        plate(rounded_rectangle(width, depth, 0.05), knife_edge(0.032, height - 0.032), "wood")
    ]
    parts += corner_legs(
        width - 0.06, depth - 0.06, height - 0.03, "leg_wood", top=0.046, foot=0.034
    )
    for sy in (-1, 1):
        parts += block(width - 0.20, 0.02, 0.03, "leg_wood", (0, sy * (depth / 2 - 0.08), 0.115))
    for sx in (-1, 1):
        parts += block(0.02, depth - 0.18, 0.03, "leg_wood", (sx * (width / 2 - 0.08), 0, 0.115))
    parts += block(width - 0.17, depth - 0.17, 0.004, "cane", (0, 0, 0.135), bevel=0.001)
    return parts


def _nesting(ctx: BuildContext) -> list[Mesh]:
    """A high and a low round table, the low one pushed half under; rods for legs."""
    parts: list[Mesh] = []
    for x, y, radius, high, slot in (
        (-0.16, 0.06, 0.36, ctx.size_m[2], "top_stone"),
        (0.26, -0.10, 0.27, ctx.size_m[2] - 0.10, "wood"),
    ):
        top = plate(ellipse(2 * radius, 2 * radius), soft_edge(0.022, high - 0.022), slot)
        rim = np.linspace(0, 2 * np.pi, 73)[:-1]
        ring = np.stack([np.cos(rim), np.sin(rim), np.zeros(72)], axis=1) * (radius - 0.03)
        frame = [
            tube(ring + np.array([0, 0, high - 0.031]), 0.008, "leg_metal", closed=True, sides=10),
            tube(ring + np.array([0, 0, 0.009]), 0.008, "leg_metal", closed=True, sides=10),
        ]
        for k in range(4):
            angle = np.pi / 4 + k * np.pi / 2
            foot = (radius - 0.03) * np.array([np.cos(angle), np.sin(angle)])
            frame.append(tube([[*foot, 0.01], [*foot, high - 0.03]], 0.008, "leg_metal"))
        parts += moved([top, *frame], translation(x, y, 0))
    return parts


def _waterfall(ctx: BuildContext) -> list[Mesh]:
    """One board bent down at both ends, with a tray underneath."""
    width, depth, height = ctx.size_m
    thick, radius = 0.045, 0.09
    half, low = width / 2 - thick / 2, thick / 2
    turn = np.linspace(0, np.pi / 2, 9)
    left = [
        (-half + radius * (1 - np.sin(t)), height - low - radius * (1 - np.cos(t)))
        for t in turn[::-1]
    ]
    right = [(-x, z) for x, z in left[::-1]]
    line = [(-half, 0.0), *left, *right, (half, 0.0)]
    path = np.array([[x, 0.0, z] for x, z in line])
    return [
        sweep(path, rectangle_section(thick, depth, 0.006), "wood", up=(0, 1, 0)),
        *block(width - 2 * thick, depth - 0.06, 0.02, "wood", (0, 0, 0.10)),
    ]


def _oval_glass(ctx: BuildContext) -> list[Mesh]:
    """Oval glass on two crossed hoops of bent wood."""
    width, depth, height = ctx.size_m
    top = plate(ellipse(width, depth, power=2.3), soft_edge(0.012, height - 0.012, 0.004), "glass")
    parts = [top]
    t = np.linspace(0, 1, 30)
    for sx in (-1, 1):
        for sy in (-1, 1):
            x = sx * (0.36 * width * (1 - t) - 0.16 * width * t + 0.10 * width * np.sin(np.pi * t))
            y = sy * (depth * 0.30) * (1 - 0.25 * np.sin(np.pi * t))
            path = np.stack([x, y, 0.016 + (height - 0.032) * t], axis=1)
            parts.append(
                sweep(path, rectangle_section(0.030, 0.042, 0.012), "leg_wood", up=(0, 1, 0))
            )
    for sy in (-1, 1):
        parts.append(
            board(
                [-0.27 * width, sy * depth * 0.30, height - 0.03],
                [0.27 * width, sy * depth * 0.30, height - 0.03],
                0.035,
                0.022,
                "leg_wood",
            )
        )
    parts.append(
        board(
            [0, -depth * 0.26, height * 0.52],
            [0, depth * 0.26, height * 0.52],
            0.03,
            0.02,
            "leg_wood",
        )
    )
    return parts


def _plinth(ctx: BuildContext) -> list[Mesh]:
    """Two stacked slabs of travertine, the upper pushed aside over a recessed core."""
    width, depth, height = ctx.size_m
    core = rounded_rectangle(width * 0.62, depth * 0.62, 0.02)
    low = rounded_rectangle(width * 0.86, depth * 0.94, 0.018)
    high = rounded_rectangle(width * 0.86, depth * 0.94, 0.018)
    parts = [
        plate(low, soft_edge(0.13, 0.0, 0.008), "stone_plinth"),
        plate(core, soft_edge(height - 0.20, 0.12, 0.004), "stone_plinth"),
    ]
    upper = plate(high, soft_edge(0.10, height - 0.10, 0.008), "stone_plinth")
    return moved(parts, translation(-width * 0.07, depth * 0.03, 0)) + moved(
        upper, translation(width * 0.07, -depth * 0.03, 0)
    )


def _turned(ctx: BuildContext) -> list[Mesh]:
    """Moulded top on an apron and turned legs, joined by a low shelf."""
    width, depth, height = ctx.size_m
    top = plate(rectangle(width, depth), moulded_edge(0.034, height - 0.034), "wood")
    parts = [top]
    for sx in (-1, 1):
        for sy in (-1, 1):
            place = translation(sx * (width / 2 - 0.075), sy * (depth / 2 - 0.075), 0)
            parts += moved(turned_leg(height - 0.034, 0.038, "leg_wood"), place)
    for sy in (-1, 1):
        parts += block(
            width - 0.16, 0.02, 0.075, "wood", (0, sy * (depth / 2 - 0.06), height - 0.11)
        )
        parts += block(
            width * 0.42, 0.016, 0.05, "veneer", (0, sy * (depth / 2 - 0.052), height - 0.098)
        )
    for sx in (-1, 1):
        parts += block(
            0.02, depth - 0.16, 0.075, "wood", (sx * (width / 2 - 0.06), 0, height - 0.11)
        )
    shelf = plate(rectangle(width - 0.13, depth - 0.13), bullnose(0.02, 0.11), "wood")
    return [*parts, shelf]


def _pebble(ctx: BuildContext) -> list[Mesh]:
    """Free-form top on three fat round legs."""
    width, depth, height = ctx.size_m
    outline = pebble(width, depth, 7)
    parts = [plate(outline, bullnose(0.05, height - 0.05), "wood")]
    for x, y in ((-0.24, 0.10), (0.25, 0.14), (0.06, -0.20)):
        leg = cylinder(0.085, height - 0.045, "wood_pale", bevel=0.012)
        parts += moved(leg, translation(x * width, y * depth, 0))
    return parts


def _bowl_table(ctx: BuildContext) -> list[Mesh]:
    """A round top that grows out of a cone: one turned body, with a metal band."""
    width, _, height = ctx.size_m
    r = width / 2
    body = [
        (0.0, 0.0),
        (0.52 * r, 0.0),
        (0.55 * r, 0.006),
        (0.47 * r, 0.30 * height),
        (0.50 * r, 0.55 * height),
        (0.80 * r, 0.90 * height),
        (0.955 * r, height - 0.012),
        (0.955 * r, height - 0.006),
        (0.0, height - 0.006),
    ]
    rim = plate(ellipse(width, width), soft_edge(0.02, height - 0.02, 0.004), "lacquer")
    return [lathe(body, "lacquer", sides=72, crease_deg=35), rim]


_H = 0.36
PIECES = (
    declared(
        _drum,
        "coffee_drum_fluted",
        "coffee_table",
        "Fluted stone drum table",
        "A reeded drum of polished stone under a thin round top.",
        (0.86, 0.86, _H),
        styles=(MODERN, CONTEMPORARY),
        rooms=_SITTING,
        is_round=True,
        surfaces=top_of((0.86, 0.86, _H), 0.66),
    ),
    declared(
        _shelf,
        "coffee_cane_shelf",
        "coffee_table",
        "Cane shelf coffee table",
        "Solid wood with a knife-edge top and a caned shelf for magazines.",
        (1.15, 0.64, 0.40),
        styles=(CONTEMPORARY, CLASSIC),
        rooms=_SITTING,
        surfaces=top_of((1.15, 0.64, 0.40)),
    ),
    declared(
        _nesting,
        "coffee_nesting_pair",
        "coffee_table",
        "Nesting tables, set of two",
        "A stone top and a wooden one, on fine metal frames that slide together.",
        (1.05, 0.79, 0.42),
        rooms=_SITTING,
        surfaces=(Surface(-0.165, 0.035, 0.42, 0.46, 0.46),),
    ),
    declared(
        _waterfall,
        "coffee_waterfall",
        "coffee_table",
        "Waterfall coffee table",
        "One wide board turned down at both ends, with a tray below.",
        (1.20, 0.60, 0.37),
        styles=(MODERN, CONTEMPORARY),
        rooms=_SITTING,
        surfaces=top_of((1.20, 0.60, 0.37)),
    ),
    declared(
        _oval_glass,
        "coffee_oval_glass",
        "coffee_table",
        "Oval glass coffee table",
        "Clear oval glass on a crossed frame of bent wood.",
        (1.20, 0.70, 0.41),
        rooms=_SITTING,
        surfaces=top_of((1.20, 0.70, 0.41), 0.6),
    ),
    declared(
        _plinth,
        "coffee_stone_plinth",
        "coffee_table",
        "Stacked stone plinth table",
        "Two offset stone slabs on a recessed core.",
        (1.10, 0.74, 0.33),
        styles=(MODERN, CONTEMPORARY),
        rooms=_SITTING,
        surfaces=(Surface(0.08, -0.02, 0.33, 0.8, 0.56),),
    ),
    declared(
        _turned,
        "coffee_turned_leg",
        "coffee_table",
        "Turned-leg coffee table",
        "Moulded top, panelled apron and turned legs joined by a low shelf.",
        (1.15, 0.65, 0.45),
        styles=(CLASSIC,),
        rooms=_SITTING,
        surfaces=top_of((1.15, 0.65, 0.45)),
    ),
    declared(
        _pebble,
        "coffee_pebble",
        "coffee_table",
        "Pebble coffee table",
        "A free-form top with a soft edge on three thick round legs.",
        (1.14, 0.78, 0.34),
        styles=(CONTEMPORARY, MODERN),
        rooms=_SITTING,
        surfaces=top_of((1.14, 0.78, 0.34), 0.55),
    ),
    declared(
        _bowl_table,
        "coffee_turned_cone",
        "coffee_table",
        "Lacquered cone table",
        "A turned body that opens from a narrow waist into a wide round top.",
        (0.90, 0.90, 0.38),
        styles=EVERY_STYLE,
        rooms=_SITTING,
        is_round=True,
        surfaces=top_of((0.90, 0.90, 0.38), 0.64),
    ),
)
