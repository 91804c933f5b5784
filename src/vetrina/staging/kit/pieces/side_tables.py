"""Side tables: what stands beside a seat."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import moved, translation, turn_z
from vetrina.staging.kit.pieces.facts import (
    BEDROOM,
    CLASSIC,
    CONTEMPORARY,
    LIVING,
    MODERN,
    OFFICE,
    declared,
    top_of,
)
from vetrina.staging.kit.pieces.joinery import (
    block,
    bullnose,
    drawer,
    ellipse,
    knob,
    moulded_edge,
    plate,
    rectangle,
    reeded_drum,
    rounded_rectangle,
    soft_edge,
)
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import (
    bezier,
    lathe,
    smooth_path,
    sweep,
    tapered_leg,
    tube,
)
from vetrina.staging.kit.shapes.sweeping import rectangle_section

Array = NDArray[np.float64]

_BESIDE = (LIVING, BEDROOM, OFFICE)


def _tulip(ctx: BuildContext) -> list[Mesh]:
    """Stone top on a stem that flares like a flower's."""
    width, _, height = ctx.size_m
    r = width / 2
    knots = [
        (0.62 * r, 0.004),
        (0.56 * r, 0.016),
        (0.26 * r, 0.07),
        (0.12 * r, 0.20),
        (0.10 * r, 0.34),
        (0.16 * r, height - 0.08),
        (0.42 * r, height - 0.026),
    ]
    stem = np.concatenate(
        [[(0.0, 0.0), (0.60 * r, 0.0)], smooth_path(np.array(knots), 40), [(0.0, height - 0.024)]]
    )
    top = plate(
        ellipse(width, width),
        [
            [(0.05, height - 0.024), (0.003, height - 0.008)],
            [(0.0, height - 0.006), (0.0, height - 0.002), (0.003, height)],
        ],
        "top_stone",
    )
    return [lathe(stem, "white_lacquer", sides=56), top]


def _c_table(ctx: BuildContext) -> list[Mesh]:
    """A tray that reaches over the seat, held by one bent band of metal."""
    width, depth, height = ctx.size_m
    x, low, high = width / 2 - 0.02, 0.008, height - 0.03
    line = np.array([[x - 0.02, 0, low], [-x, 0, low], [-x, 0, high], [x - 0.06, 0, high]])
    frame = []
    for sy in (-1, 1):
        path = line + np.array([0, sy * (depth / 2 - 0.05), 0])
        frame.append(
            sweep(
                _rounded(path, 0.03),
                rectangle_section(0.012, 0.022, 0.002),
                "leg_metal",
                up=(0, 1, 0),
            )
        )
    top = plate(
        rounded_rectangle(width, depth, 0.03), soft_edge(0.024, height - 0.024, 0.005), "wood"
    )
    return [*frame, top]


def _rounded(path: Array, radius: float) -> Array:
    """A polyline (N, 3) with its inner corners bent to a radius."""
    out = [path[:1]]
    for before, at, after in zip(path[:-2], path[1:-1], path[2:], strict=True):
        a = at + (before - at) / np.linalg.norm(before - at) * radius
        b = at + (after - at) / np.linalg.norm(after - at) * radius
        out.append(bezier(np.array([a, at, b]), 7))
    return np.concatenate([*out, path[-1:]])


def _reeded(ctx: BuildContext) -> list[Mesh]:
    """A reeded drum with a stone inlay."""
    width, depth, height = ctx.size_m
    outline = ellipse(width, depth)
    return [
        plate(ellipse(width - 0.06, depth - 0.06), soft_edge(0.02, 0.0, 0.002), "wood_dark"),
        reeded_drum(outline, height - 0.03, "wood", count=44, depth=0.012, z=0.018),
        plate(outline, soft_edge(0.014, height - 0.014, 0.004), "top_stone"),
    ]


def _tripod(ctx: BuildContext) -> list[Mesh]:
    """A dished top on a turned column with three scrolled feet.

    Long because every board of it is stated once, in the order in which it is built.
    """
    width, _, height = ctx.size_m
    r, rim = width / 2, height
    dish = [
        (0.0, rim - 0.022),
        (0.80 * r, rim - 0.022),
        (r - 0.004, rim - 0.012),
        (r, rim - 0.006),
        (r - 0.004, rim),
        (r - 0.012, rim - 0.001),
        (r - 0.020, rim - 0.009),
        (0.0, rim - 0.010),
    ]
    column = [
        (0.0, 0.12),
        (0.018, 0.12),
        (0.030, 0.135),
        (0.028, 0.16),
        (0.020, 0.175),
        (0.032, 0.21),
        (0.036, 0.25),
        (0.026, 0.31),
        (0.018, 0.36),
        (0.016, height - 0.10),
        (0.024, height - 0.07),
        (0.022, height - 0.05),
        (0.055, height - 0.02),
        (0.0, height - 0.02),
    ]
    parts = [lathe(dish, "wood", sides=64), lathe(column, "leg_wood", sides=32, crease_deg=55)]
    foot = bezier(
        np.array([[0.012, 0, 0.15], [0.10, 0, 0.19], [0.13, 0, 0.03], [0.78 * r, 0, 0.012]]), 20
    )
    for k in range(3):
        leg = sweep(
            foot,
            rectangle_section(0.024, 0.030, 0.008),
            "leg_wood",
            up=(0, 1, 0),
            scale=np.linspace(1.15, 0.75, 20),
        )
        parts += moved(leg, turn_z(90 + 120 * k))
    return parts


