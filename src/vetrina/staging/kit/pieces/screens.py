"""Folding screens."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import moved, translation, turn_x, turn_z
from vetrina.staging.kit.pieces.facts import (
    CLASSIC,
    CONTEMPORARY,
    EVERY_ROOM,
    MODERN,
    declared,
)
from vetrina.staging.kit.pieces.joinery import (
    block,
    plate,
    soft_edge,
)
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import sweep


def _folding_cane(ctx: BuildContext) -> list[Mesh]:
    """Three caned leaves hinged in a zigzag."""
    return _folded(ctx, 3, lambda wide: _cane_leaf(wide, ctx.size_m[2]))


def _folding_arch(ctx: BuildContext) -> list[Mesh]:
    """Four upholstered leaves with round heads."""
    return _folded(ctx, 4, lambda wide: _arch_leaf(wide, ctx.size_m[2]))


def _folded(ctx: BuildContext, count: int, leaf: Callable[[float], list[Mesh]]) -> list[Mesh]:
    width, depth, _ = ctx.size_m
    step, fold = width / count, depth - 0.04
    wide = float(np.hypot(step, fold))
    angle = np.degrees(np.arctan2(fold, step))
    parts: list[Mesh] = []
    for k in range(count):
        sign = 1 if k % 2 else -1
        x = (k + 0.5 - count / 2) * step
        parts += moved(leaf(wide), translation(x, 0, 0), turn_z(sign * angle))
    return parts


def _cane_leaf(wide: float, height: float) -> list[Mesh]:
    parts: list[Mesh] = []
    for sx in (-1, 1):
        parts += block(
            0.035, 0.028, height, "wood", (sx * (wide / 2 - 0.018), 0, 0), grain="z", bevel=0.006
        )
    for z in (0.10, height * 0.52, height - 0.04):
        parts += block(wide - 0.06, 0.024, 0.04, "wood", (0, 0, z))
    parts += block(wide - 0.06, 0.003, height * 0.5, "cane", (0, 0, height * 0.52), bevel=0.0005)
    parts += block(wide - 0.06, 0.012, height * 0.42, "veneer", (0, 0, 0.12), grain="z")
    return parts


def _arch_leaf(wide: float, height: float) -> list[Mesh]:
    angle = np.linspace(0, np.pi, 25)
    head = np.stack(
        [np.cos(angle) * wide / 2, np.sin(angle) * wide / 2 + height - wide / 2], axis=1
    )
    outline = np.concatenate([[[wide / 2, 0.0]], head, [[-wide / 2, 0.0]]]) * [0.985, 1]
    flat = plate(outline, soft_edge(0.035, 0.0, 0.012), "upholstery_accent")
    line = np.column_stack([outline[:, 0], np.full(len(outline), -0.0365), outline[:, 1]])
    trim = sweep(line, np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * 0.003, "piping")
    parts = moved(flat, turn_x(90))
    parts.append(trim)
    return moved(parts, translation(0, 0.0175, 0))


PIECES = (
    declared(
        _folding_cane,
        "screen_caned",
        "screen",
        "Caned folding screen",
        "Three leaves of cane over veneer.",
        (1.36, 0.32, 1.75),
        rooms=EVERY_ROOM,
        styles=(CONTEMPORARY, CLASSIC),
    ),
    declared(
        _folding_arch,
        "screen_arched",
        "screen",
        "Arched folding screen",
        "Four upholstered leaves with round heads and a corded edge.",
        (1.70, 0.35, 1.75),
        rooms=EVERY_ROOM,
        styles=(MODERN, CLASSIC),
    ),
)
