"""Colours are written as sRGB hex, as decorators' charts give them, and used in linear light."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Rgb = tuple[float, float, float]


@lru_cache(maxsize=512)
def linear(colour: str) -> Rgb:
    """Linear RGB 0..1 of "#rrggbb".  Source: IEC 61966-2-1."""
    code = colour.lstrip("#")
    if len(code) != 6:
        raise ValueError(f"{colour!r} is not a colour of six hexadecimal digits")
    values = [int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return (r, g, b)


def palette(*colours: str) -> NDArray[np.float32]:
    """Linear colours (n, 3) float32 of hex codes."""
    return np.array([linear(colour) for colour in colours], dtype=np.float32)
