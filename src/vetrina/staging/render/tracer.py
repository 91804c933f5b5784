"""Sends paths through the pixels that are wanted, and through no others.

Furniture covers a third of the rectangle that holds it.  Where kernels are compiled, the wanted
pixels of any shape make one long list, so that the size of a picture is data and not a part of the
kernel (Mitsuba's own film compiles its width in: every new crop took 5-10 s), and all the samples
of a pixel are drawn together, stratified.  Interpreted variants render tile by tile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Camera
from vetrina.staging.furnishing import Float32
from vetrina.staging.render import translate
from vetrina.staging.render.backend import drjit, load, mitsuba
from vetrina.staging.render.translate import Crop

WAVEFRONT = 1_600_000
"""Samples that a compiled render takes at once; each holds about 300 bytes."""

TILE_PX = 48

NEAR_M = 0.02

Wanted = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class View:
    """The photo's camera with a frame of `size_px` (width, height), of which `crop` is rendered."""

    camera: Camera
    size_px: tuple[int, int]
    crop: Crop

    @property
    def everything(self) -> Wanted:
        """All pixels of the crop, (h, w) True."""
        return np.ones((self.crop.height, self.crop.width), dtype=bool)


def trace(
    scene: Any, integrator: Any, view: View, samples: int, seed: int, wanted: Wanted | None = None
) -> Float32:
    """Linear RGB and the share of paths that met something: (h, w, 4) over the crop of `view`.

    wanted: (h, w) of the crop; what is not wanted stays 0.  Each pixel is the mean of `samples`
    paths over its own square.
    """
    mask = view.everything if wanted is None else wanted
    result = np.zeros((view.crop.height, view.crop.width, 4), dtype=np.float32)
    if not mask.any():
        return result
    if not load().compiles:
        for tile in _tiles(mask):
            film = Crop(view.crop.x + tile.x, view.crop.y + tile.y, tile.width, tile.height)
            sensor = translate.sensor(view.camera, view.size_px, samples, film, "rgba")
            image = mitsuba().render(scene, sensor=sensor, integrator=integrator, seed=seed)
            result[tile.slices] = np.array(image, dtype=np.float32)
        return np.where(mask[..., None], result, 0)
    rows, columns = np.nonzero(mask)
    at_once = max(1, WAVEFRONT // samples)
    for start in range(0, len(rows), at_once):
        here = slice(start, start + at_once)
        uv = np.stack([columns[here] + view.crop.x, rows[here] + view.crop.y]).astype(np.float32)
        result[rows[here], columns[here]] = _paths(scene, integrator, view, samples, seed, uv)
        seed += 1
    return result


def _paths(
    scene: Any, integrator: Any, view: View, samples: int, seed: int, uv: Float32
) -> Float32:
    """Mean (N, 4) of `samples` paths through each of the pixels uv (2, N)."""
    dr, mi = drjit(), mitsuba()
    sampler = mi.load_dict({"type": "multijitter", "sample_count": samples})
    samples = sampler.sample_count()  # it may have been rounded up
    count = uv.shape[1] * samples
    sampler.set_samples_per_wavefront(samples)
    sampler.seed(seed, count)
    pixel = dr.arange(mi.UInt32, count) // dr.opaque(mi.UInt32, samples)
    jitter = sampler.next_2d()
    u = dr.gather(mi.Float, mi.Float(np.ascontiguousarray(uv[0])), pixel) + jitter.x
    v = dr.gather(mi.Float, mi.Float(np.ascontiguousarray(uv[1])), pixel) + jitter.y
    light, met, _ = integrator.sample(scene, sampler, _ray(view, u, v))
    values = [dr.select(dr.isfinite(light[k]), light[k], 0) for k in range(3)]
    values.append(dr.select(met, mi.Float(1), mi.Float(0)))
    dr.eval(values)
    sums = [dr.block_sum(value, samples) for value in values]
    total = np.stack([np.array(each, dtype=np.float32) for each in sums], axis=1)
    return np.asarray(total / samples, dtype=np.float32)


def _ray(view: View, u: Any, v: Any) -> Any:
    """The rays of the frame's camera through the positions (u, v) of its pixels."""
    dr, mi = drjit(), mitsuba()
    whole = view.camera.resized(*view.size_px)

    def number(value: float) -> Any:
        return dr.opaque(mi.Float, float(value))

    def vector(values: Any) -> Any:
        return mi.Vector3f(*(number(value) for value in values))

    right, down, forward = (vector(axis) for axis in view.camera.rotation)
    across = (u - number(whole.cx)) / number(whole.focal_px)
    below = (v - number(whole.cy)) / number(whole.focal_px)
    direction = dr.normalize(across * right + below * down + forward)
    origin = mi.Point3f(0, 0, number(view.camera.height_m)) + NEAR_M * direction
    return mi.RayDifferential3f(mi.Ray3f(origin, direction))


def _tiles(mask: Wanted) -> Iterator[Crop]:
    """Rectangles that hold every wanted pixel, in rows of tiles."""
    height, width = mask.shape
    for y in range(0, height, TILE_PX):
        rows = mask[y : y + TILE_PX]
        for x in range(0, width, TILE_PX):
            part = rows[:, x : x + TILE_PX]
            if part.any():
                yield Crop(x, y, part.shape[1], part.shape[0])
