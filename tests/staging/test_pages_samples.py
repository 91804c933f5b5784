"""The rooms that ship: whole, small when asked for small, and nothing else by that door."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from vetrina.staging import pipeline, samples
from vetrina.staging.pages import words
from vetrina.staging.photo import Photo


def test_every_sample_ships_and_names_a_known_room() -> None:
    assert [sample.name for sample in samples.SAMPLES if not sample.file.is_file()] == []
    known = {room.id for room in words.ROOMS}
    assert {sample.room_type for sample in samples.SAMPLES} <= known


@pytest.mark.parametrize("ending", ["jpg", "webp"])
def test_a_sample_comes_at_the_width_that_is_asked(ending) -> None:
    content = samples.encoded("long_hall", 320, ending)
    assert content is not None
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (320, 213)
        assert picture.format == samples.FORMATS[ending][0]


@pytest.mark.parametrize(
    ("name", "width", "ending"),
    [
        ("long_hall", 321, "jpg"),
        ("long_hall", 320, "gif"),
        ("unknown", 320, "jpg"),
        ("../pictures/long_hall", 320, "jpg"),
        ("long_hall.../../long_hall", 320, "jpg"),
    ],
)
def test_nothing_else_comes_by_that_door(name, width, ending) -> None:
    assert samples.encoded(name, width, ending) is None


def test_a_result_that_ships_is_of_the_photo_that_ships_and_passed() -> None:
    for sample in samples.SAMPLES:
        for file in samples.STAGED.glob(f"{sample.name}.*.json"):
            shot = samples.find_shot(sample.name, file.stem.partition(".")[2])
            assert shot is not None
            with Image.open(sample.file) as photo:
                pixels = np.asarray(photo.convert("RGB"))
            assert shot.manifest["hashes"]["input_pixels"] == Photo(pixels).pixel_hash
            assert shot.manifest["lock"]["holds"] is True
            assert shot.manifest["score"]["total"] >= pipeline.DEFAULT_THRESHOLD
    assert samples.find_shot("long_hall", "no_such_style") is None


def test_the_stages_of_the_page_are_those_of_the_pipeline() -> None:
    shown = {stage.id: stage.percent / 100 for stage in words.STAGES}
    assert list(shown) == list(pipeline.SHARES)
    assert shown == pytest.approx(pipeline.SHARES)
