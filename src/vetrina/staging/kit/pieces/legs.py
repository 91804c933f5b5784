"""Feet and legs of upholstered furniture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import (
    moved,
    translation,
    turn_x,
)
from vetrina.staging.kit.shapes import (
    circle_section,
    cylinder,
    lathe,
    sweep,
    tapered_leg,
)

Array = NDArray[np.float64]


def four_legs(
    width: float,
    depth: float,
    height: float,
    *,
    top: float = 0.045,
    foot: float = 0.026,
    slot: str = "leg_wood",
    inset: tuple[float, float] = (0.09, 0.08),
    splay: float = 0.0,
    square: bool = False,
    ferrule: str | None = None,
    middle: bool = False,
) -> list[Mesh]:
    """Tapered legs near the corners of a width x depth base; splay: metres the feet stand out."""
    columns = (-1, 0, 1) if middle else (-1, 1)
    parts: list[Mesh] = []
    for sx in columns:
        for sy in (-1, 1):
            lean = (sx * splay, sy * splay)
            leg = tapered_leg(height, top, foot, slot, lean=lean, square=square, ferrule=ferrule)
            x, y = sx * (width / 2 - inset[0]), sy * (depth / 2 - inset[1])
            parts += moved(leg, translation(x, y, 0))
    return parts


def turned_leg(height: float, radius: float, slot: str, caster: str | None = None) -> list[Mesh]:
    """A turned leg with rings and a bulb on z = 0, on a metal castor where `caster` is given."""
    low = 0.035 if caster else 0.0
    h, r = height - low, radius
    profile = [
        (0.0, low),
        (0.40 * r, low),
        (0.50 * r, low + 0.10 * h),
        (0.72 * r, low + 0.45 * h),
        (0.95 * r, low + 0.66 * h),
        (0.80 * r, low + 0.74 * h),
        (0.62 * r, low + 0.78 * h),
        (0.98 * r, low + 0.82 * h),
        (0.98 * r, low + 0.87 * h),
        (0.70 * r, low + 0.90 * h),
        (1.0 * r, low + 0.95 * h),
        (1.0 * r, low + h),
        (0.0, low + h),
    ]
    parts = [lathe(profile, slot, sides=28, crease_deg=60)]
    if caster is not None:
        wheel = moved(cylinder(0.018, 0.016, caster, sides=24), turn_x(90))
        parts += moved(wheel, translation(0, 0.008, 0.018))
        parts += moved(cylinder(0.45 * r, 0.035, caster, sides=20), translation(0, 0, 0.02))
    return parts


def bun_foot(height: float, radius: float, slot: str) -> Mesh:
    """A flattened ball foot on z = 0."""
    turn = np.linspace(-np.pi / 2 * 0.8, np.pi / 2 * 0.7, 12)
    ring = np.stack([radius * np.cos(turn), height * (0.52 + 0.62 * np.sin(turn))], axis=1)
    ring[:, 1] = np.clip(ring[:, 1], 0.0, height)
    return lathe(np.concatenate([[[0.0, 0.0]], ring, [[0.0, height]]]), slot, sides=32)


def cabriole_leg(
    height: float, knee: float, slot: str, *, out: tuple[float, float] = (0.7, -0.7)
) -> Mesh:
    """An S-shaped leg on z = 0: a knee `knee` thick swelling to `out`, slim ankle, pad foot."""
    t = np.linspace(0, 1, 26)
    swing = knee * (0.42 * np.sin(np.pi * t**0.7) ** 2 * (t < 1) - 0.10) * (1 - t)
    swing += knee * 0.42 * np.clip((t - 0.72) / 0.28, 0, 1) ** 1.6
    path = np.column_stack([out[0] * swing, out[1] * swing, height * (1 - t)])
    thick = knee * np.interp(t, [0, 0.12, 0.3, 0.8, 0.9, 1.0], [0.85, 1.0, 0.8, 0.40, 0.52, 0.50])
    return tube_ended(path, thick / 2, slot)


def tube_ended(path: Array, radius: Array, slot: str) -> Mesh:
    """A tube with flat, broken ends, for legs that stand."""
    return sweep(path, circle_section(1.0, 14), slot, scale=radius, bevel=0.003)
