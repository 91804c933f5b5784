"""Small things for tops, and baskets: what makes a staged room look lived in."""

from __future__ import annotations

import numpy as np

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import moved, translation, turn_x, turn_y, turn_z
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
from vetrina.staging.kit.pieces.joinery import block, ellipse, plate, rounded_rectangle, soft_edge
from vetrina.staging.kit.pieces.objects import (
    book_row,
    lying_books,
    vessel,
)
from vetrina.staging.kit.pieces.walls import framed
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import bezier, cylinder, lathe, smooth_path, sweep, tube


def _books(ctx: BuildContext) -> list[Mesh]:
    """Three large books with a small bowl on top."""
    pile, high = lying_books(ctx.rng("books"), 3, 0.30, 0.23)
    bowl = [
        (0.0, 0.0),
        (0.022, 0.0),
        (0.026, 0.006),
        (0.055, 0.030),
        (0.066, 0.048),
        (0.063, 0.049),
        (0.050, 0.030),
        (0.0, 0.010),
    ]
    return [*pile, *moved(lathe(bowl, "ceramic_accent", sides=48), translation(0.03, 0, high))]


def _candles(ctx: BuildContext) -> list[Mesh]:
    """Three candlesticks of unequal height with tapers."""
    parts: list[Mesh] = []
    for x, y, tall in ((-0.07, 0.02, 0.27), (0.05, -0.02, 0.20), (0.11, 0.05, 0.14)):
        outline = [
            (0.0, 0.0),
            (0.040, 0.0),
            (0.042, 0.006),
            (0.022, 0.014),
            (0.008, 0.030),
            (0.007, tall * 0.6),
            (0.012, tall * 0.70),
            (0.007, tall * 0.8),
            (0.018, tall),
            (0.014, tall + 0.003),
            (0.011, tall - 0.006),
            (0.0, tall - 0.006),
        ]
        stick = [lathe(outline, "brass", sides=32, crease_deg=60)]
        stick += moved(
            cylinder(0.0105, 0.18, "candle", radius_top=0.008), translation(0, 0, tall - 0.006)
        )
        parts += moved(stick, translation(x, y, 0))
    return parts


def _tray(ctx: BuildContext) -> list[Mesh]:
    """A lipped tray with a pot, a candle glass and a folded book."""
    width, depth, _ = ctx.size_m
    outline = rounded_rectangle(width, depth, 0.04)
    parts = [
        plate(
            outline,
            [
                [(0.004, 0.0), (0.0, 0.006), (0.0, 0.036), (0.002, 0.038)],
                [(0.002, 0.038), (0.009, 0.038)],
                [(0.009, 0.038), (0.012, 0.010)],
            ],
            "wood",
        )
    ]
    parts += moved(
        vessel("moon", 0.16, 0.15, "ceramic"), translation(-width * 0.24, depth * 0.10, 0.010)
    )
    parts += moved(
        vessel("cylinder", 0.09, 0.12, "glass_smoked"), translation(0.04, -depth * 0.14, 0.010)
    )
    parts += moved(cylinder(0.030, 0.055, "candle"), translation(0.04, -depth * 0.14, 0.014))
    pile, _ = lying_books(ctx.rng("tray"), 2, 0.17, 0.12)
    return parts + moved(pile, translation(width * 0.29, depth * 0.04, 0.010))


def _laptop(ctx: BuildContext) -> list[Mesh]:
    """An open laptop; its screen looks to the person at -Y."""
    width, _, _ = ctx.size_m
    deep = 0.225
    parts = [
        plate(rounded_rectangle(width, deep, 0.012), soft_edge(0.013, 0.0, 0.003), "aluminium")
    ]
    parts += block(width - 0.05, 0.095, 0.0006, "plastic_black", (0, 0.035, 0.0128), bevel=0.0002)
    parts += block(0.11, 0.07, 0.0004, "aluminium", (0, -0.065, 0.0129), bevel=0.0001)
    lid = [plate(rounded_rectangle(width, 0.215, 0.012), soft_edge(0.006, 0.0, 0.002), "aluminium")]
    lid += moved(
        plate(
            rounded_rectangle(width - 0.012, 0.203, 0.008),
            [[(0.0, 0.0), (0.0, 0.0008)]],
            "screen_black",
        ),
        translation(0, 0, 0.006),
    )
    return parts + moved(
        lid, translation(0, deep / 2, 0.012), turn_x(75), translation(0, 0.1075, 0)
    )


