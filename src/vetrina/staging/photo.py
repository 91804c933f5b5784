"""The photo as every step of staging sees it: upright, 8-bit sRGB, with what its EXIF said.

Colour: sRGB transfer function of IEC 61966-2-1.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Linear = NDArray[np.float32]


@dataclass(frozen=True)
class Photo:
    """pixels: (H, W, 3) uint8 sRGB, upright.  focal_35mm: equivalent focal length, mm, or None."""

    pixels: Pixels
    focal_35mm: float | None = None

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def pixel_hash(self) -> str:
        """SHA-256 over the size and the decoded pixels: the name of this input."""
        size = f"{self.width}x{self.height}:".encode()
        return sha256(size + np.ascontiguousarray(self.pixels).tobytes()).hexdigest()


def to_linear(pixels: Pixels) -> Linear:
    """Linear light 0..1, float32, from 8-bit sRGB of any shape."""
    table = np.arange(256, dtype=np.float64) / 255
    table = np.where(table <= 0.04045, table / 12.92, ((table + 0.055) / 1.055) ** 2.4)
    return table.astype(np.float32)[pixels]


def to_srgb(linear: NDArray[np.floating]) -> NDArray[np.float32]:
    """sRGB code values 0..1, float32, from linear light; negative light is cut to 0."""
    light = np.maximum(np.asarray(linear, dtype=np.float32), 0)
    curve = 1.055 * np.power(np.maximum(light, 1e-8), 1 / 2.4) - 0.055
    return np.where(light <= 0.0031308, 12.92 * light, curve).astype(np.float32)
