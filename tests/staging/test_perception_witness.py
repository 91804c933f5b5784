"""Which edges may speak for a camera, and how frames that explain them alike are put together."""

from __future__ import annotations

import numpy as np
import pytest

from vetrina.staging.perception.segments import find_segments
from vetrina.staging.perception.vanishing import Evidence, responsibilities


def explained(to_y_deg: float, to_z_deg: float) -> np.ndarray:
    """How much X, Y and Z explain an edge that misses Y and Z by these angles and X by far."""
    sines = np.sin(np.radians([[60.0, to_y_deg, to_z_deg]]))
    return responsibilities(sines, np.radians([0.25]))[0][0]


@pytest.mark.parametrize("to_z_deg", [1.0, 2.0, 2.9])
def test_a_bent_upright_is_no_witness_for_a_level_direction(to_z_deg: float) -> None:
    assert explained(0.0, to_z_deg)[1] == 0


def test_an_edge_far_from_upright_is_one() -> None:
    assert explained(0.0, 8.0)[1] > 0.9


def picture(patch: int) -> np.ndarray:
    pixels = np.full((300, 400, 3), 120, np.uint8)
    pixels[100:200, 120:280] = patch
    return pixels


@pytest.mark.parametrize(("patch", "burnt"), [(255, True), (190, False), (30, False)])
def test_only_edges_of_what_is_too_bright_for_the_picture_are_burnt(
    patch: int, burnt: bool
) -> None:
    found = find_segments(picture(patch))
    assert len(found.ends) >= 4
    assert (found.burnt == burnt).all()


def test_sunlight_on_the_floor_does_not_count_and_windows_do() -> None:
    evidence = Evidence(
        ends=np.zeros((3, 4)),
        sigma=np.full(3, 0.01),
        weight=np.array([1.0, 2.0, 3.0]),
        half_diagonal=0.6,
        floor=np.array([True, False, True]),
        burnt=np.array([True, True, False]),
    )
    assert evidence.counts.tolist() == [0.0, 2.0, 3.0]
