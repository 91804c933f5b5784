"""What a photographer asks of a plan: no backs, free glass, rugs under groups, much to choose."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from furnishing_fixtures import PIECES
from layout_rooms import ROOMS, bay_room, box_room, feature, plain_box
from PIL import Image

from vetrina.staging import kit
from vetrina.staging.furnishing import Placement, Plan
from vetrina.staging.layout import solve
from vetrina.staging.layout.boxes import Item, front, turn_towards
from vetrina.staging.layout.clearance import misplaced
from vetrina.staging.layout.groups.design import Picker
from vetrina.staging.layout.groups.sleeping import beds
from vetrina.staging.layout.space import prepare
from vetrina.staging.perception import perceive
from vetrina.staging.photo import Photo
from vetrina.staging.room import Feature, Room

DATA = Path(
    os.environ.get("VETRINA_TEST_DATA", Path(__file__).parents[2].parent / "shared" / "data")
)
SEATS = ("sofa", "loveseat", "sectional", "armchair", "lounge_chair")


def towards_camera(seat: Placement) -> float:
    """Cosine between a seat's front and the way to the camera: -1 shows its back."""
    here = np.array([seat.x, seat.y])
    return float(front(seat.turn_deg) @ (-here / np.linalg.norm(here)))


def along(room: Room, hung: Placement) -> float:
    assert hung.wall is not None
    wall = room.walls[hung.wall]
    return float((np.array([hung.x, hung.y]) - np.array(wall.start)) @ wall.along)


def signature(plan: Plan) -> tuple[object, ...]:
    pieces = sorted(p.piece for p in plan.placements if p.mount == "floor")
    return plan.anchor_wall, plan.group, tuple(pieces)


@pytest.mark.parametrize("name", ["plain_box", "bay_room", "fireplace_room", "corner_view"])
def test_no_seat_of_the_main_group_turns_its_back_to_the_camera(name: str) -> None:
    for seed in range(3):
        plan = solve(ROOMS[name](), "living_room", "modern_luxury", PIECES, seed=seed)
        seats = [p for p in plan.placements if p.group == plan.group and p.role in SEATS]
        assert seats
        assert min(towards_camera(seat) for seat in seats) > -0.45


def share_behind(room: Room, plan: Plan, door: Feature) -> float:
    """How much of a door the boxes of all standing pieces hide, 0..1."""
    size = (room.camera.height_px, room.camera.width_px)
    uv, _ = room.camera.project(room.wall_box(door))
    leaf, before = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    cv2.fillConvexPoly(leaf, np.round(uv).astype(np.int32), 1)
    for piece in (p for p in plan.placements if p.mount == "floor" and p.size_m[2] > 0.05):
        ground = np.array(piece.footprint.exterior.coords)[:4]
        box = [np.column_stack([ground, np.full(4, z)]) for z in (0.0, piece.size_m[2])]
        uv, depth = room.camera.project(np.concatenate(box))
        if (depth > 0.1).all():
            hull = cv2.convexHull(np.round(uv).astype(np.int32))
            cv2.fillConvexPoly(before, hull, 1)
    return float(before[leaf > 0].mean())


def test_no_door_stands_behind_the_furniture_though_the_way_to_it_be_free() -> None:
    room = ROOMS["long_hall"]()
    doors = [f for f in room.features if f.kind == "door"]
    for room_type in ("living_room", "home_office"):
        for seed in range(4):
            plan = solve(room, room_type, "modern_luxury", PIECES, seed=seed)
            assert max(share_behind(room, plan, door) for door in doors) < 0.5


def test_a_high_headboard_does_not_keep_the_low_foot_of_a_bed_far_from_the_camera() -> None:
    space = prepare(box_room(4.0, 4.2))
    info = kit.piece("bed_wing_tufted")
    for head_m, complaints in ((4.1, 0), (3.5, 1)):
        y = head_m - info.size_m[1] / 2
        bed = Item(info, 0.0, y, turn_towards((0.0, -1.0)), info.size_m, "anchor", "bed", 0)
        faults = [f for f in misplaced(space, (bed,)) if "camera" in f]
        assert len(faults) == complaints


