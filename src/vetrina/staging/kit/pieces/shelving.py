"""Bookcases: shelves with a life on them."""

from __future__ import annotations

import numpy as np

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import moved, translation
from vetrina.staging.kit.pieces.facts import (
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
    carcass,
    knob,
    panel_door,
    plate,
    rectangle,
    rounded_rectangle,
)
from vetrina.staging.kit.pieces.objects import book_row, lying_books, vessel
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import board, cylinder

_POTS = ("bottle", "ovoid", "cylinder", "gourd", "amphora", "jar", "moon")
_CLAYS = ("ceramic", "ceramic_dark", "ceramic_accent")


def dressed(ctx: BuildContext, part: str, width: float, depth: float, clear: float) -> list[Mesh]:
    """What stands on one shelf, `width` x `depth`, `clear` high, about the origin: books, pots,
    a box, and some air."""
    rng = ctx.rng(part)
    parts: list[Mesh] = []
    reach = min(depth - 0.03, 0.22)
    front = -depth / 2 + 0.025
    kind = int(rng.integers(0, 5))
    if kind in (0, 1, 3):
        length = width * float(rng.uniform(0.42, 0.72))
        row = book_row(rng, length, min(clear * 0.88, 0.30), reach)
        flip = 1 if rng.random() < 0.6 else -1
        x = -width / 2 + 0.012 if flip > 0 else width / 2 - 0.012 - length
        parts += moved(row, translation(x, front, 0))
        rest = (width - length - 0.03) * flip
        parts += _pot(
            rng, min(abs(rest) * 0.8, depth * 0.8), clear, (width / 2 - 0.012) * flip - rest * 0.46
        )
    elif kind == 2:
        pile, high = lying_books(rng, 3, min(0.27, depth * 0.9), min(0.2, depth * 0.7))
        parts += moved(pile, translation(-width * 0.22, 0, 0))
        small = vessel("moon", min(0.10, clear * 0.3), 0.11, _CLAYS[int(rng.integers(3))])
        parts += moved(small, translation(-width * 0.22, 0, high))
        parts += _pot(rng, min(0.2, depth * 0.8), clear, width * 0.24)
    else:
        parts += _pot(rng, min(0.22, depth * 0.8), clear, -width * 0.26)
        parts += moved(
            block(min(0.24, width * 0.32), depth * 0.62, 0.11, "wicker", bevel=0.012),
            translation(width * 0.2, 0, 0),
        )
    return parts


def _pot(rng: np.random.Generator, wide: float, clear: float, x: float) -> list[Mesh]:
    if wide < 0.07:
        return []
    high = min(clear * float(rng.uniform(0.5, 0.82)), 0.34)
    pot = vessel(
        _POTS[int(rng.integers(len(_POTS)))],
        high,
        min(wide, high * 0.8),
        _CLAYS[int(rng.integers(3))],
    )
    return moved(pot, translation(x, 0, 0))


def _etagere(ctx: BuildContext) -> list[Mesh]:
    """Hairline metal frame, wooden shelves, nothing behind."""
    width, depth, height = ctx.size_m
    bar = 0.018
    parts: list[Mesh] = []
    for sx in (-1, 1):
        for sy in (-1, 1):
            parts += block(
                bar,
                bar,
                height,
                "metal",
                (sx * (width - bar) / 2, sy * (depth - bar) / 2, 0),
                bevel=0.0015,
            )
    count = 5
    for k in range(count):
        z = 0.10 + k * (height - 0.12) / (count - 1)
        for sy in (-1, 1):
            parts += block(
                width - bar, bar, bar, "metal", (0, sy * (depth - bar) / 2, z - bar), bevel=0.0015
            )
        parts += block(
            width - 2 * bar, depth - 2 * bar, 0.014, "wood" if k else "top_stone", (0, 0, z - 0.012)
        )
        if k < count - 1:
            clear = (height - 0.12) / (count - 1) - 0.04
            parts += moved(
                dressed(ctx, f"shelf{k}", width - 0.06, depth - 0.04, clear),
                translation(0, 0, z + 0.002),
            )
    return parts


