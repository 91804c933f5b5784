"""The rules no arrangement may break: on the floor, nothing in nothing, doors free, ways kept.

Ways are found on the 5 cm raster: the distance transform gives the room to either side of every
cell, what has half a way's width is passable, and its connected components tell what can be
reached.  `ways` costs about 1 ms for 25 square metres.

Source: Merrell et al., Interactive Furniture Layout Using Interior Design Guidelines, SIGGRAPH
2011 (clearance, circulation); Felzenszwalb and Huttenlocher, Distance Transforms of Sampled
Functions, 2012.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.furnishing import Role
from vetrina.staging.layout.boxes import (
    BED_HEAD_M,
    Item,
    depth_of_overlap,
    front,
    item_corners,
    rotated,
)
from vetrina.staging.layout.space import CELL_M, Space
from vetrina.staging.layout.zones import WAY_M

GAP_M = 0.02
"""Neighbouring pieces never touch closer than this."""
TUCK_M = 0.42
"""How far a chair may slide under its table."""
SECTIONAL_BACK_M = 1.0
SECTIONAL_SEAT_SHARE = 0.66
"""A sectional is an L: a back part this deep, and a chaise at +x on the rest of its width."""
SQUEEZE_M = 0.36
"""Width in which one steps to a seat inside a group."""
STEP_M = 0.95
"""How far a seat may lie from the middle of the next way."""
SEATS: frozenset[Role] = frozenset(
    {"sofa", "loveseat", "sectional", "daybed", "chaise", "armchair", "lounge_chair"}
)
CHAIRS: frozenset[Role] = frozenset({"dining_chair", "desk_chair", "stool", "bench"})
TABLES: frozenset[Role] = frozenset({"dining_table", "desk", "console_table"})
STORAGE: frozenset[Role] = frozenset(
    {"sideboard", "bookcase", "display_cabinet", "dresser", "wardrobe", "media_unit", "bar_cart"}
)
COMPANIONS: frozenset[Role] = frozenset(
    {"coffee_table", "ottoman", "side_table", "stool", "bench", "desk_chair", "dining_chair"}
)
"""What may stand within arm's reach before a seat, a table or a bed."""


@dataclass(frozen=True, slots=True)
class Ways:
    """free: (h, w) bool, cells on the main way; reachable: those a person squeezes to from it."""

    free: NDArray[np.bool_]
    reachable: NDArray[np.bool_]
    openings_joined: bool


def misplaced(space: Space, items: tuple[Item, ...]) -> list[str]:
    """Every static rule that `items` break, as short words; empty when they stand well."""
    quads = item_corners(items)
    faults = _off_floor(space, items, quads)
    faults += _in_zones(space, items, quads)
    faults += _in_each_other(items, quads)
    faults += _fronts_blocked(items, quads)
    return faults


def _off_floor(space: Space, items: tuple[Item, ...], quads: Array) -> list[str]:
    shapes = shapely.polygons(quads) if len(quads) else np.array([])
    inside = np.atleast_1d(shapely.covers(space.floor, shapes)).tolist()
    faults = [f"{i.info.id} off the floor" for i, ok in zip(items, inside, strict=True) if not ok]
    upright = tuple(item for item in items if not item.flat)
    bodies = [(item.info.id, item.body_m) for item in upright]
    heads = tuple(item for item in upright if item.body_m < item.size_m[2])
    tall = [(item.info.id, item.size_m[2]) for item in heads]
    for parts, where in ((bodies, item_corners(upright)), (tall, _headboards(heads))):
        for (name, height_m), distance in zip(parts, _distances(where), strict=True):
            if distance < space.near_limit_m(height_m):
                faults.append(f"{name} too near the camera")
    return faults


def _distances(quads: Array) -> Array:
    """How far (N,) from the camera's foot each outline lies."""
    return np.linalg.norm(_nearest_to_origin(quads), axis=1) if len(quads) else np.zeros(0)


def _nearest_to_origin(quads: Array) -> Array:
    """The point (N, 2) of each outline that lies nearest to the camera's foot."""
    start, end = quads, np.roll(quads, -1, axis=1)
    edge = end - start
    along = -(start * edge).sum(-1) / np.maximum((edge**2).sum(-1), 1e-12)
    points = start + np.clip(along, 0, 1)[..., None] * edge
    best = np.linalg.norm(points, axis=-1).argmin(axis=1)
    nearest: Array = points[np.arange(len(quads)), best]
    return nearest


