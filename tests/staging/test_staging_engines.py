"""Every engine keeps the same promises, through the rendering child."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vetrina import studio
from vetrina.kernel import StageReport
from vetrina.staging.composite import lock
from vetrina.staging.engines import ENTRIES, MASK, PHOTO, RESULT
from vetrina.staging.samples import FOLDER

SIZE = (640, 427)
TASK = {
    "style": "modern_luxury",
    "room_type": "living_room",
    "seed": 0,
    "hints": {},
    "focal_35mm": None,
    "threshold": 0.0,
}


@pytest.fixture
def folder(tmp_path) -> Path:
    with Image.open(FOLDER / "bright_living_room.jpg") as image:
        np.save(tmp_path / PHOTO, np.asarray(image.convert("RGB").resize(SIZE)))
    return tmp_path


@pytest.mark.parametrize("name", ["fake", pytest.param("local", marks=pytest.mark.render)])
async def test_an_engine_keeps_the_photo_where_the_mask_is_nought_and_says_what_it_did(
    slots, folder, name
) -> None:
    heard: list[StageReport] = []

    async def tell(report: StageReport) -> None:
        heard.append(report)

    answer = await slots.run(ENTRIES[name], TASK, folder, tell)
    outcome = studio.Outcome.read(answer, total_s=1.0)
    photo, result, mask = (np.load(folder / file) for file in (PHOTO, RESULT, MASK))
    assert (result.shape, result.dtype) == (photo.shape, np.uint8)
    assert (mask.shape, mask.dtype) == (photo.shape[:2], np.uint8)
    assert set(np.unique(mask)) <= {lock.UNTOUCHED, lock.LIGHT, lock.OBJECT}
    assert (result[mask == lock.UNTOUCHED] == photo[mask == lock.UNTOUCHED]).all()
    assert (mask == lock.OBJECT).any()
    assert 0 <= outcome.quality <= 1
    assert outcome.reasons
    assert {"items", "score", "hashes", "order"} <= outcome.content.keys()
    item = outcome.content["items"][0]
    assert {"id", "name", "description", "size_cm"} <= item.keys()
    assert len(item["size_cm"]) == 3
    done = [report.done for report in heard]
    assert done == sorted(done)
    assert done[-1] == pytest.approx(1.0)
