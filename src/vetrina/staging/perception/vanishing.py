"""Which camera makes the edges of a room point to three square directions.

Every segment is explained by the mixture: it points to the vanishing point of X, of Y, of Z, or to
nothing (uniform).  Frames that a coarse search proposes are refined by expectation and Gauss-Newton
steps over rotation, focal length, a vertical shift of the principal point and radial distortion,
with priors, and compared by likelihood.

Lengths are in units of the picture's longest side, origin in the middle of the picture.

Source: Coughlan and Yuille, Manhattan World, Neural Computation 2003; Schindler and Dellaert,
Atlanta World, CVPR 2004 (mixtures over several frames); Hartley and Zisserman, ch. 8.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array

OUTLIER_DENSITY = 1 / np.pi
SHARE_OF_OUTLIERS = 0.25
SYSTEMATIC_RAD = np.radians(0.2)
"""What straight edges of real rooms deviate from square, beyond what the fit of each tells."""
NEARLY_UPRIGHT_RAD = tuple(np.radians([3.0, 6.0]))
"""From upright: up to the first no witness for a level direction, from the second a full one."""


@dataclass(frozen=True)
class Evidence:
    """Segments as the fit sees them: ends (N, 4), direction sigma (N,) radians, weight (N,).

    floor: (N,) True for those that seem to lie on the floor, where patterns may run any way.
    burnt: (N,) True for edges of what is too bright for the picture: windows, and on the floor
    patches of sunlight, whose edges run as the sun stands.
    """

    ends: Array
    sigma: Array
    weight: Array
    half_diagonal: float
    floor: NDArray[np.bool_]
    burnt: NDArray[np.bool_]

    @property
    def counts(self) -> Array:
        """The weights (N,), none for patches of sunlight on the floor."""
        return np.where(self.floor & self.burnt, 0.0, self.weight)

    def only(self, chosen: NDArray[np.int64]) -> Evidence:
        """The chosen segments alone."""
        return replace(
            self,
            ends=self.ends[chosen],
            sigma=self.sigma[chosen],
            weight=self.weight[chosen],
            floor=self.floor[chosen],
            burnt=self.burnt[chosen],
        )

    def under(self, frame: Frame) -> Evidence:
        """The same segments, those on the floor told apart for this frame."""
        return replace(self, floor=on_floor(self.ends, frame))


@dataclass(frozen=True)
class Prior:
    """What is believed before the picture: Gaussians over log focal, pitch, roll, shift, bend."""

    log_focal: float
    log_focal_sigma: float
    shift_sigma: float = 0.003
    pitch: float = float(np.radians(-4.0))
    pitch_sigma: float = float(np.radians(8.0))
    roll_sigma: float = float(np.radians(1.5))
    bend_sigma: float = 0.02
    log_odds: float = 0.0
    is_corrected: bool = False


@dataclass(frozen=True)
class Frame:
    """A camera hypothesis: rotation (3, 3) world to camera, and log focal, shift, bend.

    shift: principal point below the middle; bend: radial distortion at the corner of the picture.
    """

    rotation: Array
    log_focal: float
    shift: float = 0.0
    bend: float = 0.0


@dataclass(frozen=True)
class Fit:
    """A refined hypothesis, its log posterior, and the covariance (6, 6) of what was fitted.

    The order is rotation vector about the camera's axes (3), log focal, shift, bend.  free_focal
    is the variance that log focal would have without its prior.
    """

    frame: Frame
    score: float
    covariance: Array
    free_focal: float
    prior: Prior


def directions(frame: Frame) -> Array:
    """Homogeneous vanishing points (3, 3): one row each for X, Y and Z."""
    focal = np.exp(frame.log_focal)
    calibration = np.array([[focal, 0, 0], [0, focal, frame.shift], [0, 0, 1]])
    return np.asarray((calibration @ frame.rotation).T)


def straightened(ends: Array, frame: Frame, half_diagonal: float) -> Array:
    """Ends (N, 4) with the radial distortion of the frame taken out."""
    if frame.bend == 0:
        return ends
    points = ends.reshape(-1, 2) - [0, frame.shift]
    radius = (points**2).sum(axis=1, keepdims=True) / half_diagonal**2
    return np.asarray((points * (1 + frame.bend * radius) + [0, frame.shift]).reshape(-1, 4))


def deviations(ends: Array, points: Array) -> Array:
    """Signed sine (N, K) of the angle at each segment's middle to vanishing points (K, 3)."""
    middle = (ends[:, :2] + ends[:, 2:]) / 2
    along = ends[:, 2:] - ends[:, :2]
    along = along / np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-12)[:, None]
    towards_x = points[None, :, 0] - middle[:, :1] * points[None, :, 2]
    towards_y = points[None, :, 1] - middle[:, 1:] * points[None, :, 2]
    reach = np.sqrt(towards_x**2 + towards_y**2) + 1e-12
    return np.asarray((along[:, :1] * towards_y - along[:, 1:] * towards_x) / reach)


