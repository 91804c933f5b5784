"""Groups to sit together: everybody within two metres, facing, the table within reach.

Distances: table 0.44 m before the seat, seats 1.8 to 2.7 m across, armchairs turned 10 to 25
degrees to the middle.  Source: Panero and Zelnik 1979, ch. 4; Merrell et al. 2011, section 3.
"""

from __future__ import annotations

from dataclasses import replace

from vetrina.staging.furnishing import PieceInfo
from vetrina.staging.layout.clearance import SECTIONAL_BACK_M, SECTIONAL_SEAT_SHARE
from vetrina.staging.layout.groups.design import Design, Member, Picker, rug_member

ISLANDS_FROM_M2 = 30.0
"""In rooms from here on a group may stand free of all walls."""
REACH_M = 0.44


def conversations(picker: Picker, area_m2: float) -> list[Design]:
    """Conversation groups for a room of area_m2 of floor."""
    widest = 1.9 if area_m2 < 9 else 2.3 if area_m2 < 14 else 3.2
    out = _around_sofa(picker, widest) + _facing(picker, widest)
    out += _small(picker) + _to_media(picker, widest)
    if area_m2 > ISLANDS_FROM_M2:
        out = [replace(d, poses=(*d.poses, "island")) if "floating" in d.poses else d for d in out]
    if area_m2 > 11:
        out += _four_chairs(picker) + _corner_sofa(picker, widest)
    return out


def _table(picker: Picker, y_front: float) -> tuple[list[Member], float, float]:
    """A coffee table REACH_M before y_front: members, its half width, and its middle y."""
    info = picker.one("coffee_table") or picker.one("ottoman")
    if info is None:
        return [], 0.45, y_front - REACH_M - 0.3
    y = y_front - REACH_M - info.size_m[1] / 2
    return [Member(info, 0.0, y, 0.0, "table", worth=2.0)], info.size_m[0] / 2, y


def _chair_beside(picker: Picker, chair: PieceInfo, side: float, half: float, y: float) -> Member:
    """An armchair beside the table, turned to the middle."""
    lean = float(picker.rng.uniform(8, 26))
    x = side * (half + 0.45 + chair.size_m[1] / 2)
    return Member(chair, x, y, -side * (90 + lean), "seat", worth=2.0)


def _beside_sofa(picker: Picker, width: float, depth: float, side: float) -> list[Member]:
    """Side table at one end of the sofa, lamp or plant at the other."""
    out = []
    table, lamp = picker.one("side_table"), picker.one("floor_lamp")
    plant = picker.one("plant", widest_m=0.9)
    if table is not None:
        x = side * (width / 2 + 0.06 + table.size_m[0] / 2)
        out.append(Member(table, x, -depth / 2, 0.0, "side", worth=0.8))
    if lamp is not None:
        x = -side * (width / 2 + 0.08 + lamp.size_m[0] / 2)
        out.append(Member(lamp, x, -lamp.size_m[1] / 2 - 0.06, 0.0, "lamp", worth=0.8))
    if plant is not None and table is not None:
        x = side * (width / 2 + 0.2 + table.size_m[0] + plant.size_m[0] / 2)
        out.append(Member(plant, x, -plant.size_m[1] / 2 - 0.08, 0.0, "green", worth=0.5))
    return out


