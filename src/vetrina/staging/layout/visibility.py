"""What the camera sees of an arrangement: a quick painting of the pieces as boxes.

The boxes are painted far to near into a raster 160 pixels wide.  Hollow pieces are painted as what
of them really hides something: a table as its top, a lamp as its shade.  About 0.03 ms per piece.

Source: the painter's algorithm, Newell, Newell and Sancha, 1972.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array, Camera
from vetrina.staging.layout.boxes import Item, boxes3, corners
from vetrina.staging.layout.space import Space

RASTER_PX = 160
TOP_ONLY = frozenset(
    {"coffee_table", "side_table", "dining_table", "desk", "console_table", "nightstand"}
)
SLENDER = frozenset({"floor_lamp", "decor", "stool"})
WAYS = frozenset({"door", "passage", "stairs", "fireplace"})
"""What nobody would photograph a piece in front of, though the way there be free."""


@dataclass(frozen=True, slots=True)
class View:
    """Shares 0..1 per piece, in the order of the items.

    framed: of its outline inside the picture; open: of what is inside, not hidden by others;
    share: of the picture that its outline covers; lowest, highest: 0..1 from the top of the
    picture; left, right: 0..1; windows_hidden: of the window area in the picture; doors_hidden:
    of the one door, passage or hearth that is hidden most; covered: of the picture by anything;
    ids: (h, w) int16, index + 1 of the piece seen.
    """

    framed: Array
    open: Array
    share: Array
    left: Array
    right: Array
    highest: Array
    lowest: Array
    windows_hidden: float
    doors_hidden: float
    covered: float
    ids: NDArray[np.int16]


def look(space: Space, items: tuple[Item, ...]) -> View:
    """How `items` stand in the picture."""
    camera = space.room.camera
    width = RASTER_PX
    height = max(round(camera.height_px / camera.width_px * width), 1)
    small = camera.resized(width, height)
    hulls = _hulls(small, items, solid=False)
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    framed, share, extent = _framing(hulls, frame)
    ids = _paint(small, items, (height, width))
    seen = np.bincount(ids.ravel(), minlength=len(items) + 1)[1:].astype(np.float64)
    alone = _alone(small, items, (height, width))
    return View(
        framed=framed,
        open=np.where(alone > 0, np.minimum(seen / np.maximum(alone, 1), 1.0), 0.0),
        share=share,
        left=extent[:, 0] / width,
        right=extent[:, 2] / width,
        highest=extent[:, 1] / height,
        lowest=extent[:, 3] / height,
        windows_hidden=_hidden(ids, _outlines(space, small, ids, frozenset({"window"}))),
        doors_hidden=max(
            (_hidden(ids, [one]) for one in _outlines(space, small, ids, WAYS)), default=0.0
        ),
        covered=float((ids > 0).mean()),
        ids=ids,
    )


def _hulls(camera: Camera, items: tuple[Item, ...], *, solid: bool) -> list[Array]:
    """Outline (K, 2) float32 pixels of each piece's box, empty where it reaches behind the lens."""
    if not items:
        return []
    xy = np.array([[i.x, i.y] for i in items])
    turn = np.array([i.turn_deg for i in items])
    half = np.array([[i.size_m[0] / 2, i.size_m[1] / 2] for i in items])
    top = np.array([i.body_m for i in items])
    low = np.zeros(len(items))
    if solid:
        for n, item in enumerate(items):
            if item.info.role in TOP_ONLY:
                low[n] = top[n] * 0.78
            elif item.slot == "tucked":
                low[n] = top[n] * 0.5
            elif item.info.role in SLENDER:
                half[n] *= 0.6
                low[n] = top[n] * 0.35
    box = boxes3(corners(xy, turn, half), low, top)
    uv, depth = camera.project(box.reshape(-1, 3))
    uv = uv.reshape(len(items), 8, 2).astype(np.float32)
    behind = depth.reshape(len(items), 8).min(axis=1) < 0.15
    return [
        np.zeros((0, 2), np.float32) if bad else cv2.convexHull(points)[:, 0]
        for points, bad in zip(uv, behind.tolist(), strict=True)
    ]


