"""What lens, sensor and file do to light: distortion, vignetting, bloom, exposure, noise, JPEG.

Steps in the order of nature: geometry and light first (linear), then the sensor, then the tone
curve, then the file.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.photo import Linear, Pixels, to_srgb

Generator = np.random.Generator


@dataclass(frozen=True, slots=True)
class Lens:
    """k1: radial distortion at the half diagonal (negative: barrel), r' = r (1 + k1 r²).
    vignette: light lost in the corners 0..1.  aberration: red-blue magnification difference at the
    corner in 1/1000.  blur_px: sigma of softness.  bloom: share of light that strays.  exposure_ev:
    against the metered exposure.  balance: gains (r, g, b).  noise: sensor noise at middle grey in
    code values of 255; chroma: share of it that is coloured.  shoulder: code value 0..1 where
    highlights begin to roll off.  contrast: slope about middle grey.  quality: JPEG 1..100."""

    k1: float = 0.0
    vignette: float = 0.1
    aberration: float = 0.0
    blur_px: float = 0.4
    bloom: float = 0.02
    exposure_ev: float = 0.0
    balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    noise: float = 1.5
    chroma: float = 0.4
    shoulder: float = 0.7
    contrast: float = 1.0
    quality: int = 90


def choose_lens(rng: Generator) -> tuple[Lens, dict[str, str]]:
    """A lens and camera settings, and the names of what was chosen."""
    bent = bool(rng.random() < 0.35)
    k1 = float(rng.uniform(-0.07, -0.02) if rng.random() < 0.75 else rng.uniform(0.015, 0.04))
    file = str(rng.choice(["fine", "usual", "rough"], p=[0.3, 0.45, 0.25]))
    low, high = {"fine": (92, 98), "usual": (78, 92), "rough": (45, 70)}[file]
    grain = str(rng.choice(["clean", "usual", "noisy"], p=[0.35, 0.4, 0.25]))
    noise = {"clean": (0.4, 1.2), "usual": (1.2, 2.6), "noisy": (3.5, 7.0)}[grain]
    level = str(rng.choice(["under", "right", "over"], p=[0.2, 0.6, 0.2]))
    steps = {"under": (-1.3, -0.6), "right": (-0.3, 0.3), "over": (0.4, 0.8)}[level]
    warmth = float(rng.normal(0, 0.05))
    lens = Lens(
        k1=k1 if bent else float(rng.normal(0, 0.003)),
        vignette=float(rng.uniform(0.02, 0.3)),
        aberration=float(rng.uniform(0, 0.8)),
        blur_px=float(rng.uniform(0.25, 0.9)),
        bloom=float(rng.uniform(0.01, 0.05)),
        exposure_ev=float(rng.uniform(*steps)),
        balance=(1 + warmth, 1.0, 1 - warmth + float(rng.normal(0, 0.02))),
        noise=float(rng.uniform(*noise)),
        chroma=float(rng.uniform(0.2, 0.7)),
        shoulder=float(rng.uniform(0.55, 0.8)),
        contrast=float(rng.uniform(0.95, 1.12)),
        quality=int(rng.integers(low, high + 1)),
    )
    traits = {
        "lens": "bent" if bent else "straight",
        "file": file,
        "noise": grain,
        "exposure": level,
    }
    return lens, traits


def metered(light: Linear, percentile: float = 60.0, target: float = 0.42) -> float:
    """The gain that brings this percentile of the picture's brightness to `target` (linear)."""
    return float(target / max(float(np.percentile(light.mean(axis=2), percentile)), 1e-6))


def margin_px(lens: Lens, size_px: tuple[int, int]) -> int:
    """How far beyond the picture (width, height) the lens sees on the pinhole's film."""
    half = float(np.hypot(*size_px)) / 2
    beyond = float(_true_radius(np.array([1.0]), lens.k1)[0]) - 1 + lens.aberration / 1000
    return max(0, int(np.ceil(beyond * half))) + 2


def _true_radius(seen: NDArray[np.floating], k1: float) -> NDArray[np.floating]:
    """Invert r' = r (1 + k1 r²) by fixed-point steps: k1 is small."""
    true = seen
    for _ in range(8):
        true = seen / (1 + k1 * true * true)
    return true


