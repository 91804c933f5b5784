"""Wrongs done to a finished picture on purpose, to prove that the judge sees them.

Each takes evidence and gives evidence of the same picture with one thing wrong: the camera turned,
the furniture under other light, the main seat lifted off the floor.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from vetrina.staging.composite import ObjectLayer
from vetrina.staging.composite.lock import LIGHT, OBJECT
from vetrina.staging.photo import to_linear, to_srgb
from vetrina.staging.score.judge import Evidence

__all__ = ["exposed", "lifted", "turned"]


def turned(evidence: Evidence, pitch_deg: float, yaw_deg: float) -> Evidence:
    """As if the camera had been taken to look elsewhere."""
    turn = cv2.Rodrigues(np.radians([pitch_deg, yaw_deg, 0.0]))[0]
    camera = evidence.room.camera
    camera = replace(camera, rotation=turn @ camera.rotation)
    return replace(evidence, room=replace(evidence.room, camera=camera))


def exposed(evidence: Evidence, factor: float) -> Evidence:
    """The furniture under `factor` times the light."""
    solid = (evidence.objects.alpha > 0.5)[..., None]
    bright = np.clip(np.round(to_srgb(to_linear(evidence.output) * factor) * 255), 0, 255)
    output = np.where(solid, bright, evidence.output).astype(np.uint8)
    light = np.asarray(evidence.objects.light * np.float32(factor), dtype=np.float32)
    return replace(evidence, output=output, objects=replace(evidence.objects, light=light))


def lifted(evidence: Evidence, height_m: float) -> Evidence:
    """The largest standing piece `height_m` off the floor, its shadow left behind."""
    standing = [
        (p.size_m[0] * p.size_m[1], i)
        for i, p in enumerate(evidence.plan.placements)
        if p.mount == "floor" and p.on is None and np.any(evidence.objects.index == i)
    ]
    index = max(standing)[1]
    here = evidence.objects.index == index
    up = -_rise_px(evidence, index, height_m)
    there = np.roll(here, up, axis=0)
    old = evidence.objects
    moved = ObjectLayer(
        light=np.where(there[..., None], np.roll(old.light, up, axis=0), old.light),
        albedo=np.where(there[..., None], np.roll(old.albedo, up, axis=0), old.albedo),
        alpha=np.where(there, 1, np.where(here, 0, old.alpha)).astype(np.float32),
        index=np.where(there, index, np.where(here, -1, old.index)).astype(np.int32),
    )
    left = np.where(here[..., None], evidence.photo.pixels, evidence.output)
    output = np.where(there[..., None], np.roll(evidence.output, up, axis=0), left)
    mask = np.where(there, OBJECT, np.where(here, LIGHT, evidence.mask)).astype(np.uint8)
    return replace(evidence, objects=moved, output=output, mask=mask)


def _rise_px(evidence: Evidence, index: int, height_m: float) -> int:
    """Pixels that `height_m` measures where the piece stands."""
    piece = evidence.plan.placements[index]
    ends = np.array([[piece.x, piece.y, 0.0], [piece.x, piece.y, height_m]])
    camera = evidence.room.camera.resized(evidence.photo.width, evidence.photo.height)
    uv, _ = camera.project(ends)
    return round(float(uv[0, 1] - uv[1, 1]))
