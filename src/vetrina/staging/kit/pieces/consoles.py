"""Consoles: narrow tables along a wall."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh, Surface
from vetrina.staging.kit.mesh import finish, grid_faces, moved, translation
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
    drawer,
    ellipse,
    knob,
    moulded_edge,
    plate,
    rectangle,
    reeded_drum,
    rounded_rectangle,
    soft_edge,
    turned_leg,
)
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import (
    tapered_leg,
)

Array = NDArray[np.float64]

_WALLS = (LIVING, BEDROOM, DINING, OFFICE)


def _slim_console(ctx: BuildContext) -> list[Mesh]:
    """Stone top and shelf in a hairline metal frame."""
    width, depth, height = ctx.size_m
    parts = [
        plate(
            rectangle(width, depth),
            soft_edge(0.022, height - 0.022, 0.003),
            "top_stone",
        )
    ]
    x, y, s = width / 2 - 0.014, depth / 2 - 0.014, 0.020
    for sx in (-1, 1):
        for sy in (-1, 1):
            parts += block(s, s, height - 0.022, "leg_metal", (sx * x, sy * y, 0), bevel=0.001)
        parts += block(s, 2 * y, s, "leg_metal", (sx * x, 0, 0), bevel=0.001)
        parts += block(s, 2 * y, s, "leg_metal", (sx * x, 0, 0.20), bevel=0.001)
    for sy in (-1, 1):
        for z in (0.20, height - 0.042):
            parts += block(2 * x, s, s, "leg_metal", (0, sy * y, z), bevel=0.001)
    parts += block(2 * x - s, 2 * y - s, 0.018, "wood", (0, 0, 0.203))
    return parts


def _demilune(ctx: BuildContext) -> list[Mesh]:
    """Half-round top and apron on slender legs, inlaid with a brass line."""
    width, depth, height = ctx.size_m
    angle = np.linspace(np.pi, 2 * np.pi, 60)

    def half(scale: float) -> Array:
        arc = np.stack([np.cos(angle) * width / 2 * scale, np.sin(angle) * depth * scale], axis=1)
        return np.asarray(arc + np.array([0.0, depth / 2]))

    parts = [
        plate(half(1.0), moulded_edge(0.026, height - 0.026), "wood"),
        plate(half(0.94), [[(0.0, height - 0.13), (0.0, height - 0.024)]], "veneer"),
        plate(half(0.945), [[(0.0, height - 0.125), (0.0, height - 0.119)]], "brass"),
    ]
    for share in (0.02, 0.33, 0.67, 0.98):
        at = half(0.90)[int(share * 59)]
        leg = tapered_leg(height - 0.03, 0.036, 0.017, "leg_wood", square=True, ferrule="brass")
        parts += moved(leg, translation(at[0], min(at[1], depth / 2 - 0.02), 0))
    return parts


def _arched_console(ctx: BuildContext) -> list[Mesh]:
    """Thick plaster slab with two arches cut through it."""
    width, depth, height = ctx.size_m
    pier, top = 0.11, 0.07
    span = (width - 3 * pier) / 2
    parts = list(block(width, depth, top, "plaster", (0, 0, height - top), bevel=0.012))
    for k in range(3):
        x = -width / 2 + pier / 2 + k * (span + pier)
        parts += block(pier, depth, height - top + 0.02, "plaster", (x, 0, 0), bevel=0.012)
    for k in range(2):
        x = -width / 2 + pier + span / 2 + k * (span + pier)
        parts += moved(
            _arch_filling(span, min(span / 2, height - top - 0.05), depth),
            translation(x, 0, height - top),
        )
    return parts


def _arch_filling(span: float, rise: float, depth: float) -> list[Mesh]:
    """The spandrels over an opening `span` wide, from z = -rise up to 0."""
    angle = np.linspace(np.pi, 0, 33)
    arc = np.stack([np.cos(angle) * span / 2, np.sin(angle) * rise - rise], axis=1)
    parts = []
    for y, forward in ((-depth / 2, True), (depth / 2, False)):
        grid = np.zeros((33, 2, 3))
        grid[:, 0, 0], grid[:, 0, 2], grid[:, 1, 0] = arc[:, 0], arc[:, 1], arc[:, 0]
        grid[:, 1, 2], grid[..., 1] = 0.005, y
        faces = grid_faces(33, 2)
        uv = grid[..., [0, 2]]
        parts.append(finish(grid, faces if forward else faces[:, ::-1], uv, "plaster"))
    soffit = np.zeros((33, 2, 3))
    soffit[..., 0], soffit[..., 2] = arc[:, :1], arc[:, 1:]
    soffit[:, 0, 1], soffit[:, 1, 1] = -depth / 2, depth / 2
    parts.append(finish(soffit, grid_faces(33, 2)[:, ::-1], soffit[..., [1, 2]], "plaster"))
    return parts


def _fluted_console(ctx: BuildContext) -> list[Mesh]:
    """Carved console: fluted apron, turned legs, stretcher shelf, stone top."""
    width, depth, height = ctx.size_m
    parts = [
        plate(
            rectangle(width, depth),
            moulded_edge(0.028, height - 0.028),
            "top_stone",
        )
    ]
    parts += block(width - 0.08, depth - 0.06, 0.10, "wood", (0, 0, height - 0.128))
    for sx in (-1, 1):
        for sy in (-1, 1):
            leg = turned_leg(height - 0.028, 0.034, "leg_wood")
            parts += moved(leg, translation(sx * (width / 2 - 0.07), sy * (depth / 2 - 0.065), 0))
    parts += moved(
        drawer(width * 0.5, 0.075, "veneer", thick=0.008),
        translation(0, -depth / 2 + 0.032, height - 0.117),
    )
    for sx in (-1, 1):
        parts += moved(
            knob("brass", 0.012), translation(sx * width * 0.14, -depth / 2 + 0.024, height - 0.08)
        )
    parts += [
        plate(rounded_rectangle(width - 0.08, depth - 0.07, 0.02, 4), bullnose(0.022, 0.10), "wood")
    ]
    return parts


def _pair_plinth(ctx: BuildContext) -> list[Mesh]:
    """A thick board resting on two reeded half-columns."""
    width, depth, height = ctx.size_m
    parts = [
        plate(
            rounded_rectangle(width, depth, 0.06), soft_edge(0.045, height - 0.045, 0.010), "wood"
        )
    ]
    for sx in (-1, 1):
        drum = ellipse(depth * 0.86, depth * 0.86)
        body = reeded_drum(drum, height - 0.043, "lacquer", count=30, depth=0.012)
        parts += moved(body, translation(sx * (width / 2 - depth * 0.62), 0, 0))
    return parts


PIECES = (
    declared(
        _slim_console,
        "console_hairline",
        "console_table",
        "Hairline console",
        "A stone top and a wooden shelf in a very slim metal frame.",
        (1.20, 0.34, 0.80),
        styles=(MODERN, CONTEMPORARY),
        rooms=_WALLS,
        against_wall=True,
        clearance_front_m=0.6,
        surfaces=(Surface(0, 0, 0.80, 1.08, 0.28),),
    ),
    declared(
        _demilune,
        "console_demilune",
        "console_table",
        "Demi-lune console",
        "A half-round table with a brass inlay, made for a hall wall.",
        (1.05, 0.42, 0.80),
        styles=(CLASSIC,),
        rooms=_WALLS,
        against_wall=True,
        clearance_front_m=0.6,
        surfaces=(Surface(0, 0.05, 0.80, 0.74, 0.24),),
    ),
    declared(
        _arched_console,
        "console_arches",
        "console_table",
        "Plaster arch console",
        "A thick slab of hand-finished plaster carried by two arches.",
        (1.30, 0.36, 0.78),
        styles=(CONTEMPORARY, MODERN),
        rooms=_WALLS,
        against_wall=True,
        clearance_front_m=0.6,
        surfaces=(Surface(0, 0, 0.78, 1.18, 0.28),),
    ),
    declared(
        _fluted_console,
        "console_turned",
        "console_table",
        "Marble-topped console",
        "Turned legs, a panelled apron and a moulded marble top.",
        (1.25, 0.40, 0.84),
        styles=(CLASSIC,),
        rooms=_WALLS,
        against_wall=True,
        clearance_front_m=0.6,
        surfaces=(Surface(0, 0, 0.84, 1.12, 0.32),),
    ),
    declared(
        _pair_plinth,
        "console_columns",
        "console_table",
        "Column console",
        "A rounded board on two reeded columns.",
        (1.30, 0.38, 0.77),
        styles=(MODERN, CONTEMPORARY),
        rooms=_WALLS,
        against_wall=True,
        clearance_front_m=0.6,
        surfaces=(Surface(0, 0, 0.77, 1.14, 0.28),),
    ),
)