def _clock(ctx: BuildContext) -> list[Mesh]:
    """A small arched mantel clock."""
    width, depth, height = ctx.size_m
    angle = np.linspace(0, np.pi, 25)
    r = width / 2
    head = np.stack([np.cos(angle) * r, np.sin(angle) * r + height - r], axis=1)
    outline = np.concatenate([[[r, 0.0]], head, [[-r, 0.0]]])
    parts = moved(
        plate(outline, soft_edge(depth, 0.0, 0.006), "wood"),
        translation(0, depth / 2, 0),
        turn_x(90),
    )
    dial = plate(ellipse(0.74 * width, 0.74 * width), [[(0.0, 0.0), (0.0, 0.002)]], "clock_face")
    unit = (dial.vertices[:, :2] / (0.74 * width) + 0.5).astype(np.float32)
    face = Mesh(dial.vertices, dial.faces, unit, dial.normals, "clock_face")
    circle = np.linspace(0, 2 * np.pi, 49)[:-1]
    ring = 0.38 * width * np.stack([np.cos(circle), 0 * circle, np.sin(circle)], axis=1)
    parts += moved(face, translation(0, -depth / 2, height - r), turn_x(90))
    parts.append(
        tube(ring + np.array([0, -depth / 2 - 0.001, height - r]), 0.004, "brass", closed=True)
    )
    return parts


def _bookends(ctx: BuildContext) -> list[Mesh]:
    """A short row of books between two stone half-rounds."""
    row = book_row(ctx.rng("ends"), 0.19, 0.24, 0.16, leaning=False)
    right = max(float(m.vertices[:, 0].max()) for m in row)
    parts = moved(row, translation(0, -0.08, 0))
    angle = np.linspace(0, np.pi / 2, 17)
    quarter = np.concatenate(
        [[[0.0, 0.0]], 0.12 * np.stack([np.cos(angle), np.sin(angle)], axis=1)]
    )
    for x, flip in ((right + 0.002, 0.0), (-0.002, 180.0)):
        half = plate(quarter, soft_edge(0.09, 0.0, 0.003), "stone_dark")
        parts += moved(
            half, translation(x, 0, 0), turn_z(flip), translation(0, 0.045, 0), turn_x(90)
        )
    return parts


def _frames(ctx: BuildContext) -> list[Mesh]:
    """Two small pictures leaning on struts."""
    parts: list[Mesh] = []
    for x, w, h, art, turn in (
        (-0.07, 0.20, 0.26, "artwork_line_b", 8.0),
        (0.10, 0.15, 0.19, "artwork_abstract_b", -10.0),
    ):
        one = framed(w, h, art, "frame", mat=0.16)
        parts += moved(
            one,
            translation(x, -0.2 * abs(x), 0),
            turn_z(turn),
            turn_x(-9),
            translation(0, 0, h / 2),
        )
    return parts


def _basket(ctx: BuildContext) -> list[Mesh]:
    """A bellied basket with two rope handles and a throw over its rim.

    Long because every board of it is stated once, in the order in which it is built.
    """
    width, _, height = ctx.size_m
    r = width / 2
    high = height * 0.86
    outer = smooth_path(
        np.array(
            [(0.76 * r, 0.012), (0.97 * r, 0.40 * high), (0.94 * r, 0.75 * high), (0.84 * r, high)]
        ),
        34,
    )
    inner = outer[::-1] - [0.014, 0.0]
    inner[:, 1] = np.maximum(inner[:, 1], 0.02)
    profile = np.concatenate([[(0.0, 0.0), (0.74 * r, 0.0)], outer, inner, [(0.0, 0.02)]])
    parts = [lathe(profile, "wicker", sides=64, crease_deg=60)]
    circle = np.linspace(0, 2 * np.pi, 65)[:-1]
    rim = np.stack(
        [0.83 * r * np.cos(circle), 0.83 * r * np.sin(circle), np.full(64, high)], axis=1
    )
    parts.append(tube(rim, 0.011, "rope", closed=True))
    for sx in (-1, 1):
        x = sx * 0.86 * r
        arch = bezier(
            np.array(
                [
                    [x, -0.07, high - 0.03],
                    [x * 1.08, -0.06, height * 1.06],
                    [x * 1.08, 0.06, height * 1.06],
                    [x, 0.07, high - 0.03],
                ]
            ),
            20,
        )
        parts.append(tube(arch, 0.008, "rope"))
    t = np.linspace(0, 2.6 * np.pi, 60)
    coil = np.stack(
        [0.45 * r * np.cos(t), 0.45 * r * np.sin(t), high - 0.10 + 0.02 * np.sin(3 * t)], axis=1
    )
    parts.append(tube(coil, 0.24 * r, "throw", sides=18))
    return parts