def _around_sofa(picker: Picker, widest_m: float) -> list[Design]:
    sofa = picker.one("sofa", "loveseat", widest_m=widest_m) or picker.one("sofa", "loveseat")
    if sofa is None:
        return []
    width, depth, _ = sofa.size_m
    anchor = Member(sofa, 0.0, -depth / 2, 0.0, "anchor", required=True, worth=4.0)
    table, half, y = _table(picker, -depth)
    side = picker.side()
    chair = picker.one("armchair", "lounge_chair", widest_m=0.95)
    rug = rug_member(picker, width + 0.5, 1.9, -depth - 0.7)
    rug = [_under_front(m, depth) for m in rug]
    ends = _beside_sofa(picker, width, depth, -side)
    out = []
    if chair is not None:
        far = max(half, width / 2 - 0.35)
        pair = [_chair_beside(picker, chair, s, far, y - 0.1) for s in (side, -side)]
        one = Design("sofa_and_chair", (anchor, *table, *rug, pair[0], *ends), ("wall", "floating"))
        two = Design("sofa_and_chairs", (anchor, *table, *rug, *pair, *ends), ("wall", "floating"))
        out += [one, two, _opposite_chairs(picker, sofa, chair, [*table, *rug, *ends], y)]
    second = picker.one("loveseat", "chaise", "sofa", widest_m=2.0)
    if second is not None:
        x = side * (width / 2 + 0.12 + second.size_m[1] / 2)
        wing = Member(second, x, y - 0.15, -side * 90, "seat", required=True, worth=2.5)
        out.append(
            Design("sofa_and_wing", (anchor, wing, *table, *rug, *ends), ("wall", "floating"))
        )
    return out


def _opposite_chairs(
    picker: Picker, sofa: PieceInfo, chair: PieceInfo, rest: list[Member], y: float
) -> Design:
    """Two chairs across the table, for rooms that are seen from the side."""
    anchor = Member(sofa, 0.0, -sofa.size_m[1] / 2, 0.0, "anchor", required=True, worth=4.0)
    away = y - 0.35 - REACH_M - chair.size_m[1] / 2
    gap = chair.size_m[0] / 2 + 0.12
    lean = float(picker.rng.uniform(4, 14))
    chairs = [
        Member(chair, s * gap, away, 180 + s * lean, "seat", required=s > 0, worth=2.0)
        for s in (1.0, -1.0)
    ]
    return Design("chairs_across", (anchor, *chairs, *rest), ("wall", "floating"))


def _under_front(rug: Member, depth: float) -> Member:
    """The rug moved so that the front 0.25 m of the sofa stands on it."""
    y = -(depth - 0.25) - rug.size[1] / 2
    return Member(rug.info, 0.0, y, 0.0, "rug", worth=rug.worth, size_m=rug.size_m)


def _corner_sofa(picker: Picker, widest_m: float) -> list[Design]:
    """A sectional, its chaise at +x, with the table in the bight and a chair across it."""
    sofa = picker.one("sectional", widest_m=widest_m)
    if sofa is None:
        return []
    width, depth, _ = sofa.size_m
    bight = width * SECTIONAL_SEAT_SHARE
    table, half, y = _table(picker, -SECTIONAL_BACK_M)
    middle = -width / 2 + bight / 2
    members = [Member(sofa, 0.0, -depth / 2, 0.0, "anchor", required=True, worth=6.0)]
    members += [replace(m, x=middle) for m in table]
    rug = rug_member(picker, bight + 0.6, 1.9, 0.0)
    members += [replace(_under_front(m, SECTIONAL_BACK_M), x=middle) for m in rug]
    chair = picker.one("armchair", "lounge_chair", widest_m=0.95)
    if chair is not None:
        seat = _chair_beside(picker, chair, -1.0, half, y - 0.2)
        members.append(replace(seat, x=min(seat.x + middle, -width / 2 - 0.1)))
    lamp = picker.one("floor_lamp")
    if lamp is not None:
        x = -width / 2 - 0.08 - lamp.size_m[0] / 2
        members.append(Member(lamp, x, -lamp.size_m[1] / 2 - 0.06, 0.0, "lamp", worth=0.8))
    return [Design("corner_sofa", tuple(members), ("wall",))]


def _facing(picker: Picker, widest_m: float) -> list[Design]:
    """Two sofas across a table: best seen from its end."""
    sofa = picker.one("sofa", "loveseat", widest_m=min(widest_m, 2.4))
    if sofa is None:
        return []
    width, depth, _ = sofa.size_m
    table, _, y = _table(picker, -depth)
    far = 2 * y + depth / 2
    rug = rug_member(picker, width + 0.4, -far + depth / 2 - 2 * depth + 0.6, y)
    members = (
        Member(sofa, 0.0, -depth / 2, 0.0, "anchor", required=True, worth=4.0),
        Member(sofa, 0.0, far, 180.0, "seat", required=True, worth=3.0),
        *table,
        *rug,
        *_beside_sofa(picker, width, depth, picker.side()),
    )
    return [Design("sofas_facing", members, ("wall", "floating"))]


