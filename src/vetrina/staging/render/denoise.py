"""Takes the grain of few samples out of a render (Intel Open Image Denoise).

Albedo and normals guide it as they were sampled.  Tried: cleaning them first and trusting them
(14 CPU seconds for a megapixel instead of 4, because that mode takes a larger network; the grain of
the guides at eight samples is only that of their edges).
Source: Open Image Denoise documentation, "RT filter".
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from vetrina.staging.furnishing import Float32
from vetrina.staging.render.backend import load


def denoise(
    colour: Float32, albedo: Float32 | None = None, normal: Float32 | None = None
) -> Float32:
    """Clean linear HDR colour (H, W, 3) >= 0.

    albedo: (H, W, 3) 0..1 and normal: (H, W, 3) -1..1 of the same view, each optional (a normal
    needs an albedo beside it).  About 4 CPU seconds for a megapixel.
    """
    load()
    oidn = importlib.import_module("mitsuba_oidn")
    guides = [] if albedo is None else [_plain(np.clip(albedo, 0, 1))]
    if albedo is not None and normal is not None:
        guides.append(_plain(normal))
    return _array(oidn.denoise(_plain(colour), *guides, hdr=True))


def _plain(values: Any) -> Float32:
    return np.ascontiguousarray(values, dtype=np.float32)


def _array(values: Any) -> Float32:
    return np.array(values, dtype=np.float32)
