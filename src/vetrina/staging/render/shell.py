"""The room as a closed box of faces that carry the photo's own light.

Every wall, the ceiling and the floor become rectangles of texels; a texel that the photo shows
takes the photo's linear radiance, one that it does not show is told from its surroundings.  The
walls and the ceiling share one atlas, so that whatever the room's shape the renderer meets a
single textured light: it samples windows by their brightness and compiles the same kernels.

Frame and units as in `camera`: metres, Z up, the camera above the origin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPoint, Point, Polygon
from shapely.ops import unary_union

from vetrina.staging.camera import Array, Camera
from vetrina.staging.furnishing import Float32, Mesh
from vetrina.staging.photo import Linear
from vetrina.staging.render.translate import join
from vetrina.staging.room import Room

Bool = NDArray[np.bool_]
FaceKind = Literal["wall", "ceiling", "floor"]

ATLAS_STEP = 512

TEXEL_M = 0.05
"""Fine enough for a mirror to show the room, coarse enough to fill in milliseconds."""

DEFAULT_CEILING_M = 2.6
BEHIND_M = 2.6
"""How far the room is taken to go on behind a camera that the floor polygon does not reach."""

ELBOW_M = 0.3
"""The camera needs this much room about it, or a wall would stand in its view."""


@dataclass(frozen=True)
class Face:
    """A rectangle: origin (3,), unit vectors along, up and inward (3,), size in metres.

    wall: index into `Room.walls`, None for the floor, the ceiling and walls made up behind the
    camera.
    """

    kind: FaceKind
    origin: Array
    along: Array
    up: Array
    inward: Array
    width_m: float
    height_m: float
    wall: int | None = None

    def shape(self, texel_m: float = TEXEL_M) -> tuple[int, int]:
        """Rows and columns of its texels."""
        rows = max(2, round(self.height_m / texel_m))
        return rows, max(2, round(self.width_m / texel_m))

    def points(self, shape: tuple[int, int]) -> Array:
        """World positions (rows, columns, 3) of texel centres; row 0 lies at the origin's side."""
        rows, columns = shape
        v = (np.arange(rows) + 0.5)[:, None, None] / rows * self.height_m
        u = (np.arange(columns) + 0.5)[None, :, None] / columns * self.width_m
        return np.asarray(self.origin + u * self.along + v * self.up)

    def at(self, u_m: float, v_m: float) -> Array:
        """The world position u_m along and v_m up."""
        return np.asarray(self.origin + u_m * self.along + v_m * self.up)


@dataclass(frozen=True)
class Shell:
    """The closed room: its outline (N, 2), counter-clockwise, round the camera, and its faces."""

    outline: Array
    ceiling_m: float
    faces: tuple[Face, ...]

    @property
    def floor(self) -> Face:
        return next(face for face in self.faces if face.kind == "floor")

    @property
    def around(self) -> tuple[Face, ...]:
        """Walls and ceiling."""
        return tuple(face for face in self.faces if face.kind != "floor")


def build_shell(room: Room) -> Shell:
    """The faces of a room, closed behind the camera where its floor polygon does not go."""
    outline = outline_round_camera(room)
    ceiling = room.ceiling_m.value if room.ceiling_m is not None else DEFAULT_CEILING_M
    ceiling = max(ceiling, room.camera.height_m + ELBOW_M)
    faces = [_wall_face(room, outline, i, ceiling) for i in range(len(outline))]
    faces += [_level_face(outline, ceiling, "ceiling"), _level_face(outline, 0.0, "floor")]
    return Shell(outline, ceiling, tuple(faces))


def outline_round_camera(room: Room) -> Array:
    """The floor polygon, widened so that the camera stands inside it with elbow room."""
    floor = Polygon(room.floor)
    camera = Point(0.0, 0.0)
    if not floor.contains(camera) or floor.exterior.distance(camera) < ELBOW_M:
        floor = _close_behind(floor, room.camera)
    ring = shapely.get_coordinates(shapely.orient_polygons(floor.simplify(0.01)))[:-1]
    return np.asarray(ring, dtype=np.float64)


def _close_behind(floor: Polygon, camera: Camera) -> Polygon:
    """Join the near part of the floor with a rectangle about and behind the camera."""
    forward = camera.rotation[2, :2] / max(float(np.linalg.norm(camera.rotation[2, :2])), 1e-6)
    right = np.array([forward[1], -forward[0]])
    ring = np.asarray(floor.exterior.coords)
    depth, side = ring @ forward, ring @ right
    near = depth < depth.min() + 0.35 * np.ptp(depth)
    left, far_right = min(side[near].min(), -1.0), max(side[near].max(), 1.0)
    back = [right * s - forward * BEHIND_M for s in (left, far_right)]
    flank = [right * s for s in (min(left, -ELBOW_M), max(far_right, ELBOW_M))]
    behind = MultiPoint([*back, *flank, *ring[near]]).convex_hull
    joined = unary_union([floor, behind]).buffer(0.02, join_style="mitre").buffer(-0.02)
    whole = max(getattr(joined, "geoms", [joined]), key=lambda part: float(part.area))
    return Polygon(whole.exterior)


