"""Takes the grain of few samples out of a render (Intel Open Image Denoise).

Albedo and normals are cleaned first, because they too were sampled, and are then trusted.
Source: Open Image Denoise documentation, "RT filter", prefiltering of auxiliary images.
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
    needs an albedo beside it).  About 1 s for 1600 x 1067 on two cores.
    """
    load()
    oidn = importlib.import_module("mitsuba_oidn")
    fast = oidn.Quality.Fast
    if albedo is None:
        return _array(oidn.denoise(_plain(colour), hdr=True))
    flat = _array(oidn.denoise(_plain(np.clip(albedo, 0, 1)), quality=fast))
    aim = None
    if normal is not None:
        aim = _array(oidn.denoise(_plain(normal * 0.5 + 0.5), quality=fast)) * 2 - 1
    guides = [_plain(np.clip(flat, 0, 1))] + ([] if aim is None else [_plain(aim)])
    return _array(oidn.denoise(_plain(colour), *guides, hdr=True, clean_aux=True))


def _plain(values: Any) -> Float32:
    return np.ascontiguousarray(values, dtype=np.float32)


def _array(values: Any) -> Float32:
    return np.array(values, dtype=np.float32)
