"""What perception measures of the camera, the scale and the person's corners, on known rooms."""

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

from vetrina.staging.camera import Camera, Estimate
from vetrina.staging.errors import CornersImpossible, NeedsCorners
from vetrina.staging.perception.calibrate import (
    Calibration,
    canonical,
    estimate_camera,
    turn_between,
)
from vetrina.staging.perception.corners import fit_corners
from vetrina.staging.perception.scale import estimate_scale, height_beliefs, seen_lengths, span
from vetrina.staging.perception.segments import find_segments
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


def plain_camera(pitch: float = -8.0, roll: float = 0.0, yaw: float = 25.0) -> Camera:
    return Camera(1200, 800, 760.0, 600.0, 400.0, rotation_of(pitch, roll, yaw), 1.0)


def known(camera: Camera, rotation_sigma_deg: float = 0.1, focal_sigma: float = 5.0) -> Calibration:
    return Calibration(
        camera=camera,
        focal=Estimate(camera.focal_px, focal_sigma, "vanishing_points"),
        rotation_sigma_deg=rotation_sigma_deg,
        focal_observable=True,
        shifted=False,
        segments=np.zeros((0, 4)),
        labels=np.zeros(0, dtype=np.int64),
        consensus=0.9,
    )


def picture_of(camera: Camera, floor: np.ndarray) -> tuple[tuple[float, float], ...]:
    uv, depth = camera.project(np.hstack([floor, np.zeros((len(floor), 1))]))
    assert (depth > 0).all()
    return tuple((float(u), float(v)) for u, v in uv)


RECTANGLE = np.array([[-0.9, 1.4], [1.3, 1.4], [1.3, 4.0], [-0.9, 4.0]])


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


class TestScale:
    def test_without_anything_seen_the_camera_is_at_chest_height(self) -> None:
        found = estimate_scale()
        assert found.source == "prior"
        assert found.value == pytest.approx(1.45, abs=0.03)
        assert 0.15 < found.sigma < 0.3

    def test_a_usual_ceiling_narrows_the_scale(self) -> None:
        found = estimate_scale(ceiling=Estimate(2.0, 0.02, "ceiling"))
        assert found.source == "ceiling"
        assert 1.25 < found.value < 1.38
        assert found.sigma < 0.15

    def test_a_high_ceiling_of_an_old_house_does_not_raise_the_camera_far(self) -> None:
        found = estimate_scale(ceiling=Estimate(2.3, 0.02, "ceiling"))
        naive = 2.5 / 2.3
        assert found.value > naive * 1.05

    def test_a_door_settles_what_the_ceiling_leaves_open(self) -> None:
        ceiling = Estimate(3.2 / 1.5, 0.02, "ceiling")
        alone = estimate_scale(ceiling=ceiling)
        found = estimate_scale(ceiling=ceiling, doors=[Estimate(2.03 / 1.5, 0.01, "door")])
        assert abs(found.value - 1.5) < abs(alone.value - 1.5)
        assert found.value == pytest.approx(1.5, abs=0.06)

    def test_what_the_person_measured_wins_over_every_usual_size(self) -> None:
        found = estimate_scale(
            ceiling=Estimate(2.0, 0.02, "ceiling"),
            doors=[Estimate(1.5, 0.01, "door")],
            lengths=[(Estimate(2.0, 0.01, "length"), 4.2)],
        )
        assert found.source == "length"
        assert found.value == pytest.approx(2.1, rel=0.01)
        assert found.sigma / found.value < 0.03

    def test_a_stated_ceiling_height_replaces_the_usual_ones(self) -> None:
        found = estimate_scale(ceiling=Estimate(2.5, 0.01, "ceiling"), ceiling_height_m=4.0)
        assert found.source == "user"
        assert found.value == pytest.approx(1.6, rel=0.01)

    def test_two_contradicting_measures_are_unsure(self) -> None:
        agreed = estimate_scale(camera_height_m=1.5, lengths=[(Estimate(1, 0.01, "length"), 1.5)])
        torn = estimate_scale(camera_height_m=1.5, lengths=[(Estimate(1, 0.01, "length"), 1.9)])
        assert torn.sigma > 1.2 * agreed.sigma

    def test_all_that_was_used_is_listed(self) -> None:
        beliefs = height_beliefs(
            ceiling=Estimate(1.8, 0.02, "ceiling"),
            doors=[Estimate(1.4, 0.02, "door")],
            camera_height_m=1.5,
        )
        assert [belief.source for belief in beliefs] == ["user", "ceiling", "door", "prior"]

    def test_a_length_on_the_floor_is_measured_on_the_floor(self) -> None:
        camera = plain_camera()
        ends = np.array(picture_of(camera, np.array([[0.1, 2.0], [0.9, 2.6]])))
        assert span(camera, RECTANGLE, ends) == pytest.approx(1.0)

    def test_an_upright_length_is_measured_on_the_wall_behind_it(self) -> None:
        camera = plain_camera()
        ends, _ = camera.project(np.array([[0.5, 4.0, 0.0], [0.5, 4.0, 1.35]]))
        found = seen_lengths(Hints(lengths=((*ends[0], *ends[1], 2.03),)), camera, RECTANGLE)
        seen, metres = found[0]
        assert metres == 2.03
        assert seen.value == pytest.approx(1.35, rel=1e-3)
        assert 0 < seen.sigma < 0.1

    def test_a_length_across_a_wall_is_left_out(self) -> None:
        camera = plain_camera()
        ends, _ = camera.project(np.array([[-0.2, 4.0, 0.8], [0.5, 4.0, 0.8]]))
        hints = Hints(lengths=((*ends[0], *ends[1], 1.0),))
        assert seen_lengths(hints, camera, RECTANGLE) == []


