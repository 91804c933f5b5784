"""Vessels with and without something in them, and small sculpture."""

from __future__ import annotations

import numpy as np

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import moved, translation
from vetrina.staging.kit.pieces.facts import (
    BEDROOM,
    CONTEMPORARY,
    DINING,
    LIVING,
    MODERN,
    OFFICE,
    declared,
)
from vetrina.staging.kit.pieces.joinery import block, ellipse, plate, soft_edge
from vetrina.staging.kit.pieces.objects import (
    stems_with_plumes,
    twigs,
    vessel,
)
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import bezier, lathe, smooth_path, tube


def _branches(ctx: BuildContext) -> list[Mesh]:
    """Cut olive branches in a bottle vase."""
    high = 0.30
    stems = twigs(ctx.rng("branches"), ctx.size_m[2] - high * 0.72, 6, spread=0.42)
    return [vessel("ovoid", high, 0.22, "ceramic"), *moved(stems, translation(0, 0, high * 0.72))]


def _bouquet(ctx: BuildContext) -> list[Mesh]:
    """Eucalyptus in a clear cylinder."""
    high = 0.22
    stems = twigs(
        ctx.rng("bouquet"),
        ctx.size_m[2] - 0.02,
        9,
        spread=0.30,
        leaf="leaf_pale",
        leaf_size=(0.045, 0.034),
        leaves=16,
        slot="stem",
    )
    return [vessel("cylinder", high, 0.17, "glass"), *moved(stems, translation(0, 0, 0.02))]


def _pampas(ctx: BuildContext) -> list[Mesh]:
    """Dried plumes in a tall amphora, for the floor."""
    high = 0.52
    stems = stems_with_plumes(ctx.rng("pampas"), ctx.size_m[2] - high * 0.75, 9)
    return [
        vessel("amphora", high, 0.32, "ceramic_dark"),
        *moved(stems, translation(0, 0, high * 0.75)),
    ]


def _bowl(ctx: BuildContext) -> list[Mesh]:
    """A wide shallow bowl on a foot."""
    width, _, height = ctx.size_m
    r = width / 2
    outer = smooth_path(
        np.array([(0.34 * r, 0.010), (0.42 * r, 0.022), (0.78 * r, 0.55 * height), (r, height)]), 30
    )
    inner = outer[::-1] - [0.006, 0.0] + np.array([0.0, 0.001])
    inner[:, 1] = np.maximum(inner[:, 1], 0.03)
    profile = np.concatenate([[(0.0, 0.0), (0.33 * r, 0.0)], outer, inner, [(0.0, 0.028)]])
    return [lathe(profile, "ceramic_dark", sides=72, crease_deg=60)]


def _loop(ctx: BuildContext) -> list[Mesh]:
    """A knotted loop of plaster on a block."""
    height = ctx.size_m[2]
    t = np.linspace(0, 2 * np.pi, 121)[:-1]
    knot = np.stack(
        [np.sin(t) + 1.6 * np.sin(2 * t), 0.9 * -np.sin(3 * t), np.cos(t) - 1.6 * np.cos(2 * t)],
        axis=1,
    )
    scale = (height - 0.05) / (float(np.ptp(knot[:, 2])) + 0.9)
    ring = knot * [scale, scale * 0.55, scale]
    ring[:, 2] += 0.05 + 0.42 * scale - ring[:, 2].min()
    body = tube(ring, 0.42 * scale, "plaster", closed=True, sides=20)
    return [body, *block(0.14, 0.09, 0.052, "stone_dark", bevel=0.003)]


def _totem(ctx: BuildContext) -> list[Mesh]:
    """Four turned forms of three woods stacked on a pin."""
    height = ctx.size_m[2]
    h = height / 4
    forms = (
        (
            [(0.0, 0.0), (0.040, 0.0), (0.055, 0.35), (0.055, 0.65), (0.040, 1.0), (0.0, 1.0)],
            "wood_dark",
        ),
        ([(0.0, 0.0), (0.016, 0.0), (0.048, 0.5), (0.016, 1.0), (0.0, 1.0)], "wood_pale"),
        (
            [
                (0.0, 0.0),
                (0.046, 0.0),
                (0.046, 0.25),
                (0.020, 0.5),
                (0.046, 0.75),
                (0.046, 1.0),
                (0.0, 1.0),
            ],
            "wood",
        ),
        ([(0.0, 0.0), (0.012, 0.0), (0.042, 0.35), (0.036, 0.75), (0.0, 1.0)], "brass"),
    )
    parts: list[Mesh] = []
    for k, (outline, slot) in enumerate(forms):
        curve = smooth_path(np.array(outline[1:-1]) * [1, h], 24)
        profile = np.concatenate([[(0.0, 0.0)], curve, [(0.0, h)]])
        parts += moved(lathe(profile, slot, sides=40), translation(0, 0, k * h))
    return parts


