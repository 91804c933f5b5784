"""What no plan may break, over rooms by hand and rooms at random."""

from __future__ import annotations

import numpy as np
import pytest
from furnishing_fixtures import PIECES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layout_rooms import ROOMS, box_room, feature, room_of, tiny_room
from shapely.geometry import Polygon

from vetrina.staging.errors import NoArrangement
from vetrina.staging.furnishing import Placement, Plan
from vetrina.staging.layout import solve
from vetrina.staging.layout.space import prepare
from vetrina.staging.layout.zones import zones_of
from vetrina.staging.room import Room, RoomType

TYPES: tuple[RoomType, ...] = ("living_room", "bedroom", "dining_room", "home_office")
TUCKED = {("dining_chair", "dining_table"), ("bench", "dining_table"), ("desk_chair", "desk")}
SMALL_OVERLAP_M2 = 1e-4


def solved_or_none(room: Room, room_type: RoomType, seed: int) -> Plan | None:
    """The plan, or None where the solver refuses the room, as it may."""
    try:
        return solve(room, room_type, "modern_luxury", PIECES, seed=seed)
    except NoArrangement:
        return None


def standing(plan: Plan) -> list[Placement]:
    return [p for p in plan.placements if p.mount == "floor"]


def assert_lawful(room: Room, plan: Plan) -> None:
    """Every hard rule that a plan can show on its own."""
    floor = room.polygon.buffer(0.011, join_style="mitre")
    for piece in plan.placements:
        if piece.mount in ("floor", "rug"):
            assert floor.covers(piece.footprint), f"{piece.piece} leaves the floor"
        if piece.mount == "floor":
            assert np.hypot(piece.x, piece.y) > 0.8, f"{piece.piece} stands before the lens"
    pieces = standing(plan)
    for n, one in enumerate(pieces):
        for other in pieces[n + 1 :]:
            tucked = {(one.role, other.role), (other.role, one.role)} & TUCKED
            common = one.footprint.intersection(other.footprint).area
            assert tucked or common < SMALL_OVERLAP_M2, f"{one.piece} in {other.piece}"
    for zone in zones_of(room):
        strip = Polygon(zone.quad)
        for piece in pieces:
            low = piece.role == "bed" or piece.size_m[2] <= zone.limit_m
            inside = piece.footprint.intersection(strip).area
            assert low or inside < 5e-3, f"{piece.piece} stands before the {zone.kind}"


@pytest.mark.parametrize("room_type", TYPES)
@pytest.mark.parametrize("name", [n for n in ROOMS if n != "tiny_room"])
def test_every_room_by_hand_is_furnished_within_the_rules(name: str, room_type: RoomType) -> None:
    room = ROOMS[name]()
    plan = solve(room, room_type, "modern_luxury", PIECES, seed=3)
    assert_lawful(room, plan)
    assert len(standing(plan)) >= 2


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    width=st.floats(2.6, 7.0),
    depth=st.floats(3.2, 9.0),
    slant=st.floats(-0.7, 0.7),
    door=st.tuples(st.sampled_from([1, 3]), st.floats(0.1, 0.7)),
    window=st.tuples(st.sampled_from([1, 2, 3]), st.floats(0.15, 0.6), st.floats(0.0, 1.0)),
    room_type=st.sampled_from(TYPES),
    seed=st.integers(0, 2**31),
)
def test_no_random_room_makes_the_solver_break_a_rule(
    width: float,
    depth: float,
    slant: float,
    door: tuple[int, float],
    window: tuple[int, float, float],
    room_type: RoomType,
    seed: int,
) -> None:
    half = width / 2
    floor = [(-half, -0.4), (half, -0.4), (half, depth + slant), (-half, depth - slant)]
    bare = room_of(floor)
    lengths = [w.length_m for w in bare.walls]
    at = door[1] * (lengths[door[0]] - 0.9)
    pane = window[1] * (lengths[window[0]] - 1.2)
    features = [feature("door", door[0], at, at + 0.85, 0.0, 2.05)]
    if window[0] != door[0]:
        features.append(feature("window", window[0], pane, pane + 1.1, window[2], 2.2))
    room = room_of(floor, tuple(features))
    plan = solved_or_none(room, room_type, seed)
    if plan is None:
        return
    assert_lawful(room, plan)
    assert 0.0 < plan.score <= 1.0


def test_a_tiny_room_is_refused_with_the_reason() -> None:
    with pytest.raises(NoArrangement, match="m² of free floor"):
        solve(tiny_room(), "bedroom", "modern_luxury", PIECES, seed=0)


def test_a_kit_without_beds_is_refused_by_name() -> None:
    bedless = [p for p in PIECES if p.role not in ("bed", "daybed")]
    with pytest.raises(NoArrangement, match="a bed"):
        solve(ROOMS["plain_box"](), "bedroom", "modern_luxury", bedless, seed=0)


def test_a_tall_bookcase_never_stands_before_a_window() -> None:
    """A room whose only other walls are doors: the bookcase is left out."""
    room = box_room(
        4.0,
        5.0,
        (
            feature("window", 2, 0.1, 3.9, 0.8, 2.2),
            feature("window", 1, 0.3, 5.2, 0.8, 2.2),
            feature("window", 3, 0.2, 5.1, 0.8, 2.2),
        ),
    )
    for seed in range(3):
        plan = solve(room, "home_office", "modern_luxury", PIECES, seed=seed)
        tall = [p for p in standing(plan) if p.size_m[2] > 0.8 and p.wall is not None]
        assert tall == []


def test_nothing_stands_against_an_open_edge_or_an_unseen_wall() -> None:
    floor = [(-2.0, -0.4), (2.0, -0.4), (2.0, 5.0), (-2.0, 5.0)]
    room = room_of(floor, open_edges=(1,))
    usable = {span.wall for span in prepare(room).spans}
    assert usable == {2, 3}
    for seed in range(4):
        plan = solve(room, "living_room", "modern_luxury", PIECES, seed=seed)
        assert {p.wall for p in plan.placements if p.wall is not None} <= {2, 3}
