"""Plain meshes for walls, frames and fittings: quads, boxes, extruded profiles, turned shapes.

A `MeshBuilder` gathers faces by material slot, so that a whole room becomes a dozen meshes and the
renderer's compiled kernels fit the next room as well.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from vetrina.staging.camera import Array
from vetrina.staging.furnishing import Float32, Mesh

IntArray = NDArray[np.int32]


@dataclass(frozen=True)
class Frame:
    """A right-handed frame: local (u, d, z) to world.  For a wall u runs along it, d into the room.

    origin: (3,) metres; axes: (3, 3) float64 with the local axes as rows.
    """

    origin: Array
    axes: Array

    def to_world(self, points: Array) -> Array:
        """World positions (N, 3) of local points (N, 3)."""
        return np.asarray(np.atleast_2d(points) @ self.axes + self.origin)


WORLD = Frame(np.zeros(3), np.eye(3))


def wall_frame(start: tuple[float, float], along: Array) -> Frame:
    """The frame of a wall that starts at `start` and runs along the unit vector `along` (2,)."""
    x, y = along
    axes = np.array([[x, y, 0.0], [-y, x, 0.0], [0.0, 0.0, 1.0]])
    return Frame(np.array([start[0], start[1], 0.0]), axes)


def turned_frame(x: float, y: float, turn_deg: float, z: float = 0.0) -> Frame:
    """A frame standing at (x, y, z), turned counter-clockwise about Z."""
    angle = np.radians(turn_deg)
    cos, sin = np.cos(angle), np.sin(angle)
    axes = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
    return Frame(np.array([x, y, z]), axes)


@dataclass
class _Faces:
    vertices: list[Array] = field(default_factory=list)
    faces: list[IntArray] = field(default_factory=list)
    uv: list[Array] = field(default_factory=list)
    normals: list[Array] = field(default_factory=list)
    count: int = 0


# Corners of a box by (u, d, z) choice, each face counter-clockwise seen from outside.
_BOX_FACES = (
    ((0, 0, 0), (1, 0, 0), (1, 0, 1), (0, 0, 1)),
    ((1, 1, 0), (0, 1, 0), (0, 1, 1), (1, 1, 1)),
    ((0, 1, 0), (0, 0, 0), (0, 0, 1), (0, 1, 1)),
    ((1, 0, 0), (1, 1, 0), (1, 1, 1), (1, 0, 1)),
    ((0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1)),
    ((0, 1, 0), (1, 1, 0), (1, 0, 0), (0, 0, 0)),
)


class MeshBuilder:
    """Gathers faces by material slot."""

    def __init__(self) -> None:
        self._slots: dict[str, _Faces] = {}

    def add(
        self, slot: str, vertices: Array, faces: IntArray, normals: Array, uv: Array | None = None
    ) -> None:
        """Add triangles: vertices and normals (N, 3), faces (F, 3), uv (N, 2) metres or zeros."""
        heap = self._slots.setdefault(slot, _Faces())
        heap.vertices.append(vertices)
        heap.normals.append(normals)
        heap.uv.append(np.zeros((len(vertices), 2)) if uv is None else uv)
        heap.faces.append(np.asarray(faces, dtype=np.int32) + heap.count)
        heap.count += len(vertices)

    def quad(self, slot: str, corners: Array, uv: Array | None = None) -> None:
        """A flat quad, corners (4, 3) counter-clockwise seen from its lit side."""
        corners = np.asarray(corners, dtype=np.float64)
        first, second = corners[1] - corners[0], corners[3] - corners[0]
        normal = np.cross(first, second)
        normal = normal / max(float(np.linalg.norm(normal)), 1e-12)
        if uv is None:
            width, height = float(np.linalg.norm(first)), float(np.linalg.norm(second))
            uv = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)
        faces = np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int32)
        self.add(slot, corners, faces, np.tile(normal, (4, 1)), uv)

    def box(
        self,
        slot: str,
        low: tuple[float, float, float],
        high: tuple[float, float, float],
        frame: Frame = WORLD,
    ) -> None:
        """A box between two local corners."""
        bounds = np.array([low, high], dtype=np.float64)
        for face in _BOX_FACES:
            local = np.array([[bounds[pick[axis], axis] for axis in range(3)] for pick in face])
            self.quad(slot, frame.to_world(local))

    def level(
        self,
        slot: str,
        outline: Array,
        z_m: float | Array,
        *,
        up: bool,
        turn_deg: float = 0.0,
    ) -> None:
        """A level or tilted sheet over a simple polygon.

        outline: (N, 2) metres; z_m: height, or the plane (a, b, c) of z = a·x + b·y + c; `up` says
        which side is lit; uv are world x, y turned by turn_deg.
        """
        plane = np.array([0.0, 0.0, z_m]) if np.isscalar(z_m) else np.asarray(z_m)
        angle = np.radians(turn_deg)
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        normal = np.array([-plane[0], -plane[1], 1.0]) / np.hypot(1.0, np.hypot(*plane[:2]))
        normal = normal if up else -normal
        parts = shapely.get_parts(shapely.constrained_delaunay_triangles(Polygon(outline)))
        for part in parts:
            points = shapely.get_coordinates(part)[:3]
            ccw = bool(np.cross(*np.c_[points[1:] - points[0], [0.0, 0.0]])[2] > 0)
            points = points if ccw == up else points[::-1]
            z = points @ plane[:2] + plane[2]
            faces = np.array([[0, 1, 2]], dtype=np.int32)
            self.add(slot, np.c_[points, z], faces, np.tile(normal, (3, 1)), points @ turn.T)

    def extrude(
        self,
        slot: str,
        profile: Array,
        ends: tuple[float, float],
        frame: Frame,
        mitres: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """Run a closed convex profile (N, 2) of local (d, z), clockwise, along u, with end caps.

        mitres: how much shorter each end becomes per metre of d, so that corners meet.
        """
        count = len(profile)
        starts = ends[0] + profile[:, 0] * mitres[0]
        stops = ends[1] - profile[:, 0] * mitres[1]
        first = frame.to_world(np.c_[starts, profile])
        last = frame.to_world(np.c_[stops, profile])
        for i in range(count):
            j = (i + 1) % count
            self.quad(slot, np.array([first[i], last[i], last[j], first[j]]))
        fan = np.array([[0, i, i + 1] for i in range(1, count - 1)], dtype=np.int32)
        for ring, side in ((first, -1.0), (last[::-1], 1.0)):
            self.add(slot, ring, fan, np.tile(frame.axes[0] * side, (count, 1)))

    def turned(self, slot: str, profile: Array, frame: Frame, sides: int = 24) -> None:
        """Turn a profile (N, 2) of (radius, z), rising, about the frame's local z axis."""
        angles = np.linspace(0, 2 * np.pi, sides + 1)
        circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        for (r0, z0), (r1, z1) in itertools.pairwise(profile):
            slope = np.array([z1 - z0, r0 - r1])
            slope = slope / max(float(np.linalg.norm(slope)), 1e-12)
            low = np.c_[circle * r0, np.full(sides + 1, z0)]
            high = np.c_[circle * r1, np.full(sides + 1, z1)]
            normals = np.c_[circle * slope[0], np.full(sides + 1, slope[1])] @ frame.axes
            base = np.arange(sides)
            over = base + sides + 1
            faces = np.r_[np.c_[base, base + 1, over + 1], np.c_[base, over + 1, over]]
            vertices = frame.to_world(np.r_[low, high])
            self.add(slot, vertices, faces.astype(np.int32), np.r_[normals, normals])

    def meshes(self) -> tuple[Mesh, ...]:
        """One mesh per slot, slots in alphabetical order."""
        return tuple(_gather(slot, self._slots[slot]) for slot in sorted(self._slots))


def _gather(slot: str, heap: _Faces) -> Mesh:
    def flat(parts: list[Array]) -> Float32:
        return np.concatenate(parts).astype(np.float32)

    faces = np.concatenate(heap.faces).astype(np.int32)
    return Mesh(flat(heap.vertices), faces, flat(heap.uv), flat(heap.normals), slot)
