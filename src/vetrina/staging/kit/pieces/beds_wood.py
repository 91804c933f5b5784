"""Wooden bed frames: panelled, four-poster, sleigh."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import (
    moved,
    translation,
)
from vetrina.staging.kit.pieces.bedding import Look, Mattress, dressed
from vetrina.staging.kit.pieces.facts import (
    BEDROOM,
    CLASSIC,
    CONTEMPORARY,
    declared,
)
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import (
    bezier,
    board,
    lathe,
    rectangle_section,
    rounded_box,
    smooth_path,
    sweep,
    tube,
)

Array = NDArray[np.float64]


def _oak(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    slot, head = "wood", d / 2 - 0.06
    parts: list[Mesh] = []
    for side in (-1, 1):
        x = side * (w / 2 - 0.035)
        rear = moved(rounded_box((0.055, 0.045, h), 0.012, slot), translation(x, d / 2 - 0.03, 0))
        parts += rear
        parts += moved(
            rounded_box((0.055, 0.055, 0.40), 0.012, slot), translation(x, -d / 2 + 0.03, 0)
        )
        parts.append(
            board((x, -d / 2 + 0.03, 0.30), (x, d / 2 - 0.03, 0.30), 0.030, 0.16, slot, bevel=0.006)
        )
    parts.append(
        board(
            (-w / 2 + 0.035, -d / 2 + 0.03, 0.30),
            (w / 2 - 0.035, -d / 2 + 0.03, 0.30),
            0.03,
            0.16,
            slot,
            bevel=0.006,
        )
    )
    half = w / 2 - 0.05
    for z, tall in ((h - 0.05, 0.075), (0.62, 0.06)):
        parts.append(
            board((-half, d / 2 - 0.03, z), (half, d / 2 - 0.03, z), 0.034, tall, slot, bevel=0.008)
        )
    count = 5
    step = 2 * half / count
    for k in range(count):
        x = -half + step * (k + 0.5)
        leaf = rounded_box((step - 0.014, 0.016, h - 0.70), 0.004, "veneer", grain="z")
        parts += moved(leaf, translation(x, d / 2 - 0.028, 0.64))
        if k:
            parts += moved(
                rounded_box((0.020, 0.028, h - 0.70), 0.006, slot, grain="z"),
                translation(x - step / 2, d / 2 - 0.03, 0.64),
            )
    bed = Mattress(w - 0.27, d - 0.25, 0.54, head - 0.01)
    return parts + dressed(ctx, bed, Look(drop=0.15, accents=("pillow_accent", "cushion_a")))


def _turned_post(height: float, slot: str) -> Mesh:
    # Long because a piece is read from its feet to its cushions, in one go.
    r = 0.042
    share = [
        0,
        0.02,
        0.17,
        0.19,
        0.205,
        0.225,
        0.24,
        0.30,
        0.345,
        0.36,
        0.38,
        0.62,
        0.90,
        0.915,
        0.93,
        0.95,
        0.965,
        0.985,
        1.0,
    ]
    width = [
        0.72,
        0.95,
        0.95,
        0.70,
        0.98,
        0.70,
        0.62,
        1.05,
        0.72,
        0.98,
        0.66,
        0.60,
        0.44,
        0.72,
        0.46,
        0.50,
        0.66,
        0.50,
        0.0,
    ]
    z = np.asarray(share) * height
    profile = np.column_stack([r * np.asarray(width), z])
    return lathe(np.concatenate([[[0.0, 0.0]], profile]), slot, sides=32, crease_deg=70)


def _four_poster(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    slot, head = "leg_wood", d / 2 - 0.08
    x, y = w / 2 - 0.045, d / 2 - 0.045
    parts: list[Mesh] = []
    for sx in (-1, 1):
        for sy in (-1, 1):
            parts += moved(_turned_post(h, slot), translation(sx * x, sy * y, 0))
        for z, tall in ((0.34, 0.17), (h * 0.95, 0.035)):
            parts.append(board((sx * x, -y, z), (sx * x, y, z), 0.030, tall, slot, bevel=0.006))
    for sy in (-1, 1):
        for z, tall in ((0.34, 0.17), (h * 0.95, 0.035)):
            parts.append(board((-x, sy * y, z), (x, sy * y, z), 0.030, tall, slot, bevel=0.006))
    arch = smooth_path(
        [
            (-x, 1.02),
            (-x * 0.72, 1.05),
            (-x * 0.40, 1.22),
            (0.0, 1.30),
            (x * 0.40, 1.22),
            (x * 0.72, 1.05),
            (x, 1.02),
        ],
        60,
    )
    slats = 26
    for k in range(slats):
        a = -x + 2 * x * k / slats
        b = -x + 2 * x * (k + 1) / slats
        top = float(np.interp((a + b) / 2, arch[:, 0], arch[:, 1]))
        leaf = rounded_box(
            (b - a + 0.0005, 0.024, top - 0.40), 0.0005, "veneer", grain="z", segments=1
        )
        parts += moved(leaf, translation((a + b) / 2, y, 0.40))
    crest = np.column_stack([arch[:, 0], np.full(60, y), arch[:, 1]])
    parts.append(sweep(crest, rectangle_section(0.030, 0.05, 0.012), slot, up=(0, -1, 0)))
    bed = Mattress(w - 0.28, d - 0.27, 0.60, head)
    look = Look(
        cover="bedspread", accents=("pillow_accent", "cushion_a", "pillow_accent"), drop=0.24
    )
    return parts + dressed(ctx, bed, look)


def _sleigh_boards(w: float, d: float, h: float, slot: str) -> list[Mesh]:
    """Head and foot board: a curved sheet between posts, an inset panel, a scroll."""
    # Long because a piece is read from its feet to its cushions, in one go.
    parts: list[Mesh] = []
    head_line = bezier(
        [
            (d / 2 - 0.16, 0.20),
            (d / 2 - 0.20, 0.62),
            (d / 2 - 0.17, h * 0.82),
            (d / 2 - 0.02, h - 0.03),
        ],
        26,
    )
    foot_line = bezier(
        [
            (-d / 2 + 0.14, 0.20),
            (-d / 2 + 0.17, 0.42),
            (-d / 2 + 0.13, 0.60),
            (-d / 2 + 0.03, 0.66),
        ],
        22,
    )
    for line, side in ((head_line, 1.0), (foot_line, -1.0)):
        path = np.column_stack([np.zeros(len(line)), line])
        parts.append(
            sweep(
                path, rectangle_section(w - 0.10, 0.030, 0.008), slot, up=(0, side, 0), bevel=0.004
            )
        )
        for sx in (-1, 1):
            post = path + np.array([sx * (w / 2 - 0.03), 0, 0])
            parts.append(
                sweep(
                    post, rectangle_section(0.055, 0.055, 0.014), slot, up=(0, side, 0), bevel=0.006
                )
            )
        end = line[-1]
        roll = [
            (-w / 2 + 0.004, end[0] + side * 0.004, end[1] - 0.012),
            (w / 2 - 0.004, end[0] + side * 0.004, end[1] - 0.012),
        ]
        parts.append(tube(np.linspace(roll[0], roll[1], 6), 0.036, slot, sides=22))
        inner = line[7:-4]
        back = np.column_stack([np.zeros(len(inner)), inner[:, 0] - side * 0.018, inner[:, 1]])
        parts.append(
            sweep(
                back,
                rectangle_section(w - 0.30, 0.014, 0.006),
                "veneer",
                up=(0, side, 0),
                bevel=0.005,
            )
        )
    return parts


def _sleigh(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    slot = "leg_wood"
    parts = _sleigh_boards(w, d, h, slot)
    for sx in (-1, 1):
        x = sx * (w / 2 - 0.035)
        rail = smooth_path([(x, -d / 2 + 0.15, 0.32), (x, 0, 0.29), (x, d / 2 - 0.17, 0.32)], 16)
        parts.append(
            sweep(rail, rectangle_section(0.035, 0.19, 0.010), slot, up=(0, 0, 1), bevel=0.004)
        )
        for y in (-d / 2 + 0.14, d / 2 - 0.16):
            parts += moved(
                rounded_box((0.075, 0.075, 0.21), 0.014, slot, grain="z"), translation(x, y, 0)
            )
    bed = Mattress(w - 0.23, d - 0.42, 0.56, d / 2 - 0.205)
    look = Look(
        cover="duvet",
        accents=("pillow_accent", "cushion_b", "pillow_accent"),
        drop=0.18,
        foot_drop=-0.03,
        full_width=False,
    )
    return parts + dressed(ctx, bed, look)


PIECES = (
    declared(
        _oak,
        "bed_oak_panel",
        "bed",
        "Panelled wooden bed",
        "A framed headboard of five panels, slim posts and rails.",
        (1.86, 2.24, 1.12),
        styles=(CONTEMPORARY, CLASSIC),
        rooms=(BEDROOM,),
        clearance_front_m=0.7,
        against_wall=True,
    ),
    declared(
        _four_poster,
        "bed_four_poster",
        "bed",
        "Four-poster",
        "Turned posts joined by rails, an arched headboard.",
        (1.92, 2.26, 2.10),
        styles=(CLASSIC,),
        rooms=(BEDROOM,),
        clearance_front_m=0.7,
        against_wall=True,
    ),
    declared(
        _sleigh,
        "bed_sleigh",
        "bed",
        "Sleigh bed",
        "Scrolled head and foot boards, shaped rails.",
        (1.84, 2.44, 1.14),
        styles=(CLASSIC,),
        rooms=(BEDROOM,),
        clearance_front_m=0.7,
        against_wall=True,
    ),
)
