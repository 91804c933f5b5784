"""Where a design may stand, tried by the thousand: poses, a quick check and a quick score.

All poses of one design are checked together.  The check samples each footprint on the floor raster
(height limits), the score looks at the boxes through the camera; both only sort out, the rules of
`clearance` and the costs of `evaluate` have the last word.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.layout.boxes import Item, corners, lattice, rotated, turn_towards
from vetrina.staging.layout.clearance import SEATS
from vetrina.staging.layout.groups import Design
from vetrina.staging.layout.groups.design import Member
from vetrina.staging.layout.space import LOOSE, Space, Span
from vetrina.staging.layout.visibility import frame_shares

GAP_AT_WALL_M = 0.05
FLOATING_M = (0.9, 1.3, 1.8, 2.4, 3.1)
FLOATING_COST = 0.1
"""What a group loses by standing free in a small room."""
STEP_WALL_M = 0.2
STEP_ISLAND_M = 0.4
NEAR_BACK_M = 4.2
"""A chair that turns its back to the camera nearer than this may be left out."""
BACK_COSINE = -0.22
"""Cosine between the front of a seat and the way to the camera below which its back shows."""
_SAMPLES = lattice(6, 4)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A design at a place: what of it stands legally there, and its quick score."""

    items: tuple[Item, ...]
    quick: float
    name: str
    wall: int | None
    liking: float = 0.0

    @property
    def stratum(self) -> tuple[str, int | None]:
        """What makes it a different idea from others: the group and the wall it stands at."""
        return self.name, self.wall


@dataclass(frozen=True, slots=True)
class _Poses:
    """x, y, turn_deg (P, 3); wall (P,), -1 for none; centred (P,) 0..1 along the wall."""

    values: Array
    walls: NDArray[np.intp]
    centred: Array
    kind: str


def candidates(space: Space, design: Design, unit: int, most: int = 4) -> list[Candidate]:
    """The best places for a design: up to `most` per wall and kind of pose, best first."""
    out: list[Candidate] = []
    for version in (design,) if design.symmetric else (design, design.mirrored()):
        for kind in version.poses:
            poses = _poses(space, version, kind)
            if len(poses.values):
                out += _best(space, version, poses, unit, most)
    return sorted(out, key=lambda c: -c.quick)


def _poses(space: Space, design: Design, kind: str) -> _Poses:
    if kind == "wall":
        rows = [_along(space, design, span, (GAP_AT_WALL_M, 0.3)) for span in space.spans]
    elif kind == "floating":
        rows = [
            _along(space, design, span, FLOATING_M) for span in space.spans if _main(space, span)
        ]
    elif kind == "corner":
        rows = [np.array(_in_corners(space, design)).reshape(-1, 5)]
    else:
        rows = [np.array(_islands(space, design)).reshape(-1, 5)]
    table = np.concatenate([np.zeros((0, 5)), *rows])
    return _Poses(table[:, :3], table[:, 3].astype(np.intp), table[:, 4], kind)


def _along(space: Space, design: Design, span: Span, gaps: tuple[float, ...]) -> Array:
    """Rows x, y, turn, wall, centred along a wall; a heater in the way asks for the wider gap."""
    wall = space.room.walls[span.wall]
    half = design.members[0].size[0] / 2
    low, high = max(span.u0, half * 0.2), min(span.u1, wall.length_m - half * 0.2)
    if high <= low:
        return np.zeros((0, 5))
    tidy = np.array(space.tidy[span.wall])
    u = np.concatenate([np.arange(low, high, STEP_WALL_M), tidy])
    centred = 1.0 - np.clip(np.abs(u[:, None] - tidy).min(axis=1) / 0.8, 0, 1)
    rows = []
    for gap in gaps:
        foot = np.array(wall.start) + u[:, None] * wall.along + wall.inward * gap
        rest = np.broadcast_to([span.turn_deg, float(span.wall)], (len(u), 2))
        rows.append(np.concatenate([foot, rest, centred[:, None]], axis=1))
    return np.concatenate(rows)


def _main(space: Space, span: Span) -> bool:
    """Whether a wall is long and follows the main axes: free groups stand along such walls."""
    off = (span.turn_deg - space.axes_deg[0] + 45.0) % 90.0 - 45.0
    return abs(off) < 12.0 and space.room.walls[span.wall].length_m > 1.8


