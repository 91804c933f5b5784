"""Whether a picture is a photo of an empty enough room at all.

Two gates.  `check_picture` looks at the pixels alone: too small, blank, noise, a drawing or a
screenshot.  `check_room` looks at what calibration and the search for walls made of it: in a photo
of an empty room straight edges agree on three directions, walls end where the floor's colour ends,
and both the floor and the walls are calm.  Furniture, people, garments and landscapes fail one.

The signs are weighed by a small hand-set logistic model; `benchmarks/staging_suitability.py`
measures it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.errors import PhotoRefused
from vetrina.staging.perception.calibrate import Calibration
from vetrina.staging.perception.level import Level
from vetrina.staging.perception.structure import Structure, floor_region, inverse_depth
from vetrina.staging.photo import Photo, Pixels

SMALLEST_SIDE_PX = 200
SMALLEST_AREA_PX = 320 * 240
FLAT_SHARE = 0.9


class TooSoft(PhotoRefused):
    """Nothing speaks against an empty room but edges; a smaller picture may show them sharper."""


@dataclass(frozen=True)
class Signs:
    """What speaks for and against an empty room, each 0..1 unless said otherwise.

    consensus: segment length that three directions explain.  feet, tops: edge along wall feet and
    tops.  agreement: floor between the walls with floor by colour.  seeding: floor by colour under
    different seeds.  by_place: the two that know no walls with each other.  wall_busy: density of
    edges on walls and ceiling.  score: of the walls.  rotation_deg: how uncertain the camera's
    direction is.  floor: share of the picture.
    """

    consensus: float
    feet: float
    tops: float
    agreement: float
    seeding: float
    by_place: float
    wall_busy: float
    score: float
    rotation_deg: float
    floor: float


@dataclass(frozen=True)
class _Sign:
    """weight * (value - middle) adds to the log-odds; `reason` is told when it says no loudest."""

    name: str
    weight: float
    middle: float
    reason: str


NO_WALLS = "no walls that meet a floor can be seen in it"
TOO_FULL = "too much stands or hangs in it"
MODEL = (
    _Sign("consensus", 6.0, 0.42, "its straight edges are not those of a room"),
    _Sign("feet", 8.0, 0.50, NO_WALLS),
    _Sign("tops", 3.0, 0.20, NO_WALLS),
    _Sign("agreement", 2.0, 0.88, TOO_FULL),
    _Sign("seeding", 3.0, 0.88, TOO_FULL),
    _Sign("wall_busy", -25.0, 0.07, TOO_FULL),
    _Sign("score", 13.0, 0.42, NO_WALLS),
    _Sign("rotation_deg", -0.8, 1.5, "its straight edges are not those of a room"),
)
"""Set by hand on photographs of empty and furnished rooms, garments, people and landscapes."""
BIAS = -2.0
CALM_WEIGHT, CALM_FROM, CALM_SPAN = 3.0, 0.95, 0.02
"""A floor on which every seeding and the walls agree to the last percent is bare, which makes up
for blurred edges in poor photographs."""
BARE_WEIGHT = 6.0
"""What a large floor counts on which every seeding agrees, below walls without any edges: a bare
room, however blurred; whether it is understood is another question."""
LARGE_FLOOR, CALM_WALLS, ONE_FLOOR = 0.22, 0.04, 0.9
"""A floor of this share of the picture that two seedings see alike to ONE_FLOOR, below walls with
fewer edges than CALM_WALLS, may be an empty room though its edges are too soft to show it."""
MOST_ROTATION_DEG = 5.5
LEAST_FLOOR = 0.015
LEAST_CONSENSUS = 0.2


def check_picture(photo: Photo) -> None:
    """Raises: PhotoRefused when the pixels alone show that this is no photo."""
    if min(photo.width, photo.height) < SMALLEST_SIDE_PX or (
        photo.width * photo.height < SMALLEST_AREA_PX
    ):
        raise PhotoRefused(
            f"The picture is too small: {photo.width} x {photo.height} pixels. "
            "Please upload one of at least 640 x 480."
        )
    small = _small(photo.pixels)
    gray = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    if float(np.percentile(gray, 99)) < 14:
        raise PhotoRefused("The picture is black. Please upload a photo of the room.")
    if float(np.percentile(gray, 98) - np.percentile(gray, 2)) < 10:
        raise PhotoRefused("The picture is blank. Please upload a photo of the room.")
    if _noise_share(gray) > 0.5:
        raise PhotoRefused("The picture is only noise. Please upload a photo of the room.")
    if _flat_share(photo.pixels) > FLAT_SHARE:
        raise PhotoRefused(
            "This looks like a drawing or a screenshot. Please upload a photo of the room."
        )


def check_camera(calibration: Calibration) -> None:
    """Raises: PhotoRefused when so few edges agree on directions that no search is worth while."""
    if calibration.consensus < LEAST_CONSENSUS:
        raise PhotoRefused(_refusal(MODEL[0].reason))


def check_room(seen: Signs) -> None:
    """Raises: PhotoRefused when what was found is no empty room, TooSoft where only edges speak
    against it; the message names the reason."""
    if seen.floor < LEAST_FLOOR:
        raise PhotoRefused(_refusal("no floor can be seen in it"))
    if log_odds(seen) < 0:
        loudest = min(MODEL, key=lambda sign: _says(sign, seen))
        is_calm = seen.floor > LARGE_FLOOR and seen.wall_busy < CALM_WALLS
        refusal = TooSoft if is_calm and seen.by_place > ONE_FLOOR else PhotoRefused
        raise refusal(_refusal(loudest.reason))


def log_odds(seen: Signs) -> float:
    """Log-odds that this is a photo of an empty room."""
    calm = np.clip((min(seen.agreement, seen.seeding) - CALM_FROM) / CALM_SPAN, 0.0, 1.0)
    bare = min(
        np.interp(seen.seeding, [0.98, 0.995], [0, 1]),
        np.interp(seen.floor, [0.15, 0.22], [0, 1]),
        np.interp(seen.wall_busy, [0.03, 0.04], [1, 0]),
    )
    extra = CALM_WEIGHT * float(calm) + BARE_WEIGHT * float(bare)
    return BIAS + extra + sum(_says(sign, seen) for sign in MODEL)


def _says(sign: _Sign, seen: Signs) -> float:
    value = float(getattr(seen, sign.name))
    if sign.name == "rotation_deg":
        value = float(np.clip(value, sign.middle, MOST_ROTATION_DEG))
    return sign.weight * (value - sign.middle)


def _refusal(reason: str) -> str:
    return (
        f"This does not look like a photo of an empty room: {reason}. "
        "Please upload a photo that shows the floor and the walls of an empty room."
    )


def signs(calibration: Calibration, level: Level, structure: Structure) -> Signs:
    """What the search for the room leaves as evidence."""
    region = floor_region(level, structure.runs)
    width = np.array([run.x1 - run.x0 for run in structure.runs])
    q = inverse_depth(structure.runs, level.x)
    above = level.inside & (level.s[:, None] > -q[None] * 0.85)
    edges = _strong_edges(level)
    return Signs(
        consensus=calibration.consensus,
        feet=_mean(structure.foot_support, width),
        tops=_mean(structure.top_support, width),
        agreement=structure.agreement,
        seeding=structure.seeding_agreement,
        by_place=structure.place_agreement,
        wall_busy=float(edges[above].mean()) if above.any() else 1.0,
        score=structure.score,
        rotation_deg=calibration.rotation_sigma_deg,
        floor=float(region.sum()) / max(float(level.inside.sum()), 1.0),
    )


def _mean(values: Array, weight: Array) -> float:
    known = np.isfinite(values)
    return float(np.average(values[known], weights=weight[known])) if known.any() else 0.0


def _small(pixels: Pixels) -> Pixels:
    scale = min(1.0, 400 / max(pixels.shape[:2]))
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _strong_edges(level: Level) -> NDArray[np.bool_]:
    gray = cv2.GaussianBlur(cv2.cvtColor(level.pixels, cv2.COLOR_RGB2GRAY), (0, 0), 1.2)
    edges = cv2.Canny(gray, 18, 45) > 0
    clean = cv2.erode(level.inside.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return np.asarray(edges & clean)


def _noise_share(gray: NDArray[np.float32]) -> float:
    """How much of the variation is independent from pixel to pixel: 1 for white noise."""
    rough = gray - cv2.GaussianBlur(gray, (0, 0), 1.5)
    return float(rough.var() / max(float(gray.var()), 1e-6))


def _flat_share(pixels: Pixels) -> float:
    """Share of pixels exactly equal to their right and lower neighbour, bright clipping aside.

    Photographs carry grain everywhere; drawings and screens are made of even areas.
    """
    colour = pixels.astype(np.int32) @ np.array([1, 256, 65536], dtype=np.int32)
    first = colour[:-1, :-1]
    same = (first == colour[1:, :-1]) & (first == colour[:-1, 1:])
    clipped = pixels[:-1, :-1].min(axis=2) >= 250
    counted = ~clipped
    return float(same[counted].mean()) if counted.mean() > 0.1 else float(same.mean())
