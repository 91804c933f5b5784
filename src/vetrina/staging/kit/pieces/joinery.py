"""Parts that tables and cabinets share: shaped tops, fluted faces, doors, drawers, handles, legs.

Everything is in the piece frame: X to the right, front to -Y, Z up from the floor.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import finish, grid_faces, grid_mesh, moved, translation, turn_x
from vetrina.staging.kit.shapes import cylinder, lathe, rounded_box, sweep, tapered_leg
from vetrina.staging.kit.shapes.solids import Axis

Array = NDArray[np.float64]
Band = Sequence[tuple[float, float]]
"""A smooth stretch of an edge: (inset from the outline, height) going up, in metres."""


def block(
    width: float,
    depth: float,
    height: float,
    slot: str,
    at: tuple[float, float, float] = (0.0, 0.0, 0.0),
    *,
    bevel: float = 0.0025,
    grain: Axis | None = None,
) -> list[Mesh]:
    """A box with broken edges, the middle of its lower side at `at`."""
    body = rounded_box((width, depth, height), bevel, slot, segments=2, grain=grain)
    return moved(body, translation(*at))


def ellipse(width: float, depth: float, count: int = 96, power: float = 2.0) -> Array:
    """A (super)ellipse (count, 2), counter-clockwise; power 2 oval, 4 and more nearly square."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    cos, sin = np.cos(angle), np.sin(angle)
    x = np.sign(cos) * np.abs(cos) ** (2 / power) * width / 2
    y = np.sign(sin) * np.abs(sin) ** (2 / power) * depth / 2
    return np.stack([x, y], axis=1)


def rounded_rectangle(width: float, depth: float, radius: float, steps: int = 10) -> Array:
    """An outline (4 * (steps + 1), 2), counter-clockwise."""
    turn = np.linspace(0, np.pi / 2, steps + 1)
    parts = []
    for quarter, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        angle = turn + quarter * np.pi / 2
        corner = np.array([sx * (width / 2 - radius), sy * (depth / 2 - radius)])
        parts.append(corner + radius * np.stack([np.cos(angle), np.sin(angle)], axis=1))
    return np.concatenate(parts)


def rectangle(width: float, depth: float) -> Array:
    """A sharp-cornered outline (4, 2), counter-clockwise; its edges may be inset by any amount."""
    return np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]) * [width / 2, depth / 2]


def pebble(width: float, depth: float, seed: int, count: int = 120, wild: float = 0.10) -> Array:
    """A smooth free form (count, 2), counter-clockwise, filling width x depth."""
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = np.ones(count)
    for k in (2, 3):
        radius += wild * rng.uniform(0.5, 1.0) * np.cos(k * angle + rng.uniform(0, 2 * np.pi))
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    low, high = points.min(axis=0), points.max(axis=0)
    return np.asarray((points - (low + high) / 2) / (high - low) * [width, depth])


def _outward(outline: Array) -> Array:
    """Unit directions out of a closed outline; at corners halfway between the two sides."""
    ahead = np.roll(outline, -1, axis=0) - outline
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-12)
    way = ahead + np.roll(ahead, 1, axis=0)
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-12)
    return np.stack([way[:, 1], -way[:, 0]], axis=1)


