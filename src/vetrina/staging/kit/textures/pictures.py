"""Pictures for the walls, all of our own making: colour (h, w, 3) float32 in linear light.

Drawn with the top in the first row and turned over at the end, because row 0 lies at v = 0.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Float32
from vetrina.staging.kit.textures.colours import palette
from vetrina.staging.kit.textures.noise import cloud, frozen, mixed, ramp

_TALL = (640, 512)
_WIDE = (512, 768)
Plane = NDArray[np.floating]


def _axes(shape: tuple[int, int]) -> tuple[Plane, Plane]:
    """x and y from the top left corner in units of the shorter side."""
    short = min(shape)
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    return (x + 0.5) / short, (y + 0.5) / short


def _noise(shape: tuple[int, int], seed: int, cycles: float, **more: Any) -> Plane:
    square = cloud(max(shape), seed, cycles=cycles, **more)
    return np.asarray(square[: shape[0], : shape[1]])


def _hung(pixels: NDArray[np.floating]) -> Float32:
    return frozen(np.clip(pixels, 0.02, 0.78)[::-1])


def _paper(shape: tuple[int, int], colour: str) -> NDArray[np.float32]:
    grain = _noise(shape, 191, 60, octaves=2, falloff=0.7) - 0.5
    return np.asarray(palette(colour)[0] * (1 + 0.05 * grain)[..., None], dtype=np.float32)


def _painted(
    under: NDArray[np.float32], colour: NDArray[np.float32], distance: Plane, dry: Plane
) -> NDArray[np.float32]:
    """A shape of opaque paint where distance < 0 (units of the short side), dry at its edge."""
    short = min(distance.shape)
    cover = np.clip(-distance * short / 1.5 + 0.5, 0, 1)
    skipped = np.clip((dry - 0.80) * 6, 0, 1) * np.clip(1 + distance * 9, 0, 1)
    stroke = 1 + 0.14 * (dry - 0.5)
    body = colour * stroke[..., None]
    return mixed(under, body, cover * (1 - 0.8 * skipped) * 0.97)


@lru_cache(maxsize=8)
def cut_shapes(seed: int, ground: str, *colours: str) -> Float32:
    """Balanced organic forms, one resting on another, with one line: 4 : 5."""
    x, y = _axes(_TALL)
    rng = np.random.default_rng(seed)
    dry = _noise(_TALL, 192, 5, octaves=5, stretch=(8.0, 1.0), falloff=1.1)
    wobble = _noise(_TALL, 193, 2, octaves=3, falloff=2.2) - 0.5
    pixels = _paper(_TALL, ground)
    tones = palette(*colours)
    places = (
        (0.36, 0.46, 0.25, 0.33),
        (0.66, 0.62, 0.23, 0.20),
        (0.42, 0.93, 0.33, 0.16),
        (0.68, 0.30, 0.11, 0.11),
    )
    for k, (cx, cy, rx, ry) in enumerate(places):
        away_x, away_y = x - cx - rng.normal(0, 0.03), y - cy - rng.normal(0, 0.03)
        turn = rng.uniform(-0.6, 0.6)
        u = away_x * np.cos(turn) + away_y * np.sin(turn)
        v = away_y * np.cos(turn) - away_x * np.sin(turn)
        power = 2.0 if k == 3 else rng.uniform(2.1, 3.0)
        radius = (np.abs(u / rx) ** power + np.abs(v / ry) ** power) ** (1 / power)
        edge = (radius - 1) * min(rx, ry) + (0.0 if k == 3 else 0.16) * wobble
        pixels = _painted(pixels, tones[k % len(tones)], edge, dry)
    arc = np.abs(np.hypot(x - 0.1, y - 1.15) - 0.78 + 0.08 * wobble) - 0.0035
    pixels = _painted(pixels, tones[-1], np.where(y < 1.02, arc, 1.0), dry)
    return _hung(pixels)


@lru_cache(maxsize=8)
def colour_field(seed: int, shape: tuple[int, int], *colours: str) -> Float32:
    """Broad veils of paint drawn across with a wide blade, edges left open."""
    x, y = _axes(shape)
    rng = np.random.default_rng(seed)
    pixels = _paper(shape, colours[0])
    tones = palette(*colours[1:])
    blade = _noise(shape, 194, 3, octaves=6, stretch=(1.0, 10.0), falloff=1.2)
    heavy = _noise(shape, 193, 2, octaves=3, falloff=2.2) - 0.5
    tall, wide = y.max(), x.max()
    for k in range(7):
        cy, half = rng.uniform(0.08, 0.92) * tall, rng.uniform(0.05, 0.17) * tall
        cx, reach = rng.uniform(0.25, 0.75) * wide, rng.uniform(0.22, 0.48) * wide
        inside = 1 - np.abs(y - cy + 0.12 * heavy) / half
        ends = 1 - np.abs(x - cx) / reach + 0.5 * (blade - 0.5)
        cover = np.clip(np.minimum(inside * 4, ends * 5) + 1.5 * (blade - 0.5), 0, 1)
        tint = tones[k % len(tones)] * (0.9 + 0.2 * blade)[..., None]
        pixels = mixed(pixels, tint, 0.88 * cover)
    return _hung(pixels)


@lru_cache(maxsize=8)
def hills(seed: int, shape: tuple[int, int], sky: str, haze: str, far: str, near: str) -> Float32:
    """Ranges behind ranges, each darker, with mist in the valleys and a low sun."""
    x, y = _axes(shape)
    tall, wide = y.max(), x.max()
    cloudbank = _noise(shape, 195, 2, octaves=5, stretch=(1.0, 4.0))
    t = np.clip(y / (0.55 * tall) + 0.25 * (cloudbank - 0.5), 0, 1)
    pixels = ramp(palette(sky, haze), t)
    sun = np.exp(-((np.hypot(x - 0.68 * wide, y - 0.36 * tall) / 0.16) ** 2))
    pixels = mixed(pixels, palette("#fff1d6")[0], 0.55 * sun)
    steps = palette(haze, far, near)
    dabs = _noise(shape, 196, 12, octaves=4, stretch=(1.0, 2.0), falloff=1.2)
    profile = cloud(max(shape), 300 + seed, cycles=1.2, octaves=6, falloff=1.9)
    for k in range(6):
        share = (k + 1) / 6
        line = (
            0.36 + 0.115 * k + 0.20 * (1 - 0.4 * share) * (profile[(k * 83) % 512] - 0.5)
        ) * tall
        below = y - line[None, : shape[1]]
        body = ramp(steps, np.full(shape, share, np.float32)) * (0.86 + 0.28 * dabs)[..., None]
        mist = np.clip(below / (0.15 * tall), 0, 1)
        body = mixed(palette(haze)[0] * np.ones_like(body), body, 0.55 + 0.45 * (1 - mist) * share)
        pixels = mixed(pixels, body, np.clip(below * min(shape) / 2 + 0.5, 0, 1))
    return _hung(pixels)


def _drawn(shape: tuple[int, int], curves: list[NDArray[np.float64]], width: float) -> Plane:
    """Ink 0..1 of curves given in units of the short side."""
    short, zoom = min(shape), 2
    ink = np.zeros((shape[0] * zoom, shape[1] * zoom), np.uint8)
    for curve in curves:
        points = np.round(curve * short * zoom * 16).astype(np.int32)
        cv2.polylines(
            ink, [points], False, 255, max(1, round(width * short * zoom)), cv2.LINE_AA, 4
        )
    small = cv2.resize(ink, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.float32) / 255


def _spline(knots: list[tuple[float, float]]) -> NDArray[np.float64]:
    """Catmull-Rom points (n, 2) through the knots."""
    p = np.array([knots[0], *knots, knots[-1]])
    t = np.linspace(0, 1, 24)[:, None]
    a, b, c, d = p[:-3], p[1:-2], p[2:-1], p[3:]
    parts = [
        0.5
        * (
            2 * b[k]
            + (c[k] - a[k]) * t
            + (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * t**2
            + (3 * b[k] - a[k] - 3 * c[k] + d[k]) * t**3
        )
        for k in range(len(a))
    ]
    return np.concatenate(parts)


_PROFILE: list[list[tuple[float, float]]] = [
    [
        (0.30, 1.16),
        (0.34, 1.00),
        (0.31, 0.92),
        (0.24, 0.84),
        (0.22, 0.66),
        (0.25, 0.44),
        (0.40, 0.26),
        (0.58, 0.25),
        (0.69, 0.34),
        (0.70, 0.47),
        (0.69, 0.53),
        (0.745, 0.63),
        (0.775, 0.685),
        (0.72, 0.71),
        (0.725, 0.75),
        (0.755, 0.775),
        (0.71, 0.80),
        (0.74, 0.835),
        (0.70, 0.87),
        (0.705, 0.925),
        (0.64, 0.965),
        (0.55, 0.94),
        (0.535, 1.03),
        (0.58, 1.16),
    ],
    [(0.585, 0.555), (0.63, 0.53), (0.675, 0.545)],
    [(0.575, 0.505), (0.63, 0.475), (0.69, 0.495)],
    [(0.40, 0.66), (0.36, 0.62), (0.365, 0.70), (0.41, 0.735), (0.43, 0.68), (0.395, 0.64)],
    [(0.25, 0.44), (0.36, 0.40), (0.46, 0.44), (0.52, 0.36), (0.60, 0.38), (0.66, 0.335)],
    [(0.24, 0.60), (0.33, 0.52), (0.42, 0.56), (0.47, 0.50)],
]


@lru_cache(maxsize=4)
def line_face(ground: str, ink: str, blot: str) -> Float32:
    """A head in profile, drawn with hardly lifting the pen, over one blot of colour: 4 : 5."""
    x, y = _axes(_TALL)
    wobble = _noise(_TALL, 193, 2, octaves=3, falloff=2.2) - 0.5
    dry = _noise(_TALL, 192, 5, octaves=5, stretch=(8.0, 1.0), falloff=1.1)
    edge = np.hypot((x - 0.42) / 1.0, (y - 0.56) / 1.2) - 0.27 + 0.20 * wobble
    pixels = _painted(_paper(_TALL, ground), palette(blot)[0], edge, dry)
    drawn = _drawn(_TALL, [_spline(curve) for curve in _PROFILE], 0.0085)
    return _hung(mixed(pixels, palette(ink)[0], drawn * 0.94))


@lru_cache(maxsize=4)
def line_branch(ground: str, ink: str, blot: str) -> Float32:
    """A branch in leaf, ink over a wash: 4 : 5."""
    x, y = _axes(_TALL)
    wobble = _noise(_TALL, 193, 2, octaves=3, falloff=2.2) - 0.5
    dry = _noise(_TALL, 192, 5, octaves=5, stretch=(8.0, 1.0), falloff=1.1)
    edge = np.hypot(x - 0.58, y - 0.42) - 0.24 + 0.10 * wobble
    pixels = _painted(_paper(_TALL, ground), palette(blot)[0], edge, dry)
    stem = _spline([(0.40, 1.14), (0.47, 0.90), (0.46, 0.66), (0.53, 0.42), (0.50, 0.16)])
    curves = [stem]
    for k in range(11):
        root = stem[8 + k * 8]
        side = 1 if k % 2 else -1
        long = 0.27 - 0.013 * k
        way = np.array([side * 0.86, -0.50])
        bow = np.array([0.30, side * 0.52]) * 0.28
        tip = root + way * long
        for bend in (1.0, -0.75):
            middle = root + way * long * 0.5 + bow * bend * long * side
            curves.append(_spline([tuple(root), tuple(middle), tuple(tip)]))
        curves.append(np.stack([root, root + way * long * 0.8]))
    drawn = _drawn(_TALL, curves, 0.0055)
    return _hung(mixed(pixels, palette(ink)[0], drawn * 0.92))


@lru_cache(maxsize=4)
def botanical(ground: str, leaf: str, bloom: str) -> Float32:
    """A plate from a herbarium: stem, leaves and flowers in washes with veins: 4 : 5."""
    pixels = _paper(_TALL, ground)
    dry = _noise(_TALL, 192, 5, octaves=5, stretch=(8.0, 1.0), falloff=1.1)
    stem = _spline([(0.47, 1.10), (0.50, 0.85), (0.47, 0.60), (0.53, 0.36), (0.51, 0.24)])
    tones = palette(leaf, bloom, "#4a4334")
    pixels = mixed(pixels, tones[0] * 0.7, _drawn(_TALL, [stem], 0.011))
    x, y = _axes(_TALL)
    for k in range(8):
        root, side = stem[6 + k * 9], (1 if k % 2 else -1)
        angle = -0.5 - 0.06 * k if side > 0 else np.pi + 0.5 + 0.06 * k
        pixels = _leaf(pixels, (x, y), tuple(root), angle, 0.30 - 0.015 * k, tones[0], dry)
    for cx, cy, size in ((0.52, 0.20, 0.105), (0.34, 0.33, 0.07), (0.70, 0.36, 0.075)):
        angle = np.arctan2(y - cy, x - cx)
        radius = np.hypot(x - cx, y - cy)
        edge = radius - size * (0.74 + 0.26 * np.abs(np.cos(2.5 * angle)))
        shade = tones[1] * (1.05 - 0.35 * np.clip(radius / size, 0, 1))[..., None]
        pixels = mixed(pixels, shade, np.clip(-edge * 300, 0, 0.92))
        pixels = mixed(pixels, tones[2], np.clip((0.016 - radius) * 200, 0, 0.8))
    return _hung(pixels)


def _leaf(
    pixels: NDArray[np.float32],
    axes: tuple[Plane, Plane],
    root: tuple[float, ...],
    angle: float,
    long: float,
    colour: NDArray[np.float32],
    dry: Plane,
) -> NDArray[np.float32]:
    x, y = axes
    u = (x - root[0]) * np.cos(angle) + (y - root[1]) * np.sin(angle)
    v = (y - root[1]) * np.cos(angle) - (x - root[0]) * np.sin(angle) + 0.6 * u * u
    half = 0.17 * long * np.sqrt(np.clip(np.sin(np.pi * np.clip(u / long, 0, 1) ** 0.8), 0, 1))
    inside = np.clip((half - np.abs(v)) * 300, 0, 1) * (u > 0) * (u < long)
    vein = np.clip(1 - np.abs(((u - np.abs(v) * 0.9) / long * 9) % 1 - 0.5) * 9, 0, 1) * 0.3
    rib = np.clip(1 - np.abs(v) * 350, 0, 1) * 0.6
    tint = colour * (0.85 + 0.4 * dry - 0.3 * np.maximum(vein, rib))[..., None]
    return mixed(pixels, tint, inside * 0.92)


@lru_cache(maxsize=4)
def old_master(seed: int) -> Float32:
    """An evening landscape under varnish: sky, far hills, water, a clump of trees: 3 : 2."""
    shape = _WIDE
    x, y = _axes(shape)
    tall, wide = y.max(), x.max()
    bank = _noise(shape, 195, 2, octaves=6, stretch=(1.0, 2.2), falloff=1.6)
    pixels = ramp(palette("#5d6a6c", "#a79a78", "#d9b983"), np.clip(y / (0.58 * tall), 0, 1))
    lit = np.clip((bank - 0.5) * 3, 0, 1) * np.clip(1.3 - y / (0.55 * tall), 0, 1)
    pixels = mixed(pixels, palette("#dcc9a0")[0], 0.75 * lit)
    dabs = _noise(shape, 196, 12, octaves=4, stretch=(1.0, 2.0), falloff=1.2)
    profile = cloud(max(shape), 310 + seed, cycles=1.2, octaves=6, falloff=1.9)
    for base, rise, tone in (
        (0.56, 0.10, "#6c7160"),
        (0.62, 0.07, "#4c5140"),
        (0.82, 0.10, "#2a2b1c"),
    ):
        line = (base - rise * (profile[int(base * 500)] - 0.3)) * tall
        below = y - line[None, : shape[1]]
        body = palette(tone)[0] * (0.65 + 0.7 * dabs)[..., None]
        pixels = mixed(pixels, body, np.clip(below * 200, 0, 1))
        if base == 0.62:
            water = (y > 0.68 * tall) & (y < 0.80 * tall)
            gleam = ramp(palette("#56604f", "#b9a67c"), np.clip(1.4 * dabs - 0.1, 0, 1))
            pixels = mixed(pixels, gleam, 0.8 * water)
    crown = _noise(shape, 197, 9, octaves=4, falloff=1.4) - 0.5
    for cx, cy, size in ((0.17, 0.46, 0.30), (0.27, 0.56, 0.22), (0.88, 0.60, 0.17)):
        edge = np.hypot((x / wide - cx) * 1.5, y / tall - cy) * 1.0 - size * 0.62 + 0.12 * crown
        leafage = ramp(
            palette("#17190f", "#3d3c20", "#6b5c2e"), np.clip(dabs + 0.3 - y / tall, 0, 1)
        )
        pixels = mixed(pixels, leafage, np.clip(-edge * 60, 0, 1))
        trunk = (np.abs(x / wide - cx + 0.01 * np.sin(y * 30)) < 0.008) & (y / tall > cy)
        pixels = mixed(pixels, palette("#1d160d")[0], trunk & (y / tall < cy + size * 1.2))
    varnish = np.array([1.0, 0.93, 0.76], np.float32)
    return _hung(pixels * varnish * 0.85)


@lru_cache(maxsize=2)
def clock_face(ground: str, ink: str) -> Float32:
    """Twelve strokes and two hands at ten past ten; square."""
    shape = (384, 384)
    curves = []
    for hour in range(12):
        way = np.array([np.sin(hour * np.pi / 6), -np.cos(hour * np.pi / 6)])
        curves.append(np.stack([0.5 + way * 0.36, 0.5 + way * (0.45 if hour % 3 else 0.46)]))
    fine = _drawn(shape, curves, 0.012)
    hands = []
    for angle, long in ((305.0, 0.24), (60.0, 0.35)):
        way = np.array([np.sin(np.radians(angle)), -np.cos(np.radians(angle))])
        hands.append(np.stack([0.5 - way * 0.06, 0.5 + way * long]))
    bold = _drawn(shape, hands, 0.022)
    pixels = mixed(_paper(shape, ground), palette(ink)[0], np.maximum(fine, bold) * 0.95)
    return _hung(pixels)
