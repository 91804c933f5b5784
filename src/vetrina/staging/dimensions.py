"""Sizes drawn on the picture: dimension lines over the furniture, from a result's manifest.

Plain arithmetic without NumPy, because pages use it.  The camera is the one of `camera.py`, rebuilt
from the angles that the manifest keeps; places are in pixels of the picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]
Point3 = tuple[float, float, float]

MOST = 6
NEAREST_M = 0.3
SHORTEST_SHARE = 0.05
"""A line shorter than this share of the picture's width says nothing."""
LIFT_SHARE = 0.012
BEFORE_M = 0.03
"""How far before a piece its line is drawn."""
TALL = 1.4
STEEP = 0.7
LABEL_SHARE = (0.085, 0.05)
"""Room that a label needs, as shares of the picture's width and height."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One dimension line from `start` to `end`, its label at `label_at`; `anchor` as in SVG."""

    start: Point
    end: Point
    label: str
    label_at: Point
    anchor: str

    @property
    def path(self) -> str:
        """The line with a tick at each end, as SVG path data."""
        (x0, y0), (x1, y1) = self.start, self.end
        length = math.hypot(x1 - x0, y1 - y0)
        tx, ty = -(y1 - y0) / length * 9, (x1 - x0) / length * 9
        line = f"M{x0:.0f} {y0:.0f}L{x1:.0f} {y1:.0f}"
        ticks = (
            f"M{x - tx:.0f} {y - ty:.0f}L{x + tx:.0f} {y + ty:.0f}"
            for x, y in (self.start, self.end)
        )
        return line + "".join(ticks)


class _View:
    """The manifest's camera, as far as projecting needs it."""

    def __init__(self, camera: Mapping[str, Any]) -> None:
        self.width, self.height = (float(side) for side in camera["size_px"])
        self._focal = float(camera["focal_px"]["value"])
        self._centre = tuple(float(part) for part in camera["principal_point_px"])
        self._eye_m = float(camera["height_m"])
        yaw, pitch, roll = (
            math.radians(float(camera[name])) for name in ("yaw_deg", "pitch_deg", "roll_deg")
        )
        forward = (
            math.sin(yaw) * math.cos(pitch),
            math.cos(yaw) * math.cos(pitch),
            math.sin(pitch),
        )
        level = (math.cos(yaw), -math.sin(yaw), 0.0)
        down = _cross(forward, level)
        cos, sin = math.cos(roll), math.sin(roll)
        self._right = _sum(_times(level, cos), _times(down, -sin))
        self._down = _sum(_times(down, cos), _times(level, sin))
        self._forward = forward

    def place(self, point: Point3) -> Point | None:
        """Where *point* (metres) is in the picture; None behind or right before the camera."""
        seen = (point[0], point[1], point[2] - self._eye_m)
        depth = _dot(seen, self._forward)
        if depth < NEAREST_M:
            return None
        return (
            self._focal * _dot(seen, self._right) / depth + self._centre[0],
            self._focal * _dot(seen, self._down) / depth + self._centre[1],
        )

    def holds(self, point: Point) -> bool:
        """Is *point* inside the picture, with room for a label?"""
        x, y = point
        return (
            0.02 * self.width < x < 0.98 * self.width
            and 0.04 * self.height < y < 0.95 * self.height
        )


def dimension_marks(manifest: Mapping[str, Any], most: int = MOST) -> tuple[Mark, ...]:
    """At most *most* lines, the longest first, none over another's label; empty without a plan."""
    if "camera" not in manifest or "items" not in manifest:
        return ()
    view = _View(manifest["camera"])
    found = sorted(
        (mark for item in manifest["items"] for mark in _of_item(view, item)),
        key=_length,
        reverse=True,
    )
    kept: list[Mark] = []
    told: set[str] = set()
    for mark in found:
        if len(kept) < most and mark.label not in told and _is_free(view, mark, kept):
            kept.append(mark)
            told.add(mark.label)
    return tuple(kept)


