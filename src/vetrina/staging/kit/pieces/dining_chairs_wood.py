"""Wooden dining chairs: a steam-bent wishbone with a corded seat, a Windsor."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import (
    moved,
    translation,
)
from vetrina.staging.kit.pieces.dining_chairs import dining_chair
from vetrina.staging.kit.pieces.legs import (
    tube_ended,
)
from vetrina.staging.kit.recipe import BuildContext, PieceRecipe
from vetrina.staging.kit.shapes import (
    board,
    cloth_mesh,
    rectangle_section,
    rounded_box,
    smooth_path,
    sweep,
    tapered_leg,
    tube,
)

Array = NDArray[np.float64]


def _wishbone(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    seat = 0.45
    parts: list[Mesh] = []
    angle = np.radians(np.linspace(-18, 198, 50))
    ring = np.column_stack([(w / 2 - 0.02) * np.cos(angle), 0.02 + (d / 2 - 0.04) * np.sin(angle)])
    rise = h - 0.035 + 0.022 * np.clip(np.sin(angle), 0, 1) - 0.03 * np.clip(-np.sin(angle), 0, 1)
    rail = np.column_stack([ring, rise])
    size = np.interp(np.linspace(0, 1, 50), [0, 0.2, 0.5, 0.8, 1], [0.9, 1, 1.25, 1, 0.9])
    parts.append(
        sweep(
            rail,
            rectangle_section(0.026, 0.030, 0.012),
            "leg_wood",
            up=(0, 0, 1),
            scale=size,
            bevel=0.006,
        )
    )
    for side in (-1, 1):
        front = tapered_leg(seat + 0.025, 0.034, 0.024, "leg_wood", lean=(side * 0.01, -0.01))
        parts += moved(front, translation(side * (w / 2 - 0.065), -d / 2 + 0.06, 0))
        knots = [
            (side * (w / 2 - 0.13), d / 2 - 0.035, 0.0),
            (side * (w / 2 - 0.115), d / 2 - 0.075, 0.25),
        ]
        knots += [
            (side * (w / 2 - 0.075), d / 2 - 0.11, seat),
            (side * (w / 2 - 0.028), 0.085, h - 0.045),
        ]
        rear = smooth_path(knots, 24)
        parts.append(
            tube_ended(
                rear,
                np.interp(np.linspace(0, 1, 24), [0, 0.6, 1], [0.012, 0.018, 0.012]),
                "leg_wood",
            )
        )
        fork = [(0.0, d / 2 - 0.115, seat + 0.02), (side * 0.012, d / 2 - 0.08, seat + 0.13)]
        fork += [(side * 0.085, d / 2 - 0.030, h - 0.035)]
        parts.append(
            sweep(
                smooth_path(fork, 16),
                rectangle_section(0.012, 0.034, 0.004),
                "leg_wood",
                up=(0, 0, 1),
                bevel=0.003,
            )
        )
        x = side * (w / 2 - 0.068)
        parts.append(
            board(
                (x, -d / 2 + 0.06, 0.20), (x * 0.93, d / 2 - 0.07, 0.20), 0.018, 0.026, "leg_wood"
            )
        )
    for y, wide in ((-d / 2 + 0.06, w / 2 - 0.07), (d / 2 - 0.07, w / 2 - 0.125)):
        parts.append(board((-wide, y, 0.25), (wide, y, 0.25), 0.018, 0.026, "leg_wood"))
    return parts + _corded_seat(w, d, seat)


def _corded_seat(w: float, d: float, seat: float) -> list[Mesh]:
    """Paper cord wound over four rails towards the middle, in four triangles."""
    front, rear = w / 2 - 0.055, w / 2 - 0.10
    y0, y1 = -d / 2 + 0.06, d / 2 - 0.095
    corners = np.array([[-front, y0], [front, y0], [rear, y1], [-rear, y1]])
    centre = np.array([0.0, (y0 + y1) / 2])
    parts = []
    for k in range(4):
        a, b = corners[k], corners[(k + 1) % 4]
        t = np.linspace(0, 1, 16)[:, None, None]
        s = np.linspace(0, 1, 56)[None, :, None]
        grid = (a * (1 - s) + b * s) * (1 - t) + centre * t
        cord = 0.0022 * np.abs(np.sin(np.pi * 28 * np.abs(s - 0.5) * (1 - t * 0.0)))[..., 0]
        cord = np.broadcast_to(cord, grid.shape[:2])
        drop = 0.016 * np.clip(t[..., 0], 0, 1) ** 0.7 + 0.018 * (
            np.clip(1 - t[..., 0] * 14, 0, 1) ** 2
        )
        points = np.concatenate([grid, (seat - drop + cord)[..., None]], axis=-1)
        parts.append(cloth_mesh(points, (0.02, 0.008), 0.022, "rope"))
    return parts


def _windsor(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    seat = 0.45

    def saddled(points: Array, unit: Array) -> Array:
        out = points.copy()
        top = np.clip(unit[:, 2], 0, 1)
        dip = (
            0.014
            * np.exp(-((np.abs(unit[:, 0]) - 0.42) ** 2) / 0.09)
            * np.exp(-((unit[:, 1] - 0.1) ** 2) / 0.3)
        )
        out[:, 2] -= top * dip
        round_in = 1 - 0.16 * np.abs(unit[:, 1]) ** 3 - 0.05 * (unit[:, 1] > 0) * unit[:, 1]
        out[:, 0] *= round_in
        out[:, 1] *= 1 - 0.14 * np.abs(unit[:, 0]) ** 3
        out[:, :2] *= 1 - 0.05 * np.clip(-unit[:, 2:], 0, 1)
        return out

    plank = rounded_box(
        (w - 0.03, d - 0.11, 0.038), 0.012, "wood", spacing=0.022, grain="y", deform=saddled
    )
    parts = moved(plank, translation(0, -0.03, seat - 0.035))
    bow = [(-w / 2 + 0.07, d / 2 - 0.13, seat), (-w / 2 + 0.025, d / 2 - 0.10, seat + 0.20)]
    bow += [(-w / 2 + 0.06, d / 2 - 0.055, h - 0.10), (-0.10, d / 2 - 0.022, h - 0.018)]
    knots = [*bow, *[(-x, y, z) for x, y, z in reversed(bow)]]
    arch = smooth_path(knots, 60)
    parts.append(tube(arch, 0.0125, "wood", sides=12))
    for x in np.linspace(-0.145, 0.145, 8):
        inner = arch[10:50]
        head = inner[int(np.argmin(np.abs(inner[:, 0] - x * 1.22)))]
        foot = np.array([x, d / 2 - 0.115 - 0.4 * x**2, seat - 0.01])
        steps = np.linspace(0, 1, 8)
        line = foot + steps[:, None] * (head - foot)
        parts.append(
            tube(line, np.interp(steps, [0, 0.35, 1], [0.0058, 0.0085, 0.005]), "wood", sides=8)
        )
    for sx in (-1, 1):
        for sy in (-1, 1):
            a = np.array([sx * 0.145, sy * 0.135 - 0.03, seat - 0.015])
            b = np.array([sx * (w / 2 - 0.025), sy * (d / 2 - 0.05) - 0.005, 0.004])
            steps = np.linspace(0, 1, 20)
            size = np.interp(
                steps,
                [0, 0.12, 0.3, 0.5, 0.56, 0.62, 0.85, 1],
                [0.011, 0.017, 0.0125, 0.020, 0.0145, 0.019, 0.0135, 0.011],
            )
            parts.append(tube_ended(a + steps[:, None] * (b - a), size, "wood"))
    steps = np.linspace(0, 1, 12)
    belly = 0.009 + 0.005 * np.sin(np.pi * steps)
    reach = 0.145 + 0.57 * (w / 2 - 0.17)
    for sx in (-1, 1):
        x = sx * reach
        line = np.column_stack([np.full(12, x), -0.20 + 0.36 * steps, np.full(12, 0.19)])
        parts.append(tube(line, belly, "wood", sides=10))
    cross = np.column_stack([reach * (2 * steps - 1), np.full(12, -0.02), np.full(12, 0.19)])
    parts.append(tube(cross, belly, "wood", sides=10))
    return parts


PIECES: tuple[PieceRecipe, ...] = (
    dining_chair(
        "dining_chair_wishbone",
        "Wishbone chair",
        "A steam-bent top rail on a forked splat, seat of wound paper cord.",
        (0.55, 0.49, 0.76),
        ("contemporary_chic", "modern_luxury"),
        _wishbone,
    ),
    dining_chair(
        "dining_chair_windsor",
        "Windsor chair",
        "A saddled plank, a bent bow with spindles, turned legs and stretchers.",
        (0.48, 0.52, 0.94),
        ("classic_elegance", "contemporary_chic"),
        _windsor,
    ),
)
