"""Plants in good pots: each grows by its own rule, so that two variants are two plants."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import merged, moved, translation
from vetrina.staging.kit.pieces.facts import EVERY_ROOM, declared
from vetrina.staging.kit.pieces.joinery import plate, rounded_rectangle, soft_edge
from vetrina.staging.kit.pieces.objects import foliage, leaf_blade, placed_leaf
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import bezier, lathe, smooth_path, tube

Array = NDArray[np.float64]
Leaves = list[tuple[Array, Array]]


def pot(radius: float, height: float, slot: str, form: str = "bowl") -> list[Mesh]:
    """A planter with a rim and earth 3 cm below it; the radius is its widest."""
    shapes = {
        "bowl": [(0.60, 0.0), (0.72, 0.03), (0.93, 0.40), (1.0, 0.78), (0.97, 1.0)],
        "cone": [(0.70, 0.0), (0.72, 0.02), (0.84, 0.5), (0.97, 0.97), (1.0, 1.0)],
        "cylinder": [(0.94, 0.0), (0.97, 0.03), (0.98, 0.5), (1.0, 0.97), (0.99, 1.0)],
        "urn": [
            (0.52, 0.0),
            (0.56, 0.05),
            (0.40, 0.14),
            (0.46, 0.22),
            (0.90, 0.52),
            (0.96, 0.72),
            (0.84, 0.88),
            (0.88, 0.93),
            (1.0, 1.0),
        ],
    }
    outer = smooth_path(np.array(shapes[form]) * [radius, height], 40)
    lip = outer[-1] - [0.014, 0.0]
    soil = height - 0.035
    profile = np.concatenate(
        [
            [(0.0, 0.0)],
            outer,
            [lip + np.array([0.007, 0.004]), lip],
            [(lip[0] - 0.002, soil - 0.01)],
        ]
    )
    earth = [(lip[0] - 0.001, soil - 0.004), (0.6 * lip[0], soil + 0.004), (0.0, soil + 0.008)]
    return [lathe(profile, slot, sides=64, crease_deg=50), lathe(earth, "soil", sides=40)]


def _stem(
    start: Array,
    azimuth: float,
    reach: float,
    rise: float,
    rng: np.random.Generator,
    *,
    arch: float = 0.0,
    points: int = 20,
) -> Array:
    """A stalk that leaves the earth upright and leans out; arch: how far its tip falls again."""
    out = np.array([np.cos(azimuth), np.sin(azimuth), 0.0])
    knots = [
        start,
        start + out * 0.12 * reach + [0, 0, 0.45 * rise],
        start + out * 0.50 * reach + [0, 0, rise * (0.85 + 0.25 * arch)],
        start + out * reach + [0, 0, rise * (1.0 - 0.55 * arch)],
    ]
    stray = rng.normal(0, 0.012, (4, 3))
    stray[0] = 0
    return bezier(np.array(knots) + stray, points)


def _fiddle(ctx: BuildContext) -> list[Mesh]:
    """Fiddle-leaf fig: two or three woody stems with large waisted leaves, close together.

    Long because stems and leaves share one stream of chance.
    """
    rng = ctx.rng("grow")
    height = ctx.size_m[2]
    parts = pot(0.19, 0.36, "pot", "cylinder")
    wood: list[Mesh] = []
    leaves: Leaves = []
    for k in range(3):
        azimuth = 2.2 * k + rng.uniform(-0.4, 0.4)
        rise = (height - 0.46) * (1.0, 0.80, 0.62)[k]
        line = _stem(
            np.array([0.03 * np.cos(azimuth), 0.03 * np.sin(azimuth), 0.32]),
            azimuth,
            (0.05, 0.15, 0.18)[k],
            rise,
            rng,
        )
        wood.append(tube(line, np.linspace(0.013, 0.005, len(line)), "bark", sides=9))
        count = (19, 15, 12)[k]
        for j in range(count):
            share = 0.28 + 0.72 * j / (count - 1)
            at = line[round(share * (len(line) - 1))]
            long = rng.uniform(0.25, 0.34) * (1.1 - 0.30 * share)
            blade = leaf_blade(
                long,
                long * 0.74,
                cup=0.20,
                droop=rng.uniform(0.3, 0.9),
                wave=0.10,
                shape=1.35,
                rows=10,
            )
            leaves.append(
                placed_leaf(
                    blade,
                    at,
                    azimuth + j * 2.399 + rng.normal(0, 0.2),
                    rng.uniform(0.15, 0.65) + 0.5 * share,
                    rng.normal(0, 0.25),
                )
            )
    return [*parts, *merged(wood), *foliage(leaves, "leaf")]


def _palm(ctx: BuildContext) -> list[Mesh]:
    """Areca palm: arching canes with two ranks of narrow leaflets."""
    rng = ctx.rng("grow")
    height = 1.13 * ctx.size_m[2]  # Stalks arch, so that they must be longer than it is tall.
    parts = pot(0.19, 0.34, "pot", "cone")
    wood: list[Mesh] = []
    leaves: Leaves = []
    for k in range(13):
        azimuth = k * 2.399 + rng.uniform(-0.2, 0.2)
        age = k / 12
        rise = (height - 0.42) * (1.0 - 0.42 * age) * rng.uniform(0.95, 1.03)
        start = np.array([0.05 * np.cos(azimuth), 0.05 * np.sin(azimuth), 0.30])
        line = _stem(
            start, azimuth, 0.14 + 0.36 * age, rise, rng, arch=0.25 + 0.45 * age, points=40
        )
        wood.append(tube(line, np.linspace(0.007, 0.0018, len(line)), "stem", sides=6))
        for j in range(34):
            share = 0.36 + 0.64 * j / 33
            spot = share * (len(line) - 1)
            at = line[int(spot)]
            way = line[min(int(spot) + 1, len(line) - 1)] - line[max(int(spot) - 1, 0)]
            side = 1 if j % 2 else -1
            heading = np.arctan2(way[1], way[0]) + side * (1.05 - 0.55 * (share - 0.36))
            long = 0.27 * np.sin(np.pi * (0.16 + 0.80 * (share - 0.36) / 0.64)) ** 0.7
            blade = leaf_blade(long, 0.021, cup=0.35, droop=rng.uniform(0.5, 0.95), rows=6)
            slope = np.arctan2(way[2], np.hypot(way[0], way[1]))
            leaves.append(placed_leaf(blade, at, heading, 0.45 * slope + 0.28, side * 0.35))
    return [*parts, *merged(wood), *foliage(leaves, "leaf_pale")]


def _split_leaf(long: float, wide: float, droop: float) -> Leaves:
    """A monstera leaf: a heart whose two halves are slit into fingers from the edge inwards."""
    fingers: Leaves = []
    count = 6
    t = np.linspace(0, 1, 7)[:, None]
    s = np.linspace(0, 1, 8)[None]
    for side in (-1, 1):
        for k in range(count):
            slit = 0.5 * np.clip((s - 0.35) / 0.65, 0, 1) ** 0.7 * 0.34
            root = (k + slit + (1 - 2 * slit) * t) / count
            reach = wide / 2 * np.sin(np.pi * (0.16 + 0.80 * root)) ** 0.55
            tip = 1 - 0.16 * (2 * t - 1) ** 2
            out = side * reach * s * tip
            along = root * (1.0 - 0.10 * s) + 0.13 * s**1.6 * (1.4 * root - 0.85)
            fall = -droop * long * np.clip(along, 0, 1) ** 2 * 0.5
            lift = 0.20 * np.abs(out) - 0.75 * out**2 / wide
            points = np.stack([along * long, out, fall + lift], axis=-1)
            uv = np.stack([0.5 + 0.5 * side * s + 0 * along, np.clip(root, 0, 1)], axis=-1)
            flip = points[:, ::-1], uv[:, ::-1]
            fingers.append(flip if side < 0 else (points, uv))
    return fingers


def _monstera(ctx: BuildContext) -> list[Mesh]:
    """Monstera: long stalks from one crown, each with a great split leaf."""
    rng = ctx.rng("grow")
    height = 1.17 * ctx.size_m[2]  # Stalks arch, so that they must be longer than it is tall.
    parts = pot(0.20, 0.32, "pot_b", "bowl")
    wood: list[Mesh] = []
    leaves: Leaves = []
    for k in range(11):
        azimuth = k * 2.399 + rng.uniform(-0.2, 0.2)
        age = k / 10
        rise = (height - 0.42) * (1.0 - 0.62 * age)
        line = _stem(np.array([0.0, 0.0, 0.28]), azimuth, 0.11 + 0.19 * age, rise, rng, arch=0.1)
        wood.append(tube(line, np.linspace(0.008, 0.004, len(line)), "stem", sides=7))
        long = rng.uniform(0.28, 0.36)
        droop = rng.uniform(0.2, 0.6)
        roll = rng.normal(0, 0.15)
        for finger in _split_leaf(long, long * 0.92, droop):
            leaves.append(placed_leaf(finger, line[-1], azimuth, -0.15 - 0.55 * age, roll))
    return [*parts, *merged(wood), *foliage(leaves, "leaf")]


def _olive(ctx: BuildContext) -> list[Mesh]:
    """Olive tree: a twisted trunk and a loose crown of silver leaves.

    Long because stems and leaves share one stream of chance.
    """
    rng = ctx.rng("grow")
    height = 1.11 * ctx.size_m[2]  # Stalks arch, so that they must be longer than it is tall.
    parts = pot(0.20, 0.38, "pot", "urn")
    low = np.array([0.0, 0.0, 0.33])
    fork = low + np.array([0.02, -0.01, (height - 0.38) * 0.45])
    knots = np.array(
        [low, low + np.array([0.03, 0.01, 0.15]), low + np.array([-0.01, -0.02, 0.32]), fork]
    )
    trunk = smooth_path(knots, 22)
    wood = [
        tube(
            trunk,
            np.linspace(0.021, 0.014, 22) * (1 + 0.10 * np.sin(np.arange(22) * 1.7)),
            "bark",
            sides=12,
        )
    ]
    leaves: Leaves = []
    for k in range(24):
        azimuth = k * 2.399 + rng.uniform(-0.3, 0.3)
        age = k / 23
        start = trunk[int(rng.integers(15, 22))]
        rise = (height - fork[2] - 0.02) * rng.uniform(0.55, 1.0) * (1 - 0.35 * age)
        line = _stem(
            start,
            azimuth,
            0.10 + 0.24 * age * rng.uniform(0.6, 1.1),
            rise,
            rng,
            arch=0.35 * age,
            points=26,
        )
        wood.append(tube(line, np.linspace(0.006, 0.0014, 26), "bark", sides=6))
        for j in range(52):
            at = line[4 + int(21 * j / 51)] + rng.normal(0, 0.006, 3)
            long = rng.uniform(0.040, 0.068)
            blade = leaf_blade(long, 0.013, cup=0.2, droop=0.35, rows=5)
            leaves.append(placed_leaf(blade, at, rng.uniform(0, 6.3), rng.uniform(-0.35, 1.1)))
    return [*parts, *merged(wood), *foliage(leaves, "leaf_olive")]


def _snake(ctx: BuildContext) -> list[Mesh]:
    """Snake plant: stiff upright swords with pale edges."""
    rng = ctx.rng("grow")
    height = ctx.size_m[2]
    parts = pot(0.145, 0.28, "pot_b", "cylinder")
    leaves: Leaves = []
    for k in range(15):
        azimuth = k * 2.399
        radius = 0.018 + 0.075 * np.sqrt(k / 15)
        at = np.array([radius * np.cos(azimuth), radius * np.sin(azimuth), 0.25])
        long = (height - 0.26) * (1.0 - 0.42 * (k / 15)) * rng.uniform(0.88, 1.02)
        points, uv = leaf_blade(
            long, 0.062, cup=0.30, droop=rng.uniform(0.0, 0.16), shape=1.1, rows=14
        )
        twist = rng.uniform(-0.5, 0.5) * points[..., :1] / long
        y, z = points[..., 1:2], points[..., 2:3]
        turned = np.concatenate(
            [
                points[..., :1],
                y * np.cos(twist) - z * np.sin(twist),
                y * np.sin(twist) + z * np.cos(twist),
            ],
            axis=-1,
        )
        leaves.append(placed_leaf((turned, uv), at, azimuth, 1.50 - 0.14 * (k / 15)))
    return [*parts, *foliage(leaves, "leaf_striped")]


def _trailing(ctx: BuildContext) -> list[Mesh]:
    """Pothos: vines that spill over the rim and hang."""
    rng = ctx.rng("grow")
    high = 0.15
    lift = ctx.size_m[2] - high - 0.07
    parts = moved(pot(0.085, high, "ceramic", "bowl"), translation(0, 0, lift * 0.0))
    vines: list[Mesh] = []
    leaves: Leaves = []
    for k in range(13):
        azimuth = k * 2.399
        out = np.array([np.cos(azimuth), np.sin(azimuth), 0.0])
        start = out * 0.02 + [0, 0, high - 0.03]
        over = start + out * 0.085 + [0, 0, 0.07 * rng.uniform(0.4, 1.2)]
        end = over + out * rng.uniform(0.03, 0.07) - [0, 0, high * rng.uniform(0.2, 0.95)]
        line = bezier(np.array([start, over, over + out * 0.05, end]), 20)
        vines.append(tube(line, 0.0016, "stem", sides=5))
        for j in range(9):
            at = line[3 + 2 * j - (1 if j == 8 else 0)]
            long = rng.uniform(0.045, 0.075)
            blade = leaf_blade(long, long * 0.78, cup=0.18, droop=0.7, shape=0.62, rows=7)
            leaves.append(
                placed_leaf(blade, at, azimuth + rng.normal(0, 0.9), rng.uniform(-0.3, 0.7))
            )
    return [*parts, *merged(vines), *foliage(leaves, "leaf_pale")]


def _rubber(ctx: BuildContext) -> list[Mesh]:
    """Rubber plant in a square planter: one upright stem, thick oval leaves all the way up."""
    rng = ctx.rng("grow")
    height = 1.06 * ctx.size_m[2]  # Stalks arch, so that they must be longer than it is tall.
    outline = rounded_rectangle(0.32, 0.32, 0.03)
    parts = [
        plate(outline, soft_edge(0.34, 0.0, 0.008), "lacquer"),
        plate(rounded_rectangle(0.28, 0.28, 0.02), [[(0.0, 0.33), (0.0, 0.342)]], "soil"),
    ]
    wood: list[Mesh] = []
    leaves: Leaves = []
    for k in range(2):
        rise = (height - 0.50) * (1.0, 0.68)[k]
        azimuth = 0.8 + 2.6 * k
        line = _stem(np.array([0.03 * (-1) ** k, 0.0, 0.33]), azimuth, 0.06 + 0.06 * k, rise, rng)
        wood.append(tube(line, np.linspace(0.011, 0.006, len(line)), "bark", sides=9))
        count = 20 - 6 * k
        for j in range(count):
            share = 0.10 + 0.90 * j / (count - 1)
            at = line[round(share * (len(line) - 1))]
            long = rng.uniform(0.18, 0.24) * (1.05 - 0.35 * share)
            blade = leaf_blade(
                long, long * 0.52, cup=0.26, droop=rng.uniform(0.25, 0.6), shape=0.95, rows=9
            )
            leaves.append(
                placed_leaf(
                    blade,
                    at,
                    j * 2.399 + rng.normal(0, 0.25),
                    rng.uniform(0.2, 0.6) + 0.6 * share**2,
                )
            )
    return [*parts, *merged(wood), *foliage(leaves, "leaf")]


PIECES = (
    declared(
        _fiddle,
        "plant_fiddle_leaf",
        "plant",
        "Fiddle-leaf fig",
        "Three stems of large waisted leaves in a plain cylinder.",
        (0.70, 0.66, 1.65),
        rooms=EVERY_ROOM,
    ),
    declared(
        _palm,
        "plant_areca_palm",
        "plant",
        "Areca palm",
        "Arching canes of fine leaflets, light enough to see through.",
        (1.06, 1.06, 1.50),
        rooms=EVERY_ROOM,
    ),
    declared(
        _monstera,
        "plant_monstera",
        "plant",
        "Monstera",
        "Great split leaves on long stalks in a glazed bowl.",
        (0.98, 0.98, 0.90),
        rooms=EVERY_ROOM,
    ),
    declared(
        _olive,
        "plant_olive",
        "plant",
        "Olive tree",
        "A twisted trunk and a loose silver crown in an urn.",
        (0.62, 0.62, 1.55),
        rooms=EVERY_ROOM,
    ),
    declared(
        _snake,
        "plant_snake",
        "plant",
        "Snake plant",
        "Stiff upright swords with pale edges.",
        (0.40, 0.40, 0.96),
        rooms=EVERY_ROOM,
    ),
    declared(
        _rubber,
        "plant_rubber",
        "plant",
        "Rubber plant",
        "Thick oval leaves on two stems, in a square lacquered planter.",
        (0.50, 0.46, 1.40),
        rooms=EVERY_ROOM,
    ),
    declared(
        _trailing,
        "plant_trailing",
        "decor",
        "Trailing pothos",
        "Heart-shaped leaves that spill over a small bowl.",
        (0.42, 0.41, 0.21),
        mount="top",
        rooms=EVERY_ROOM,
    ),
)
