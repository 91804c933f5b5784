"""From a photo to the room, on painted rooms whose truth is known."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import shapely
from painted_rooms import PaintedRoom, Panel, boards, paint_room, rotation_of, wall
from PIL import Image
from shapely.geometry import Polygon

from vetrina.staging.camera import Array, Camera
from vetrina.staging.perception import perceive
from vetrina.staging.perception.chain import Run
from vetrina.staging.perception.level import make_level
from vetrina.staging.perception.openings import merged_features
from vetrina.staging.perception.walls import shell
from vetrina.staging.photo import Photo
from vetrina.staging.room import Feature, Hints, Room
from vetrina.staging.samples import SAMPLES, Sample

BOX = np.array([[2.1, -0.8], [2.1, 4.2], [-1.9, 4.2], [-1.9, -0.8]])
CEILING_M, HEIGHT_M = 2.55, 1.45
U0, U1, Z0, Z1 = 1.2, 2.6, 0.8, 2.1
GLASS, FRAME = np.array([1.4, 1.5, 1.6]), np.array([0.9, 0.9, 0.88])
WINDOW = Panel((U0, U1, Z0, Z1), 0.05, GLASS, FRAME, (2, 1))


def a_camera(yaw_deg: float = 8.0, focal_px: float = 480.0) -> Camera:
    rotation = rotation_of(-3.0, 0.4, yaw_deg)
    return Camera(720, 480, focal_px, 360.0, 240.0, rotation, HEIGHT_M)


@cache
def plain_room(yaw_deg: float = 8.0) -> tuple[PaintedRoom, Photo]:
    """A box with floorboards, skirting and a window in the wall at the back."""
    room = PaintedRoom(a_camera(yaw_deg), BOX, CEILING_M, is_box=True)
    rng = np.random.default_rng(3)
    tone = np.array([0.80, 0.79, 0.75])
    for index in range(4):
        panels = [WINDOW] if index == 1 else []
        room.walls.append(wall(tone, 0.08, 0.0, CEILING_M, panels))
    room.floor = boards(rng, 0.0)
    return room, paint_room(room, 3)


@cache
def understood(yaw_deg: float = 8.0) -> Room:
    return perceive(plain_room(yaw_deg)[1])


def true_floor(room: PaintedRoom, shape: tuple[int, ...]) -> Array:
    v, u = np.mgrid[0 : shape[0], 0 : shape[1]] + 0.5
    scale = room.camera.width_px / shape[1], room.camera.height_px / shape[0]
    points, hit = room.camera.on_plane(np.stack([u.ravel(), v.ravel()], axis=1) * scale)
    inside = shapely.contains_xy(Polygon(room.corners), points[:, 0], points[:, 1])
    return np.asarray((hit & inside).reshape(shape))


def iou(first: Array, second: Array) -> float:
    return float((first & second).sum() / (first | second).sum())


def test_level_coordinates_go_to_the_photo_and_back() -> None:
    level = make_level(plain_room()[1].pixels, a_camera())
    pixels = np.array([[100.0, 300.0], [360.0, 200.0], [700.0, 470.0]])
    np.testing.assert_allclose(level.to_photo(level.from_photo(pixels)), pixels, atol=1e-6)


def test_one_line_settles_foot_and_top_of_a_wall() -> None:
    camera = a_camera().at_height(1.0)
    level = make_level(plain_room()[1].pixels, camera)
    foot, top = np.array([0.4, 2.0, 0.0]), np.array([0.4, 2.0, 1.7])
    seen = level.from_photo(camera.project(np.stack([foot, top]))[0])
    assert seen[0, 0] == pytest.approx(seen[1, 0], abs=1e-9)
    assert seen[1, 1] == pytest.approx(-0.7 * seen[0, 1], abs=1e-9)
    np.testing.assert_allclose(level.plan(seen[0, 0], -seen[0, 1]), foot[:2], atol=1e-9)


@pytest.mark.parametrize("yaw_deg", [8.0, 33.0])
def test_the_floor_of_a_box_is_found(yaw_deg: float) -> None:
    room, found = plain_room(yaw_deg)[0], understood(yaw_deg)
    assert iou(true_floor(room, found.floor_mask.shape), found.floor_mask) > 0.95
    assert found.unsure == ()


def test_the_ceiling_stands_at_its_height_over_the_camera() -> None:
    found = understood()
    assert found.ceiling_m is not None
    ratio = found.ceiling_m.value / found.camera.height_m
    assert ratio == pytest.approx(CEILING_M / HEIGHT_M, rel=0.04)


def test_the_window_is_found_on_the_back_wall() -> None:
    found = understood()
    windows = [feature for feature in found.features if feature.kind == "window"]
    assert len(windows) == 1
    back = BOX[1] + np.outer([U0, U1], [-1.0, 0.0])
    corners = [[*back[0], Z0], [*back[1], Z0], [*back[1], Z1]]
    truth = a_camera().project(np.array([*corners, [*back[0], Z1]]))[0]
    seen = found.camera.project(found.wall_box(windows[0]))[0]
    common = Polygon(truth).intersection(Polygon(seen)).area
    assert common / Polygon(truth).union(Polygon(seen)).area > 0.75


def test_a_window_shines_brighter_than_its_wall() -> None:
    window = next(feature for feature in understood().features if feature.kind == "window")
    assert min(window.radiance) > 0.6


def test_the_same_photo_gives_the_same_room() -> None:
    again = perceive(plain_room()[1])
    assert again.walls == understood().walls
    assert again.features == understood().features


def test_the_camera_height_that_the_person_gives_is_the_scale() -> None:
    found = perceive(plain_room()[1], Hints(camera_height_m=2.0))
    assert found.camera.height_m == pytest.approx(2.0, rel=0.02)


def test_corners_that_the_person_draws_are_the_floor() -> None:
    room, photo = plain_room()
    drawn = room.camera.project(
        np.array([[-1.9, 2.6, 0.0], [-1.9, 4.2, 0.0], [2.1, 4.2, 0.0], [2.1, 2.6, 0.0]])
    )[0]
    corners = tuple((float(u), float(v)) for u, v in drawn)
    found = perceive(photo, Hints(corners=corners))
    again = found.camera.project(np.column_stack([found.floor, np.zeros(4)]))[0]
    for corner in drawn:
        assert np.linalg.norm(again - corner, axis=1).min() < 6.0


def test_a_marked_opening_takes_the_place_of_what_was_found_there() -> None:
    found = Feature("fixture", 1, 1.0, 2.0, 0.5, 1.5, 0.4)
    other = Feature("window", 2, 1.0, 2.0, 0.5, 1.5, 0.9)
    mark = Feature("door", 1, 1.5, 2.5, 0.0, 2.0, 1.0)
    assert merged_features((found, other), (mark,)) == (other, mark)


def test_side_walls_go_on_behind_the_camera_and_close() -> None:
    level = make_level(plain_room(0.0)[1].pixels, a_camera(0.0))
    runs = (
        Run(-1 / 1.5, 0.0, 1, -0.7, -0.5),
        Run(0.0, 1 / 3.0, 0, -0.5, 0.5),
        Run(1 / 1.5, 0.0, 1, 0.5, 0.7),
    )
    built = shell(level, runs)
    expected = {(1.5, 3.0), (-1.5, 3.0), (-1.5, -1.0), (1.5, -1.0)}
    assert {(round(x, 6), round(y, 6)) for x, y in built.floor.tolist()} == expected
    assert [wall.open for wall in built.walls] == [False] * 4
    assert [wall.seen == 0 for wall in built.walls].count(True) == 1


def test_a_wall_that_leaves_the_picture_sideways_ends_in_an_open_edge() -> None:
    level = make_level(plain_room(0.0)[1].pixels, a_camera(0.0))
    built = shell(level, (Run(0.0, 1 / 3.0, 0, -0.7, 0.7),))
    assert [wall.open for wall in built.walls] == [False, True, True]
    assert built.simple


def test_a_stated_ceiling_height_is_the_scale() -> None:
    found = perceive(plain_room()[1], Hints(ceiling_height_m=3.4))
    assert found.scale.source == "user"
    assert found.ceiling_m is not None
    assert found.ceiling_m.value == pytest.approx(3.4, rel=0.03)


def test_a_length_on_the_floor_is_the_scale() -> None:
    room, photo = plain_room()
    ends = room.camera.project(np.array([[-0.6, 3.2, 0.0], [1.0, 3.2, 0.0]]))[0]
    found = perceive(photo, Hints(lengths=((*ends[0], *ends[1], 3.2),)))
    assert found.scale.source == "length"
    assert found.camera.height_m == pytest.approx(2 * HEIGHT_M, rel=0.06)


def test_a_marked_opening_lies_where_the_person_marked_it() -> None:
    room, photo = plain_room()
    corners = np.array([[0.4, 4.2, 2.0], [-0.5, 4.2, 2.0], [-0.5, 4.2, 0.0], [0.4, 4.2, 0.0]])
    quad = tuple((float(u), float(v)) for u, v in room.camera.project(corners)[0])
    found = perceive(photo, Hints(openings=(("door", quad),)))
    door = next(feature for feature in found.features if feature.confidence == 1.0)
    assert door.kind == "door"
    assert door.u1 - door.u0 == pytest.approx(0.9 * found.camera.height_m / HEIGHT_M, rel=0.08)
    assert door.z0 < 0.1


def test_the_persons_corners_win_where_the_machine_is_sure_of_others() -> None:
    room, photo = plain_room()
    wrong = room.camera.project(
        np.array([[-1.2, 2.6, 0.0], [-1.2, 3.4, 0.0], [1.4, 3.4, 0.0], [1.4, 2.6, 0.0]])
    )[0]
    found = perceive(photo, Hints(corners=tuple((float(u), float(v)) for u, v in wrong)))
    assert found.unsure == ()
    assert len(found.walls) == 4
    again = found.camera.project(np.column_stack([found.floor, np.zeros(4)]))[0]
    for corner in wrong:
        assert np.linalg.norm(again - corner, axis=1).min() < 6.0


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_our_own_rooms_are_understood(sample: Sample) -> None:
    with Image.open(sample.file) as picture:
        room = perceive(Photo(np.asarray(picture.convert("RGB"))))
    assert room.unsure == ()
    assert room.floor_agreement > 0.85