def _in_zones(space: Space, items: tuple[Item, ...], quads: Array) -> list[str]:
    depth = depth_of_overlap(quads, space.zone_quads)
    faults = []
    for n, z in zip(*np.nonzero(depth > 0.005), strict=True):
        item, zone = items[n], space.zones[z]
        free = zone.rugs if item.flat else item.body_m <= zone.limit_m
        if not free:
            faults.append(f"{item.info.id} before the {zone.kind}")
    heads = tuple(i for i in items if i.body_m < i.size_m[2])
    depth = depth_of_overlap(_headboards(heads), space.zone_quads)
    for n, z in zip(*np.nonzero(depth > 0.005), strict=True):
        if heads[n].size_m[2] > space.zones[z].limit_m:
            faults.append(f"{heads[n].info.id} before the {space.zones[z].kind}")
    return faults


def _headboards(beds: tuple[Item, ...]) -> Array:
    """The strips (N, 4, 2) under the heads of beds."""
    out = []
    for bed in beds:
        half, back = bed.size_m[0] / 2, bed.size_m[1] / 2
        low = back - BED_HEAD_M
        strip = np.array([[-half, low], [half, low], [half, back], [-half, back]])
        out.append(rotated(strip, bed.turn_deg) + np.array([bed.x, bed.y]))
    return np.array(out).reshape(-1, 4, 2)


def _in_each_other(items: tuple[Item, ...], quads: Array) -> list[str]:
    depth = depth_of_overlap(quads, quads)
    faults = []
    for a, b in zip(*np.nonzero(np.triu(depth > -GAP_M, 1)), strict=True):
        first, second = items[a], items[b]
        if first.flat and second.flat:
            if first.group == second.group or depth[a, b] > 0:
                faults.append(f"{first.info.id} on {second.info.id}")
        elif not (first.flat or second.flat) and depth[a, b] > may_overlap(first, second):
            faults.append(f"{first.info.id} in {second.info.id}")
    return faults


def may_overlap(first: Item, second: Item) -> float:
    """Metres by which two pieces may overlap: a chair slides under the table of its group.

    The corners of a round table's square are empty, which chairs between the axes use.
    """
    for chair, table in ((first, second), (second, first)):
        together = chair.unit == table.unit
        if together and chair.slot == "tucked" and table.info.role in TABLES:
            spare = 0.3 * table.size_m[0] / 2 if table.info.round else 0.0
            return min(TUCK_M, chair.size_m[1] * 0.75) + spare
    for sofa, table in ((first, second), (second, first)):
        bight = sofa.info.role == "sectional" and table.slot == "table"
        if bight and sofa.unit == table.unit and not _in_chaise(sofa, table):
            return sofa.size_m[1] - SECTIONAL_BACK_M - 0.3
    return -GAP_M


def _in_chaise(sofa: Item, table: Item) -> bool:
    """Whether a table reaches into the chaise part of a sectional."""
    offset = np.array([table.x - sofa.x, table.y - sofa.y])
    local = rotated(offset, -sofa.turn_deg)
    edge = sofa.size_m[0] * (SECTIONAL_SEAT_SHARE - 0.5)
    inward = abs(sofa.turn_deg - table.turn_deg) % 180.0 > 1.0
    reach = max(table.size_m[:2]) / 2 if inward else table.size_m[0] / 2
    return bool(local[0] + reach > edge - GAP_M)


def fronts(items: tuple[Item, ...]) -> Array:
    """The strips (N, 4, 2) that must stay free before pieces to use them."""
    out = []
    for item in items:
        width, depth, _ = item.size_m
        reach = max(item.info.clearance_front_m, 0.0)
        far, near = -depth / 2 - reach, -depth / 2
        half = width / 2
        local = np.array([[-half, far], [half, far], [half, near], [-half, near]])
        local[:, 0] *= 0.96
        out.append(rotated(local, item.turn_deg) + np.array([item.x, item.y]))
    return np.array(out).reshape(-1, 4, 2)


def _fronts_blocked(items: tuple[Item, ...], quads: Array) -> list[str]:
    depth = depth_of_overlap(fronts(items), quads)
    faults = []
    for a, b in zip(*np.nonzero(depth > 0.01), strict=True):
        user, other = items[a], items[b]
        if a == b or other.flat or user.flat or user.info.clearance_front_m <= 0:
            continue
        companion = other.info.role in COMPANIONS | {"dining_table", "desk"}
        seated = user.slot == "tucked" or user.info.role in SEATS | CHAIRS | {"bed", "dining_table"}
        if other.unit == user.unit and (companion or seated):
            continue
        faults.append(f"{other.info.id} before {user.info.id}")
    return faults


