"""Leather, metal, glaze, cane, wicker, bark, leaves, paper: what else a hand would touch."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Float32
from vetrina.staging.kit.textures.colours import palette
from vetrina.staging.kit.textures.noise import cells, cloud, frozen, grid01, mixed, ramp

_SIZE = 512


@lru_cache(maxsize=6)
def leather(colour: str) -> tuple[Float32, Float32, Float32]:
    """Aniline leather: colour (h, w, 3), height (h, w) metres, roughness (h, w); repeat 0.30 m."""
    near, second, value = cells(_SIZE, 5200, 101)
    grain = np.clip((second - near) * 2.6, 0, 1)
    pull = cloud(_SIZE, 102, cycles=3, octaves=5, falloff=1.7) - 0.5
    crease = 1 - np.clip(np.abs(cloud(_SIZE, 103, cycles=4, octaves=4) - 0.5) * 26, 0, 1)
    tone = 0.90 + 0.12 * grain + 0.17 * pull - 0.10 * crease + 0.04 * (value - 0.5)
    height = 2.2e-4 * grain - 2.5e-4 * crease
    rough = 0.40 - 0.10 * pull + 0.14 * (1 - grain)
    return frozen(palette(colour)[0] * tone[..., None]), frozen(height), frozen(rough)


@lru_cache(maxsize=8)
def metal(colour: str, *, brushed: bool) -> tuple[Float32, Float32]:
    """Colour (h, w, 3) with marks of use, roughness offset (h, w); lines along u, repeat 0.4 m."""
    smear = cloud(_SIZE, 111, cycles=2, octaves=5) - 0.5
    stretch = (0.5, 30.0) if brushed else (1.0, 1.0)
    line = cloud(_SIZE, 112, cycles=6, octaves=5, stretch=stretch, falloff=0.8) - 0.5
    tone = 1 + 0.05 * smear + (0.12 if brushed else 0.03) * line
    pixels = np.clip(palette(colour)[0] * tone[..., None], 0, 1)
    return frozen(pixels), frozen(0.10 * smear + (0.10 if brushed else 0.02) * line)


@lru_cache(maxsize=12)
def glaze(colour: str, speckle: str | None, strength: float = 0.5) -> tuple[Float32, Float32]:
    """Stoneware: glaze that breaks and speckles; colour (h, w, 3), height metres; repeat 0.35 m."""
    flow = cloud(_SIZE, 111, cycles=2, octaves=5) - 0.5
    throw = cloud(_SIZE, 122, cycles=3, octaves=4, stretch=(0.4, 9.0)) - 0.5
    pixels = palette(colour)[0] * (1 + strength * (0.22 * flow + 0.16 * throw))[..., None]
    if speckle is not None:
        near, _, value = cells(_SIZE, 3000, 123)
        dots = np.clip(1 - near / (0.10 + 0.25 * value**3), 0, 1) * (value * 13 % 1 > 0.45)
        pixels = mixed(pixels, palette(speckle)[0], strength * 1.2 * np.sqrt(dots))
    height = 3e-4 * throw + 2e-4 * flow
    return frozen(np.clip(pixels, 0, 1)), frozen(height)


@lru_cache(maxsize=1)
def delft() -> tuple[Float32, Float32]:
    """White porcelain painted in cobalt: scrolling leaves between bands; repeat 0.30 m."""
    x, y = grid01(_SIZE)
    lines = np.zeros((_SIZE, _SIZE), np.float32)
    for i, (cx, cy) in enumerate(((0.25, 0.3), (0.75, 0.3), (0.0, 0.75), (0.5, 0.75))):
        dx, dy = (x - cx + 0.5) % 1 - 0.5, (y - cy + 0.5) % 1 - 0.5
        radius, angle = np.hypot(dx, dy), np.arctan2(dy, dx)
        flower = 0.10 + 0.028 * np.cos((6 + i % 2) * angle)
        lines = np.maximum(lines, np.clip(1 - np.abs(radius - flower) * 75, 0, 1))
        lines = np.maximum(lines, np.clip(1 - np.abs(radius - 0.035) * 120, 0, 1))
        lines = np.maximum(lines, 0.55 * (radius < flower) * (np.abs(np.sin(3 * angle)) < 0.45))
        spiral = (radius * 24 + angle / (2 * np.pi) * (1 if i % 2 else -1)) % 1
        tendril = np.clip(1 - np.abs(spiral - 0.5) * 5, 0, 1) * (radius > 0.15) * (radius < 0.25)
        lines = np.maximum(lines, 0.8 * tendril)
    wash = cloud(_SIZE, 111, cycles=2, octaves=5)
    cobalt = ramp(palette("#20386e", "#4767a3"), wash)
    pixels = mixed(np.broadcast_to(palette("#dfe1e0")[0], cobalt.shape), cobalt, lines * 0.92)
    return frozen(pixels), frozen(np.zeros((2, 2)))


@lru_cache(maxsize=4)
def cane(colour: str) -> tuple[Float32, Float32, Float32]:
    """Octagonal chair cane: colour (h, w, 3), height metres, opacity (h, w); repeat 60 mm."""
    x, y = grid01(_SIZE)
    u, v = x * 4, y * 4

    def strand(t: NDArray[np.float32], width: float) -> NDArray[np.float32]:
        cover = np.clip((width - np.abs((t % 1.0) - 0.5)) * 40, 0, 1)
        return np.asarray(cover, dtype=np.float32)

    straight = np.maximum(
        np.maximum(strand(u + 0.10, 0.065), strand(u - 0.10, 0.065)),
        np.maximum(strand(v + 0.10, 0.065), strand(v - 0.10, 0.065)),
    )
    diagonal = np.maximum(strand(u + v + 0.5, 0.085), strand(u - v + 0.5, 0.085))
    opacity = np.maximum(straight, diagonal)
    tone = 0.85 + 0.25 * straight + 0.25 * (cloud(_SIZE, 73, cycles=7, octaves=4) - 0.5)
    height = 4e-4 * diagonal + 4e-4 * straight
    return frozen(palette(colour)[0] * tone[..., None]), frozen(height), frozen(opacity)


@lru_cache(maxsize=6)
def wicker(colour: str, *, rod_mm: float = 6.0) -> tuple[Float32, Float32]:
    """Randing round stakes: colour (h, w, 3), height metres; repeat 32 rods high and wide."""
    x, y = grid01(_SIZE)
    drift = cloud(_SIZE, 111, cycles=2, octaves=5) - 0.5
    rows, stakes = 32, 16
    v = y * rows + 0.25 * drift
    row = np.floor(v).astype(np.int32) % rows
    wave = np.cos(np.pi * (x * stakes + row % 2))
    rod = np.sqrt(np.clip(np.sin(np.pi * (v % 1.0)), 0, 1))
    height = rod * (0.55 + 0.45 * wave)
    dye = np.random.default_rng(131).normal(0, 1, rows).astype(np.float32)[row]
    tone = 0.62 + 0.45 * height + 0.07 * dye + 0.16 * drift
    return frozen(palette(colour)[0] * tone[..., None]), frozen(height * rod_mm * 0.5e-3)


@lru_cache(maxsize=2)
def bark(colour: str) -> tuple[Float32, Float32]:
    """Furrows along v: colour (h, w, 3), height metres; repeat 0.2 m."""
    furrow = cloud(_SIZE, 141, cycles=5, octaves=4, stretch=(5.0, 1.0), falloff=1.1)
    tone = 0.55 + 0.75 * furrow
    return frozen(palette(colour)[0] * tone[..., None]), frozen(2.5e-3 * furrow)


@lru_cache(maxsize=8)
def leaf(base: str, rib: str, *, ribs: int = 8, stripe: str | None = None) -> Float32:
    """A blade, 0..1: rib down the middle at u = 0.5, side veins rising; colour (h, w, 3)."""
    x, y = grid01(_SIZE // 2)
    side = np.abs(x - 0.5) * 2
    vein = np.abs((y * ribs - side * 1.6) % 1.0 - 0.5) * 2
    lines = np.clip((vein - 0.86) * 7, 0, 1) * (1 - side) * 0.55
    middle = np.clip(1 - side * 14, 0, 1)
    mottle = cloud(_SIZE // 2, 151, cycles=3, octaves=4) - 0.5
    pixels = palette(base)[0] * (1 + 0.35 * mottle - 0.12 * (1 - vein))[..., None]
    if stripe is not None:
        edge = np.clip((side - 0.72 + 0.15 * mottle) * 14, 0, 1)
        bands = np.clip((np.abs(((y * 9 + mottle) % 1) - 0.5) - 0.30) * 6, 0, 1) * 0.6
        pixels = mixed(mixed(pixels, palette(rib)[0], bands), palette(stripe)[0], edge)
        return frozen(np.clip(pixels, 0, 1))
    return frozen(np.clip(mixed(pixels, palette(rib)[0], np.maximum(lines, 0.8 * middle)), 0, 1))


@lru_cache(maxsize=12)
def book_cloth(colour: str, seed: int) -> Float32:
    """Bound cloth with a lettered spine every 60 mm; colour (h, w, 3); repeat 0.24 m."""
    x, y = grid01(_SIZE // 2)
    wear = cloud(_SIZE // 2, 151, cycles=3, octaves=4) - 0.5
    rng = np.random.default_rng(seed)
    pixels = palette(colour)[0] * (1 + 0.16 * wear)[..., None]
    foil = palette("#c9b183" if sum(palette(colour)[0]) < 0.9 else "#5a4a3a")[0]
    start = rng.uniform(0.60, 0.70)
    letters = (np.abs(y - start) < 0.05) & (np.sin(x * 2 * np.pi * 37 + 9 * np.sin(x * 61)) > -0.2)
    rules = np.abs(np.abs(y - start) - 0.09) < 0.008
    return frozen(mixed(pixels, foil, 0.65 * (letters | rules)))


@lru_cache(maxsize=1)
def pages() -> Float32:
    """The cut edge of a book: sheets along u; colour (h, w, 3); repeat 50 mm."""
    sheet = cloud(_SIZE // 2, 161, cycles=30, octaves=2, stretch=(0.3, 3.0), falloff=0.6) - 0.5
    return frozen(palette("#dfd6c3")[0] * (1 + 0.25 * sheet)[..., None])
