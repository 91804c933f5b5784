"""Table lamps; their shades glow a little, as lamps do in photographs."""

from __future__ import annotations

import numpy as np

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import finish, grid_mesh, moved, translation, turn_y, turn_z
from vetrina.staging.kit.pieces.facts import (
    BEDROOM,
    CLASSIC,
    CONTEMPORARY,
    LIVING,
    MODERN,
    OFFICE,
    declared,
)
from vetrina.staging.kit.pieces.joinery import ellipse, plate, soft_edge
from vetrina.staging.kit.pieces.lighting import bulb, disc_foot, shade
from vetrina.staging.kit.pieces.objects import vessel
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import cylinder, lathe, smooth_path, tube


def _jar(ctx: BuildContext) -> list[Mesh]:
    """Ginger jar on a carved foot under an empire shade."""
    width, _, height = ctx.size_m
    body = height * 0.46
    parts = [plate(ellipse(0.15, 0.15), soft_edge(0.024, 0.0, 0.006), "wood_dark")]
    parts += moved(vessel("jar", body, 0.20, "porcelain"), translation(0, 0, 0.022))
    cap = [
        (0.0, 0.0),
        (0.052, 0.0),
        (0.060, 0.012),
        (0.046, 0.03),
        (0.014, 0.045),
        (0.010, 0.07),
        (0.0, 0.07),
    ]
    parts += moved(lathe(cap, "brass", sides=32), translation(0, 0, body + 0.018))
    parts += moved(cylinder(0.006, 0.12, "brass"), translation(0, 0, body + 0.07))
    parts += moved(bulb(0.03), translation(0, 0, body + 0.14))
    parts += moved(
        shade(width / 2 - 0.003, width * 0.30, height - body - 0.12), translation(0, 0, body + 0.10)
    )
    parts += moved(cylinder(0.006, 0.024, "brass"), translation(0, 0, height - 0.024))
    return parts


def _mushroom(ctx: BuildContext) -> list[Mesh]:
    """A dome that glows over a flaring glazed foot."""
    width, _, height = ctx.size_m
    r = width / 2
    foot = np.concatenate(
        [
            [(0.0, 0.0), (0.50 * r, 0.0)],
            smooth_path(
                np.array(
                    [
                        (0.52 * r, 0.006),
                        (0.46 * r, 0.05),
                        (0.22 * r, height * 0.32),
                        (0.20 * r, height * 0.55),
                        (0.30 * r, height * 0.72),
                    ]
                ),
                30,
            ),
            [(0.0, height * 0.72)],
        ]
    )
    angle = np.linspace(0, np.pi / 2, 20)
    low = height * 0.62
    dome = np.stack([r * np.cos(angle) ** 0.8, low + (height - low) * np.sin(angle)], axis=1)
    under = np.stack(
        [(r - 0.006) * np.cos(angle), low + 0.002 + (height - low - 0.006) * np.sin(angle)], axis=1
    )
    return [
        lathe(foot, "ceramic", sides=48),
        lathe(np.concatenate([under[::-1], dome]), "shade_paper", sides=64, crease_deg=70),
    ]


def _column(ctx: BuildContext) -> list[Mesh]:
    """A stone cylinder with a metal band and a straight shade."""
    width, _, height = ctx.size_m
    tall = height * 0.50
    parts = [plate(ellipse(0.13, 0.13), soft_edge(0.016, 0.0, 0.003), "metal")]
    parts += moved(cylinder(0.045, tall, "stone_plinth", bevel=0.004), translation(0, 0, 0.015))
    parts += moved(cylinder(0.030, 0.03, "metal"), translation(0, 0, tall + 0.012))
    parts += moved(cylinder(0.005, 0.10, "metal"), translation(0, 0, tall + 0.03))
    parts += moved(bulb(0.03), translation(0, 0, tall + 0.08))
    parts += moved(
        shade(width / 2 - 0.003, width * 0.44, height - tall - 0.06), translation(0, 0, tall + 0.06)
    )
    return parts


