"""Armchairs: wing, tub, club, wooden lounge, slipper, swivel, bergère, shell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh, PieceInfo, Role, StyleId
from vetrina.staging.kit.mesh import finish, grid_faces, grid_uv, moved, translation, turn_x
from vetrina.staging.kit.pieces.legs import (
    bun_foot,
    cabriole_leg,
    turned_leg,
)
from vetrina.staging.kit.pieces.rolls import (
    face_between,
    nail_heads,
    resampled,
    roll_profile,
    rolled_arm,
    tub_plan,
)
from vetrina.staging.kit.pieces.upholstery import (
    buttoned_pad,
    panel,
    scatter,
    seat_row,
)
from vetrina.staging.kit.recipe import BuildContext, PieceRecipe, Shape, fitted_recipe
from vetrina.staging.kit.shapes import (
    FIRM,
    Diamonds,
    Softness,
    along_plan,
    channels,
    cylinder,
    deformed,
    disc,
    leaning,
    pad,
    tapered_leg,
    tube,
)
from vetrina.staging.room import RoomType

Array = NDArray[np.float64]

_CLOTH = "upholstery_accent"
PLUMP = Softness(crown=0.042, bulge=0.015, wrinkle=0.009, sag=0.012, waver=0.005, creases=5)
_PLUSH = Softness(crown=0.03, bulge=0.02, wrinkle=0.003, waver=0.005, creases=0, steepness=1.3)
TIGHT = Softness(crown=0.022, bulge=0.006, wrinkle=0.002, waver=0.002, creases=0, steepness=1.1)


def seat_cushion(
    ctx: BuildContext,
    width: float,
    depth: float,
    height: float,
    *,
    y: float,
    top: float,
    slot: str = _CLOTH,
    piping: str | None = "piping",
    corner: float = 0.06,
) -> list[Mesh]:
    return seat_row(
        ctx,
        1,
        width,
        depth,
        height,
        slot,
        y=y,
        z=top - height - 0.012,
        soft=PLUMP,
        piping=piping,
        corner=corner,
    )


def _wingback(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    leg, seat, inner = 0.21, 0.47, w - 0.27
    base = pad((w - 0.14, d - 0.14, 0.14), _CLOTH, corner=0.04, edge=0.018, soft=FIRM, spacing=0.08)
    parts = moved(base, translation(0, -0.03, leg))
    tall = h - leg - 0.06
    back = buttoned_pad(
        (inner + 0.02, tall, 0.11),
        _CLOTH,
        Diamonds(inner / 3.5, 0.21, 0.026),
        corner=0.12,
        plain_below=0.20,
    )
    back = moved(back, turn_x(90), translation(0, tall / 2, 0))
    parts += moved(deformed(back, leaning(10)), translation(0, d / 2 - 0.16, leg + 0.06))
    for side in (-1, 1):
        parts += _wing(w, d, h, side)
        roll = _roll_arm_front(w, d, leg, side)
        parts += roll
        front = cabriole_leg(leg + 0.01, 0.058, "leg_wood", out=(side * 0.7, -0.7))
        parts += moved(front, translation(side * (w / 2 - 0.13), -d / 2 + 0.12, 0))
        rear = tapered_leg(leg + 0.01, 0.042, 0.030, "leg_wood", lean=(0, 0.05), square=True)
        parts += moved(rear, translation(side * (w / 2 - 0.14), d / 2 - 0.17, 0))
    parts += seat_cushion(ctx, inner - 0.01, d - 0.26, 0.13, y=-0.11, top=seat)
    return parts + scatter(
        ctx, [(0.03, d / 2 - 0.30, seat, "cushion_b", 0.50, 0.32)], piping="piping"
    )


def _wing(w: float, d: float, h: float, side: int) -> list[Mesh]:
    """The ear: a padded sheet from the arm up to the top of the back, flared outwards."""
    t = np.linspace(0, 1, 26)
    z = 0.56 + (h - 0.03 - 0.56) * t
    reach = 0.27 * np.sin(np.pi * np.clip(t * 0.78 + 0.20, 0, 1)) ** 0.8 + 0.02
    y_rear = d / 2 - 0.17 + np.tan(np.radians(10)) * (z - 0.27)
    s = np.linspace(0, 1, 14)
    half = 0.040 * np.sin(np.pi * np.clip(0.06 + 0.94 * s, 0, 1)) ** 0.6 + 0.008
    grids = []
    for face in (-1, 1):
        x = w / 2 - 0.135 + 0.055 * s[None] * np.sin(np.pi * t)[:, None] + face * half[None]
        y = y_rear[:, None] - reach[:, None] * s[None]
        grids.append(np.stack([x, y, np.broadcast_to(z[:, None], x.shape)], axis=-1))
    parts = []
    for face, grid in zip((-1, 1), grids, strict=True):
        faces = grid_faces(*grid.shape[:2])
        parts.append(finish(grid, faces if face > 0 else faces[:, ::-1], grid_uv(grid), _CLOTH))
    rim = np.concatenate([(grids[0][:, -1] + grids[1][:, -1]) / 2])
    parts.append(tube(rim, 0.0115, _CLOTH, sides=10))
    top = (grids[0][-1] + grids[1][-1]) / 2
    parts.append(tube(top, np.maximum(half, 0.010), _CLOTH, sides=12))
    return moved(parts, np.diag([float(side), 1.0, 1.0, 1.0]))


def _roll_arm_front(w: float, d: float, leg: float, side: int) -> list[Mesh]:
    arm = rolled_arm(d - 0.20, 0.64, 0.11, 0.065, _CLOTH, base=leg + 0.01, side=side)
    return moved(arm, translation(side * (w / 2 - 0.125), -0.05, 0))


def _tub(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    thick, seat, plinth = 0.12, 0.43, 0.05
    plan = tub_plan(w / 2 - 0.01, -d / 2 + 0.13, d / 2 - 0.01, w * 0.36, 90)
    run = float(np.linalg.norm(np.diff(plan, axis=0), axis=1).sum())
    count = round(run / 0.095)
    pitch = run / count
    wall = panel(
        run,
        h - plinth,
        thick,
        _CLOTH,
        corner=0.07,
        edge=0.045,
        soft=TIGHT,
        spacing=(pitch / 8, 0.045),
        relief=lambda s, _: channels(s + run / 2, pitch, 0.028) - 0.020,
        lined=True,
    )

    def sloped(points: Array) -> Array:
        u = np.clip((np.abs(points[:, 0]) / (run / 2) - 0.30) / 0.70, 0, 1)
        low = 1 - 0.22 * (3 * u**2 - 2 * u**3)
        return np.column_stack([points[:, 0], points[:, 1], points[:, 2] * low])

    parts = moved(deformed(deformed(wall, sloped), along_plan(plan)), translation(0, 0, plinth))
    front = pad((w - thick, d - 0.12, 0.24), _CLOTH, corner=0.24, edge=0.02, soft=FIRM)
    parts += moved(front, translation(0, -0.01, plinth))
    base = cylinder(0.32, plinth + 0.01, "leg_wood", sides=64, bevel=0.004)
    parts.append(base)
    parts += seat_cushion(
        ctx, w - 2 * thick - 0.02, d - thick - 0.10, 0.14, y=-0.07, top=seat, corner=0.17
    )
    return parts + scatter(ctx, [(0.0, 0.08, seat, "cushion_a", 0.46, 0.30)])


def _club(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    slot, foot, seat, radius = "leather", 0.09, 0.44, 0.085
    out = radius * 1.92 + 0.01
    plan = tub_plan(w / 2 - out, -d / 2 + 0.04, d / 2 - out - 0.02, 0.20)
    profile = roll_profile(h - 0.02, 0.13, radius, 0.20)
    grid = np.empty((len(plan), len(profile), 3))
    way = np.gradient(plan, axis=0)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    left = np.column_stack([-way[:, 1], way[:, 0]])
    share = np.linspace(0, 1, len(plan))
    rise = 1 - 0.16 * np.clip(np.abs(share - 0.5) / 0.5 - 0.25, 0, 0.5) / 0.5
    grid[..., :2] = plan[:, None] + profile[None, :, :1] * left[:, None]
    grid[..., 2] = 0.20 + (profile[None, :, 1] - 0.20) * rise[:, None]
    parts = [finish(grid, grid_faces(*grid.shape[:2]), grid_uv(grid), slot)]
    for end in (0, -1):
        ring = grid[end]
        half = len(ring) // 2
        chains = [resampled(ring[::-1][: len(ring) - half], 24), resampled(ring[:half], 24)]
        a, b = chains if end == 0 else chains[::-1]
        parts.append(face_between(a, b, slot, 0.012))
        parts.append(tube(ring, 0.005, slot, sides=6))
        rim = (ring - ring.mean(axis=0)) * 0.86 + ring.mean(axis=0) + np.array([0, -0.012, 0])
        parts += nail_heads(rim, (0.0, -1.0, 0.0), "brass", every=0.018)
    body = pad((w - 0.14, d - 0.16, 0.20), slot, corner=0.10, edge=0.02, soft=FIRM, spacing=0.07)
    parts += moved(body, translation(0, -0.05, foot))
    parts += seat_cushion(
        ctx, w - 2 * out - 0.01, d - out - 0.04, 0.17, y=-0.09, top=seat, slot=slot, piping=slot
    )
    back = panel(
        w - 2 * out - 0.02,
        h - seat + 0.02,
        0.12,
        slot,
        corner=0.11,
        edge=0.055,
        lean=12,
        soft=PLUMP,
        seed=ctx.seed("back"),
        piping=slot,
    )
    parts += moved(back, translation(0, d / 2 - out - 0.07, seat - 0.03))
    for sx in (-1, 1):
        for sy in (-1, 1):
            place = translation(sx * (w / 2 - 0.15), sy * (d / 2 - 0.14), 0)
            parts += moved(bun_foot(foot + 0.01, 0.045, "leg_wood"), place)
    return parts


def _slipper(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    leg, seat = 0.17, 0.43
    body = pad(
        (w - 0.02, d - 0.06, seat - leg),
        _CLOTH,
        corner=0.07,
        edge=0.04,
        soft=PLUMP,
        seed=ctx.seed("seat"),
        piping="piping",
    )
    parts = moved(body, translation(0, -0.02, leg))
    tall = h - seat + 0.10
    back = buttoned_pad(
        (w - 0.04, tall, 0.12),
        _CLOTH,
        Diamonds((w - 0.04) / 4, 0.18, 0.026),
        corner=0.09,
        edge=0.04,
        plain_below=0.10,
    )
    back = moved(back, turn_x(90), translation(0, tall / 2, 0))
    parts += moved(deformed(back, leaning(11)), translation(0, d / 2 - 0.13, seat - 0.10))
    for sx in (-1, 1):
        front = turned_leg(leg + 0.01, 0.026, "leg_wood", caster="brass")
        parts += moved(front, translation(sx * (w / 2 - 0.08), -d / 2 + 0.10, 0))
        rear = tapered_leg(leg + 0.01, 0.04, 0.026, "leg_wood", lean=(0, 0.05), square=True)
        parts += moved(rear, translation(sx * (w / 2 - 0.08), d / 2 - 0.13, 0))
    return parts


def _swivel(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    thick, seat = 0.20, 0.42
    plan = tub_plan(w / 2 - 0.02, -d / 2 + 0.20, d / 2 - 0.02, w * 0.38, 80)
    run = float(np.linalg.norm(np.diff(plan, axis=0), axis=1).sum())
    wall = panel(
        run,
        h - 0.10,
        thick,
        _CLOTH,
        corner=0.19,
        edge=0.094,
        soft=_PLUSH,
        spacing=0.035,
        lined=True,
    )
    parts = moved(deformed(wall, along_plan(plan)), translation(0, 0, 0.10))
    body = pad((w - 0.16, d - 0.14, 0.22), _CLOTH, corner=0.30, edge=0.08, soft=_PLUSH)
    parts += moved(body, translation(0, -0.04, 0.06))
    cushion = pad(
        (w - 2 * thick + 0.06, d - thick + 0.0, 0.17),
        _CLOTH,
        corner=0.24,
        edge=0.07,
        soft=_PLUSH,
        seed=ctx.seed("seat"),
    )
    parts += moved(cushion, translation(0, -0.09, seat - 0.18))
    parts.append(disc(0.29, 0.022, "leg_metal", bevel=0.005))
    parts += moved(cylinder(0.10, 0.06, "black_steel"), translation(0, 0, 0.01))
    return parts + scatter(ctx, [(0.02, 0.06, seat, "cushion_c", 0.38, 0.38)], chop=0.02)


def armchair(
    piece_id: str,
    name: str,
    description: str,
    size_m: tuple[float, float, float],
    styles: tuple[StyleId, ...],
    shape: Shape,
    *,
    role: Role = "armchair",
    rooms: tuple[RoomType, ...] = ("living_room", "bedroom", "home_office"),
) -> PieceRecipe:
    info = PieceInfo(
        id=piece_id,
        role=role,
        name=name,
        description=description,
        size_m=size_m,
        mount="floor",
        styles=styles,
        rooms=rooms,
        clearance_front_m=0.6,
        seats=1,
    )
    return fitted_recipe(info, shape)


PIECES: tuple[PieceRecipe, ...] = (
    armchair(
        "armchair_wingback",
        "Wing chair",
        "A high buttoned back with wings, rolled arms, cabriole legs.",
        (0.78, 0.86, 1.12),
        ("classic_elegance", "modern_luxury"),
        _wingback,
    ),
    armchair(
        "armchair_tub_channel",
        "Fluted tub chair",
        "A barrel of vertical channels that falls towards the arms, on a wooden plinth.",
        (0.78, 0.76, 0.76),
        ("contemporary_chic", "modern_luxury"),
        _tub,
    ),
    armchair(
        "armchair_club",
        "Leather club chair",
        "Deep, with arms that roll on from the back, nail heads and bun feet.",
        (0.90, 0.90, 0.80),
        ("classic_elegance", "contemporary_chic", "modern_luxury"),
        _club,
    ),
    armchair(
        "armchair_slipper",
        "Slipper chair",
        "Low and armless with a buttoned back on turned legs with castors.",
        (0.62, 0.74, 0.84),
        ("classic_elegance", "contemporary_chic"),
        _slipper,
    ),
    armchair(
        "armchair_swivel",
        "Swivel tub chair",
        "A round, deeply padded tub on a turning metal foot.",
        (0.82, 0.82, 0.77),
        ("modern_luxury", "contemporary_chic"),
        _swivel,
    ),
)
