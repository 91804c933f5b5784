"""Stools: a fluted drum, a counter stool, a wooden saddle stool."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import (
    finish,
    grid_faces,
    moved,
    translation,
)
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
from vetrina.staging.kit.pieces.upholstery import (
    panel,
)
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import (
    FIRM,
    Softness,
    along_plan,
    arc_plan,
    board,
    cylinder,
    deformed,
    pad,
    rounded_box,
    tube,
)

Array = NDArray[np.float64]

_CLOTH = "upholstery_accent"
_ROUND = Softness(crown=0.03, bulge=0.006, wrinkle=0.001, waver=0.0, creases=0)
_SEAT = Softness(crown=0.028, bulge=0.007, wrinkle=0.004, sag=0.004, waver=0.003, creases=2)


def _counter_stool(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    seat = 0.66
    cushion = pad(
        (w - 0.04, d - 0.08, 0.085),
        "upholstery_chair",
        corner=0.15,
        edge=0.035,
        soft=_SEAT,
        seed=ctx.seed("seat"),
        piping="piping",
    )
    parts = moved(cushion, translation(0, -0.03, seat - 0.09))
    back = panel(
        0.62,
        h - seat + 0.02,
        0.05,
        "upholstery_chair",
        corner=0.10,
        edge=0.022,
        soft=FIRM,
        lined=True,
    )
    bent = deformed(back, along_plan(arc_plan(w / 2 - 0.02, 0.62)))
    parts += moved(bent, translation(0, d / 2 - 0.04, seat - 0.03))
    feet = []
    for sx in (-1, 1):
        for sy in (-1, 1):
            head, foot = (
                (sx * 0.14, sy * 0.13 - 0.02, seat - 0.08),
                (sx * (w / 2 - 0.012), sy * (d / 2 - 0.014) - 0.005, 0.012),
            )
            parts.append(
                tube([head, tuple(np.add(head, foot) / 2), foot], 0.011, "leg_metal", sides=14)
            )
            share = (seat - 0.08 - 0.24) / (seat - 0.092)
            feet.append(np.asarray(head) * (1 - share) + np.asarray(foot) * share)
    order = [feet[0], feet[2], feet[3], feet[1]]
    for a, b in zip(order, order[1:] + order[:1], strict=True):
        parts.append(tube([a, (a + b) / 2, b], 0.0085, "leg_metal", sides=12))
    return parts


def _saddle_stool(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m

    def saddled(points: Array, unit: Array) -> Array:
        out = points.copy()
        out[:, 2] += 0.028 * (unit[:, 0] ** 2 - 0.5) - 0.006 * (1 - unit[:, 1] ** 2)
        return out

    top = rounded_box((w, d - 0.06, 0.036), 0.014, "wood", spacing=0.03, deform=saddled)
    parts = moved(top, translation(0, 0, h - 0.055))
    ends = []
    for sx in (-1, 1):
        for sy in (-1, 1):
            a = np.array([sx * (w / 2 - 0.07), sy * (d / 2 - 0.09), h - 0.05])
            b = np.array([sx * (w / 2 - 0.02), sy * (d / 2 - 0.02), 0.0])
            parts.append(board(b, a, 0.034, 0.034, "wood", up=(0, 1, 0), bevel=0.008))
            ends.append((a, b))
    for (i, j), z in (((0, 2), 0.22), ((1, 3), 0.22), ((0, 1), 0.32), ((2, 3), 0.32)):
        share = 1 - z / h
        p, q = (ends[k][0] * (1 - share) + ends[k][1] * share for k in (i, j))
        parts.append(board(p, q, 0.018, 0.030, "wood", bevel=0.004))
    return parts


def _drum(ctx: BuildContext) -> list[Mesh]:
    w, _, h = ctx.size_m
    count = 26
    angle = np.linspace(0, 2 * np.pi, count * 8 + 1)
    lobe = 0.016 * np.abs(np.sin(angle * count / 2)) ** 0.5
    z = np.concatenate([[0.04, 0.045], np.linspace(0.06, h - 0.11, 8), [h - 0.085, h - 0.075]])
    draw = np.concatenate([[0.2, 0.7], np.ones(8), [0.7, 0.2]])
    radius = w / 2 - 0.018 + draw[:, None] * lobe[None]
    grid = np.stack(
        [radius * np.cos(angle), radius * np.sin(angle), np.broadcast_to(z[:, None], radius.shape)],
        -1,
    )
    uv = np.stack(np.broadcast_arrays(angle[None] * w / 2, z[:, None]), axis=-1)
    parts = [finish(grid, grid_faces(*grid.shape[:2])[:, ::-1], uv, _CLOTH)]
    top = pad(
        (w - 0.02, w - 0.02, 0.075),
        _CLOTH,
        corner=w / 2,
        edge=0.03,
        soft=_ROUND,
        seed=ctx.seed("top"),
        piping="piping",
    )
    parts += moved(top, translation(0, 0, h - 0.10))
    parts.append(cylinder(w / 2 - 0.03, 0.045, "leg_metal", sides=72, bevel=0.003))
    return parts


PIECES = (
    declared(
        _drum,
        "stool_vanity_drum",
        "stool",
        "Fluted drum stool",
        "A channelled drum with a padded top on a metal ring.",
        (0.42, 0.42, 0.45),
        styles=(MODERN, CONTEMPORARY, CLASSIC),
        rooms=(BEDROOM, LIVING),
        seats=1,
        is_round=True,
    ),
    declared(
        _counter_stool,
        "stool_counter",
        "stool",
        "Counter stool",
        "A padded seat with a low wrapped back, slim legs, a foot ring.",
        (0.48, 0.48, 0.88),
        styles=(MODERN, CONTEMPORARY),
        rooms=(DINING,),
        seats=1,
    ),
    declared(
        _saddle_stool,
        "stool_saddle",
        "stool",
        "Saddle stool",
        "A hollowed wooden seat on four splayed legs with rungs.",
        (0.46, 0.36, 0.46),
        styles=(CONTEMPORARY, CLASSIC),
        rooms=(DINING, OFFICE, LIVING),
        seats=1,
    ),
)
