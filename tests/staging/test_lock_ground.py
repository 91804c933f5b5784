"""Furniture is only where the room has floor or wall: the area that the lock is given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from render_rooms import box_room, level_camera, painted_photo

from vetrina.staging.composite import check_lock, standing_area
from vetrina.staging.composite.lock import OBJECT, UNTOUCHED
from vetrina.staging.furnishing import Placement, Plan
from vetrina.staging.room import Feature, Room

WIDTH, HEIGHT = 240, 160
CABINET = Placement("cabinet", "sideboard", "floor", 0.0, 2.5, 0.0, 0.0, (1.2, 0.5, 0.8))
PICTURE = Placement("picture", "art", "wall", 0.0, 3.98, 1.2, 0.0, (1.0, 0.04, 0.7), wall=2)


def plan_of(*placements: Placement) -> Plan:
    return Plan("living_room", "modern_luxury", 0, placements, 1.0)


def seen_of(room: Room, placement: Placement) -> NDArray[np.bool_]:
    """Where the whole box of a piece is seen, whatever the room."""
    everywhere = replace(room, floor=room.floor * 10, features=(), ceiling_m=None)
    return standing_area(everywhere, plan_of(placement), (WIDTH, HEIGHT))


def rules(room: Room, placement: Placement) -> set[str]:
    """What the lock says of a picture in which all of the piece is shown."""
    shown = seen_of(room, placement)
    photo = painted_photo(room.camera).pixels
    output = np.where(shown[..., None], np.uint8(60), photo)
    mask = np.where(shown, OBJECT, UNTOUCHED).astype(np.uint8)
    area = standing_area(room, plan_of(placement), (WIDTH, HEIGHT))
    report = check_lock(photo, output, mask, shown.astype(np.float32), area)
    return {finding.rule for finding in report.findings}


def room_with(*features: Feature) -> Room:
    return box_room(level_camera(WIDTH, HEIGHT), *features)


def test_a_piece_on_the_floor_is_where_it_may_be() -> None:
    assert seen_of(room_with(), CABINET).sum() > 500
    assert rules(room_with(), CABINET) == set()


def test_a_piece_that_cuts_through_a_wall_is_caught() -> None:
    assert rules(room_with(), replace(CABINET, x=1.9, y=3.2)) == {"ground"}


def test_a_piece_beyond_the_floor_is_caught() -> None:
    assert rules(room_with(), replace(CABINET, y=4.6)) == {"ground"}


def test_a_piece_higher_than_the_ceiling_is_caught() -> None:
    tall = replace(CABINET, y=3.7, size_m=(1.2, 0.5, 3.1))
    assert rules(room_with(), tall) == {"ground"}


def test_a_picture_on_plain_wall_is_where_it_may_be() -> None:
    assert rules(room_with(), PICTURE) == set()


def test_a_picture_across_a_door_is_caught() -> None:
    door = Feature("door", 2, 1.2, 2.1, 0.0, 2.0, 0.9)
    assert rules(room_with(door), PICTURE) == {"ground"}


def test_curtains_may_hang_before_their_window() -> None:
    window = Feature("window", 2, 1.2, 2.6, 0.9, 2.1, 0.9)
    curtains = replace(PICTURE, mount="window", role="curtains", z=0.02, size_m=(1.9, 0.1, 2.3))
    assert rules(room_with(window), curtains) == set()


def test_a_piece_that_reaches_behind_the_camera_has_an_area() -> None:
    near = replace(CABINET, x=0.6, y=0.3, size_m=(0.8, 1.6, 1.3))
    area = standing_area(room_with(), plan_of(near), (WIDTH, HEIGHT))
    assert area[-1].any()
    assert not area[: HEIGHT // 3].any()
