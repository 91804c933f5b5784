"""When a room counts as understood: which cues make it unsure, and which only cost the ceiling."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from painted_rooms import PaintedRoom, boards, paint_room, rotation_of, wall

from vetrina.staging.camera import Camera
from vetrina.staging.perception.calibrate import Calibration, estimate_camera
from vetrina.staging.perception.level import make_level
from vetrina.staging.perception.structure import Structure, find_structure
from vetrina.staging.perception.sureness import doubts
from vetrina.staging.perception.walls import Shell, shell

BOX = np.array([[-2.1, -1.0], [2.3, -1.0], [2.3, 4.6], [-2.1, 4.6]])


@cache
def seen() -> tuple[Calibration, Structure, Shell]:
    camera = Camera(720, 480, 480.0, 360.0, 240.0, rotation_of(-3.0, 0.4, 8.0), 1.4)
    room = PaintedRoom(camera, BOX, 2.5, is_box=True, floor=boards(np.random.default_rng(3), 0.0))
    room.walls = [wall(np.array([0.80, 0.79, 0.75]), 0.08, 0.0, 2.5, []) for _ in BOX]
    photo = paint_room(room, 3)
    calibration = estimate_camera(photo)
    level = make_level(photo.pixels, calibration.camera)
    structure = find_structure(level, calibration.segments, calibration.labels)
    return calibration, structure, shell(level, structure.runs)


def said(*, rotation_sigma_deg: float = 0.3, agreement: float = 0.99, **changes: float) -> str:
    calibration, structure, built = seen()
    sure = replace(calibration, rotation_sigma_deg=rotation_sigma_deg)
    asked = replace(structure, agreement=agreement, seeding_agreement=0.99, **changes)
    return " ".join(doubts(sure, asked, built))


def test_a_painted_box_leaves_no_doubt() -> None:
    assert said() == ""


def test_a_direction_known_worse_than_to_a_degree_and_a_half_is_a_doubt() -> None:
    assert "direction of the camera" in said(rotation_sigma_deg=1.95)


def test_wall_tops_that_do_not_show_leave_a_room_sure_whose_floor_is_plain() -> None:
    assert said(loose_tops=0.8) == ""


def test_wall_tops_that_do_not_show_are_a_doubt_where_colours_disagree_on_the_floor() -> None:
    assert "reach the ceiling" in said(loose_tops=0.8, agreement=0.9)


def test_walls_that_a_rival_nearly_ties_with_are_a_doubt() -> None:
    assert "Another position" in said(margin=0.005)
