"""Ottomans, poufs, benches and stools."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import finish, grid_faces, moved, translation
from vetrina.staging.kit.pieces.facts import (
    BEDROOM,
    CLASSIC,
    CONTEMPORARY,
    DINING,
    LIVING,
    MODERN,
    OFFICE,
    declared,
)
from vetrina.staging.kit.pieces.legs import (
    four_legs,
    turned_leg,
)
from vetrina.staging.kit.pieces.rolls import (
    nail_heads,
)
from vetrina.staging.kit.pieces.upholstery import (
    buttoned_pad,
    throw_along,
)
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import (
    FIRM,
    Block,
    Diamonds,
    Softness,
    channels,
    disc,
    pad,
    rectangle_section,
    rounded_box,
    smooth_path,
    sweep,
    tube,
)

Array = NDArray[np.float64]

_CLOTH = "upholstery_accent"
_ROUND = Softness(crown=0.03, bulge=0.006, wrinkle=0.001, waver=0.0, creases=0)
_SEAT = Softness(crown=0.028, bulge=0.007, wrinkle=0.004, sag=0.004, waver=0.003, creases=2)


def _pouf(ctx: BuildContext) -> list[Mesh]:
    w, _, h = ctx.size_m
    panels = 12
    t = np.linspace(0.04, np.pi - 0.04, 40)
    angle = np.linspace(0, 2 * np.pi, panels * 10 + 1)
    lobe = np.abs(np.sin(angle * panels / 2)) ** 0.55
    ring = np.sin(t) ** 0.62
    rise = -np.cos(t)
    z = h / 2 * (1 + np.sign(rise) * np.abs(rise) ** 0.85)
    swell = 1 - 0.045 * (1 - lobe)[None] * (ring[:, None] ** 0.4)
    sink = 0.012 * np.exp(-((ring / 0.16) ** 2))
    wobble = 1 + 0.012 * np.sin(3 * angle + ctx.rng("pouf").uniform(0, 6))[None]
    radius = w / 2 * ring[:, None] * swell * wobble
    grid = np.stack(
        [
            radius * np.cos(angle),
            radius * np.sin(angle),
            (z - sink * np.sign(rise))[:, None] + 0.006 * (lobe - 1)[None] * np.sign(rise)[:, None],
        ],
        axis=-1,
    )
    uv = np.stack(np.broadcast_arrays(t[:, None] * h * 0.6, angle[None] * w / 2), axis=-1)
    parts = [finish(grid, grid_faces(*grid.shape[:2])[:, ::-1], uv, "leather")]
    for k in range(panels):
        seam = grid[2:-2, k * 10] * np.array([1.004, 1.004, 1.0])
        parts.append(tube(seam, 0.0035, "leather", sides=5))
    parts += moved(disc(0.045, 0.008, "leather"), translation(0, 0, h - 0.022))
    return parts


def _tufted(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    leg = 0.15
    top = buttoned_pad(
        (w - 0.01, d - 0.01, 0.14), _CLOTH, Diamonds(w / 5, d / 4, 0.030), edge=0.04, corner=0.05
    )
    parts = moved(top, translation(0, 0, h - 0.17))
    apron = pad((w - 0.025, d - 0.025, 0.12), _CLOTH, corner=0.045, edge=0.012, soft=FIRM)
    parts += moved(apron, translation(0, 0, leg))
    x, y = w / 2 - 0.035, d / 2 - 0.008
    parts += nail_heads(
        np.array([[-x, -y, leg + 0.02], [x, -y, leg + 0.02]]), (0.0, -1.0, 0.0), "brass"
    )
    for sx in (-1, 1):
        side = np.array(
            [
                [sx * (w / 2 - 0.008), -d / 2 + 0.04, leg + 0.02],
                [sx * (w / 2 - 0.008), d / 2 - 0.04, leg + 0.02],
            ]
        )
        parts += nail_heads(side, (float(sx), 0.0, 0.0), "brass")
        for sy in (-1, 1):
            foot = turned_leg(leg + 0.01, 0.034, "leg_wood", caster="brass")
            parts += moved(foot, translation(sx * (w / 2 - 0.08), sy * (d / 2 - 0.08), 0))
    return parts


def _cube(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    d = d - 0.115  # The throw hangs before and behind.
    parts = [rounded_box((w - 0.08, d - 0.08, 0.05), 0.004, "leg_wood")]
    body = pad((w - 0.012, d - 0.012, h - 0.14), _CLOTH, corner=0.045, edge=0.014, soft=FIRM)
    parts += moved(body, translation(0, 0, 0.045))
    lid = pad(
        (w - 0.004, d - 0.004, 0.085),
        _CLOTH,
        corner=0.05,
        edge=0.028,
        soft=_SEAT,
        seed=ctx.seed("lid"),
        piping="piping",
    )
    parts += moved(lid, translation(0, 0, h - 0.105))
    tray = [(d / 2 + 0.0, 0.26), (d / 2 + 0.01, h), (-d / 2 - 0.01, h), (-d / 2 - 0.0, 0.17)]
    block = Block((0, 0, h / 2), (w / 2 - 0.002, d / 2 - 0.002, h / 2 - 0.004), 0.04)
    return parts + throw_along(ctx, tray, w * 0.62, [block], x=0.02, skew=0.06, steps=45)


def _bench_channel(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    leg = 0.30
    pitch = w / round(w / 0.105)
    seat = pad(
        (w, d, 0.12),
        _CLOTH,
        corner=0.05,
        edge=0.035,
        soft=FIRM,
        spacing=pitch / 8,
        piping="piping",
        relief=lambda x, _: channels(x + w / 2, pitch, 0.026) - 0.012,
    )
    parts = moved(seat, translation(0, 0, h - 0.135))
    parts += moved(
        rounded_box((w - 0.04, d - 0.04, 0.05), 0.006, "leg_wood"), translation(0, 0, leg)
    )
    parts += four_legs(
        w, d, leg + 0.01, top=0.040, foot=0.024, inset=(0.10, 0.06), splay=0.03, ferrule="leg_metal"
    )
    return parts


def _bench_x(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    seat = buttoned_pad(
        (w, d, 0.11), _CLOTH, Diamonds(w / 8, d / 2.5, 0.022), edge=0.035, corner=0.05
    )
    parts = moved(seat, translation(0, 0, h - 0.13))
    section = rectangle_section(0.034, 0.022, 0.005)
    for sx in (-1, 1):
        x = sx * (w / 2 - 0.14)
        for turn in (-1, 1):
            bow = [
                (x + turn * 0.012, -turn * (d / 2 - 0.03), 0.0),
                (x + turn * 0.012, -turn * 0.045, h * 0.36),
            ]
            bow += [
                (x + turn * 0.012, turn * 0.045, h * 0.44),
                (x + turn * 0.012, turn * (d / 2 - 0.03), h - 0.125),
            ]
            parts.append(
                sweep(smooth_path(bow, 26), section, "leg_metal", up=(1, 0, 0), bevel=0.003)
            )
        parts += moved(
            disc(0.022, 0.05, "brass"),
            translation(x, 0, h * 0.40),
            np.array([[0.0, 0, 1, -0.025], [0, 1, 0, 0], [-1, 0, 0, 0], [0, 0, 0, 1]]),
        )
    parts.append(
        tube(
            [(-w / 2 + 0.14, 0, h * 0.40), (w / 2 - 0.14, 0, h * 0.40)],
            0.011,
            "leg_metal",
            sides=14,
        )
    )
    frame = rounded_box((w - 0.06, d - 0.05, 0.025), 0.005, "leg_metal")
    return parts + moved(frame, translation(0, 0, h - 0.15))


def _bench_window(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    seat, x = 0.46, w / 2
    cushion = pad(
        (w - 0.16, d - 0.03, 0.10),
        _CLOTH,
        corner=0.04,
        edge=0.03,
        soft=_SEAT,
        seed=ctx.seed("seat"),
        piping="piping",
    )
    parts = moved(cushion, translation(0, 0, seat - 0.10))
    apron = rounded_box((w - 0.12, d - 0.04, 0.06), 0.006, "leg_wood")
    parts += moved(apron, translation(0, 0, seat - 0.155))
    for side in (-1, 1):
        scroll = [
            (side * (x - 0.075), 0, 0.33),
            (side * (x - 0.065), 0, h - 0.16),
            (side * (x - 0.025), 0, h - 0.035),
        ]
        scroll += [(side * (x + 0.0), 0, h - 0.02)]
        line = smooth_path(scroll, 22)
        thick = np.interp(np.linspace(0, 1, 22), [0, 0.7, 1], [0.045, 0.05, 0.035])
        shape = rectangle_section(d - 0.02, 1.0, 0.02)
        scale = np.column_stack([np.ones(22), thick])
        parts.append(sweep(line, shape, _CLOTH, up=(1, 0, 0), scale=scale, bevel=0.01))
        for sy in (-1, 1):
            leg = turned_leg(0.32, 0.028, "leg_wood")
            parts += moved(leg, translation(side * (x - 0.10), sy * (d / 2 - 0.06), 0))
    return parts


PIECES = (
    declared(
        _pouf,
        "ottoman_pouf",
        "ottoman",
        "Leather pouf",
        "Twelve stitched segments, soft and low.",
        (0.60, 0.60, 0.36),
        styles=(CONTEMPORARY, MODERN),
        rooms=(LIVING, BEDROOM),
        is_round=True,
    ),
    declared(
        _tufted,
        "ottoman_tufted",
        "ottoman",
        "Buttoned ottoman",
        "A deep diamond-tufted top, nail heads, turned legs on castors.",
        (0.95, 0.70, 0.44),
        styles=(CLASSIC, MODERN),
        rooms=(LIVING, BEDROOM),
    ),
    declared(
        _cube,
        "ottoman_cube",
        "ottoman",
        "Storage cube",
        "A welted lid on a square box, a folded throw across it.",
        (0.56, 0.62, 0.46),
        styles=(MODERN, CONTEMPORARY, CLASSIC),
        rooms=(LIVING, BEDROOM, OFFICE),
    ),
    declared(
        _bench_channel,
        "bench_channel",
        "bench",
        "Channelled bench",
        "Soft flutes across the seat, splayed legs with metal tips.",
        (1.30, 0.44, 0.46),
        styles=(MODERN, CONTEMPORARY),
        rooms=(BEDROOM, LIVING, DINING),
        seats=2,
    ),
    declared(
        _bench_x,
        "bench_x_leg",
        "bench",
        "X-leg bench",
        "A buttoned cushion on two crossed metal legs.",
        (1.20, 0.45, 0.48),
        styles=(MODERN, CLASSIC),
        rooms=(BEDROOM, LIVING),
        seats=2,
    ),
    declared(
        _bench_window,
        "bench_scroll_arm",
        "bench",
        "Scroll-arm bench",
        "A window seat with two scrolled ends on turned legs.",
        (1.26, 0.44, 0.66),
        styles=(CLASSIC, CONTEMPORARY),
        rooms=(BEDROOM, LIVING),
        seats=2,
    ),
)
