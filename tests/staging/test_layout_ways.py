"""Ways on the raster, against rooms whose answer one can count."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from furnishing_fixtures import PIECES
from layout_rooms import ROOMS, box_room, feature, plain_box

from vetrina.staging.furnishing import Plan
from vetrina.staging.layout import solve
from vetrina.staging.layout.boxes import Item
from vetrina.staging.layout.clearance import misplaced, unreachable, ways
from vetrina.staging.layout.space import prepare

BY_ID = {p.id: p for p in PIECES}


def item(piece: str, x: float, y: float, turn_deg: float = 0.0, **facts: object) -> Item:
    info = BY_ID[piece]
    size = facts.pop("size_m", info.size_m)
    return replace(
        Item(info, x, y, turn_deg, size, "storage", "test", 0),  # type: ignore[arg-type]
        **facts,  # type: ignore[arg-type]
    )


def test_a_gap_of_80_cm_is_a_way_and_one_of_65_is_not() -> None:
    """A bar across a 4 m room leaves one gap at the right wall."""
    room = box_room(4.0, 5.0, (feature("door", 2, 1.5, 2.4, 0.0, 2.05),))
    for gap, faults in ((0.8, []), (0.65, ["an opening is cut off"])):
        space = prepare(room)
        near = np.array([[0.0, 0.6]])
        space = replace(space, mouths=(*space.mouths, near))
        bar = item("bookcase", -gap / 2, 2.5, size_m=(4.0 - gap, 0.4, 2.0))
        found = unreachable(space, (bar,), ways(space, (bar,)))
        assert [f for f in found if "opening" in f] == faults


def test_a_sofa_behind_a_bar_cannot_be_reached() -> None:
    space = prepare(box_room(4.0, 5.0, (feature("door", 1, 1.0, 1.9, 0.0, 2.05),)))
    sofa = item("sofa_three", 0.0, 4.45, slot="anchor")
    bar = item("bookcase", 0.0, 2.6, size_m=(4.0, 0.4, 2.0))
    assert unreachable(space, (sofa,), ways(space, (sofa,))) == []
    found = unreachable(space, (sofa, bar), ways(space, (sofa, bar)))
    assert "no way to sofa_three" in found


@pytest.mark.parametrize("name", ["plain_box", "long_hall", "fireplace_room"])
def test_every_door_of_a_furnished_room_can_be_reached(name: str) -> None:
    room = ROOMS[name]()
    space = prepare(room)
    for seed in range(3):
        plan = solve(room, "living_room", "modern_luxury", PIECES, seed=seed)
        items = tuple(_items(plan))
        assert ways(space, items).openings_joined


def _items(plan: Plan) -> list[Item]:
    return [
        Item(BY_ID[p.piece], p.x, p.y, p.turn_deg, p.size_m, "side", p.group, n)
        for n, p in enumerate(plan.placements)
        if p.mount in ("floor", "rug")
    ]


def test_the_rules_name_what_is_wrong() -> None:
    space = prepare(plain_box())
    outside = item("armchair", 1.9, 3.0)
    assert misplaced(space, (outside,)) == ["armchair off the floor"]
    in_door = item("nightstand", 1.6, 0.75)
    assert "nightstand before the door" in misplaced(space, (in_door,))
    tall = item("bookcase", 0.0, 4.8)
    assert misplaced(space, (tall,)) == ["bookcase before the window"]
    low = item("bench", 0.0, 4.75)
    assert misplaced(space, (low,)) == []
    pair = (item("armchair", 0.0, 2.5), item("ottoman", 0.3, 2.6, unit=1))
    assert "armchair in ottoman" in misplaced(space, pair)


def test_a_chair_slides_under_its_own_table_only() -> None:
    space = prepare(box_room(5.0, 6.0))
    table = item("table_long", 0.0, 3.5)
    chair = item("dining_chair", 0.0, 3.5 - 0.475 - 0.1, 180.0, slot="tucked")
    assert misplaced(space, (table, chair)) == []
    strange = replace(chair, unit=7)
    assert misplaced(space, (table, strange)) == ["table_long in dining_chair"]


def test_a_low_bed_body_may_lie_under_a_window_but_not_its_head() -> None:
    space = prepare(box_room(4.0, 5.0, (feature("window", 2, 1.0, 3.0, 0.9, 2.2),)))
    head_to_window = item("bed_queen", 0.0, 3.85)
    assert "bed_queen before the window" in misplaced(space, (head_to_window,))
    along = item("bed_queen", -0.88, 4.1, 90.0)
    assert misplaced(space, (along,)) == []
