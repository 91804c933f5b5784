"""Dining chairs: parsons, medallion, wishbone, shell, Windsor, velvet barrel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from vetrina.staging.furnishing import Mesh, PieceInfo, StyleId
from vetrina.staging.kit.mesh import moved, translation, turn_x
from vetrina.staging.kit.pieces.legs import (
    cabriole_leg,
    four_legs,
    tube_ended,
)
from vetrina.staging.kit.pieces.rolls import (
    nail_heads,
)
from vetrina.staging.kit.pieces.upholstery import (
    buttoned_pad,
    panel,
)
from vetrina.staging.kit.recipe import BuildContext, PieceRecipe, Shape, fitted_recipe
from vetrina.staging.kit.shapes import (
    Diamonds,
    Softness,
    along_plan,
    arc_plan,
    channels,
    cloth_mesh,
    deformed,
    leaning,
    pad,
    rounded_box,
    smooth_path,
    tapered_leg,
    tube,
)
from vetrina.staging.room import RoomType

Array = NDArray[np.float64]

_CLOTH = "upholstery_chair"
_SEAT = Softness(crown=0.022, bulge=0.005, wrinkle=0.003, sag=0.004, waver=0.002, creases=2)
_TIGHT = Softness(crown=0.014, bulge=0.004, wrinkle=0.0015, waver=0.0015, creases=0, steepness=1.0)


def _parsons(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    leg, seat = 0.34, 0.49
    cushion = pad(
        (w - 0.01, d - 0.10, seat - leg),
        _CLOTH,
        corner=0.035,
        edge=0.022,
        soft=_SEAT,
        seed=ctx.seed("seat"),
        piping="piping",
    )
    parts = moved(cushion, translation(0, -0.045, leg))
    tall = h - leg
    back = moved(
        buttoned_pad(
            (w - 0.01, tall, 0.075),
            _CLOTH,
            Diamonds((w - 0.01) / 3, 0.21, 0.024),
            corner=0.04,
            edge=0.022,
            plain_below=0.20,
            radius=0.009,
        ),
        turn_x(90),
        translation(0, tall / 2, 0),
    )
    parts += moved(deformed(back, leaning(8, 0.12)), translation(0, d / 2 - 0.09, leg))
    for sx in (-1, 1):
        front = tapered_leg(leg + 0.01, 0.046, 0.030, "leg_wood", square=True)
        parts += moved(front, translation(sx * (w / 2 - 0.045), -d / 2 + 0.055, 0))
        rear = tapered_leg(leg + 0.01, 0.046, 0.030, "leg_wood", lean=(0, 0.06), square=True)
        parts += moved(rear, translation(sx * (w / 2 - 0.045), d / 2 - 0.13, 0))
    return parts


def _medallion_back(d: float, centre_z: float, radius: float) -> list[Mesh]:
    """An oval ring with nail heads about a padded face, leaning back."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    tilt = np.radians(9)
    oval = np.column_stack([radius * np.cos(angle), 1.10 * radius * np.sin(angle)])
    ring = np.column_stack(
        [oval[:, 0], d / 2 - 0.075 + np.tan(tilt) * (oval[:, 1] + 0.02), centre_z + oval[:, 1]]
    )
    parts = [tube(ring, 0.019, "leg_wood", sides=14, closed=True)]
    bead = ring + np.array([0, -0.016, 0])
    bead[:, [0, 2]] = (bead[:, [0, 2]] - [0, centre_z]) * 0.955 + [0, centre_z]
    parts += nail_heads(np.concatenate([bead, bead[:1]]), (0.0, -1.0, 0.0), "brass", every=0.014)
    face = panel(
        2 * radius - 0.02,
        2.2 * radius - 0.02,
        0.045,
        _CLOTH,
        corner=radius - 0.012,
        edge=0.02,
        lean=9,
        soft=Softness(crown=0.025, wrinkle=0.001, creases=0),
    )
    return parts + moved(face, translation(0, d / 2 - 0.088, centre_z - 1.1 * radius + 0.01))