def _pharmacy(ctx: BuildContext) -> list[Mesh]:
    """A brass stem with a swivelling arm and a half-round shade."""
    width, _, height = ctx.size_m
    reach = width - 0.15
    parts = [
        disc_foot(0.085, "metal", 0.016),
        tube(np.linspace([0, 0, 0.014], [0, 0, height - 0.02], 6), 0.007, "metal"),
    ]
    parts += moved(cylinder(0.013, 0.03, "metal"), translation(0, 0, height - 0.09))
    parts.append(tube([[0, 0, height - 0.075], [reach, 0, height - 0.075]], 0.006, "metal"))
    angle = np.linspace(0, np.pi, 17)
    arch = np.empty((17, 2, 3))
    arch[..., 1] = 0.065 * np.cos(angle)[:, None]
    arch[..., 2] = 0.052 * np.sin(angle)[:, None]
    arch[:, 0, 0], arch[:, 1, 0] = -0.12, 0.12
    hood = [grid_mesh(arch[::-1], "metal"), grid_mesh(arch * [1, 0.96, 0.96], "white_lacquer")]
    hood += moved(bulb(0.018), translation(0.04, 0, 0.012), turn_y(-90))
    for sx in (-1, 1):
        cap = np.concatenate([[[sx * 0.12, 0, 0.0]], arch[:, 0] * [0, 1, 1] + [sx * 0.12, 0, 0]])
        fan = np.arange(16)
        faces = np.stack([np.zeros(16, int), 1 + fan, 2 + fan], axis=1)
        hood.append(finish(cap, faces if sx > 0 else faces[:, ::-1], cap[:, 1:], "metal"))
    return parts + moved(hood, translation(reach, 0, height - 0.125), turn_z(90))


def _gourd(ctx: BuildContext) -> list[Mesh]:
    """A double gourd in a strong glaze with a pleated coolie shade."""
    width, _, height = ctx.size_m
    body = height * 0.55
    parts = list(moved(vessel("gourd", body, 0.21, "ceramic_accent"), translation(0, 0, 0)))
    parts += moved(cylinder(0.018, 0.03, "metal"), translation(0, 0, body - 0.006))
    parts += moved(cylinder(0.005, 0.08, "metal"), translation(0, 0, body + 0.01))
    parts += moved(bulb(0.028), translation(0, 0, body + 0.05))
    parts += moved(
        shade(width / 2 - 0.003, width * 0.20, height - body - 0.03), translation(0, 0, body + 0.02)
    )
    return parts


def _candlestick(ctx: BuildContext) -> list[Mesh]:
    """A turned brass column with a knife-pleated shade."""
    width, _, height = ctx.size_m
    tall = height * 0.58
    outline = [
        (0.0, 0.0),
        (0.075, 0.0),
        (0.078, 0.012),
        (0.050, 0.028),
        (0.024, 0.05),
        (0.018, 0.08),
        (0.030, 0.10),
        (0.018, 0.12),
        (0.014, tall * 0.5),
        (0.020, tall * 0.72),
        (0.030, tall * 0.80),
        (0.016, tall * 0.86),
        (0.026, tall * 0.92),
        (0.012, tall),
        (0.0, tall),
    ]
    parts = [lathe(outline, "brass", sides=36, crease_deg=60)]
    parts += moved(bulb(0.028), translation(0, 0, tall))
    parts += moved(
        shade(width / 2 - 0.003, width * 0.27, height - tall + 0.03, trim="fringe"),
        translation(0, 0, tall - 0.03),
    )
    return parts


PIECES = (
    declared(
        _jar,
        "lamp_ginger_jar",
        "table_lamp",
        "Ginger jar lamp",
        "Blue-and-white porcelain under an empire shade.",
        (0.36, 0.36, 0.60),
        styles=(CLASSIC,),
        mount="top",
        is_round=True,
    ),
    declared(
        _mushroom,
        "lamp_mushroom",
        "table_lamp",
        "Mushroom lamp",
        "A glowing dome on a glazed foot.",
        (0.30, 0.30, 0.36),
        styles=(CONTEMPORARY, MODERN),
        mount="top",
        is_round=True,
    ),
    declared(
        _column,
        "lamp_stone_column",
        "table_lamp",
        "Stone column lamp",
        "A stone cylinder, a metal band, a straight linen shade.",
        (0.32, 0.32, 0.54),
        rooms=(LIVING, BEDROOM),
        styles=(MODERN, CONTEMPORARY),
        mount="top",
        is_round=True,
    ),
    declared(
        _pharmacy,
        "lamp_pharmacy",
        "table_lamp",
        "Pharmacy lamp",
        "A half-round hood on a sliding arm.",
        (0.34, 0.24, 0.43),
        rooms=(OFFICE, LIVING),
        mount="top",
    ),
    declared(
        _gourd,
        "lamp_gourd",
        "table_lamp",
        "Double gourd lamp",
        "A glazed gourd-shaped base under a wide conical shade.",
        (0.38, 0.38, 0.58),
        rooms=(LIVING, BEDROOM),
        mount="top",
        is_round=True,
    ),
    declared(
        _candlestick,
        "lamp_candlestick",
        "table_lamp",
        "Candlestick lamp",
        "A turned brass column with a corded shade.",
        (0.28, 0.28, 0.50),
        mount="top",
        styles=(CLASSIC, MODERN),
        is_round=True,
    ),
)
