"""Upright rectangles on a wall that are not plain wall, found by colour steps, edges and glare.

The wall's own smooth shading is taken off; what is left is closed to outlines, filled, cleaned of
thin lines and cut into boxes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.perception.wall_view import WallView
from vetrina.staging.photo import to_linear

SHADING_M = 0.55
SKIRTING_M = 0.16
CEILING_M = 0.10
GAP_M = 0.07
THINNEST_M = 0.12
STRAIGHT_M = 0.35
"""A faint edge counts where it runs straight along the wall or upright for this long."""
LARGEST_M2 = 9.0
LOWEST_DOOR_M = 1.5
STEP_M = 0.5
DENSE = 3.5
RIBBED = 1.35
"""How many times the fine texture of plain wall the inside of a radiator shows."""
SMALLEST_M2 = 0.10
CLIPPED = 0.83
"""Linear light of the darkest channel from which a pixel may be a pane with the sky behind it."""
Box = tuple[int, int, int, int]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Patch:
    """A rectangle on a wall and what it looks like.

    u0, u1, z0, z1 metres.  light: mean luminance over the wall's; glare: share of clipped pixels;
    dark: share much darker than the wall; busy: edge density 0..1; upright: share of its edges
    that are upright; filled: share of the rectangle that differs from the wall; cut: the picture's
    border cuts it.
    """

    u0: float
    u1: float
    z0: float
    z1: float
    light: float
    glare: float
    dark: float
    busy: float
    upright: float
    filled: float
    cut: bool
    radiance: tuple[float, float, float]

    @property
    def width(self) -> float:
        return self.u1 - self.u0

    @property
    def height(self) -> float:
        return self.z1 - self.z0


def find_patches(view: WallView, ceiling_m: float | None) -> list[Patch]:
    """Upright rectangles that differ from the plain wall around them."""
    lab = cv2.cvtColor(view.pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    differs, plain = _differs(view, lab)
    edges, upright = _edges(view, lab)
    field = _field(view, ceiling_m)
    light = to_linear(view.pixels)
    solid = _solid(view, edges, field, _texture(lab)) | _glare(view, light, field)
    boxes = _united(_boxes(view, solid), view)
    level = float(np.median((light @ LUMINANCE)[plain])) if plain.any() else 0.5
    return [_patch(view, box, light, max(level, 0.02), differs, edges, upright) for box in boxes]


def _solid(view: WallView, edges: Mask, field: Mask, texture: Array) -> Mask:
    """Outlines filled and thin lines (cables, rods, edges of shadows) taken away.

    The floor counts as the lower side of what stands on it, the picture's border as the side of
    what it cuts.
    """
    joined = _morph(edges & field, GAP_M, view, cv2.MORPH_CLOSE)
    quiet = float(np.median(texture[view.shown & ~joined])) if (view.shown & ~joined).any() else 1.0
    dense = _morph((texture > max(DENSE * quiet, 0.8)) & view.shown, 0.05, view, cv2.MORPH_CLOSE)
    joined |= _morph(dense, 0.17, view, cv2.MORPH_OPEN) & field
    z = view.top - (np.arange(len(joined)) + 0.5) * view.cell
    fence = joined | (z[:, None] <= SKIRTING_M) | ~view.shown
    end = _end_columns(view)
    fence[:, :end] = fence[:, fence.shape[1] - end :] = True
    filled = np.zeros(fence.shape, dtype=bool)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((~fence).astype(np.uint8), None, 4)
    for index in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[index])
        region = labels == index
        ribbed = float(texture[region].mean()) > RIBBED * quiet
        if y > 0 and _is_closed(view, (x, y, x + w, y + h), area, ribbed=ribbed):
            filled |= region
    whole = (joined | filled) & field
    return _morph(whole, THINNEST_M, view, cv2.MORPH_OPEN)


def _glare(view: WallView, light: NDArray[np.float32], field: Mask) -> Mask:
    """Panes with the sky behind them, also where the picture's border cuts them; nothing where the
    wall itself is that bright."""
    darkest = light.min(axis=2)
    if not view.shown.any() or float(np.median(darkest[view.shown])) > 0.6 * CLIPPED:
        return np.zeros_like(view.shown)
    panes = _morph((darkest > CLIPPED) & view.shown, GAP_M, view, cv2.MORPH_OPEN)
    rows: Mask = np.asarray(field.any(axis=1, keepdims=True))
    return _morph(panes, 2 * GAP_M, view, cv2.MORPH_CLOSE) & view.shown & rows


def _is_closed(view: WallView, box: Box, area: int, *, ribbed: bool) -> bool:
    """Whether a plain region is the inside of something: a pane, a door leaf, a recess."""
    width, top = (box[2] - box[0]) * view.cell, view.z(box[1])
    on_floor = view.z(box[3]) < SKIRTING_M + 2 * view.cell
    end = _end_columns(view)
    at_end = box[0] <= end or box[2] >= view.shown.shape[1] - end
    if area * view.cell**2 > LARGEST_M2 or (on_floor and top < LOWEST_DOOR_M and not ribbed):
        return False
    if at_end:
        return on_floor and 0.3 < width < 1.5 and top < view.top - 0.15
    return True


def _morph(mask: Mask, metres: float, view: WallView, operation: int) -> Mask:
    size = max(2, round(metres / view.cell))
    done = cv2.morphologyEx(mask.astype(np.uint8), operation, np.ones((size, size), np.uint8))
    return np.asarray(done > 0)


LUMINANCE = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)


def _differs(view: WallView, lab: Array) -> tuple[Mask, Mask]:
    """Where the colour leaves the wall's smooth shading; and where it is plain."""
    weight = view.shown.astype(np.float32)
    sigma = max(2.0, SHADING_M / view.cell)
    shrink = 4
    size = (max(lab.shape[1] // shrink, 4), max(lab.shape[0] // shrink, 4))
    differs = np.zeros(view.shown.shape, dtype=bool)
    for _ in range(4):
        small = cv2.resize(np.dstack([lab * weight[..., None], weight]), size)
        small = cv2.GaussianBlur(small, (0, 0), sigma / shrink)
        smooth = cv2.resize(small, (lab.shape[1], lab.shape[0]))
        base = smooth[..., :3] / (smooth[..., 3:] + 1e-3)
        delta = lab - base
        distance = np.maximum(np.abs(delta[..., 0]) / 9, np.hypot(delta[..., 1], delta[..., 2]) / 7)
        differs = view.shown & (distance > 1)
        plain = view.shown & ~differs
        if plain.sum() < 0.1 * view.shown.sum():
            break
        weight = plain.astype(np.float32)
    return differs, view.shown & ~differs


def _edges(view: WallView, lab: Array) -> tuple[Mask, Mask]:
    """Edge pixels, and which of them run upright."""
    smooth = cv2.GaussianBlur(lab, (0, 0), 1.0)
    across = np.abs(cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=0.25)).max(axis=2)
    along = np.abs(cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=0.25)).max(axis=2)
    size = np.hypot(across, along)
    noise = float(np.median(size[view.shown])) if view.shown.any() else 0.0
    inner = cv2.erode(view.shown.astype(np.uint8), np.ones((7, 7))) > 0
    strong = inner & (size > 1.6 + 3 * noise)
    around = cv2.blur(size, (max(3, round(0.14 / view.cell)),) * 2)
    faint = inner & (size > 0.35 + 1.5 * noise) & (size > 1.5 * around)
    length = max(3, round(STRAIGHT_M / view.cell))
    lines = [
        cv2.morphologyEx(
            (faint & steeper).astype(np.uint8), cv2.MORPH_OPEN, np.ones(kernel, np.uint8)
        )
        for steeper, kernel in (
            (across > 2 * along, (length, 1)),
            (along > 2 * across, (1, length)),
        )
    ]
    edges = strong | (lines[0] > 0) | (lines[1] > 0)
    return edges, edges & (across > 1.5 * along)