def plate(outline: Array, bands: Sequence[Band], slot: str) -> Mesh:
    """A top or plinth over an outline (N, 2): its edge follows the bands, sharp between them.

    uv is the plan, so that grain runs along X and veins cross the whole top; the edge goes on
    where the top ends.

    Long because the arrays of all bands grow together.
    """
    ring, away, part = _creased(outline)
    points, faces, uv, groups, start = [], [], [], [], 0
    top = bands[-1][-1][1]

    def add(rows: list[Array], face: NDArray[np.int64], group: NDArray[np.int64]) -> None:
        nonlocal start
        grid = np.concatenate(rows)
        points.append(grid)
        drop = top - grid[:, 2]
        uv.append(np.stack([grid[:, 0] + drop * 0.2, grid[:, 1] - drop], axis=1))
        faces.append(face + start)
        groups.append(group)
        start += len(grid)

    for k, band in enumerate(bands):
        rows = [np.column_stack([ring - away * i, np.full(len(ring), z)]) for i, z in band]
        face = grid_faces(len(rows), len(ring))[:, ::-1]
        add(rows, face, np.tile(part, len(rows)) + 2 + 20 * k)
    fan = np.arange(len(ring) - 1)
    cap = np.stack([np.zeros_like(fan), 1 + fan, 2 + fan], axis=1)
    for side, (inset, z) in enumerate((bands[0][0], bands[-1][-1])):
        edge = np.column_stack([ring - away * inset, np.full(len(ring), z)])
        centre = np.array([[*outline.mean(axis=0), z]])
        add([centre, edge], cap if side else cap[:, ::-1], np.full(len(ring) + 1, side))
    return finish(
        np.concatenate(points),
        np.concatenate(faces),
        np.concatenate(uv),
        slot,
        np.concatenate(groups),
    )


def _creased(outline: Array) -> tuple[Array, Array, NDArray[np.int64]]:
    """The outline closed, its sharp corners twice, with mitred outward directions and the number
    of the smooth stretch that each point belongs to."""
    ahead = np.roll(outline, -1, axis=0) - outline
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-12)
    cosine = (ahead * np.roll(ahead, 1, axis=0)).sum(axis=1)
    away = _outward(outline) / np.sqrt(np.clip((1 + cosine) / 2, 0.25, 1))[:, None]
    sharp = np.flatnonzero(cosine < np.cos(np.radians(34)))
    starts = sharp if len(sharp) else np.array([0])
    ends = np.append(starts[1:], starts[0] + len(outline))
    order = [np.arange(a, b + 1) for a, b in zip(starts, ends, strict=True)]
    part = np.repeat(np.arange(len(order)), [len(o) for o in order])
    index = np.concatenate(order) % len(outline)
    return outline[index], away[index], part


def soft_edge(thick: float, z: float = 0.0, radius: float = 0.006) -> list[Band]:
    """Straight edge with both arrises rounded."""
    turn = np.linspace(0, np.pi / 2, 5)
    low = [(radius * (1 - np.sin(t)), z + radius * (1 - np.cos(t))) for t in turn]
    high = [(radius * (1 - np.cos(t)), z + thick - radius * (1 - np.sin(t))) for t in turn]
    return [[*low, *high]]


def knife_edge(thick: float, z: float = 0.0, under: float = 0.045) -> list[Band]:
    """Thin rim over an underside cut back, which makes a heavy top look light."""
    rim = 0.010
    return [
        [(under, z), (0.002, z + thick - rim)],
        [(0.0, z + thick - rim + 0.002), (0.0, z + thick - 0.003), (0.003, z + thick)],
    ]


def bullnose(thick: float, z: float = 0.0) -> list[Band]:
    """Half-round edge."""
    turn = np.linspace(-np.pi / 2, np.pi / 2, 11)
    half = thick / 2
    return [[(half * (1 - np.cos(t)), z + half + half * np.sin(t)) for t in turn]]


def moulded_edge(thick: float, z: float = 0.0) -> list[Band]:
    """Ogee under a rounded fillet: the edge of a classic table."""
    turn = np.linspace(0, 1, 9)
    low = [(0.020 - 0.014 * t - 0.004 * np.sin(2 * np.pi * t), z + 0.55 * thick * t) for t in turn]
    nose = np.linspace(-np.pi / 2, np.pi / 2, 7)
    half = 0.45 * thick / 2
    return [
        low,
        [(half * (1 - np.cos(t)), z + 0.55 * thick + half * (1 + np.sin(t))) for t in nose],
    ]