def _wall_face(room: Room, outline: Array, edge: int, ceiling: float) -> Face:
    start, end = outline[edge], outline[(edge + 1) % len(outline)]
    length = float(np.linalg.norm(end - start))
    along = (end - start) / max(length, 1e-9)
    return Face(
        kind="wall",
        origin=np.array([*start, 0.0]),
        along=np.array([*along, 0.0]),
        up=np.array([0.0, 0.0, 1.0]),
        inward=np.array([-along[1], along[0], 0.0]),
        width_m=length,
        height_m=ceiling,
        wall=_same_wall(room, start, end),
    )


def _same_wall(room: Room, start: Array, end: Array) -> int | None:
    """The wall of the room that the edge runs along, None for one that was made up."""
    middle = (start + end) / 2
    for index, wall in enumerate(room.walls):
        offset = middle - np.array(wall.start)
        along = float(offset @ wall.along)
        parallel = abs(float(((end - start) / np.linalg.norm(end - start)) @ wall.along)) > 0.999
        if parallel and abs(float(offset @ wall.inward)) < 0.05 and 0 <= along <= wall.length_m:
            return index
    return None


def _level_face(outline: Array, z_m: float, kind: FaceKind) -> Face:
    low, high = outline.min(axis=0), outline.max(axis=0)
    return Face(
        kind=kind,
        origin=np.array([*low, z_m]),
        along=np.array([1.0, 0.0, 0.0]),
        up=np.array([0.0, 1.0, 0.0]),
        inward=np.array([0.0, 0.0, 1.0 if kind == "floor" else -1.0]),
        width_m=float(high[0] - low[0]),
        height_m=float(high[1] - low[1]),
    )


