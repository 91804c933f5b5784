"""Rug pictures of our own, drawn once over the whole rug, 3 : 2, the long side along u.

Every maker returns colour (h, w, 3) float32 in linear light; the pile itself is a bump that the
material adds.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Float32
from vetrina.staging.kit.textures.colours import palette
from vetrina.staging.kit.textures.noise import cloud, frozen, mixed

_WIDTH, _HEIGHT = 960, 640
Plane = NDArray[np.floating]


def _plane() -> tuple[Plane, Plane]:
    """Metres from the middle of a rug of 3 x 2 m, x right, y up."""
    x = (np.arange(_WIDTH, dtype=np.float32) + 0.5) / _WIDTH * 3 - 1.5
    y = (np.arange(_HEIGHT, dtype=np.float32) + 0.5) / _HEIGHT * 2 - 1.0
    grid = np.meshgrid(x, y)
    return grid[0], grid[1]


def _noise(seed: int, cycles: float, octaves: float = 4, falloff: float = 1.8) -> Plane:
    square = cloud(_WIDTH, seed, cycles=cycles, octaves=octaves, falloff=falloff)
    return np.asarray(square[:_HEIGHT])


def _inset(x: Plane, y: Plane) -> Plane:
    """Metres to the nearest edge."""
    return np.minimum(1.5 - np.abs(x), 1.0 - np.abs(y))


def _handmade(pixels: NDArray[np.floating], abrash: float) -> Float32:
    """Dye lots change in bands along the warp (abrash), knots vary, feet wear the middle."""
    band = cloud(_WIDTH, 171, cycles=2, octaves=4, stretch=(0.5, 6.0))[:_HEIGHT] - 0.5
    knot = _noise(172, 120, 2, 0.6) - 0.5
    wear = _noise(173, 2, 4) - 0.5
    tone = 1 + abrash * (1.2 * band + 0.8 * wear) + 0.16 * knot
    return frozen(np.clip(pixels * tone[..., None], 0, 0.75))


def _knotted(index: NDArray[np.integer], colours: NDArray[np.float32]) -> NDArray[np.float32]:
    """Palette colours with the steps of single knots softened as wool does."""
    return np.asarray(cv2.GaussianBlur(colours[index], (0, 0), 0.7), dtype=np.float32)


def _flowers(x: Plane, y: Plane, pitch: float, petals: int) -> tuple[Plane, Plane]:
    """Radius relative to a rosette's outline (<1 inside) and its plain radius, on a diamond net."""
    row = np.floor(y / pitch)
    dx = (x / pitch + 0.5 * (row % 2)) % 1.0 - 0.5
    dy = y / pitch - row - 0.5
    angle, radius = np.arctan2(dy, dx), np.hypot(dx, dy)
    outline = 0.30 * (1 + 0.20 * np.cos(petals * angle))
    return (radius / outline).astype(np.float32), radius.astype(np.float32)


def _vines(x: Plane, y: Plane, pitch: float) -> NDArray[np.bool_]:
    """Stems that scroll between the rosettes."""
    k = 2 * np.pi / pitch
    a = np.sin(k * x + 1.1 * np.sin(k * y * 0.5)) + np.sin(k * y + 1.3 * np.sin(k * x * 0.5))
    return np.asarray(np.abs(a) < 0.10)


def _field(index: NDArray[np.int64], x: Plane, y: Plane) -> None:
    """Mirrored all-over pattern of rosettes, buds and vines."""
    ax, ay = np.abs(x), np.abs(y)
    index[_vines(ax, ay, 0.21)] = 4
    for pitch, petals, outer, inner in ((0.30, 8, 3, 5), (0.172, 6, 2, 4)):
        ratio, radius = _flowers(ax + 0.02 * petals, ay, pitch, petals)
        index[ratio < 0.82] = outer
        index[(ratio < 0.82) & (ratio > 0.68)] = 4
        index[ratio < 0.42] = inner
        index[radius < 0.05] = 4


