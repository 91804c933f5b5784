"""Seamless noise, the ground of every texture here.

Tried: summed Perlin octaves (0.4 s at 1024 px) against one filtered spectrum (0.05 s); the spectrum
won and repeats without a seam by construction.  Source: Voss 1985 for 1/f spectra; Worley 1996 for
cells.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft

from vetrina.staging.furnishing import Float32


def frozen(array: NDArray[np.floating]) -> Float32:
    """As float32 that nobody can write to, because caches hand out the same array twice."""
    out = np.ascontiguousarray(array, dtype=np.float32)
    out.setflags(write=False)
    return out


@lru_cache(maxsize=96)
def cloud(
    size: int,
    seed: int,
    *,
    cycles: float = 4.0,
    octaves: float = 5.0,
    stretch: tuple[float, float] = (1.0, 1.0),
    falloff: float = 1.8,
) -> Float32:
    """Seamless noise (size, size) float32, uniform over 0..1.

    cycles: lowest frequency per repeat; octaves: how many doublings follow; stretch: (x, y)
    multiplies the frequency along each axis, so (1, 16) gives streaks along x; falloff: exponent
    of the amplitude (1 rough, 2 smooth).
    """
    rng = np.random.default_rng(seed)
    fx = fft.rfftfreq(size, 1 / size) / stretch[0]
    fy = fft.fftfreq(size, 1 / size) / stretch[1]
    radius = np.hypot(fy[:, None], fx[None]).astype(np.float32)
    inside = (radius >= cycles * 0.7) & (radius <= cycles * 2**octaves)
    gain = np.zeros_like(radius)
    gain[inside] = radius[inside] ** np.float32(-falloff)
    white = rng.standard_normal((2, *gain.shape), dtype=np.float32)
    field = fft.irfft2((white[0] + 1j * white[1]) * gain, s=(size, size))
    return frozen(_evened(np.asarray(field)))


def _evened(field: NDArray[np.floating]) -> NDArray[np.floating]:
    """Through the normal distribution's shape to an even spread over 0..1."""
    centred = (field - field.mean()) / max(float(field.std()), 1e-9)
    return np.asarray(0.5 + 0.5 * np.tanh(0.798 * centred + 0.0357 * centred**3))


@lru_cache(maxsize=24)
def cells(size: int, count: int, seed: int) -> tuple[Float32, Float32, Float32]:
    """Seamless Worley cells: distance to the nearest and to the second point, in units of the mean
    spacing, and a random value 0..1 per cell; each (size, size) float32.

    Points are jittered on a grid, so only the nine cells about a texel are asked (a k-d tree took
    seven times as long)."""
    rng = np.random.default_rng(seed)
    side = round(count**0.5)
    jitter = rng.uniform(0.1, 0.9, (side, side, 2)).astype(np.float32)
    values = rng.random((side, side), dtype=np.float32)
    place = ((np.arange(size, dtype=np.float32) + 0.5) / size) * side
    cell = place.astype(np.int32)
    near = np.full((size, size), 9.0, np.float32)
    second, value = near.copy(), near.copy()
    for dy in (-1, 0, 1):
        row = (cell + dy) % side
        for dx in (-1, 0, 1):
            column = (cell + dx) % side
            point = jitter[np.ix_(row, column)]
            away_x = (cell + dx - place)[None, :] + point[..., 0]
            away_y = (cell + dy - place)[:, None] + point[..., 1]
            distance = away_x * away_x + away_y * away_y
            closer = distance < near
            second = np.where(closer, near, np.minimum(second, distance))
            value = np.where(closer, values[np.ix_(row, column)], value)
            near = np.minimum(near, distance)
    return frozen(np.sqrt(near)), frozen(np.sqrt(second)), frozen(value)


def grid01(size: int) -> tuple[Float32, Float32]:
    """Texel centres x, y in 0..1, each (size, size) float32; y grows with the row."""
    centre = ((np.arange(size) + 0.5) / size).astype(np.float32)
    x, y = np.meshgrid(centre, centre)
    return x, y


def ramp(stops: NDArray[np.floating], t: NDArray[np.floating]) -> NDArray[np.float32]:
    """Colours (h, w, 3) along equally spaced stops (n, 3) at t (h, w) in 0..1."""
    table = np.asarray(stops, dtype=np.float32)
    x = np.clip(t, 0, 1).astype(np.float32) * (len(table) - 1)
    low = np.minimum(x.astype(np.int32), len(table) - 2)
    share = (x - low)[..., None]
    return np.asarray(table[low] * (1 - share) + table[low + 1] * share, dtype=np.float32)


def mixed(under: ArrayLike, over: ArrayLike, share: ArrayLike) -> NDArray[np.float32]:
    """`over` laid on `under` (h, w, 3 or 3) by share (h, w) 0..1."""
    weight = np.clip(np.asarray(share, dtype=np.float32), 0, 1)[..., None]
    below, above = np.asarray(under, np.float32), np.asarray(over, np.float32)
    return np.asarray(below * (1 - weight) + above * weight, dtype=np.float32)