def reeded(
    width: float, height: float, slot: str, *, pitch: float = 0.022, hollow: bool = False
) -> Mesh:
    """A face of half-round reeds (or flutes) in the xz plane, standing on z = 0, looking to -Y."""
    count = max(2, round(width / pitch))
    steps = 7
    t = (np.arange(count * steps + 1) / steps) % 1.0
    depth = 0.5 * width / count * 0.85
    bow = np.sqrt(np.clip(1 - (2 * t - 1) ** 2, 0, 1)) * depth
    x = np.linspace(-width / 2, width / 2, len(t))
    y = -(depth - bow) if hollow else -bow
    z = np.array([0.0, height])
    points = np.empty((len(x), 2, 3))
    points[..., 0], points[..., 1], points[..., 2] = x[:, None], y[:, None], z[None]
    return grid_mesh(points, slot)


def reeded_drum(
    outline: Array, height: float, slot: str, *, count: int, depth: float, z: float = 0.0
) -> Mesh:
    """Reeds round an outline (N, 2): the body of drum tables."""
    steps = 6
    way = np.concatenate(
        [
            [0.0],
            np.cumsum(
                np.linalg.norm(np.diff(np.concatenate([outline, outline[:1]]), axis=0), axis=1)
            ),
        ]
    )
    goal = np.linspace(0, way[-1], count * steps + 1)
    ring = np.concatenate([outline, outline[:1]])
    base = np.stack([np.interp(goal, way, ring[:, k]) for k in range(2)], axis=1)
    away = np.concatenate([_outward(base[:-1]), _outward(base[:-1])[:1]])
    t = (np.arange(len(goal)) / steps) % 1.0
    bow = depth * (np.sqrt(np.clip(1 - (2 * t - 1) ** 2, 0, 1)) - 1)
    plan = base + away * bow[:, None]
    points = np.empty((len(plan), 2, 3))
    points[..., :2] = plan[:, None]
    points[..., 2] = z + np.array([0.0, height])[None]
    return grid_mesh(points, slot)


def panel_door(width: float, height: float, slot: str, *, raised: bool = True) -> list[Mesh]:
    """Frame and panel, 20 mm thick, standing on z = 0, its back at y = 0, looking to -Y."""
    rail = min(0.07, 0.2 * width)
    parts: list[Mesh] = []
    for side in (-1, 1):
        parts += block(rail, 0.022, height, slot, (side * (width - rail) / 2, -0.011, 0.0))
    inner = width - 2 * rail
    for z in (0.0, height - rail):
        parts += block(inner, 0.022, rail, slot, (0.0, -0.011, z))
    field = (inner, height - 2 * rail)
    parts += block(field[0], 0.008, field[1], slot, (0.0, -0.005, rail), grain="z")
    if raised:
        outline = rectangle(field[0] - 0.03, field[1] - 0.03)
        shape = plate(outline, [[(0.0, 0.0), (0.0, 0.004)], [(0.0, 0.004), (0.026, 0.011)]], slot)
        parts += moved(shape, translation(0, -0.007, height / 2), turn_x(90))
    return parts


def drawer(width: float, height: float, slot: str, *, thick: float = 0.02) -> list[Mesh]:
    """A plain front with softened edges, standing on z = 0, its back at y = 0."""
    return block(width, thick, height, slot, (0.0, -thick / 2, 0.0), bevel=0.003, grain="x")


def knob(slot: str, radius: float = 0.014) -> Mesh:
    """A turned knob looking to -Y from the origin."""
    r = radius
    profile = [
        (0.0, 0.0),
        (0.55 * r, 0.0),
        (0.42 * r, 0.5 * r),
        (0.45 * r, 0.8 * r),
        (0.95 * r, 1.15 * r),
        (1.0 * r, 1.5 * r),
        (0.75 * r, 1.85 * r),
        (0.0, 2.0 * r),
    ]
    return moved(lathe(profile, slot, sides=20, crease_deg=60), turn_x(90))[0]