def _framing(hulls: list[Array], frame: NDArray[np.float32]) -> tuple[Array, Array, Array]:
    """Share of each outline inside the frame, share of the frame it covers, its clipped extent."""
    total = float(frame[2, 0] * frame[2, 1])
    framed, share = np.zeros(len(hulls)), np.zeros(len(hulls))
    extent = np.zeros((len(hulls), 4))
    for n, hull in enumerate(hulls):
        if len(hull) < 3:
            continue
        area = float(cv2.contourArea(hull))
        inside, common = cv2.intersectConvexConvex(hull, frame)
        if area <= 0 or inside <= 0 or common is None:
            continue
        framed[n], share[n] = min(inside / area, 1.0), inside / total
        points = common.reshape(-1, 2)
        extent[n] = [*points.min(0), *points.max(0)]
    return framed, share, extent


def _order(items: tuple[Item, ...]) -> list[int]:
    """Far to near; what lies flat comes first, and chairs just before the table they stand at."""
    tables = {i.unit: float(np.hypot(i.x, i.y)) for i in items if i.info.role in TOP_ONLY}
    away = [
        tables.get(i.unit, 0.0) + 0.01 if i.slot == "tucked" else float(np.hypot(i.x, i.y))
        for i in items
    ]
    return sorted(range(len(items)), key=lambda n: (not items[n].flat, -away[n]))


def _paint(camera: Camera, items: tuple[Item, ...], shape: tuple[int, int]) -> NDArray[np.int16]:
    canvas = np.zeros(shape, np.int16)
    hulls = _hulls(camera, items, solid=True)
    for n in _order(items):
        if len(hulls[n]) >= 3:
            cv2.fillConvexPoly(canvas, np.round(hulls[n] * 16).astype(np.int32), n + 1, shift=4)
    return canvas


def _alone(camera: Camera, items: tuple[Item, ...], shape: tuple[int, int]) -> Array:
    """Pixels of each piece if nothing stood before it."""
    out = np.zeros(len(items))
    for n, hull in enumerate(_hulls(camera, items, solid=True)):
        if len(hull) >= 3:
            canvas = np.zeros(shape, np.uint8)
            cv2.fillConvexPoly(canvas, np.round(hull * 16).astype(np.int32), 1, shift=4)
            out[n] = float(cv2.countNonZero(canvas))
    return out


def _outlines(
    space: Space, camera: Camera, ids: NDArray[np.int16], kinds: frozenset[str]
) -> list[NDArray[np.bool_]]:
    """Where the picture shows each feature of these kinds: (h, w) True inside."""
    shown = []
    for feature in space.room.features:
        if feature.kind not in kinds:
            continue
        uv, depth = camera.project(space.room.wall_box(feature))
        if (depth > 0.1).all():
            canvas = np.zeros(ids.shape, np.uint8)
            cv2.fillConvexPoly(canvas, np.round(uv * 16).astype(np.int32), 1, shift=4)
            shown.append(canvas > 0)
    return shown


def _hidden(ids: NDArray[np.int16], outlines: list[NDArray[np.bool_]]) -> float:
    """Share 0..1 of the pixels inside the outlines that show a piece."""
    pixels = np.concatenate([ids[inside] for inside in outlines]) if outlines else ids[:0, 0]
    return float((pixels > 0).mean()) if len(pixels) else 0.0


def frame_shares(camera: Camera, footprints: Array, tops: Array) -> tuple[Array, Array, Array]:
    """Quick look at many boxes: (P, G, 4, 2) footprints with heights tops (G,).

    Returns share (P, G) of the eight corners inside the picture, picture extents (P, G, 4) as
    x0, y0, x1, y1 in 0..1, clipped, and whether (P, G) all lies before the lens.
    """
    low = np.zeros_like(tops)
    box = boxes3(footprints, *np.broadcast_arrays(low, tops))
    uv, depth = camera.project(box.reshape(-1, 3))
    uv = uv.reshape(*box.shape[:-1], 2) / np.array([camera.width_px, camera.height_px])
    before = depth.reshape(box.shape[:-1]) > 0.15
    inside = ((uv > -0.01) & (uv < 1.01)).all(axis=-1) & before
    clipped = np.clip(uv, 0, 1)
    extent = np.concatenate([clipped.min(axis=-2), clipped.max(axis=-2)], axis=-1)
    return np.asarray(inside.mean(axis=-1)), extent, np.asarray(before.all(axis=-1))