def _medallion(index: NDArray[np.int64], x: Plane, y: Plane) -> None:
    """Lobed star in the middle with pendants, and quarter stars in the corners of the field."""
    angle = np.arctan2(y, x)
    radius = np.hypot(x / 1.18, y)
    lobes = 0.47 + 0.07 * np.abs(np.cos(8 * angle)) - 0.02 * np.cos(16 * angle)
    ratio, _ = _flowers(np.abs(x), np.abs(y), 0.115, 8)
    inside = radius < lobes
    index[inside] = 1
    index[inside & (ratio < 0.9)] = 3
    index[inside & (ratio < 0.5)] = 5
    for low, high, colour in ((0.93, 1.0, 5), (1.0, 1.05, 1), (0.80, 0.84, 4)):
        index[(radius > lobes * low) & (radius < lobes * high)] = colour
    core = radius < 0.21 + 0.05 * np.cos(8 * angle)
    index[core] = 0
    index[core & (ratio < 0.8)] = 5
    rim = np.abs(radius - 0.225 - 0.05 * np.cos(8 * angle)) < 0.012
    index[rim] = 4
    pendant = np.abs(y) * 2.6 + np.abs(np.abs(x) - 0.78) < 0.15
    index[pendant] = 1
    index[np.abs(y) * 2.6 + np.abs(np.abs(x) - 0.78) < 0.09] = 5
    corner = np.hypot((1.14 - np.abs(x)) / 1.3, 0.64 - np.abs(y))
    spandrel = corner < 0.30 + 0.025 * np.cos(10 * np.arctan2(0.64 - np.abs(y), 1.14 - np.abs(x)))
    index[spandrel] = 1
    index[spandrel & (ratio < 0.85)] = 2
    index[spandrel & (ratio < 0.45)] = 5


def _borders(index: NDArray[np.int64], x: Plane, y: Plane) -> None:
    """A broad border of rosettes between guard stripes with a running key."""
    inset = _inset(x, y)
    along = np.where(1.5 - np.abs(x) < 1.0 - np.abs(y), y, x)
    broad = (inset < 0.30) & (inset > 0.09)
    index[broad] = 1
    cell = (np.abs(along) / 0.21) % 1.0 - 0.5
    across = (inset - 0.195) / 0.21
    angle, radius = np.arctan2(across, cell), np.hypot(across, cell)
    flower = 0.30 * (1 + 0.18 * np.cos(8 * angle))
    index[broad & (radius < flower)] = 2
    index[broad & (radius < flower * 0.66)] = 5
    index[broad & (radius < flower * 0.36)] = 0
    leaf = np.abs(across - 0.26 * np.sin(2 * np.pi * cell)) < 0.05
    index[broad & leaf & (radius > flower)] = 4
    running = np.floor(np.abs(along) / 0.028).astype(np.int64) % 2
    stripes = (
        (0.0, 0.045, 1),
        (0.045, 0.055, 5),
        (0.055, 0.082, 0),
        (0.082, 0.09, 5),
        (0.30, 0.308, 5),
        (0.308, 0.338, 0),
        (0.338, 0.346, 5),
    )
    for low, high, colour in stripes:
        index[(inset >= low) & (inset < high)] = colour
    for low, high in ((0.061, 0.076), (0.314, 0.332)):
        index[(inset >= low) & (inset < high) & (running == 1)] = 4


@lru_cache(maxsize=6)
def persian(ground: str, navy: str, rose: str, teal: str, gold: str, ivory: str) -> Float32:
    """Medallion carpet: field in `ground`, medallion and border in `navy`."""
    x, y = _plane()
    sway = 0.012 * (_noise(173, 2, 4) - 0.5)
    x, y = x + sway, y - sway
    index = np.zeros((_HEIGHT, _WIDTH), dtype=np.int64)
    _field(index, x, y)
    _medallion(index, x, y)
    _borders(index, x, y)
    return _handmade(_knotted(index, palette(ground, navy, rose, teal, gold, ivory)), 0.24)


@lru_cache(maxsize=6)
def oushak(ground: str, motif: str, deep: str, border: str) -> Float32:
    """Faded large-scale pattern, as if washed for eighty years."""
    x, y = _plane()
    index = np.zeros((_HEIGHT, _WIDTH), dtype=np.int64)
    ratio, radius = _flowers(np.abs(x), np.abs(y), 0.52, 10)
    index[_vines(np.abs(x), np.abs(y), 0.44)] = 1
    index[ratio < 0.85] = 1
    index[ratio < 0.60] = 2
    index[radius < 0.09] = 0
    inset = _inset(x, y)
    index[inset < 0.30] = 3
    cell = (np.abs(np.where(1.5 - np.abs(x) < 1.0 - np.abs(y), y, x)) / 0.24) % 1.0 - 0.5
    blossom = np.hypot(cell, (inset - 0.17) / 0.24) * 3
    index[(inset < 0.30) & (blossom < 0.9)] = 0
    index[(inset < 0.30) & (blossom < 0.5)] = 2
    for low, high, colour in ((0.0, 0.03, 3), (0.03, 0.05, 0), (0.29, 0.31, 2), (0.31, 0.33, 0)):
        index[(inset >= low) & (inset < high)] = colour
    pixels = _knotted(index, palette(ground, motif, deep, border))
    faded = mixed(pixels, palette(ground)[0], 0.30 + 0.55 * np.clip(_noise(176, 3, 5), 0, 1))
    return _handmade(faded, 0.16)


