"""Marble, travertine and terrazzo, honed or polished; one repeat covers more than a table top."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Float32
from vetrina.staging.kit.textures.colours import palette
from vetrina.staging.kit.textures.noise import cells, cloud, frozen, grid01, mixed, ramp

MarbleKind = Literal["calacatta", "carrara", "crema", "nero", "verde", "emperador", "rosso"]
_SIZE = 768
MARBLE_REPEAT_M = 1.6


@dataclass(frozen=True)
class _Marble:
    ground: tuple[str, ...]
    vein: str
    second: str
    strength: float
    web: float


_MARBLE: dict[MarbleKind, _Marble] = {
    "calacatta": _Marble(("#e4e0d9", "#dbd6ce", "#cfc9c0"), "#8b857c", "#b59f7c", 0.85, 0.20),
    "carrara": _Marble(("#dcdcda", "#d2d2d1", "#c3c4c5"), "#8d9195", "#a4a7aa", 0.6, 0.35),
    "crema": _Marble(("#d9c9ac", "#d2bf9f", "#c6b08c"), "#a98f68", "#e4d8c2", 0.4, 0.5),
    "nero": _Marble(("#191919", "#151515", "#111112"), "#cfcac2", "#5a5854", 0.75, 0.30),
    "verde": _Marble(("#1f3a30", "#18302a", "#122421"), "#7fa08d", "#2f5a48", 0.5, 0.7),
    "emperador": _Marble(("#4a3527", "#3d2b20", "#30221a"), "#b79c7c", "#6c5138", 0.6, 0.8),
    "rosso": _Marble(("#6c3a30", "#5f3129", "#4f2822"), "#c9a79a", "#86564a", 0.6, 0.6),
}


@dataclass(frozen=True)
class Slab:
    """colour (h, w, 3) linear; height (h, w) metres; repeat_m: side of one repeat."""

    colour: Float32
    height: Float32
    repeat_m: float


def _veins(seed: int, way: tuple[int, int], sharpness: float) -> NDArray[np.float32]:
    """Lines 0..1 where warped bands cross zero; they run across `way` (bands per repeat) and
    thin out in places."""
    x, y = grid01(_SIZE)
    warp = cloud(_SIZE, seed, cycles=1, octaves=6.5, falloff=2.35) - 0.5
    thick = cloud(_SIZE, seed + 40, cycles=2, octaves=4)
    field = np.sin(np.pi * (2 * x * way[0] + 2 * y * way[1] + 2.0 * warp))
    width = sharpness * (0.12 + 1.9 * thick**2.5)
    return np.asarray(np.clip(1 - np.abs(field) / width, 0, 1) ** 1.5, dtype=np.float32)


@lru_cache(maxsize=8)
def marble(kind: MarbleKind, seed: int = 1) -> Slab:
    """One repeat of 1.6 m, so that a table shows no vein twice."""
    stone = _MARBLE[kind]
    bed = cloud(_SIZE, 81, cycles=2, octaves=5)
    colour = ramp(palette(*stone.ground), 0.75 * bed + 0.2)
    patch = cloud(_SIZE, 82, cycles=2, octaves=3)
    vein, second = palette(stone.vein)[0], palette(stone.second)[0]
    fine = _veins(84 + seed, (2, -1), 0.06) * (0.35 + patch)
    broad = _veins(83 + seed, (1, 2), 0.11) * (0.5 + 0.5 * bed)
    haze = _veins(83 + seed, (1, 2), 0.75) * 0.38
    colour = mixed(colour, second, stone.web * fine)
    colour = mixed(colour, vein, stone.strength * 0.45 * haze)
    colour = mixed(colour, vein, stone.strength * broad)
    return Slab(frozen(colour), frozen(np.zeros((2, 2))), MARBLE_REPEAT_M)


@lru_cache(maxsize=4)
def travertine(light: str = "#d8c8ae", dark: str = "#b59d7c") -> Slab:
    """Cross-cut travertine: clouded layers along u with pits that run with them; repeat 1.1 m."""
    layer = cloud(_SIZE, 91, cycles=3, octaves=5, stretch=(0.7, 5.0), falloff=1.5)
    bed = cloud(_SIZE, 81, cycles=2, octaves=5)
    fine = cloud(_SIZE, 92, cycles=20, octaves=3, stretch=(1.0, 4.0), falloff=1.0)
    colour = ramp(palette(dark, light), 0.25 + 0.5 * layer + 0.2 * bed + 0.15 * (fine - 0.5))
    pit = np.clip((fine - 0.80) * 9, 0, 1) * np.clip((bed - 0.35) * 4, 0, 1)
    colour = mixed(colour, palette("#75624a")[0], 0.75 * pit)
    return Slab(frozen(colour), frozen(-1.2e-3 * pit), 1.1)


@lru_cache(maxsize=4)
def terrazzo(ground: str = "#d9d3c8") -> Slab:
    """Chips of 6-20 mm in a pale binder; repeat 0.7 m."""
    near, second, value = cells(_SIZE, 1500, 95)
    wobble = cloud(_SIZE, 81, cycles=2, octaves=5) - 0.5
    chips = palette("#8d7a66", "#b9a48c", "#6f6a66", "#ebe6dd", "#a9674d", "#4d5450", "#cbb9a0")
    colour = np.broadcast_to(palette(ground)[0], (_SIZE, _SIZE, 3))
    shown = ((second - near) > 0.16 + 0.25 * value) & (value * 7 % 1 > 0.30) & (wobble < 0.45)
    picked = chips[(value * 997).astype(np.int32) % len(chips)]
    colour = np.where(shown[..., None], picked, colour)
    return Slab(frozen(colour), frozen(np.zeros((2, 2))), 0.7)


@lru_cache(maxsize=6)
def plaster(colour: str) -> Slab:
    """Hand-trowelled mineral plaster, also concrete: faint clouds and grains; repeat 0.8 m."""
    bed = cloud(_SIZE, 81, cycles=2, octaves=5) - 0.5
    trowel = cloud(_SIZE, 96, cycles=5, octaves=4, stretch=(1.0, 3.0)) - 0.5
    grain = cloud(_SIZE, 97, cycles=80, octaves=2, falloff=0.6) - 0.5
    tone = 1 + 0.14 * bed + 0.10 * trowel + 0.10 * grain
    pixels = palette(colour)[0] * tone[..., None]
    return Slab(frozen(pixels), frozen(6e-4 * (trowel + 0.35 * grain)), 0.8)
