"""What the solver makes: the same plan for the same seed, other plans for others, well dressed."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
from furnishing_fixtures import PIECES
from layout_rooms import ROOMS, box_room, feature, fireplace_room, plain_box

from vetrina.staging.furnishing import Placement, Plan
from vetrina.staging.layout import draw_plan, solve
from vetrina.staging.layout.boxes import depth_of_overlap, front, turn_towards
from vetrina.staging.layout.space import prepare

BY_ID = {p.id: p for p in PIECES}


def signature(plan: Plan) -> tuple[object, ...]:
    main = sorted(p.piece for p in plan.placements if p.mount == "floor")
    return plan.anchor_wall, plan.group, tuple(main)


def test_the_same_seed_gives_the_same_plan() -> None:
    room = plain_box()
    first = solve(room, "living_room", "modern_luxury", PIECES, seed=11)
    assert solve(room, "living_room", "modern_luxury", PIECES, seed=11) == first


@pytest.mark.parametrize("name", ["long_hall", "bay_room"])
def test_five_of_eight_seeds_differ_in_wall_group_or_pieces(name: str) -> None:
    room = ROOMS[name]()
    plans = [solve(room, "living_room", "modern_luxury", PIECES, seed=s) for s in range(8)]
    assert len({signature(p) for p in plans}) >= 5
    assert len({(p.anchor_wall, p.group) for p in plans}) >= 3


def test_no_seat_turns_its_back_to_the_fireplace() -> None:
    room = fireplace_room()
    hearth = np.array([0.0, 5.5])
    for seed in range(4):
        plan = solve(room, "living_room", "modern_luxury", PIECES, seed=seed)
        main = [p for p in plan.placements if p.group == plan.group]
        sofas = [p for p in main if p.role in ("sofa", "loveseat")]
        for sofa in sofas:
            to_fire = hearth - [sofa.x, sofa.y]
            cosine = float(front(sofa.turn_deg) @ to_fire / np.linalg.norm(to_fire))
            assert cosine > -0.4


def test_chairs_at_a_table_are_turned_and_pushed_a_little() -> None:
    plan = solve(box_room(5.0, 6.5), "dining_room", "modern_luxury", PIECES, seed=0)
    chairs = [p for p in plan.placements if p.role == "dining_chair"]
    axes = prepare(box_room(5.0, 6.5)).axes_deg[0]
    off = [abs((c.turn_deg - axes + 22.5) % 45.0 - 22.5) for c in chairs]
    assert len(chairs) >= 2
    assert max(off) > 1.0
    assert max(off) <= 8.05


def test_pictures_hang_at_eye_height_over_the_middle_of_their_piece() -> None:
    for seed in range(3):
        plan = solve(plain_box(), "living_room", "modern_luxury", PIECES, seed=seed)
        for art in (p for p in plan.placements if p.role == "art"):
            middle = art.z + art.size_m[2] / 2
            below = [p for p in plan.placements if p.wall == art.wall and p.group == art.group]
            host = max((p.size_m[2] for p in below if p.mount == "floor"), default=0.0)
            assert middle == pytest.approx(max(1.5, host + 0.18 + art.size_m[2] / 2), abs=0.06)


def test_nothing_hangs_on_a_window_or_over_a_television() -> None:
    room = plain_box()
    for seed in range(4):
        plan = solve(room, "living_room", "modern_luxury", PIECES, seed=seed)
        media = [p for p in plan.placements if p.role == "media_unit"]
        for art in (p for p in plan.placements if p.mount == "wall"):
            assert all(_apart(art, unit) for unit in media)
            assert not (art.wall == 2 and abs(art.x) < 0.8 + art.size_m[0] / 2)


def _apart(art: Placement, unit: Placement) -> bool:
    if art.wall != unit.wall:
        return True
    reach = (art.size_m[0] + unit.size_m[0]) / 2
    return float(np.hypot(art.x - unit.x, art.y - unit.y)) > reach


def test_small_things_stand_on_the_surface_of_their_host() -> None:
    plan = solve(plain_box(), "living_room", "modern_luxury", PIECES, seed=2)
    tops = [p for p in plan.placements if p.mount == "top"]
    assert tops
    for small in tops:
        assert small.on is not None
        host = plan.placements[small.on]
        surface = BY_ID[host.piece].surfaces[0]
        assert small.z == pytest.approx(surface.z)
        assert host.footprint.buffer(0.06).covers(small.footprint)


def test_a_radiator_keeps_its_air() -> None:
    room = box_room(4.0, 5.0, (feature("radiator", 2, 0.0, 4.0, 0.1, 0.8),))
    plan = solve(room, "bedroom", "modern_luxury", PIECES, seed=1)
    for piece in (p for p in plan.placements if p.mount == "floor"):
        assert piece.footprint.bounds[3] <= 5.0 - 0.2 + 0.006


def test_the_depth_of_overlap_is_that_of_the_nearest_side() -> None:
    square = np.array([[[0, 0], [1, 0], [1, 1], [0, 1]]], dtype=float)
    for shift, depth in ((0.25, 0.75), (0.9, 0.1), (1.0, 0.0), (1.5, -0.5)):
        moved = np.add(square, [shift, 0.1])
        assert depth_of_overlap(square, moved)[0, 0] == pytest.approx(depth)


def test_a_piece_turned_towards_a_direction_looks_along_it() -> None:
    for direction in ([1.0, 0.0], [0.0, 1.0], [-0.6, 0.8], [0.0, -1.0]):
        turned = front(turn_towards(np.array(direction)))
        assert turned == pytest.approx(direction)


def test_the_plan_drawing_names_every_piece_on_the_floor() -> None:
    plan = solve(plain_box(), "bedroom", "modern_luxury", PIECES, seed=0)
    drawing = ElementTree.fromstring(draw_plan(plain_box(), plan))
    words = [e.text for e in drawing.iter("{http://www.w3.org/2000/svg}text")]
    floor = [p.role.replace("_", " ") for p in plan.placements if p.mount in ("floor", "rug")]
    assert sorted(words[: len(floor)]) == sorted(floor)
    assert words[-1] == f"bedroom seed 0: {plan.group}, wall {plan.anchor_wall}, {plan.score:.3f}"
