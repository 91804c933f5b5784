"""The real engine: the whole pipeline in the rendering child."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from vetrina.kernel import Progress
from vetrina.staging.engines import MASK, PHOTO, RESULT
from vetrina.staging.engines.second import run_twice
from vetrina.staging.hints import hints_from
from vetrina.staging.manifest import manifest
from vetrina.staging.photo import Photo
from vetrina.staging.pipeline import Order, stage


def run(task: dict[str, Any], folder: Path, progress: Progress) -> dict[str, Any]:
    """Stage the photo in *folder*.

    Raises: what `pipeline.stage` raises.
    """
    return run_twice(_run, task, folder, progress)


def _run(task: dict[str, Any], folder: Path, progress: Progress) -> dict[str, Any]:
    pixels = np.load(folder / PHOTO, allow_pickle=False)
    photo = Photo(pixels, task.get("focal_35mm"))
    order = Order(
        style=task["style"],
        room_type=task["room_type"],
        seed=int(task["seed"]),
        hints=hints_from(task["hints"]),
        threshold=float(task["threshold"]),
    )
    staged = stage(photo, order, progress)
    np.save(folder / RESULT, staged.output, allow_pickle=False)
    np.save(folder / MASK, staged.mask, allow_pickle=False)
    told = manifest(staged, order)
    return {
        "quality": staged.score.total,
        "reasons": [part.sentence for part in staged.score.parts],
        "timings": staged.timings_s,
        "provenance": {"engine": told["engine"], "hashes": told["hashes"], "order": told["order"]},
        "content": told,
    }