@lru_cache(maxsize=6)
def clouded(ground: str, shade: str, vein: str, edge: str) -> Float32:
    """Tone-in-tone silk and wool: drifting fields, a few fine veins, a narrow border."""
    x, y = _plane()
    drift = _noise(181, 1.5, 5, 2.1)
    field = np.clip((drift - 0.42) * 3.2, 0, 1)
    pixels = mixed(
        np.broadcast_to(palette(ground)[0], (*x.shape, 3)), palette(shade)[0], 0.8 * field
    )
    line = np.clip(1 - np.abs(drift - 0.60) * 55, 0, 1) * _noise(182, 3)
    pixels = mixed(pixels, palette(vein)[0], 0.75 * line)
    inset = _inset(x, y)
    pixels = mixed(pixels, palette(edge)[0], 0.8 * ((inset > 0.05) & (inset < 0.062)))
    return _handmade(pixels, 0.10)


@lru_cache(maxsize=6)
def bordered(ground: str, band: str, line: str) -> Float32:
    """Plain field, one broad band, one line: the quiet rug of a hotel suite."""
    x, y = _plane()
    inset = _inset(x, y)
    pixels = np.broadcast_to(palette(ground)[0], (*x.shape, 3))
    pixels = mixed(pixels, palette(band)[0], (inset > 0.11) & (inset < 0.20))
    pixels = mixed(pixels, palette(line)[0], (inset > 0.215) & (inset < 0.227))
    ribs = 0.5 + 0.5 * np.sin(x * 2 * np.pi / 0.018)
    return _handmade(pixels * (0.95 + 0.06 * ribs)[..., None], 0.10)


@lru_cache(maxsize=6)
def berber(ground: str, line: str) -> Float32:
    """Beni Ourain: dark lozenges knotted by hand into thick cream wool, never quite true."""
    x, y = _plane()
    wander = 0.07 * (_noise(186, 3, 4, 2.2) - 0.5)
    stray = 0.07 * (_noise(189, 3, 4, 2.2) - 0.5)
    a = (x + wander) / 0.62 + (y - wander) / 0.50
    b = (x + stray) / 0.62 - (y - stray) / 0.50
    width = 0.030 + 0.018 * (_noise(187, 6) - 0.5)
    lozenge = np.minimum(np.abs((a % 1.0) - 0.5), np.abs((b % 1.0) - 0.5)) < width
    dash = (np.hypot((a % 1.0) - 0.0, (b % 1.0) - 0.0) < 0.10) & (_noise(188, 3) > 0.62)
    pixels = np.broadcast_to(palette(ground)[0], (*x.shape, 3))
    soft = cv2.GaussianBlur((lozenge | dash).astype(np.float32), (0, 0), 1.6)
    pixels = mixed(pixels, palette(line)[0], 0.92 * soft)
    return _handmade(pixels, 0.14)


@lru_cache(maxsize=6)
def shapes(ground: str, *colours: str) -> Float32:
    """Large cut shapes, arcs and pebbles, hand-tufted in three to five wools."""
    x, y = _plane()
    pixels = np.broadcast_to(palette(ground)[0], (*x.shape, 3))
    tones = palette(*colours)
    wob = 0.05 * (_noise(173, 2, 4) - 0.5)
    discs = (
        (-0.95, 0.35, 0.62, 0.45, 0.0),
        (0.75, -0.45, 0.80, 0.40, 0.5),
        (0.95, 0.62, 0.42, 0.36, 0.3),
        (-0.35, -0.65, 0.50, 0.26, -0.4),
        (-1.25, -0.75, 0.38, 0.40, 0.2),
    )
    for k, (cx, cy, rx, ry, turn) in enumerate(discs):
        u = (x - cx) * np.cos(turn) + (y - cy) * np.sin(turn)
        v = (y - cy) * np.cos(turn) - (x - cx) * np.sin(turn)
        inside = np.abs(u / rx) ** 2.6 + np.abs(v / ry) ** 2.6 + 3 * wob < 1
        soft = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 1.2)
        pixels = mixed(pixels, tones[k % len(tones)], 0.95 * soft)
    arc = np.abs(np.hypot(x - 0.15, y + 1.15) - 1.25 + wob) < 0.018
    second = np.abs(np.hypot(x + 0.4, y - 1.3) - 0.95 + wob) < 0.012
    pixels = mixed(pixels, tones[-1], 0.9 * (arc | second))
    return _handmade(pixels, 0.12)
