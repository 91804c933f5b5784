"""Mirrors and a wall clock."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import moved, translation, turn_x
from vetrina.staging.kit.pieces.facts import (
    CLASSIC,
    CONTEMPORARY,
    MODERN,
    declared,
)
from vetrina.staging.kit.pieces.joinery import (
    Band,
    block,
    ellipse,
    pebble,
    plate,
    rectangle,
)
from vetrina.staging.kit.pieces.walls import moulding
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import tube

Array = NDArray[np.float64]
SCOOP: list[Band] = [
    [(0.0, 0.0), (0.0, 0.030)],
    [(0.0, 0.030), (0.004, 0.038), (0.012, 0.040), (0.020, 0.036)],
    [(0.020, 0.036), (0.032, 0.022), (0.046, 0.016), (0.052, 0.018)],
    [(0.052, 0.018), (0.058, 0.022), (0.064, 0.020), (0.066, 0.008)],
]


def pane(outline: Array, y: float) -> list[Mesh]:
    flat = plate(outline, [[(0.0, 0.0), (0.0, 0.001)]], "mirror")
    return moved(flat, translation(0, y, 0), turn_x(90))


def _round_mirror(ctx: BuildContext) -> list[Mesh]:
    """A disc in a deep thin rim."""
    width, depth, _ = ctx.size_m
    outline = ellipse(width, width, 120)
    rim: list[Band] = [
        [(0.0, 0.0), (0.0, depth - 0.003), (0.003, depth)],
        [(0.003, depth), (0.010, depth)],
        [(0.010, depth), (0.010, 0.012)],
    ]
    return [*moulding(outline, rim, "metal"), *pane(outline * (1 - 0.018 / width), -0.012)]


def _arched_mirror(ctx: BuildContext) -> list[Mesh]:
    """A full-length arch that leans on the wall."""
    width, depth, height = ctx.size_m
    angle = np.linspace(0, np.pi, 41)
    head = np.stack(
        [np.cos(angle) * width / 2, np.sin(angle) * width / 2 + height / 2 - width / 2], axis=1
    )
    outline = np.concatenate([[[width / 2, -height / 2]], head, [[-width / 2, -height / 2]]])
    rim: list[Band] = [
        [(0.0, 0.0), (0.0, 0.030)],
        [(0.0, 0.030), (0.022, 0.030)],
        [(0.022, 0.030), (0.024, 0.014)],
    ]
    parts = [*moulding(outline, rim, "frame_b")]
    inner = outline * [(width - 0.03) / width, (height - 0.03) / height]
    parts += pane(inner, -0.013)
    parts += moved(plate(inner, [[(0.0, 0.0), (0.0, 0.006)]], "wood_dark"), turn_x(90))
    lean = -np.degrees(np.arcsin(min((depth - 0.035) / height, 0.3)))
    return moved(parts, turn_x(lean))


def _sunburst(ctx: BuildContext) -> list[Mesh]:
    """A small convex disc in a double crown of rays."""
    width = ctx.size_m[0]
    outline = ellipse(width * 0.36, width * 0.36, 96)
    rim: list[Band] = [
        [(0.0, 0.0), (0.0, 0.020)],
        [(0.0, 0.020), (0.006, 0.026), (0.018, 0.026), (0.022, 0.020)],
        [(0.022, 0.020), (0.022, 0.010)],
    ]
    parts = [*moulding(outline, rim, "frame"), *pane(outline * 0.96, -0.012)]
    for k in range(48):
        angle = 2 * np.pi * k / 48
        long = (0.50, 0.40, 0.45, 0.36)[k % 4] * width
        way = np.array([np.cos(angle), 0.0, np.sin(angle)])
        line = np.stack([way * 0.16 * width, way * 0.6 * long, way * long]) + np.array(
            [0, -0.010, 0]
        )
        parts.append(tube(line, np.array([0.007, 0.0055, 0.0015]), "frame", sides=8))
    return parts


def _overmantel(ctx: BuildContext) -> list[Mesh]:
    """Rectangular glass in a broad scooped frame with a beaded sight edge."""
    width, _, height = ctx.size_m
    parts = [
        *moulding(rectangle(width, height), SCOOP, "frame"),
        *pane(rectangle(width - 0.12, height - 0.12), -0.010),
    ]
    inset = 0.069
    for sx, sz in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        long = (height if sx else width) - 2 * inset
        count = int(long / 0.016)
        for t in np.linspace(-long / 2, long / 2, count):
            at = (
                (sx * (width / 2 - inset), -0.018, t)
                if sx
                else (t, -0.018, sz * (height / 2 - inset))
            )
            parts += block(
                0.011, 0.011, 0.011, "frame", (at[0], at[1], at[2] - 0.0055), bevel=0.0054
            )
    return parts


def _pebble_mirror(ctx: BuildContext) -> list[Mesh]:
    """An unequal oval without corners in a slender metal line."""
    width, _, height = ctx.size_m
    outline = pebble(width, height, 4, 140, 0.07)
    rim: list[Band] = [
        [(0.0, 0.0), (0.0, 0.022)],
        [(0.0, 0.022), (0.006, 0.022)],
        [(0.006, 0.022), (0.006, 0.012)],
    ]
    return [*moulding(outline, rim, "metal"), *pane(outline * 0.99, -0.013)]


def _clock(ctx: BuildContext) -> list[Mesh]:
    """A round clock in a turned rim."""
    width, depth, _ = ctx.size_m
    outline = ellipse(width, width, 96)
    rim: list[Band] = [
        [(0.0, 0.0), (0.0, depth - 0.006), (0.005, depth)],
        [(0.005, depth), (0.016, depth), (0.022, depth - 0.008)],
        [(0.022, depth - 0.008), (0.024, 0.012)],
    ]
    face = plate(outline * 0.94, [[(0.0, 0.0), (0.0, 0.002)]], "clock_face")
    unit = (face.vertices[:, :2] / (width * 0.94) + 0.5).astype(np.float32)
    dial = Mesh(face.vertices, face.faces, unit, face.normals, "clock_face")
    return [*moulding(outline, rim, "metal"), *moved(dial, translation(0, -0.012, 0), turn_x(90))]


PIECES = (
    declared(
        _round_mirror,
        "mirror_round",
        "mirror",
        "Round mirror",
        "A plain disc in a deep metal rim.",
        (0.80, 0.035, 0.80),
        mount="wall",
        hang_height_m=1.1,
    ),
    declared(
        _arched_mirror,
        "mirror_arched_leaning",
        "mirror",
        "Full-length arched mirror",
        "A tall arch that leans on the wall.",
        (0.80, 0.22, 1.85),
        mount="floor",
        against_wall=True,
    ),
    declared(
        _sunburst,
        "mirror_sunburst",
        "mirror",
        "Sunburst mirror",
        "A small disc in a crown of rays.",
        (0.90, 0.026, 0.90),
        mount="wall",
        hang_height_m=1.1,
        styles=(CLASSIC, MODERN),
    ),
    declared(
        _overmantel,
        "mirror_overmantel",
        "mirror",
        "Overmantel mirror",
        "A broad scooped frame with a beaded sight edge.",
        (1.10, 0.04, 0.80),
        mount="wall",
        styles=(CLASSIC,),
        hang_height_m=1.1,
    ),
    declared(
        _pebble_mirror,
        "mirror_pebble",
        "mirror",
        "Pebble mirror",
        "An unequal oval in a slender line of metal.",
        (0.72, 0.022, 0.98),
        mount="wall",
        styles=(CONTEMPORARY, MODERN),
        hang_height_m=1.0,
    ),
    declared(
        _clock,
        "clock_wall",
        "decor",
        "Wall clock",
        "Twelve strokes and two hands in a turned rim.",
        (0.40, 0.05, 0.40),
        mount="wall",
        hang_height_m=1.5,
    ),
)
