"""Desks; the sitter is at -Y."""

from __future__ import annotations

import numpy as np

from vetrina.staging.furnishing import Mesh, Surface
from vetrina.staging.kit.mesh import moved, translation, turn_z
from vetrina.staging.kit.pieces.facts import (
    CLASSIC,
    CONTEMPORARY,
    MODERN,
    OFFICE,
    declared,
)
from vetrina.staging.kit.pieces.joinery import (
    bar_pull,
    block,
    bullnose,
    corner_legs,
    drawer,
    drop_handle,
    moulded_edge,
    panel_door,
    plate,
    rectangle,
    rounded_rectangle,
    soft_edge,
)
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import (
    bezier,
    board,
    cylinder,
    sweep,
)
from vetrina.staging.kit.shapes.sweeping import rectangle_section


def _writing(ctx: BuildContext) -> list[Mesh]:
    """Slender desk: two shallow drawers, tapered legs, a low gallery at the back."""
    width, depth, height = ctx.size_m
    low = height - 0.05
    parts = [plate(rounded_rectangle(width, depth, 0.02, 5), soft_edge(0.022, low - 0.022), "wood")]
    parts += corner_legs(
        width - 0.02,
        depth - 0.02,
        low - 0.02,
        "leg_wood",
        top=0.042,
        foot=0.022,
        splay=0.02,
        ferrule="brass",
    )
    parts += block(width - 0.10, depth - 0.10, 0.09, "wood", (0, 0.008, low - 0.11))
    for sx in (-1, 1):
        parts += moved(
            drawer(width / 2 - 0.065, 0.078, "veneer"),
            translation(sx * (width / 4 - 0.027), -depth / 2 + 0.045, low - 0.106),
        )
        parts += moved(
            bar_pull(0.11, "metal"),
            translation(sx * (width / 4 - 0.027), -depth / 2 + 0.025, low - 0.065),
        )
    parts += block(width - 0.06, 0.016, 0.05, "wood", (0, depth / 2 - 0.02, low), bevel=0.006)
    return parts


def _sawhorse(ctx: BuildContext) -> list[Mesh]:
    """A plain top laid on two sawhorses."""
    width, depth, height = ctx.size_m
    parts = [
        plate(
            rounded_rectangle(width, depth, 0.015, 4),
            soft_edge(0.026, height - 0.026, 0.004),
            "wood",
        )
    ]
    under = height - 0.026
    for sx in (-1, 1):
        x = sx * (width / 2 - 0.30)
        parts += block(0.06, depth - 0.06, 0.04, "wood_pale", (x, 0, under - 0.04), bevel=0.004)
        for sy in (-1, 1):
            y = sy * (depth / 2 - 0.09)
            for lean in (-1, 1):
                parts.append(
                    board(
                        [x + lean * 0.17, y, 0.006],
                        [x + lean * 0.014, y, under - 0.02],
                        0.045,
                        0.024,
                        "wood_pale",
                        up=(1, 0, 0),
                    )
                )
            parts += block(0.21, 0.018, 0.035, "wood_pale", (x, y, 0.30))
        parts += block(0.02, depth - 0.20, 0.03, "wood_pale", (x, 0, 0.335))
    return parts


def _executive(ctx: BuildContext) -> list[Mesh]:
    """Two pedestals of drawers, panelled modesty front, leather inlay, moulded top.

    Long because every board of it is stated once, in the order in which it is built.
    """
    width, depth, height = ctx.size_m
    parts = [plate(rectangle(width, depth), moulded_edge(0.036, height - 0.036), "wood")]
    parts += block(
        width - 0.24, depth - 0.20, 0.002, "leather", (0, 0, height - 0.0012), bevel=0.001
    )
    chest = 0.42
    for sx in (-1, 1):
        x = sx * (width / 2 - 0.04 - chest / 2)
        parts += block(chest, depth - 0.09, height - 0.115, "wood", (x, 0, 0.08), bevel=0.004)
        parts += block(chest + 0.02, depth - 0.07, 0.085, "wood", (x, 0, 0), bevel=0.012)
        for k in range(3):
            tall = (height - 0.145) / 3
            z = 0.095 + k * tall
            parts += moved(
                drawer(chest - 0.05, tall - 0.018, "veneer", thick=0.014),
                translation(x, -depth / 2 + 0.045, z),
            )
            parts += moved(
                drop_handle("brass"), translation(x, -depth / 2 + 0.030, z + tall * 0.55)
            )
        parts += moved(
            panel_door(chest - 0.04, height - 0.16, "wood"),
            translation(x, 0, 0),
            turn_z(180),
            translation(0, -depth / 2 + 0.045, 0.10),
        )
    inner = width - 2 * chest - 0.08
    parts += moved(
        drawer(inner - 0.02, 0.09, "veneer"), translation(0, -depth / 2 + 0.05, height - 0.13)
    )
    for sx in (-1, 1):
        parts += moved(
            drop_handle("brass"), translation(sx * inner * 0.25, -depth / 2 + 0.03, height - 0.08)
        )
    parts += moved(
        panel_door(inner, height - 0.16, "wood"),
        turn_z(180),
        translation(0, -depth / 2 + 0.06, 0.10),
    )
    return parts