def look_up(
    face: Face, shell: Shell, camera: Camera, light: Linear, texel_m: float = TEXEL_M
) -> tuple[Float32, Bool]:
    """What the photo shows of a face.

    light: (h, w, 3) linear photo at any size.  Returns radiance (rows, columns, 3), zero where
    unseen, and seen (rows, columns): inside the picture and not behind another wall.
    """
    points = face.points(face.shape(texel_m))
    rows, columns = points.shape[:2]
    uv, depth = camera.project(points.reshape(-1, 3))
    size = np.array([camera.width_px, camera.height_px])
    margin = size * 0.002
    seen = (depth > 0.1) & np.all((uv > margin) & (uv < size - margin), axis=1)
    seen &= ~_hidden(points.reshape(-1, 3)[:, :2], shell.outline, face)
    scale = np.array([light.shape[1], light.shape[0]]) / size
    where = (uv * scale - 0.5).astype(np.float32).reshape(rows, columns, 2)
    where[~seen.reshape(rows, columns)] = 0
    radiance = cv2.remap(light, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    mask = seen.reshape(rows, columns)
    return np.asarray(radiance * mask[..., None], dtype=np.float32), mask


def _hidden(points: Array, outline: Array, face: Face) -> Bool:
    """Whether another wall stands between the camera and each floor position (N, 2)."""
    hidden = np.zeros(len(points), dtype=bool)
    starts, ends = outline, np.roll(outline, -1, axis=0)
    for start, end in zip(starts, ends, strict=True):
        if face.kind == "wall" and np.allclose(start, face.origin[:2], atol=1e-6):
            continue
        edge = end - start
        across = points[:, 0] * edge[1] - points[:, 1] * edge[0]
        safe = np.where(np.abs(across) < 1e-12, 1e-12, across)
        step = (start[0] * edge[1] - start[1] * edge[0]) / safe
        share = (start[0] * points[:, 1] - start[1] * points[:, 0]) / safe
        hidden |= (step > 1e-6) & (step < 1 - 1e-4) & (share > 1e-4) & (share < 1 - 1e-4)
    return hidden


def fill_unseen(radiance: Float32, seen: Bool, prior: Float32, reach_m: float) -> Float32:
    """Radiance everywhere: near what is seen it goes on, farther away it becomes `prior` (3,).

    reach_m: distance at which both count the same.  A pyramid of means (push-pull; Gortler et al.,
    The Lumigraph, 1996) carries colour into the unseen part at every scale.
    """
    if not seen.any():
        return np.broadcast_to(prior, radiance.shape).astype(np.float32).copy()
    smooth = push_pull(radiance, seen.astype(np.float32))
    distance = cv2.distanceTransform((~seen).astype(np.uint8), cv2.DIST_L2, 3) * TEXEL_M
    trust = np.exp(-np.log(2) * distance / reach_m).astype(np.float32)[..., None]
    filled = trust * smooth + (1 - trust) * prior
    return np.asarray(np.where(seen[..., None], radiance, filled), dtype=np.float32)


def push_pull(values: Float32, weight: Float32) -> Float32:
    """Fill the places of weight 0 with the mean of ever larger surroundings."""
    if min(values.shape[:2]) <= 2:
        total = max(float(weight.sum()), 1e-6)
        mean = (values * weight[..., None]).sum(axis=(0, 1)) / total
        return np.where(weight[..., None] > 0, values, mean).astype(np.float32)
    size = ((values.shape[1] + 1) // 2, (values.shape[0] + 1) // 2)
    small_weight = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(values * weight[..., None], size, interpolation=cv2.INTER_AREA)
    small = small / np.maximum(small_weight, 1e-6)[..., None]
    coarse = push_pull(small.astype(np.float32), np.minimum(small_weight * 4, 1.0))
    up = cv2.resize(coarse, values.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(values * weight[..., None] + up * (1 - weight[..., None]), dtype=np.float32)


@dataclass(frozen=True)
class Atlas:
    """One picture that holds several faces, and the mesh that wears it with uv 0..1."""

    pixels: Float32
    mesh: Mesh


def pack(shell: Shell, radiances: list[Float32]) -> Atlas:
    """Lay the texels of walls and ceiling side by side with a border of one repeated texel.

    The atlas comes in whole steps: its size is compiled into the kernels that sample it.
    """
    sizes = [(r.shape[0] + 2, r.shape[1] + 2) for r in radiances]
    width = max(*(w for _, w in sizes), int(np.sqrt(sum(h * w for h, w in sizes)) * 1.1))
    places, height = _shelves(sizes, width)
    width, height = (-(-side // ATLAS_STEP) * ATLAS_STEP for side in (width, height))
    pixels = np.zeros((height, width, 3), dtype=np.float32)
    for radiance, (y, x) in zip(radiances, places, strict=True):
        bordered = np.pad(radiance, ((1, 1), (1, 1), (0, 0)), mode="edge")
        pixels[y : y + bordered.shape[0], x : x + bordered.shape[1]] = bordered
    parts = []
    for face, radiance, (y, x) in zip(shell.around, radiances, places, strict=True):
        corner = np.array([x + 1, y + 1]) / (width, height)
        span = np.array([radiance.shape[1], radiance.shape[0]]) / (width, height)
        parts.append(face_mesh(face, shell.outline, corner, span))
    return Atlas(pixels, join("shell", parts))


def face_mesh(face: Face, outline: Array, corner: Array, span: Array) -> Mesh:
    """The triangles of a face; its uv run from `corner` (2,) over `span` (2,)."""
    if face.kind == "wall":
        flat = np.array([[0, 0], [face.width_m, 0], [face.width_m, face.height_m]])
        triangles = np.stack([flat, np.array([flat[0], flat[2], [0, face.height_m]])])
    else:
        parts = shapely.constrained_delaunay_triangles(Polygon(outline)).geoms
        rings = np.stack([shapely.get_coordinates(part)[:3, :2] for part in parts])
        triangles = rings - face.origin[:2]
    local = triangles.reshape(-1, 2)
    points = face.origin + local[:, :1] * face.along + local[:, 1:] * face.up
    corners = points.reshape(-1, 3, 3)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    index = np.arange(len(points)).reshape(-1, 3)
    index[(normal @ face.inward) < 0] = index[(normal @ face.inward) < 0][:, ::-1]
    uv = corner + local / (face.width_m, face.height_m) * span
    return Mesh(
        vertices=points.astype(np.float32),
        faces=index.astype(np.int32),
        uv=uv.astype(np.float32),
        normals=np.tile(face.inward, (len(points), 1)).astype(np.float32),
        material=face.kind,
    )


def _shelves(sizes: list[tuple[int, int]], width: int) -> tuple[list[tuple[int, int]], int]:
    """Top-left corner (y, x) of each rectangle, tallest first on shelves, and the height used."""
    places = [(0, 0)] * len(sizes)
    x, y, shelf = 0, 0, 0
    for index in sorted(range(len(sizes)), key=lambda i: -sizes[i][0]):
        h, w = sizes[index]
        if x + w > width:
            x, y, shelf = 0, y + shelf, 0
        places[index] = (y, x)
        x, shelf = x + w, max(shelf, h)
    return places, y + shelf