class TestCorners:
    def test_corners_drawn_true_give_back_the_floor(self) -> None:
        camera = plain_camera()
        found = fit_corners(picture_of(camera, RECTANGLE), known(camera))
        assert found.floor == pytest.approx(RECTANGLE, abs=1e-3)
        assert found.squareness_deg < 0.01
        assert list(found.order) == [0, 1, 2, 3]

    def test_corners_drawn_clockwise_give_a_floor_counter_clockwise(self) -> None:
        camera = plain_camera()
        found = fit_corners(picture_of(camera, RECTANGLE[::-1]), known(camera))
        x, y = found.floor.T
        assert (x * np.roll(y, -1) - y * np.roll(x, -1)).sum() > 0
        assert list(found.order) == [3, 2, 1, 0]

    def test_four_corners_mend_a_weak_camera(self) -> None:
        camera = plain_camera(yaw=40.0, pitch=-16.0)
        wrong = replace(camera, rotation=rotation_of(-13, 1, 37), focal_px=650.0)
        weak = known(wrong, rotation_sigma_deg=4.0, focal_sigma=180.0)
        floor = (RECTANGLE - RECTANGLE.mean(axis=0)) * 0.8 + np.array([1.8, 2.1])
        drawn = picture_of(camera, floor)
        assert (np.array(drawn) > 0).all()
        assert (np.array(drawn) < [1200, 800]).all()
        found = fit_corners(drawn, weak)
        assert found.camera.pitch_deg == pytest.approx(-16, abs=0.5)
        assert found.camera.roll_deg == pytest.approx(0, abs=0.5)
        assert found.camera.focal_px == pytest.approx(760, rel=0.04)
        assert found.focal.source == "corners"
        assert found.rotation_sigma_deg < 4.0

    def test_a_sure_camera_is_hardly_moved_by_coarse_corners(self) -> None:
        camera = plain_camera()
        rng = np.random.default_rng(1)
        coarse = np.array(picture_of(camera, RECTANGLE)) + rng.normal(0, 4, (4, 2))
        found = fit_corners(tuple(map(tuple, coarse)), known(camera))
        moved = np.degrees(turn_between(found.camera.rotation, camera.rotation))
        assert moved < 0.3
        back = np.array(picture_of(found.camera, found.floor))
        assert back == pytest.approx(coarse, abs=1e-6)

    def test_a_floor_that_is_not_square_is_left_as_drawn(self) -> None:
        camera = plain_camera()
        cut = np.array([[-0.9, 1.4], [1.3, 1.4], [1.3, 3.1], [0.4, 4.0], [-0.9, 4.0]])
        found = fit_corners(picture_of(camera, cut), known(camera))
        assert found.floor == pytest.approx(cut, abs=0.02)
        assert found.squareness_deg == pytest.approx(45, abs=2)

    def test_three_corners_are_enough(self) -> None:
        camera = plain_camera()
        found = fit_corners(picture_of(camera, RECTANGLE[1:]), known(camera))
        assert found.floor == pytest.approx(RECTANGLE[1:], abs=0.01)

    def test_a_corner_above_the_horizon_is_refused_by_name(self) -> None:
        camera = plain_camera()
        corners = list(picture_of(camera, RECTANGLE))
        corners[2] = (corners[2][0], 60.0)
        with pytest.raises(CornersImpossible, match="Corner 3 lies above the horizon"):
            fit_corners(tuple(corners), known(camera))

    def test_crossing_lines_are_refused(self) -> None:
        camera = plain_camera()
        a, b, c, d = picture_of(camera, RECTANGLE)
        with pytest.raises(CornersImpossible, match="cross"):
            fit_corners((a, c, b, d), known(camera))

    def test_two_corners_are_refused(self) -> None:
        camera = plain_camera()
        with pytest.raises(NeedsCorners, match="at least three"):
            fit_corners(picture_of(camera, RECTANGLE[:2]), known(camera))

    def test_corners_on_one_spot_are_refused(self) -> None:
        camera = plain_camera()
        with pytest.raises(CornersImpossible, match="enclose no floor"):
            fit_corners(((500, 700), (503, 700), (503, 703)), known(camera))


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
