"""Bed frames: channelled, winged and buttoned, oak panel, low platform, four-poster, sleigh."""

from __future__ import annotations

import numpy as np

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import moved, translation, turn_x
from vetrina.staging.kit.pieces.bedding import SOFT_BOARD, Look, Mattress, dressed
from vetrina.staging.kit.pieces.facts import BEDROOM, CLASSIC, CONTEMPORARY, MODERN, declared
from vetrina.staging.kit.pieces.legs import (
    bun_foot,
    four_legs,
)
from vetrina.staging.kit.pieces.rolls import (
    nail_heads,
)
from vetrina.staging.kit.pieces.upholstery import (
    buttoned_pad,
    panel,
    side_panel,
)
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import (
    FIRM,
    Diamonds,
    channels,
    pad,
    rounded_box,
)

_CLOTH = "upholstery_bed"


def _rails(w: float, length: float, y: float, z: float, tall: float) -> list[Mesh]:
    """An upholstered box of rails about the mattress: width, length, centre y, foot, height."""
    box = pad(
        (w, length, tall), _CLOTH, corner=0.05, edge=0.022, soft=FIRM, spacing=0.25, piping=_CLOTH
    )
    return moved(box, translation(0, y, z))


def _channel(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    leg, head = 0.10, d / 2 - 0.12
    pitch = (w - 0.02) / round(w / 0.135)
    back = panel(
        w - 0.02,
        h - 0.03,
        0.10,
        _CLOTH,
        corner=0.06,
        edge=0.04,
        soft=SOFT_BOARD,
        spacing=(pitch / 8, 0.06),
        relief=lambda x, _: channels(x + w / 2 - 0.01, pitch, 0.040) - 0.02,
    )
    parts = moved(back, translation(0, d / 2, 0.02))
    parts += _rails(w - 0.06, head + d / 2 - 0.03, (head - d / 2 + 0.03) / 2, leg, 0.26)
    parts += moved(
        four_legs(w, d, leg + 0.01, slot="leg_metal", top=0.045, foot=0.038), translation(0, 0, 0)
    )
    bed = Mattress(w - 0.25, d - 0.27, 0.56, head - 0.01)
    return parts + dressed(
        ctx, bed, Look(drop=0.19, accents=("pillow_accent", "cushion_a", "pillow_accent"))
    )


def _wing(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    leg, head = 0.09, d / 2 - 0.12
    tall = h - 0.03
    board_pad = buttoned_pad(
        (w - 0.14, tall, 0.10),
        _CLOTH,
        Diamonds((w - 0.14) / 8, 0.23, 0.030),
        corner=0.05,
        free=(0.04, 0.06),
        plain_below=0.45,
        cells=6,
    )
    parts = moved(board_pad, translation(0, d / 2, 0.02 + tall / 2), turn_x(90))
    for side in (-1, 1):
        wing = side_panel(
            0.30,
            h - 0.04,
            0.075,
            _CLOTH,
            side=side,
            corner=0.06,
            edge=0.03,
            soft=SOFT_BOARD,
            spacing=0.09,
        )
        parts += moved(wing, translation(side * (w / 2 - 0.04), d / 2 - 0.15, 0.03))
        front = np.array(
            [
                [side * (w / 2 - 0.04), d / 2 - 0.305, 0.10],
                [side * (w / 2 - 0.04), d / 2 - 0.305, h - 0.07],
            ]
        )
        parts += nail_heads(front, (0.0, -1.0, 0.0), "brass", every=0.045)
        for y in (-d / 2 + 0.12, d / 2 - 0.15):
            parts += moved(
                bun_foot(leg + 0.02, 0.045, "leg_wood"), translation(side * (w / 2 - 0.10), y, 0)
            )
    parts += _rails(w - 0.08, head + d / 2 - 0.03, (head - d / 2 + 0.03) / 2, leg, 0.27)
    bed = Mattress(w - 0.27, d - 0.27, 0.58, head - 0.01)
    return parts + dressed(
        ctx,
        bed,
        Look(cover="bedspread", drop=0.19, accents=("pillow_accent", "cushion_b", "pillow_accent")),
    )


def _platform(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    parts = moved(rounded_box((w - 0.36, d - 0.30, 0.09), 0.006, "leg_wood"), translation(0, 0, 0))
    head = d / 2 - 0.22
    tray = pad((w, d - 0.02, 0.17), _CLOTH, corner=0.12, edge=0.06, soft=SOFT_BOARD, spacing=0.08)
    parts += moved(tray, translation(0, -0.0, 0.08))
    half = (w - 0.02) / 2
    for side in (-1, 1):
        cushion = panel(
            half - 0.01,
            h - 0.20,
            0.16,
            _CLOTH,
            corner=0.10,
            edge=0.07,
            lean=8,
            soft=SOFT_BOARD,
            seed=ctx.seed(f"head{side}"),
            piping="piping",
        )
        parts += moved(cushion, translation(side * half / 2, d / 2 - 0.11, 0.20))
    bed = Mattress(w - 0.30, d - 0.36, 0.44, head)
    return parts + dressed(ctx, bed, Look(drop=0.17, accents=("pillow_accent", "cushion_c")))


PIECES = (
    declared(
        _channel,
        "bed_channel",
        "bed",
        "Channelled bed",
        "A fluted headboard as wide as the bed, upholstered rails, duvet turned down.",
        (1.90, 2.26, 1.28),
        styles=(MODERN, CONTEMPORARY),
        rooms=(BEDROOM,),
        clearance_front_m=0.7,
        against_wall=True,
    ),
    declared(
        _wing,
        "bed_wing_tufted",
        "bed",
        "Winged buttoned bed",
        "A diamond-buttoned headboard between wings with nail heads.",
        (1.94, 2.28, 1.42),
        styles=(CLASSIC, MODERN),
        rooms=(BEDROOM,),
        clearance_front_m=0.7,
        against_wall=True,
    ),
    declared(
        _platform,
        "bed_platform_low",
        "bed",
        "Low platform bed",
        "A wide padded tray on a recessed plinth, two leaning head cushions.",
        (2.10, 2.36, 0.94),
        styles=(MODERN, CONTEMPORARY),
        rooms=(BEDROOM,),
        clearance_front_m=0.7,
        against_wall=True,
    ),
)
