"""Straight edges of a photo, as few, long and exact as they can be had.

LSD at two sizes, without and with grain, finds fragments, collinear fragments are joined, and every
line is then fitted again to where the brightness changes fastest across it, which also tells how
straight and how certain it is.

Source: von Gioi, Jakubowicz, Morel and Randall, LSD: a Fast Line Segment Detector, PAMI 2010.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.photo import Pixels

LONGEST_SIDE_PX = 1280
MOST_SEGMENTS = 360
MOST_FRAGMENTS = 1600
SHORTEST_SHARE = 0.016
"""Shortest segment kept, as a share of the picture's diagonal."""
GRAIN = 2.0
"""Standard deviation of the noise, in levels of 255, under which edges are looked for again."""
LAPLACIAN_GAIN, MEDIAN_SIGMA = float(np.sqrt(20)), 0.6745
"""What white noise of one becomes under a Laplacian, and its median size."""

LEAST_STRAIGHT = 0.9
"""Largest sigma of direction times length, in pixels, at which an expected edge counts as there."""
FAINTEST = 0.5

Gray = NDArray[np.uint8]


@dataclass(frozen=True)
class Segments:
    """Line segments, longest first.

    ends: (N, 4) float64 x1, y1, x2, y2 in pixels of the full picture; sigma_rad: (N,) one standard
    deviation of the direction of each; contrast: (N,) brightness step across it, 0..255; burnt:
    (N,) True where one side is too bright for the picture.
    """

    ends: Array
    sigma_rad: Array
    contrast: Array
    burnt: NDArray[np.bool_]

    @property
    def lengths(self) -> Array:
        """Lengths (N,) in pixels."""
        return np.asarray(
            np.hypot(self.ends[:, 2] - self.ends[:, 0], self.ends[:, 3] - self.ends[:, 1])
        )


def find_segments(pixels: Pixels) -> Segments:
    """Segments of an sRGB picture (H, W, 3) uint8 of any size; may be none."""
    gray = _shrunk(pixels)
    shortest = SHORTEST_SHARE * float(np.hypot(*gray.shape))
    looks = (gray, _grained(gray))
    raw = np.concatenate([_detect(look, scale) for look in looks for scale in (1.0, 0.5)])
    raw = raw[_length(raw) > 0.5 * shortest]
    joined = _join(raw)
    joined = joined[_length(joined) > shortest][:MOST_SEGMENTS]
    ends, sigma, contrast = _refit(gray, joined)
    order = np.argsort(-_length(ends), kind="stable")
    ends = ends[order]
    burnt = _burnt(gray, ends)
    return Segments(ends * _stretch(pixels, gray), sigma[order], contrast[order], burnt)


def fit_segments(pixels: Pixels, ends: Array) -> Segments:
    """The edges close to the expected `ends` (N, 4), each fitted; those not there left out.

    Finds edges too faint or too broken for `find_segments`.
    """
    gray = _shrunk(pixels)
    stretch = _stretch(pixels, gray)
    fitted, good = ends / stretch, np.ones(len(ends), dtype=bool)
    for _ in range(2):
        fitted, sigma, contrast = _refit(gray, fitted)
        good &= sigma < LEAST_STRAIGHT / np.maximum(_length(fitted), 1.0)
    good &= contrast > FAINTEST
    fitted = fitted[good]
    return Segments(fitted * stretch, sigma[good], contrast[good], _burnt(gray, fitted))


def _burnt(gray: Gray, ends: Array) -> NDArray[np.bool_]:
    """Where one side of a line (N, 4) is burnt out and the other is not."""
    if not len(ends):
        return np.zeros(0, dtype=bool)
    along = ends[:, 2:] - ends[:, :2]
    normal = (
        np.stack([-along[:, 1], along[:, 0]], axis=1) / np.maximum(_length(ends), 1e-6)[:, None]
    )
    share = (np.arange(ALONG) + 0.5) / ALONG
    line = ends[:, None, :2] + share[None, :, None] * along[:, None]
    sides = np.stack([line + BESIDE_PX * normal[:, None], line - BESIDE_PX * normal[:, None]])
    spots = (sides.reshape(2 * len(ends), ALONG, 2) - 0.5).astype(np.float32)
    values = cv2.remap(gray, spots, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    light = np.median(values, axis=1).reshape(2, len(ends))
    return np.asarray((light.max(axis=0) > BURNT) & (np.abs(light[0] - light[1]) > BURNT_STEP))


def _shrunk(pixels: Pixels) -> Gray:
    height, width = pixels.shape[:2]
    scale = min(1.0, LONGEST_SIDE_PX / max(height, width))
    gray = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    if scale == 1:
        return gray
    size = (round(width * scale), round(height * scale))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _stretch(pixels: Pixels, gray: Gray) -> Array:
    return np.array([pixels.shape[1] / gray.shape[1], pixels.shape[0] / gray.shape[0]] * 2)


def _length(ends: Array) -> Array:
    return np.asarray(np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]))