def distort(light: Linear, lens: Lens, margin: int) -> Linear:
    """Bend the picture as the lens does, and cut off the margin.

    light: (H + 2 margin, W + 2 margin, 3) linear, rendered by a pinhole.  A pinhole point at radius
    r (1 at the half diagonal) is seen at r (1 + k1 r²); the colours differ in magnification by
    `aberration`.  Returns (H, W, 3).
    """
    height, width = light.shape[0] - 2 * margin, light.shape[1] - 2 * margin
    half = float(np.hypot(width, height)) / 2
    v, u = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = (u + 0.5 - width / 2) / half, (v + 0.5 - height / 2) / half
    seen = np.sqrt(x * x + y * y)
    scale = _true_radius(seen, lens.k1) / np.maximum(seen, 1e-6)
    planes = []
    for channel, share in enumerate((1.0, 0.0, -1.0)):
        stretch = scale * (1 + share * lens.aberration / 1000)
        at_u = (x * stretch * half + width / 2 - 0.5 + margin).astype(np.float32)
        at_v = (y * stretch * half + height / 2 - 0.5 + margin).astype(np.float32)
        plane = np.ascontiguousarray(light[..., channel])
        planes.append(cv2.remap(plane, at_u, at_v, cv2.INTER_CUBIC, None, cv2.BORDER_REPLICATE))
    return np.asarray(np.maximum(np.stack(planes, axis=2), 0), dtype=np.float32)


def _stray(light: Linear, lens: Lens) -> Linear:
    """Softness, bloom about what is bright, and fall-off to the corners."""
    height, width = light.shape[:2]
    soft = cv2.GaussianBlur(light, (0, 0), max(lens.blur_px, 0.05))
    wide = max(height, width)
    bright = np.minimum(light, 12.0)
    near = cv2.GaussianBlur(bright, (0, 0), wide / 120)
    small = cv2.resize(bright, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    far = cv2.GaussianBlur(small, (0, 0), wide / 4 / 14)
    far = cv2.resize(far, (width, height), interpolation=cv2.INTER_LINEAR)
    mixed = (1 - lens.bloom) * soft + lens.bloom * (0.6 * near + 0.4 * far)
    v, u = np.mgrid[0:height, 0:width].astype(np.float32)
    r2 = ((u + 0.5 - width / 2) ** 2 + (v + 0.5 - height / 2) ** 2) / ((width**2 + height**2) / 4)
    return np.asarray(mixed * (1 - lens.vignette * r2)[..., None], dtype=np.float32)


def _tone(light: Linear, lens: Lens) -> NDArray[np.float32]:
    """sRGB codes 0..1 with a shoulder for highlights and a gentle contrast about middle grey."""
    code = to_srgb(light)
    knee = lens.shoulder
    rolled = knee + (1 - knee) * (1 - np.exp(-(code - knee) / (1 - knee) / 1.15))
    code = np.where(code > knee, rolled, code)
    pivot = 0.46
    bent = pivot + (code - pivot) * lens.contrast
    toe = 0.03
    bent = np.where(code < 0.2, code + (bent - code) * np.clip(code / 0.2, 0, 1), bent)
    return np.asarray(np.clip(bent + toe * 0.1, 0, 1), dtype=np.float32)


def _grain(rng: Generator, code: NDArray[np.float32], lens: Lens) -> NDArray[np.float32]:
    """Sensor noise as it leaves a camera: stronger in the dark, softened, partly coloured."""
    height, width = code.shape[:2]
    luma = rng.standard_normal((height, width, 1)).astype(np.float32)
    colour = rng.standard_normal((height, width, 3)).astype(np.float32)
    luma = cv2.GaussianBlur(luma, (0, 0), 0.55)[..., None] * 1.8
    colour = cv2.GaussianBlur(colour, (0, 0), 1.1) * 3.6
    strength = lens.noise / 255 * (1.35 - 0.9 * code.mean(axis=2, keepdims=True))
    noisy = code + strength * (luma * (1 - lens.chroma) + colour * lens.chroma)
    return np.asarray(noisy, dtype=np.float32)


def develop(light: Linear, lens: Lens, gain: float, seed: int) -> Pixels:
    """The developed picture (H, W, 3) uint8 sRGB, before the file.

    light: (H, W, 3) linear radiance, already bent by `distort`; gain: the metered
    exposure (see `metered`).
    """
    rng = np.random.default_rng(seed)
    exposed = light * (gain * 2.0**lens.exposure_ev) * np.asarray(lens.balance, np.float32)
    code = _tone(_stray(exposed.astype(np.float32), lens), lens)
    return np.clip(np.rint(_grain(rng, code, lens) * 255), 0, 255).astype(np.uint8)


def to_jpeg(pixels: Pixels, quality: int) -> bytes:
    """The JPEG file of a picture (H, W, 3) sRGB."""
    done, data = cv2.imencode(
        ".jpg", np.ascontiguousarray(pixels[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    assert done
    return bytes(data)