def responsibilities(sines: Array, sigma: Array) -> tuple[Array, Array]:
    """How much each direction explains each segment (N, 3), and the log gain over chance (N,).

    What stands within a few degrees of upright is an upright whose edge glare or blur has bent: it
    is no witness for a horizontal direction that happens to lie behind it.
    """
    share = np.full(sines.shape, (1 - SHARE_OF_OUTLIERS) / 3)
    share[:, :2] *= np.interp(np.abs(sines[:, 2:]), NEARLY_UPRIGHT_RAD, (0.0, 1.0))
    peak = np.exp(-0.5 * (sines / sigma[:, None]) ** 2) / (np.sqrt(2 * np.pi) * sigma[:, None])
    odds = share * peak / (SHARE_OF_OUTLIERS * OUTLIER_DENSITY)
    total = 1 + odds.sum(axis=1)
    return odds / total[:, None], np.log(total * SHARE_OF_OUTLIERS)


def _turned(frame: Frame, step: Array) -> Frame:
    turn = cv2.Rodrigues(np.ascontiguousarray(step[:3]))[0]
    return Frame(
        np.asarray(turn @ frame.rotation, dtype=np.float64),
        frame.log_focal + float(step[3]),
        frame.shift + float(step[4]),
        frame.bend + float(step[5]),
    )


def _beliefs(frame: Frame, prior: Prior) -> Array:
    """Residuals (5,) of the priors, each in its own sigma."""
    forward, up = frame.rotation[2], frame.rotation[:, 2]
    pitch = float(np.arcsin(np.clip(forward[2], -1, 1)))
    roll = float(np.arctan2(up[0], -up[1]))
    return np.array(
        [
            (frame.log_focal - prior.log_focal) / prior.log_focal_sigma,
            (pitch - prior.pitch) / prior.pitch_sigma,
            roll / prior.roll_sigma,
            frame.shift / prior.shift_sigma,
            frame.bend / prior.bend_sigma,
        ]
    )


def _sines(frame: Frame, evidence: Evidence) -> Array:
    ends = straightened(evidence.ends, frame, evidence.half_diagonal)
    return deviations(ends, directions(frame))


STEP = 1e-6
LOOSELY = 1.0
"""A belief of one unit (radian) in every unknown, so that an empty wall has an answer too."""


def _slopes(frame: Frame, evidence: Evidence, prior: Prior) -> tuple[Array, Array, Array, Array]:
    """Sines (N, 3), their slopes (N, 3, 6), prior residuals (5,) and their slopes (5, 6)."""
    beliefs = _beliefs(frame, prior)
    moved = [_turned(frame, STEP * unit) for unit in np.eye(6)]
    by_belief = np.stack([(_beliefs(one, prior) - beliefs) / STEP for one in moved], axis=1)
    # Turning and zooming leave the straightened ends as they are: one call looks at all of them.
    points = np.concatenate([directions(one) for one in (frame, *moved[:4])])
    ends = straightened(evidence.ends, frame, evidence.half_diagonal)
    seen = deviations(ends, points)
    sines = seen[:, :3]
    steps = [seen[:, 3 * k : 3 * k + 3] for k in range(1, 5)]
    steps += [_sines(one, evidence) for one in moved[4:]]
    by_sine = np.stack([(step - sines) / STEP for step in steps], axis=2)
    return sines, by_sine, beliefs, by_belief


def on_floor(ends: Array, frame: Frame) -> NDArray[np.bool_]:
    """Which segments (N,) lie on the floor: below the horizon and below a wall's foot.

    A foot is any other level segment that crosses the same column between this one and the
    horizon; so the topmost segments below the horizon count as walls.
    """
    up, focal = frame.rotation[:, 2], np.exp(frame.log_focal)
    slant = np.abs(ends[:, 2] - ends[:, 0]) / np.maximum(np.abs(ends[:, 3] - ends[:, 1]), 1e-9)
    x, y = (ends[:, 0] + ends[:, 2]) / 2, (ends[:, 1] + ends[:, 3]) / 2
    horizon = frame.shift - (x * up[0] + focal * up[2]) / up[1]
    low = y > horizon + 0.01
    left, right = np.minimum(ends[:, 0], ends[:, 2]), np.maximum(ends[:, 0], ends[:, 2])
    level = low & (slant > 0.5) & (right - left > 0.02)
    roof = ends[level]
    rise = (roof[:, 3] - roof[:, 1]) / np.where(
        roof[:, 2] == roof[:, 0], 1, roof[:, 2] - roof[:, 0]
    )
    crossing = roof[:, 1] + rise * (x[:, None] - roof[:, 0])
    covers = (left[level] < x[:, None]) & (x[:, None] < right[level])
    between = (crossing < y[:, None] - CLEARLY_BELOW) & (crossing > horizon[:, None])
    return np.asarray(low & (covers & between).any(axis=1))


