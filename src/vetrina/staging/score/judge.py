"""Seven parts make the score; a single bad one is enough to sink it.

total = (geometric mean + lowest part) / 2.  The mean alone would let six good parts hide a sofa
that floats; the lowest alone would say nothing of the other six.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.composite import ObjectLayer
from vetrina.staging.furnishing import PieceInfo, Plan
from vetrina.staging.photo import Photo, Pixels
from vetrina.staging.room import Room
from vetrina.staging.score import geometry, picture
from vetrina.staging.score.part import Part

__all__ = ["Evidence", "Part", "Score", "judge"]


@dataclass(frozen=True)
class Evidence:
    """All that the judge may look at.  output, mask: the finished picture, see `composite.lock`.

    feet: per placement, points (N, 3) of it that stand on the floor; where none are told, the
    corners of its footprint stand for them.
    """

    photo: Photo
    room: Room
    plan: Plan
    pieces: Mapping[str, PieceInfo]
    objects: ObjectLayer
    output: Pixels
    mask: NDArray[np.uint8]
    feet: Mapping[int, Array] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """total 0..1 and the parts it was made of, in a fixed order."""

    total: float
    parts: tuple[Part, ...]

    def part(self, name: str) -> Part:
        """The part called *name*."""
        return next(part for part in self.parts if part.name == name)


def judge(evidence: Evidence) -> Score:
    """Score a finished picture from what can be seen and measured in it."""
    e = evidence
    parts = (
        geometry.camera_part(e.photo, e.room),
        geometry.scale_part(e.room),
        geometry.fit_part(e.room, e.plan),
        picture.coverage_part(e.plan, e.objects),
        picture.light_part(e.photo, e.room, e.objects),
        picture.noise_part(e.photo, e.output, e.mask),
        picture.contact_part(e.photo, e.room, e.plan, e.objects, e.output, e.mask, e.feet),
    )
    values = np.array([part.value for part in parts])
    mean = float(np.exp(np.mean(np.log(np.maximum(values, 1e-3)))))
    return Score(total=(mean + float(values.min())) / 2, parts=parts)
