"""Puts the rendered furniture into the photo without redrawing the photo (Debevec 1998).

Where furniture covers the photo, the render stands; where furniture changes the light, the photo is
multiplied by light with furniture over light without; everywhere else its bytes stay.

    out = alpha * object + (1 - alpha) * photo * gain          in linear light

The gain is smooth at 8 px, because only light may change and not what it falls on; it lies in
0.2..1.5, and is exactly 1 where furniture changes the light by less than an eye notices.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.composite import match
from vetrina.staging.composite.lock import (
    DARK,
    GAIN_MAX,
    GAIN_MIN,
    GAIN_SIGMA_PX,
    LIGHT,
    OBJECT,
    SEEN_ALPHA,
    UNTOUCHED,
)
from vetrina.staging.furnishing import Float32
from vetrina.staging.photo import Linear, Photo, Pixels, to_linear, to_srgb
from vetrina.staging.render.passes import Layers
from vetrina.staging.room import Room

Mask = NDArray[np.uint8]

PROVED_LEVELS = 1.2
"""Levels by which applied and measurable gain may differ; the lock allows two."""

SMOOTHINGS = 6
BAND_PX, REACH_PX = 640, 200
"""Large photos are smoothed in bands of rows, with so much seen above and below that no seam shows;
whole, a photo of 4000 px would take 2 GB."""
BANDS_AT_ONCE = 2

UNSEEN = 0.002
NOTICED = (0.018, 0.055)
"""Changes of light below the first are dropped, above the second kept, faded in between."""

FAINT = (0.08, 0.25)
FAINT_BLUR = 0.008
"""Changes of light below the first are blurred by this share of the picture's width: so faint a
shadow is wide, and what is finer in it is the grain of the render.  Above the second they stay."""

BRIGHTER = 0.10
"""Furniture brightens a room by no more than this; more is noise or a mirror's caustic."""

SOLID = 0.98
EDGE_BLUR_PX = 1.2
SAME_COLOUR = (0.4, 0.8)
"""Log ratio of albedos up to which an edge has the inside's colour, and from which its own."""

BARE = 0.97
"""Share of a pixel that must be bare room for its ratio to be believed."""


@dataclass(frozen=True)
class ObjectLayer:
    """The furniture alone, at the photo's size.

    light: (H, W, 3) linear, premultiplied by alpha, as put into the picture; albedo: (H, W, 3),
    premultiplied; alpha: (H, W) as rendered; index: (H, W) int32, index of the placement, -1 none.
    """

    light: Float32
    albedo: Float32
    alpha: Float32
    index: NDArray[np.int32]


@dataclass(frozen=True)
class Composite:
    """The finished picture.

    output: (H, W, 3) uint8 sRGB.  mask: (H, W) uint8, 0 untouched, 128 light, 255 object.
    gain: (H, W, 3) float32 as applied.
    """

    output: Pixels
    mask: Mask
    objects: ObjectLayer
    gain: Float32
    notes: dict[str, float]

    @property
    def object_alpha(self) -> Float32:
        """(H, W) 0..1 as rendered."""
        return self.objects.alpha


def compose(photo: Photo, room: Room, layers: Layers, seed: int = 0) -> Composite:
    """Set the layers into the photo.  seed: of the grain on the furniture."""
    size = (photo.width, photo.height)
    rendered = _at_full_size(layers, size)
    blur, grain = match.measure_blur(photo.pixels), match.measure_grain(photo.pixels)
    colour, alpha = _soften(rendered.light, rendered.alpha, blur)
    before = to_linear(photo.pixels)
    gain = light_gain(room, layers, alpha, before)
    cover = alpha[..., None]
    colour /= np.maximum(cover, 1e-4)
    seen = match.bend_highlights(colour) * cover
    del colour
    before *= gain
    before *= 1 - cover
    before += seen
    levels = to_srgb(before)
    levels *= 255
    levels += match.draw_grain(levels, grain, seed) * cover
    drawn = np.clip(np.round(levels), 0, 255).astype(np.uint8)
    del before, levels
    covered = alpha > SEEN_ALPHA
    touched = (_largest(np.abs(gain - 1)) > 0) | covered
    output = np.where(touched[..., None], drawn, photo.pixels)
    mask = np.where(np.any(output != photo.pixels, axis=2), LIGHT, UNTOUCHED).astype(np.uint8)
    mask[covered] = OBJECT
    notes = {
        "photo_blur_px": blur,
        "noise_levels": float(grain.sigma.mean()),
        "grain_px": grain.size_px,
        "object_share": float(np.mean(mask == OBJECT)),
        "untouched_share": float(np.mean(mask == UNTOUCHED)),
    }
    return Composite(output, mask, replace(rendered, light=seen), gain, notes)