def _vases(ctx: BuildContext) -> list[Mesh]:
    """Three pots of one family."""
    parts = moved(vessel("bottle", ctx.size_m[2], 0.15, "ceramic"), translation(-0.10, 0.02, 0))
    parts += moved(vessel("moon", 0.17, 0.18, "ceramic_dark"), translation(0.06, -0.02, 0))
    return parts + moved(vessel("jar", 0.11, 0.11, "ceramic_accent"), translation(0.19, 0.01, 0))


def _tea(ctx: BuildContext) -> list[Mesh]:
    """Two cups and a pot on a round tray."""
    parts = [plate(ellipse(0.34, 0.34), soft_edge(0.014, 0.0, 0.004), "lacquer")]
    parts += moved(vessel("moon", 0.13, 0.15, "ceramic_dark"), translation(-0.05, 0.03, 0.014))
    spout = bezier(np.array([[0.06, 0, 0.05], [0.11, 0, 0.05], [0.11, 0, 0.11]]), 10)
    parts += moved(
        tube(spout, np.linspace(0.013, 0.007, 10), "ceramic_dark"), translation(-0.05, 0.03, 0.014)
    )
    handle = bezier(
        np.array([[-0.05, 0, 0.12], [-0.07, 0, 0.23], [0.07, 0, 0.23], [0.05, 0, 0.12]]), 20
    )
    parts += moved(tube(handle, 0.004, "brass"), translation(-0.05, 0.03, 0.014))
    for x, y in ((0.07, -0.07), (0.10, 0.05)):
        parts += moved(vessel("cylinder", 0.06, 0.105, "ceramic"), translation(x, y, 0.014))
    return parts


_TOPS = (LIVING, BEDROOM, DINING, OFFICE)
PIECES = (
    declared(
        _branches,
        "decor_vase_branches",
        "decor",
        "Vase with branches",
        "Cut branches in an ovoid vase.",
        (0.46, 0.42, 0.79),
        mount="top",
        rooms=(LIVING, DINING, BEDROOM),
    ),
    declared(
        _bouquet,
        "decor_eucalyptus",
        "decor",
        "Eucalyptus in glass",
        "Round-leaved stems in a clear cylinder.",
        (0.29, 0.28, 0.50),
        mount="top",
        rooms=_TOPS,
    ),
    declared(
        _pampas,
        "decor_pampas_floor",
        "decor",
        "Floor vase with pampas",
        "Dried plumes in a tall dark amphora.",
        (0.68, 0.66, 1.40),
        mount="floor",
        styles=(CONTEMPORARY, MODERN),
        rooms=(LIVING, BEDROOM),
    ),
    declared(
        _bowl,
        "decor_bowl",
        "decor",
        "Footed bowl",
        "A wide shallow bowl with a thin rim.",
        (0.36, 0.36, 0.10),
        mount="top",
        rooms=(LIVING, DINING),
    ),
    declared(
        _loop,
        "decor_knot",
        "decor",
        "Knot sculpture",
        "A plaster knot on a stone block.",
        (0.25, 0.10, 0.28),
        mount="top",
        styles=(MODERN, CONTEMPORARY),
        rooms=_TOPS,
    ),
    declared(
        _totem,
        "decor_totem",
        "decor",
        "Turned totem",
        "Four turned forms on one pin.",
        (0.11, 0.11, 0.34),
        mount="top",
        rooms=_TOPS,
    ),
    declared(
        _vases,
        "decor_vases_trio",
        "decor",
        "Three vessels",
        "A bottle, a moon jar and a small pot of one family.",
        (0.42, 0.20, 0.31),
        mount="top",
        rooms=_TOPS,
    ),
    declared(
        _tea,
        "decor_tea_tray",
        "decor",
        "Tea tray",
        "A pot and two cups on a round tray.",
        (0.34, 0.34, 0.22),
        mount="top",
        rooms=(LIVING, DINING),
    ),
)
