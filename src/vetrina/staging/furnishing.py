"""What may stand in a room and where it was put: the words that kit, layout and render share.

A piece is described in its own frame: metres, origin on the floor in the middle of its footprint,
Z up, its front facing -Y (a sofa's seat looks to -Y, a picture hangs with its back at y = 0).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from vetrina.staging.room import RoomType

Float32 = NDArray[np.float32]

StyleId = Literal["modern_luxury", "classic_elegance", "contemporary_chic"]
Mount = Literal["floor", "rug", "wall", "top", "window"]
"""floor: stands on it.  rug: lies on it, others may stand on it.  wall: hangs.  top: stands on the
surface of another piece.  window: hangs about a window (curtains)."""

Role = Literal[
    "sofa",
    "loveseat",
    "sectional",
    "daybed",
    "chaise",
    "armchair",
    "lounge_chair",
    "ottoman",
    "bench",
    "dining_chair",
    "desk_chair",
    "stool",
    "coffee_table",
    "side_table",
    "console_table",
    "dining_table",
    "desk",
    "sideboard",
    "media_unit",
    "bookcase",
    "display_cabinet",
    "dresser",
    "wardrobe",
    "nightstand",
    "bed",
    "floor_lamp",
    "table_lamp",
    "plant",
    "rug",
    "art",
    "mirror",
    "curtains",
    "screen",
    "television",
    "decor",
    "bar_cart",
    "basket",
]


@dataclass(frozen=True, slots=True)
class Texture:
    """A picture laid on a surface by uv in metres.

    pixels: (h, w, 3) or (h, w, 1) float32, linear; size_m: width and height that one repeat covers.
    """

    pixels: Float32
    size_m: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Material:
    """What a surface is made of, free of any renderer; the principled model of Burley (2012).

    colour: linear RGB 0..1 or a Texture.  roughness, metallic, specular, sheen, clearcoat,
    flatness 0..1.  bump: height Texture in metres, one channel.  opacity: Texture 0..1 for lace and
    leaves.  transmission: 1 is thin clear glass.  two_sided: leaves, cloth.  glow: emitted linear
    RGB for lampshades, small.
    """

    name: str
    colour: tuple[float, float, float] | Texture
    roughness: float | Texture = 0.6
    metallic: float = 0.0
    specular: float = 0.5
    sheen: float = 0.0
    clearcoat: float = 0.0
    flatness: float = 0.0
    bump: Texture | None = None
    opacity: Texture | None = None
    transmission: float = 0.0
    two_sided: bool = False
    glow: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Mesh:
    """Triangles of one material.

    vertices (V, 3) float32 metres; faces (F, 3) int32, counter-clockwise seen from outside; uv
    (V, 2) float32 in metres along the surface; normals (V, 3) float32 unit; material: a slot name
    ("upholstery", "leg_wood", "piping" ...) that a style set resolves to a Material.
    """

    vertices: Float32
    faces: NDArray[np.int32]
    uv: Float32
    normals: Float32
    material: str


@dataclass(frozen=True, slots=True)
class Surface:
    """A level place on a piece where small things may stand: centre x, y, height z, size w, d."""

    x: float
    y: float
    z: float
    width: float
    depth: float


@dataclass(frozen=True, slots=True)
class PieceInfo:
    """What layout and people need to know of a piece without building its mesh.

    id is stable and names a silhouette ("sofa_track_arm"); size_m is (width, depth, height) of its
    bounding box; clearance_front_m is what must stay free before it to use it; seats 0 and more.
    """

    id: str
    role: Role
    name: str
    description: str
    size_m: tuple[float, float, float]
    mount: Mount
    styles: tuple[StyleId, ...]
    rooms: tuple[RoomType, ...]
    clearance_front_m: float = 0.0
    seats: int = 0
    against_wall: bool = False
    hang_height_m: float = 0.0
    surfaces: tuple[Surface, ...] = ()
    round: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    """One piece at its place.  turn_deg: about Z, counter-clockwise from above; 0 looks to -Y.

    wall: index of the wall it stands or hangs against, if any.  variant: seed for its small
    irregularities (cushions, books).  on: index into `Plan.placements` of the piece it stands on.
    size_m is the piece's size as built here (rugs and curtains are made to measure).
    """

    piece: str
    role: Role
    mount: Mount
    x: float
    y: float
    z: float
    turn_deg: float
    size_m: tuple[float, float, float]
    variant: int = 0
    wall: int | None = None
    on: int | None = None
    group: str = ""

    @property
    def footprint(self) -> Polygon:
        """The rectangle it covers on the floor, in world metres."""
        half_w, half_d = self.size_m[0] / 2, self.size_m[1] / 2
        corners = np.array(
            [[-half_w, -half_d], [half_w, -half_d], [half_w, half_d], [-half_w, half_d]]
        )
        angle = np.radians(self.turn_deg)
        cos, sin = np.cos(angle), np.sin(angle)
        turned = corners @ np.array([[cos, sin], [-sin, cos]])
        return Polygon(turned + np.array([self.x, self.y]))


@dataclass(frozen=True)
class Plan:
    """A furnished room: placements in drawing order, how good it is and why."""

    room_type: RoomType
    style: StyleId
    seed: int
    placements: tuple[Placement, ...]
    score: float
    reasons: dict[str, float] = field(default_factory=dict)
    anchor_wall: int | None = None
    group: str = ""