def _waterfall(ctx: BuildContext) -> list[Mesh]:
    """One end falls to the floor as a slab, the other stands on a chest of drawers."""
    width, depth, height = ctx.size_m
    thick = 0.045
    parts = block(width, depth, thick, "wood", (0, 0, height - thick), bevel=0.005)
    parts += block(
        thick,
        depth,
        height - thick + 0.004,
        "wood",
        (-(width - thick) / 2, 0, 0),
        bevel=0.005,
        grain="z",
    )
    chest = 0.40
    x = (width - chest) / 2 - 0.02
    parts += block(chest, depth - 0.04, height - thick - 0.05, "lacquer", (x, 0.012, 0.05))
    parts += block(chest - 0.05, depth - 0.10, 0.055, "black_lacquer", (x, 0.012, 0), bevel=0.001)
    tall = (height - thick - 0.06) / 3
    for k in range(3):
        parts += moved(
            drawer(chest - 0.006, tall - 0.006, "lacquer"),
            translation(x, -depth / 2 + 0.032, 0.055 + k * tall),
        )
    return parts


def _bracket(ctx: BuildContext) -> list[Mesh]:
    """Kidney top on three bent steel loops."""
    width, depth, height = ctx.size_m
    angle = np.linspace(0, 2 * np.pi, 140, endpoint=False)
    x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.8 * width / 2
    y = np.sin(angle) * depth / 2
    y = np.where(y < 0, y * (1 - 0.62 * np.exp(-((x / (0.24 * width)) ** 2))), y)
    y = (y - (y.max() + y.min()) / 2) / float(np.ptp(y)) * depth
    parts = [plate(np.stack([x, y], axis=1), bullnose(0.032, height - 0.032), "wood")]
    for at, turn in ((-0.36, 90), (0.36, 90), (0.0, 0)):
        knots = np.array(
            [
                [-0.20, 0, height - 0.034],
                [-0.16, 0, 0.02],
                [0.16, 0, 0.02],
                [0.20, 0, height - 0.034],
            ]
        )
        curve = np.concatenate(
            [
                bezier(knots[[0, 1]], 6)[:-1],
                bezier(np.array([knots[1], [-0.15, 0, 0.008], [0.15, 0, 0.008], knots[2]]), 10),
                bezier(knots[[2, 3]], 6)[1:],
            ]
        )
        loop = sweep(curve, rectangle_section(0.024, 0.024, 0.011), "leg_metal", up=(0, 1, 0))
        place = translation(at * width, 0.05 if turn else depth * 0.30, 0)
        parts += moved(loop, place, turn_z(turn))
    parts += moved(cylinder(0.02, 0.03, "leg_metal"), translation(0, depth * 0.3, height - 0.062))
    return parts


def _desk_top(size: tuple[float, float, float], z: float | None = None) -> tuple[Surface, ...]:
    return (Surface(0.0, 0.03, z or size[2], size[0] * 0.86, size[1] * 0.74),)


PIECES = (
    declared(
        _writing,
        "desk_writing",
        "desk",
        "Writing desk",
        "Two shallow drawers, brass-shod legs and a low gallery.",
        (1.30, 0.62, 0.80),
        rooms=(OFFICE,),
        clearance_front_m=0.75,
        surfaces=_desk_top((1.30, 0.60, 0.75), 0.75),
    ),
    declared(
        _sawhorse,
        "desk_sawhorse",
        "desk",
        "Sawhorse desk",
        "A large plain top on two wooden trestles.",
        (1.60, 0.75, 0.74),
        styles=(CONTEMPORARY,),
        rooms=(OFFICE,),
        clearance_front_m=0.75,
        surfaces=_desk_top((1.60, 0.75, 0.74)),
    ),
    declared(
        _executive,
        "desk_executive",
        "desk",
        "Partners' desk",
        "Two pedestals of drawers, raised panels and a leather writing surface.",
        (1.65, 0.82, 0.77),
        styles=(CLASSIC,),
        rooms=(OFFICE,),
        clearance_front_m=0.8,
        surfaces=_desk_top((1.65, 0.82, 0.77)),
    ),
    declared(
        _waterfall,
        "desk_waterfall",
        "desk",
        "Waterfall desk",
        "The top turns down into a slab at one end and rests on drawers at the other.",
        (1.50, 0.68, 0.75),
        styles=(MODERN, CONTEMPORARY),
        rooms=(OFFICE,),
        clearance_front_m=0.75,
        surfaces=_desk_top((1.50, 0.68, 0.75)),
    ),
    declared(
        _bracket,
        "desk_kidney",
        "desk",
        "Kidney desk",
        "A kidney-shaped top on three bent steel loops.",
        (1.45, 0.72, 0.75),
        styles=(MODERN, CONTEMPORARY),
        rooms=(OFFICE,),
        clearance_front_m=0.75,
        surfaces=(Surface(0, 0.20, 0.75, 1.1, 0.28),),
    ),
)
