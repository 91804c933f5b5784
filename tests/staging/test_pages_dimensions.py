"""Dimension lines: the same camera as staging's, the right figure, nothing over anything."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import pytest

from vetrina.staging.camera import Camera
from vetrina.staging.dimensions import Mark, dimension_marks

WIDTH, HEIGHT = 1500, 1000


def camera(pitch: float, yaw: float, roll: float) -> Camera:
    """A camera 1.5 m up that looks along world +Y, turned."""
    level = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
    turn = (
        cv2.Rodrigues(np.radians([0, 0, roll]))[0]
        @ cv2.Rodrigues(np.radians([pitch, 0, 0]))[0]
        @ cv2.Rodrigues(np.radians([0, yaw, 0]))[0]
    )
    return Camera(WIDTH, HEIGHT, 900.0, 760.0, 480.0, turn @ level, 1.5)


def manifest(seen: Camera, *items: dict[str, Any]) -> dict[str, Any]:
    return {
        "camera": {
            "size_px": [seen.width_px, seen.height_px],
            "focal_px": {"value": seen.focal_px},
            "principal_point_px": [seen.cx, seen.cy],
            "height_m": seen.height_m,
            "pitch_deg": seen.pitch_deg,
            "yaw_deg": seen.yaw_deg,
            "roll_deg": seen.roll_deg,
        },
        "items": list(items),
    }


def piece(
    size_cm: tuple[int, int, int], x: float, y: float, turn: float = 0, **more: Any
) -> dict[str, Any]:
    at = {"position_m": [x, y, more.pop("z", 0.0)], "turn_deg": turn}
    return {"role": "sofa", "size_cm": list(size_cm), **at, **more}


@pytest.mark.parametrize(("pitch", "yaw", "roll"), [(0, 0, 0), (-6, 18, 1.5), (4, -25, -2)])
def test_a_line_lies_where_the_camera_sees_the_piece(pitch, yaw, roll) -> None:
    seen = camera(pitch, yaw, roll)
    yaw_rad = math.radians(seen.yaw_deg)
    x, y = 6 * math.sin(yaw_rad), 6 * math.cos(yaw_rad)
    turn = -seen.yaw_deg
    [mark] = dimension_marks(manifest(seen, piece((200, 90, 80), x, y, turn)))
    assert mark.label == "200 cm"
    angle = math.radians(turn)
    along = np.array([math.cos(angle), math.sin(angle)])
    across = np.array([-math.sin(angle), math.cos(angle)])
    front = np.array([x, y]) - across * (0.45 + 0.03)
    ends = [np.append(front + side * along * (1.0 + 0.03), 0.0) for side in (-1, 1)]
    expected, _ = seen.project(np.array(ends))
    drawn = np.array(sorted([mark.start, mark.end]))
    assert np.abs(drawn - expected[np.argsort(expected[:, 0])]).max() < 0.5


def test_what_is_taller_than_wide_shows_its_height() -> None:
    [mark] = dimension_marks(manifest(camera(0, 0, 0), piece((40, 40, 160), 0.5, 4)))
    assert mark.label == "160 cm"
    assert mark.anchor == "start"
    assert abs(mark.start[0] - mark.end[0]) < 30


def test_the_longer_edge_that_faces_the_camera_is_measured() -> None:
    [mark] = dimension_marks(manifest(camera(-5, 0, 0), piece((60, 200, 40), 0, 4, 90)))
    assert mark.label == "200 cm"


def test_labels_keep_apart_and_no_figure_comes_twice() -> None:
    chairs = [piece((70, 56, 84), 0.1 * n, 4 + 0.1 * n) for n in range(5)]
    sofa = piece((210, 90, 80), -1.4, 5)
    marks = dimension_marks(manifest(camera(-3, 0, 0), *chairs, sofa))
    assert [mark.label for mark in marks] == ["210 cm", "70 cm"]


def test_what_is_behind_or_outside_is_not_measured() -> None:
    seen = camera(0, 0, 0)
    behind, outside = piece((200, 90, 80), 0, -3), piece((200, 90, 80), 30, 4)
    assert dimension_marks(manifest(seen, behind, outside)) == ()


def test_what_stands_on_something_is_not_measured() -> None:
    vase = piece((20, 20, 40), 0, 4, on=0)
    assert dimension_marks(manifest(camera(0, 0, 0), vase)) == ()


def test_without_a_plan_there_are_no_lines() -> None:
    assert dimension_marks({}) == ()
    assert dimension_marks({"items": []}) == ()


def test_a_line_is_drawn_with_a_tick_at_each_end() -> None:
    mark = Mark((100, 200), (300, 200), "2 cm", (200, 190), "middle")
    assert mark.path == "M100 200L300 200M100 191L100 209M300 191L300 209"
