"""Parts of the score that rest on the finished picture: coverage, light, noise, contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.composite import ObjectLayer
from vetrina.staging.furnishing import Placement, Plan
from vetrina.staging.photo import Linear, Photo, Pixels, to_linear
from vetrina.staging.room import Room
from vetrina.staging.score.part import Part, bell, rising

LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
OBJECT = 255
WHITE_WALL = 0.80
"""Albedo of the brightest plain surface of a room; paints sold as white reach 0.75 to 0.88."""
LIGHT_SIGMA = 0.36
NOISE_SIGMA = 0.75
FOOT_PX = 6
MAD_TO_SIGMA = 1.4826
FEWEST_PIXELS, FEWEST_BARE = 40, 12
UNSEEN_GRAIN = 0.8
"""Levels: rounding alone makes a third of one, and nobody sees less than one on a plain wall."""


def coverage_part(plan: Plan, objects: ObjectLayer) -> Part:
    """Is there enough furniture to see, and not too much, and is the main piece in the frame?"""
    share = float(np.mean(objects.alpha > 0.5))
    value = rising(share, 0.015, 0.07) * rising(share, 0.75, 0.5)
    seen = sum(bool(np.any(objects.index == i)) for i in range(len(plan.placements)))
    value *= rising(seen / max(len(plan.placements), 1), 0.3, 0.7) ** 0.5
    sentence = (
        f"Furniture covers {100 * share:.0f} % of the picture; "
        f"{seen} of {len(plan.placements)} pieces can be seen."
    )
    return Part("coverage", value, sentence)


def light_part(photo: Photo, room: Room, objects: ObjectLayer) -> Part:
    """Does as much light fall on the furniture as on the room around it?

    Light on furniture: median of its light over its albedo.  Light in the room: median of what is
    seen of walls and ceiling and is no window, over the albedo of a white wall corrected for how
    strongly the room is coloured.  Tried: the 70th percentile of everything (a sunlit ceiling then
    makes every picture too dark).
    """
    solid = (objects.alpha > 0.95) & (objects.albedo.mean(axis=2) > 0.02)
    if np.count_nonzero(solid) < FEWEST_PIXELS:
        return Part("light", 0.0, "Too little furniture can be seen to judge its light.")
    on_objects = float(
        np.median((objects.light[solid] @ LUMINANCE) / (objects.albedo[solid] @ LUMINANCE))
    )
    in_room = _light_in_room(to_linear(photo.pixels), (objects.alpha < 0.02) & ~_floor(room, photo))
    ratio = on_objects / max(in_room, 1e-4)
    sentence = f"Furniture gets {ratio:.2f} times the light that falls on walls and ceiling."
    return Part("light", bell(float(np.log(max(ratio, 1e-4))), LIGHT_SIGMA), sentence)


def _floor(room: Room, photo: Photo) -> NDArray[np.bool_]:
    """Where the photo shows free floor (H, W)."""
    mask = cv2.resize(room.floor_mask.astype(np.uint8), (photo.width, photo.height))
    return np.asarray(mask > 0)


def _light_in_room(light: Linear, free: NDArray[np.bool_]) -> float:
    luminance = light @ LUMINANCE
    plain = free & (luminance < 0.9)
    if np.count_nonzero(plain) < FEWEST_PIXELS:
        plain = free
    level = float(np.median(luminance[plain]))
    near = plain & (np.abs(luminance - level) < 0.25 * level + 1e-4)
    colour = np.median(light[near], axis=0)
    saturation = 1 - float(colour.min() / max(colour.max(), 1e-6))
    return level / (WHITE_WALL * (1 - 0.45 * saturation))


def noise_part(photo: Photo, output: Pixels, mask: NDArray[np.uint8]) -> Part:
    """Is the furniture as grainy as the photo is at the same brightness?"""
    inside = cv2.erode((mask == OBJECT).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    room = _grain(photo.pixels, np.ones(mask.shape, bool))
    furniture = _grain(output, inside)
    if furniture is None or room is None:
        return Part("noise", 0.8, "Too little plain furniture can be seen to judge its grain.")
    difference = float(np.log((furniture + UNSEEN_GRAIN) / (room + UNSEEN_GRAIN)))
    sentence = f"Grain of {furniture:.2f} levels on furniture, {room:.2f} in the photo."
    return Part("noise", bell(difference, NOISE_SIGMA), sentence)


def _grain(pixels: Pixels, area: NDArray[np.bool_]) -> float | None:
    """Standard deviation in levels of the finest detail where the picture is plainest."""
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = cv2.filter2D(gray, -1, np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)) / 6
    usable = area & (gray > 12) & (gray < 243)
    spread = cv2.blur(np.abs(fine) * usable, (15, 15)) / np.maximum(
        cv2.blur(usable.astype(np.float32), (15, 15)), 1e-3
    )
    if np.count_nonzero(usable) < 20 * FEWEST_PIXELS:
        return None
    plain = usable & (spread <= np.percentile(spread[usable], 25))
    return MAD_TO_SIGMA * float(np.median(np.abs(fine[plain])))


def contact_part(
    photo: Photo,
    room: Room,
    plan: Plan,
    objects: ObjectLayer,
    output: Pixels,
    mask: NDArray[np.uint8],
    standing: Mapping[int, Array],
) -> Part:
    """Does every piece that stands touch the floor where its feet are, and darken it there?"""
    feet = []
    darkening = _darkening(photo.pixels, output, mask)
    rugs = [index for index, placed in enumerate(plan.placements) if placed.mount == "rug"]
    objects = replace(objects, index=np.where(np.isin(objects.index, rugs), -1, objects.index))
    for index, placement in enumerate(plan.placements):
        if placement.mount == "floor" and placement.on is None:
            points = standing.get(index, _corners(placement))
            found = _foot(index, points, room, objects, darkening)
            if found is not None:
                feet.append(found)
    if not feet:
        return Part("contact", 0.5, "No foot of a piece can be seen to judge its contact.")
    gap = max(gap for gap, _ in feet)
    misses = f"The piece that stands worst misses the floor by {100 * gap:.0f} cm"
    shades = [shade for _, shade in feet if shade is not None]
    if not shades:
        told = f"{misses}; no foot stands on bare floor, where its shadow could be judged."
        return Part("contact", rising(gap, 0.14, 0.03), told)
    shade = float(np.median(shades))
    value = rising(gap, 0.14, 0.03) * (0.35 + 0.65 * rising(shade, 0.01, 0.10))
    told = f"{misses}; the floor is {100 * shade:.0f} % darker at the feet."
    return Part("contact", value, told)


def _darkening(before: Pixels, after: Pixels, mask: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How much darker the picture became, 0..1, beside the objects; NaN on them."""
    old, new = to_linear(before) @ LUMINANCE, to_linear(after) @ LUMINANCE
    loss = 1 - (cv2.blur(new, (3, 3)) + 1e-3) / (cv2.blur(old, (3, 3)) + 1e-3)
    return np.asarray(np.where(mask == OBJECT, np.nan, np.clip(loss, 0, 1)), dtype=np.float32)


