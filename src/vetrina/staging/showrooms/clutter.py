"""Things that were left standing in an empty room: cartons, a paint bucket."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from shapely.geometry import Polygon

from vetrina.staging.camera import Camera
from vetrina.staging.room import Obstacle
from vetrina.staging.showrooms.fittings import bucket, carton
from vetrina.staging.showrooms.plans import FloorPlan
from vetrina.staging.showrooms.shapes import MeshBuilder, turned_frame

Generator = np.random.Generator


@dataclass(frozen=True, slots=True)
class Clutter:
    """One thing on the floor: size_m (w, d, h); a `bucket` is round and has a fixed size."""

    kind: str
    x: float
    y: float
    turn_deg: float
    size_m: tuple[float, float, float]

    @property
    def obstacle(self) -> Obstacle:
        """Its footprint, to keep free."""
        half_w, half_d = self.size_m[0] / 2, self.size_m[1] / 2
        local = np.array(
            [
                [-half_w, -half_d, 0.0],
                [half_w, -half_d, 0.0],
                [half_w, half_d, 0.0],
                [-half_w, half_d, 0.0],
            ]
        )
        corners = turned_frame(self.x, self.y, self.turn_deg).to_world(local)
        footprint = tuple((float(x), float(y)) for x, y, _ in corners)
        return Obstacle("fixture", footprint, self.size_m[2], 1.0)


def scatter(rng: Generator, plan: FloorPlan, camera: Camera) -> tuple[Clutter, ...]:
    """A few things near the walls, well inside the room and away from the camera."""
    free = Polygon(plan.outline).buffer(-0.35)
    low, high = plan.outline.min(axis=0), plan.outline.max(axis=0)
    placed: list[Clutter] = []
    taken: list[Polygon] = []
    wanted = int(rng.integers(1, 5))
    for _ in range(80):
        if len(placed) == wanted:
            break
        x, y = (float(value) for value in rng.uniform(low, high))
        if np.hypot(x, y) < 1.8:
            continue
        is_bucket = bool(rng.random() < 0.2)
        size = (0.27, 0.27, 0.3) if is_bucket else tuple(rng.uniform(0.28, 0.6, 3).tolist())
        item = Clutter("bucket" if is_bucket else "carton", x, y, float(rng.uniform(0, 360)), size)
        footprint = Polygon(item.obstacle.footprint)
        near_wall = free.exterior.distance(footprint) < 0.5 if not free.is_empty else False
        if (
            free.contains(footprint)
            and near_wall
            and not any(footprint.intersects(o) for o in taken)
        ):
            placed.append(item)
            taken.append(footprint.buffer(0.05))
    return tuple(placed)


def build_clutter(build: MeshBuilder, items: tuple[Clutter, ...]) -> None:
    """Add the things to the meshes."""
    for item in items:
        frame = turned_frame(item.x, item.y, item.turn_deg)
        if item.kind == "bucket":
            bucket(build, frame)
        else:
            carton(build, frame, item.size_m)