def _ladder(ctx: BuildContext) -> list[Mesh]:
    """Leans on the wall: two raked sides, shelves that deepen downwards."""
    width, depth, height = ctx.size_m
    parts: list[Mesh] = []
    for sx in (-1, 1):
        x = sx * (width / 2 - 0.02)
        parts.append(
            board(
                [x, -depth / 2 + 0.03, 0.003],
                [x, depth / 2 - 0.03, height - 0.006],
                0.04,
                0.032,
                "leg_wood",
                up=(0, 1, 0),
            )
        )
    count = 5
    for k in range(count):
        z = 0.16 + k * (height - 0.30) / (count - 1)
        front = -depth / 2 + 0.02 + (depth - 0.06) * z / height
        deep = depth / 2 - front
        parts += block(width - 0.05, deep, 0.02, "wood", (0, depth / 2 - deep / 2, z))
        parts += block(width - 0.05, 0.012, 0.05, "wood", (0, depth / 2 - 0.006, z + 0.018))
        if deep > 0.11:
            clear = (height - 0.30) / (count - 1) - 0.05
            parts += moved(
                dressed(ctx, f"rung{k}", width - 0.12, deep - 0.02, clear),
                translation(0, depth / 2 - deep / 2 - 0.005, z + 0.0205),
            )
    return parts


def _classic_case(ctx: BuildContext) -> list[Mesh]:
    """Cornice, open shelves with a panelled back, doors below, plinth.

    Long because every board of it is stated once, in the order in which it is built.
    """
    width, depth, height = ctx.size_m
    low = 0.72
    parts = [
        plate(
            rectangle(width, depth),
            [
                [
                    (0.05, height - 0.10),
                    (0.045, height - 0.08),
                    (0.025, height - 0.05),
                    (0.010, height - 0.035),
                    (0.008, height - 0.024),
                ],
                [(0.0, height - 0.024), (0.0, height)],
            ],
            "wood",
        )
    ]
    parts += moved(
        carcass(width - 0.10, depth - 0.09, height - 0.09 - low, "wood", back="veneer"),
        translation(0, 0.025, low),
    )
    parts += block(width - 0.06, depth - 0.03, low - 0.09, "wood", (0, 0.005, 0.08))
    parts.append(
        plate(rectangle(width - 0.03, depth - 0.005), [[(0.0, low - 0.03), (0.0, low)]], "wood")
    )
    parts.append(
        plate(
            rectangle(width - 0.03, depth - 0.005),
            [[(0.0, 0.0), (0.0, 0.075)], [(0.0, 0.075), (0.014, 0.095)]],
            "wood",
        )
    )
    each = (width - 0.12) / 2
    for sx in (-1, 1):
        parts += moved(
            panel_door(each - 0.008, low - 0.14, "wood"),
            translation(sx * each / 2, -depth / 2 + 0.022, 0.10),
        )
        parts += moved(knob("brass"), translation(sx * 0.05, -depth / 2, low * 0.56))
    tall = (height - 0.11 - low - 0.022) / 4
    for k in range(4):
        z = low + 0.022 + k * tall
        if k:
            parts += block(width - 0.145, depth - 0.11, 0.02, "wood", (0, 0.025, z - 0.02))
        parts += moved(
            dressed(ctx, f"upper{k}", width - 0.16, depth - 0.13, tall - 0.03),
            translation(0, 0.02, z + 0.001),
        )
    return parts