def _end_columns(view: WallView) -> int:
    """Columns at either end of the wall whose edges belong to the corner."""
    return max(1, int(0.05 / view.cell))


def _texture(lab: Array) -> Array:
    """Fine upright ripple of brightness, Lab units: the ribs of radiators, not shading."""
    light = lab[..., 0]
    return np.asarray(np.abs(light - cv2.GaussianBlur(light, (0, 0), sigmaX=2.0, sigmaY=0.5)))


def _field(view: WallView, ceiling_m: float | None) -> Mask:
    """The part of the wall away from its foot, its top and its ends, where edges are its own."""
    rows, columns = view.shown.shape
    z = view.top - (np.arange(rows) + 0.5) * view.cell
    top = view.top if ceiling_m is None else ceiling_m - CEILING_M
    end = _end_columns(view)
    field = np.zeros((rows, columns), dtype=bool)
    field[(z > SKIRTING_M) & (z < top)] = True
    field[:, :end] = False
    field[:, columns - end :] = False
    return field


def _boxes(view: WallView, joined: Mask) -> list[Box]:
    """Bounding boxes (column0, row0, column1, row1) of the large parts, thin outliers cut off."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined.astype(np.uint8))
    boxes = []
    for index in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[index])
        if w * h * view.cell**2 < SMALLEST_M2 * 0.5 or area < 0.1 * w * h:
            continue
        part = labels[y : y + h, x : x + w] == index
        for first, last in _sections(part, round(STEP_M / view.cell)):
            trimmed = _trim(part[:, first:last])
            if trimmed is not None:
                c0, r0, c1, r1 = trimmed
                boxes.append((x + first + c0, y + r0, x + first + c1, y + r1))
    return boxes


def _sections(part: Mask, step: int) -> list[tuple[int, int]]:
    """Column ranges of a connected part between sudden steps of its upper edge: a radiator that
    touches the sill of a window is another thing."""
    top = np.where(part.any(axis=0), part.argmax(axis=0), part.shape[0]).astype(float)
    reach = 3
    later = np.concatenate([top[reach:], np.repeat(top[-1:], reach)])
    jump = np.abs(later - top) > step
    cuts = [0]
    for column in np.flatnonzero(jump):
        if column + reach // 2 - cuts[-1] > 2 * reach:
            cuts.append(int(column) + reach // 2 + 1)
    cuts.append(part.shape[1])
    return [(first, last) for first, last in pairwise(cuts) if last - first > reach]


def _trim(part: Mask) -> Box | None:
    """The box without arms (cables, rods, shadow edges) that fill little of their row or column."""
    rows, columns = np.ones(part.shape[0], bool), np.ones(part.shape[1], bool)
    for _ in range(2):
        in_rows = part[:, columns].sum(axis=1)
        rows = in_rows > 0.3 * max(int(in_rows.max(initial=0)), 1)
        in_columns = part[rows].sum(axis=0)
        columns = in_columns > 0.3 * max(int(in_columns.max(initial=0)), 1)
    r, c = np.flatnonzero(rows), np.flatnonzero(columns)
    if not len(r) or not len(c):
        return None
    return int(c[0]), int(r[0]), int(c[-1]) + 1, int(r[-1]) + 1


def _united(boxes: list[Box], view: WallView) -> list[Box]:
    """Boxes that overlap, or lie within one another, made one."""
    pending, out = list(boxes), list[Box]()
    while pending:
        box = pending.pop()
        for other in pending:
            if _shared(box, other) > 0.25:
                pending.remove(other)
                merged = np.array([box, other])
                low, high = merged[:, :2].min(axis=0), merged[:, 2:].max(axis=0)
                pending.append((int(low[0]), int(low[1]), int(high[0]), int(high[1])))
                break
        else:
            area = (box[2] - box[0]) * (box[3] - box[1]) * view.cell**2
            if area > SMALLEST_M2:
                out.append(box)
    return sorted(out)


def _shared(first: Box, second: Box) -> float:
    """Common area over the smaller one's."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)]
    return width * height / max(min(areas), 1)


