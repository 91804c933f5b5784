"""Makes rendered furniture look taken by the photo's own camera: highlights, sharpness, grain.

All three are measured from the photo.  A render is sharper, cleaner and less limited at the top
than any camera; each of the three alone gives a composite away.

Sources: Immerkaer, Fast Noise Variance Estimation, 1996 (noise from flat places); Zhuo and Sim,
Defocus Map Estimation from a Single Image, 2011 (blur from the gradient ratio of a re-blur).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Float32
from vetrina.staging.photo import Pixels

KNEE = 0.75
"""Linear value above which highlights are bent towards white instead of cut."""

BINS = 8
BLOCK_PX = 16
REBLUR_PX = 1.0
RENDER_BLUR_PX = 0.35
"""Gaussian that a box-filtered pixel is worth."""

DERIVATIVE_BLUR_PX = 0.65
"""What the central difference of `_gradient` and the pixel's own square add to a step's blur."""

MAX_BLUR_PX = 1.6
NOISE_RISE = 1.6
"""How much stronger noise may be at one brightness than at the calmest; more is texture."""

MAX_NOISE_LEVELS = 6.0


@dataclass(frozen=True)
class Grain:
    """Noise of a photo in 8-bit levels.

    sigma: (BINS,) standard deviation of luma noise for code values from dark to bright.  colour:
    chroma noise relative to luma noise.  size_px: sigma of the Gaussian whose smoothing gives
    white noise the photo's neighbour correlation.
    """

    sigma: Float32
    colour: float
    size_px: float


def bend_highlights(light: NDArray[np.floating]) -> Float32:
    """Roll linear light off above KNEE so that it nears 1 without reaching it."""
    over = np.maximum(light - KNEE, 0) / (1 - KNEE)
    return np.asarray(
        np.where(light <= KNEE, light, KNEE + (1 - KNEE) * (1 - np.exp(-over))), dtype=np.float32
    )


def measure_blur(pixels: Pixels) -> float:
    """Sigma in px of the photo's own blur at its sharpest edges, 0.3..MAX_BLUR_PX.

    A step blurred by s and again by 1 px loses gradient by sqrt(s^2 + 1) / s.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    first = _gradient(grey)
    second = _gradient(cv2.GaussianBlur(grey, (0, 0), REBLUR_PX))
    strong = first > max(24.0, float(np.percentile(first, 99)))
    strong &= first >= cv2.dilate(first, np.ones((3, 3), np.uint8)) - 1e-3
    if strong.sum() < 50:
        return RENDER_BLUR_PX
    ratio = np.maximum(first[strong] / np.maximum(second[strong], 1e-3), 1.01)
    sigma = float(np.percentile(REBLUR_PX / np.sqrt(ratio**2 - 1), 25))
    return float(np.clip(np.sqrt(max(sigma**2 - DERIVATIVE_BLUR_PX**2, 0)), 0.3, MAX_BLUR_PX))


def measure_grain(pixels: Pixels) -> Grain:
    """Noise by brightness, from the calmest blocks of the photo at each brightness."""
    ycc = cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    fine = ycc - cv2.GaussianBlur(ycc, (0, 0), 2.0)
    level, luma = _blocks(ycc[..., 0]).mean(axis=1), _blocks(fine[..., 0])
    spread = luma.std(axis=1)
    sigma = np.full(BINS, np.nan)
    calm = np.zeros(len(level), dtype=bool)
    for index in range(BINS):
        here = (level >= index * 256 / BINS) & (level < (index + 1) * 256 / BINS)
        if here.sum() >= 20:
            limit = np.percentile(spread[here], 20)
            sigma[index] = float(np.mean(spread[here & (spread <= limit)]))
            calm |= here & (spread <= limit)
    if not calm.any():
        return Grain(np.full(BINS, 0.5, dtype=np.float32), 0.5, 0.6)
    known = np.flatnonzero(~np.isnan(sigma))
    sigma = np.interp(np.arange(BINS), known, sigma[known])
    sigma = np.minimum(sigma, NOISE_RISE * sigma.min())
    chroma = float(_blocks(fine[..., 1])[calm].std() + _blocks(fine[..., 2])[calm].std()) / 2
    relative = chroma / max(float(luma[calm].std()), 1e-3)
    return Grain(
        np.clip(sigma, 0, MAX_NOISE_LEVELS).astype(np.float32),
        float(np.clip(relative, 0, 1.5)),
        _grain_size(luma[calm]),
    )


def soften(layer: Float32, photo_blur_px: float) -> Float32:
    """Blur a rendered layer (H, W, C) to the photo's sharpness."""
    extra = float(np.sqrt(max(photo_blur_px**2 - RENDER_BLUR_PX**2, 0)))
    if extra < 0.2:
        return layer
    return np.asarray(cv2.GaussianBlur(layer, (0, 0), extra), dtype=np.float32)


def draw_grain(levels: Float32, grain: Grain, seed: int) -> Float32:
    """Noise (H, W, 3) in 8-bit levels for a picture (H, W, 3) of code values 0..255."""
    random = np.random.default_rng(seed)
    shape = levels.shape[:2]
    brightness = levels @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    position = np.clip(brightness / 256 * BINS - 0.5, 0, BINS - 1)
    strength = np.interp(position, np.arange(BINS), grain.sigma).astype(np.float32)
    luma = _correlated(random, shape, grain.size_px)
    noise = np.repeat(luma[..., None], 3, axis=2)
    for channel, part in ((0, 1.4), (2, 1.77)):
        noise[..., channel] += part * grain.colour * _correlated(random, shape, grain.size_px * 1.5)
    return np.asarray(noise * strength[..., None], dtype=np.float32)


def _gradient(grey: Float32) -> Float32:
    dx = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    dy = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    return np.asarray(np.hypot(dx, dy) * 2, dtype=np.float32)


def _blocks(values: Float32) -> Float32:
    """The picture's whole blocks, (N, BLOCK_PX squared)."""
    rows, columns = values.shape[0] // BLOCK_PX, values.shape[1] // BLOCK_PX
    cut = values[: rows * BLOCK_PX, : columns * BLOCK_PX]
    tiles = cut.reshape(rows, BLOCK_PX, columns, BLOCK_PX).transpose(0, 2, 1, 3)
    return np.asarray(tiles.reshape(rows * columns, BLOCK_PX**2))


def _grain_size(blocks: Float32) -> float:
    """Sigma of the Gaussian filter behind the neighbour correlation of noise blocks."""
    tiles = blocks.reshape(-1, BLOCK_PX, BLOCK_PX)
    both = float((tiles[:, :, 1:] * tiles[:, :, :-1]).mean())
    alone = float((tiles**2).mean())
    correlation = np.clip(both / max(alone, 1e-6), 0.02, 0.8)
    # Filtering white noise with a Gaussian of sigma s gives exp(-1 / (4 s^2)) at a lag of one.
    return float(np.clip(np.sqrt(-1 / (4 * np.log(correlation))), 0.25, 1.2))


def _correlated(random: np.random.Generator, shape: tuple[int, ...], sigma_px: float) -> Float32:
    white = random.standard_normal(shape, dtype=np.float32)
    smooth: NDArray[np.float32] = cv2.GaussianBlur(white, (0, 0), max(sigma_px, 0.2))
    return np.asarray(smooth / max(float(smooth.std()), 1e-6), dtype=np.float32)
