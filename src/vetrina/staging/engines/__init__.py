"""Engines of staging: what runs in the rendering child, and the files they share with the job.

An engine is `run(task, folder, progress) -> answer`.  In the folder lies `photo.npy` (H, W, 3)
uint8, upright sRGB; it leaves `result.npy` of the same shape and `mask.npy` (H, W) uint8 with the
values of `composite.lock`.  The task holds style, room_type, seed, hints, focal_35mm, threshold.
This module imports no engine.
"""

PHOTO, RESULT, MASK = "photo.npy", "result.npy", "mask.npy"
ENTRIES = {
    "local": "vetrina.staging.engines.local:run",
    "fake": "vetrina.staging.engines.fake:run",
}

__all__ = ["ENTRIES", "MASK", "PHOTO", "RESULT"]
