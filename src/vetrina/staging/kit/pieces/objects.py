"""Small things that stand on furniture: books, vessels, branches, boxes.

All stand on z = 0 about the origin; each call with its own generator gives its own one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import finish, grid_faces, merged, moved, translation, turn_y, turn_z
from vetrina.staging.kit.shapes import bezier, lathe, rounded_box, smooth_path, tube

Array = NDArray[np.float64]
BOOK_SLOTS = ("book_a", "book_b", "book_c", "book_d", "book_e", "book_f")
VESSELS: dict[str, list[tuple[float, float]]] = {
    "bottle": [
        (0.0, 0.0),
        (0.34, 0.0),
        (0.42, 0.02),
        (0.47, 0.18),
        (0.44, 0.38),
        (0.24, 0.56),
        (0.13, 0.68),
        (0.12, 0.90),
        (0.17, 0.99),
        (0.16, 1.0),
    ],
    "ovoid": [
        (0.0, 0.0),
        (0.22, 0.0),
        (0.30, 0.03),
        (0.44, 0.30),
        (0.48, 0.52),
        (0.42, 0.76),
        (0.28, 0.92),
        (0.24, 0.97),
        (0.27, 1.0),
    ],
    "cylinder": [(0.0, 0.0), (0.28, 0.0), (0.31, 0.02), (0.32, 0.5), (0.32, 0.98), (0.31, 1.0)],
    "gourd": [
        (0.0, 0.0),
        (0.24, 0.0),
        (0.42, 0.08),
        (0.49, 0.26),
        (0.42, 0.45),
        (0.25, 0.57),
        (0.24, 0.63),
        (0.30, 0.74),
        (0.27, 0.86),
        (0.15, 0.95),
        (0.14, 1.0),
    ],
    "amphora": [
        (0.0, 0.0),
        (0.20, 0.0),
        (0.20, 0.03),
        (0.28, 0.14),
        (0.46, 0.48),
        (0.49, 0.62),
        (0.42, 0.76),
        (0.20, 0.85),
        (0.17, 0.92),
        (0.26, 0.99),
        (0.25, 1.0),
    ],
    "jar": [
        (0.0, 0.0),
        (0.30, 0.0),
        (0.33, 0.02),
        (0.44, 0.32),
        (0.49, 0.62),
        (0.44, 0.82),
        (0.28, 0.92),
        (0.27, 0.97),
        (0.29, 1.0),
    ],
    "moon": [
        (0.0, 0.0),
        (0.20, 0.0),
        (0.30, 0.03),
        (0.46, 0.24),
        (0.50, 0.48),
        (0.46, 0.72),
        (0.30, 0.93),
        (0.20, 0.96),
        (0.22, 1.0),
    ],
}


def vessel(form: str, height: float, width: float, slot: str, *, wall: float = 0.05) -> Mesh:
    """A hollow thrown pot of one of the VESSELS; wall: share of the radius; rim rounded."""
    knots = np.array(VESSELS[form]) * [width, height]
    flat = knots[:2]
    curve = np.concatenate([flat, smooth_path(knots[1:], 44)[1:]])
    thick = max(wall * width * 0.5, 0.0025)
    inside = curve[6:][::-1] - [thick, 0.0]
    inside[:, 0] = np.maximum(inside[:, 0], 0.001)
    lip = (curve[-1] + inside[0]) / 2 + np.array([0.0, thick * 0.45])
    floor = [[0.0, inside[-1][1]]]
    return lathe(np.concatenate([curve, [lip], inside, floor]), slot, sides=56, crease_deg=55)


def book(width: float, depth: float, height: float, slot: str) -> list[Mesh]:
    """A book standing upright: spine to -Y, boards a little larger than its pages."""
    board = 0.0028
    boxes = [
        ((board, depth, height), (side * (width - board) / 2, 0.0, 0.0), slot) for side in (-1, 1)
    ]
    boxes.append(((width, board + 0.004, height), (0.0, -(depth - board) / 2, 0.0), slot))
    inner = (width - 2 * board, depth - 0.008, height - 0.008)
    boxes.append((inner, (0.0, 0.0, 0.004), "paper"))
    return [
        moved(rounded_box(size, 0.0012, kind, segments=1, grain="z"), translation(*at))[0]
        for size, at, kind in boxes
    ]


def lying_books(
    rng: np.random.Generator, count: int, width: float = 0.27, depth: float = 0.20
) -> tuple[list[Mesh], float]:
    """A pile, each a little askew, and its height."""
    parts: list[Mesh] = []
    z = 0.0
    for k in range(count):
        thick = float(rng.uniform(0.018, 0.036))
        share = 1 - 0.09 * k
        one = book(
            thick,
            width * share,
            depth * share * rng.uniform(0.93, 1.0),
            BOOK_SLOTS[int(rng.integers(6))],
        )
        lying = moved(one, turn_z(90 + rng.normal(0, 7)), translation(0, 0, thick / 2), turn_y(90))
        low = min(float(m.vertices[:, 2].min()) for m in lying)
        lying = moved(lying, translation(0, 0, z - low))
        lo = min(float(m.vertices[:, 0].min()) for m in lying)
        hi = max(float(m.vertices[:, 0].max()) for m in lying)
        my = [float(m.vertices[:, 1].mean()) for m in lying]
        parts += moved(lying, translation(-(lo + hi) / 2, -float(np.mean(my)), 0))
        z += thick
    return parts, z


def book_row(
    rng: np.random.Generator, length: float, tallest: float, deepest: float, *, leaning: bool = True
) -> list[Mesh]:
    """Upright books from x = 0 to about `length`, spines at y = 0; the last may lean."""
    parts: list[Mesh] = []
    x = 0.0
    runs = int(rng.integers(2, 5))
    while x < length:
        height = float(rng.uniform(0.66, 0.96)) * tallest
        depth = min(deepest, height * 0.78)
        slot = BOOK_SLOTS[int(rng.integers(6))]
        for _ in range(int(rng.integers(1, runs + 1))):
            width = float(rng.uniform(0.016, 0.042))
            if x + width > length:
                return _leaned(rng, parts, x, length, tallest, deepest, leaning)
            tall = height * float(rng.uniform(0.985, 1.0))
            back = float(rng.uniform(0, 0.012))
            one = book(width - 0.0008, depth, tall, slot)
            parts += moved(one, translation(x + width / 2, depth / 2 + back, 0))
            x += width
    return parts


def _leaned(
    rng: np.random.Generator,
    parts: list[Mesh],
    x: float,
    length: float,
    tallest: float,
    deepest: float,
    leaning: bool,
) -> list[Mesh]:
    """One more book against the last, where there is room for its foot."""
    height, width = 0.8 * tallest, 0.024
    if not leaning or x < 0.1 or rng.random() < 0.4:
        return parts
    angle = float(rng.uniform(9, 16))
    depth = min(deepest, height * 0.78)
    one = book(width, depth, height, BOOK_SLOTS[int(rng.integers(6))])
    foot = x + np.sin(np.radians(angle)) * height
    if foot + width > length + 0.10:
        return parts
    leaned = moved(
        one, translation(foot, depth / 2, 0), turn_y(-angle), translation(width / 2, 0, 0)
    )
    return parts + leaned


def leaf_blade(
    long: float,
    wide: float,
    *,
    cup: float = 0.15,
    droop: float = 0.5,
    wave: float = 0.0,
    shape: float = 0.8,
    rows: int = 9,
) -> tuple[Array, Array]:
    """A leaf along +X from the origin, its face up: points (rows, 5, 3) and uv 0..1.

    cup: how far the halves rise from the rib; droop: how far the tip falls, both as shares;
    shape: below 1 widest near the stalk, above 1 near the tip; wave: ripples of the edge.
    """
    t = np.linspace(0, 1, rows)
    s = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    half = 0.5 * wide * np.sin(np.pi * np.clip(t, 0.015, 0.992) ** shape) ** 0.75
    bow = droop * 1.4 * t
    way = np.stack([np.cos(bow), -np.sin(bow)], axis=1)
    rib = np.concatenate([[[0.0, 0.0]], np.cumsum((way[1:] + way[:-1]) / 2, axis=0)])
    rib *= long / (rows - 1)
    points = np.zeros((rows, 5, 3))
    points[..., 0] = rib[:, :1]
    points[..., 1] = half[:, None] * s[None]
    lift = cup * half[:, None] * np.abs(s)[None] * 1.6
    ripple = (
        wave * half[:, None] * np.abs(s)[None] ** 2 * np.sin(t * 19 + 1.3)[:, None] * np.sign(s)
    )
    points[..., 2] = rib[:, 1:] + lift + ripple
    uv = np.stack(np.meshgrid(t, (s + 1) / 2, indexing="ij")[::-1], axis=-1)
    return points, uv


def placed_leaf(
    blade: tuple[Array, Array], at: Array, azimuth: float, rise: float, roll: float = 0.0
) -> tuple[Array, Array]:
    """The blade at a point, pointing to azimuth (radians) and `rise` radians above the level."""
    points, uv = blade
    cr, sr = np.cos(roll), np.sin(roll)
    y = points[..., 1] * cr - points[..., 2] * sr
    z = points[..., 1] * sr + points[..., 2] * cr
    ce, se = np.cos(rise), np.sin(rise)
    x, z = points[..., 0] * ce - z * se, points[..., 0] * se + z * ce
    ca, sa = np.cos(azimuth), np.sin(azimuth)
    return np.stack([x * ca - y * sa, x * sa + y * ca, z], axis=-1) + at, uv


def foliage(leaves: list[tuple[Array, Array]], slot: str) -> list[Mesh]:
    """All blades as one mesh."""
    parts = [finish(points, grid_faces(*points.shape[:2]), uv, slot) for points, uv in leaves]
    return merged(parts)


def twigs(
    rng: np.random.Generator,
    height: float,
    count: int,
    *,
    spread: float = 0.35,
    leaf: str = "leaf_olive",
    slot: str = "twig",
    leaves: int = 22,
    leaf_size: tuple[float, float] = (0.055, 0.020),
) -> list[Mesh]:
    """Cut branches that rise from the origin, bend outwards, fork, and bear leaves.

    Long because a branch, its forks and its leaves share one stream of chance.
    """
    wood: list[Mesh] = []
    blades: list[tuple[Array, Array]] = []
    for k in range(count):
        azimuth = 2 * np.pi * k / count + rng.uniform(-0.5, 0.5)
        long = height * rng.uniform(0.72, 1.0)
        lean = spread * rng.uniform(0.35, 1.0)
        out = np.array([np.cos(azimuth), np.sin(azimuth)])
        main = _bough(np.zeros(3), out, long, lean, rng)
        wood.append(tube(main, np.linspace(0.0042, 0.0014, len(main)), slot, sides=6))
        lines = [main]
        for _ in range(2):
            start = main[int(rng.integers(8, 17))]
            turn = azimuth + rng.uniform(-1.3, 1.3)
            side = _bough(
                start, np.array([np.cos(turn), np.sin(turn)]), long * 0.38, lean * 1.7, rng
            )
            wood.append(tube(side, np.linspace(0.0024, 0.001, len(side)), slot, sides=5))
            lines.append(side)
        for line in lines:
            first = 10 if line is main else 3
            share = leaves if line is main else leaves // 2
            for j in range(share):
                at = line[first + int((len(line) - 1 - first) * j / max(share - 1, 1))]
                size = leaf_size[0] * rng.uniform(0.65, 1.1)
                blade = leaf_blade(size, size * leaf_size[1] / leaf_size[0], droop=0.35, rows=6)
                blades.append(
                    placed_leaf(
                        blade, at, azimuth + j * 2.4 + rng.uniform(-0.5, 0.5), rng.uniform(0.1, 0.9)
                    )
                )
    return [*merged(wood), *foliage(blades, leaf)]


def _bough(start: Array, out: Array, long: float, lean: float, rng: np.random.Generator) -> Array:
    knots = [start]
    for share in (0.33, 0.66, 1.0):
        away = out * lean * long * share**1.5
        stray = rng.normal(0, 0.022 * long, 3)
        rise = long * share * (1 - 0.25 * lean * share)
        knots.append(start + np.array([away[0], away[1], rise]) + stray)
    return bezier(np.array(knots), 20)


def stems_with_plumes(
    rng: np.random.Generator, height: float, count: int, slot: str = "leaf_dry"
) -> list[Mesh]:
    """Dried pampas: thin stalks ending in long soft plumes made of many fine blades."""
    wood: list[Mesh] = []
    blades: list[tuple[Array, Array]] = []
    for k in range(count):
        azimuth = 2 * np.pi * k / count + rng.uniform(-0.4, 0.4)
        out = np.array([np.cos(azimuth), np.sin(azimuth)])
        line = _bough(np.zeros(3), out, height * rng.uniform(0.8, 1.0), 0.30, rng)
        wood.append(tube(line, np.linspace(0.003, 0.0012, len(line)), "rope", sides=5))
        for j in range(90):
            at = line[9 + int(10 * j / 90)]
            long = 0.13 * (1.05 - 0.55 * j / 90) * rng.uniform(0.7, 1.1)
            blade = leaf_blade(long, 0.006, droop=0.9, rows=5)
            blades.append(placed_leaf(blade, at, rng.uniform(0, 6.3), rng.uniform(0.6, 1.3)))
    return [*merged(wood), *foliage(blades, slot)]
