"""A plan drawing for people: the room from above with its openings, pieces and the camera."""

from __future__ import annotations

from html import escape

import numpy as np
from shapely.geometry import Polygon

from vetrina.staging.camera import Array
from vetrina.staging.furnishing import Placement, Plan
from vetrina.staging.room import Room

SCALE_PX = 90.0
MARGIN_M = 0.6
_FEATURES = {
    "window": "#3f8fd2",
    "door": "#b4582c",
    "passage": "#d99a5b",
    "radiator": "#c23b3b",
    "fireplace": "#7a1f1f",
}
_MOUNTS = {
    "rug": ("#efe6d2", "#cdbd95"),
    "floor": ("#dfe4ea", "#3b4753"),
    "top": ("#ffffff", "#9aa4ad"),
    "wall": ("#caa6d6", "#7d4e92"),
    "window": ("#a9cbe6", "#3f8fd2"),
}


def draw_plan(room: Room, plan: Plan | None = None) -> str:
    """SVG of the room seen from above, 90 px a metre, the camera's view at the bottom."""
    low = np.minimum(room.floor.min(axis=0), [-0.4, -0.2]) - MARGIN_M
    high = np.maximum(room.floor.max(axis=0), [0.4, 0.2]) + MARGIN_M
    width, height = (high - low) * SCALE_PX
    body = [_shape(room.floor, low, high, "#fbfaf7", "#22272c", 2.0)]
    body += _walls(room, low, high)
    body += _openings(room, low, high)
    if plan is not None:
        for placement in sorted(plan.placements, key=lambda p: p.mount == "top"):
            body += _piece(placement, low, high)
        body.append(_caption(plan))
    body.append(_camera(room, low, high))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" font-family="sans-serif">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(body)}</svg>'
    )


def _at(points: Array, low: Array, high: Array) -> Array:
    """World metres (N, 2) to drawing pixels, north up."""
    shifted = np.atleast_2d(points) - low
    return np.stack([shifted[:, 0], (high - low)[1] - shifted[:, 1]], axis=1) * SCALE_PX


def _shape(points: Array, low: Array, high: Array, fill: str, line: str, stroke: float) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in _at(points, low, high))
    return f'<polygon points="{path}" fill="{fill}" stroke="{line}" stroke-width="{stroke}"/>'


def _walls(room: Room, low: Array, high: Array) -> list[str]:
    out = []
    for wall in room.walls:
        (x0, y0), (x1, y1) = _at(np.array([wall.start, wall.end]), low, high)
        dashed = ' stroke-dasharray="3 7"' if wall.open else ""
        thick, colour = (5, "#22272c") if wall.seen > 0 and not wall.open else (2, "#b9bfc5")
        out.append(
            f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" '
            f'stroke="{colour}" stroke-width="{thick}"{dashed}/>'
        )
    return out


def _openings(room: Room, low: Array, high: Array) -> list[str]:
    out = []
    for feature in room.features:
        ends = room.wall_box(feature)[:2, :2]
        (x0, y0), (x1, y1) = _at(ends, low, high)
        colour = _FEATURES.get(feature.kind, "#888888")
        out.append(
            f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" '
            f'stroke="{colour}" stroke-width="9" opacity="0.85"/>'
        )
    out += [
        _shape(np.array(o.footprint), low, high, "#d6d6d6", "#888888", 1.0) for o in room.obstacles
    ]
    return out


def _piece(placement: Placement, low: Array, high: Array) -> list[str]:
    fill, line = _MOUNTS[placement.mount]
    outline: Polygon = placement.footprint
    corners = np.array(outline.exterior.coords[:4])
    out = [_shape(corners, low, high, fill, line, 1.4)]
    if placement.mount == "floor":
        (x0, y0), (x1, y1) = _at(corners[:2], low, high)
        out.append(
            f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" '
            'stroke="#d5331c" stroke-width="2.4"/>'
        )
    if placement.mount in ("floor", "rug"):
        x, y = _at(np.array([[placement.x, placement.y]]), low, high)[0]
        out.append(
            f'<text x="{x:.1f}" y="{y + 4:.1f}" font-size="11" text-anchor="middle" '
            f'fill="#22272c">{escape(placement.role.replace("_", " "))}</text>'
        )
    return out


def _camera(room: Room, low: Array, high: Array) -> str:
    """The camera and the two edges of its view on the floor."""
    camera = room.camera
    edges = np.array([[0.0, camera.cy], [float(camera.width_px), camera.cy]])
    rays = camera.rays(edges)[:, :2]
    x, y = _at(np.zeros((1, 2)), low, high)[0]
    lines = []
    for end in _at(rays / np.linalg.norm(rays, axis=1, keepdims=True) * 12.0, low, high):
        lines.append(
            f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
            'stroke="#1d3fbb" stroke-width="1" stroke-dasharray="6 5"/>'
        )
    return f'{"".join(lines)}<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="#1d3fbb"/>'


def _caption(plan: Plan) -> str:
    wall = "no wall" if plan.anchor_wall is None else f"wall {plan.anchor_wall}"
    words = f"{plan.room_type} seed {plan.seed}: {plan.group}, {wall}, {plan.score:.3f}"
    return f'<text x="8" y="18" font-size="14" fill="#22272c">{escape(words)}</text>'
