"""The coarse search for square frames: all zeniths, focal lengths, shifts and yaws, blurred.

Its peaks are where `vanishing` starts to refine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vetrina.staging.camera import Array
from vetrina.staging.perception.vanishing import (
    ENOUGH,
    TRUST,
    Evidence,
    Frame,
    Prior,
    deviations,
)


def zeniths(evidence: Evidence, count: int, rng: np.random.Generator) -> Array:
    """Candidates (count + 1, 3) for where the verticals meet; the last one is infinity."""
    ends = evidence.ends
    along = ends[:, 2:] - ends[:, :2]
    slant = np.arctan2(np.abs(along[:, 0]), np.abs(along[:, 1]))
    upright = np.flatnonzero(slant < np.radians(28))
    infinity = np.array([[0.0, -1.0, 0.0]])
    if len(upright) < 2:
        return infinity
    lines = _lines(ends[upright])
    length = np.hypot(along[upright, 0], along[upright, 1])
    chosen = rng.choice(len(upright), size=(400, 2), p=length / length.sum())
    points = np.cross(lines[chosen[:, 0]], lines[chosen[:, 1]])
    size = np.linalg.norm(points, axis=1)
    points = points[size > 1e-9] / size[size > 1e-9, None]
    points = points[np.abs(points[:, 1]) > 0.9 * np.abs(points[:, 2])]
    points = np.concatenate([points, infinity])
    tilt, lean = points[:, 2] / points[:, 1], points[:, 0] / points[:, 1]
    belief = np.exp(-0.5 * (tilt / 0.5) ** 2 - 0.5 * (lean / 0.12) ** 2)
    miss = np.abs(deviations(ends[upright], points)) / np.radians(0.7)
    votes = (length[:, None] * np.exp(-(miss**2))).sum(axis=0) * belief
    return np.concatenate([_apart(points, votes, count), infinity])


def _lines(ends: Array) -> Array:
    one = np.ones((len(ends), 1))
    return np.cross(np.hstack([ends[:, :2], one]), np.hstack([ends[:, 2:], one]))


def _apart(points: Array, votes: Array, count: int) -> Array:
    """The best voted directions that differ by more than two degrees."""
    kept: list[Array] = []
    for index in np.argsort(-votes, kind="stable"):
        point = points[index]
        if all(abs(point @ other) < np.cos(np.radians(2)) for other in kept):
            kept.append(point)
        if len(kept) == count:
            break
    return np.array(kept).reshape(-1, 3)


def upright(zenith: Array, focal: float) -> Array:
    """Rotation (3, 3), yaw 0, whose vertical vanishes at `zenith` for this focal length."""
    up = np.array([zenith[0] / focal, zenith[1] / focal, zenith[2]])
    up = up / np.linalg.norm(up)
    up = up if up[1] < 0 else -up
    right = np.cross(np.array([0.0, 0.0, 1.0]), up)
    right = right / np.linalg.norm(right)
    return np.stack([right, np.cross(up, right), up], axis=1)


def yawed(rotation: Array, yaw: float) -> Array:
    """The rotation with the world turned about its vertical."""
    cos, sin = np.cos(yaw), np.sin(yaw)
    return np.asarray(rotation @ np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]]))


YAWS = np.radians(np.arange(-45.0, 45.0, 1.5))
COARSE_RAD = np.radians(1.0)
SHIFTS = np.arange(-0.15, 0.11, 0.025)
MOST_COARSE = 250


@dataclass(frozen=True)
class Start:
    """A peak of the coarse search."""

    score: float
    frame: Frame
    yaw: float

    def is_near(self, other: Start) -> bool:
        """Whether both would be refined to the same frame."""
        turn = abs(self.yaw - other.yaw) % (np.pi / 2)
        turn = min(turn, np.pi / 2 - turn)
        up = float(self.frame.rotation[:, 2] @ other.frame.rotation[:, 2])
        return (
            turn < np.radians(5)
            and up > np.cos(np.radians(3))
            and abs(self.frame.log_focal - other.frame.log_focal) < 0.35
            and abs(self.frame.shift - other.frame.shift) < 0.04
        )


def candidates(
    evidence: Evidence, prior: Prior, focals: Array, count: int, rng: np.random.Generator
) -> list[Frame]:
    """The `count` best frames of the coarse search, each in a basin of its own."""
    longest = np.argsort(-np.hypot(*(evidence.ends[:, 2:] - evidence.ends[:, :2]).T), kind="stable")
    few = evidence.only(longest[:MOST_COARSE])
    settings = [(zenith, 0.0) for zenith in zeniths(few, 2, rng)]
    settings += [(settings[-1][0], float(shift)) for shift in SHIFTS if abs(shift) > 1e-6]
    found = []
    for zenith, shift in settings:
        middle = float(np.exp(prior.log_focal))
        few = few.under(Frame(upright(zenith, middle), prior.log_focal, shift))
        for focal in focals:
            frame = Frame(upright(zenith, float(focal)), float(np.log(focal)), shift)
            belief = (frame.log_focal - prior.log_focal) / prior.log_focal_sigma
            scores = _score_yaws(frame, few) - 0.5 * belief**2 - (1.0 if shift else 0.0)
            peak = (scores >= np.roll(scores, 1)) & (scores >= np.roll(scores, -1))
            for k in np.flatnonzero(peak):
                turned = replace(frame, rotation=yawed(frame.rotation, float(YAWS[k])))
                found.append(Start(float(scores[k]), turned, float(YAWS[k])))
    found.sort(key=lambda start: -start.score)
    kept: list[Start] = []
    for start in found:
        if not any(start.is_near(other) for other in kept):
            kept.append(start)
        if len(kept) == count:
            break
    return [start.frame for start in kept]


def _score_yaws(frame: Frame, evidence: Evidence) -> Array:
    """Evidence (len(YAWS),) for this frame turned about the vertical by each of YAWS."""
    ends = evidence.ends - np.array([0, frame.shift, 0, frame.shift])
    focal = np.exp(frame.log_focal)
    axes = frame.rotation * np.array([[focal], [focal], [1.0]])
    cos, sin = np.cos(YAWS)[:, None], np.sin(YAWS)[:, None]
    points = [axes[:, 0] * cos + axes[:, 1] * sin, axes[:, 1] * cos - axes[:, 0] * sin]
    level = np.exp(-0.5 * (deviations(ends, np.concatenate(points)) / COARSE_RAD) ** 2)
    plumb = np.exp(-0.5 * (deviations(ends, axes[:, 2][None]) / COARSE_RAD) ** 2)
    gains = evidence.counts[:, None] * np.log1p(30 * level * (1 - plumb))
    sides = np.stack([~evidence.floor, evidence.floor]).astype(np.float64) @ gains
    upright_gain = (evidence.counts * np.log1p(30 * plumb[:, 0])).sum()
    support = TRUST @ np.log1p(sides / ENOUGH)
    support = support[: len(YAWS)] + support[len(YAWS) :] + np.log1p(upright_gain / ENOUGH)
    return np.asarray(ENOUGH * support)