CLEARLY_BELOW = 0.03
ENOUGH = 15.0
"""Log likelihood of one family of parallel lines beyond which more of them add little."""


FLOOR_TRUST = 0.3
TRUST = np.array([1.0, FLOOR_TRUST])


def families(explained: Array, gain: Array, low: NDArray[np.bool_]) -> Array:
    """Evidence (3, 2) for each direction from segments on walls and ceiling, and on the floor.

    The boards of one floor are one witness, not a hundred: kept apart, each family counts with its
    logarithm, so that a frame which walls and floor agree on beats one that the floor alone shows.
    """
    each = explained * gain[:, None]
    high = each[~low].sum(axis=0)
    sums = np.stack([high, each[low].sum(axis=0)], axis=1)
    sums[2] = sums[2].sum() / 2
    return np.asarray(np.maximum(sums, 0))


def log_posterior(frame: Frame, evidence: Evidence, prior: Prior) -> float:
    """Log of the evidence of all families and of the prior for a frame."""
    explained, gain = responsibilities(_sines(frame, evidence), evidence.sigma)
    sums = families(explained, evidence.counts * gain, evidence.floor)
    beliefs = _beliefs(frame, prior)
    width = np.log(prior.shift_sigma) + np.log(prior.pitch_sigma) + np.log(prior.roll_sigma)
    support = ENOUGH * (np.log1p(sums / ENOUGH) @ TRUST).sum()
    return float(support - 0.5 * (beliefs**2).sum() - width + prior.log_odds)


FROM_AFAR_RAD = tuple(np.radians([1.0, 0.6, 0.35]))
FROM_NEARBY_RAD = tuple(np.radians([0.5, 0.35, 0.25]))
NEARLY_RAD = tuple(np.radians([0.2, 0.1, 0, 0, 0, 0]))


def approach(frame: Frame, evidence: Evidence, prior: Prior, blur: tuple[float, ...]) -> Frame:
    """Step towards the likeliest frame near `frame`, directions blurred by each of `blur`."""
    for extra in blur:
        step, _ = _gauss_newton(frame, evidence, prior, float(extra))
        size = np.linalg.norm(step[:3])
        frame = _turned(frame, step * min(1.0, 0.1 / max(float(size), 1e-9)))
        frame = replace(frame, log_focal=float(np.clip(frame.log_focal, -1.6, 1.4)))
    return frame


def conclude(frame: Frame, evidence: Evidence, prior: Prior) -> Fit:
    """The likeliest frame near `frame`, with its covariance."""
    frame = approach(frame, evidence, prior, NEARLY_RAD)
    _, (evidence_normal, prior_normal) = _gauss_newton(frame, evidence, prior, 0.0)
    evidence_normal = INFORMATION * evidence_normal / _disorder(frame, evidence)
    covariance: Array = np.linalg.inv(evidence_normal + prior_normal).astype(np.float64)
    weak = prior_normal.copy()
    weak[3, 3] *= 1e-4
    free = float(np.linalg.inv(evidence_normal + weak)[3, 3])
    return Fit(frame, log_posterior(frame, evidence, prior), covariance, free, prior)


def _disorder(frame: Frame, evidence: Evidence) -> float:
    """Variance of the explained segments in units of what was expected: below 1 for true rooms."""
    sines = _sines(frame, evidence)
    explained, _ = responsibilities(sines, evidence.sigma)
    weight = explained * evidence.counts[:, None]
    misses = float((weight * (sines / evidence.sigma[:, None]) ** 2).sum())
    return (misses + EXPECTED_SEGMENTS) / (float(weight.sum()) + EXPECTED_SEGMENTS)


INFORMATION = 2.0
"""What families hold beyond the logarithm they count with: set so that sigmas match errors."""
EXPECTED_SEGMENTS = 5.0
"""Weight, in segments, of the belief that segments deviate as they are expected to."""


def _gauss_newton(
    frame: Frame, evidence: Evidence, prior: Prior, extra: float
) -> tuple[Array, tuple[Array, Array]]:
    sines, by_sine, beliefs, by_belief = _slopes(frame, evidence, prior)
    sigma = np.hypot(evidence.sigma, extra)
    explained, gain = responsibilities(sines, sigma)
    low = evidence.floor
    sums = families(explained, evidence.counts * gain, low)
    share = 1 / (1 + sums / ENOUGH)
    share = np.where(low[:, None], FLOOR_TRUST * share[:, 1], share[:, 0])
    weight = explained * share * (evidence.counts / sigma**2)[:, None]
    normal = np.einsum("nk,nki,nkj->ij", weight, by_sine, by_sine)
    pull = np.einsum("nk,nki,nk->i", weight, by_sine, sines)
    prior_normal = by_belief.T @ by_belief + LOOSELY * np.eye(6)
    step = -np.linalg.solve(normal + prior_normal, pull + by_belief.T @ beliefs)
    return step, (normal, prior_normal)