def _log_basket(ctx: BuildContext) -> list[Mesh]:
    """A leather sling in a steel frame, with split logs.

    Long because every board of it is stated once, in the order in which it is built.
    """
    width, depth, height = ctx.size_m
    angle = np.linspace(np.pi, 2 * np.pi, 25)
    sling = np.stack(
        [
            0 * angle,
            np.cos(angle) * (depth / 2 - 0.01),
            np.sin(angle) * height * 0.72 + height - 0.02,
        ],
        axis=1,
    )
    section = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [width / 2 - 0.03, 0.0025]
    parts = [sweep(sling, section, "leather", up=(0, 0, 1))]
    for sx in (-1, 1):
        x = sx * (width / 2 - 0.008)
        hoop = [
            [x, -depth / 2 + 0.008, height - 0.01],
            [x, -depth / 2 + 0.03, 0.008],
            [x, depth / 2 - 0.03, 0.008],
            [x, depth / 2 - 0.008, height - 0.01],
        ]
        parts.append(tube(hoop, 0.008, "black_steel"))
    for sy in (-1, 1):
        y = sy * (depth / 2 - 0.008)
        parts.append(
            tube(
                [[-width / 2 + 0.008, y, height - 0.01], [width / 2 - 0.008, y, height - 0.01]],
                0.008,
                "black_steel",
            )
        )
    rng = ctx.rng("logs")
    for y, z in ((-0.09, 0.20), (0.0, 0.17), (0.09, 0.20), (-0.05, 0.28), (0.05, 0.28)):
        log = moved(
            cylinder(float(rng.uniform(0.038, 0.046)), width - 0.10, "bark", bevel=0.004, sides=18),
            translation(-(width - 0.10) / 2, 0, 0),
            turn_y(90),
        )
        parts += moved(log, translation(float(rng.normal(0, 0.01)), y, z * height / 0.36))
    return parts


_TOPS = (LIVING, BEDROOM, DINING, OFFICE)
PIECES = (
    declared(
        _books,
        "decor_books_stack",
        "decor",
        "Stacked books with bowl",
        "Three large books and a small bowl.",
        (0.33, 0.26, 0.13),
        mount="top",
        rooms=_TOPS,
    ),
    declared(
        _candles,
        "decor_candlesticks",
        "decor",
        "Candlesticks, set of three",
        "Brass sticks of three heights with tapers.",
        (0.26, 0.15, 0.44),
        mount="top",
        rooms=(LIVING, DINING),
    ),
    declared(
        _tray,
        "decor_tray",
        "decor",
        "Dressed tray",
        "A lipped tray with a pot, a candle and two books.",
        (0.44, 0.28, 0.17),
        mount="top",
        rooms=(LIVING, BEDROOM),
    ),
    declared(
        _laptop,
        "decor_laptop",
        "decor",
        "Laptop",
        "An open laptop in aluminium.",
        (0.32, 0.28, 0.22),
        mount="top",
        rooms=(OFFICE,),
    ),
    declared(
        _clock,
        "decor_mantel_clock",
        "decor",
        "Mantel clock",
        "A small arched clock.",
        (0.17, 0.085, 0.20),
        mount="top",
        styles=(CLASSIC, MODERN),
        rooms=_TOPS,
    ),
    declared(
        _bookends,
        "decor_bookends",
        "decor",
        "Books between bookends",
        "A short row of books held by two stone quarter-rounds.",
        (0.42, 0.17, 0.23),
        mount="top",
        rooms=(LIVING, OFFICE, BEDROOM),
    ),
    declared(
        _frames,
        "decor_leaning_frames",
        "decor",
        "Leaning frames",
        "Two small pictures that stand on a shelf.",
        (0.36, 0.10, 0.26),
        mount="top",
        rooms=(LIVING, BEDROOM, OFFICE),
    ),
    declared(
        _basket,
        "basket_throw",
        "basket",
        "Basket with throw",
        "A bellied wicker basket with rope handles and a rolled throw.",
        (0.46, 0.46, 0.42),
        rooms=(LIVING, BEDROOM),
        is_round=True,
    ),
    declared(
        _log_basket,
        "basket_log_sling",
        "basket",
        "Leather log basket",
        "A leather sling in a steel frame, filled with split logs.",
        (0.48, 0.38, 0.36),
        rooms=(LIVING,),
        styles=(MODERN, CONTEMPORARY),
    ),
)