def _in_corners(space: Space, design: Design) -> list[tuple[float, float, float, int, float]]:
    """Poses in the corners between walls, turned 45 degrees out of them."""
    out = []
    walls, spans = space.room.walls, {s.wall: s for s in space.spans}
    for index, wall in enumerate(walls):
        following = (index + 1) % len(walls)
        if index not in spans and following not in spans:
            continue
        if wall.open or walls[following].open:
            continue
        out_of = wall.inward + walls[following].inward
        if np.linalg.norm(out_of) < 0.6 or _turn(wall.along, walls[following].along) < 0.3:
            continue
        out_of = out_of / np.linalg.norm(out_of)
        reach = max(m.size[0] for m in design.members) / 2
        if len(design.members) == 1 and design.members[0].slot in ("green", "lamp"):
            reach = max(design.members[0].size[:2]) / 2 * 0.45
        for extra in (0.0, 0.15, 0.35):
            spot = np.array(wall.end) + out_of * (reach + extra)
            out.append((float(spot[0]), float(spot[1]), turn_towards(out_of), -1, 1.0))
    return out


def _turn(first: Array, second: Array) -> float:
    """Sine of the angle from one unit vector (2,) to the next: positive in a convex corner."""
    return float(first[0] * second[1] - first[1] * second[0])


def _islands(space: Space, design: Design) -> list[tuple[float, float, float, int, float]]:
    points = space.visible_points
    if not len(points):
        return []
    step = STEP_ISLAND_M if space.visible_area_m2 < 25 else STEP_ISLAND_M * 1.35
    cells = np.unique(np.round(points / step).astype(int), axis=0) * step
    turns = space.axes_deg[:2] if design.symmetric else space.axes_deg
    return [(float(x), float(y), turn, -1, 0.5) for x, y in cells for turn in turns]


def _best(space: Space, design: Design, poses: _Poses, unit: int, most: int) -> list[Candidate]:
    members = design.members
    offsets = np.array([[m.x, m.y] for m in members])
    half = np.array([[m.size[0] / 2, m.size[1] / 2] for m in members])
    tops = np.array([m.body_m for m in members])
    turns = poses.values[:, 2:3]
    xy = poses.values[:, None, :2] + rotated(offsets[None], turns)
    turn = turns + np.array([m.turn_deg for m in members])
    flat = np.array([m.info.mount == "rug" for m in members])
    legal = _on_floor(space, xy, turn, half, np.where(flat, 0.0, tops))
    shares, extents, before = frame_shares(
        space.room.camera, corners(xy, turn, np.broadcast_to(half, (*xy.shape[:2], 2))), tops
    )
    near = np.array([space.near_limit_m(top) for top in tops])
    distance = np.linalg.norm(xy, axis=-1) - half.min(axis=1)
    legal &= flat | (
        before & (distance > near) & (shares >= 0.9 * space.tolerance.others_framed - 0.16)
    )
    required = np.array([m.required for m in members])
    legal &= ~_backs_in_front(space, xy, turn, members)
    alive = legal[:, required].all(axis=1) & (
        shares[:, 0] >= 0.9 * space.tolerance.anchor_framed - 0.12
    )
    if not alive.any():
        return []
    quick = _quick(design, poses, legal, shares, extents) + _facing_camera(xy, turn, members)
    quick = np.where(alive, quick, -np.inf)
    small_room = FLOATING_COST * float(np.clip((24.0 - space.likely_area_m2) / 12.0, 0, 1))
    return _picked(design, poses, legal, quick, unit, most, small_room)


def _on_floor(space: Space, xy: Array, turn: Array, half: Array, tops: Array) -> NDArray[np.bool_]:
    """Whether sampled footprints (P, G) stand where the floor allows their heights."""
    samples = _SAMPLES[None, None] * (half[None, :, None, :] - 0.03)
    points = rotated(samples, turn[..., None]) + xy[:, :, None, :]
    rows, columns = space.cells(points)
    limits = space.limit_m[rows, columns]
    allowed = limits >= tops[None, :, None] - 1e-6
    allowed &= space.inside[rows, columns]
    return np.asarray(allowed.all(axis=-1))