def light_gain(room: Room, layers: Layers, alpha: Float32, before: Linear) -> Float32:
    """How furniture changes the light, (H, W, 3) float32, exactly 1 where it does not.

    alpha: (H, W) of the furniture and before: (H, W, 3) linear photo, both at full size.  Under
    furniture the gain goes on from around it; smoothing never mixes in what lies under furniture.
    """
    size = (before.shape[1], before.shape[0])
    ratio = np.clip(layers.ratio, GAIN_MIN, GAIN_MAX)
    weight = (layers.ratio_valid > BARE).astype(np.float32)
    ratio = _without_mottle(_spread(ratio, weight))
    full = cv2.resize(ratio, size, interpolation=cv2.INTER_LINEAR)
    # In place: at 4000 px each copy of the frame takes 128 MB.
    full -= 1
    full *= (1 - _shining(room, before))[..., None]
    full += 1
    gain, bare = np.empty_like(full), alpha <= SEEN_ALPHA

    def fill(top: int) -> None:
        wide = slice(max(0, top - REACH_PX), top + BAND_PX + REACH_PX)
        band = _smooth_gain(full[wide], before[wide], bare[wide])
        gain[top : top + BAND_PX] = band[top - wide.start :][:BAND_PX]

    with ThreadPoolExecutor(BANDS_AT_ONCE) as threads:
        list(threads.map(fill, range(0, size[1], BAND_PX)))
    return np.asarray(gain, dtype=np.float32)


def _smooth_gain(full: Float32, before: Linear, bare: NDArray[np.bool_]) -> Float32:
    """The gain of one band of the picture, smooth at 8 px and exactly 1 where little changes."""
    if np.abs(full - 1).max() < NOTICED[0]:
        return np.ones(full.shape, dtype=np.float32)
    smooth = _Smoother(before, bare)
    change = smooth(np.dstack([_largest(np.abs(full - 1))] * 3))
    kept = np.clip((change - NOTICED[0]) / (NOTICED[1] - NOTICED[0]), 0, 1)
    gain = smooth(smooth(1 + (full - 1) * kept * kept * (3 - 2 * kept)))
    gain = np.clip(smooth.until_proved(gain), GAIN_MIN, GAIN_MAX)
    settled = _largest(np.abs(gain - 1)) < UNSEEN
    return np.asarray(np.where(settled[..., None], 1, gain), dtype=np.float32)


def _without_mottle(ratio: Float32) -> Float32:
    """The ratio with its faint part smooth and grey, and no brighter than furniture can make it."""
    wide = cv2.GaussianBlur(ratio, (0, 0), max(1.0, FAINT_BLUR * ratio.shape[1]))
    change = _largest(np.abs(wide - 1))[..., None]
    strong = np.clip((change - FAINT[0]) / (FAINT[1] - FAINT[0]), 0, 1)
    grey = 0.5 * (wide + wide.mean(axis=2, keepdims=True))
    smooth = strong * ratio + (1 - strong) * grey
    return np.asarray(np.minimum(smooth, 1 + BRIGHTER), dtype=np.float32)


def _shining(room: Room, before: Linear) -> Float32:
    """Where the photo shows a source of light (H, W) 0..1: furniture cannot shade a window pane."""
    shines = np.clip((before.min(axis=2) - 0.9) / 0.08, 0, 1)
    camera = room.camera.resized(before.shape[1], before.shape[0])
    for feature in room.features:
        if feature.kind == "window":
            uv, depth = camera.project(room.wall_box(feature))
            if (depth > 0.05).all():
                cv2.fillConvexPoly(shines, np.round(uv).astype(np.int32), 1.0)
    return np.asarray(shines, dtype=np.float32)


class _Smoother:
    """Means of the gain over bare room, weighted by the light it falls on, as the lock weighs them.

    One pass takes away what is finer than 8 px; `until_proved` repeats it where the gain that can
    be measured in the result would differ from the gain applied by more than a level or so.
    """

    def __init__(self, before: Linear, bare: NDArray[np.bool_]) -> None:
        self.before = before
        self.weight = (before + np.float32(DARK)) * bare[..., None]
        self.below = np.maximum(cv2.GaussianBlur(self.weight, (0, 0), GAIN_SIGMA_PX), 1e-9)
        self.bare = bare

    def __call__(self, gain: Float32) -> Float32:
        above = cv2.GaussianBlur(gain * self.weight, (0, 0), GAIN_SIGMA_PX)
        return np.asarray(np.where(self.below > 1e-6, above / self.below, gain), dtype=np.float32)

    def until_proved(self, gain: Float32) -> Float32:
        """Smooth further wherever the difference would show in the lock's measure."""
        levels = 255 * self.before * _slope(self.before * gain)
        for _ in range(SMOOTHINGS):
            once = self(gain)
            measured = once + self(gain - once)
            off = _largest(np.abs(gain - measured) * levels)
            bad = (off > PROVED_LEVELS) & self.bare
            if not bad.any():
                break
            reach = cv2.dilate(bad.astype(np.float32), np.ones((9, 9), np.uint8))
            blend = cv2.GaussianBlur(reach, (0, 0), GAIN_SIGMA_PX)[..., None]
            gain = np.asarray(gain + (once - gain) * blend, dtype=np.float32)
        return gain


