"""The camera of a photo, from the photo alone, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array, Camera, Estimate
from vetrina.staging.perception.coarse import candidates
from vetrina.staging.perception.segments import Segments, find_segments, fit_segments
from vetrina.staging.perception.vanishing import (
    FROM_AFAR_RAD,
    FROM_NEARBY_RAD,
    SYSTEMATIC_RAD,
    Evidence,
    Fit,
    Frame,
    Prior,
    approach,
    conclude,
    deviations,
    directions,
    log_posterior,
    responsibilities,
    straightened,
)
from vetrina.staging.photo import Photo
from vetrina.staging.room import Hints

FULL_FRAME_DIAGONAL_MM = 43.27
TYPICAL_FOCAL = 0.62
"""Focal length of photos of rooms as a share of the longest side, about 22 mm on full frame."""
TYPICAL_SPREAD = 0.32
LONG_ENOUGH = 0.12
"""Length, as a share of the longest side, of a segment that counts as one observation."""


@dataclass(frozen=True)
class Calibration:
    """A camera one unit above the floor and what is known of its accuracy.

    focal: pixels; rotation_sigma_deg: one standard deviation of the whole rotation;
    focal_observable: the picture itself fixes the focal length; shifted: the principal point was
    moved (verticals corrected); segments (N, 4) pixels; labels (N,) 0 = X, 1 = Y, 2 = Z, -1 = none;
    consensus: share 0..1 of segment length that the three directions explain; distortion: radial
    displacement at the corner of the picture as a share of the half diagonal.  found and fits: what
    the camera came from, best first, for a second look.
    """

    camera: Camera
    focal: Estimate
    rotation_sigma_deg: float
    focal_observable: bool
    shifted: bool
    segments: Array
    labels: NDArray[np.int64]
    consensus: float
    distortion: float = 0.0
    found: Segments | None = None
    fits: tuple[Fit, ...] = ()


OBSERVABLE = 0.12
"""Largest sigma of log focal, from the picture alone, at which the focal length counts as seen."""
QUARTERS = tuple(
    np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    for cos, sin in ((1, 0), (0, 1), (-1, 0), (0, -1))
)
SAME_FRAME = 0.0005
NEARBY_RAD, NEARBY_FOCAL = float(np.radians(2.0)), 0.1
"""How far likely frames may be apart to be averaged: beyond it they are different readings."""
TEMPERATURE = 1.5
"""How much more the segments agree with each other than independent observations would."""


def estimate_camera(photo: Photo, hints: Hints = Hints()) -> Calibration:
    """The camera that took `photo`.  Deterministic; about half a second at 1600 px."""
    segments = find_segments(photo.pixels)
    evidence = _evidence(segments, photo)
    return _calibration(_fits(evidence, photo, hints), segments, evidence, photo, hints)


def look_again(calibration: Calibration, photo: Photo, lines: Array, hints: Hints) -> Calibration:
    """The camera after the edges along `lines` (N, 4), where walls are expected to end, were seen.

    Long faint edges of walls tell the direction best, but only who knows where they are sees them.
    """
    assert calibration.found is not None
    seen = fit_segments(photo.pixels, lines)
    if not len(seen.ends):
        return calibration
    segments = _united(calibration.found, seen)
    evidence = _evidence(segments, photo)
    fits = []
    for fit in calibration.fits:
        near = approach(fit.frame, evidence.under(fit.frame), fit.prior, FROM_NEARBY_RAD)
        fits.append(conclude(near, evidence.under(near), fit.prior))
    return _calibration(fits, segments, evidence, photo, hints)


def _united(found: Segments, seen: Segments) -> Segments:
    """All segments, without those found before that lie on one of the new ones."""
    keep = np.ones(len(found.ends), dtype=bool)
    for line in seen.ends:
        along = line[2:] - line[:2]
        length = float(np.hypot(*along))
        along = along / max(length, 1e-9)
        offset = found.ends.reshape(-1, 2, 2) - line[:2]
        place = offset @ along
        across = np.abs(offset @ np.array([-along[1], along[0]]))
        middle = place.mean(axis=1)
        keep &= ~((across < 2.0).all(axis=1) & (middle > 0) & (middle < length))
    return Segments(
        np.concatenate([seen.ends, found.ends[keep]]),
        np.concatenate([seen.sigma_rad, found.sigma_rad[keep]]),
        np.concatenate([seen.contrast, found.contrast[keep]]),
        np.concatenate([seen.burnt, found.burnt[keep]]),
    )


def _evidence(segments: Segments, photo: Photo) -> Evidence:
    side = max(photo.width, photo.height)
    ends = (segments.ends - np.array([photo.width, photo.height] * 2) / 2) / side
    weight = np.clip(segments.lengths / side / LONG_ENOUGH, 0.15, 3.0)
    sigma = np.hypot(segments.sigma_rad, SYSTEMATIC_RAD)
    half_diagonal = float(np.hypot(photo.width, photo.height)) / 2 / side
    return Evidence(
        ends, sigma, weight, half_diagonal, np.zeros(len(ends), dtype=bool), segments.burnt
    )


def _priors(photo: Photo, hints: Hints) -> list[Prior]:
    stated = hints.focal_35mm or photo.focal_35mm
    side = max(photo.width, photo.height)
    if stated:
        diagonal = float(np.hypot(photo.width, photo.height)) / side
        focal = np.log(stated / FULL_FRAME_DIAGONAL_MM * diagonal)
        spread = 0.01 if hints.focal_35mm else 0.04
        plain = Prior(float(focal), spread)
    else:
        plain = Prior(float(np.log(TYPICAL_FOCAL)), TYPICAL_SPREAD)
    corrected = replace(
        plain,
        shift_sigma=0.08,
        pitch=0.0,
        pitch_sigma=float(np.radians(0.3)),
        roll_sigma=float(np.radians(0.3)),
        log_odds=float(np.log(0.3)),
        is_corrected=True,
    )
    return [plain, corrected]


def _fits(evidence: Evidence, photo: Photo, hints: Hints) -> list[Fit]:
    plain, corrected = _priors(photo, hints)
    reach = 1.8 if plain.log_focal_sigma < TYPICAL_SPREAD else 2.1
    spread = np.linspace(-reach, reach, 10)
    focals = np.exp(plain.log_focal + plain.log_focal_sigma * spread)
    rng = np.random.default_rng(0)
    found = []
    for start in candidates(evidence, plain, focals, 9, rng):
        for prior in (plain, corrected):
            near = approach(start, evidence.under(start), prior, FROM_AFAR_RAD)
            score = log_posterior(near, evidence.under(near), prior)
            found.append((score, near, prior))
    found.sort(key=lambda item: -item[0])
    return [conclude(near, evidence.under(near), prior) for _, near, prior in _distinct(found)[:6]]


def _distinct(found: list[tuple[float, Frame, Prior]]) -> list[tuple[float, Frame, Prior]]:
    """The found frames without those that are the same as a better one."""
    kept: list[tuple[float, Frame, Prior]] = []
    for item in found:
        if not any(item[2] is other[2] and _distance(item[1], other[1]) < 0.01 for other in kept):
            kept.append(item)
    return kept


def _distance(one: Frame, other: Frame) -> float:
    """How far two frames are apart: radians of rotation, up to quarter turns, plus log focal."""
    return turn_between(one.rotation, other.rotation) + 0.2 * abs(one.log_focal - other.log_focal)


def turn_between(one: Array, other: Array) -> float:
    """Radians between two rotations, X and Y being interchangeable."""
    traces = [float(np.trace((one @ quarter).T @ other)) for quarter in QUARTERS]
    return float(np.arccos(np.clip((max(traces) - 1) / 2, -1, 1)))


def _calibration(
    fits: list[Fit],
    segments: Segments,
    evidence: Evidence,
    photo: Photo,
    hints: Hints,
) -> Calibration:
    fits = _apart(fits)
    best = fits[0]
    frame = canonical(_mean(best, fits))
    camera = _camera(frame, photo)
    labels, consensus = _labels(frame, evidence, segments.lengths)
    rotation_sigma, focal_sigma = _spread(best, fits)
    source, observable = _focal_source(best, photo, hints)
    return Calibration(
        camera=camera,
        focal=Estimate(camera.focal_px, focal_sigma * camera.focal_px, source),
        rotation_sigma_deg=float(np.degrees(rotation_sigma)),
        focal_observable=observable,
        shifted=best.prior.is_corrected,
        segments=segments.ends,
        labels=labels,
        consensus=consensus,
        distortion=frame.bend,
        found=segments,
        fits=tuple(fits),
    )


def _apart(fits: list[Fit]) -> list[Fit]:
    """The fits, best first, without those that came to the same frame as a better one."""
    kept: list[Fit] = []
    for fit in sorted(fits, key=lambda fit: -fit.score):
        same = [o for o in kept if o.prior.is_corrected == fit.prior.is_corrected]
        if all(_distance(fit.frame, other.frame) > SAME_FRAME for other in same):
            kept.append(fit)
    return kept


def _mean(best: Fit, fits: list[Fit]) -> Frame:
    """The mean of the likely frames around the best one.

    Where slightly different frames explain the segments nearly as well, each by other segments,
    their mean errs less than any one of them.
    """
    near = [
        (fit, turn)
        for fit in fits
        for turn in [_turn_vector(best.frame.rotation, fit.frame.rotation)]
        if float(np.linalg.norm(turn)) < NEARBY_RAD
        and abs(fit.frame.log_focal - best.frame.log_focal) < NEARBY_FOCAL
    ]
    weight = np.exp(np.array([fit.score - best.score for fit, _ in near]) / TEMPERATURE)
    weight = weight / weight.sum()
    turn = weight @ np.array([turn for _, turn in near])
    values = [(fit.frame.log_focal, fit.frame.shift, fit.frame.bend) for fit, _ in near]
    log_focal, shift, bend = (float(value) for value in weight @ np.array(values))
    rotation = cv2.Rodrigues(turn)[0] @ best.frame.rotation
    return Frame(np.asarray(rotation, dtype=np.float64), log_focal, shift, bend)


def _turn_vector(start: Array, end: Array) -> Array:
    """The rotation vector (3,), in camera axes, from one frame to another, X and Y as they suit."""
    turned = [cv2.Rodrigues(end @ quarter @ start.T)[0].ravel() for quarter in QUARTERS]
    return np.asarray(min(turned, key=lambda turn: float(np.linalg.norm(turn))))


def _camera(frame: Frame, photo: Photo) -> Camera:
    side = max(photo.width, photo.height)
    return Camera(
        photo.width,
        photo.height,
        float(np.exp(frame.log_focal)) * side,
        photo.width / 2,
        photo.height / 2 + frame.shift * side,
        frame.rotation,
        1.0,
    )


def _spread(best: Fit, fits: list[Fit]) -> tuple[float, float]:
    """Standard deviations of the rotation (radians) and of log focal over all likely frames.

    A frame that is nearly as likely as the best one adds its distance, so that a picture which
    can be read in two ways is unsure however sharp each reading is.
    """
    weights = np.exp(np.array([fit.score - best.score for fit in fits]) / TEMPERATURE)
    weights = weights / weights.sum()
    turn = np.array([turn_between(fit.frame.rotation, best.frame.rotation) for fit in fits])
    gap = np.array([fit.frame.log_focal - best.frame.log_focal for fit in fits])
    turned = np.array([np.trace(fit.covariance[:3, :3]) for fit in fits])
    zoomed = np.array([fit.covariance[3, 3] for fit in fits])
    return (
        float(np.sqrt(weights @ (turned + turn**2))),
        float(np.sqrt(weights @ (zoomed + gap**2))),
    )


def _focal_source(best: Fit, photo: Photo, hints: Hints) -> tuple[str, bool]:
    """Where the focal length comes from, and whether the picture alone would tell it."""
    observable = bool(np.sqrt(best.free_focal) < OBSERVABLE)
    if hints.focal_35mm:
        return "user", observable
    if photo.focal_35mm and np.sqrt(best.free_focal) > best.prior.log_focal_sigma:
        return "exif", observable
    return ("vanishing_points" if observable else "prior"), observable


def canonical(frame: Frame) -> Frame:
    """The same frame with Y the horizontal direction nearest to the view and X to the right."""
    rotation = frame.rotation
    if rotation[1, 2] > 0:
        rotation = rotation * np.array([1.0, -1.0, -1.0])
    yaw = np.arctan2(rotation[2, 0], rotation[2, 1])
    turns = -np.round(yaw / (np.pi / 2)) * np.pi / 2
    cos, sin = np.round(np.cos(turns)), np.round(np.sin(turns))
    turned = rotation @ np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    return replace(frame, rotation=turned)


def _labels(frame: Frame, evidence: Evidence, lengths: Array) -> tuple[NDArray[np.int64], float]:
    ends = straightened(evidence.ends, frame, evidence.half_diagonal)
    sines = deviations(ends, directions(frame))
    explained, _ = responsibilities(sines, np.hypot(evidence.sigma, np.radians(0.3)))
    sure = explained.sum(axis=1) > 0.5
    labels = np.where(sure, explained.argmax(axis=1), -1)
    total = max(float(lengths.sum()), 1e-9)
    return labels, float((lengths * explained.sum(axis=1)).sum()) / total
