"""Curtains made to measure: pleated on rings, wave-fold with sheers, tied back under a valance.

All are drawn open: the cloth keeps to the outer `SIDE_M` of either end, so that no glass is hidden.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import finish, grid_faces, grid_uv, merged, moved, translation, turn_y
from vetrina.staging.kit.pieces.facts import (
    BEDROOM,
    CLASSIC,
    CONTEMPORARY,
    DINING,
    EVERY_ROOM,
    LIVING,
    MODERN,
    declared,
)
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import lathe, pad, rounded_box, tube
from vetrina.staging.kit.shapes.cushions import FIRM

Array = NDArray[np.float64]
SIDE_M = 0.42
Waist = Callable[[Array], Array]
"""From heights 0..1 (bottom to top) to the share of the width that the panel keeps there."""


def hanging(
    width: float,
    top: float,
    folds: int,
    depth: float,
    slot: str,
    rng: np.random.Generator,
    *,
    bottom: float = 0.012,
    pinch: float = 0.0,
    waist: Waist | None = None,
    rows: int = 26,
) -> Mesh:
    """A panel from z = bottom to top, centred over the origin, in `folds` folds `depth` deep.

    pinch 0..1: how far pleats at the heading draw the folds into threes; folds wander and open
    towards the hem as weight and memory of the cloth make them.
    """
    # Long because a piece is read from its feet to its cushions, in one go.
    s = np.linspace(0, 1, folds * 12 + 1)
    v = np.linspace(0, 1, rows)
    S, V = np.meshgrid(s, v, indexing="ij")
    drift = sum(
        rng.uniform(0.2, 0.6)
        * np.sin(2 * np.pi * (S * k * 0.7 + rng.uniform()) + V * rng.uniform(-2.5, 2.5))
        for k in range(1, 4)
    )
    phase = 2 * np.pi * folds * S + drift * (1 - V) * 0.9
    even = 1 + 0.22 * np.sin(2 * np.pi * (S * folds / 3.3 + rng.uniform())) * (1 - 0.5 * V)
    fold = np.sin(phase) + 0.16 * np.sin(2 * phase + 0.6)
    sharp = np.sign(fold) * np.abs(fold) ** 0.8
    amount = (0.78 + 0.22 * (1 - V)) * even
    if pinch > 0:
        head = np.clip((V - 0.955) / 0.045, 0, 1)
        sharp = sharp * (1 - pinch * head) + pinch * head * np.cos(phase * 3) * 0.25
    y = depth / 2 * amount * sharp
    lean = 0.22 * width / folds * np.cos(phase) * amount
    keep = np.ones_like(v) if waist is None else waist(v)
    x = ((S - 0.5) * width + lean) * keep[None]
    z = bottom + (top - bottom) * V + 0.004 * np.sin(phase) * (V < 0.02)
    points = np.stack([x, y, z], axis=-1)
    uv = grid_uv(points.transpose(1, 0, 2)).transpose(1, 0, 2)
    return finish(points, grid_faces(*S.shape), uv, slot)


def _rod(width: float, z: float, slot: str) -> list[Mesh]:
    """A round rod along X with ball finials and two wall brackets."""
    half = width / 2 - 0.05
    parts = [tube(np.linspace([-half, 0, z], [half, 0, z], 6), 0.0135, slot, sides=16)]
    ball = [(0.0, -0.012), (0.012, -0.012), (0.012, 0.0), (0.017, 0.004), (0.012, 0.009)]
    turn = np.linspace(-np.pi / 2 * 0.75, np.pi / 2, 10)
    globe = np.column_stack([0.024 * np.cos(turn), 0.030 + 0.024 * np.sin(turn)])
    finial = lathe(np.concatenate([ball, globe]), slot, sides=24)
    for side in (-1, 1):
        parts += moved(finial, translation(side * (half - 0.004), 0, z), turn_y(90 * side))
        x = side * (half - 0.10)
        arm = [(x, 0.0, z - 0.012), (x, 0.04, z - 0.022), (x, 0.072, z - 0.022)]
        parts.append(tube(arm, 0.007, slot, sides=10))
    return parts


def _rings(xs: Array, z: float, slot: str) -> list[Mesh]:
    angle = np.linspace(0, 2 * np.pi, 22, endpoint=False)
    loop = np.column_stack([np.zeros(22), 0.021 * np.cos(angle), 0.021 * np.sin(angle)])
    ring = tube(loop, 0.0028, slot, sides=6, closed=True)
    return merged(m for x in xs for m in moved(ring, translation(float(x), 0, z - 0.006)))


def _pleated(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    z = h - 0.026
    panel = min(SIDE_M - 0.07, 0.2 * w)
    folds = max(4, round(panel / 0.075))
    parts = _rod(w, z, "leg_metal")
    for side in (-1, 1):
        rng = ctx.rng(f"panel{side}")
        cloth = hanging(panel, z - 0.032, folds, d - 0.045, "curtain", rng, pinch=0.75)
        x = side * (w / 2 - 0.09 - panel / 2)
        parts += moved(cloth, translation(x, 0, 0))
        parts += _rings(x + np.linspace(-0.5, 0.5, folds + 1) * panel * 0.97, z, "leg_metal")
    return parts


def _wave(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    track = rounded_box((w, 0.05, 0.022), 0.004, "white_lacquer")
    parts = moved(track, translation(0, -0.012, h - 0.022))
    panel, sheer_w = min(SIDE_M - 0.13, 0.17 * w), min(0.2, 0.1 * w)
    for side in (-1, 1):
        sheer = hanging(sheer_w, h - 0.024, 5, 0.045, "sheer", ctx.rng(f"sheer{side}"))
        parts += moved(
            sheer, translation(side * (w / 2 - SIDE_M + 0.02 + sheer_w / 2), d / 2 - 0.03, 0)
        )
        folds = max(4, round(panel / 0.075))
        cloth = hanging(panel, h - 0.022, folds, d - 0.075, "curtain", ctx.rng(f"panel{side}"))
        parts += moved(cloth, translation(side * (w / 2 - 0.02 - panel / 2), -0.022, 0))
    return parts


def _tied(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    panel, tie = min(SIDE_M - 0.03, 0.22 * w), 0.42
    folds = max(5, round(panel / 0.075))
    parts: list[Mesh] = []

    def waist(v: Array) -> Array:
        below = np.abs(np.minimum(v - tie, 0) / tie) ** 1.6
        above = np.clip((v - tie) / (1 - tie), 0, 1)
        return np.asarray(0.34 + 0.22 * below + 0.66 * np.sin(above * np.pi / 2) ** 1.5)

    for side in (-1, 1):
        cloth = hanging(
            panel,
            h - 0.12,
            folds,
            d - 0.10,
            "curtain",
            ctx.rng(f"panel{side}"),
            waist=waist,
            rows=34,
        )
        keep = waist(np.clip(cloth.vertices[:, 2].astype(float) / (h - 0.12), 0, 1))
        outer = side * (w / 2 - 0.03 - panel / 2 * keep)
        shift = np.column_stack([outer, np.zeros((len(outer), 2))]).astype(np.float32)
        parts.append(
            Mesh(cloth.vertices + shift, cloth.faces, cloth.uv, cloth.normals, cloth.material)
        )
        parts.append(
            _tieback(side * (w / 2 - 0.03 - panel * 0.18), panel * 0.19, d, tie * (h - 0.12))
        )
    board = rounded_box((w, d - 0.02, 0.025), 0.004, "leg_wood")
    parts += moved(board, translation(0, 0, h - 0.027))
    return parts + _valance(w - 0.02, d, h - 0.02, ctx)


def _tieback(x: float, half: float, depth: float, z: float) -> Mesh:
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    loop = np.column_stack(
        [
            x + (half + 0.02) * np.cos(angle),
            (depth / 2 - 0.025) * np.sin(angle),
            z - 0.03 * np.cos(angle) * np.sign(x),
        ]
    )
    return tube(loop, 0.011, "fringe", sides=9, closed=True)


def _valance(width: float, depth: float, top: float, ctx: BuildContext) -> list[Mesh]:
    """A gathered heading with three swags and a trimmed edge."""
    s = np.linspace(0, 1, 181)
    v = np.linspace(0, 1, 16)
    swag = np.abs(np.sin(np.pi * 3 * s)) ** 0.8
    drop = 0.16 + 0.15 * swag
    rng = ctx.rng("valance")
    S, V = np.meshgrid(s, v, indexing="ij")
    sag = np.sin(V * np.pi * 5 + rng.uniform(0, 1)) * swag[:, None] * V
    y = -depth / 2 + 0.018 - 0.012 * sag - 0.010 * swag[:, None] * np.sin(np.pi * V)
    z = top - drop[:, None] * V
    points = np.stack([(S - 0.5) * width, y, z], axis=-1)
    cloth = finish(points, grid_faces(*S.shape)[:, ::-1], points[..., [0, 2]], "curtain")
    trim = tube(points[::3, -1] + np.array([0, -0.003, 0]), 0.006, "fringe", sides=7)
    parts = [cloth, trim]
    for side in (-1, 1):
        block = pad((0.02, depth - 0.03, 0.24), "curtain", corner=0.009, edge=0.004, soft=FIRM)
        parts += moved(block, translation(side * (width / 2 - 0.010), 0.0, top - 0.24))
    return parts


PIECES = (
    declared(
        _pleated,
        "curtains_pleated",
        "curtains",
        "Pinch-pleated curtains",
        "Two floor-length panels on rings and a metal rod with finials.",
        (2.40, 0.16, 2.45),
        mount="window",
        rooms=EVERY_ROOM,
    ),
    declared(
        _wave,
        "curtains_wave_sheer",
        "curtains",
        "Wave-fold curtains with sheers",
        "Panels and sheers on a slim track, drawn to the sides of the window.",
        (2.60, 0.20, 2.55),
        styles=(MODERN, CONTEMPORARY),
        mount="window",
        rooms=EVERY_ROOM,
    ),
    declared(
        _tied,
        "curtains_tied",
        "curtains",
        "Tied-back curtains",
        "Full panels held by cords under a swagged valance.",
        (2.20, 0.22, 2.50),
        styles=(CLASSIC,),
        mount="window",
        rooms=(LIVING, BEDROOM, DINING),
    ),
)
