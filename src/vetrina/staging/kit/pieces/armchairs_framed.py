"""Armchairs whose frame shows: a wooden lounge chair, a bergère, a shell on slim legs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import (
    moved,
    translation,
    turn_z,
)
from vetrina.staging.kit.pieces.armchairs import PLUMP, TIGHT, armchair, seat_cushion
from vetrina.staging.kit.pieces.legs import (
    cabriole_leg,
)
from vetrina.staging.kit.pieces.upholstery import (
    panel,
    scatter,
    throw_along,
)
from vetrina.staging.kit.recipe import BuildContext, PieceRecipe
from vetrina.staging.kit.shapes import (
    FIRM,
    Block,
    board,
    cloth_mesh,
    cylinder,
    deformed,
    pad,
    rectangle_section,
    smooth_path,
    sweep,
    tube,
)

Array = NDArray[np.float64]

_CLOTH = "upholstery_accent"


def _lounge_sides(d: float, half: float) -> list[Mesh]:
    """Two side frames: bent posts, a paddle arm, a rail."""
    parts: list[Mesh] = []
    for side in (-1, 1):
        x = side * half
        front = [(x, -d / 2 + 0.10, 0.0), (x, -d / 2 + 0.13, 0.30), (x, -d / 2 + 0.11, 0.56)]
        rear = [(x, d / 2 - 0.05, 0.0), (x, d / 2 - 0.20, 0.30), (x, d / 2 - 0.15, 0.585)]
        for knots in (front, rear):
            path = smooth_path(knots, 20)
            size = np.interp(np.linspace(0, 1, 20), [0, 0.5, 1], [0.026, 0.042, 0.032])
            parts.append(
                sweep(
                    path,
                    rectangle_section(1, 1, 0.35),
                    "leg_wood",
                    up=(1, 0, 0),
                    scale=size,
                    bevel=0.004,
                )
            )
        arm = smooth_path(
            [(x, -d / 2 + 0.03, 0.560), (x, -0.05, 0.600), (x, d / 2 - 0.12, 0.585)], 24
        )
        wide = np.interp(np.linspace(0, 1, 24), [0, 0.2, 0.7, 1], [0.045, 0.075, 0.06, 0.03])
        shape = rectangle_section(1.0, 0.026, 0.012)
        scale = np.column_stack([wide, np.ones(24)])
        parts.append(sweep(arm, shape, "leg_wood", up=(0, 0, 1), scale=scale, bevel=0.006))
        parts.append(
            board((x, -d / 2 + 0.12, 0.29), (x, d / 2 - 0.18, 0.25), 0.024, 0.05, "leg_wood")
        )
    return parts


def _lounge(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    half, seat = w / 2 - 0.03, 0.41
    parts = _lounge_sides(d, half)
    for y, z in ((-d / 2 + 0.125, 0.29), (d / 2 - 0.19, 0.25)):
        parts.append(board((-half, y, z), (half, y, z), 0.022, 0.05, "leg_wood"))
    for k in range(5):
        z = 0.44 + k * (h - 0.50) / 4
        y = d / 2 - 0.185 + np.tan(np.radians(20)) * (z - 0.25)
        parts.append(board((-half + 0.03, y, z), (half - 0.03, y, z), 0.016, 0.034, "leg_wood"))
    for side in (-1, 1):
        x = side * (half - 0.045)
        top = d / 2 - 0.185 + np.tan(np.radians(20)) * (h - 0.25 - 0.03)
        parts.append(
            board(
                (x, d / 2 - 0.19, 0.24), (x, top, h - 0.03), 0.026, 0.034, "leg_wood", up=(0, 1, 0)
            )
        )
    cushion = seat_cushion(ctx, w - 0.14, d - 0.20, 0.13, y=-0.04, top=seat + 0.02)
    parts += deformed(cushion, lambda p: p - np.array([0, 0, 0.07]) * (p[:, 1:2] + d / 2) / d)
    back = panel(
        w - 0.15,
        h - 0.36,
        0.12,
        _CLOTH,
        corner=0.06,
        edge=0.035,
        lean=20,
        soft=PLUMP,
        seed=ctx.seed("back"),
        piping="piping",
    )
    parts += moved(back, translation(0, d / 2 - 0.19, 0.36))
    return parts + _lounge_throw(ctx, seat)


def _lounge_throw(ctx: BuildContext, seat: float) -> list[Mesh]:
    w, d, h = ctx.size_m
    profile = [
        (d / 2 + 0.06, h - 0.25),
        (d / 2 + 0.01, h + 0.01),
        (d / 2 - 0.12, h - 0.02),
        (0.0, 0.48),
    ]
    blocks = [
        Block(
            (0, d / 2 - 0.165, 0.36 + (h - 0.36) / 2),
            (w / 2 - 0.08, 0.125, (h - 0.33) / 2),
            0.06,
            20,
        ),
        Block((0, -0.04, seat - 0.09), (w / 2 - 0.09, d / 2 - 0.11, 0.10), 0.04),
    ]
    return throw_along(ctx, profile, 0.42, blocks, x=w * 0.16, skew=-0.05, steps=45)


def _bergere(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    seat, half = 0.46, w / 2 - 0.05
    parts = seat_cushion(ctx, w - 0.16, d - 0.18, 0.13, y=-0.05, top=seat)
    rail = [(-half, -d / 2 + 0.05), (half, -d / 2 + 0.05), (half * 0.86, d / 2 - 0.10)]
    rail += [(-half * 0.86, d / 2 - 0.10), (-half, -d / 2 + 0.05)]
    for a, b in pairwise(rail):
        parts.append(
            sweep(
                [(*a, 0.29), (*b, 0.29)],
                rectangle_section(0.034, 0.075, 0.012),
                "leg_wood",
                up=(0, 0, 1),
                bevel=0.004,
            )
        )
    back = panel(
        w - 0.20,
        h - seat - 0.04,
        0.07,
        _CLOTH,
        corner=0.13,
        edge=0.03,
        lean=12,
        soft=TIGHT,
        seed=ctx.seed("back"),
    )
    parts += moved(back, translation(0, d / 2 - 0.115, seat - 0.03))
    lean = np.tan(np.radians(12))
    up = h - seat - 0.04
    knots = [(-half * 0.88, 0.0), (-half * 0.90, up * 0.55), (-half * 0.80, up * 0.90)]
    knots += [(-half * 0.42, up * 0.965), (0.0, up + 0.015)]
    ring = smooth_path([*knots, *[(-x, z) for x, z in reversed(knots[:-1])]], 70)
    path = np.column_stack(
        [ring[:, 0], d / 2 - 0.135 + lean * ring[:, 1], seat - 0.02 + ring[:, 1]]
    )
    parts.append(tube(path, 0.021, "leg_wood", sides=14))
    for side in (-1, 1):
        infill = panel(d - 0.24, 0.20, 0.045, _CLOTH, corner=0.04, edge=0.018, soft=TIGHT)
        parts += moved(infill, translation(side * (half - 0.005), -0.01, 0.33), turn_z(-90 * side))
        arm = [(side * half, -d / 2 + 0.09, 0.32), (side * (half + 0.02), -d / 2 + 0.15, 0.52)]
        arm += [
            (side * (half + 0.025), -d / 2 + 0.07, 0.635),
            (side * (half + 0.02), -d / 2 + 0.20, 0.655),
        ]
        arm += [(side * half * 0.97, 0.10, 0.645), (side * half * 0.89, d / 2 - 0.08, 0.72)]
        parts.append(tube(smooth_path(arm, 40), 0.017, "leg_wood", sides=12))
        rest = pad((0.058, 0.24, 0.035), _CLOTH, corner=0.026, edge=0.015, soft=FIRM)
        parts += moved(rest, translation(side * (half + 0.018), -0.03, 0.658))
        for sy in (-1, 1):
            x = side * half * (1.0 if sy < 0 else 0.86)
            leg = cabriole_leg(0.29, 0.058, "leg_wood", out=(side * 0.7, sy * 0.7))
            parts += moved(leg, translation(x, sy * (d / 2 - 0.07) - (0.02 if sy > 0 else 0.01), 0))
    return parts + scatter(
        ctx, [(0.0, d / 2 - 0.26, seat, "cushion_a", 0.46, 0.30)], piping="piping"
    )


def _shell(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    u = np.linspace(-1, 1, 44)
    v = np.linspace(0, 1, 40)
    U, V = np.meshgrid(u, v, indexing="ij")
    y = np.interp(V, [0, 0.42, 0.55, 1], [-d / 2 + 0.04, d * 0.14, d * 0.28, d / 2 - 0.03])
    z = np.interp(V, [0, 0.38, 0.52, 1], [0.395, 0.365, 0.43, h - 0.03])
    outline = [(0.0, 0.40), (0.03, 0.62), (0.10, 0.80), (0.30, 0.93), (0.58, 1.0)]
    outline += [(0.78, 0.94), (0.90, 0.77), (0.97, 0.50), (1.0, 0.22)]
    half = w / 2 * np.interp(V, *smooth_path(outline, 80).T)
    kernel = np.ones(7) / 7
    for grid in (y, z, half):
        for k in range(len(u)):
            grid[k] = np.convolve(np.pad(grid[k], 3, mode="edge"), kernel, "valid")
    curl = np.abs(U) ** 2.4
    x = half * np.sin(U * 1.25) / np.sin(1.25)
    points = np.stack(
        [x, y - 0.20 * curl * np.sin(np.pi * V) ** 0.7, z + 0.15 * curl * (1 - V) ** 0.6], -1
    )
    points = gaussian_filter1d(points, 1.8, axis=1, mode="nearest")
    body = cloth_mesh(points, (w / 43, (d + h) / 39 * 0.7), 0.05, _CLOTH)
    parts = [body]
    cushion = pad(
        (0.50, 0.48, 0.08), _CLOTH, corner=0.2, edge=0.035, soft=PLUMP, seed=ctx.seed("seat")
    )
    parts += moved(cushion, translation(0, -0.06, 0.385))
    parts += moved(cylinder(0.14, 0.03, "black_steel"), translation(0, -0.04, 0.325))
    for sx in (-1, 1):
        for sy in (-1, 1):
            path = [(sx * 0.09, sy * 0.09 - 0.04, 0.335), (sx * 0.27, sy * 0.26 - 0.03, 0.0)]
            steps = np.linspace(0, 1, 8)[:, None]
            line = np.asarray(path[0]) * (1 - steps) + np.asarray(path[1]) * steps
            line[:, 2] = np.maximum(line[:, 2], 0.006)
            parts.append(tube(line, np.linspace(0.014, 0.008, 8), "leg_metal", sides=12))
    return parts


PIECES: tuple[PieceRecipe, ...] = (
    armchair(
        "armchair_lounge_wood",
        "Wooden lounge chair",
        "A reclined frame with paddle arms and slats, two loose cushions, a throw.",
        (0.75, 0.88, 0.88),
        ("contemporary_chic", "modern_luxury"),
        _lounge,
        role="lounge_chair",
    ),
    armchair(
        "armchair_bergere",
        "Bergère",
        "A carved frame with closed padded sides, a loose seat, cabriole legs.",
        (0.70, 0.72, 1.00),
        ("classic_elegance",),
        _bergere,
    ),
    armchair(
        "armchair_shell",
        "Shell lounge chair",
        "A single wrapped shell on four slim metal legs.",
        (0.81, 0.76, 0.85),
        ("modern_luxury", "contemporary_chic"),
        _shell,
        role="lounge_chair",
    ),
)
