"""Cloth: how it is woven decides how it looks from three metres, more than its colour does.

A `Cloth` is colourless: `tone` multiplies the yarn's colour, `weft` says where the second yarn lies
on top, `height` lifts the surface.  Threads are 1.5-2 mm, loops 4-6 mm, so that a picture of
1600 px sees them as texture and not as noise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Float32
from vetrina.staging.kit.textures.noise import cells, cloud, frozen, grid01

_SIZE = 640


@dataclass(frozen=True)
class Cloth:
    """tone (h, w), mean 1; weft (h, w) 0..1; height (h, w) metres; repeat_m: side of one repeat."""

    tone: Float32
    weft: Float32
    height: Float32
    repeat_m: float


def _levelled(tone: NDArray[np.floating]) -> Float32:
    return frozen(tone / tone.mean())


def _threads(
    count: int, wobble: float
) -> tuple[Float32, Float32, NDArray[np.int32], NDArray[np.int32]]:
    """Positions within and numbers of warp (along rows) and weft threads, gently out of true."""
    x, y = grid01(_SIZE)
    drift = cloud(_SIZE, 11, cycles=3, octaves=3) - 0.5
    drift2 = cloud(_SIZE, 12, cycles=3, octaves=3) - 0.5
    u = x * count + wobble * drift
    v = y * count + wobble * drift2
    iu, iv = np.floor(u), np.floor(v)
    return u - iu, v - iv, iu.astype(np.int32) % count, iv.astype(np.int32) % count


def _interlaced(over: NDArray[np.bool_], fu: Float32, fv: Float32) -> tuple[Float32, Float32]:
    """Height 0..1 of two crossing threads and where the weft is on top."""
    sign = np.where(over, 1.0, -1.0).astype(np.float32)
    su, sv = np.sin(np.pi * fu), np.sin(np.pi * fv)
    warp = np.sqrt(su) * (0.6 + 0.4 * sign * sv)
    weft = np.sqrt(sv) * (0.6 - 0.4 * sign * su)
    return np.maximum(warp, weft), (weft > warp).astype(np.float32)


def _yarn_tone(iu: NDArray[np.int32], iv: NDArray[np.int32], weft: Float32, seed: int) -> Float32:
    """Every thread has its own strength of dye and thickens into slubs along its length."""
    rng = np.random.default_rng(seed)
    warp_tone = rng.normal(0, 1, iu.max() + 1).astype(np.float32)[iu]
    weft_tone = rng.normal(0, 1, iv.max() + 1).astype(np.float32)[iv]
    slub_u = cloud(_SIZE, 13, cycles=4, octaves=4, stretch=(18.0, 1.0)) - 0.5
    slub_v = cloud(_SIZE, 14, cycles=4, octaves=4, stretch=(1.0, 18.0)) - 0.5
    along_warp, along_weft = 0.5 * warp_tone + 1.6 * slub_u, 0.5 * weft_tone + 1.6 * slub_v
    return np.asarray(np.where(weft > 0.5, along_weft, along_warp), dtype=np.float32)


def _woven(
    count: int,
    seed: int,
    over: Callable[..., NDArray[np.bool_]],
    unevenness: float,
    thread_mm: float,
    contrast: float = 0.04,
) -> Cloth:
    fu, fv, iu, iv = _threads(count, 1.2)
    height, weft = _interlaced(over(iu, iv), fu, fv)
    tone = 1 + unevenness * _yarn_tone(iu, iv, weft, seed) + 0.22 * (height - 0.75)
    tone += contrast * (weft - 0.5)
    lift = height * (thread_mm * 0.35e-3)
    return Cloth(_levelled(tone), frozen(weft), frozen(lift), count * thread_mm * 1e-3)


@lru_cache(maxsize=1)
def linen() -> Cloth:
    """Plain weave with slubs: curtains, sheets, loose covers."""
    return _woven(128, 21, lambda iu, iv: (iu + iv) % 2 == 0, 0.075, 1.7)


@lru_cache(maxsize=1)
def cotton() -> Cloth:
    """Close plain weave, nearly even: sheets, duvets."""
    return _woven(160, 22, lambda iu, iv: (iu + iv) % 2 == 0, 0.018, 1.2)


@lru_cache(maxsize=1)
def twill() -> Cloth:
    """Two over two: chairs and cushions."""
    return _woven(120, 23, lambda iu, iv: (iu + iv) % 4 < 2, 0.045, 1.8, 0.16)


@lru_cache(maxsize=1)
def herringbone() -> Cloth:
    """Twill that turns every twelve threads: wool throws."""

    def over(iu: NDArray[np.int32], iv: NDArray[np.int32]) -> NDArray[np.bool_]:
        fold = np.abs((iu % 24) - 12)
        return np.asarray((fold + iv) % 4 < 2)

    return _woven(96, 24, over, 0.05, 2.6, 0.26)


@lru_cache(maxsize=1)
def basket() -> Cloth:
    """Thick two-and-two basket weave: sturdy sofa cloth."""
    return _woven(72, 25, lambda iu, iv: (iu // 2 + iv // 2) % 2 == 0, 0.08, 2.8, 0.10)


@lru_cache(maxsize=1)
def boucle() -> Cloth:
    """Curled loops of 4-6 mm that stand up and shade each other."""
    near, second, value = cells(_SIZE, 2700, 31)
    dome = np.clip(1 - near * 1.15, 0, 1) ** 0.7
    curl = 1 - np.abs(2 * cloud(_SIZE, 32, cycles=62, octaves=1.2, falloff=0.6) - 1)
    crease = np.clip((second - near) * 2.2, 0, 1)
    height = 0.55 * dome * (0.7 + 0.3 * value) + 0.45 * curl**1.5
    height *= 0.45 + 0.55 * crease
    mottle = cloud(_SIZE, 33, cycles=4, octaves=3) - 0.5
    tone = 0.74 + 0.42 * height + 0.05 * (value - 0.5) + 0.03 * mottle
    return Cloth(_levelled(tone), frozen(value), frozen(height * 2.0e-3), 0.26)


@lru_cache(maxsize=1)
def velvet() -> Cloth:
    """Short pile that lies in drifts: broad soft lights, hardly any relief."""
    drift = cloud(_SIZE, 41, cycles=2, octaves=4, falloff=2.2) - 0.5
    stroke = cloud(_SIZE, 42, cycles=5, octaves=3, stretch=(1.0, 3.0)) - 0.5
    pile = cloud(_SIZE, 43, cycles=90, octaves=2, falloff=0.8) - 0.5
    tone = 1 + 0.13 * drift + 0.10 * stroke + 0.12 * pile
    return Cloth(_levelled(tone), frozen(pile + 0.5), frozen((pile + 0.5) * 1.5e-4), 0.55)


@lru_cache(maxsize=1)
def chenille() -> Cloth:
    """Fuzzy cords side by side, 3.5 mm apart."""
    _, y = grid01(_SIZE)
    drift = cloud(_SIZE, 11, cycles=3, octaves=3) - 0.5
    fuzz = cloud(_SIZE, 52, cycles=70, octaves=1.6, falloff=0.8) - 0.5
    row = y * 80 + 1.1 * drift + 0.35 * fuzz
    cord = np.abs(np.sin(np.pi * row)) ** 0.7
    rng = np.random.default_rng(53)
    dye = rng.normal(0, 1, 80).astype(np.float32)[np.floor(row).astype(np.int32) % 80]
    slub = cloud(_SIZE, 14, cycles=4, octaves=4, stretch=(1.0, 18.0)) - 0.5
    tone = 0.86 + 0.16 * cord + 0.02 * dye + 0.10 * slub + 0.16 * fuzz
    height = (cord + 0.5 * fuzz) * 0.9e-3
    return Cloth(_levelled(tone), frozen(fuzz + 0.5), frozen(height), 0.28)


@lru_cache(maxsize=1)
def knit() -> Cloth:
    """Chunky stocking stitch, stitches 11 mm wide: throws and knitted cushions."""
    x, y = grid01(_SIZE)
    drift = cloud(_SIZE, 11, cycles=3, octaves=3) - 0.5
    u = x * 24 + 0.4 * drift
    side = (u % 1.0) - 0.5
    v = (y * 30 + 1.1 * np.abs(side) + 0.3 * drift) % 1.0
    yarn = np.sqrt(np.clip(np.sin(np.pi * v), 0, 1)) * np.sqrt(
        np.clip(np.sin(np.pi * np.clip(np.abs(side) * 2.1, 0, 1)), 0, 1)
    )
    fuzz = cloud(_SIZE, 52, cycles=70, octaves=1.6, falloff=0.8) - 0.5
    tone = 0.72 + 0.32 * yarn + 0.10 * fuzz
    return Cloth(_levelled(tone), frozen(yarn), frozen((yarn + 0.15 * fuzz) * 3.2e-3), 0.27)


@lru_cache(maxsize=1)
def damask() -> Cloth:
    """Woven ornament, satin on matt: palmettes in an ogee trellis, 22 cm high."""
    x, y = grid01(_SIZE)
    a = np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)
    trellis = np.abs(a) < 0.13 + 0.05 * np.cos(8 * np.pi * y)
    weft = np.zeros((_SIZE, _SIZE), np.float32)
    for cx, cy in ((0.5, 0.5), (0.0, 0.0)):
        weft = np.maximum(weft, _palmette((x - cx + 0.5) % 1 - 0.5, (y - cy + 0.5) % 1 - 0.5))
    weft = np.maximum(weft, trellis)
    thread = linen()
    tone = thread.tone * (0.90 + 0.22 * weft)
    return Cloth(_levelled(tone), frozen(weft), frozen(weft * 2.5e-4), 0.24)


def _palmette(dx: NDArray[np.float32], dy: NDArray[np.float32]) -> NDArray[np.float32]:
    """A nine-petalled bud about the origin, in units of the repeat; mirrored left to right."""
    radius = np.hypot(dx * 1.25, dy)
    angle = np.arctan2(np.abs(dx), dy + 0.10)
    petal = 0.17 + 0.075 * np.cos(9 * angle) + 0.05 * np.cos(2 * angle)
    ribs = np.abs(np.sin(4.5 * angle + 0.3)) > 0.28
    body = (radius < petal) & ribs
    heart = (radius < 0.085) & (radius > 0.05)
    stem = (np.abs(dx - 0.03 * np.sin(dy * 22)) < 0.012) & (dy < -0.14) & (dy > -0.36)
    leaf = np.hypot((np.abs(dx) - 0.12) * 1.1, (dy + 0.25) * 2.1 - 0.5 * np.abs(dx)) < 0.085
    return np.asarray(body | heart | stem | leaf, dtype=np.float32)


@lru_cache(maxsize=1)
def voile() -> Cloth:
    """Open plain weave; `weft` is its cover, 0 in the gaps, for curtains light passes through."""
    fu, fv, iu, iv = _threads(128, 1.6)
    cover = np.maximum(np.sin(np.pi * fu), np.sin(np.pi * fv)) ** 2
    tone = 1 + 0.05 * _yarn_tone(iu, iv, np.zeros_like(cover), 26)
    return Cloth(_levelled(tone), frozen(cover), frozen(cover * 1.5e-4), 0.20)


@lru_cache(maxsize=1)
def pile() -> Cloth:
    """Cut wool pile of a rug: tufts of 6 mm that part in places, brushed and worn a little."""
    near, _, value = cells(_SIZE, 2400, 61)
    tuft = np.clip(1 - near, 0, 1)
    drift = cloud(_SIZE, 41, cycles=2, octaves=4, falloff=2.2) - 0.5
    parted = cloud(_SIZE, 42, cycles=22, octaves=2, stretch=(1.6, 1.0), falloff=1.0) - 0.5
    tone = 0.74 + 0.30 * tuft + 0.20 * (value - 0.5) + 0.07 * drift + 0.16 * parted
    return Cloth(_levelled(tone), frozen(value), frozen(tuft * 1.6e-3), 0.30)


@lru_cache(maxsize=1)
def shag() -> Cloth:
    """Long pile in locks: streaks that lean every way."""
    near, second, value = cells(_SIZE, 900, 62)
    lock = np.clip(1 - near * 0.9, 0, 1) * np.clip((second - near) * 3, 0.3, 1)
    hair = cloud(_SIZE, 63, cycles=40, octaves=2, stretch=(2.4, 1.0), falloff=0.8)
    tone = 0.70 + 0.30 * lock + 0.16 * (hair - 0.5) + 0.08 * (value - 0.5)
    return Cloth(_levelled(tone), frozen(value), frozen((lock + 0.4 * hair) * 4e-3), 0.36)


@lru_cache(maxsize=1)
def flatweave() -> Cloth:
    """Ribbed weft-faced weave in lazy stripes: kilims, jute."""
    fu, fv, iu, iv = _threads(72, 2.0)
    over = (iu + iv) % 2 == 0
    height, weft = _interlaced(over, fu, fv)
    tone = 0.95 + 0.085 * _yarn_tone(iu, iv, weft, 64) + 0.25 * (height - 0.7)
    return Cloth(_levelled(tone), frozen(weft), frozen(height * 1.6e-3), 0.29)