def _to_media(picker: Picker, widest_m: float) -> list[Design]:
    """A sofa that looks at a television on the wall, 2.6 to 3.1 m away."""
    media = picker.one("media_unit")
    sofa = picker.one("sofa", "loveseat", widest_m=widest_m)
    if media is None or sofa is None:
        return []
    gap = float(picker.rng.uniform(2.3, 2.8))
    far = -(media.size_m[1] + gap + sofa.size_m[1] / 2)
    front = far + sofa.size_m[1] / 2
    table = picker.one("coffee_table")
    members = [
        Member(media, 0.0, -media.size_m[1] / 2, 0.0, "anchor", required=True, worth=3.0),
        Member(sofa, 0.0, far, 180.0, "seat", required=True, worth=4.0),
    ]
    if table is not None:
        y = front + REACH_M + table.size_m[1] / 2
        members.append(Member(table, 0.0, y, 180.0, "table", worth=2.0))
    members += rug_member(picker, sofa.size_m[0] + 0.4, 1.7, front + 0.6)
    plant = picker.one("plant", widest_m=0.9)
    if plant is not None:
        x = picker.side() * (media.size_m[0] / 2 + 0.15 + plant.size_m[0] / 2)
        members.append(Member(plant, x, -plant.size_m[1] / 2 - 0.06, 0.0, "green", worth=0.6))
    return [Design("sofa_to_media", tuple(members), ("wall",))]


def _small(picker: Picker) -> list[Design]:
    """Two chairs and a small table, for little rooms."""
    chair = picker.one("armchair", "lounge_chair", widest_m=0.9)
    if chair is None:
        return []
    between = picker.one("side_table", "coffee_table", widest_m=0.6)
    half = between.size_m[0] / 2 if between else 0.25
    x = half + 0.08 + chair.size_m[0] / 2
    y = -chair.size_m[1] / 2 - 0.12
    lean = float(picker.rng.uniform(8, 16))
    members = [
        Member(chair, x, y, -lean, "anchor", required=True, worth=3.0),
        Member(chair, -x, y, lean, "seat", worth=2.0),
    ]
    if between is not None:
        members.append(Member(between, 0.0, y + 0.1, 0.0, "table", worth=1.0))
    members += rug_member(picker, 2.3, 1.5, y - 0.5, worth=0.7)
    lamp = picker.one("floor_lamp")
    if lamp is not None:
        side = x + chair.size_m[0] / 2 + 0.1 + lamp.size_m[0] / 2
        members.append(Member(lamp, side, -lamp.size_m[1] / 2 - 0.08, 0.0, "lamp", worth=0.8))
    return [Design("pair_of_chairs", tuple(members), ("wall", "floating"), liking=-0.06)]


def _four_chairs(picker: Picker) -> list[Design]:
    """Four armchairs round a table."""
    chair = picker.one("armchair", "lounge_chair", widest_m=0.9)
    table = picker.one("coffee_table", widest_m=1.2)
    if chair is None or table is None:
        return []
    x = chair.size_m[0] / 2 + 0.1
    y = table.size_m[1] / 2 + REACH_M + chair.size_m[1] / 2
    members = [Member(table, 0.0, 0.0, 0.0, "anchor", required=True, worth=2.0)]
    for sx, sy in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
        turn = (0.0 if sy > 0 else 180.0) - sx * sy * 8.0
        members.append(Member(chair, sx * x, sy * y, turn, "seat", required=sy > 0, worth=2.0))
    members += rug_member(picker, 2.6, 2.4, 0.0)
    return [Design("four_chairs", tuple(members), ("island",), symmetric=True, liking=-0.03)]