def test_curtains_are_drawn_beside_the_glass_and_nothing_hangs_over_them() -> None:
    room = box_room(5.0, 5.0, (feature("window", 2, 1.6, 3.4, 0.9, 2.1),))
    found = 0
    for seed in range(8):
        plan = solve(room, "bedroom", "modern_luxury", PIECES, seed=seed)
        for curtain in (p for p in plan.placements if p.role == "curtains"):
            found += 1
            middle, half = along(room, curtain), curtain.size_m[0] / 2
            assert middle - half <= 1.6 - 0.4
            assert middle + half >= 3.4 + 0.4
            same = [p for p in plan.placements if p.mount == "wall" and p.wall == curtain.wall]
            assert all(abs(along(room, p) - middle) > half for p in same)
    assert found >= 1


@pytest.mark.parametrize("piece", ["curtains_pleated", "curtains_wave_sheer", "curtains_tied"])
def test_open_curtains_leave_the_window_between_them_free(piece: str) -> None:
    style = kit.piece(piece).styles[0]
    high = 2.6
    for mesh in kit.build(piece, style, size_m=(1.8 + 0.84, 0.2, high)):
        if mesh.material in ("curtain", "sheer"):
            below = mesh.vertices[:, 2] < high - 0.36
            assert np.abs(mesh.vertices[below, 0]).min(initial=9.0) > 0.86


def test_nobody_hangs_a_picture_where_a_door_may_stand_open() -> None:
    room = box_room(4.4, 5.0, (feature("door", 2, 1.0, 1.8, 0.0, 2.05),))
    for seed in range(4):
        plan = solve(room, "living_room", "modern_luxury", PIECES, seed=seed)
        hung = [p for p in plan.placements if p.mount == "wall" and p.wall == 2]
        for picture in hung:
            low = along(room, picture) - picture.size_m[0] / 2
            assert low > 1.8 + 0.69 or low + picture.size_m[0] < 1.0 - 0.69


def test_a_television_has_somebody_before_it() -> None:
    for room in (plain_box(), bay_room()):
        for seed in range(6):
            plan = solve(room, "living_room", "modern_luxury", PIECES, seed=seed)
            for unit in (p for p in plan.placements if p.role == "media_unit"):
                seats = [p for p in plan.placements if p.role in SEATS]
                assert any(_looks_at(seat, unit) for seat in seats)


def _looks_at(seat: Placement, unit: Placement) -> bool:
    delta = np.array([unit.x - seat.x, unit.y - seat.y])
    return float(front(seat.turn_deg) @ delta / np.linalg.norm(delta)) > 0.5


def test_the_rug_of_a_dining_table_lies_under_its_middle_and_its_chairs() -> None:
    for seed in range(4):
        plan = solve(box_room(5.0, 6.5), "dining_room", "modern_luxury", PIECES, seed=seed)
        table = next(p for p in plan.placements if p.role == "dining_table")
        for rug in (p for p in plan.placements if p.mount == "rug" and p.group == table.group):
            assert np.hypot(rug.x - table.x, rug.y - table.y) < 0.06
            assert rug.footprint.buffer(0.01).covers(table.footprint)


def test_a_small_bedroom_gets_a_narrower_bed() -> None:
    king = [p for p in PIECES if p.id == "bed_king"]
    rng = np.random.default_rng(3)
    widths = [beds(Picker(king, rng), area)[0].members[0].size[0] for area in (9.0, 15.0, 30.0)]
    assert widths[0] < widths[1] < widths[2]


@pytest.mark.data
@pytest.mark.skipif(not (DATA / "rooms").is_dir(), reason="VETRINA_TEST_DATA holds no rooms")
@pytest.mark.parametrize("name", ["hall", "empty_02", "bay"])
def test_five_of_eight_seeds_differ_in_a_photographed_room(name: str) -> None:
    with Image.open(DATA / "rooms" / f"{name}.jpg") as opened:
        room = perceive(Photo(np.asarray(opened.convert("RGB"))))
    pieces = kit.pieces("modern_luxury", "living_room")
    plans = [solve(room, "living_room", "modern_luxury", pieces, seed=s) for s in range(8)]
    assert len({signature(plan) for plan in plans}) >= 5
