"""Sofas of today: track arm, wood frame, curved, sectional, low, channel-backed, and a daybed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh, PieceInfo, Role, StyleId
from vetrina.staging.kit.mesh import moved, translation, turn_z
from vetrina.staging.kit.pieces.facts import CLASSIC, CONTEMPORARY, MODERN
from vetrina.staging.kit.pieces.legs import (
    four_legs,
)
from vetrina.staging.kit.pieces.upholstery import (
    back_row,
    panel,
    scatter,
    seat_row,
    side_panel,
    throw_along,
)
from vetrina.staging.kit.recipe import BuildContext, PieceRecipe, Shape, fitted_recipe
from vetrina.staging.kit.shapes import (
    FIRM,
    Block,
    Softness,
    along_plan,
    arc_plan,
    board,
    bolster,
    channels,
    deformed,
    pad,
    rectangle_section,
    smooth_path,
    sweep,
    tapered_leg,
)
from vetrina.staging.room import RoomType

Array = NDArray[np.float64]

_CLOTH = "upholstery"
SOFT_BACK = Softness(crown=0.012, bulge=0.006, wrinkle=0.002, waver=0.003, creases=0, steepness=1.2)


def deck(width: float, depth: float, height: float, z: float, *, y: float = 0.0) -> list[Mesh]:
    """The upholstered base under the cushions."""
    box = pad((width, depth, height), _CLOTH, corner=0.03, edge=0.018, soft=FIRM, spacing=0.12)
    return moved(box, translation(0, y, z))


def _track_arm(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    leg, arm, arm_top, seat = 0.13, 0.15, 0.60, 0.44
    parts = deck(w - 0.02, d - 0.03, 0.16, leg)
    for side in (-1, 1):
        one = side_panel(
            d - 0.01,
            arm_top - leg,
            arm,
            _CLOTH,
            side=side,
            edge=0.022,
            corner=0.035,
            soft=SOFT_BACK,
            seed=ctx.seed(f"arm{side}"),
            piping="piping",
        )
        parts += moved(one, translation(side * (w / 2 - arm / 2), 0, leg))
    inner = w - 2 * arm
    rear = panel(inner, h - 0.06 - leg, 0.15, _CLOTH, edge=0.04, corner=0.06, soft=SOFT_BACK)
    parts += moved(rear, translation(0, d / 2 - 0.015, leg))
    parts += seat_row(ctx, 3, inner, d - 0.17, 0.16, _CLOTH, y=-0.085, z=seat - 0.165)
    parts += back_row(ctx, 3, inner, 0.46, 0.17, _CLOTH, y=d / 2 - 0.17, z=seat - 0.02)
    parts += four_legs(w, d, leg + 0.01, ferrule="leg_metal", splay=0.015)
    x = inner / 2 - 0.27
    y = d / 2 - 0.47
    parts += scatter(
        ctx,
        [
            (-x, y, seat, "cushion_a", 0.50, 0.50),
            (-x + 0.30, y - 0.09, seat, "cushion_b", 0.42, 0.42),
            (x - 0.02, y, seat, "cushion_c", 0.50, 0.50),
        ],
        piping="piping",
    )
    profile = [(d / 2 - 0.05, h - 0.06), (d / 2 - 0.15, h), (d / 2 - 0.24, h)]
    profile += [(d / 2 - 0.38, seat + 0.08), (-d / 2 - 0.02, seat + 0.06), (-d / 2 - 0.04, 0.22)]
    blocks = [
        Block((0, -0.085, seat - 0.14), (inner / 2, d / 2 - 0.08, 0.178), 0.04),
        Block((0, d / 2 - 0.09, 0.38), (inner / 2, 0.08, h / 2 - 0.02), 0.04),
        Block((0, d / 2 - 0.22, seat + 0.19), (inner / 2, 0.125, 0.25), 0.08, lean_deg=14),
    ]
    return parts + throw_along(ctx, profile, 0.62, blocks, x=x - 0.36, skew=0.16)


def _wood_side(depth: float, arm_z: float, back_z: float, side: int) -> list[Mesh]:
    """The side frame of the mid-century sofa: two tapered posts, a shaped arm, a rail."""
    front, rear = -depth / 2 + 0.10, depth / 2 - 0.14
    parts = []
    for place, lean, top in ((front, -0.05, arm_z), (rear, 0.10, back_z)):
        leg = tapered_leg(top - 0.01, 0.042, 0.026, "leg_wood", lean=(side * 0.015, lean))
        parts += moved(leg, translation(0, place, 0))
    t = np.linspace(0, 1, 18)
    y = front - 0.09 + t * (rear - front + 0.12)
    z = arm_z + 0.012 * np.sin(np.pi * t) - 0.012 * t
    width = 0.040 + 0.034 * np.sin(np.pi * np.clip(t * 1.15, 0, 1)) ** 0.8
    path = np.column_stack([np.zeros_like(t), y, z])
    arm = sweep(
        path,
        rectangle_section(1.0, 0.028, 0.012),
        "leg_wood",
        up=(0, 0, 1),
        scale=np.column_stack([width, np.ones_like(width)]),
        bevel=0.006,
    )
    parts.append(arm)
    parts.append(board((0, front, 0.24), (0, rear + 0.03, 0.24), 0.026, 0.055, "leg_wood"))
    return parts


def _midcentury(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    seat, frame_w = 0.43, w - 0.09
    parts: list[Mesh] = []
    for side in (-1, 1):
        sides = _wood_side(d, 0.585, h - 0.03, side)
        parts += moved(sides, translation(side * frame_w / 2, 0, 0))
    front, rear = -d / 2 + 0.10, d / 2 - 0.14
    half = frame_w / 2
    for y, z, tall in ((front, 0.245, 0.06), (rear, 0.245, 0.06)):
        parts.append(board((-half, y, z), (half, y, z), 0.024, tall, "leg_wood"))
    parts.append(
        board(
            (-half, d / 2 - 0.05, h - 0.06),
            (half, d / 2 - 0.05, h - 0.06),
            0.022,
            0.075,
            "leg_wood",
        )
    )
    for x in np.linspace(-half + 0.12, half - 0.12, 13):
        foot, head = (x, rear - 0.01, 0.27), (x, d / 2 - 0.055, h - 0.08)
        parts.append(board(foot, head, 0.028, 0.014, "leg_wood", up=(0, 1, 0)))
    inner = frame_w - 0.06
    firm = Softness(crown=0.02, bulge=0.007, wrinkle=0.004, sag=0.006, waver=0.003, creases=2)
    parts += seat_row(
        ctx, 3, inner, d - 0.22, 0.13, _CLOTH, y=-0.075, z=seat - 0.145, soft=firm, corner=0.04
    )
    parts += back_row(
        ctx,
        3,
        inner,
        0.43,
        0.12,
        _CLOTH,
        y=d / 2 - 0.135,
        z=seat - 0.015,
        lean=15,
        soft=firm,
        edge=0.03,
        piping="piping",
    )
    for side, slot in ((-1, "cushion_a"), (1, "cushion_b")):
        roll = moved(bolster(0.46, 0.085, slot, "piping"), turn_z(90))
        parts += moved(roll, translation(side * (inner / 2 - 0.10), -0.10, seat))
    return parts


def _curved(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    span = w * 1.17
    path = arc_plan(1.75, span)
    plush = Softness(crown=0.03, bulge=0.03, wrinkle=0.002, waver=0.006, creases=0, steepness=1.4)
    seat = pad(
        (span - 0.04, 0.72, 0.27),
        _CLOTH,
        corner=0.30,
        edge=0.10,
        soft=plush,
        spacing=0.05,
        lined=True,
    )
    back = panel(
        span - 0.10,
        0.44,
        0.27,
        _CLOTH,
        corner=0.20,
        edge=0.125,
        soft=plush,
        lean=6,
        spacing=0.045,
        lined=True,
    )
    base = pad(
        (span - 0.35, 0.55, 0.10),
        "leg_wood",
        corner=0.2,
        edge=0.008,
        soft=FIRM,
        spacing=0.1,
        lined=True,
    )
    parts = moved(base, translation(0, -0.38, 0.0))
    parts += moved(seat, translation(0, -0.37, 0.09))
    parts += moved(back, translation(0, 0.0, h - 0.47))
    bent = deformed(parts, along_plan(path))
    low = min(float(m.vertices[:, 1].min()) for m in bent)
    placed = moved(bent, translation(0, -d / 2 - low, 0))
    places = [
        (-w * 0.27, -0.13, 0.37, "cushion_a", 0.46, 0.46),
        (w * 0.25, -0.11, 0.37, "cushion_c", 0.58, 0.36),
    ]
    return placed + scatter(ctx, places, chop=0.015)


def _channel_back(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    leg, seat, thick = 0.14, 0.43, 0.15
    turn = 0.30
    x, front = w / 2 - 0.02, -d / 2 + 0.10
    knots = [(-x, front), (-x, d / 2 - turn), (-x + turn * 0.3, d / 2 - turn * 0.3)]
    knots += [(-x + turn, d / 2), (x - turn, d / 2), (x - turn * 0.3, d / 2 - turn * 0.3)]
    path = smooth_path([*knots, (x, d / 2 - turn), (x, front)], 90)
    run = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
    count = round(run / 0.115)
    pitch = run / count
    wall = panel(
        run,
        h - leg,
        thick,
        _CLOTH,
        corner=0.08,
        edge=0.05,
        soft=SOFT_BACK,
        spacing=(pitch / 8, 0.045),
        relief=lambda s, _: channels(s + run / 2, pitch, 0.034) - 0.020,
        lined=True,
    )
    parts = deformed(wall, along_plan(path))
    parts = moved(parts, translation(0, 0, leg))
    base = pad((w - 0.14, d - 0.10, 0.16), _CLOTH, corner=0.16, edge=0.02, soft=FIRM, spacing=0.1)
    parts += moved(base, translation(0, -0.03, leg))
    bench = pad(
        (w - 2 * thick - 0.03, d - thick - 0.02, 0.15),
        _CLOTH,
        corner=0.13,
        edge=0.04,
        soft=Softness(crown=0.03, bulge=0.012, wrinkle=0.004, sag=0.008, creases=3),
        seed=ctx.seed("bench"),
        piping="piping",
    )
    parts += moved(bench, translation(0, -thick / 2 - 0.01, seat - 0.155))
    parts += four_legs(
        w, d, leg + 0.01, top=0.034, foot=0.018, slot="leg_metal", inset=(0.2, 0.13), splay=0.02
    )
    places = [
        (-w / 2 + 0.50, 0.06, seat, "cushion_a", 0.40, 0.40),
        (w / 2 - 0.55, 0.08, seat, "cushion_b", 0.58, 0.36),
    ]
    return parts + scatter(ctx, places)


def sofa(
    piece_id: str,
    name: str,
    description: str,
    size_m: tuple[float, float, float],
    styles: tuple[StyleId, ...],
    seats: int,
    shape: Shape,
    *,
    role: Role = "sofa",
    rooms: tuple[RoomType, ...] = ("living_room",),
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
        clearance_front_m=0.75,
        seats=seats,
        against_wall=True,
    )
    return fitted_recipe(info, shape)


PIECES: tuple[PieceRecipe, ...] = (
    sofa(
        "sofa_track_arm",
        "Track-arm sofa",
        "Three seats, square welted arms, loose backs, metal-tipped legs, a throw.",
        (2.24, 1.05, 0.92),
        (MODERN, CONTEMPORARY, CLASSIC),
        3,
        _track_arm,
        rooms=("living_room", "home_office"),
    ),
    sofa(
        "sofa_midcentury_frame",
        "Mid-century sofa",
        "Box cushions on an open wooden frame with shaped arms and a slatted back.",
        (2.10, 0.86, 0.86),
        (CONTEMPORARY,),
        3,
        _midcentury,
        rooms=("living_room", "home_office"),
    ),
    sofa(
        "sofa_curved",
        "Curved sofa",
        "A soft arc without arms on a recessed plinth.",
        (2.50, 1.06, 0.80),
        (MODERN, CONTEMPORARY),
        3,
        _curved,
    ),
    sofa(
        "sofa_channel_back",
        "Channel-back sofa",
        "A fluted wall wraps one bench cushion; slim metal legs.",
        (2.20, 0.94, 0.80),
        (MODERN, CONTEMPORARY),
        3,
        _channel_back,
    ),
)