def _quick(
    design: Design, poses: _Poses, legal: NDArray[np.bool_], shares: Array, extents: Array
) -> Array:
    """What can be told from boxes alone, about 0..2 (P,)."""
    worth = np.array([m.worth for m in design.members])
    got = (worth * legal * shares).sum(axis=1) / worth.sum()
    there = legal[..., None]
    low = np.where(there, extents[..., :2], 1.0).min(axis=1)
    high = np.where(there, extents[..., 2:], 0.0).max(axis=1)
    size = np.prod(np.maximum(high - low, 0), axis=1)
    middle = (low[:, 0] + high[:, 0]) / 2
    band = np.clip(size / 0.22, 0, 1) * np.clip((0.95 - size) / 0.25, 0, 1)
    centre = 1 - np.clip(np.abs(middle - 0.5) / 0.4, 0, 1)
    foreground = 1 - np.clip((1 - high[:, 1] - 0.12) / 0.3, 0, 1)
    total = got + 0.5 * band + 0.3 * centre + 0.25 * foreground + 0.2 * poses.centred
    floating = 0.12 if poses.kind == "floating" else 0.0
    return np.asarray(total + design.liking - floating)


def _towards_camera(xy: Array, turn: Array) -> Array:
    """Cosine (P, G) between a piece's front and the direction to the camera."""
    angle = np.radians(turn)
    fronts = np.stack([np.sin(angle), -np.cos(angle)], axis=-1)
    towards = -xy / np.maximum(np.linalg.norm(xy, axis=-1, keepdims=True), 1e-6)
    return np.asarray((fronts * towards).sum(-1))


def _backs_in_front(
    space: Space, xy: Array, turn: Array, members: tuple[Member, ...]
) -> NDArray[np.bool_]:
    """Which pieces (P, G) would hide their group from the camera with their backs.

    A seat that must be there is let pass where nothing else stands.
    """
    cosine = _towards_camera(xy, turn)
    near = np.linalg.norm(xy, axis=-1) < NEAR_BACK_M
    needed = np.array([m.required for m in members])
    chair = np.array([m.slot == "tucked" for m in members]) & ~needed
    seat = np.array([m.info.role in SEATS for m in members])
    if space.tolerance is LOOSE:
        seat &= ~needed
    hides = np.where(seat, cosine < BACK_COSINE, chair & near & (cosine < -0.7))
    return np.asarray(hides)


def _facing_camera(xy: Array, turn: Array, members: tuple[Member, ...]) -> Array:
    """Penalty (P,) for seats that show their backs."""
    cosine = _towards_camera(xy, turn)
    tall = np.array([m.slot in ("anchor", "seat") for m in members])
    return np.asarray(-0.6 * (np.clip(-cosine - 0.05, 0, 1) * tall).sum(axis=1))


def _picked(
    design: Design,
    poses: _Poses,
    legal: NDArray[np.bool_],
    quick: Array,
    unit: int,
    most: int,
    small_room: float,
) -> list[Candidate]:
    """The best poses of each wall and turn, at least 0.35 m apart."""
    out: list[Candidate] = []
    liking = design.liking - (small_room if poses.kind == "floating" else 0.0)
    sides = np.stack([poses.walls, np.round(poses.values[:, 2]).astype(np.intp)], axis=1)
    for wall, side in np.unique(sides, axis=0):
        taken: list[Array] = []
        here_only = (sides == (wall, side)).all(axis=1)
        for p in np.argsort(-np.where(here_only, quick, -np.inf)):
            if len(taken) >= most or not here_only[p] or not np.isfinite(quick[p]):
                break
            here = poses.values[p]
            if any(np.linalg.norm(here[:2] - t[:2]) < 0.35 for t in taken):
                continue
            taken.append(here)
            name = f"{design.name}_floating" if poses.kind == "floating" else design.name
            index = int(wall) if wall >= 0 and poses.kind == "wall" else None
            x, y, turn = (float(v) for v in here)
            items = design.at(x, y, turn, unit, index, name)
            stands = tuple(i for i, ok in zip(items, legal[p], strict=True) if ok)
            out.append(Candidate(stands, float(quick[p]), name, index, liking))
    return out
