"""What the picture says for and against a wall foot, a wall top and an upright corner.

Everything is sampled along straight lines of the level raster.  An edge counts by how far its
strength stands above the picture's own noise and by how well its direction fits the line, so that
plank joints across a wall foot, or a lamp's outline, say little.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.perception.level import Image32, Level

COLUMN_STEP = 2
NO_EVIDENCE = 0.25
"""What a line is expected to collect by chance; a line in view that collects less is doubted."""
STEADY_BINS = 15
"""Over how many bins the step across a line is asked to keep its sign."""
UNSTEADY = 0.45
"""What is left of an edge whose sign alternates, as along the joints of chequered tiles."""
ALONG_FLOOR = 0.08
"""How near, in tangents, an upright edge may be to a vanishing point to lie on the floor."""
UPRIGHT_PX = 15
"""Width of the strip beside an upright edge that counts as wall, in raster pixels."""
ALIKE_ABOVE = 0.7
"""What floor colour above a foot costs, where wall colour below it costs 1."""


@dataclass(frozen=True)
class WallEvidence:
    """Lookups over one level raster.

    gx, gy: (rows, columns) float32 gradients of the strongest Lab channel, y downwards, each pixel
    holding the strongest of itself and its upper and lower neighbour.
    soft: the gradient at which an edge counts one half.  columns: (N,) raster columns of the bins;
    x: (N,) their coordinates.  floor_below: (rows + 1, N) cumulated floor log-odds from the bottom
    row upwards, in units of raster rows; alike_below: the same of its positive part alone.
    upright: (N,) 0..1, how much an upright edge stands at the bin.  top, bottom: (N,) s of the
    picture's border in each bin.
    """

    level: Level
    gx: Image32
    gy: Image32
    soft: float
    columns: NDArray[np.intp]
    x: Array
    floor_below: Array
    alike_below: Array
    upright: Array
    top: Array
    bottom: Array

    def edge(self, q: Array, slope: Array, ratio: float, step: int = 1) -> Array:
        """Edge strength 0..1 along lines s = ratio * q in each bin, `NO_EVIDENCE` out of the photo.

        q: (K, N) inverse depths in every `step`-th bin; slope: (K,) dq/dx; ratio: -1 at the foot,
        c - 1 at the top.
        """
        columns = self.columns[::step]
        last, width = len(self.level.s) - 2, len(self.level.x)
        rows = self.level.row_of(ratio * q)
        valid = (rows >= 1) & (rows <= last)
        flat = np.rint(np.where(valid, rows, 1.0)).astype(np.intp) * width + columns
        gx, gy = self.gx.ravel()[flat], self.gy.ravel()[flat]
        direction = (-ratio * slope[:, None]).astype(np.float32)
        across = (gy - gx * direction) ** 2 / (1 + direction**2)
        fit = across / (gx * gx + gy * gy + 1e-6)
        size = np.sqrt(across)
        strength = fit * fit * fit * size / (size + np.float32(self.soft))
        valid &= self.level.inside.ravel()[flat]
        signed = np.where(valid, np.copysign(strength, gy - gx * direction), 0.0)
        strength = strength * _steadiness(signed, STEADY_BINS // step)
        return np.where(valid, strength, NO_EVIDENCE)

    def floor_gain(self, q: Array) -> Array:
        """Floor below the foot and none above it: (K, N), -1..1 times the share of the picture.

        What looks like floor above a foot counts less than what looks like wall below it: a wall
        may carry radiators, doors and boards in the floor's colour, a bare floor carries no wall.
        """
        rows = np.clip(self.level.row_of(-q), 0, len(self.level.s))
        from_bottom = np.clip(len(self.level.s) - rows, 0, len(self.level.s))
        low = np.floor(from_bottom).astype(np.intp)
        high = np.minimum(low + 1, len(self.level.s))
        bins = np.arange(len(self.columns))[None]
        part = from_bottom - low
        below = self.floor_below[low, bins] * (1 - part) + self.floor_below[high, bins] * part
        alike = self.alike_below[low, bins] * (1 - part) + self.alike_below[high, bins] * part
        above = (self.floor_below[-1] - below) - (1 - ALIKE_ABOVE) * (self.alike_below[-1] - alike)
        return np.asarray((below - above) / len(self.level.s))


def gather(
    level: Level, log_odds: Image32, segments: Array, labels: NDArray[np.int64]
) -> WallEvidence:
    """All lookups of one photo.  segments (N, 4) in photo pixels, labels as calibration gives;
    log_odds: of floor, on the level raster."""
    gx, gy, noise = _gradients(level)
    columns = np.arange(COLUMN_STEP // 2, len(level.x), COLUMN_STEP)
    x = level.x[columns]
    below, alike = _cumulated(level, log_odds, columns)
    inside = level.inside[:, columns]
    seen = inside.any(axis=0)
    top = np.where(seen, level.s[inside.argmax(axis=0)], 0.0)
    bottom = np.where(seen, level.s[len(level.s) - 1 - inside[::-1].argmax(axis=0)], 0.0)
    upright = _upright(level, gx, gy, columns, segments[labels == 2])
    gx, gy = _spread(gx, gy)
    return WallEvidence(
        level, gx, gy, 2.0 + 2 * noise, columns, x, below, alike, upright, top, bottom
    )


def beside_uprights(level: Level, segments: Array, labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(rows, columns) True close to upright edges below the horizon: no bare floor carries any.

    An edge that points to a horizontal vanishing point may run along the floor and is left out.
    """
    drawn = np.zeros(level.inside.shape, np.uint8)
    ends = level.from_photo(segments[labels == 2].reshape(-1, 2)).reshape(-1, 2, 2)
    away = np.array([np.tan(turn - level.yaw) for turn in (-np.pi / 2, 0, np.pi / 2)])
    for (x0, s0), (x1, s1) in ends[np.isfinite(ends).all(axis=(1, 2))]:
        if np.abs((x0 + x1) / 2 - away).min() < ALONG_FLOOR:
            continue
        corners = [
            (round(float(level.column_of(x))), round(float(level.row_of(s))))
            for x, s in ((x0, s0), (x1, s1))
        ]
        cv2.line(drawn, corners[0], corners[1], 1, UPRIGHT_PX)
    return np.asarray((drawn > 0) & (level.s[:, None] < -0.02))


