"""Dining tables."""

from __future__ import annotations

import numpy as np

from vetrina.staging.furnishing import Mesh, Surface
from vetrina.staging.kit.mesh import moved, translation, turn_z
from vetrina.staging.kit.pieces.facts import (
    CLASSIC,
    CONTEMPORARY,
    DINING,
    MODERN,
    declared,
)
from vetrina.staging.kit.pieces.joinery import (
    block,
    bullnose,
    ellipse,
    knife_edge,
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
    board,
    lathe,
    smooth_path,
    tapered_leg,
)


def _trestle(ctx: BuildContext) -> list[Mesh]:
    """Plank top on two splayed trestles tied by a wedged beam."""
    width, depth, height = ctx.size_m
    parts = [plate(rectangle(width, depth), soft_edge(0.042, height - 0.042), "wood")]
    under = height - 0.042
    for sx in (-1, 1):
        x = sx * (width / 2 - 0.36)
        parts += block(0.085, depth * 0.80, 0.06, "wood", (x, 0, under - 0.06), bevel=0.006)
        parts += block(0.085, depth * 0.76, 0.055, "wood", (x, 0, 0), bevel=0.012)
        for sy in (-1, 1):
            parts.append(
                board(
                    [x, sy * 0.06, 0.04],
                    [x, sy * depth * 0.24, under - 0.04],
                    0.075,
                    0.07,
                    "leg_wood",
                    up=(0, 1, 0),
                    bevel=0.006,
                )
            )
    parts += block(width - 0.55, 0.045, 0.10, "leg_wood", (0, 0, 0.30), bevel=0.006)
    return parts


def _pedestal(ctx: BuildContext) -> list[Mesh]:
    """Round top with a thin rim on a waisted, turned foot."""
    width, _, height = ctx.size_m
    knots = [
        (0.31, 0.012),
        (0.29, 0.03),
        (0.14, 0.16),
        (0.085, 0.36),
        (0.11, 0.56),
        (0.22, height - 0.05),
    ]
    body = np.concatenate(
        [[(0.0, 0.0), (0.30, 0.0)], smooth_path(np.array(knots), 48), [(0.0, height - 0.04)]]
    )
    top = plate(ellipse(width, width, 144), knife_edge(0.038, height - 0.038, 0.06), "top_stone")
    return [lathe(body, "wood", sides=72), top]


def _oval(ctx: BuildContext) -> list[Mesh]:
    """Long oval top on two reeded drums."""
    width, depth, height = ctx.size_m
    parts = [
        plate(ellipse(width, depth, 160, 2.5), knife_edge(0.045, height - 0.045, 0.07), "wood")
    ]
    for sx in (-1, 1):
        drum = ellipse(0.46, 0.52)
        x = sx * width * 0.22
        parts += moved(
            reeded_drum(drum, height - 0.05, "wood", count=40, depth=0.016, z=0.012),
            translation(x, 0, 0),
        )
        parts += moved(
            plate(ellipse(0.42, 0.48), soft_edge(0.014, 0.0, 0.002), "metal"), translation(x, 0, 0)
        )
    return parts


def _crossed(ctx: BuildContext) -> list[Mesh]:
    """A thick live-edged slab on two X frames of flat steel.

    Long because every board of it is stated once, in the order in which it is built.
    """
    width, depth, height = ctx.size_m
    rng = np.random.default_rng(5)
    outline = rounded_rectangle(width, depth, 0.03, 6)
    rows = []
    for a, b in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        steps = max(1, int(np.hypot(*(b - a)) / 0.04))
        rows.append(a + (b - a) * (np.arange(steps) / steps)[:, None])
    edge = np.concatenate(rows)
    wander = 0.012 * np.sin(edge[:, 0] * 5.1 + 0.5) + 0.006 * np.sin(edge[:, 0] * 13 + 2)
    edge[:, 1] += np.sign(edge[:, 1]) * wander * (np.abs(edge[:, 1]) > depth * 0.45)
    edge[:, 1] *= depth / float(np.ptp(edge[:, 1]))
    parts = [
        plate(
            edge,
            [
                [
                    (0.012, height - 0.055),
                    (0.0, height - 0.03),
                    (0.004, height - 0.004),
                    (0.008, height),
                ]
            ],
            "wood",
        )
    ]
    for sx in (-1, 1):
        x = sx * (width / 2 - 0.34 - 0.01 * rng.random())
        for way in (-1, 1):
            parts.append(
                board(
                    [x, way * depth * 0.38, 0.008],
                    [x, -way * depth * 0.38, height - 0.06],
                    0.09,
                    0.028,
                    "leg_metal",
                    up=(0, way, 0.8),
                )
            )
        for z in (0.0, height - 0.065):
            parts += block(0.09, depth * 0.82, 0.012, "leg_metal", (x, 0, z), bevel=0.002)
    return parts


