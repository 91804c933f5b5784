"""The words groups are written in: members, designs, and the picking of pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from vetrina.staging.furnishing import PieceInfo, Role
from vetrina.staging.layout.boxes import (
    BED_BODY_M,
    Item,
    Slot,
    depth_of_overlap,
    item_corners,
    rotated,
)
from vetrina.staging.layout.clearance import may_overlap

PoseKind = Literal["wall", "floating", "island", "corner"]
"""wall: back to a wall; floating: parallel to one with a way behind; island: free in the room;
corner: turned out of a corner."""

RUG_SIZES_M: tuple[tuple[float, float], ...] = (
    (1.7, 1.2),
    (2.3, 1.6),
    (2.9, 2.0),
    (3.3, 2.4),
    (4.0, 3.0),
)
"""Standard rugs, long side first."""


RUG_WORTH = 2.0
LAST_RESORT = -0.5
"""Liking of designs that are tried only where nothing else of their room type stands."""


@dataclass(frozen=True, slots=True)
class Member:
    """A piece of a design: x, y metres and turn_deg in the design's frame.

    worth: how much the room gains by it; required: the design is nothing without it.
    """

    info: PieceInfo
    x: float
    y: float
    turn_deg: float
    slot: Slot
    required: bool = False
    worth: float = 1.0
    size_m: tuple[float, float, float] | None = None

    @property
    def size(self) -> tuple[float, float, float]:
        """Its size as built."""
        return self.size_m or self.info.size_m

    @property
    def body_m(self) -> float:
        """Height of most of it: a bed is low but for its head."""
        return min(self.size[2], BED_BODY_M) if self.info.role == "bed" else self.size[2]


@dataclass(frozen=True, slots=True)
class Design:
    """A concrete group, its anchor first.

    poses: how it may stand; symmetric: its mirror image is the same; liking: what designers think
    of it, added to its merit.
    """

    name: str
    members: tuple[Member, ...]
    poses: tuple[PoseKind, ...]
    symmetric: bool = False
    liking: float = 0.0

    def mirrored(self) -> Design:
        """The same group, left and right exchanged."""
        swapped = tuple(replace(m, x=-m.x, turn_deg=-m.turn_deg) for m in self.members)
        return replace(self, members=swapped)

    def at(
        self, x: float, y: float, turn_deg: float, unit: int, wall: int | None, group: str
    ) -> tuple[Item, ...]:
        """The design's pieces with its origin at (x, y) metres, turned by turn_deg."""
        out = []
        for member in self.members:
            offset = rotated(np.array([member.x, member.y]), turn_deg)
            backed = wall is not None and abs(member.y + member.size[1] / 2) < 0.25
            out.append(
                Item(
                    info=member.info,
                    x=x + float(offset[0]),
                    y=y + float(offset[1]),
                    turn_deg=turn_deg + member.turn_deg,
                    size_m=member.size,
                    slot=member.slot,
                    group=group,
                    unit=unit,
                    required=member.required,
                    wall=wall if backed and abs(member.turn_deg) < 1 else None,
                    worth=member.worth,
                )
            )
        return tuple(out)


class Picker:
    """Chooses pieces by role, the same ones for the same random stream."""

    def __init__(self, pieces: Sequence[PieceInfo], rng: np.random.Generator) -> None:
        self.pieces = tuple(pieces)
        self.rng = rng

    def all(self, *roles: Role) -> list[PieceInfo]:
        """Every piece of these roles, smallest footprint first."""
        found = [p for p in self.pieces if p.role in roles]
        return sorted(found, key=lambda p: (p.size_m[0] * p.size_m[1], p.id))

    def one(self, *roles: Role, widest_m: float = np.inf) -> PieceInfo | None:
        """One of these roles at random, no wider than widest_m; None when there is none."""
        found = [p for p in self.all(*roles) if p.size_m[0] <= widest_m]
        return found[int(self.rng.integers(len(found)))] if found else None

    def chance(self, share: float) -> bool:
        """True in about `share` of the cases."""
        return bool(self.rng.random() < share)

    def side(self) -> float:
        """-1 or 1."""
        return -1.0 if self.rng.random() < 0.5 else 1.0


def rug_member(
    picker: Picker, width_m: float, depth_m: float, y: float, *, worth: float = 1.0
) -> list[Member]:
    """A rug made to measure, the standard size next to width_m x depth_m, its middle at y."""
    info = picker.one("rug")
    if info is None:
        return []
    if info.round:
        diameter = float(np.clip(max(width_m, depth_m), 1.5, 3.0))
        size = (diameter, diameter)
    else:
        long, short = max(width_m, depth_m), min(width_m, depth_m)
        size = min(RUG_SIZES_M, key=lambda s: abs(s[0] - long) + 1.5 * abs(s[1] - short))
        if depth_m > width_m:
            size = (size[1], size[0])
    built = (size[0], size[1], info.size_m[2])
    return [Member(info, 0.0, y, 0.0, "rug", worth=RUG_WORTH * worth, size_m=built)]


def without_clashes(design: Design) -> Design | None:
    """The design less optional members that stand in earlier ones; None if required ones clash."""
    kept: list[Member] = []
    for member in design.members:
        trial = replace(design, members=(*kept, member)).at(0, 0, 0, 0, None, design.name)
        new = trial[-1]
        quads = item_corners(trial)
        depth = depth_of_overlap(quads[-1:], quads[:-1])[0] if kept else np.zeros(0)
        clash = any(
            d > may_overlap(new, other)
            for d, other in zip(depth, trial[:-1], strict=True)
            if new.flat == other.flat
        )
        if not clash:
            kept.append(member)
        elif member.required:
            return None
    return replace(design, members=tuple(kept))