def _detect(gray: Gray, scale: float) -> Array:
    """LSD on the picture shrunk by `scale`, in pixels of the unshrunk one."""
    shown = gray
    if scale < 1:
        shown = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    flat = cv2.createCLAHE(1.5, (8, 8)).apply(shown)
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(flat)[0]
    if found is None:
        return np.zeros((0, 4))
    # OpenCV puts the centre of the first pixel at (0, 0), we put it at (0.5, 0.5).
    return (np.asarray(found, dtype=np.float64).reshape(-1, 4) + 0.5) / scale


def _grained(gray: Gray) -> Gray:
    """The picture with noise of GRAIN at least: an edge that it hides or makes was a weak one.

    Without noise the shades of a wall also fall into whole levels, which equalisation makes edges.
    """
    rough = cv2.Laplacian(gray, cv2.CV_32F)[1:-1:2, 1:-1:2]
    own = float(np.median(np.abs(rough))) / (MEDIAN_SIGMA * LAPLACIAN_GAIN)
    lacking = float(np.sqrt(max(0.0, GRAIN**2 - own**2)))
    noise = np.random.default_rng(0).normal(0, lacking, gray.shape)
    return np.asarray(np.clip(np.rint(gray + noise), 0, 255), dtype=np.uint8)


def _join(ends: Array) -> Array:
    """Join collinear fragments; longest first, each fragment used once."""
    ends = ends[np.argsort(-_length(ends), kind="stable")][:MOST_FRAGMENTS]
    columns = np.ascontiguousarray(ends.T)
    lengths = _length(ends)
    free = np.ones(len(ends), dtype=bool)
    joined = []
    for index in range(len(ends)):
        if not free[index]:
            continue
        line, count = ends[index], 1
        for _ in range(4):
            members = np.flatnonzero(_members(line, columns, free))
            if len(members) == count:
                break
            count = len(members)
            line = _span(ends[members], lengths[members], line)
        free[members] = False
        free[index] = False
        joined.append(line)
    out = np.array(joined).reshape(-1, 4)
    return out[np.argsort(-_length(out), kind="stable")]


