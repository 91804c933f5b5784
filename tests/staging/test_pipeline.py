"""The whole way from a photo to a checked picture, on a showroom of our own."""

from __future__ import annotations

import json

import numpy as np
import pytest
from staged_showroom import ORDER, showroom_photo, staged_showroom

from vetrina.staging.composite.lock import LIGHT, OBJECT, UNTOUCHED
from vetrina.staging.errors import NeedsCorners, PhotoRefused, ResultRejected
from vetrina.staging.manifest import manifest
from vetrina.staging.photo import Photo
from vetrina.staging.pipeline import SHARES, accept, outline, stage, understand
from vetrina.staging.room import Hints

pytestmark = pytest.mark.timeout(900)
"""The first of these tests path-traces a picture; a machine that does other work needs minutes."""


def test_a_showroom_is_furnished_and_passes_every_check() -> None:
    staged, _ = staged_showroom()
    assert staged.lock.holds
    assert staged.score.total >= ORDER.threshold
    assert len(staged.plan.placements) >= 5
    assert 0.03 < np.mean(staged.mask == OBJECT) < 0.6


def test_what_the_mask_calls_untouched_is_the_photo_byte_for_byte() -> None:
    staged, _ = staged_showroom()
    untouched = staged.mask == UNTOUCHED
    assert untouched.mean() > 0.2
    assert np.array_equal(staged.output[untouched], staged.photo.pixels[untouched])
    assert np.any(staged.output[staged.mask == LIGHT] != staged.photo.pixels[staged.mask == LIGHT])


def test_progress_names_every_stage_in_order_and_only_grows() -> None:
    _, reports = staged_showroom()
    named = list(dict.fromkeys(report.stage for report in reports))
    done = [report.done for report in reports]
    assert named == list(SHARES)
    assert done == sorted(done)
    assert done[-1] == pytest.approx(1.0)


def test_progress_moves_within_the_long_stages() -> None:
    _, reports = staged_showroom()
    told = [report.done for report in reports if report.stage == "rendering furniture"]
    assert len(set(told)) >= 4


def test_shares_of_the_stages_make_a_whole() -> None:
    assert sum(SHARES.values()) == pytest.approx(1.0)


def test_the_manifest_is_plain_json_with_items_scores_and_hashes() -> None:
    staged, _ = staged_showroom()
    told = json.loads(json.dumps(manifest(staged, ORDER)))
    assert len(told["items"]) == len(staged.plan.placements)
    assert all(len(item["size_cm"]) == 3 and item["name"] for item in told["items"])
    assert {part["name"] for part in told["score"]["parts"]} == {
        "camera",
        "scale",
        "fit",
        "coverage",
        "light",
        "noise",
        "contact",
    }
    assert told["hashes"]["input_pixels"] == staged.photo.pixel_hash
    assert list(told["timings_s"]) == list(SHARES)


def test_a_score_below_the_threshold_is_not_shown() -> None:
    staged, _ = staged_showroom()
    with pytest.raises(ResultRejected) as refused:
        accept(staged.lock, staged.score, threshold=1.0)
    assert len(refused.value.details["reasons"]) == 3


def test_an_even_picture_is_refused_as_no_photo_of_a_room() -> None:
    grey = Photo(np.full((400, 600, 3), 128, np.uint8))
    with pytest.raises((PhotoRefused, NeedsCorners)):
        stage(grey, ORDER)


def test_a_camera_height_that_the_person_knows_wins() -> None:
    room = understand(showroom_photo(), Hints(camera_height_m=1.9))
    assert room.camera.height_m == pytest.approx(1.9, abs=0.05)


def test_the_outline_to_mark_from_is_the_floor_within_the_picture() -> None:
    photo = showroom_photo()
    room = understand(photo, Hints())
    corners = np.array(outline(room))
    seen, depth = room.camera.project(np.column_stack([room.floor, np.zeros(len(room.floor))]))
    assert len(corners) == (depth > 0).sum() >= 3
    assert (corners >= 0).all()
    assert (corners < [photo.width, photo.height]).all()
    inside = ((seen > 0) & (seen < [photo.width - 1, photo.height - 1])).all(axis=1) & (depth > 0)
    assert inside.any()
    assert all(np.abs(corners - one).max(axis=1).min() < 1e-6 for one in seen[inside])


def test_an_unsure_room_asks_with_its_reasons_and_an_outline() -> None:
    whole = showroom_photo()
    little_but_floor = np.ascontiguousarray(whole.pixels[-int(0.45 * whole.height) :])
    with pytest.raises(NeedsCorners) as wanted:
        understand(Photo(little_but_floor), Hints())
    assert wanted.value.details["reasons"]
    assert len(wanted.value.details["outline"]) >= 3