def _gallery(ctx: BuildContext) -> list[Mesh]:
    """Square table with a drawer, a lower tier and tapered legs with brass feet."""
    width, depth, height = ctx.size_m
    parts = [plate(rectangle(width, depth), moulded_edge(0.024, height - 0.024), "wood")]
    for sx in (-1, 1):
        for sy in (-1, 1):
            leg = tapered_leg(
                height - 0.024, 0.032, 0.020, "leg_wood", square=True, ferrule="brass"
            )
            parts += moved(leg, translation(sx * (width / 2 - 0.045), sy * (depth / 2 - 0.045), 0))
    parts += block(width - 0.075, depth - 0.075, 0.11, "wood", (0, 0.004, height - 0.134))
    parts += moved(
        drawer(width - 0.13, 0.085, "veneer", thick=0.01),
        translation(0, -depth / 2 + 0.034, height - 0.122),
    )
    parts += moved(knob("brass", 0.011), translation(0, -depth / 2 + 0.024, height - 0.08))
    parts += [plate(rectangle(width - 0.06, depth - 0.06), bullnose(0.016, 0.17), "wood")]
    return parts


def _stool_table(ctx: BuildContext) -> list[Mesh]:
    """Three discs of glazed clay, thrown and stacked."""
    width, _, height = ctx.size_m
    r = width / 2
    knots = [
        (0.72 * r, 0.006),
        (0.86 * r, 0.08),
        (0.60 * r, 0.15),
        (0.62 * r, 0.17),
        (0.98 * r, 0.25),
        (0.96 * r, 0.30),
        (0.55 * r, 0.36),
        (0.56 * r, 0.375),
        (0.88 * r, height - 0.05),
        (0.92 * r, height - 0.012),
        (0.87 * r, height),
    ]
    return [
        lathe(
            np.concatenate(
                [[(0.0, 0.0), (0.66 * r, 0.0)], smooth_path(np.array(knots), 70), [(0.0, height)]]
            ),
            "ceramic_accent",
            sides=64,
        )
    ]


def _wire_side(ctx: BuildContext) -> list[Mesh]:
    """Round tray on a cage of bent rods."""
    width, _, height = ctx.size_m
    r = width / 2
    parts = [plate(ellipse(width, width), soft_edge(0.016, height - 0.016, 0.004), "glass_smoked")]
    circle = np.linspace(0, 2 * np.pi, 65)[:-1]
    ring = np.stack([np.cos(circle), np.sin(circle), np.zeros(64)], axis=1)
    for radius, z in ((0.94 * r, height - 0.02), (0.70 * r, 0.006)):
        parts.append(tube(ring * radius + [0, 0, z], 0.006, "metal", closed=True, sides=8))
    for k in range(12):
        angle = 2 * np.pi * k / 12
        way = np.array([np.cos(angle), np.sin(angle)])
        knots = np.array(
            [
                [*(way * 0.70 * r), 0.006],
                [*(way * 0.30 * r), 0.45 * height],
                [*(way * 0.94 * r), height - 0.02],
            ]
        )
        parts.append(tube(smooth_path(knots, 14), 0.004, "metal", sides=6))
    return parts


_S = 0.55
PIECES = (
    declared(
        _tulip,
        "side_tulip",
        "side_table",
        "Tulip side table",
        "A stone disc on a flaring lacquered stem.",
        (0.46, 0.46, _S),
        styles=(MODERN, CONTEMPORARY),
        rooms=_BESIDE,
        is_round=True,
        surfaces=top_of((0.46, 0.46, _S), 0.72),
    ),
    declared(
        _c_table,
        "side_c_shape",
        "side_table",
        "C-shaped side table",
        "A wooden tray on a bent metal frame that slides under the sofa.",
        (0.46, 0.32, 0.60),
        styles=(MODERN, CONTEMPORARY),
        rooms=_BESIDE,
        surfaces=top_of((0.46, 0.32, 0.60), 0.9),
    ),
    declared(
        _reeded,
        "side_reeded_drum",
        "side_table",
        "Reeded drum side table",
        "Vertical reeds of solid wood under an inset stone top.",
        (0.42, 0.42, 0.50),
        rooms=_BESIDE,
        is_round=True,
        surfaces=top_of((0.42, 0.42, 0.50), 0.74),
    ),
    declared(
        _tripod,
        "side_tripod",
        "side_table",
        "Pedestal tripod table",
        "A dished top, a turned column and three swept feet.",
        (0.46, 0.46, 0.62),
        styles=(CLASSIC,),
        rooms=_BESIDE,
        is_round=True,
        surfaces=top_of((0.46, 0.46, 0.61), 0.66),
    ),
    declared(
        _gallery,
        "side_gallery",
        "side_table",
        "Side table with drawer",
        "Moulded top, one drawer, a lower tier and brass-shod legs.",
        (0.46, 0.46, 0.60),
        styles=(CLASSIC,),
        rooms=_BESIDE,
        surfaces=top_of((0.46, 0.46, 0.60), 0.9),
    ),
    declared(
        _stool_table,
        "side_thrown_clay",
        "side_table",
        "Thrown clay stool table",
        "Stacked rounds of glazed stoneware: table, stool or plinth.",
        (0.38, 0.38, 0.46),
        styles=(CONTEMPORARY, MODERN),
        rooms=_BESIDE,
        is_round=True,
        surfaces=top_of((0.38, 0.38, 0.46), 0.62),
    ),
    declared(
        _wire_side,
        "side_wire_cage",
        "side_table",
        "Wire side table",
        "Smoked glass on a waisted cage of fine rods.",
        (0.44, 0.44, 0.52),
        rooms=_BESIDE,
        is_round=True,
        surfaces=top_of((0.44, 0.44, 0.52), 0.68),
    ),
)
