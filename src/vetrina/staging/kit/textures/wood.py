"""Wood as boards cut from a stem: growth rings, fibres, pores; the grain runs along u.

A plain-sawn board shows the rings as long nested arches ("cathedrals") because the saw passes near
the heart; a quarter-sawn one as straight lines.  Both fall out of one ring coordinate.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Float32
from vetrina.staging.kit.textures.colours import palette
from vetrina.staging.kit.textures.noise import cloud, frozen, grid01, ramp

Species = Literal[
    "pale_oak",
    "oak",
    "smoked_oak",
    "black_oak",
    "walnut",
    "mahogany",
    "cherry",
    "ebonised",
    "teak",
]
_SIZE = 640
BOARD_REPEAT_M = (1.30, 0.62)
_BOARDS = 4


@dataclass(frozen=True)
class _Timber:
    """colours: early wood to late wood; rings per repeat; how strong figure and pores are."""

    colours: tuple[str, ...]
    rings: float
    figure: float
    pores: float


_TIMBER: dict[Species, _Timber] = {
    "pale_oak": _Timber(("#d9c4a1", "#d0b88f", "#c2a578"), 58, 0.55, 0.5),
    "oak": _Timber(("#c39d6b", "#b58c58", "#9c7343"), 58, 0.65, 0.6),
    "smoked_oak": _Timber(("#6e5641", "#5e4835", "#48372a"), 62, 0.7, 0.6),
    "black_oak": _Timber(("#2c2825", "#25211f", "#1b1917"), 62, 0.6, 0.5),
    "walnut": _Timber(("#7c5738", "#66452c", "#482f1e"), 40, 0.95, 0.4),
    "mahogany": _Timber(("#63331d", "#522514", "#38170b"), 46, 0.6, 0.45),
    "cherry": _Timber(("#a3663c", "#965a33", "#834b29"), 44, 0.55, 0.15),
    "ebonised": _Timber(("#1d1a18", "#191614", "#131110"), 50, 0.4, 0.3),
    "teak": _Timber(("#a87746", "#976737", "#7a4f28"), 48, 0.8, 0.4),
}


@dataclass(frozen=True)
class Plank:
    """colour (h, w, 3) linear; roughness (h, w) around 0 (add it); height (h, w) metres."""

    colour: Float32
    roughness: Float32
    height: Float32
    repeat_m: tuple[float, float]


def _ring_coordinate(timber: _Timber, seed: int, *, boards: bool) -> tuple[Float32, Float32]:
    """Distance from the heart counted in rings, and each board's own tone -0.5..0.5."""
    _, y = grid01(_SIZE)
    rng = np.random.default_rng(seed)
    bend = cloud(_SIZE, 71, cycles=1, octaves=2.4, stretch=(1.0, 1.4), falloff=2.2) - 0.5
    lean = cloud(_SIZE, 72, cycles=1, octaves=2.6, stretch=(1.0, 3.0), falloff=2.0) - 0.5
    count = _BOARDS if boards else 1
    board = np.minimum((y * count).astype(np.int32), count - 1)
    heart = rng.uniform(0.15, 0.85, count).astype(np.float32)[board]
    depth = rng.uniform(0.03, 0.16, count).astype(np.float32)[board]
    start = rng.integers(0, _SIZE, count)[board]
    column = np.broadcast_to(np.arange(_SIZE), board.shape)
    wave = bend[start, (column + start) % _SIZE]
    across = (y * count - board - heart) / count
    if not boards:
        across = np.sin(2 * np.pi * (y - 0.13)) * 0.16
    swell = depth + 0.45 * np.abs(wave) / count**0.5
    radius = np.sqrt(across**2 + swell**2 * 0.35)
    tone = rng.uniform(-0.5, 0.5, count).astype(np.float32)[board]
    return frozen(radius * timber.rings + lean * 1.5), frozen(tone)


@lru_cache(maxsize=24)
def plank(species: Species, seed: int = 1, *, boards: bool = True) -> Plank:
    """A repeat of 1.30 m x 0.62 m; boards: four of them side by side, else one calm sheet."""
    timber = _TIMBER[species]
    rings, tone = _ring_coordinate(timber, seed, boards=boards)
    phase = rings % 1.0
    late = phase**2.2 * (1 - np.clip((phase - 0.90) / 0.10, 0, 1))
    fibre = cloud(_SIZE, 73, cycles=7, octaves=4.5, stretch=(0.6, 22.0), falloff=1.0)
    pore = np.clip(
        (cloud(_SIZE, 74, cycles=22, octaves=2, stretch=(1.0, 7.0), falloff=0.7) - 0.74) * 4, 0, 1
    ) * (0.35 + 0.65 * late)
    drift = cloud(_SIZE, 41, cycles=2, octaves=4, falloff=2.2) - 0.5
    t = timber.figure * (0.62 * late - 0.12) + 0.36 * (fibre - 0.5) + 0.30 + 0.16 * drift
    colour = ramp(palette(*timber.colours), np.clip(t, 0, 1))
    colour *= (1 - 0.32 * timber.pores * pore + 0.14 * tone)[..., None]
    seam = _seams() if boards else np.zeros_like(t)
    colour *= (1 - 0.45 * seam)[..., None]
    height = 6e-5 * (1 - pore) + 3e-5 * fibre - 2.5e-4 * seam
    rough = 0.14 * (pore - 0.2) + 0.08 * (fibre - 0.5)
    return Plank(frozen(colour), frozen(rough), frozen(height), BOARD_REPEAT_M)


@lru_cache(maxsize=1)
def _seams() -> Float32:
    """1 in the hairline between two boards."""
    _, y = grid01(_SIZE)
    near = np.abs(((y * _BOARDS + 0.5) % 1.0) - 0.5)
    return frozen(np.clip(1 - near * _SIZE / _BOARDS / 1.0, 0, 1))


@lru_cache(maxsize=12)
def end_grain(species: Species, seed: int = 1) -> Plank:
    """What the saw leaves across the grain: arcs of the rings and rays; repeat 0.3 m."""
    timber = _TIMBER[species]
    x, y = grid01(_SIZE)
    warp = cloud(_SIZE, 71, cycles=2, octaves=3, falloff=2.2) - 0.5
    bow: NDArray[np.float32] = 0.09 * np.cos(2 * np.pi * x) + y
    rings = (bow * 46 + 2.2 * warp) % 1.0
    late = rings**2
    rays = cloud(_SIZE, 75, cycles=30, octaves=2, stretch=(4.0, 1.0), falloff=0.7)
    t = 0.45 * late + 0.25 * rays + 0.35
    colour = ramp(palette(*timber.colours), np.clip(t, 0, 1)) * 0.82
    return Plank(frozen(colour), frozen(0.2 * (late - 0.3)), frozen(5e-5 * late), (0.3, 0.3))