def bar_pull(length: float, slot: str, *, upright: bool = False) -> list[Mesh]:
    """A round bar on two posts, looking to -Y, centred over the origin."""
    rod = moved(cylinder(0.005, length, slot, sides=14), translation(0, -0.026, -length / 2))
    for z in (-0.36 * length, 0.36 * length):
        rod += moved(cylinder(0.004, 0.026, slot, sides=10), translation(0, 0, z), turn_x(90))
    return rod if upright else moved(rod, _lying())


def _lying() -> Array:
    matrix = np.eye(4)
    matrix[:3, :3] = [[0, 0, 1], [0, 1, 0], [-1, 0, 0]]
    return matrix


def drop_handle(slot: str) -> list[Mesh]:
    """A plate with a hanging bail, 80 mm wide, looking to -Y."""
    outline = rounded_rectangle(0.085, 0.03, 0.012, 5)
    back = moved(plate(outline, soft_edge(0.003, radius=0.001), slot), turn_x(90))
    angle = np.linspace(0.0, -np.pi, 15)
    bail = np.stack([0.03 * np.cos(angle), np.full(15, -0.012), 0.024 * np.sin(angle)], axis=1)
    circle = np.linspace(0, 2 * np.pi, 8, endpoint=False)
    section = 0.003 * np.stack([np.cos(circle), np.sin(circle)], axis=1)
    return [*back, sweep(bail, section, slot)]


def corner_legs(
    width: float,
    depth: float,
    height: float,
    slot: str,
    *,
    top: float = 0.045,
    foot: float = 0.028,
    inset: float = 0.05,
    splay: float = 0.0,
    square: bool = False,
    ferrule: str | None = None,
) -> list[Mesh]:
    """Tapered legs near the four corners; splay: metres by which the feet stand out."""
    parts: list[Mesh] = []
    for sx in (-1, 1):
        for sy in (-1, 1):
            leg = tapered_leg(
                height,
                top,
                foot,
                slot,
                lean=(sx * splay, sy * splay),
                square=square,
                ferrule=ferrule,
            )
            parts += moved(leg, translation(sx * (width / 2 - inset), sy * (depth / 2 - inset), 0))
    return parts


def turned_leg(height: float, radius: float, slot: str) -> Mesh:
    """A classic table leg on z = 0: square-shouldered above, vase and rings, bun foot."""
    r, h = radius, height
    outline = [
        (0.0, 0.0),
        (0.48, 0.0),
        (0.62, 0.02),
        (0.62, 0.05),
        (0.40, 0.075),
        (0.46, 0.09),
        (0.40, 0.10),
        (0.47, 0.20),
        (0.66, 0.42),
        (0.82, 0.58),
        (0.86, 0.64),
        (0.74, 0.70),
        (0.52, 0.725),
        (0.62, 0.735),
        (0.86, 0.745),
        (0.86, 0.765),
        (0.62, 0.775),
        (0.66, 0.80),
        (0.95, 0.82),
        (1.0, 0.85),
        (1.0, 1.0),
        (0.0, 1.0),
    ]
    return lathe([(a * r, b * h) for a, b in outline], slot, sides=32, crease_deg=50)


def carcass(
    width: float,
    depth: float,
    height: float,
    slot: str,
    *,
    thick: float = 0.022,
    back: str | None = None,
) -> list[Mesh]:
    """Two sides, bottom, top and back of a cabinet standing on z = 0, open to the front."""
    parts: list[Mesh] = []
    for side in (-1, 1):
        parts += block(thick, depth, height, slot, (side * (width - thick) / 2, 0, 0), grain="z")
    for z in (0.0, height - thick):
        parts += block(width - 2 * thick, depth - 0.002, thick, slot, (0, 0.001, z))
    parts += block(
        width - 2 * thick,
        0.008,
        height - 2 * thick,
        back or slot,
        (0, depth / 2 - 0.006, thick),
        grain="z",
    )
    return parts