def _largest(values: NDArray[np.floating]) -> Float32:
    """The largest of three channels (H, W); NumPy's own takes ten times as long over so few."""
    return np.asarray(
        np.maximum(np.maximum(values[..., 0], values[..., 1]), values[..., 2]), dtype=np.float32
    )


def _slope(light: Linear) -> Float32:
    """Rise of the sRGB code value (0..1) with linear light."""
    curve = 1.055 / 2.4 * np.power(np.maximum(light, 0.0031308), 1 / 2.4 - 1)
    return np.asarray(np.where(light <= 0.0031308, 12.92, curve), dtype=np.float32)


def _spread(values: Float32, weight: Float32) -> Float32:
    """Carry values into where the weight is 0, nearest surroundings first."""
    known, filled = weight > 0.5, np.where(weight[..., None] > 0.5, values, 0).astype(np.float32)
    for sigma in (1.0, 2.0, 4.0, 10.0, 30.0):
        share = cv2.GaussianBlur(known.astype(np.float32), (0, 0), sigma)
        mean = cv2.GaussianBlur(filled, (0, 0), sigma) / np.maximum(share, 1e-4)[..., None]
        reached = ~known & (share > 0.05)
        filled[reached] = mean[reached]
        known |= reached
    filled[~known] = 1.0
    return np.asarray(filled, dtype=np.float32)


def _at_full_size(layers: Layers, size: tuple[int, int]) -> ObjectLayer:
    """The furniture over the whole photo, enlarged where it was rendered smaller."""
    width, height = layers.size_px
    light, albedo = np.zeros((2, height, width, 3), dtype=np.float32)
    alpha = np.zeros((height, width), dtype=np.float32)
    index = np.full((height, width), -1, dtype=np.int32)
    if layers.crop is not None:
        here = layers.crop.slices
        light[here], albedo[here] = _settled(layers), layers.albedo
        alpha[here], index[here] = layers.alpha, layers.piece
    if (width, height) != size:
        light = np.maximum(cv2.resize(light, size, interpolation=cv2.INTER_CUBIC), 0)
        alpha = np.clip(cv2.resize(alpha, size, interpolation=cv2.INTER_CUBIC), 0, 1)
        albedo = cv2.resize(albedo, size, interpolation=cv2.INTER_LINEAR)
        index = cv2.resize(index, size, interpolation=cv2.INTER_NEAREST)
    alpha[alpha <= SEEN_ALPHA] = 0
    light[alpha == 0] = 0
    return ObjectLayer(light, albedo, alpha, index)


def _settled(layer: Layers) -> Float32:
    """The light, premultiplied, with edges lit as what lies inside of them.

    Light was denoised and alpha was not, so their quotient flickers along every outline.  An edge
    of another colour than the inside, as a thin dark frame around a picture, keeps that colour.
    """
    alpha = layer.alpha[..., None]
    solid = (alpha > SOLID).astype(np.float32)
    edge = (alpha > 0) & (alpha <= SOLID)
    weight = _near_sum(solid)
    inside = _near_sum(layer.colour * solid) / np.maximum(weight, 1e-3)
    around = _near_sum(layer.colour) / np.maximum(_near_sum(alpha), 1e-3)
    own = np.where(weight > 0.05, inside * _other_colour(layer.albedo, alpha, solid), around)
    return np.asarray(np.where(edge, own * alpha, layer.colour), dtype=np.float32)


def _other_colour(albedo: Float32, alpha: Float32, solid: Float32) -> Float32:
    """(H, W, 3) albedo of edges over that of the inside, 1 where both are one material."""
    edge = (alpha > 0) * (1 - solid)
    own = _near_sum(albedo * edge) / np.maximum(_near_sum(alpha * edge), 1e-3)
    within = _near_sum(albedo * solid) / np.maximum(_near_sum(solid), 1e-3)
    ratio = np.log(np.maximum(own, 0.02) / np.maximum(within, 0.02))
    sure = np.interp(np.abs(ratio).max(axis=2, keepdims=True), SAME_COLOUR, (0, 1))
    return np.asarray(np.exp(ratio * sure), dtype=np.float32)


def _near_sum(values: Float32) -> Float32:
    """Sums over the near surroundings, (H, W, C)."""
    blurred = cv2.GaussianBlur(values, (0, 0), EDGE_BLUR_PX)
    return np.asarray(blurred.reshape(values.shape), dtype=np.float32)


def _soften(colour: Float32, alpha: Float32, blur_px: float) -> tuple[Float32, Float32]:
    """Both layers at the photo's sharpness; nothing grows by more than 2 px."""
    near = cv2.dilate((alpha > 0).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    soft = match.soften(np.dstack([colour, alpha]), blur_px)
    soft[~near] = 0
    covered = soft[..., 3].copy()
    covered[covered <= SEEN_ALPHA] = 0
    return np.asarray(soft[..., :3] * (covered > 0)[..., None]), covered