def _patch(
    view: WallView,
    box: Box,
    light: NDArray[np.float32],
    level: float,
    differs: Mask,
    edges: Mask,
    upright: Mask,
) -> Patch:
    c0, r0, c1, r1 = box
    part = (slice(r0, r1), slice(c0, c1))
    shown = view.shown[part]
    pixels = light[part][shown] if shown.any() else light[part].reshape(-1, 3)
    luminance = pixels @ LUMINANCE
    low = view.z(r1)
    edge_count = max(int(edges[part].sum()), 1)
    return Patch(
        u0=view.u(c0),
        u1=view.u(c1),
        z0=0.0 if low < SKIRTING_M + 0.05 else low,
        z1=view.z(r0),
        light=float(luminance.mean()) / level,
        glare=float((pixels.min(axis=1) > 0.9).mean()) if level < 0.8 else 0.0,
        dark=float((luminance < 0.45 * level).mean()),
        busy=float(edges[part].mean()),
        upright=float(upright[part].sum()) / edge_count,
        filled=float(differs[part].mean()),
        cut=not view.shown[r0:r1, [max(c0 - 3, 0), min(c1 + 2, view.shown.shape[1] - 1)]].all(),
        radiance=(
            float(pixels[:, 0].mean()),
            float(pixels[:, 1].mean()),
            float(pixels[:, 2].mean()),
        ),
    )
