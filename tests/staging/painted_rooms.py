"""Painted rooms with a known camera, for tests of what perception measures.

Every pixel is a ray cast into a hollow prism of vertical walls with a floor, a ceiling and boxes
standing in it; surfaces carry boards, tiles, skirting, windows, doors and pictures, light falls off
and the picture gets blur, noise, distortion and JPEG like a real one.  Nothing is path-traced: a
960 px room takes about a second.  The same seed gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vetrina.staging.camera import Camera
from vetrina.staging.photo import Photo

Array = NDArray[np.float64]
Paint = Callable[[Array, Array], Array]
"""Colour (N, 3) of the surface points whose two surface coordinates in metres are given (N,)."""


def rotation_of(pitch_deg: float, roll_deg: float, yaw_deg: float) -> Array:
    """World-to-camera rotation whose Camera.pitch_deg, roll_deg and yaw_deg are the ones given."""
    pitch, roll, yaw = np.radians([pitch_deg, roll_deg, yaw_deg])
    base = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
    turn = np.array([[np.cos(yaw), -np.sin(yaw), 0], [np.sin(yaw), np.cos(yaw), 0], [0, 0, 1]])
    nod = np.array(
        [[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]]
    )
    tilt = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return np.asarray(tilt @ nod @ base @ turn)


@dataclass
class PaintedRoom:
    """A hollow prism: corners (N, 2) metres counter-clockwise from above, and what stands in it."""

    camera: Camera
    corners: Array
    ceiling_m: float
    is_box: bool
    distortion: float = 0.0
    boxes: list[tuple[Array, float]] = field(default_factory=list)
    walls: list[Paint] = field(default_factory=list)
    floor: Paint | None = None
    white: float = 0.9


def _mix(base: Array, colour: Array, where: NDArray[np.bool_]) -> Array:
    base[where] = colour
    return base


def boards(rng: np.random.Generator, turn_deg: float) -> Paint:
    """Floorboards of random tone, laid at an angle to the walls."""
    width, length = rng.uniform(0.08, 0.2), rng.uniform(0.9, 1.8)
    tone = np.array([0.62, 0.45, 0.3]) * rng.uniform(0.6, 1.25)
    tones = rng.uniform(0.82, 1.15, 4096)
    gap = rng.uniform(0.5, 0.85)
    cos, sin = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))

    def paint(x: Array, y: Array) -> Array:
        u, v = cos * x + sin * y, -sin * x + cos * y
        row = np.floor(v / width).astype(int)
        along = u / length + tones[row % 4096] * 7
        board = (row * 131 + np.floor(along).astype(int) * 17) % 4096
        colour = tone * tones[board][:, None]
        grain = 1 + 0.04 * np.sin(v * 400 + 3 * np.sin(u * 2 + board))
        seam = (v / width - row < 0.03) | (along - np.floor(along) < 0.004)
        return _mix(colour * grain[:, None], tone * gap, seam)

    return paint


def tiles(rng: np.random.Generator, turn_deg: float) -> Paint:
    """Square tiles with joints."""
    side = rng.uniform(0.25, 0.6)
    tone = np.array([0.75, 0.72, 0.68]) * rng.uniform(0.6, 1.2)
    tones = rng.uniform(0.93, 1.07, 4096)
    joint = rng.uniform(0.6, 1.2)
    cos, sin = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))

    def paint(x: Array, y: Array) -> Array:
        u, v = (cos * x + sin * y) / side, (-sin * x + cos * y) / side
        i, j = np.floor(u).astype(int), np.floor(v).astype(int)
        colour = tone * tones[(i * 131 + j * 57) % 4096][:, None]
        return _mix(colour, tone * joint, (u - i < 0.015) | (v - j < 0.015))

    return paint


def carpet(rng: np.random.Generator, turn_deg: float) -> Paint:
    """A floor without any line."""
    tone = np.array([0.6, 0.58, 0.55]) * rng.uniform(0.6, 1.3) + 0 * turn_deg
    phase = rng.uniform(0, 6, 4)

    def paint(x: Array, y: Array) -> Array:
        spot = np.sin(x * 3 + phase[0]) * np.sin(y * 4 + phase[1])
        fine = np.sin(x * 97 + phase[2]) * np.sin(y * 83 + phase[3])
        return np.asarray(tone * (1 + 0.03 * spot + 0.03 * fine)[:, None])

    return paint


@dataclass
class Panel:
    """A rectangle on a wall: u0, u1, z0, z1 metres, frame width, what fills it, how it is split."""

    box: tuple[float, float, float, float]
    frame_m: float
    fill: Array
    frame: Array
    split: tuple[int, int]
    turn: float = 0.0


def wall(
    tone: Array, skirting_m: float, cornice_m: float, top: float, panels: list[Panel]
) -> Paint:
    """A plain wall with skirting, cornice and framed panels."""

    def paint(u: Array, z: Array) -> Array:
        colour = np.repeat(tone[None], len(u), axis=0)
        colour = _mix(colour, np.array([0.9, 0.9, 0.88]), z < skirting_m)
        colour = _mix(colour, tone * 0.6, abs(z - skirting_m) < 0.006)
        colour = _mix(colour, np.array([0.93, 0.93, 0.92]), z > top - cornice_m)
        for panel in panels:
            u0, u1, z0, z1 = panel.box
            s = u + panel.turn * (z - z0)
            t = z - panel.turn * (u - u0)
            inside = (s > u0) & (s < u1) & (t > z0) & (t < z1)
            colour = _mix(colour, panel.frame, inside)
            du, dz = (u1 - u0) / panel.split[0], (z1 - z0) / panel.split[1]
            fu = abs(((s - u0) / du) % 1 - 0.5) * du < du / 2 - panel.frame_m
            fz = abs(((t - z0) / dz) % 1 - 0.5) * dz < dz / 2 - panel.frame_m
            shade = panel.fill * (1 + 0.25 * np.sin(t * 2.1 + s))[:, None]
            pane = inside & fu & fz
            colour[pane] = shade[pane]
            rim = inside & ((s - u0 < 0.01) | (u1 - s < 0.01) | (z1 - t < 0.01))
            colour = _mix(colour, panel.frame * 0.6, rim)
        return colour

    return paint


def _panels(rng: np.random.Generator, length: float, top: float) -> list[Panel]:
    found: list[Panel] = []
    u = rng.uniform(0.2, 0.8)
    while u < length - 0.9:
        kind = rng.choice(
            ["window", "door", "picture", "radiator", "none"], p=[0.3, 0.2, 0.15, 0.1, 0.25]
        )
        white = np.full(3, rng.uniform(0.75, 0.95))
        wide = min(rng.uniform(0.8, 1.8), length - u - 0.1)
        if kind == "window":
            z0, z1 = rng.uniform(0.4, 1.0), min(top - 0.25, rng.uniform(2.0, 2.4))
            fill = np.array([0.95, 0.98, 1.0]) * rng.uniform(0.7, 1.3)
            split = (int(rng.integers(1, 4)), int(rng.integers(1, 3)))
            found.append(Panel((u, u + wide, z0, z1), 0.04, fill, white, split))
        elif kind == "door":
            fill = white * rng.uniform(0.85, 0.97)
            found.append(Panel((u, u + 0.85, -1, 2.03), 0.09, fill, white, (1, 1)))
        elif kind == "picture":
            size, z0 = rng.uniform(0.4, 0.8), rng.uniform(1.2, 1.5)
            fill = rng.uniform(0.1, 0.8, 3)
            lean = float(np.radians(rng.normal(0, 1.0)))
            found.append(Panel((u, u + size, z0, z0 + size), 0.03, fill, white * 0.3, (1, 1), lean))
        elif kind == "radiator":
            found.append(Panel((u, u + 0.9, 0.12, 0.72), 0.02, white * 0.9, white, (12, 1)))
        u += wide + rng.uniform(0.3, 1.2)
    return found


def _corners(rng: np.random.Generator, kind: str, width: float, depth: float) -> Array:
    left = -rng.uniform(0.25, 0.75) * width
    near = -rng.uniform(0.25, 0.8)
    right, far = left + width, near + depth
    if kind == "box":
        return np.array([[left, near], [right, near], [right, far], [left, far]])
    cut_x, cut_y = rng.uniform(0.8, 0.45 * width), rng.uniform(0.8, 0.45 * depth)
    if kind == "corner_cut":
        back = [[right, far - cut_y], [right - cut_x, far], [left, far]]
    elif kind == "recess":
        back = [
            [right, far - cut_y],
            [right - cut_x, far - cut_y],
            [right - cut_x, far],
            [left, far],
        ]
    else:
        third = width / 3
        bay = far + rng.uniform(0.5, 0.9)
        back = [[right, far], [right - third * 0.6, far], [right - third, bay], [left + third, bay]]
        back += [[left + third * 0.6, far], [left, far]]
    return np.array([[left, near], [right, near], *back])


def _camera(rng: np.random.Generator, width_px: int, height_px: int) -> tuple[Camera, float]:
    fov = np.radians(rng.uniform(62, 100))
    focal = width_px / 2 / np.tan(fov / 2)
    frontal = rng.random() < 0.35
    yaw = rng.uniform(-6, 6) if frontal else rng.uniform(-42, 42)
    pitch, roll, shift = rng.uniform(-11, 2), rng.uniform(-1.2, 1.2), 0.0
    corrected = rng.random() < 0.25
    if corrected:
        pitch, roll, shift = rng.normal(0, 0.05), rng.normal(0, 0.05), rng.uniform(-0.18, 0.05)
    distortion = rng.normal(0, 0.012) if rng.random() < 0.4 else 0.0
    camera = Camera(
        width_px,
        height_px,
        float(focal),
        width_px / 2,
        height_px * (0.5 + shift),
        rotation_of(pitch, roll, yaw),
        float(rng.uniform(1.1, 1.6)),
    )
    return camera, float(distortion)


def random_room(seed: int, width_px: int = 960, height_px: int = 640) -> PaintedRoom:
    """Room number `seed`: two of three are boxes, others have a cut corner, a recess or a bay."""
    rng = np.random.default_rng(7000 + seed)
    camera, distortion = _camera(rng, width_px, height_px)
    kind = "box" if seed % 3 else str(rng.choice(["corner_cut", "recess", "bay"]))
    size = rng.uniform(3.4, 6.0), rng.uniform(3.6, 6.5)
    corners = _corners(rng, kind, *size)
    top = float(rng.uniform(2.4, 2.9))
    room = PaintedRoom(camera, corners, top, kind == "box", distortion)
    room.white = float(rng.uniform(0.8, 0.95))
    tone = np.array([0.86, 0.85, 0.82]) * rng.uniform(0.75, 1.08) * rng.uniform(0.95, 1.03, 3)
    skirting, cornice = rng.uniform(0.06, 0.14), rng.choice([0.0, 0.07])
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        length = float(np.hypot(*(end - start)))
        room.walls.append(wall(tone, skirting, cornice, top, _panels(rng, length, top)))
    turn = float(rng.choice([0, 90, 45, rng.uniform(0, 90)], p=[0.45, 0.35, 0.15, 0.05]))
    room.floor = [boards, tiles, carpet][int(rng.choice(3, p=[0.5, 0.3, 0.2]))](rng, turn)
    for _ in range(int(rng.integers(0, 4))):
        _clutter(rng, room)
    return room


def _clutter(rng: np.random.Generator, room: PaintedRoom) -> None:
    low, high = room.corners.min(axis=0), room.corners.max(axis=0)
    centre = rng.uniform(low + 0.4, high - 0.4)
    if np.hypot(*centre) < 1.3 or centre[1] < 0.4:
        return
    a, b = rng.uniform(0.2, 0.6, 2)
    angle = rng.uniform(0, np.pi) if rng.random() < 0.6 else 0.0
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    square = np.array([[-a, -b], [a, -b], [a, b], [-a, b]]) @ turn.T + centre
    room.boxes.append((square, float(rng.uniform(0.2, 0.9))))


def _rays(room: PaintedRoom, step: int) -> Array:
    camera = room.camera
    v, u = np.mgrid[0 : camera.height_px * step, 0 : camera.width_px * step]
    uv = np.stack([(u.ravel() + 0.5) / step, (v.ravel() + 0.5) / step], axis=1)
    half = np.hypot(camera.width_px, camera.height_px) / 2
    centre = np.array([camera.cx, camera.cy])
    offset = (uv - centre) / half
    straight = centre + half * offset * (1 + room.distortion * (offset**2).sum(1, keepdims=True))
    local = np.concatenate([(straight - centre) / camera.focal_px, np.ones((len(uv), 1))], axis=1)
    return np.asarray(local @ camera.rotation)


def _cross(a: Array, b: Array) -> Array:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def _strike(ray: Array, start: Array, end: Array) -> tuple[Array, Array]:
    edge = end - start
    down = _cross(ray[:, :2], edge)
    down = np.where(np.abs(down) < 1e-9, 1e-9, down)
    distance = _cross(start, edge) / down
    share = _cross(np.broadcast_to(start, ray[:, :2].shape), ray[:, :2]) / down
    distance[(distance < 1e-3) | (share < 0) | (share > 1)] = np.inf
    return distance, share


def _light(room: PaintedRoom, points: Array) -> Array:
    """Light falls off away from the back wall and into corners and edges."""
    far = room.corners[:, 1].max()
    fall = 0.72 + 0.4 * np.exp(-((points[:, 1] - far) ** 2) / 6)
    edge = np.minimum(points[:, 2], room.ceiling_m - points[:, 2]).clip(0, 0.5)
    gap = np.full(len(points), 0.5)
    for start, end in zip(room.corners, np.roll(room.corners, -1, axis=0), strict=True):
        along = (end - start) / np.hypot(*(end - start))
        gap = np.minimum(gap, np.abs(_cross(points[:, :2] - start, along)))
    near = np.minimum(edge, gap) + 0.35 * np.maximum(edge, gap)
    return np.asarray(fall * (0.8 + 0.28 * near))


def _shade(room: PaintedRoom, ray: Array) -> Array:
    height = room.camera.height_m
    down = np.where(np.abs(ray[:, 2]) < 1e-9, 1e-9, ray[:, 2])
    best = np.where(down < 0, -height / down, (room.ceiling_m - height) / down)
    points = ray * best[:, None] + [0, 0, height]
    colour = np.full((len(ray), 3), room.white)
    below = down < 0
    assert room.floor is not None
    colour[below] = room.floor(points[below, 0], points[below, 1])
    edges = list(zip(room.corners, np.roll(room.corners, -1, axis=0), room.walls, strict=True))
    for k, (start, end, paint) in enumerate(edges):
        distance, share = _strike(ray, start, end)
        hit = distance < best
        length = float(np.hypot(*(end - start)))
        z = height + distance[hit] * ray[hit, 2]
        colour[hit] = paint(share[hit] * length, z) * (0.88 + 0.06 * (k % 3))
        best = np.where(hit, distance, best)
    light = _light(room, ray * best[:, None] + [0, 0, height])
    colour *= light[:, None]
    for square, tall in room.boxes:
        colour, best = _box(room, ray, colour, best, square, tall)
    return colour


def _box(
    room: PaintedRoom, ray: Array, colour: Array, best: Array, square: Array, tall: float
) -> tuple[Array, Array]:
    height = room.camera.height_m
    tone = np.array([0.45, 0.4, 0.42]) + 0.2 * np.sin(tall * 9 + np.arange(3))
    for k, (start, end) in enumerate(zip(square, np.roll(square, -1, axis=0), strict=True)):
        distance, _ = _strike(ray, start, end)
        hit = (distance < best) & (height + distance * ray[:, 2] < tall)
        colour[hit] = tone * (0.55 + 0.12 * k)
        best = np.where(hit, distance, best)
    distance = np.where(ray[:, 2] < -1e-6, (tall - height) / np.minimum(ray[:, 2], -1e-6), np.inf)
    spot = ray[:, :2] * distance[:, None]
    spot[~np.isfinite(spot)] = 1e6
    inside = np.ones(len(ray), bool)
    for start, end in zip(square, np.roll(square, -1, axis=0), strict=True):
        inside &= _cross(end - start, spot - start) > 0
    hit = inside & (distance < best) & (distance > 0)
    colour[hit] = tone * 1.1
    return colour, np.where(hit, distance, best)


def paint_room(
    room: PaintedRoom, seed: int = 0, step: int = 2, quality: int | None = None
) -> Photo:
    """The photo of a painted room: step x step rays per pixel, then blur, noise, clipping, JPEG."""
    rng = np.random.default_rng(9000 + seed)
    camera = room.camera
    tall, wide = camera.height_px, camera.width_px
    light = np.clip(_shade(room, _rays(room, step)), 0, 4).reshape(tall * step, wide * step, 3)
    small = light.reshape(tall, step, wide, step, 3).mean(axis=(1, 3)).astype(np.float32)
    small = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.4, 0.9)))
    exposed = small * rng.uniform(0.6, 1.0)
    code = np.clip(exposed, 0, 1) ** (1 / 2.0) * 255
    code = code + rng.normal(0, rng.uniform(0.6, 3.0), code.shape)
    pixels = np.clip(np.rint(code), 0, 255).astype(np.uint8)
    held = io.BytesIO()
    Image.fromarray(pixels).save(held, "JPEG", quality=quality or int(rng.integers(65, 95)))
    return Photo(np.asarray(Image.open(held).convert("RGB")))