def _of_item(view: _View, item: Mapping[str, Any]) -> Iterable[Mark]:
    """Height beside what is taller than wide, else the longest edge that faces the camera: on the
    floor before a piece that stands, over the top of one that hangs."""
    if item.get("on") is not None or item.get("role") in {"curtain", "plant"}:
        return
    width, depth, height = (float(side) / 100 for side in item["size_cm"])
    box = _Box(item, (width, depth, height))
    near_a, near_b = box.facing()
    if height > TALL * max(width, depth):
        side = max((-1.0, 1.0), key=lambda a: (view.place(box.corner(a, near_b, 0.5)) or (0, 0))[0])
        yield from _upright(view, box.corner(side, near_b, 0), box.corner(side, near_b, 1), height)
        return
    found: list[Mark] = []
    for top in (0.0, 1.0) if float(item["position_m"][2]) < 0.05 else (1.0,):
        edges = (
            (box.corner(-1, near_b, top, BEFORE_M), box.corner(1, near_b, top, BEFORE_M), width),
            (box.corner(near_a, -1, top, BEFORE_M), box.corner(near_a, 1, top, BEFORE_M), depth),
        )
        found = [m for a, b, metres in edges for m in _level(view, a, b, metres, is_below=not top)]
        if found:
            break
    yield from sorted(found, key=_length)[-1:]


class _Box:
    """The bounding box of a piece at its place."""

    def __init__(self, item: Mapping[str, Any], size_m: Point3) -> None:
        self._at = tuple(float(part) for part in item["position_m"])
        self._size = size_m
        angle = math.radians(float(item["turn_deg"]))
        self._along = (math.cos(angle), math.sin(angle))
        self._across = (-math.sin(angle), math.cos(angle))

    def corner(self, a: float, b: float, c: float, before_m: float = 0.0) -> Point3:
        """The corner at -1 or 1 along width and depth and 0..1 up, *before_m* farther out."""
        (x, y, z), (width, depth, height) = self._at, self._size
        u, v = a * (width / 2 + before_m), b * (depth / 2 + before_m)
        return (
            x + u * self._along[0] + v * self._across[0],
            y + u * self._along[1] + v * self._across[1],
            z + c * height,
        )

    def facing(self) -> tuple[float, float]:
        """Which of the sides across the width and across the depth are nearer to the camera."""

        def distance(a: float, b: float) -> float:
            return math.hypot(*self.corner(a, b, 0)[:2])

        sides = (-1.0, 1.0)
        return min(sides, key=lambda a: distance(a, 0)), min(sides, key=lambda b: distance(0, b))


def _level(view: _View, a: Point3, b: Point3, metres: float, *, is_below: bool) -> Iterable[Mark]:
    start, end = view.place(a), view.place(b)
    if start is None or end is None:
        return
    start, end = sorted((start, end))
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    run, rise = end[0] - start[0], end[1] - start[1]
    if abs(rise) > STEEP * run:
        place, anchor = (middle[0] + 0.012 * view.width, middle[1]), "start"
    else:
        gap = (0.022 if is_below else -0.016) * view.width
        place, anchor = (
            (middle[0], middle[1] + gap + abs(rise) * 0.12 * (1 if is_below else -1)),
            "middle",
        )
    mark = Mark(start, end, f"{round(100 * metres)} cm", place, anchor)
    if _is_worth(view, mark):
        yield mark


def _upright(view: _View, a: Point3, b: Point3, metres: float) -> Iterable[Mark]:
    low, high = view.place(a), view.place(b)
    if low is None or high is None:
        return
    lift = view.width * LIFT_SHARE
    start, end = (low[0] + lift, low[1]), (high[0] + lift, high[1])
    beside = ((start[0] + end[0]) / 2 + lift, (start[1] + end[1]) / 2)
    mark = Mark(start, end, f"{round(100 * metres)} cm", beside, "start")
    if _is_worth(view, mark):
        yield mark


def _is_worth(view: _View, mark: Mark) -> bool:
    inside = all(view.holds(point) for point in (mark.start, mark.end, mark.label_at))
    return inside and _length(mark) > SHORTEST_SHARE * view.width


def _is_free(view: _View, mark: Mark, kept: Iterable[Mark]) -> bool:
    wide, tall = LABEL_SHARE[0] * view.width, LABEL_SHARE[1] * view.height
    return all(
        abs(mark.label_at[0] - other.label_at[0]) > wide
        or abs(mark.label_at[1] - other.label_at[1]) > tall
        for other in kept
    )


def _length(mark: Mark) -> float:
    return math.dist(mark.start, mark.end)


def _dot(a: Point3, b: Point3) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: Point3, b: Point3) -> Point3:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def _sum(a: Point3, b: Point3) -> Point3:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def _times(a: Point3, factor: float) -> Point3:
    return (a[0] * factor, a[1] * factor, a[2] * factor)
