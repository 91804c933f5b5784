"""The score tells a right picture from one with a wrong camera, exposure or contact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from staged_showroom import evidence_of, staged_showroom

from vetrina.staging.pipeline import DEFAULT_THRESHOLD
from vetrina.staging.score import Evidence, judge
from vetrina.staging.score.spoil import exposed, lifted, turned

pytestmark = pytest.mark.timeout(900)
"""The first of these tests path-traces a picture; a machine that does other work needs minutes."""


def right() -> Evidence:
    return evidence_of(staged_showroom()[0])


def test_the_right_picture_is_above_the_threshold() -> None:
    assert judge(right()).total >= DEFAULT_THRESHOLD + 0.05


@pytest.mark.parametrize(("pitch", "yaw"), [(10, 0), (-10, 0), (0, 10), (0, -10)])
def test_a_camera_turned_by_ten_degrees_falls_below(pitch: float, yaw: float) -> None:
    score = judge(turned(right(), pitch, yaw))
    assert score.total < DEFAULT_THRESHOLD
    assert min(score.parts, key=lambda part: part.value).name == "camera"


@pytest.mark.parametrize("factor", [0.4, 2.5])
def test_a_wrong_exposure_falls_below(factor: float) -> None:
    score = judge(exposed(right(), factor))
    assert score.total < DEFAULT_THRESHOLD
    assert min(score.parts, key=lambda part: part.value).name == "light"


def test_a_floating_sofa_falls_below() -> None:
    score = judge(lifted(right(), 0.25))
    assert score.total < DEFAULT_THRESHOLD
    assert min(score.parts, key=lambda part: part.value).name == "contact"


def test_a_foot_behind_another_piece_is_not_missed() -> None:
    evidence = right()
    before, after = (
        next(part for part in judge(each).parts if part.name == "contact")
        for each in (evidence, _with_a_piece_before_its_lowest_foot(evidence))
    )
    assert after.value >= before.value - 0.1


def _with_a_piece_before_its_lowest_foot(evidence: Evidence) -> Evidence:
    """The same picture, another piece standing before the lowest foot of its largest one."""
    index = evidence.objects.index.copy()
    largest = max(evidence.feet, key=lambda piece: np.count_nonzero(index == piece))
    uv, _ = evidence.room.camera.project(evidence.feet[largest])
    column, row = uv[uv[:, 1].argmax()]
    rows, columns = np.nonzero(index == largest)
    reach = np.ptp(columns) / 3
    v, u = np.mgrid[: index.shape[0], : index.shape[1]]
    index[(np.abs(u - column) < reach) & (v > row - 0.3 * np.ptp(rows))] = 99
    return replace(evidence, objects=replace(evidence.objects, index=index))


def test_a_room_of_unknown_size_falls_below() -> None:
    evidence = right()
    vague = replace(evidence.room.scale, sigma=evidence.room.scale.value)
    score = judge(replace(evidence, room=replace(evidence.room, scale=vague)))
    assert score.total < DEFAULT_THRESHOLD


def test_every_part_says_one_sentence() -> None:
    for part in judge(right()).parts:
        assert 0 <= part.value <= 1
        assert part.sentence.endswith(".")
        assert len(part.sentence) > 20
