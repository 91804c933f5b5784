"""The room as the machine understands it: what perception finds, layout fills and rendering lights.

Frame and units as in `camera`.  Walls stand on the edges of the floor polygon.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from vetrina.staging.camera import Array, Camera, Estimate

FeatureKind = Literal[
    "window",
    "door",
    "passage",
    "radiator",
    "fireplace",
    "built_in",
    "stairs",
    "fixture",
]
RoomType = Literal["living_room", "bedroom", "dining_room", "home_office"]


@dataclass(frozen=True, slots=True)
class Wall:
    """One wall, from floor corner `start` to `end` (2,) metres, the room on its left hand.

    `seen` is the share 0..1 of its foot that the picture shows; a wall with `seen` 0 is assumed,
    never furnished against and never shown.  `open` marks an edge of the floor polygon where there
    is no wall at all (an arch, an open plan, the edge of what the picture shows).
    """

    start: tuple[float, float]
    end: tuple[float, float]
    seen: float
    open: bool = False

    @property
    def length_m(self) -> float:
        return float(np.hypot(self.end[0] - self.start[0], self.end[1] - self.start[1]))

    @property
    def along(self) -> Array:
        """Unit vector (2,) from start to end."""
        delta = np.subtract(self.end, self.start)
        return np.asarray(delta / max(float(np.linalg.norm(delta)), 1e-9))

    @property
    def inward(self) -> Array:
        """Unit vector (2,) pointing from the wall into the room."""
        x, y = self.along
        return np.array([-y, x])


@dataclass(frozen=True, slots=True)
class Feature:
    """Something on a wall that stays free: its box in metres along the wall and above the floor.

    wall: index into `Room.walls`; 0 <= u0 < u1 <= wall length from `start`; 0 <= z0 < z1.
    radiance: mean linear RGB (3,) of its pixels, for windows the light they give.
    """

    kind: FeatureKind
    wall: int
    u0: float
    u1: float
    z0: float
    z1: float
    confidence: float
    radiance: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands on the floor (a column, a stair, a step): a footprint to keep free."""

    kind: FeatureKind
    footprint: tuple[tuple[float, float], ...]
    height_m: float
    confidence: float


@dataclass(frozen=True)
class Room:
    """Everything known about the room in one photo.

    floor: (N, 2) metres, counter-clockwise seen from above, simple; the edge i runs from floor[i]
    to floor[i + 1] and carries walls[i].  floor_mask: (h, w) bool at any size with the photo's
    aspect, True where the picture shows free floor.  unsure: sentences, one for each bound that
    was passed; when there is one, the corners must be asked for.
    """

    camera: Camera
    focal: Estimate
    rotation_sigma_deg: float
    scale: Estimate
    floor: Array
    walls: tuple[Wall, ...]
    ceiling_m: Estimate | None
    features: tuple[Feature, ...]
    obstacles: tuple[Obstacle, ...]
    floor_mask: NDArray[np.bool_]
    floor_agreement: float
    unsure: tuple[str, ...] = ()
    notes: dict[str, float] = field(default_factory=dict)

    @property
    def polygon(self) -> Polygon:
        """The floor as a shapely polygon."""
        return Polygon(self.floor)

    def wall_box(self, feature: Feature) -> Array:
        """Corners (4, 3) of a wall feature in the world frame, from lower start, round."""
        wall = self.walls[feature.wall]
        start, along = np.array(wall.start), wall.along
        foot = [start + along * feature.u0, start + along * feature.u1]
        return np.array(
            [
                [*foot[0], feature.z0],
                [*foot[1], feature.z0],
                [*foot[1], feature.z1],
                [*foot[0], feature.z1],
            ]
        )


@dataclass(frozen=True, slots=True)
class Hints:
    """What the person knows better than the machine; every field that is set wins.

    corners: floor corners in picture pixels, in order round the visible floor (3 or more; a corner
    may lie outside the picture).  openings: wall features as picture quads (4, 2) with their kind.
    lengths: (x1, y1, x2, y2, metres): two points on the floor, or two above each other on one
    wall, in pixels, and the true distance between them.
    """

    corners: tuple[tuple[float, float], ...] = ()
    openings: tuple[tuple[FeatureKind, tuple[tuple[float, float], ...]], ...] = ()
    camera_height_m: float | None = None
    ceiling_height_m: float | None = None
    lengths: tuple[tuple[float, float, float, float, float], ...] = ()
    focal_35mm: float | None = None

    def resized(self, scale: float) -> Hints:
        """The same hints for the picture at `scale` times its size."""
        return replace(
            self,
            corners=tuple((x * scale, y * scale) for x, y in self.corners),
            openings=tuple(
                (kind, tuple((x * scale, y * scale) for x, y in quad))
                for kind, quad in self.openings
            ),
            lengths=tuple(
                (x1 * scale, y1 * scale, x2 * scale, y2 * scale, metres)
                for x1, y1, x2, y2, metres in self.lengths
            ),
        )
