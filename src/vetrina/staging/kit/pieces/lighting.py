"""Floor lamps, and the shades and bulbs that all lamps share."""

from __future__ import annotations

import numpy as np

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import moved, translation, turn_x, turn_y, turn_z
from vetrina.staging.kit.pieces.facts import (
    BEDROOM,
    CLASSIC,
    CONTEMPORARY,
    LIVING,
    MODERN,
    OFFICE,
    declared,
)
from vetrina.staging.kit.pieces.joinery import ellipse, plate, soft_edge
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import bezier, cylinder, lathe, smooth_path, tube

_BULB = np.array(
    [
        (0.0, 0.0),
        (0.30, 0.02),
        (0.34, 0.22),
        (0.62, 0.48),
        (0.84, 0.78),
        (0.80, 1.10),
        (0.52, 1.34),
        (0.0, 1.42),
    ]
)


def bulb(radius: float = 0.032) -> Mesh:
    """A lamp bulb standing on its cap."""
    return lathe(smooth_path(_BULB * radius, 26), "bulb", sides=24)


def shade(
    low: float, high: float, height: float, slot: str = "lampshade", trim: str | None = None
) -> list[Mesh]:
    """An open frustum of cloth standing on z = 0, radii below and above, with wire and trims."""
    wall = 0.0025
    profile = [(low, 0.0), (high, height), (high - wall, height), (low - wall, 0.0), (low, 0.0)]
    parts = [lathe(profile, slot, sides=64)]
    circle = np.linspace(0, 2 * np.pi, 65)[:-1]
    ring = np.stack([np.cos(circle), np.sin(circle), np.zeros(64)], axis=1)
    for radius, z in ((low, 0.003), (high, height - 0.003)):
        parts.append(tube(ring * radius + [0, 0, z], 0.0032, trim or slot, closed=True, sides=8))
    for k in range(3):
        way = np.array([np.cos(2.1 * k), np.sin(2.1 * k)])
        spoke = [[0, 0, height * 0.72], [*(way * (high + 0.28 * (low - high))), height * 0.72]]
        parts.append(tube(spoke, 0.002, "metal", sides=6))
    return parts


def disc_foot(radius: float, slot: str = "leg_metal", thick: float = 0.022) -> Mesh:
    return plate(ellipse(2 * radius, 2 * radius), soft_edge(thick, 0.0, 0.005), slot)


def _arc(ctx: BuildContext) -> list[Mesh]:
    """A bow that springs from a stone block and carries a metal dome far out."""
    _, _, height = ctx.size_m
    parts = [plate(ellipse(0.34, 0.30, 80, 5), soft_edge(0.11, 0.0, 0.008), "stone_dark")]
    bow = bezier(
        np.array(
            [
                [0, 0, 0.10],
                [-0.10, 0, 1.10],
                [0.05, 0, height + 0.28],
                [1.05, 0, height + 0.18],
                [1.12, 0, height - 0.34],
            ]
        ),
        60,
    )
    parts.append(tube(bow, 0.011, "metal", sides=14))
    end = bow[-1]
    dome = [
        (0.0, 0.0),
        (0.03, 0.0),
        (0.045, -0.015),
        (0.10, -0.04),
        (0.145, -0.09),
        (0.165, -0.155),
        (0.160, -0.155),
        (0.140, -0.092),
        (0.096, -0.045),
        (0.0, -0.012),
    ]
    parts += moved(lathe(dome[::-1], "metal", sides=56), translation(*end))
    parts += moved(bulb(), translation(end[0], end[1], end[2] - 0.10))
    return moved(parts, turn_z(0))


def _tripod(ctx: BuildContext) -> list[Mesh]:
    """Three turned wooden legs gathered in a brass collar under a drum shade."""
    _, _, height = ctx.size_m
    top = height - 0.34
    parts: list[Mesh] = []
    for k in range(3):
        angle = np.radians(90 + 120 * k)
        foot = 0.27 * np.array([np.cos(angle), np.sin(angle)])
        neck = 0.03 * np.array([np.cos(angle + 0.5), np.sin(angle + 0.5)])
        line = np.linspace([*foot, 0.008], [*neck, top + 0.04], 12)
        radius = 0.011 + 0.010 * np.sin(np.linspace(0.25, 2.6, 12))
        parts.append(tube(line, radius, "leg_wood", sides=16))
    parts += moved(cylinder(0.045, 0.05, "brass"), translation(0, 0, top - 0.06))
    parts += moved(cylinder(0.008, 0.20, "brass"), translation(0, 0, top - 0.02))
    parts += moved(bulb(0.036), translation(0, 0, top + 0.13))
    parts += moved(shade(0.24, 0.22, 0.30), translation(0, 0, height - 0.30))
    return parts


def _drum(ctx: BuildContext) -> list[Mesh]:
    """A straight stem between a heavy disc and a pleated empire shade."""
    _, _, height = ctx.size_m
    stem = height - 0.30
    profile = [
        (0.0, 0.02),
        (0.035, 0.02),
        (0.026, 0.04),
        (0.013, 0.07),
        (0.012, stem * 0.5),
        (0.020, stem * 0.5 + 0.01),
        (0.020, stem * 0.5 + 0.05),
        (0.012, stem * 0.5 + 0.06),
        (0.011, stem),
        (0.0, stem),
    ]
    parts = [disc_foot(0.15, "metal", 0.024), lathe(profile, "metal", sides=28, crease_deg=60)]
    parts += moved(bulb(0.036), translation(0, 0, stem - 0.01))
    parts += moved(shade(0.23, 0.13, 0.27, trim="fringe"), translation(0, 0, height - 0.285))
    parts += moved(cylinder(0.009, 0.02, "metal"), translation(0, 0, height - 0.02))
    return parts