def _members(line: Array, columns: Array, free: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Free fragments (N,) that lie on the line and near its ends: within 1.6 px across it."""
    x1, y1, x2, y2 = columns
    length = float(np.hypot(line[2] - line[0], line[3] - line[1]))
    along_x, along_y = (line[2] - line[0]) / length, (line[3] - line[1]) / length
    offset = line[0] * along_y - line[1] * along_x
    first = x1 * along_y - y1 * along_x - offset
    last = x2 * along_y - y2 * along_x - offset
    close = np.asarray(free & (np.abs(first) < 1.6) & (np.abs(last) < 1.6))
    some = np.flatnonzero(close)
    origin = line[0] * along_x + line[1] * along_y
    place = np.stack([x1[some], x2[some]]) * along_x + np.stack([y1[some], y2[some]]) * along_y
    low, high = place.min(axis=0) - origin, place.max(axis=0) - origin
    gap = np.maximum(low - length, -high)
    close[some] = gap < np.maximum(8.0, 0.35 * np.minimum(length, high - low))
    return np.asarray(close, dtype=np.bool_)


def _span(parts: Array, lengths: Array, line: Array) -> Array:
    """The one segment that runs through all parts, each end weighted by its part's length."""
    points = parts.reshape(-1, 2)
    weights = np.repeat(lengths, 2)
    centre = weights @ points / weights.sum()
    x, y = (points - centre).T
    angle = 0.5 * np.arctan2(2 * (weights * x * y).sum(), (weights * (x * x - y * y)).sum())
    along = np.array([np.cos(angle), np.sin(angle)])
    if along @ (line[2:] - line[:2]) < 0:
        along = -along
    place = (points - centre) @ along
    return np.concatenate([centre + place.min() * along, centre + place.max() * along])


ALONG = 28
ACROSS = np.arange(-3.0, 3.01, 0.5)
BESIDE_PX, BURNT, BURNT_STEP = 4.0, 242, 20
"""How far beside a line its sides are looked at, from what brightness (0..255) a side is burnt out,
and how much darker the other side is at least."""


def _refit(gray: Gray, ends: Array) -> tuple[Array, Array, Array]:
    """Fit each line again to the steepest brightness across it.

    Returns ends (N, 4), the standard deviation of the direction (N,) in radians, contrast (N,).
    """
    if not len(ends):
        return ends, np.zeros(0), np.zeros(0)
    length = np.maximum(_length(ends), 1e-6)
    along = (ends[:, 2:] - ends[:, :2]) / length[:, None]
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    share = (np.arange(ALONG) + 0.5) / ALONG
    step, strength = _steepest(gray, ends, normal, share)
    floor = 0.35 * np.median(strength, axis=1, keepdims=True)
    weight = np.where(strength > np.maximum(floor, 0.4), 1.0, 0.0)
    base, tilt, scatter, used = _fit_lines(step, weight, share)
    good = (used > 0.35 * ALONG) & (np.abs(base) < 2.5) & (np.abs(tilt) < 3.0)
    base, tilt = np.where(good, base, 0.0), np.where(good, tilt, 0.0)
    first = ends[:, :2] + normal * (base - tilt / 2)[:, None]
    last = ends[:, 2:] + normal * (base + tilt / 2)[:, None]
    independent = np.clip(np.minimum(used, length / 3), 3, None)
    scatter = np.where(good, np.maximum(scatter, 0.08), 0.8)
    sigma = scatter * np.sqrt(12 / independent) / length
    return np.concatenate([first, last], axis=1), sigma, np.median(strength, axis=1)


def _steepest(gray: Gray, ends: Array, normal: Array, share: Array) -> tuple[Array, Array]:
    """Where across the line the edge lies: offsets (N, ALONG) in pixels, and its strength."""
    soft = cv2.GaussianBlur(gray.astype(np.float32), (0, 0), 0.8)
    foot = ends[:, None, :2] + share[None, :, None] * (ends[:, None, 2:] - ends[:, None, :2])
    spots = foot[:, :, None] + ACROSS[None, None, :, None] * normal[:, None, None]
    flat = (spots - 0.5).astype(np.float32).reshape(len(ends), -1, 2)
    profile = cv2.remap(soft, flat, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    slope = np.diff(profile.reshape(len(ends), ALONG, len(ACROSS)).astype(np.float64), axis=2)
    middle = (ACROSS[1:] + ACROSS[:-1]) / 2
    window = np.exp(-0.5 * (middle / 1.4) ** 2)
    sign = np.sign((slope * window).sum(axis=(1, 2)))
    sign = np.where(sign == 0, 1.0, sign)
    rise = np.maximum(slope * sign[:, None, None], 0) * window
    rise = rise**2
    total = rise.sum(axis=2)
    offset = (rise * middle).sum(axis=2) / np.maximum(total, 1e-9)
    return offset, np.sqrt(total)


def _fit_lines(step: Array, weight: Array, share: Array) -> tuple[Array, Array, Array, Array]:
    """Robust straight fit of offsets (N, ALONG): base, tilt (end minus start), scatter, count."""
    place = share[None] - 0.5
    for _ in range(3):
        total = np.maximum(weight.sum(axis=1), 1e-9)
        mean_x = (weight * place).sum(axis=1) / total
        mean_y = (weight * step).sum(axis=1) / total
        spread = (weight * (place - mean_x[:, None]) ** 2).sum(axis=1)
        joint = (weight * (place - mean_x[:, None]) * (step - mean_y[:, None])).sum(axis=1)
        tilt = joint / np.maximum(spread, 1e-9)
        base = mean_y - tilt * mean_x
        miss = step - base[:, None] - tilt[:, None] * place
        scatter = np.sqrt((weight * miss**2).sum(axis=1) / total)
        weight = weight * (np.abs(miss) < 2.2 * np.maximum(scatter, 0.05)[:, None])
    return base, tilt, scatter, (weight > 0).sum(axis=1).astype(np.float64)
