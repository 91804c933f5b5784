"""Beds with what belongs beside, before and under them.

A bed stands with its head to a wall and has a way on at least one side; its rug shows 0.5 m and
more on both sides.  Source: Neufert, Architects' Data, 4th ed. (bedrooms).
"""

from __future__ import annotations

from dataclasses import replace

from vetrina.staging.furnishing import PieceInfo
from vetrina.staging.layout.groups.design import (
    LAST_RESORT,
    Design,
    Member,
    Picker,
    rug_member,
)

FREE_FROM_M2 = 34.0
"""In rooms from here on a bed may stand free, its head to a way behind it."""
SMALL_M2, MIDDLE_M2 = 11.0, 19.0
"""Below these a room gets a narrower bed."""


def beds(picker: Picker, area_m2: float) -> list[Design]:
    """Bed groups for a room of area_m2 of floor."""
    bed = picker.one("bed")
    out = _around_bed(picker, _sized(bed, area_m2)) if bed else []
    for least in picker.all("bed")[:1]:
        if bed is None or least.id != bed.id:
            others = _around_bed(picker, _sized(least, area_m2))
            out += [replace(d, liking=d.liking - 0.03) for d in others]
    if area_m2 < FREE_FROM_M2:
        out = [d for d in out if "wall" in d.poses]
    day = picker.one("daybed")
    if day is not None:
        out.append(_daybed(picker, day))
    return out


def _sized(bed: PieceInfo, area_m2: float) -> PieceInfo:
    """The bed in the width that suits the room: 180 cm of mattress, or 155 or 140 in small ones."""
    narrower = 0.4 if area_m2 < SMALL_M2 else 0.25 if area_m2 < MIDDLE_M2 else 0.0
    width, depth, height = bed.size_m
    return replace(bed, size_m=(round(width - narrower, 3), depth - narrower / 5, height))


def _around_bed(picker: Picker, bed: PieceInfo) -> list[Design]:
    width, depth, _ = bed.size_m
    anchor = Member(bed, 0.0, -depth / 2, 0.0, "anchor", required=True, worth=6.0)
    stand = picker.one("nightstand")
    stands = [_nightstand(bed, stand, s) for s in (1.0, -1.0)] if stand else []
    rug = rug_member(picker, width + 1.2, 2.0, -depth + 0.35)
    foot = _foot(picker, bed)
    full = Design("bed_and_bench", (anchor, *stands, *foot, *rug), ("wall",), liking=0.02)
    free = Design("bed_free", (anchor, *stands, *foot, *rug), ("floating",), liking=-0.35)
    plain = Design("bed_and_stands", (anchor, *stands, *rug), ("wall",))
    chair = picker.one("armchair", "lounge_chair", "chaise", widest_m=1.0)
    if chair is None:
        return [full, plain, free]
    x = width / 2 + 0.75 + chair.size_m[1] / 2
    y = -depth + 0.2
    reading = Member(chair, x, y, -55.0, "seat", required=True, worth=2.0)
    seat = Design("bed_and_armchair", (anchor, *stands, reading, *rug), ("wall",))
    return [full, plain, seat, free]


def _nightstand(bed: PieceInfo, stand: PieceInfo, side: float) -> Member:
    x = side * (bed.size_m[0] / 2 + 0.06 + stand.size_m[0] / 2)
    return Member(stand, x, -stand.size_m[1] / 2 - 0.04, 0.0, "side", worth=1.6)


def _foot(picker: Picker, bed: PieceInfo) -> list[Member]:
    """Bench, ottoman or chaise across the foot of the bed."""
    info = picker.one("bench", "ottoman", widest_m=bed.size_m[0])
    if info is None:
        return []
    y = -bed.size_m[1] - 0.08 - info.size_m[1] / 2
    return [Member(info, 0.0, y, 0.0, "side", required=True, worth=1.2)]


def _daybed(picker: Picker, day: PieceInfo) -> Design:
    """A daybed along a wall, for rooms too small for a bed."""
    width, depth, _ = day.size_m
    members = [Member(day, 0.0, -depth / 2, 0.0, "anchor", required=True, worth=4.0)]
    table = picker.one("side_table", "nightstand")
    if table is not None:
        x = picker.side() * (width / 2 + 0.06 + table.size_m[0] / 2)
        members.append(Member(table, x, -table.size_m[1] / 2 - 0.06, 0.0, "side"))
    members += rug_member(picker, 2.3, 1.6, -depth - 0.5)
    return Design("daybed", tuple(members), ("wall",), liking=LAST_RESORT)
