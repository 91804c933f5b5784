"""What perception measures of the camera, on painted rooms whose truth is known."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from painted_rooms import PaintedRoom, paint_room, random_room, rotation_of
from PIL import Image

from vetrina.staging.camera import Camera
from vetrina.staging.perception.calibrate import (
    Calibration,
    canonical,
    estimate_camera,
    look_again,
    turn_between,
)
from vetrina.staging.perception.segments import find_segments, fit_segments
from vetrina.staging.perception.vanishing import Frame
from vetrina.staging.photo import Photo
from vetrina.staging.room import Hints

DATA = Path(
    os.environ.get("VETRINA_TEST_DATA", Path(__file__).parents[2].parent / "shared" / "data")
)
BOXES = (14, 32)
OTHERS = (0, 15)
DIAGONAL_FLOORS = (23,)
CORRECTED = 29


@cache
def painted(seed: int) -> tuple[PaintedRoom, Calibration]:
    room = random_room(seed, 640, 426)
    return room, estimate_camera(paint_room(room, seed))


def rotation_error_deg(calibration: Calibration, camera: Camera) -> float:
    return float(np.degrees(turn_between(calibration.camera.rotation, camera.rotation)))


def focal_error(calibration: Calibration, camera: Camera) -> float:
    return abs(calibration.camera.focal_px / camera.focal_px - 1)


class TestSegments:
    def test_an_edge_is_found_to_a_tenth_of_a_pixel(self) -> None:
        wide = np.zeros((1600, 2400, 3), dtype=np.uint8)
        polygon = np.array([[400, 404], [2000, 604], [2000, 1400], [400, 1400]], dtype=np.int32)
        cv2.fillPoly(wide, [polygon], (180, 180, 180))
        pixels = cv2.resize(wide, (600, 400), interpolation=cv2.INTER_AREA)
        segments = find_segments(pixels)
        slope = np.degrees(np.arctan(200 / 1600))
        turned = np.degrees(
            np.arctan2(
                segments.ends[:, 3] - segments.ends[:, 1], segments.ends[:, 2] - segments.ends[:, 0]
            )
        )
        off = np.abs((turned - slope + 90) % 180 - 90)
        edge = int(np.argmin(off + 1e3 * (segments.lengths < 300)))
        assert off[edge] < 0.03
        x, y = segments.ends[edge, :2]
        assert abs(y - (101 + (x - 100) / 8)) < 0.15

    def test_fragments_of_one_edge_are_joined(self) -> None:
        pixels = np.full((400, 600, 3), 90, dtype=np.uint8)
        pixels[200:] = 180
        for left in (150, 300, 420):
            pixels[190:210, left : left + 9] = 130
        longest = find_segments(pixels).lengths[0]
        assert longest > 560

    def test_segments_are_in_pixels_of_the_full_picture(self) -> None:
        pixels = np.full((1500, 2400, 3), 60, dtype=np.uint8)
        pixels[:, 1300:] = 190
        ends = find_segments(pixels).ends[0]
        assert ends[[0, 2]] == pytest.approx([1300, 1300], abs=0.5)
        assert abs(ends[3] - ends[1]) > 1400


class TestCalibration:
    @pytest.mark.parametrize("seed", BOXES + OTHERS)
    def test_the_camera_of_a_painted_room_is_found(self, seed: int) -> None:
        room, found = painted(seed)
        assert rotation_error_deg(found, room.camera) < 0.3
        assert focal_error(found, room.camera) < 0.03
        assert found.camera.height_m == 1.0
        assert found.focal.source == "vanishing_points"
        assert found.focal_observable

    @pytest.mark.parametrize("seed", BOXES + OTHERS)
    def test_the_sigmas_cover_the_errors_and_are_not_idle(self, seed: int) -> None:
        room, found = painted(seed)
        assert rotation_error_deg(found, room.camera) < 3 * found.rotation_sigma_deg < 3 * 0.6
        assert focal_error(found, room.camera) < 3 * found.focal.sigma / found.focal.value < 0.2

    @pytest.mark.parametrize("seed", DIAGONAL_FLOORS)
    def test_boards_laid_askew_do_not_turn_the_room(self, seed: int) -> None:
        room, found = painted(seed)
        assert rotation_error_deg(found, room.camera) < 1.0

    def test_corrected_verticals_show_as_a_shifted_principal_point(self) -> None:
        room, found = painted(CORRECTED)
        assert found.shifted
        assert found.camera.cy == pytest.approx(room.camera.cy, abs=4)
        assert rotation_error_deg(found, room.camera) < 0.4

    def test_an_uncorrected_photo_keeps_its_principal_point(self) -> None:
        _, found = painted(BOXES[0])
        assert not found.shifted
        assert found.camera.cx == found.camera.width_px / 2
        assert found.camera.cy == pytest.approx(found.camera.height_px / 2, abs=3)

    def test_the_labels_name_the_three_directions(self) -> None:
        _, found = painted(BOXES[0])
        assert found.labels.shape == (len(found.segments),)
        assert set(found.labels) <= {-1, 0, 1, 2}
        middle = (found.segments[:, :2] + found.segments[:, 2:]) / 2
        up = found.camera.rotation[:, 2]
        vanishing = np.array([found.camera.cx, found.camera.cy]) + found.camera.focal_px * (
            up[:2] / up[2]
        )
        to, along = vanishing - middle, found.segments[:, 2:] - found.segments[:, :2]
        sine = np.abs(to[:, 0] * along[:, 1] - to[:, 1] * along[:, 0])
        sine /= np.hypot(*to.T) * np.hypot(*along.T)
        assert np.degrees(np.arcsin(sine[found.labels == 2])).max() < 2.0
        assert (found.labels == 2).sum() >= 5

    def test_the_same_photo_gives_the_same_camera_to_the_bit(self) -> None:
        room = random_room(BOXES[0], 640, 426)
        photo = paint_room(room, BOXES[0])
        again = estimate_camera(photo)
        first = painted(BOXES[0])[1]
        assert again.camera.rotation.tobytes() == first.camera.rotation.tobytes()
        assert again.focal == first.focal

    def test_a_photo_without_an_edge_is_level_and_unsure(self) -> None:
        found = estimate_camera(Photo(np.full((300, 400, 3), 128, dtype=np.uint8)))
        assert len(found.segments) == 0
        assert found.focal.source == "prior"
        assert not found.focal_observable
        assert found.rotation_sigma_deg > 5
        assert found.focal.sigma / found.focal.value > 0.2
        assert abs(found.camera.roll_deg) < 1e-6

    def test_noise_is_not_taken_for_a_room(self) -> None:
        rng = np.random.default_rng(3)
        found = estimate_camera(Photo(rng.integers(0, 255, (300, 400, 3)).astype(np.uint8)))
        assert found.consensus < 0.5 or found.rotation_sigma_deg > 2


def head_on() -> PaintedRoom:
    """A room seen straight on by a level camera: its focal length cannot be seen."""
    room = random_room(5, 640, 426)
    camera = Camera(640, 426, 400.0, 320.0, 213.0, rotation_of(0, 0, 0), 1.4)
    return replace(room, camera=camera, boxes=[], distortion=0.0)


class TestSecondLook:
    def test_edges_of_walls_that_are_expected_are_found_and_fitted(self) -> None:
        pixels = np.full((400, 600, 3), 120, dtype=np.uint8)
        pixels[:, 300:] = 126
        ends = fit_segments(
            pixels, np.array([[301.2, 20.0, 298.9, 380.0], [100, 20, 100, 380]])
        ).ends
        assert len(ends) == 1
        assert ends[0, [0, 2]] == pytest.approx([300, 300], abs=0.3)

    def test_known_wall_edges_do_not_move_a_right_camera(self) -> None:
        room, found = painted(BOXES[0])
        photo = paint_room(room, BOXES[0])
        foot = np.c_[room.corners, np.zeros(len(room.corners))]
        uv, depth = room.camera.project(foot)
        seen = [i for i in range(len(uv)) if depth[i] > 0.3 and depth[(i + 1) % len(uv)] > 0.3]
        lines = np.array([[*uv[i], *uv[(i + 1) % len(uv)]] for i in seen]).reshape(-1, 4)
        again = look_again(found, photo, lines, Hints())
        assert rotation_error_deg(again, room.camera) < 0.35
        assert again.rotation_sigma_deg < 0.8


class TestFocalLength:
    def test_a_head_on_view_falls_back_to_a_wide_prior(self) -> None:
        found = estimate_camera(paint_room(head_on(), 5))
        assert found.focal.source == "prior"
        assert not found.focal_observable
        assert found.focal.sigma / found.focal.value > 0.15

    def test_a_head_on_view_takes_the_focal_length_from_exif(self) -> None:
        room = head_on()
        equivalent = 400.0 / np.hypot(640, 426) * 43.27
        found = estimate_camera(replace(paint_room(room, 5), focal_35mm=float(equivalent)))
        assert found.focal.source == "exif"
        assert found.focal.value == pytest.approx(400, rel=0.01)
        assert found.focal.sigma / found.focal.value < 0.05

    def test_the_persons_focal_length_wins(self) -> None:
        room = head_on()
        photo = replace(paint_room(room, 5), focal_35mm=50.0)
        found = estimate_camera(photo, Hints(focal_35mm=20.0))
        expected = 20.0 / 43.27 * np.hypot(640, 426)
        assert found.focal.source == "user"
        assert found.focal.value == pytest.approx(expected, rel=0.02)


class TestCanonicalFrame:
    @pytest.mark.parametrize("quarter", range(4))
    def test_y_is_the_direction_nearest_to_the_view(self, quarter: int) -> None:
        rotation = rotation_of(-5, 1, 20 + 90 * quarter)
        frame = canonical(Frame(rotation, 0.0))
        camera = Camera(100, 100, 80, 50, 50, frame.rotation, 1.0)
        assert camera.yaw_deg == pytest.approx(20)
        assert camera.pitch_deg == pytest.approx(-5)
        assert np.linalg.det(frame.rotation) == pytest.approx(1)

    def test_a_frame_upside_down_is_turned_up(self) -> None:
        rotation = rotation_of(-5, 1, 20) @ np.diag([1.0, -1.0, -1.0])
        up = canonical(Frame(rotation, 0.0)).rotation[:, 2]
        assert up == pytest.approx(rotation_of(-5, 1, 20)[:, 2])


@pytest.mark.data
@pytest.mark.skipif(not (DATA / "rooms").is_dir(), reason="VETRINA_TEST_DATA holds no rooms")
class TestPhotographs:
    def calibrated(self, name: str) -> Calibration:
        pixels = np.asarray(Image.open(DATA / "rooms" / name).convert("RGB"))
        return estimate_camera(Photo(pixels))

    def test_the_hall_was_corrected_and_looks_along_its_walls(self) -> None:
        found = self.calibrated("hall.jpg")
        assert found.shifted
        assert abs(found.camera.roll_deg) < 0.5
        assert found.camera.yaw_deg == pytest.approx(3, abs=0.6)
        assert 85 < found.camera.horizontal_fov_deg < 100

    def test_the_empty_room_is_seen_across_its_corner(self) -> None:
        found = self.calibrated("empty_02.jpg")
        assert found.camera.yaw_deg == pytest.approx(-39.5, abs=1.2)
        assert found.focal_observable

    def test_diagonal_tiles_do_not_turn_the_corridor(self) -> None:
        found = self.calibrated("tiles.jpg")
        assert found.camera.pitch_deg == pytest.approx(-9, abs=0.7)
        assert found.camera.yaw_deg == pytest.approx(-21.4, abs=1)

    def test_a_head_on_photograph_has_no_focal_length_of_its_own(self) -> None:
        found = self.calibrated("window_room.png")
        assert not found.focal_observable
        assert found.focal.source == "prior"
        assert abs(found.camera.yaw_deg) < 1

    def test_a_bay_in_the_dark_is_known_to_be_unsure(self) -> None:
        found = self.calibrated("bay_dim.jpg")
        assert found.focal.sigma / found.focal.value > 0.08
