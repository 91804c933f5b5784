"""The score tells a right picture from one with a wrong camera, exposure or contact."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from staged_showroom import evidence_of, staged_showroom

from vetrina.staging.composite import ObjectLayer
from vetrina.staging.photo import to_linear, to_srgb
from vetrina.staging.pipeline import DEFAULT_THRESHOLD
from vetrina.staging.score import Evidence, judge

SOFAS = {"sofa", "loveseat", "sectional"}


def right() -> Evidence:
    return evidence_of(staged_showroom()[0])


def turned(evidence: Evidence, pitch: float, yaw: float) -> Evidence:
    turn = cv2.Rodrigues(np.radians([pitch, yaw, 0.0]))[0]
    camera = evidence.room.camera
    camera = replace(camera, rotation=turn @ camera.rotation)
    return replace(evidence, room=replace(evidence.room, camera=camera))


def exposed(evidence: Evidence, factor: float) -> Evidence:
    """The furniture as under `factor` times the light."""
    solid = (evidence.objects.alpha > 0.5)[..., None]
    bright = np.clip(np.round(to_srgb(to_linear(evidence.output) * factor) * 255), 0, 255)
    output = np.where(solid, bright, evidence.output).astype(np.uint8)
    light = np.asarray(evidence.objects.light * factor, dtype=np.float32)
    return replace(evidence, output=output, objects=replace(evidence.objects, light=light))


def floating(evidence: Evidence, height_m: float) -> Evidence:
    """The sofa lifted off the floor, its shadow left behind."""
    plan, camera = evidence.plan, evidence.room.camera
    index = next(i for i, p in enumerate(plan.placements) if p.role in SOFAS)
    sofa = plan.placements[index]
    ends = np.array([[sofa.x, sofa.y, 0.0], [sofa.x, sofa.y, height_m]])
    uv, _ = camera.resized(evidence.photo.width, evidence.photo.height).project(ends)
    rise = round(float(uv[0, 1] - uv[1, 1]))
    old = evidence.objects
    here = old.index == index
    there = np.roll(here, -rise, axis=0)
    moved = ObjectLayer(
        light=np.where(there[..., None], np.roll(old.light, -rise, axis=0), old.light),
        albedo=np.where(there[..., None], np.roll(old.albedo, -rise, axis=0), old.albedo),
        alpha=np.where(there, 1, np.where(here, 0, old.alpha)).astype(np.float32),
        index=np.where(there, index, np.where(here, -1, old.index)).astype(np.int32),
    )
    left = np.where(here[..., None], evidence.photo.pixels, evidence.output)
    output = np.where(there[..., None], np.roll(evidence.output, -rise, axis=0), left)
    mask = np.where(there, 255, np.where(here, 128, evidence.mask)).astype(np.uint8)
    return replace(evidence, objects=moved, output=output, mask=mask)


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
    score = judge(floating(right(), 0.25))
    assert score.total < DEFAULT_THRESHOLD
    assert min(score.parts, key=lambda part: part.value).name == "contact"


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
