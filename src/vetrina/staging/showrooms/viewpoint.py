"""Where the photographer stands and how the camera is held: as in listings, not at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from shapely.geometry import Point, Polygon

from vetrina.staging.camera import Array, Camera
from vetrina.staging.room import Wall
from vetrina.staging.showrooms.plans import FloorPlan
from vetrina.staging.showrooms.truth import floor_in_picture, foot_seen, picture_grid, reach

Generator = np.random.Generator

LONG_SIDE_PX = 800
# Sides of the usual sensors and crops, longer first.
FORMATS: dict[str, float] = {"3:2": 3 / 2, "4:3": 4 / 3, "16:9": 16 / 9}
# Equivalent focal lengths in mm, shortest first.
FOCAL_BANDS = {"wide": (14.0, 19.0), "usual": (19.0, 28.0), "long": (28.0, 50.0)}


@dataclass(frozen=True)
class View:
    """A camera and the plan it looks at, moved so that the camera stands over the origin."""

    plan: FloorPlan
    camera: Camera
    traits: dict[str, str]


def rotation(yaw_deg: float, pitch_deg: float, roll_deg: float) -> Array:
    """World-to-camera rotation (3, 3) whose angles `Camera` reads back: yaw to the right, pitch up,
    roll about the view axis."""
    yaw, pitch, roll = np.radians([yaw_deg, pitch_deg, roll_deg])
    forward = np.array([np.sin(yaw) * np.cos(pitch), np.cos(yaw) * np.cos(pitch), np.sin(pitch)])
    right = np.array([np.cos(yaw), -np.sin(yaw), 0.0])
    down = np.cross(forward, right)
    turned_right = np.cos(roll) * right - np.sin(roll) * down
    turned_down = np.sin(roll) * right + np.cos(roll) * down
    return np.stack([turned_right, turned_down, forward])


def make_camera(
    size_px: tuple[int, int],
    focal_35mm: float,
    angles_deg: tuple[float, float, float],
    height_m: float,
    shift: float = 0.0,
) -> Camera:
    """A camera by the photographer's numbers.

    focal_35mm by the diagonal; angles: yaw, pitch, roll; shift: how far the principal point lies
    below the middle of the picture, in picture heights (keystone correction, shift lenses).
    """
    width, height = size_px
    focal = focal_35mm * float(np.hypot(width, height)) / float(np.hypot(36, 24))
    cy = height * (0.5 + shift)
    return Camera(width, height, focal, width / 2, cy, rotation(*angles_deg), height_m)


def plan_walls(plan: FloorPlan, camera: Camera | None = None) -> tuple[Wall, ...]:
    """The walls of a plan; with a camera, each with the share of its foot that is seen."""
    count = len(plan.outline)
    solid = np.array([i != plan.open_edge for i in range(count)])
    walls = []
    for i in range(count):
        start, end = plan.edge(i)
        seen = 0.0 if camera is None else foot_seen(camera, plan.outline, solid, i)
        walls.append(
            Wall(
                (float(start[0]), float(start[1])),
                (float(end[0]), float(end[1])),
                seen,
                i == plan.open_edge,
            )
        )
    return tuple(walls)


def choose_view(rng: Generator, plan: FloorPlan, long_side_px: int = LONG_SIDE_PX) -> View:
    """Try positions until the picture shows enough floor and enough walls; the best of 60.

    A picture of one wall and none of its corners is nobody's listing: then a shorter lens.
    """
    size, shape = _format(rng, long_side_px)
    corrected = bool(rng.random() < 0.3)
    turn = str(rng.choice(["frontal", "turned", "corner"], p=[0.35, 0.25, 0.4]))
    focal, band = _focal(rng)
    traits = {"turn": turn, "shape": shape, "verticals": "corrected" if corrected else "free"}
    plan_seen, camera = _best(rng, plan, size, focal, turn, corrected)
    again = rng.spawn(1)[0]
    while band != "wide" and not shows_corner(plan_seen, camera):
        focal *= 0.85
        band = next(name for name, (_, high) in FOCAL_BANDS.items() if focal <= high)
        plan_seen, camera = _best(again, plan, size, focal, turn, corrected)
    return View(plan_seen, camera, {**traits, "focal": band})


def _best(
    rng: Generator,
    plan: FloorPlan,
    size: tuple[int, int],
    focal: float,
    turn: str,
    corrected: bool,
) -> tuple[FloorPlan, Camera]:
    """The most worth of 60 attempts, or the first that is worth enough."""
    best: tuple[float, FloorPlan, Camera] | None = None
    for _ in range(60):
        moved, camera = _attempt(rng, plan, size, focal, turn, corrected)
        worth = _worth(moved, camera)
        if best is None or worth > best[0]:
            best = (worth, moved, camera)
        if worth >= 1.0:
            break
    assert best is not None
    return best[1:]


def shows_corner(plan: FloorPlan, camera: Camera) -> bool:
    """Whether the picture shows, not at its very border, where two walls meet the floor."""
    size = np.array([camera.width_px, camera.height_px])
    uv, depth = camera.project(np.c_[plan.outline, np.zeros(len(plan.outline))])
    shown = (depth > 0.1) & (uv > size * [0.06, 0.0]).all(axis=1)
    shown &= (uv < size * [0.94, 1.0]).all(axis=1)
    distance = np.linalg.norm(plan.outline, axis=1)
    directions = plan.outline / np.maximum(distance, 1e-9)[:, None]
    solid = np.array([i != plan.open_edge for i in range(len(plan.outline))])
    shown &= distance <= reach(directions, plan.outline, solid) * 1.001 + 1e-6
    return bool(shown.any())


def _format(rng: Generator, long_side_px: int) -> tuple[tuple[int, int], str]:
    ratio = FORMATS[str(rng.choice(list(FORMATS), p=[0.55, 0.35, 0.1]))]
    short = round(long_side_px / ratio)
    if rng.random() < 0.2 and ratio < 1.7:
        return (short, long_side_px), "portrait"
    return (long_side_px, short), "landscape"


def _focal(rng: Generator) -> tuple[float, str]:
    name = str(rng.choice(list(FOCAL_BANDS), p=[0.35, 0.45, 0.2]))
    low, high = FOCAL_BANDS[name]
    return float(np.exp(rng.uniform(np.log(low), np.log(high)))), name


def _attempt(
    rng: Generator,
    plan: FloorPlan,
    size: tuple[int, int],
    focal: float,
    turn: str,
    corrected: bool,
) -> tuple[FloorPlan, Camera]:
    low, high = {"frontal": (0.0, 8.0), "turned": (8.0, 25.0), "corner": (25.0, 44.0)}[turn]
    side = -1.0 if rng.random() < 0.5 else 1.0
    yaw = side * float(rng.uniform(low, high))
    # Whoever turns to the right stands on the left.
    across = 0.5 if turn == "frontal" else 0.5 - side * 0.27
    across = float(np.clip(across + rng.uniform(-0.16, 0.16), 0.1, 0.9))
    x = plan.outline[:, 0].min() + across * plan.width_m
    y = plan.outline[:, 1].min() + float(rng.uniform(0.2, 0.3 * plan.depth_m))
    pitch = 0.0 if corrected else float(rng.uniform(-13.0, 2.0))
    roll = 0.0 if corrected else float(rng.normal(0.0, 0.7))
    shift = float(rng.uniform(-0.16, 0.03)) if corrected else 0.0
    height = float(rng.uniform(1.0, 1.7))
    camera = make_camera(size, focal, (yaw, pitch, roll), height, shift)
    return plan.moved(x, y), camera


def _worth(plan: FloorPlan, camera: Camera) -> float:
    """1 or more where the picture is one that somebody would take."""
    inside = Polygon(plan.outline)
    clear = inside.exterior.distance(Point(0, 0)) if inside.contains(Point(0, 0)) else -1.0
    if plan.column is not None:
        clear = min(clear, float(np.hypot(*plan.column[:2])) - 1.0)
    if clear < 0.2:
        return clear - 5.0
    walls = plan_walls(plan, camera)
    seen = floor_in_picture(camera, plan.outline, walls, picture_grid(camera, 40)).mean()
    shown = sum(wall.seen > 0.25 for wall in walls)
    needed = 1 if camera.focal_px > 1.1 * camera.width_px else 2
    if seen > 0.6:
        return 0.5
    return min(float(seen) / 0.14, 1.0) * 0.7 + min(shown / needed, 1.0) * 0.3 + 1e-9