def _extending(ctx: BuildContext) -> list[Mesh]:
    """Moulded top with two leaf joints over an apron and stout turned legs."""
    width, depth, height = ctx.size_m
    parts = [
        plate(rounded_rectangle(width, depth, 0.10), moulded_edge(0.036, height - 0.036), "wood")
    ]
    for sx in (-1, 1):
        parts += block(
            0.002, depth - 0.05, 0.001, "wood_dark", (sx * 0.24, 0, height - 0.0006), bevel=0.0003
        )
        for sy in (-1, 1):
            place = translation(sx * (width / 2 - 0.12), sy * (depth / 2 - 0.12), 0)
            parts += moved(turned_leg(height - 0.036, 0.055, "leg_wood"), place)
        parts += block(
            0.024, depth - 0.26, 0.09, "wood", (sx * (width / 2 - 0.11), 0, height - 0.126)
        )
    for sy in (-1, 1):
        parts += block(
            width - 0.26, 0.024, 0.09, "wood", (0, sy * (depth / 2 - 0.11), height - 0.126)
        )
    return parts


def _round_splay(ctx: BuildContext) -> list[Mesh]:
    """Round table for four on legs that lean out, let through the top."""
    width, _, height = ctx.size_m
    parts = [plate(ellipse(width, width, 144), bullnose(0.032, height - 0.032), "wood")]
    for k in range(4):
        leg = tapered_leg(height - 0.03, 0.062, 0.030, "leg_wood", lean=(0.10, 0.0))
        parts += moved(leg, turn_z(45 + 90 * k), translation(width * 0.30, 0, 0))
    for angle in (45, 135):
        parts += moved(
            block(width * 0.60, 0.03, 0.06, "leg_wood", (0, 0, height - 0.10)), turn_z(angle)
        )
    return parts


def _slab_ends(ctx: BuildContext) -> list[Mesh]:
    """Stone top on two broad stone ends with a metal foot line."""
    width, depth, height = ctx.size_m
    parts = [
        plate(
            rounded_rectangle(width, depth, 0.05),
            soft_edge(0.035, height - 0.035, 0.008),
            "top_stone",
        )
    ]
    for sx in (-1, 1):
        x = sx * width * 0.30
        shape = ellipse(0.16, depth * 0.66, 96, 3.2)
        parts += moved(
            plate(shape, soft_edge(height - 0.05, 0.015, 0.006), "stone_plinth"),
            translation(x, 0, 0),
        )
        parts += moved(
            plate(shape * 0.94, soft_edge(0.016, 0.0, 0.001), "metal"), translation(x, 0, 0)
        )
    return parts


def _middle(size: tuple[float, float, float]) -> tuple[Surface, ...]:
    """The middle of a dining table: room for one arrangement, plates stay free."""
    return (Surface(0.0, 0.0, size[2], size[0] * 0.42, size[1] * 0.46),)


PIECES = (
    declared(
        _trestle,
        "dining_trestle",
        "dining_table",
        "Trestle dining table",
        "A plank top on two wedged trestles; seats eight with no leg in the way.",
        (2.10, 0.95, 0.75),
        styles=(CONTEMPORARY, CLASSIC),
        rooms=(DINING,),
        seats=8,
        surfaces=_middle((2.10, 0.95, 0.75)),
    ),
    declared(
        _pedestal,
        "dining_pedestal_round",
        "dining_table",
        "Round pedestal table",
        "A thin-rimmed stone round on a turned wooden foot.",
        (1.25, 1.25, 0.75),
        rooms=(DINING,),
        seats=4,
        is_round=True,
        surfaces=_middle((1.25, 1.25, 0.75)),
    ),
    declared(
        _oval,
        "dining_oval_drums",
        "dining_table",
        "Oval table on reeded drums",
        "A long oval with a knife edge, carried by two reeded drums.",
        (2.20, 1.05, 0.75),
        styles=(MODERN, CONTEMPORARY),
        rooms=(DINING,),
        seats=8,
        surfaces=_middle((2.20, 1.05, 0.75)),
    ),
    declared(
        _crossed,
        "dining_slab_cross",
        "dining_table",
        "Slab table on crossed steel",
        "A live-edged slab on two crossed frames of flat bar.",
        (2.00, 0.92, 0.75),
        styles=(CONTEMPORARY, MODERN),
        rooms=(DINING,),
        seats=6,
        surfaces=_middle((2.00, 0.92, 0.75)),
    ),
    declared(
        _extending,
        "dining_extending",
        "dining_table",
        "Extending dining table",
        "Two leaves, a moulded edge and four stout turned legs.",
        (1.80, 1.00, 0.76),
        styles=(CLASSIC,),
        rooms=(DINING,),
        seats=6,
        surfaces=_middle((1.80, 1.00, 0.76)),
    ),
    declared(
        _round_splay,
        "dining_round_splay",
        "dining_table",
        "Round table with splayed legs",
        "A table for four with a soft edge and legs that lean out.",
        (1.15, 1.15, 0.75),
        styles=(CONTEMPORARY, CLASSIC),
        rooms=(DINING,),
        seats=4,
        is_round=True,
        surfaces=_middle((1.15, 1.15, 0.75)),
    ),
    declared(
        _slab_ends,
        "dining_stone_ends",
        "dining_table",
        "Stone dining table",
        "Polished stone on two lens-shaped ends with a shadow line of metal.",
        (2.00, 1.00, 0.75),
        styles=(MODERN,),
        rooms=(DINING,),
        seats=8,
        surfaces=_middle((2.00, 1.00, 0.75)),
    ),
)
