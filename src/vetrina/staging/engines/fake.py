"""A box with a soft shadow on the lower part of the photo, in a moment; for tests around engines.

It keeps what the real engine promises: the same files, the mask's values, pixels untouched where
the mask is 0.  Some seeds are signals: 1001 asks for corners unless they are given, 1002 refuses
the photo, 1003 scores below any threshold; 1004 ends the process, 1005 takes long, 1006 long enough
for something to be killed meanwhile.  Two camera heights are signals too: at 1.11 m every other
arrangement is rejected, beginning with seed 0, at 1.12 m each one.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vetrina.kernel import Progress, StageReport
from vetrina.staging.engines import MASK, PHOTO, RESULT
from vetrina.staging.engines.second import run_twice
from vetrina.staging.errors import NeedsCorners, PhotoRefused, ResultRejected
from vetrina.staging.photo import Photo

UNSURE, NO_ROOM, UGLY, DEADLY, SLOW, LEISURELY = 1001, 1002, 1003, 1004, 1005, 1006
WOBBLY_M, HOPELESS_M = 1.11, 1.12
STAGES = ("reading the room", "arranging", "rendering furniture", "checking")
COLOURS = {
    "modern_luxury": (122, 110, 98),
    "classic_elegance": (96, 58, 44),
    "contemporary_chic": (58, 92, 108),
}
SHADE = 0.7
UNTOUCHED, LIGHT, OBJECT = 0, 128, 255


def run(task: dict[str, Any], folder: Path, progress: Progress) -> dict[str, Any]:
    """Draw the box.  Raises: NeedsCorners, PhotoRefused, ResultRejected for the signals."""
    return run_twice(_run, task, folder, progress)


def _run(task: dict[str, Any], folder: Path, progress: Progress) -> dict[str, Any]:
    pixels = np.load(folder / PHOTO, allow_pickle=False)
    for number, stage in enumerate(STAGES):
        progress(StageReport(stage, number / len(STAGES)))
    _heed(int(task["seed"]), task, pixels.shape)
    result, mask = draw(pixels, task["style"], int(task["seed"]))
    np.save(folder / RESULT, result, allow_pickle=False)
    np.save(folder / MASK, mask, allow_pickle=False)
    progress(StageReport(STAGES[-1], 1.0))
    return {
        "quality": 0.9,
        "reasons": ["The box stands on the floor."],
        "timings": dict.fromkeys(STAGES, 0.001),
        "provenance": {"engine": {"version": "fake", "renderer": "none"}},
        "content": _manifest(task, pixels, result),
    }


def draw(
    pixels: NDArray[np.uint8], style: str, seed: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The picture and its mask."""
    height, width = pixels.shape[:2]
    left = int(width * (0.3 + 0.02 * (seed % 10)))
    right, top, foot = left + width // 5, int(height * 0.6), int(height * 0.85)
    result, mask = pixels.copy(), np.zeros((height, width), np.uint8)
    shadow = slice(foot, int(height * 0.9)), slice(left, right)
    result[shadow] = (result[shadow] * SHADE).astype(np.uint8)
    mask[shadow] = LIGHT
    box = slice(top, foot), slice(left, right)
    result[box] = COLOURS.get(style, (128, 128, 128))
    mask[box] = OBJECT
    return result, mask


def _heed(seed: int, task: dict[str, Any], shape: tuple[int, ...]) -> None:
    if seed == UNSURE and not task["hints"].get("corners"):
        height, width = shape[:2]
        corners = [[0.2, 0.9], [0.3, 0.6], [0.7, 0.6], [0.8, 0.9]]
        raise NeedsCorners(
            "Mark the corners of the floor.",
            details={
                "reasons": ["The floor is not understood."],
                "outline": [[x * width, y * height] for x, y in corners],
            },
        )
    if seed == NO_ROOM:
        raise PhotoRefused("This is no photo of a room.")
    height_m = task["hints"].get("camera_height_m")
    wobbles = height_m == HOPELESS_M or (height_m == WOBBLY_M and seed % 2 == 0)
    if seed == UGLY or wobbles:
        details = {"reasons": ["The box floats."], "score": 0.31}
        raise ResultRejected("The picture scored 0.31 and is not shown.", details=details)
    if seed == DEADLY:
        os._exit(9)
    if seed == SLOW:
        time.sleep(60)
    if seed == LEISURELY:
        time.sleep(5)


def _manifest(
    task: dict[str, Any], pixels: NDArray[np.uint8], result: NDArray[np.uint8]
) -> dict[str, Any]:
    return {
        "engine": {"version": "fake", "renderer": "none"},
        "order": {"style": task["style"], "room_type": task["room_type"], "seed": task["seed"]},
        "items": [
            {
                "id": "box",
                "name": "Box",
                "description": "A plain box.",
                "role": "anchor",
                "size_cm": [90, 60, 45],
                "position_m": [0.0, 3.0, 0.0],
                "turn_deg": 0.0,
            }
        ],
        "score": {
            "total": 0.9,
            "parts": [
                {"name": "contact", "value": 0.9, "sentence": "The box stands on the floor."}
            ],
        },
        "hashes": {
            "input_pixels": Photo(pixels).pixel_hash,
            "output_pixels": Photo(result).pixel_hash,
        },
    }