def _reading(ctx: BuildContext) -> list[Mesh]:
    """A hairline stem with a tilting slit-dome head."""
    width, _, height = ctx.size_m
    reach = width - 0.22
    parts = [disc_foot(0.125, "leg_metal", 0.016)]
    stem = smooth_path(
        np.array(
            [
                [0, 0, 0.016],
                [0, 0, height * 0.55],
                [0, 0, height - 0.11],
                [0.05, 0, height - 0.05],
                [reach, 0, height - 0.06],
            ]
        ),
        40,
    )
    parts.append(tube(stem, 0.007, "leg_metal", sides=12))
    head = [
        (0.0, 0.0),
        (0.02, 0.0),
        (0.028, 0.03),
        (0.05, 0.08),
        (0.062, 0.15),
        (0.058, 0.15),
        (0.046, 0.082),
        (0.0, 0.03),
    ]
    lamp = moved(lathe(head, "leg_metal", sides=40), turn_x(180))
    lamp += moved(bulb(0.024), translation(0, 0, -0.10))
    parts += moved(lamp, translation(reach, 0, height - 0.05), turn_y(-16))
    return parts


def _globe(ctx: BuildContext) -> list[Mesh]:
    """A milky globe held in a ring on a slender stem."""
    _, _, height = ctx.size_m
    r = 0.15
    angle = np.linspace(-np.pi / 2, np.pi / 2, 30)
    ball = lathe(np.stack([r * np.cos(angle), r * np.sin(angle)], axis=1), "shade_paper", sides=56)
    parts = [disc_foot(0.14, "metal", 0.018)]
    parts.append(tube(np.linspace([0, 0, 0.015], [0, 0, height - 2 * r - 0.01], 8), 0.009, "metal"))
    parts += moved(ball, translation(0, 0, height - r))
    cup = [(0.0, -0.01), (0.05, -0.01), (0.066, 0.012), (0.062, 0.014), (0.0, 0.004)]
    parts += moved(lathe(cup, "metal", sides=40), translation(0, 0, height - 2 * r))
    return parts


def _lantern(ctx: BuildContext) -> list[Mesh]:
    """A tall paper lantern with ribs, on three small feet."""
    width, _, height = ctx.size_m
    r = width / 2
    knots = np.array(
        [
            (0.62 * r, 0.06),
            (0.92 * r, 0.16 * height),
            (1.0 * r, 0.33 * height),
            (0.86 * r, 0.55 * height),
            (0.80 * r, 0.70 * height),
            (0.90 * r, 0.85 * height),
            (0.58 * r, height - 0.01),
        ]
    )
    line = smooth_path(knots, 240)
    rib = 0.006 * np.abs(np.sin(np.pi * np.linspace(0, 46, 240)))
    parts = [
        lathe(
            np.stack([line[:, 0] - rib, line[:, 1]], axis=1),
            "shade_paper",
            sides=64,
            crease_deg=120,
        )
    ]
    for k in range(3):
        way = 0.60 * r * np.array([np.cos(2.1 * k), np.sin(2.1 * k)])
        parts.append(tube([[*way, 0.0], [*(way * 0.98), 0.07]], 0.006, "black_steel"))
    circle = np.linspace(0, 2 * np.pi, 49)[:-1]
    for radius, z in ((0.62 * r, 0.06), (0.58 * r, height - 0.012)):
        ring = np.stack([radius * np.cos(circle), radius * np.sin(circle), np.full(48, z)], axis=1)
        parts.append(tube(ring, 0.005, "black_steel", closed=True, sides=8))
    return parts


_SIT = (LIVING, BEDROOM, OFFICE)
PIECES = (
    declared(
        _arc,
        "lamp_arc",
        "floor_lamp",
        "Arc floor lamp",
        "A long bow from a stone block carries a metal dome over the table.",
        (1.45, 0.33, 2.02),
        styles=(MODERN, CONTEMPORARY),
        rooms=(LIVING,),
    ),
    declared(
        _tripod,
        "lamp_tripod",
        "floor_lamp",
        "Tripod floor lamp",
        "Three turned legs under a linen drum.",
        (0.49, 0.53, 1.55),
        rooms=_SIT,
    ),
    declared(
        _drum,
        "lamp_classic_stem",
        "floor_lamp",
        "Empire floor lamp",
        "A brass stem and an empire shade with a corded edge.",
        (0.46, 0.46, 1.60),
        styles=(CLASSIC, MODERN),
        rooms=_SIT,
        is_round=True,
    ),
    declared(
        _reading,
        "lamp_reading",
        "floor_lamp",
        "Reading lamp",
        "A hairline stem with a small tilting head.",
        (0.50, 0.25, 1.35),
        styles=(CONTEMPORARY, MODERN),
        rooms=_SIT,
    ),
    declared(
        _globe,
        "lamp_globe",
        "floor_lamp",
        "Globe floor lamp",
        "A milky globe on a slender stem.",
        (0.30, 0.30, 1.42),
        rooms=_SIT,
        is_round=True,
    ),
    declared(
        _lantern,
        "lamp_paper_lantern",
        "floor_lamp",
        "Paper lantern",
        "Ribbed paper drawn into a tall, soft column.",
        (0.40, 0.40, 1.30),
        styles=(CONTEMPORARY, MODERN),
        rooms=_SIT,
        is_round=True,
    ),
)
