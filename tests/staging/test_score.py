"""The score tells a right picture from one with a wrong camera, exposure or contact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from staged_showroom import evidence_of, staged_showroom

from vetrina.staging.composite.lock import OBJECT
from vetrina.staging.pipeline import DEFAULT_THRESHOLD
from vetrina.staging.score import Evidence, judge
from vetrina.staging.score.part import Part
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


def contact(evidence: Evidence) -> Part:
    return judge(evidence).part("contact")


def test_a_foot_behind_another_piece_is_not_missed() -> None:
    assert contact(_with_a_piece_before_its_lowest_foot(right())).value > 0.9


def _with_a_piece_before_its_lowest_foot(evidence: Evidence) -> Evidence:
    """The picture without its rug, another piece standing before the nearer end of the sofa."""
    sofa, rug = (
        next(i for i, placed in enumerate(evidence.plan.placements) if placed.role == role)
        for role in ("sofa", "rug")
    )
    index = np.where(evidence.objects.index == rug, -1, evidence.objects.index)
    feet = evidence.room.camera.project(evidence.feet[sofa])[0]
    column, row = feet[feet[:, 1].argmax()]
    rows, columns = np.nonzero(index == sofa)
    v, u = np.mgrid[: index.shape[0], : index.shape[1]]
    near = np.abs(u - column) < 0.4 * np.ptp(columns)
    index[near & (v > row - 0.9 * np.ptp(rows))] = 99
    return replace(evidence, objects=replace(evidence.objects, index=index))


def test_a_shadow_is_not_looked_for_on_a_rug() -> None:
    evidence = right()
    everywhere = np.where(evidence.objects.index < 0, 0, evidence.objects.index)
    covered = replace(evidence.objects, index=everywhere)
    on_rugs = replace(evidence, objects=covered, mask=np.full_like(evidence.mask, OBJECT))
    assert contact(on_rugs).value > 0.9
    assert "no foot stands on bare floor" in contact(on_rugs).sentence


def test_an_unknown_focal_length_alone_does_not_spoil_a_picture() -> None:
    evidence = right()
    focal = replace(evidence.room.focal, sigma=0.4 * evidence.room.focal.value)
    room = replace(evidence.room, focal=focal, rotation_sigma_deg=0.4)
    assert judge(replace(evidence, room=room)).total > DEFAULT_THRESHOLD


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