def _cubes(ctx: BuildContext) -> list[Mesh]:
    """Two by four square compartments, two of them closed by lacquered doors."""
    width, depth, height = ctx.size_m
    parts = carcass(width, depth, height, "wood", thick=0.03)
    across, up = 2, 4
    cell_w, cell_h = (width - 0.03) / across, (height - 0.03) / up
    parts += block(0.024, depth - 0.01, height - 0.06, "wood", (0, 0, 0.03), grain="z")
    for k in range(1, up):
        parts += block(width - 0.06, depth - 0.01, 0.024, "wood", (0, 0, k * cell_h + 0.003))
    for k in range(up):
        for j in range(across):
            x, z = (j - 0.5) * cell_w, k * cell_h + 0.028
            if (k, j) in ((0, 0), (2, 1)):
                parts += block(
                    cell_w - 0.034,
                    0.018,
                    cell_h - 0.032,
                    "lacquer",
                    (x, -depth / 2 + 0.014, z + 0.002),
                )
                parts += moved(
                    knob("metal", 0.011),
                    translation(x + cell_w * 0.36, -depth / 2 + 0.006, z + cell_h * 0.5),
                )
            else:
                parts += moved(
                    dressed(ctx, f"cell{k}{j}", cell_w - 0.05, depth - 0.05, cell_h - 0.05),
                    translation(x, 0, z),
                )
    return parts


def _asymmetric(ctx: BuildContext) -> list[Mesh]:
    """Shelves of unequal length between round posts: an open room divider."""
    width, depth, height = ctx.size_m
    parts: list[Mesh] = []
    for x in (-0.46, -0.06, 0.46):
        for sy in (-1, 1):
            post = cylinder(0.014, height - (0.30 if x == 0.46 else 0.0), "metal", sides=20)
            parts += moved(post, translation(x * width, sy * (depth / 2 - 0.05), 0))
    spans = (
        (0.14, -0.5, 0.5),
        (0.50, -0.5, 0.12),
        (0.80, -0.2, 0.5),
        (1.16, -0.5, 0.5),
        (1.52, -0.5, 0.06),
    )
    for k, (z, a, b) in enumerate(spans):
        long = (b - a) * width
        x = (a + b) / 2 * width
        outline = rounded_rectangle(long, depth, 0.06, 6)
        parts += moved(plate(outline, bullnose(0.026, z), "wood"), translation(x, 0, 0))
        share = 0.52
        parts += moved(
            dressed(ctx, f"span{k}", long * share, depth - 0.06, 0.28),
            translation(x - long * 0.14 * (-1) ** k, 0, z + 0.027),
        )
    return parts


_SHELVES = (LIVING, OFFICE, DINING)
PIECES = (
    declared(
        _etagere,
        "bookcase_etagere",
        "bookcase",
        "Hairline étagère",
        "Wooden shelves in a fine metal frame, open on all sides.",
        (0.98, 0.36, 1.90),
        styles=(MODERN, CONTEMPORARY),
        rooms=_SHELVES,
        against_wall=True,
        clearance_front_m=0.6,
    ),
    declared(
        _ladder,
        "bookcase_ladder",
        "bookcase",
        "Ladder shelf",
        "Leans on the wall; its shelves deepen towards the floor.",
        (0.70, 0.42, 1.90),
        styles=(CONTEMPORARY,),
        rooms=_SHELVES,
        against_wall=True,
        clearance_front_m=0.6,
    ),
    declared(
        _classic_case,
        "bookcase_cornice",
        "bookcase",
        "Library bookcase",
        "Four open shelves over panelled doors, finished with a cornice.",
        (1.15, 0.45, 2.10),
        styles=(CLASSIC,),
        rooms=_SHELVES,
        against_wall=True,
        clearance_front_m=0.6,
    ),
    declared(
        _cubes,
        "bookcase_cubes",
        "bookcase",
        "Cube bookcase",
        "Eight square compartments, two of them behind lacquered doors.",
        (0.82, 0.36, 1.58),
        rooms=_SHELVES,
        against_wall=True,
        clearance_front_m=0.6,
    ),
    declared(
        _asymmetric,
        "bookcase_staggered",
        "bookcase",
        "Staggered shelf",
        "Round-ended boards of unequal length on slender posts.",
        (1.20, 0.36, 1.80),
        styles=(CONTEMPORARY, MODERN),
        rooms=_SHELVES,
        against_wall=True,
        clearance_front_m=0.6,
    ),
)
