"""What the person's hints, usual sizes and drawn corners make of the scale and the floor."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from painted_rooms import rotation_of

from vetrina.staging.camera import Camera, Estimate
from vetrina.staging.errors import CornersImpossible, NeedsCorners
from vetrina.staging.perception.calibrate import Calibration, turn_between
from vetrina.staging.perception.corners import fit_corners
from vetrina.staging.perception.scale import estimate_scale, height_beliefs, seen_lengths, span
from vetrina.staging.room import Hints


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


class TestScale:
    def test_without_anything_seen_the_camera_is_at_chest_height(self) -> None:
        found = estimate_scale()
        assert found.source == "prior"
        assert found.value == pytest.approx(1.38, abs=0.03)
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
