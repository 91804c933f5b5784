"""Takes the grain of few samples out of a render (Intel Open Image Denoise).

Albedo and normals guide it as they were sampled.  Tried: cleaning them first and trusting them
(14 CPU seconds for a megapixel instead of 4, because that mode takes a larger network; the grain of
the guides at eight samples is only that of their edges).
Source: Open Image Denoise documentation, "RT filter".
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from vetrina.staging.furnishing import Float32
from vetrina.staging.render.backend import load

STRIP_PX = 600_000
"""Pixels that are cleaned at a time: a megapixel takes 280 MB of working memory."""

OVERLAP_PX = 48


def denoise(
    colour: Float32, albedo: Float32 | None = None, normal: Float32 | None = None
) -> Float32:
    """Clean linear HDR colour (H, W, 3) >= 0.

    albedo: (H, W, 3) 0..1 and normal: (H, W, 3) -1..1 of the same view, each optional (a normal
    needs an albedo beside it).  About 4 CPU seconds for a megapixel.  Large pictures are cleaned
    in strips that fade into each other.
    """
    load()
    guides = [] if albedo is None else [np.clip(albedo, 0, 1)]
    if albedo is not None and normal is not None:
        guides.append(normal)
    height = colour.shape[0]
    total = np.zeros(colour.shape, dtype=np.float32)
    weight = np.zeros((height, 1, 1), dtype=np.float32)
    for rows, share in _strips(height, colour.shape[1]):
        total[rows] += _cleaned(colour[rows], *(guide[rows] for guide in guides)) * share
        weight[rows] += share
    return total / weight


def _strips(height: int, width: int) -> Iterator[tuple[slice, Float32]]:
    """Rows of each strip, and how much each of its rows counts (n, 1, 1): less towards a seam."""
    count = -(-height * width // STRIP_PX)
    edges = [round(height * k / count) for k in range(count + 1)]
    for top, bottom in pairwise(edges):
        rows = np.arange(max(0, top - OVERLAP_PX), min(height, bottom + OVERLAP_PX))
        share = np.ones(len(rows))
        if top > 0:
            share = np.minimum(share, (rows - top + OVERLAP_PX + 0.5) / (2 * OVERLAP_PX))
        if bottom < height:
            share = np.minimum(share, (bottom + OVERLAP_PX - rows - 0.5) / (2 * OVERLAP_PX))
        yield slice(rows[0], rows[-1] + 1), share.astype(np.float32)[:, None, None]


def _cleaned(*layers: Float32) -> Float32:
    oidn = importlib.import_module("mitsuba_oidn")
    return _array(oidn.denoise(*(_plain(layer) for layer in layers), hdr=True))


def _plain(values: Any) -> Float32:
    return np.ascontiguousarray(values, dtype=np.float32)


def _array(values: Any) -> Float32:
    return np.array(values, dtype=np.float32)
