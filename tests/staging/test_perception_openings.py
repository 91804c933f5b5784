"""What is found on one wall, seen square on, of walls painted for the purpose."""

from __future__ import annotations

import numpy as np
import pytest

from vetrina.staging.perception.doors import DOOR, frames
from vetrina.staging.perception.features import wall_features
from vetrina.staging.perception.wall_view import WallView
from vetrina.staging.room import Feature

CELL = 0.015
WALL = np.array([186.0, 184.0, 178.0])


def painted(
    *things: tuple[float, float, float, float, float], wide: float = 4.0, high: float = 2.5
) -> WallView:
    """A wall with rectangles (u0, u1, z0, z1, brightness over the wall's), a little noisy."""
    rows, columns = round(high / CELL), round(wide / CELL)
    picture = np.broadcast_to(WALL, (rows, columns, 3)).copy()
    for u0, u1, z0, z1, share in things:
        first, last = round((high - z1) / CELL), round((high - z0) / CELL)
        picture[first:last, round(u0 / CELL) : round(u1 / CELL)] = np.minimum(WALL * share, 255)
    rng = np.random.default_rng(1)
    pixels = np.clip(picture + rng.normal(0, 1.2, picture.shape), 0, 255).astype(np.uint8)
    shown = np.ones((rows, columns), dtype=bool)
    return WallView(pixels, shown, CELL, 0.0, high, np.ones(columns))


def framed_door(u0: float, u1: float, top: float) -> list[tuple[float, float, float, float, float]]:
    """A leaf as pale as the wall, within lines 3 cm wide."""
    edge = 0.03
    return [
        (u0 - edge, u0, 0.0, top, 0.94),
        (u1, u1 + edge, 0.0, top, 0.94),
        (u0 - edge, u1 + edge, top, top + edge, 0.94),
    ]


def only(features: list[Feature], kind: str) -> Feature:
    (found,) = (feature for feature in features if feature.kind == kind)
    return found


def test_a_plain_wall_carries_nothing() -> None:
    assert wall_features(painted(), 0, 2.5) == []


def test_a_pale_door_is_found_by_its_frame_alone() -> None:
    door = only(wall_features(painted(*framed_door(1.2, 2.05, 2.0)), 0, 2.5), "door")
    assert (door.u0, door.u1, door.z1) == pytest.approx((1.2, 2.05, 2.0), abs=0.07)
    assert door.z0 == 0


def test_a_frame_lower_than_a_door_is_none() -> None:
    assert frames(painted(*framed_door(1.2, 2.05, 1.5)), DOOR) == []


def test_two_uprights_without_a_head_are_no_door() -> None:
    assert frames(painted(*framed_door(1.2, 2.05, 2.45)[:2]), DOOR) == []


def test_a_window_is_found_where_the_picture_cuts_it() -> None:
    window = only(wall_features(painted((3.2, 4.0, 0.9, 2.1, 1.4)), 0, 2.5), "window")
    assert (window.u0, window.z0, window.z1) == pytest.approx((3.2, 0.9, 2.1), abs=0.08)
    assert window.u1 > 3.9


def test_a_door_beside_a_low_window_is_told_from_it() -> None:
    door = framed_door(0.6, 1.45, 2.0)
    features = wall_features(painted((1.5, 3.6, 0.0, 2.0, 1.4), *door), 0, 2.5)
    assert only(features, "door").u1 < only(features, "window").u1 - 1.0


def test_a_radiator_as_pale_as_the_wall_is_found_by_its_outline() -> None:
    edge = 0.03
    outline = [
        (1.0 - edge, 1.0, 0.12, 0.6, 0.93),
        (2.0, 2.0 + edge, 0.12, 0.6, 0.93),
        (1.0 - edge, 2.0 + edge, 0.6, 0.6 + edge, 0.93),
    ]
    radiator = only(wall_features(painted(*outline), 0, 2.5), "radiator")
    assert (radiator.u0, radiator.u1, radiator.z1) == pytest.approx((1.0, 2.0, 0.6), abs=0.07)