def with_floor(evidence: WallEvidence, log_odds: Image32) -> WallEvidence:
    """The same evidence with other floor log-odds."""
    below, alike = _cumulated(evidence.level, log_odds, evidence.columns)
    return replace(evidence, floor_below=below, alike_below=alike)


def _cumulated(level: Level, log_odds: Image32, columns: NDArray[np.intp]) -> tuple[Array, Array]:
    """Floor log-odds, and their positive part, summed from the bottom row: (rows + 1, N) each."""
    kept = np.where(level.s[:, None] < -0.02, log_odds, 0.0)[::-1, columns]
    first = np.zeros((1, len(columns)))
    below = np.cumsum(kept, axis=0, dtype=np.float64)
    alike = np.cumsum(np.maximum(kept, 0), axis=0, dtype=np.float64)
    return np.concatenate([first, below]), np.concatenate([first, alike])


def _steadiness(signed: Array, bins: int) -> Array:
    """UNSTEADY..1: how far signed edges (K, N) agree on their sign with those beside them."""
    size = (max(3, bins), 1)
    one_way = cv2.blur(signed.astype(np.float32), size, borderType=cv2.BORDER_REPLICATE)
    all_ways = cv2.blur(np.abs(signed).astype(np.float32), size, borderType=cv2.BORDER_REPLICATE)
    share = np.abs(one_way) / (all_ways + np.float32(1e-4))
    return np.asarray(UNSTEADY + (1 - UNSTEADY) * share)


def _gradients(level: Level) -> tuple[Image32, Image32, float]:
    lab = cv2.cvtColor(level.pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    lab[..., 1:] *= 1.6
    lab = cv2.GaussianBlur(lab, (0, 0), 0.9)
    all_x = cv2.Sobel(lab, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 4)
    all_y = cv2.Sobel(lab, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 4)
    size = all_x**2 + all_y**2
    strongest = size.argmax(axis=2)[..., None]
    gx = np.take_along_axis(all_x, strongest, axis=2)[..., 0]
    gy = np.take_along_axis(all_y, strongest, axis=2)[..., 0]
    clean = cv2.erode(level.inside.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    gx, gy = np.where(clean, gx, 0.0), np.where(clean, gy, 0.0)
    noise = float(np.median(np.hypot(gx, gy)[clean])) if clean.any() else 0.0
    return gx.astype(np.float32), gy.astype(np.float32), noise


def _spread(gx: Image32, gy: Image32) -> tuple[Image32, Image32]:
    """Each pixel takes the gradient of its strongest upright neighbour, a little weakened."""
    size = np.hypot(gx, gy)
    best_x, best_y, best = gx.copy(), gy.copy(), size.copy()
    for shift in (-1, 1):
        moved = np.roll(size, shift, axis=0) * 0.85
        better = moved > best
        best = np.where(better, moved, best)
        best_x = np.where(better, np.roll(gx, shift, axis=0) * 0.85, best_x)
        best_y = np.where(better, np.roll(gy, shift, axis=0) * 0.85, best_y)
    return best_x.astype(np.float32), best_y.astype(np.float32)


def _upright(
    level: Level, gx: Image32, gy: Image32, columns: NDArray[np.intp], segments: Array
) -> Array:
    """Upright edges per bin: long upright segments, and steps that hold over the whole height."""
    length = np.zeros(len(level.x))
    ends = level.from_photo(segments.reshape(-1, 2)).reshape(-1, 2, 2)
    for (x0, s0), (x1, s1) in ends[np.isfinite(ends).all(axis=(1, 2))]:
        column = int(np.clip(level.column_of(np.array((x0 + x1) / 2)), 0, len(level.x) - 1))
        length[column] += abs(s1 - s0) * level.scale
    height = np.maximum(level.inside.sum(axis=0), 1)
    lines = cv2.GaussianBlur((length / height)[None].astype(np.float32), (0, 0), 2.0)[0] * 5
    flat = np.where(np.abs(gx) > 2 * np.abs(gy), gx, 0.0)
    rising = (flat > 0.4).sum(axis=0) / height
    falling = (flat < -0.4).sum(axis=0) / height
    steps = cv2.GaussianBlur(np.maximum(rising, falling)[None].astype(np.float32), (0, 0), 1.0)[0]
    steps = np.clip(steps - np.median(steps), 0, None)
    both = np.maximum(np.clip(2.5 * lines, 0, 1), np.clip(2.5 * steps, 0, 1))
    widened = cv2.dilate(both[None].astype(np.float32), np.ones((1, 2 * COLUMN_STEP + 1)))[0]
    return np.asarray(widened[columns], dtype=np.float64)
