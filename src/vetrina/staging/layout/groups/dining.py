"""Tables to eat at: 60 cm of edge a person, chairs drawn up, the rug under the chairs too.

Source: Panero and Zelnik, Human Dimension and Interior Space, 1979, ch. 5.
"""

from __future__ import annotations

import numpy as np

from vetrina.staging.furnishing import PieceInfo
from vetrina.staging.layout.groups.design import Design, Member, Picker, PoseKind, rug_member

PLACE_M = 0.6
UNDER_M = 0.2
"""How far a chair that nobody sits on stands under the table."""


def tables(picker: Picker, area_m2: float) -> list[Design]:
    """Dining groups for a room of area_m2 of floor."""
    widest = 1.3 if area_m2 < 8 else 1.9 if area_m2 < 14 else 3.0
    out: list[Design] = []
    table = picker.one("dining_table", widest_m=widest) or picker.one("dining_table")
    chair = picker.one("dining_chair")
    if table is None or chair is None:
        return out
    least = picker.all("dining_table")[0]
    for choice in (table,) if least.id == table.id else (table, least):
        out += table_designs(picker, choice, chair, worth=1.0)
    return out


def table_designs(
    picker: Picker, table: PieceInfo, chair: PieceInfo, *, worth: float
) -> list[Design]:
    """The ways one table can be set: all round, without heads, and with a bench."""
    poses: tuple[PoseKind, ...] = ("island",)
    if table.round:
        seats = 6 if table.size_m[0] >= 1.45 else 4
        out = [_set_round(picker, table, chair, count) for count in {4, seats}]
        return [Design(d.name, d.members, poses, True) for d in out]
    long = _long_sides(table, chair, (1.0, -1.0))
    heads = _heads(table, chair)
    rug = rug_member(picker, table.size_m[0] + 1.2, table.size_m[1] + 1.3, 0.0)
    anchor = Member(table, 0.0, 0.0, 0.0, "anchor", required=True, worth=4.0 * worth)
    out = [Design("long_table", (anchor, *long, *rug), poses, True)]
    if table.size_m[0] > 1.5:
        out.append(Design("long_table_with_heads", (anchor, *long, *heads, *rug), poses, True))
    bench = picker.one("bench", widest_m=table.size_m[0] - 0.1)
    if bench is not None:
        y = -(table.size_m[1] / 2 + bench.size_m[1] / 2 - UNDER_M)
        seat = Member(bench, 0.0, y, 180.0, "tucked", required=True, worth=1.6)
        back = _long_sides(table, chair, (1.0,))
        out.append(Design("table_and_bench", (anchor, seat, *back, *rug), poses))
    return out


def _long_sides(table: PieceInfo, chair: PieceInfo, sides: tuple[float, ...]) -> list[Member]:
    width, depth, _ = table.size_m
    count = max(1, int((width - 0.1) / max(PLACE_M, chair.size_m[0] + 0.06)))
    step = width / count
    places = (np.arange(count) - (count - 1) / 2) * step * 0.96
    y = depth / 2 + chair.size_m[1] / 2 - UNDER_M
    return [
        Member(chair, float(x), s * y, 0.0 if s > 0 else 180.0, "tucked", required=True)
        for s in sides
        for x in places
    ]


def _heads(table: PieceInfo, chair: PieceInfo) -> list[Member]:
    x = table.size_m[0] / 2 + chair.size_m[1] / 2 - UNDER_M
    return [Member(chair, s * x, 0.0, -90.0 * s, "tucked") for s in (1.0, -1.0)]


def _set_round(picker: Picker, table: PieceInfo, chair: PieceInfo, count: int) -> Design:
    radius = table.size_m[0] / 2 + chair.size_m[1] / 2 - UNDER_M
    start = 45.0 if count == 4 else 30.0
    members = [Member(table, 0.0, 0.0, 0.0, "anchor", required=True, worth=4.0)]
    for k in range(count):
        angle = start + 360.0 * k / count
        x, y = radius * np.cos(np.radians(angle)), radius * np.sin(np.radians(angle))
        members.append(Member(chair, float(x), float(y), angle - 90.0, "tucked", required=True))
    size = table.size_m[0] + 1.3
    members += rug_member(picker, size, size * 0.9, 0.0)
    return Design(f"round_table_for_{count}", tuple(members), ("island",), True)
