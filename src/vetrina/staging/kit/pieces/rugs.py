"""Rugs made to measure: bound, fringed, shaggy, round, flat-woven and pebble-shaped.

Patterns are pictures of the style; the geometry gives what the eye looks for at the edge: pile
that rounds down to a binding, a hem that lies in slight waves, fringes that fall anyhow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import arc_length, finish, grid_faces, merged
from vetrina.staging.kit.pieces.facts import (
    BEDROOM,
    CLASSIC,
    CONTEMPORARY,
    DINING,
    EVERY_ROOM,
    LIVING,
    MODERN,
    OFFICE,
    declared,
)
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import fringe, smooth_path, tube, waves
from vetrina.staging.kit.slots import UNIT_SLOTS

Array = NDArray[np.float64]


def _inset_lines(size: float, spacing: float, pile: float) -> Array:
    """Grid lines across a rug: even in the field, close together where the pile rounds down."""
    edge = np.array([0.0, 0.12, 0.4, 1.0, 2.0]) * pile
    field = np.linspace(edge[-1], size - edge[-1], max(3, round(size / spacing)))[1:-1]
    return np.concatenate([edge, field, size - edge[::-1]]) - size / 2


def carpet(
    width: float,
    depth: float,
    pile: float,
    slot: str,
    *,
    seed: int,
    spacing: float = 0.07,
    shag: float = 0.0,
    lift: float = 0.002,
    binding: str = "rug_edge",
) -> list[Mesh]:
    """A rectangular rug: pile, rounded edge, underside closed by a binding in the slot `binding`.

    shag: metres by which tufts stand unevenly.  lift: how far edges wave off the floor.
    """
    x, y = _inset_lines(width, spacing, pile), _inset_lines(depth, spacing, pile)
    X, Y = np.meshgrid(x, y, indexing="ij")
    flat = np.stack([X.ravel(), Y.ravel()], axis=1)
    inside = np.minimum(width / 2 - np.abs(X), depth / 2 - np.abs(Y)) / (0.9 * pile)
    rounded = np.sqrt(np.clip(1 - (1 - np.clip(inside, 0, 1)) ** 2, 0, 1))
    wave = waves(flat, seed, 0.9, 2).reshape(X.shape)
    near = np.exp(-np.clip(inside, 0, None) * pile / 0.18)
    z = pile * (0.35 + 0.65 * rounded) + lift * (np.clip(wave, 0, None) * near + 0.25 * wave)
    if shag > 0:
        z = z + shag * waves(flat, seed + 3, 0.10, 2, 7).reshape(X.shape) * np.clip(inside, 0, 1)
    stray = 0.004 + shag * 0.6
    X = X + stray * waves(np.stack([Y.ravel() * 0 + 9, Y.ravel()], 1), seed + 1, 0.8).reshape(
        X.shape
    )
    points = np.stack([X, Y, np.maximum(z, 0.002)], axis=-1)
    top = finish(points, grid_faces(*X.shape), _uv(flat, width, depth, slot), slot)
    return [top, *_binding(points, pile, binding)]


def _uv(flat: Array, width: float, depth: float, slot: str) -> Array:
    """Metres, or once 0..1 over the rug with the long side along u for pictures."""
    if slot not in UNIT_SLOTS:
        return flat
    unit = flat / np.array([width, depth]) + 0.5
    if depth <= width:
        return np.asarray(unit)
    return np.stack([unit[:, 1], 1 - unit[:, 0]], axis=1)


def _binding(points: Array, pile: float, slot: str) -> list[Mesh]:
    """A whipped edge: a cord about the rug with a skirt to the floor."""
    loop = np.concatenate([points[:-1, 0], points[-1, :-1], points[:0:-1, -1], points[0, :0:-1]])
    down = loop * np.array([1.0, 1.0, 0.0])
    closed = np.concatenate([loop, loop[:1]]), np.concatenate([down, down[:1]])
    wall = np.stack(closed, axis=1)
    uv = np.stack([arc_length(closed[0])[:, None].repeat(2, 1), wall[..., 2]], axis=-1)
    skirt = finish(wall, grid_faces(*wall.shape[:2])[:, ::-1], uv, slot)
    radius = max(0.0022, 0.28 * pile)
    cord = loop[:: max(1, len(loop) // 160)].copy()
    cord[:, 2] = np.maximum(cord[:, 2] * 0.75, radius)
    return [skirt, tube(cord, radius, slot, sides=6, closed=True)]


def _ends_fringed(width: float, depth: float, length: float, seed: int, every: float) -> list[Mesh]:
    """Fringes at the two short ends of a body of width x depth."""
    parts: list[Mesh] = []
    for side in (-1, 1):
        if width >= depth:
            line = np.array(
                [
                    [side * width / 2, -depth / 2 + 0.01, 0.005],
                    [side * width / 2, depth / 2 - 0.01, 0.005],
                ]
            )
            out = np.array([[float(side), 0.0, -0.10]] * 2)
        else:
            line = np.array(
                [
                    [-width / 2 + 0.01, side * depth / 2, 0.005],
                    [width / 2 - 0.01, side * depth / 2, 0.005],
                ]
            )
            out = np.array([[0.0, float(side), -0.10]] * 2)
        parts += fringe(line, out, length, "fringe", every=every, seed=seed + side, thick=0.0035)
    return merged(parts)


def _bordered(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    return carpet(w, d, h, "rug_picture_b", seed=ctx.seed("rug"), lift=0.0015)


def _fringed(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    tassel = 0.07
    body_w, body_d = (w - 2 * tassel, d) if w >= d else (w, d - 2 * tassel)
    parts = carpet(body_w, body_d, h, "rug_picture_a", seed=ctx.seed("rug"), lift=0.0025)
    return parts + _ends_fringed(body_w, body_d, tassel, ctx.seed("fringe"), 0.012)


def _shaggy(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    tassel = 0.06
    body_w, body_d = (w - 2 * tassel, d) if w >= d else (w, d - 2 * tassel)
    parts = carpet(
        body_w,
        body_d,
        h * 0.85,
        "rug_shag",
        seed=ctx.seed("rug"),
        spacing=0.030,
        shag=0.008,
        binding="rug_shag",
    )
    return parts + _ends_fringed(body_w, body_d, tassel, ctx.seed("fringe"), 0.035)


def _flat(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    tassel = 0.045
    body_w, body_d = (w - 2 * tassel, d) if w >= d else (w, d - 2 * tassel)
    parts = carpet(body_w, body_d, h, "rug_flat", seed=ctx.seed("rug"), lift=0.003)
    return parts + _ends_fringed(body_w, body_d, tassel, ctx.seed("fringe"), 0.022)


def _outlined(ctx: BuildContext, outline: Array, slot: str, rings: int) -> list[Mesh]:
    """A rug of any star-shaped outline (N, 2), closed, with the pile rounding down at its rim."""
    w, d, h = ctx.size_m
    span = outline.max(axis=0) - outline.min(axis=0)
    line = (outline - outline.min(axis=0) - span / 2) * np.array([w, d]) / span
    share = np.concatenate([np.linspace(0.0, 0.93, rings), [0.965, 0.985, 0.995, 1.0]])
    fall = np.concatenate([np.ones(rings), [1.0, 0.93, 0.75, 0.40]])
    closed = np.concatenate([line, line[:1]])
    plan = share[:, None, None] * closed[None]
    flat = plan.reshape(-1, 2)
    wave = waves(flat, ctx.seed("rug"), 0.9, 2).reshape(plan.shape[:2])
    z = h * 0.9 * fall[:, None] + 0.0015 * wave * fall[:, None]
    points = np.concatenate([plan, np.maximum(z, 0.002)[..., None]], axis=-1)
    rim = np.stack([points[-1], points[-1] * np.array([1.0, 1.0, 0.0])])
    uv = np.stack([arc_length(closed)[None].repeat(2, 0), rim[..., 2]], axis=-1)
    return [
        finish(points, grid_faces(*plan.shape[:2]), flat, slot),
        finish(rim, grid_faces(*rim.shape[:2]), uv, "rug_edge"),
    ]


def _round(ctx: BuildContext) -> list[Mesh]:
    angle = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    parts = _outlined(ctx, circle, "rug_pile", 14)
    w, _, h = ctx.size_m
    for share in (0.72, 0.80):
        ring = np.column_stack([circle * share * w / 2, np.full(120, h * 0.90)])
        parts.append(tube(ring, 0.0035, "rug_edge", sides=5, closed=True))
    return parts


def _pebble(ctx: BuildContext) -> list[Mesh]:
    knots = [(1.0, 0.05), (0.80, 0.58), (0.22, 0.70), (-0.30, 0.66), (-0.86, 0.62)]
    knots += [(-1.02, 0.05), (-0.74, -0.52), (-0.15, -0.60), (0.35, -0.72), (0.86, -0.50)]
    parts = _outlined(ctx, smooth_path(knots, 130, closed=True), "rug_pile", 14)
    w, d, h = ctx.size_m
    for share, shift in ((0.62, 0.10), (0.36, -0.16)):
        line = (
            smooth_path(knots, 100, closed=True) * np.array([w, d]) / np.array([2.02, 1.42]) * share
        )
        ring = np.column_stack([line + np.array([shift * w, 0.03 * d]), np.full(100, h * 0.905)])
        parts.append(tube(ring, 0.0045, "rug_edge", sides=5, closed=True))
    return parts


PIECES = (
    declared(
        _bordered,
        "rug_bordered",
        "rug",
        "Bordered rug",
        "A plain field in a contrasting border, with bound edges.",
        (3.00, 2.00, 0.012),
        mount="rug",
        rooms=EVERY_ROOM,
    ),
    declared(
        _fringed,
        "rug_fringed",
        "rug",
        "Patterned rug",
        "The style's leading pattern, fringed at both ends.",
        (3.00, 2.00, 0.011),
        mount="rug",
        rooms=EVERY_ROOM,
    ),
    declared(
        _shaggy,
        "rug_shaggy",
        "rug",
        "Long-pile rug",
        "Deep wool with knotted tassels.",
        (2.90, 2.00, 0.028),
        styles=(CONTEMPORARY, MODERN),
        mount="rug",
        rooms=(LIVING, BEDROOM),
    ),
    declared(
        _flat,
        "rug_flatweave",
        "rug",
        "Flat-woven rug",
        "Thin, dense weave with a short fringe.",
        (2.80, 1.90, 0.008),
        styles=(CONTEMPORARY, CLASSIC),
        mount="rug",
        rooms=(LIVING, DINING, OFFICE),
    ),
    declared(
        _round,
        "rug_round",
        "rug",
        "Round rug",
        "Plain pile with two carved rings.",
        (2.40, 2.40, 0.014),
        mount="rug",
        rooms=EVERY_ROOM,
        is_round=True,
    ),
    declared(
        _pebble,
        "rug_pebble",
        "rug",
        "Pebble rug",
        "A free outline with carved contours.",
        (2.90, 2.00, 0.016),
        styles=(CONTEMPORARY, MODERN),
        mount="rug",
        rooms=(LIVING, BEDROOM),
    ),
)