def ways(space: Space, items: tuple[Item, ...]) -> Ways:
    """Where people can walk between `items`: 75 cm ways, and narrow steps off them."""
    quads = item_corners(items)
    solid = [quad for item, quad in zip(items, quads, strict=True) if not item.flat]
    floor = space.inside & (space.raster(solid) == 0)
    floor = floor | _beyond(space)
    room_beside = cv2.distanceTransform(floor.astype(np.uint8), cv2.DIST_L2, 5) * CELL_M
    wide = (room_beside >= WAY_M / 2 - CELL_M / 2) & space.inside
    main, joined = _main_way(space, wide)
    narrow = room_beside >= SQUEEZE_M / 2 - CELL_M / 2
    _, labels = cv2.connectedComponents((narrow & space.inside).astype(np.uint8), connectivity=4)
    met = np.unique(labels[main])
    return Ways(main, np.isin(labels, met[met > 0]), joined)


def _beyond(space: Space) -> NDArray[np.bool_]:
    """Cells outside open edges, where the room goes on."""
    quads = []
    for wall in space.room.walls:
        if wall.open:
            start, end = np.array(wall.start), np.array(wall.end)
            out = -wall.inward * 0.45
            quads.append(np.array([start + out, end + out, end, start]))
    return space.raster(quads) > 0


def _main_way(space: Space, wide: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], bool]:
    """The component that joins most openings (the largest where there are none)."""
    count, labels = cv2.connectedComponents(wide.astype(np.uint8), connectivity=4)
    if count < 2:
        return np.zeros_like(wide), not space.mouths
    sizes = np.bincount(labels.ravel(), minlength=count).astype(np.float64)
    sizes[0] = 0
    met = np.zeros(count)
    for points in space.mouths:
        found = np.unique(labels[space.cells(points)])
        met[found] += 1
    met[0] = 0
    best = int(np.argmax(met + sizes / (sizes.sum() + 1)))
    return labels == best, bool(met[best] >= len(space.mouths))


def access_points(item: Item) -> list[Array]:
    """The sides of a piece one comes from: each (K, 2) points just outside its outline.

    A bed has its two long sides, a seat or a store its front, a chair at a table its back.
    """
    width, depth, _ = item.size_m
    role, out = item.info.role, 0.1
    sides: list[tuple[Array, Array]] = []
    if role == "bed":
        for sign in (-1.0, 1.0):
            x = sign * (width / 2 + out)
            sides.append((np.array([x, -depth * 0.45]), np.array([x, depth * 0.1])))
    elif item.slot == "tucked":
        y = depth / 2 + out
        sides.append((np.array([-width / 2 - out, y]), np.array([width / 2 + out, y])))
    elif role in SEATS | STORAGE | CHAIRS | {"desk"}:
        y = -depth / 2 - out
        sides.append((np.array([-width / 2 - out, y]), np.array([width / 2 + out, y])))
    steps = np.linspace(0, 1, 9)[:, None]
    here = np.array([item.x, item.y])
    return [rotated(a + (b - a) * steps, item.turn_deg) + here for a, b in sides]


def unreachable(space: Space, items: tuple[Item, ...], found: Ways) -> list[str]:
    """Openings and pieces that no way leads to."""
    faults = [] if found.openings_joined else ["an opening is cut off"]
    if not found.free.any():
        return [*faults, "no way is left"]
    off = cv2.distanceTransform((~found.free).astype(np.uint8), cv2.DIST_L2, 5) * CELL_M
    for item in items:
        sides = access_points(item)
        served = [_served(space, found, off, side) for side in sides]
        if sides and not any(served):
            faults.append(f"no way to {item.info.id}")
    return faults


def _served(space: Space, found: Ways, off: NDArray[np.float32], side: Array) -> bool:
    """Whether a way passes within a step of `side` and one can squeeze from it to there."""
    rows, columns = space.cells(side)
    near = off[rows, columns] <= STEP_M
    grown = found.reachable[
        np.clip(rows[:, None] + _AROUND[0], 0, off.shape[0] - 1),
        np.clip(columns[:, None] + _AROUND[1], 0, off.shape[1] - 1),
    ].any(axis=1)
    return bool((near & grown).any())


_AROUND = np.mgrid[-4:5:2, -4:5:2].reshape(2, 1, -1)


def looks_away(item: Item) -> float:
    """Cosine between a piece's front and the direction to the camera: -1 shows its back."""
    here = np.array([item.x, item.y])
    return float(front(item.turn_deg) @ (-here / max(float(np.linalg.norm(here)), 1e-6)))