def _foot(
    index: int,
    points: Array,
    room: Room,
    objects: ObjectLayer,
    darkening: NDArray[np.float32],
) -> tuple[float, float | None] | None:
    """(metres from the lowest seen point to where it should be, darkening of bare floor there)."""
    uv, depth = room.camera.project(points)
    if (depth <= 0.1).any():
        return None
    scale = objects.alpha.shape[1] / room.camera.width_px
    uv = _in_view(index, uv * scale, objects.index)
    rows, columns = np.nonzero(objects.index == index)
    height = objects.alpha.shape[0]
    if not len(uv):
        return None
    expected = float(uv[:, 1].max())
    if len(rows) < FEWEST_PIXELS or expected > height - 2 or rows.max() >= height - 2:
        return None
    lowest = int(rows.max())
    metres_per_px = float(depth.min()) / (room.camera.focal_px * scale)
    gap = max(0.0, expected - lowest) * metres_per_px
    return gap, _shade_at(lowest, rows, columns, darkening)


def _in_view(index: int, uv: Array, seen: NDArray[np.int32]) -> Array:
    """The points (N, 2) of a piece that no other piece stands before, or all but before; those out
    of frame stay."""
    others = ((seen >= 0) & (seen != index)).astype(np.uint8)
    hidden = cv2.dilate(others, np.ones((2 * FOOT_PX + 1, 2 * FOOT_PX + 1), np.uint8)) > 0
    last = np.array([seen.shape[1] - 1, seen.shape[0] - 1])
    column, row = np.clip(uv, 0, last).astype(int).T
    return np.asarray(uv[~hidden[row, column]])


def _corners(placement: Placement) -> Array:
    corners = np.array(placement.footprint.exterior.coords)[:4]
    return np.column_stack([corners, np.zeros(4)])


def _shade_at(
    lowest: int,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    darkening: NDArray[np.float32],
) -> float | None:
    """Darkening (upper quartile) in a strip below and beside the lowest part of a piece; None where
    that is a rug or another piece."""
    near = columns[rows >= lowest - FOOT_PX]
    left, right = max(0, int(near.min()) - FOOT_PX), int(near.max()) + FOOT_PX
    strip = darkening[max(0, lowest - FOOT_PX) : lowest + FOOT_PX, left:right]
    bare = strip[~np.isnan(strip)]
    if bare.size < FEWEST_BARE:
        return None
    touched = bare[bare > 0]
    return float(np.percentile(touched, 75)) if touched.size else 0.0
