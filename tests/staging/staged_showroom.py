"""One showroom staged by the whole pipeline, once per test process."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import cv2
import numpy as np

from vetrina.kernel import StageReport
from vetrina.staging.photo import Photo
from vetrina.staging.pipeline import Order, Staged, stage
from vetrina.staging.score import Evidence

ORDER = Order(style="modern_luxury", room_type="living_room", seed=1, quality="preview")
WIDTH = 780


def showroom_photo() -> Photo:
    """The bright living room, half as large as it is kept."""
    stored = files("vetrina.staging.showrooms") / "pictures" / "bright_living_room.jpg"
    pixels = cv2.imdecode(np.frombuffer(stored.read_bytes(), np.uint8), cv2.IMREAD_COLOR_RGB)
    height = round(pixels.shape[0] * WIDTH / pixels.shape[1])
    small = cv2.resize(pixels, (WIDTH, height), interpolation=cv2.INTER_AREA)
    return Photo(np.asarray(small, dtype=np.uint8))


@cache
def staged_showroom() -> tuple[Staged, tuple[StageReport, ...]]:
    """The result, and everything that was reported on the way."""
    reports: list[StageReport] = []
    staged = stage(showroom_photo(), ORDER, reports.append)
    return staged, tuple(reports)


def evidence_of(staged: Staged) -> Evidence:
    """What the judge saw of a result."""
    return staged.evidence
