"""Sofas of tradition: Chesterfield, English roll arm, camelback, French settee, récamier."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import moved, translation
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
    tufted_wall,
)
from vetrina.staging.kit.pieces.sofas import sofa
from vetrina.staging.kit.pieces.upholstery import (
    panel,
    scatter,
    seat_row,
    throw_along,
)
from vetrina.staging.kit.recipe import BuildContext, PieceRecipe
from vetrina.staging.kit.shapes import (
    FIRM,
    Block,
    Diamonds,
    Softness,
    bezier,
    board,
    bolster,
    deformed,
    pad,
    rectangle_section,
    smooth_path,
    sweep,
    tapered_leg,
    tube,
)

Array = NDArray[np.float64]

_CLOTH = "upholstery"
_PLUMP = Softness(crown=0.045, bulge=0.018, wrinkle=0.009, sag=0.016, waver=0.006, creases=6)


def _chesterfield(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    foot, seat, radius, slot = 0.10, 0.44, 0.095, "leather"
    out = radius * 1.92 + 0.02
    plan = tub_plan(w / 2 - out, -d / 2 + 0.03, d / 2 - out, 0.13)
    profile = roll_profile(h - 0.015, 0.14, radius, 0.26)
    reach = (h - radius - 0.26) + 0.115
    parts, points = tufted_wall(plan, profile, Diamonds(0.175, 0.20, 0.034), slot, tufted_to=reach)
    for end in (0, -1):
        ring = points[end]
        half = len(ring) * 4 // 7
        chains = [resampled(ring[::-1][: len(ring) - half], 26), resampled(ring[:half], 26)]
        left, right = chains if end == 0 else chains[::-1]
        parts.append(face_between(left, right, slot, 0.010))
        rim = (ring - ring.mean(axis=0)) * 0.90 + ring.mean(axis=0) + np.array([0, -0.010, 0])
        parts += nail_heads(rim, (0.0, -1.0, 0.0), "brass")
    body = pad((w - 0.13, d - 0.13, 0.20), slot, corner=0.08, edge=0.02, soft=FIRM, spacing=0.09)
    parts += moved(body, translation(0, -0.045, foot))
    inner, deep = w - 2 * out - 0.045, d - out - 0.02
    parts += seat_row(ctx, 3, inner, deep, 0.17, slot, y=-out / 2 + 0.0, z=seat - 0.18, piping=slot)
    line = np.array([[-w / 2 + 0.10, -d / 2 + 0.017, 0.135], [w / 2 - 0.10, -d / 2 + 0.017, 0.135]])
    parts += nail_heads(line, (0.0, -1.0, 0.0), "brass")
    for sx in (-1, 0, 1):
        for sy in (-1, 1):
            place = translation(sx * (w / 2 - 0.16), sy * (d / 2 - 0.12), 0)
            parts += moved(bun_foot(foot + 0.01, 0.052, "leg_wood"), place)
    return parts


def _rolled_frame(ctx: BuildContext, arm: float, radius: float, leg: float) -> list[Mesh]:
    """Base and two rolled arms of the English and the camelback sofa."""
    w, d, _ = ctx.size_m
    base = pad((w - 0.16, d - 0.06, 0.18), _CLOTH, corner=0.03, edge=0.018, soft=FIRM, spacing=0.1)
    parts = moved(base, translation(0, 0, leg))
    for side in (-1, 1):
        one = rolled_arm(d - 0.06, arm, 0.12, radius, _CLOTH, base=leg + 0.01, side=side)
        parts += moved(one, translation(side * (w / 2 - radius * 1.92), -0.01, 0))
    return parts


def _english_roll(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    leg, radius, seat = 0.15, 0.082, 0.47
    parts = _rolled_frame(ctx, 0.62, radius, leg)
    inner = w - 2 * radius * 1.92
    rear = panel(
        inner + 0.10,
        h - leg,
        0.17,
        _CLOTH,
        corner=0.09,
        edge=0.07,
        lean=7,
        soft=Softness(crown=0.04, bulge=0.012, wrinkle=0.004, creases=2, steepness=1.2),
        seed=ctx.seed("rear"),
        piping="piping",
    )
    parts += moved(rear, translation(0, d / 2 - 0.11, leg))
    parts += seat_row(
        ctx, 2, inner - 0.01, d - 0.20, 0.18, _CLOTH, y=-0.10, z=seat - 0.19, soft=_PLUMP
    )
    for sx in (-1, 1):
        front = turned_leg(leg + 0.01, 0.034, "leg_wood", caster="brass")
        parts += moved(front, translation(sx * (w / 2 - 0.15), -d / 2 + 0.10, 0))
        rear_leg = tapered_leg(leg + 0.01, 0.045, 0.03, "leg_wood", lean=(0, 0.05), square=True)
        parts += moved(rear_leg, translation(sx * (w / 2 - 0.15), d / 2 - 0.12, 0))
    y, x = d / 2 - 0.40, inner / 2 - 0.26
    places = [
        (-x, y, seat, "cushion_a", 0.50, 0.50),
        (-x + 0.33, y - 0.07, seat, "cushion_b", 0.42, 0.42),
        (x - 0.30, y - 0.07, seat, "cushion_b", 0.42, 0.42),
        (x, y, seat, "cushion_c", 0.50, 0.50),
    ]
    return parts + scatter(ctx, places, piping="piping")


def _hump(width: float, low: float, rise: float) -> Array:
    x = np.linspace(-width / 2, width / 2, 60)
    u = np.abs(x) / (width / 2)
    crest = rise * (
        0.62 * np.exp(-((u / 0.42) ** 2)) + 0.38 * np.clip((u - 0.55) / 0.45, 0, 1) ** 2
    )
    return np.column_stack([x, low + crest])


def _camelback(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    leg, radius, seat = 0.24, 0.088, 0.47
    parts = _rolled_frame(ctx, 0.66, radius, leg)
    inner = w - 2 * radius * 1.92
    crest = _hump(inner, 0.86, 0.14)
    tall = h - leg
    rear = panel(
        inner + 0.06,
        tall,
        0.13,
        _CLOTH,
        corner=0.05,
        edge=0.045,
        piping="piping",
        soft=Softness(crown=0.03, bulge=0.008, wrinkle=0.002, steepness=1.2),
        lined=True,
    )

    def humped(points: Array) -> Array:
        top = np.interp(points[:, 0], crest[:, 0], crest[:, 1])
        scale = 1 + (top / crest[:, 1].max() - 1) * np.clip(points[:, 2] / tall, 0, 1)
        lean = 0.10 * np.maximum(points[:, 2], 0.0) ** 1.5
        return np.column_stack([points[:, 0], points[:, 1] + lean, points[:, 2] * scale])

    parts += moved(deformed(rear, humped), translation(0, d / 2 - 0.10, leg))
    bench = seat_row(
        ctx, 1, inner - 0.01, d - 0.20, 0.15, _CLOTH, y=-0.09, z=seat - 0.16, soft=_PLUMP
    )
    parts += bench
    for sx in (-1, 0, 1):
        for sy in (-1, 1):
            post = tapered_leg(leg + 0.01, 0.048, 0.042, "leg_wood", square=True)
            parts += moved(post, translation(sx * (w / 2 - 0.17), sy * (d / 2 - 0.09), 0))
        x = sx * (w / 2 - 0.17)
        parts.append(
            board((x, -d / 2 + 0.09, 0.09), (x, d / 2 - 0.09, 0.09), 0.02, 0.028, "leg_wood")
        )
    ends = (-w / 2 + 0.17, 0.0, 0.09), (w / 2 - 0.17, 0.0, 0.09)
    parts.append(board(*ends, 0.02, 0.028, "leg_wood"))
    x = inner / 2 - 0.24
    places = [
        (-x, d / 2 - 0.36, seat, "cushion_a", 0.48, 0.48),
        (x, d / 2 - 0.36, seat, "cushion_a", 0.48, 0.48),
    ]
    return parts + scatter(ctx, places, piping="piping")


def _settee(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    seat, half = 0.43, w / 2 - 0.06
    cloth = pad(
        (w - 0.10, d - 0.12, 0.11),
        _CLOTH,
        corner=0.06,
        edge=0.035,
        seed=ctx.seed("seat"),
        soft=Softness(crown=0.035, bulge=0.006, wrinkle=0.003, creases=2),
    )
    parts = moved(cloth, translation(0, -0.02, seat - 0.11))
    rail = [
        (-half, -d / 2 + 0.05),
        (half, -d / 2 + 0.05),
        (half, d / 2 - 0.10),
        (-half, d / 2 - 0.10),
    ]
    section = rectangle_section(0.032, 0.075, 0.010)
    for a, b in zip(rail, rail[1:] + rail[:1], strict=True):
        parts.append(
            sweep([(*a, 0.31), (*b, 0.31)], section, "leg_wood", up=(0, 0, 1), bevel=0.004)
        )
    back = panel(
        w - 0.25,
        h - seat - 0.21,
        0.07,
        _CLOTH,
        corner=0.10,
        edge=0.03,
        lean=9,
        soft=Softness(crown=0.03, bulge=0.003, wrinkle=0.002, steepness=1.0),
    )
    parts += moved(back, translation(0, d / 2 - 0.075, seat + 0.05))
    crest = [
        (-half, 0.0),
        (-half, 0.30),
        (-half * 0.90, h - seat - 0.12),
        (-half * 0.55, h - seat - 0.08),
    ]
    crest += [(0.0, h - seat - 0.015)] + [(-x, z) for x, z in reversed(crest)]
    frame = smooth_path(crest, 90)
    lean = np.tan(np.radians(9))
    path = np.column_stack(
        [frame[:, 0], d / 2 - 0.10 + lean * frame[:, 1], seat - 0.05 + frame[:, 1]]
    )
    parts.append(tube(path, 0.019, "leg_wood", sides=14))
    low = [(-half, d / 2 - 0.09, seat + 0.045), (half, d / 2 - 0.09, seat + 0.045)]
    parts.append(sweep(low, rectangle_section(0.026, 0.034, 0.010), "leg_wood", up=(0, 0, 1)))
    for side in (-1, 1):
        parts += _open_arm(side * half, d, seat, pad_slot=_CLOTH)
        for sy in (-1, 1):
            leg = cabriole_leg(0.31, 0.062, "leg_wood", out=(side * 0.7, sy * 0.7))
            parts += moved(leg, translation(side * (half - 0.005), sy * (d / 2 - 0.075) - 0.025, 0))
    line = np.array([[-half, -d / 2 + 0.030, 0.352], [half, -d / 2 + 0.030, 0.352]])
    parts += nail_heads(line, (0.0, -1.0, 0.0), "brass", every=0.016)
    return parts + scatter(
        ctx, [(0.0, d / 2 - 0.27, seat, "cushion_b", 0.52, 0.34)], piping="piping"
    )


def _open_arm(x: float, depth: float, seat: float, *, pad_slot: str) -> list[Mesh]:
    """A carved open arm with a small padded rest, in the plane x."""
    outer = x + np.sign(x) * 0.035
    knots = [
        (x, -depth / 2 + 0.11, seat - 0.08),
        (outer, -depth / 2 + 0.19, seat + 0.10),
        (outer, -depth / 2 + 0.06, seat + 0.225),
        (outer, -depth / 2 + 0.20, seat + 0.245),
        (outer, 0.05, seat + 0.235),
        (x, depth / 2 - 0.05, seat + 0.275),
    ]
    parts = [tube(smooth_path(knots, 40), 0.0155, "leg_wood", sides=12)]
    rest = pad((0.055, 0.24, 0.035), pad_slot, corner=0.025, edge=0.015, soft=FIRM, spacing=0.03)
    return parts + moved(rest, translation(float(outer), -0.04, seat + 0.245))


def _recamier(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    leg, seat = 0.19, 0.44
    d = d - 0.085  # The throw hangs before the seat.
    base = pad((w - 0.12, d - 0.04, 0.13), _CLOTH, corner=0.05, edge=0.02, soft=FIRM, spacing=0.09)
    parts = moved(base, translation(0.02, 0, leg))
    mattress = pad(
        (w - 0.26, d - 0.08, 0.14),
        _CLOTH,
        corner=0.07,
        edge=0.045,
        soft=_PLUMP,
        seed=ctx.seed("mattress"),
        piping="piping",
    )
    parts += moved(mattress, translation(0.07, -0.01, seat - 0.15))
    profile = roll_profile(h, 0.14, 0.10, leg + 0.03)
    plan = np.column_stack(
        [np.full(60, -w / 2 + 0.20), np.linspace(-d / 2 + 0.03, d / 2 - 0.03, 60)]
    )
    wall, points = tufted_wall(
        plan, profile, Diamonds(0.15, 0.17, 0.026), _CLOTH, tufted_to=h - 0.14 - leg
    )
    parts += wall
    for end in (0, -1):
        ring = points[end]
        half = len(ring) * 4 // 7
        chains = [resampled(ring[::-1][: len(ring) - half], 24), resampled(ring[:half], 24)]
        left, right = chains if end == 0 else chains[::-1]
        parts.append(face_between(left, right, _CLOTH, 0.010))
        parts.append(tube(ring, 0.005, "piping", sides=6))
    back = panel(w * 0.66, 0.36, 0.10, _CLOTH, corner=0.05, edge=0.04, piping="piping", lined=True)

    def swept(points: Array) -> Array:
        u = np.clip(points[:, 0] / (w * 0.66) + 0.5, 0, 1)
        fall = 1 - 0.80 * (3 * u**2 - 2 * u**3)
        return np.column_stack([points[:, 0], points[:, 1], points[:, 2] * fall])

    parts += moved(deformed(back, swept), translation(-w * 0.13, d / 2 - 0.01, seat - 0.06))
    for sx in (-1, 1):
        for sy in (-1, 1):
            sabre = bezier([(0, 0, leg + 0.02), (sx * 0.0, 0, 0.12), (sx * 0.10, 0, 0.012)], 12)
            shape = rectangle_section(1, 1, 0.2)
            size = np.linspace(0.055, 0.028, 12)
            leg_mesh = sweep(sabre, shape, "leg_wood", up=(0, 1, 0), scale=size, bevel=0.003)
            parts += moved(leg_mesh, translation(sx * (w / 2 - 0.20), sy * (d / 2 - 0.09), 0))
    roll = moved(
        bolster(d - 0.16, 0.085, "cushion_a", "piping"),
        np.array([[0.0, -1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]),
    )
    parts += moved(roll, translation(-w / 2 + 0.35, -0.01, seat))
    profile_throw = [
        (d / 2 - 0.12, seat + 0.05),
        (-d / 2 + 0.0, seat + 0.05),
        (-d / 2 - 0.03, 0.16),
    ]
    block = Block((0, 0, seat - 0.12), (w / 2 - 0.1, d / 2 - 0.012, 0.162), 0.05)
    return parts + throw_along(ctx, profile_throw, 0.55, [block], x=w * 0.24, skew=0.12)


PIECES: tuple[PieceRecipe, ...] = (
    sofa(
        "sofa_chesterfield",
        "Chesterfield",
        "Diamond-buttoned back and rolled arms of one height, nail heads, bun feet.",
        (2.20, 0.96, 0.74),
        ("classic_elegance", "contemporary_chic"),
        3,
        _chesterfield,
        rooms=("living_room", "home_office"),
    ),
    sofa(
        "sofa_english_roll",
        "English roll-arm sofa",
        "Low rolled arms, two feather seats, turned legs on brass castors.",
        (2.16, 1.00, 0.94),
        ("classic_elegance", "modern_luxury"),
        3,
        _english_roll,
    ),
    sofa(
        "sofa_camelback",
        "Camelback sofa",
        "A humped back between rolled arms, one bench cushion, straight legs with stretchers.",
        (2.10, 0.88, 0.98),
        ("classic_elegance",),
        3,
        _camelback,
    ),
    sofa(
        "loveseat_settee",
        "French settee",
        "A carved frame with open arms and cabriole legs, padded back and seat.",
        (1.36, 0.72, 0.95),
        ("classic_elegance",),
        2,
        _settee,
        role="loveseat",
        rooms=("living_room", "bedroom", "home_office"),
    ),
    sofa(
        "chaise_recamier",
        "Récamier",
        "A buttoned scroll at the head, a falling back, sabre legs, a bolster and a throw.",
        (1.78, 0.82, 0.88),
        ("classic_elegance", "contemporary_chic"),
        1,
        _recamier,
        role="chaise",
        rooms=("living_room", "bedroom"),
    ),
)