def _medallion(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    seat, radius = 0.48, 0.215
    cushion = pad(
        (w - 0.03, d - 0.12, 0.085),
        _CLOTH,
        corner=0.13,
        edge=0.03,
        soft=_SEAT,
        seed=ctx.seed("seat"),
    )
    parts = moved(cushion, translation(0, -0.04, seat - 0.085))
    frame = pad(
        (w - 0.02, d - 0.11, 0.06),
        "leg_wood",
        corner=0.13,
        edge=0.010,
        spacing=0.1,
        soft=Softness(crown=0, bulge=0.004, wrinkle=0, waver=0, creases=0),
    )
    parts += moved(frame, translation(0, -0.04, seat - 0.125))
    parts += _medallion_back(d, h - 0.025 - radius * 1.08, radius)
    centre_z = h - 0.025 - radius * 1.08
    for side in (-1, 1):
        post = [(side * (w / 2 - 0.075), d / 2 - 0.13, seat - 0.10)]
        post += [
            (side * 0.15, d / 2 - 0.125, seat + 0.03),
            (side * 0.125, d / 2 - 0.10, centre_z - 0.19),
        ]
        parts.append(tube(smooth_path(post, 14), 0.017, "leg_wood", sides=12))
        front = cabriole_leg(seat - 0.075, 0.055, "leg_wood", out=(side * 0.7, -0.7))
        parts += moved(front, translation(side * (w / 2 - 0.075), -d / 2 + 0.075, 0))
        rear = smooth_path(
            [
                (side * (w / 2 - 0.085), d / 2 - 0.14, seat - 0.08),
                (side * (w / 2 - 0.075), d / 2 - 0.11, 0.2),
                (side * (w / 2 - 0.065), d / 2 - 0.02, 0.012),
            ],
            14,
        )
        parts.append(tube_ended(rear, np.linspace(0.021, 0.013, 14), "leg_wood"))
    return parts


def _shell(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    u, v = np.linspace(-1, 1, 36), np.linspace(0, 1, 44)
    U, V = np.meshgrid(u, v, indexing="ij")
    knots = [(-d / 2 + 0.03, 0.425), (-d / 2 + 0.06, 0.452), (0.02, 0.43), (d / 2 - 0.17, 0.455)]
    knots += [(d / 2 - 0.085, 0.58), (d / 2 - 0.02, h - 0.01)]
    spine = smooth_path(knots, 44)
    outline = [(0.0, 0.42), (0.03, 0.64), (0.10, 0.80), (0.30, 0.92), (0.60, 1.0)]
    outline += [(0.80, 0.94), (0.91, 0.76), (0.97, 0.50), (1.0, 0.22)]
    half = w / 2 * np.interp(v, *smooth_path(outline, 80).T)
    curl = np.abs(U) ** 2.6
    arm = np.exp(-(((V - 0.52) / 0.20) ** 2))
    x = half[None] * np.sin(U * 1.3) / np.sin(1.3)
    rise = np.clip((V - 0.15) / 0.6, 0, 1)
    y = spine[None, :, 0] - 0.12 * curl * rise**2 * (3 - 2 * rise)
    z = spine[None, :, 1] + curl * (0.030 * np.exp(-(((V - 0.22) / 0.12) ** 2)) + 0.10 * arm)
    sheet = gaussian_filter1d(np.stack([x, y, z], -1), 1.6, axis=1, mode="nearest")
    shell = cloth_mesh(sheet, (w / 35, 0.95 / 43), 0.026, _CLOTH)
    parts = [shell]
    cushion = pad(
        (0.38, 0.36, 0.03), _CLOTH, corner=0.15, edge=0.012, soft=_SEAT, seed=ctx.seed("pad")
    )
    parts += moved(cushion, translation(0, -0.03, 0.435))
    for sx in (-1, 1):
        for sy in (-1, 1):
            leg = tapered_leg(0.445, 0.034, 0.019, "leg_wood", lean=(sx * 0.085, sy * 0.085))
            parts += moved(leg, translation(sx * 0.12, sy * 0.12 - 0.015, 0))
    parts += moved(
        rounded_box((0.30, 0.30, 0.018), 0.006, "black_steel"), translation(0, -0.015, 0.405)
    )
    return parts


def _barrel(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    leg, seat = 0.33, 0.48
    cushion = pad(
        (w - 0.06, d - 0.08, seat - leg),
        _CLOTH,
        corner=0.20,
        edge=0.045,
        soft=_SEAT,
        seed=ctx.seed("seat"),
    )
    parts = moved(cushion, translation(0, -0.035, leg))
    run = 0.98
    pitch = run / 11
    wall = panel(
        run,
        h - seat + 0.03,
        0.06,
        _CLOTH,
        corner=0.11,
        edge=0.026,
        soft=_TIGHT,
        spacing=(pitch / 8, 0.045),
        relief=lambda s, _: channels(s + run / 2, pitch, 0.016) - 0.010,
        lined=True,
    )

    def sloped(points: Array) -> Array:
        u = np.clip((np.abs(points[:, 0]) / (run / 2) - 0.25) / 0.75, 0, 1)
        low = 1 - 0.42 * (3 * u**2 - 2 * u**3)
        flare = 0.16 * points[:, 2]
        return np.column_stack([points[:, 0], points[:, 1] + flare, points[:, 2] * low])

    bent = deformed(deformed(wall, sloped), along_plan(arc_plan(w / 2 - 0.045, run)))
    parts += moved(bent, translation(0, d / 2 - 0.075, seat - 0.04))
    parts += four_legs(
        w - 0.06,
        d - 0.06,
        leg + 0.01,
        top=0.030,
        foot=0.016,
        slot="leg_metal",
        inset=(0.09, 0.08),
        splay=0.035,
    )
    return parts


def dining_chair(
    piece_id: str,
    name: str,
    description: str,
    size_m: tuple[float, float, float],
    styles: tuple[StyleId, ...],
    shape: Shape,
    rooms: tuple[RoomType, ...] = ("dining_room", "home_office"),
) -> PieceRecipe:
    info = PieceInfo(
        id=piece_id,
        role="dining_chair",
        name=name,
        description=description,
        size_m=size_m,
        mount="floor",
        styles=styles,
        rooms=rooms,
        clearance_front_m=0.3,
        seats=1,
    )
    return fitted_recipe(info, shape)


PIECES: tuple[PieceRecipe, ...] = (
    dining_chair(
        "dining_chair_parsons",
        "Parsons chair",
        "Fully upholstered, a buttoned high back, square tapered legs.",
        (0.49, 0.62, 1.00),
        ("classic_elegance", "modern_luxury"),
        _parsons,
    ),
    dining_chair(
        "dining_chair_medallion",
        "Medallion chair",
        "An oval padded back in a carved ring with nail heads, cabriole legs.",
        (0.52, 0.58, 1.00),
        ("classic_elegance",),
        _medallion,
        rooms=("dining_room", "home_office", "bedroom"),
    ),
    dining_chair(
        "dining_chair_shell",
        "Upholstered shell chair",
        "A moulded, cloth-covered shell on splayed wooden legs.",
        (0.60, 0.54, 0.81),
        ("contemporary_chic", "modern_luxury"),
        _shell,
    ),
    dining_chair(
        "dining_chair_barrel",
        "Fluted barrel chair",
        "A curved, channelled back that falls to the front, slim metal legs.",
        (0.58, 0.58, 0.80),
        ("modern_luxury", "contemporary_chic"),
        _barrel,
    ),
)
