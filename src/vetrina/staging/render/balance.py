"""How bright the light is that the photo cannot tell: windows that clip, and the room behind us.

A surface of known whiteness is a light meter: a white wall whose radiance is L receives pi L / 0.8.
The radiance that arrives from what the photo shows is a sum over the room's faces (radiosity's form
factors); what is missing must come from clipped windows and from behind the camera.  Their two
unknown factors, one factor for the photo's exposure and one paint per wall are found together, by
least squares in log light with priors on each.

Tried: albedo proportional to brightness on every patch (explains a shadow as dark paint, so that
windows come out too dim); windows fixed at the value where they clip (objects 15-35 % too dark).
Source: Cohen and Wallace, Radiosity and Realistic Image Synthesis, 1993, ch. 4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from vetrina.staging.camera import Array
from vetrina.staging.furnishing import Float32
from vetrina.staging.render.shell import Bool, Face

PATCH_M = 0.4
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
"""Weights of linear sRGB, ITU-R BT.709."""

WALL_ALBEDO = 0.70
"""Between white emulsion paint (0.8) and the pale greys and creams that many walls wear."""

FLOOR_ALBEDO, FLOOR_SAYS, MOST_LIFT = 0.28, 0.5, 1.65
"""Usual floors (oak 0.3, walnut 0.12, pale tiles 0.55), and how much of the logarithm of a floor's
brightness over that is taken for light rather than for paleness: as light on floors and on walls
was found to differ in rooms of known light."""

PRIOR = {"window": (np.log(2.2), 0.8), "behind": (np.log(1.0), 0.35), "exposure": (0.0, 0.18)}
"""Mean and sigma of the natural logarithm of each factor."""


@dataclass(frozen=True)
class LitFace:
    """A face with its texels: radiance (r, c, 3), seen (r, c) and window weight (r, c) 0..1."""

    face: Face
    radiance: Float32
    seen: Bool
    window: Float32


@dataclass(frozen=True)
class Patches:
    """The room in patches of about PATCH_M: positions, normals (N, 3), area (N,), radiance (N, 3),
    share of each that was seen and that is window (N,), and which face it belongs to (N,)."""

    position: Array
    normal: Array
    area: Array
    radiance: Array
    seen: Array
    window: Array
    face: NDArray[np.int64]


@dataclass(frozen=True)
class Balance:
    """Factors on the photo's radiance: of windows, of what was not seen, of everything; `misfit` is
    the median factor by which white walls still disagree, minus 1."""

    window: float
    behind: float
    exposure: float
    misfit: float


def into_patches(faces: list[LitFace], inside: Bool | None = None) -> Patches:
    """Average the texels of every face into patches; `inside` limits the floor's and ceiling's."""
    parts: list[tuple[Array, ...]] = []
    for index, lit in enumerate(faces):
        shape = lit.face.shape(PATCH_M)
        count = shape[0] * shape[1]
        area = lit.face.width_m * lit.face.height_m / count
        parts.append(
            (
                lit.face.points(shape).reshape(-1, 3),
                np.tile(lit.face.inward, (count, 1)),
                np.full(count, area),
                _shrink(lit.radiance, shape).reshape(-1, 3),
                _shrink(lit.seen.astype(np.float32), shape).ravel(),
                _shrink(lit.window, shape).ravel(),
                np.full(count, index),
            )
        )
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    kept = slice(None) if inside is None else inside
    return Patches(*(column[kept] for column in columns))


def _shrink(values: Float32, shape: tuple[int, int]) -> Array:
    shrunk = cv2.resize(values, shape[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, dtype=np.float64)


def form_factors(receivers: Patches, senders: Patches) -> Array:
    """Irradiance (N, M) that one unit of radiance of each sender gives each receiver.

    Patches count as points with a softened distance; a patch gives itself nothing.
    """
    between = senders.position[None] - receivers.position[:, None]
    squared = np.einsum("nmk,nmk->nm", between, between) + 0.15 * senders.area[None]
    distance = np.sqrt(squared)
    leaves = np.einsum("nmk,nk->nm", between, receivers.normal) / distance
    arrives = -np.einsum("nmk,mk->nm", between, senders.normal) / distance
    factor = np.clip(leaves, 0, None) * np.clip(arrives, 0, None) / squared
    return np.asarray(factor * senders.area[None])


def solve_balance(patches: Patches, illuminant: Array) -> Balance:
    """Find the three factors from what white surfaces must receive.

    illuminant: (3,) colour of the light, mean 1; walls of another colour are taken to be painted,
    and then tell little.
    """
    factors = form_factors(patches, patches)
    light = patches.radiance @ LUMINANCE
    seen, window = patches.seen, np.clip(patches.window, 0, 1)
    known = factors @ (light * seen * (1 - window))
    unseen = factors @ (light * (1 - seen))
    windows = factors @ (light * seen * window)
    meters = (seen > 0.7) & (window < 0.05) & (light > 0.01) & (patches.normal[:, 2] < 0.5)
    if meters.sum() < 8:
        return Balance(float(np.exp(PRIOR["window"][0])), 1.0, 1.0, 0.0)
    terms = np.stack([known, unseen, windows], axis=1)[meters]
    return _fit(
        terms, light[meters], patches.face[meters], _paint_doubt(patches, illuminant)[meters]
    )


def lifted(balance: Balance, floor_albedo: float) -> Balance:
    """The balance with all light raised where the floor would have to be paler than floors are.

    floor_albedo: what explains the floor's looks under the light of `balance`, luminance.
    """
    excess = FLOOR_SAYS * np.log(max(floor_albedo, 0.02) / FLOOR_ALBEDO)
    lift = float(np.exp(np.clip(excess, 0.0, np.log(MOST_LIFT))))
    return replace(balance, exposure=balance.exposure * lift)


def _paint_doubt(patches: Patches, illuminant: Array) -> Array:
    """How unsure each patch's whiteness is (N,), sigma of log albedo: 0.12 where its colour is that
    of the light, more the more colour it has of its own."""
    own = patches.radiance / illuminant
    spread = own.max(axis=1) / np.maximum(own.min(axis=1), 1e-4) - 1
    return np.asarray(0.12 + 0.9 * np.clip(spread - 0.15, 0, 1))


def _fit(terms: Array, light: Array, face: NDArray[np.int64], doubt: Array) -> Balance:
    names = np.unique(face)
    which = np.searchsorted(names, face)
    paint_sigma = np.array([np.median(doubt[which == i]) for i in range(len(names))])
    share = 6.0 / np.sqrt(len(light))

    def received(x: Array) -> Array:
        window, behind, exposure = np.exp(x[:3])
        weighed = terms @ np.array([1.0, behind, window]) * exposure
        return np.asarray(weighed * WALL_ALBEDO / np.pi)

    def residual(x: Array) -> Array:
        miss = np.log(received(x) * np.exp(x[3:][which]) / light)
        robust = share * np.sign(miss) * np.minimum(np.abs(miss), 0.5 + 0.2 * np.abs(miss))
        priors = [(x[i] - PRIOR[n][0]) / PRIOR[n][1] for i, n in enumerate(_ORDER)]
        return np.concatenate([robust / 0.25, priors, x[3:] / paint_sigma])

    start = np.concatenate([[PRIOR[n][0] for n in _ORDER], np.zeros(len(names))])
    low = np.concatenate([np.log([1.0, 0.3, 0.7]), np.full(len(names), np.log(0.05))])
    high = np.concatenate([np.log([12.0, 3.5, 1.5]), np.full(len(names), 0.16)])
    found = least_squares(residual, start, bounds=(low, high)).x
    miss = float(np.median(np.abs(np.log(received(found) * np.exp(found[3:][which]) / light))))
    window, behind, exposure = (float(value) for value in np.exp(found[:3]))
    return Balance(window, behind, exposure, misfit=miss)


_ORDER = ("window", "behind", "exposure")
