"""What completes a room once its main group stands: storage, a reading corner, lamps, green.

Large and long rooms get a second group so that no part of the floor looks forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vetrina.staging.furnishing import PieceInfo, Role
from vetrina.staging.layout.boxes import Slot
from vetrina.staging.layout.groups.design import (
    Design,
    Member,
    Picker,
    PoseKind,
    without_clashes,
)
from vetrina.staging.layout.groups.dining import table_designs
from vetrina.staging.room import RoomType


@dataclass(frozen=True, slots=True)
class Second:
    """A design to add, and the square metres of visible floor a room needs for it."""

    design: Design
    least_area_m2: float


def seconds_for(
    room_type: RoomType, pieces: Sequence[PieceInfo], rng: np.random.Generator
) -> list[Second]:
    """Additions for a room type in the order they are tried; the same rng gives the same list."""
    # Long because the steps stand here in the order in which they happen.
    picker = Picker(pieces, rng)
    makers: dict[RoomType, tuple[tuple[Callable[[Picker], list[Design]], float], ...]] = {
        "living_room": (
            (_media, 9.0),
            (_dining_nook, 15.0),
            (_reading_corner, 12.0),
            (_storage("bookcase", "display_cabinet"), 11.0),
            (_storage("console_table", "sideboard"), 9.0),
            (_low_by_window, 9.0),
            (_single("plant", "green"), 0.0),
            (_single("floor_lamp", "lamp"), 0.0),
            (_single("plant", "green"), 10.0),
        ),
        "bedroom": (
            (_storage("dresser", "sideboard", "wardrobe"), 9.0),
            (_reading_corner, 10.0),
            (_desk, 14.0),
            (_low_by_window, 8.0),
            (_single("plant", "green"), 0.0),
            (_single("floor_lamp", "lamp"), 8.0),
        ),
        "dining_room": (
            (_storage("sideboard", "console_table"), 6.0),
            (_storage("display_cabinet", "bookcase"), 11.0),
            (_reading_corner, 16.0),
            (_single("plant", "green"), 0.0),
            (_single("bar_cart", "storage"), 8.0),
            (_single("floor_lamp", "lamp"), 9.0),
        ),
        "home_office": (
            (_storage("bookcase", "display_cabinet"), 5.0),
            (_reading_corner, 8.0),
            (_storage("sideboard", "console_table"), 9.0),
            (_single("plant", "green"), 0.0),
            (_single("floor_lamp", "lamp"), 5.0),
            (_low_by_window, 9.0),
        ),
    }
    out = []
    for make, area in makers[room_type]:
        for design in make(picker):
            checked = without_clashes(design)
            if checked is not None:
                out.append(Second(checked, area))
    return out


def _single(role: Role, slot: Slot) -> Callable[[Picker], list[Design]]:
    """One piece in a corner or at a wall."""

    def make(picker: Picker) -> list[Design]:
        info = picker.one(role)
        if info is None:
            return []
        y = -info.size_m[1] / 2 - 0.05
        member = Member(info, 0.0, y, 0.0, slot, required=True, worth=0.9)
        return [Design(role, (member,), ("corner", "wall"), symmetric=True)]

    return make


def _storage(*roles: Role) -> Callable[[Picker], list[Design]]:
    """One piece of storage with its back to a wall."""

    def make(picker: Picker) -> list[Design]:
        info = picker.one(*roles)
        if info is None:
            return []
        y = -info.size_m[1] / 2
        member = Member(info, 0.0, y, 0.0, "storage", required=True, worth=2.0)
        return [Design(f"{info.role}_at_wall", (member,), ("wall",), symmetric=True)]

    return make


def _media(picker: Picker) -> list[Design]:
    info = picker.one("media_unit")
    if info is None:
        return []
    member = Member(info, 0.0, -info.size_m[1] / 2, 0.0, "storage", required=True, worth=2.2)
    return [Design("media_at_wall", (member,), ("wall",), symmetric=True)]


def _low_by_window(picker: Picker) -> list[Design]:
    """Something low to sit on, at home before a window too."""
    info = picker.one("bench", "ottoman", "basket")
    if info is None:
        return []
    y = -info.size_m[1] / 2 - 0.05
    member = Member(info, 0.0, y, 0.0, "side", required=True, worth=0.8)
    return [Design(f"{info.role}_at_wall", (member,), ("wall",), symmetric=True)]


def _reading_corner(picker: Picker) -> list[Design]:
    """An armchair turned out of a corner, lamp and small table at its arm."""
    chair = picker.one("lounge_chair", "armchair", "chaise", widest_m=1.0)
    if chair is None:
        return []
    width, depth, _ = chair.size_m
    y = -depth / 2 - 0.3
    members = [Member(chair, 0.0, y, 0.0, "seat", required=True, worth=2.6)]
    lamp, table = picker.one("floor_lamp"), picker.one("side_table", widest_m=0.6)
    side = picker.side()
    if lamp is not None:
        x = side * (width / 2 + 0.05 + lamp.size_m[0] / 2)
        members.append(Member(lamp, x, y + depth / 2 - 0.1, 0.0, "lamp", worth=0.9))
    if table is not None:
        x = -side * (width / 2 + 0.06 + table.size_m[0] / 2)
        members.append(Member(table, x, y, 0.0, "side", worth=0.8))
    poses: tuple[PoseKind, ...] = ("corner", "wall")
    return [Design("reading_corner", tuple(members), poses)]


def _dining_nook(picker: Picker) -> list[Design]:
    """A small table with chairs in a large living room."""
    table = picker.one("dining_table", widest_m=1.65)
    chair = picker.one("dining_chair")
    if table is None or chair is None:
        return []
    found = table_designs(picker, table, chair, worth=0.8)[:1]
    return [Design("dining_nook", d.members, d.poses, d.symmetric) for d in found]


def _desk(picker: Picker) -> list[Design]:
    """A small desk with a chair at a wall of a large bedroom."""
    desk, chair = picker.one("desk", widest_m=1.35), picker.one("desk_chair", "dining_chair")
    if desk is None or chair is None:
        return []
    y = -desk.size_m[1] / 2
    seat = y - desk.size_m[1] / 2 - chair.size_m[1] / 2 + 0.15
    members = (
        Member(desk, 0.0, y, 0.0, "anchor", required=True, worth=2.0),
        Member(chair, 0.0, seat, 180.0, "tucked", required=True, worth=1.0),
    )
    return [Design("desk_at_wall", members, ("wall",))]
