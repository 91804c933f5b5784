"""How bright the light is that the photo cannot tell: windows that clip, and the room behind us.

A surface of known whiteness is a light meter: with albedo a and radiance L, pi L / a arrive at it.
The radiance that arrives from what the photo shows is a sum over the room's faces (radiosity's form
factors); what is missing must come from clipped windows and from behind the camera.  Their two
unknown factors, a third for what the sum leaves out, one paint for all walls and the albedo of
every face are found together, by least squares in log light with priors on each.  How light
falls off along a face tells most; how white it is, is only believed.

Tried: albedo proportional to brightness on every patch (explains a shadow as dark paint, so that
windows come out too dim); windows fixed at the value where they clip (objects 15-35 % too dark);
walls each with a paint of their own (a wall that is lit from behind the camera passes for a paler
one); the whole picture's light raised by half of what the floor seems too pale (right in the mean,
and wrong in most rooms).
Source: Cohen and Wallace, Radiosity and Realistic Image Synthesis, 1993, ch. 4.
"""

from __future__ import annotations

from dataclasses import dataclass

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

ALBEDO = {"wall": (0.68, 0.20), "ceiling": (0.82, 0.12), "floor": (0.26, 0.60)}
"""Usual albedo and sigma of its logarithm: walls from white emulsion (0.8) to pale greys and creams
and some dark ones, ceilings mostly white, floors from walnut (0.12) to pale tiles (0.55)."""

SAME_PAINT = 0.06
"""Sigma of the logarithm of albedo between the walls of a room; one that is farther off wears
another paint, and is let go."""

PRIOR = {"window": (np.log(5.0), 0.6), "behind": (0.0, 0.8), "exposure": (0.0, 0.06)}
"""Mean and sigma of the natural logarithm of each factor, as found in rooms of known light: skies
are 4 to 10 times as bright as where a photo clips, and what is behind the camera is mostly like
the rest, or several times as bright where a window is there."""

CERTAINTY, PATCH_SIGMA = 6.0, 0.25
"""How many independent patches all of them are worth (its square), since their errors go together,
and sigma of the logarithm of light at each."""


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
    """Find the three factors from what paint and floors answer.

    illuminant: (3,) colour of the light, mean 1; a floor or ceiling of another colour tells less.
    Of walls the colour is not asked (it made no difference over 36 rooms): they share their paint.
    """
    factors = form_factors(patches, patches)
    light = patches.radiance @ LUMINANCE
    seen, window = patches.seen, np.clip(patches.window, 0, 1)
    known = factors @ (light * seen * (1 - window))
    unseen = factors @ (light * (1 - seen))
    windows = factors @ (light * seen * window)
    meters = (seen > 0.7) & (window < 0.05) & (light > 0.01)
    if meters.sum() < 8:
        return Balance(*_likeliest(), misfit=0.0)
    terms = np.stack([known, unseen, windows], axis=1)[meters]
    paints = _paints(patches, illuminant, meters)
    return _fit(terms, light[meters], patches.face[meters], paints)


def _likeliest() -> tuple[float, float, float]:
    window, behind, exposure = (float(np.exp(PRIOR[name][0])) for name in _ORDER)
    return window, behind, exposure


@dataclass(frozen=True)
class _Paints:
    """What is believed of each metered face beforehand, (faces,): mean and sigma of the logarithm
    of its albedo, and whether it is a wall, which counts by the paint it shares instead."""

    usual: Array
    sigma: Array
    walls: Bool


def _paints(patches: Patches, illuminant: Array, meters: Bool) -> _Paints:
    own = patches.radiance / illuminant
    spread = own.max(axis=1) / np.maximum(own.min(axis=1), 1e-4) - 1
    usual, sigma, walls = [], [], []
    for face in np.unique(patches.face[meters]):
        here = meters & (patches.face == face)
        up = float(patches.normal[here][0, 2])
        kind = "floor" if up > 0.5 else "ceiling" if up < -0.5 else "wall"
        colour = float(np.clip(np.median(spread[here]) - 0.15, 0, 1))
        usual.append(np.log(ALBEDO[kind][0]))
        sigma.append(ALBEDO[kind][1] + 0.9 * colour)
        walls.append(kind == "wall")
    return _Paints(np.array(usual), np.array(sigma), np.array(walls))


def _fit(terms: Array, light: Array, face: NDArray[np.int64], paints: _Paints) -> Balance:
    names, which = np.unique(face, return_inverse=True)
    share = CERTAINTY / np.sqrt(len(light)) / PATCH_SIGMA
    paint_usual, paint_sigma = np.log(ALBEDO["wall"][0]), ALBEDO["wall"][1]

    def missed(x: Array) -> Array:
        window, behind, exposure = np.exp(x[:3])
        received = terms @ np.array([1.0, behind, window]) * exposure / np.pi
        return np.asarray(np.log(received * np.exp(x[3:-1][which]) / light))

    def residual(x: Array) -> Array:
        told = [(x[i] - PRIOR[name][0]) / PRIOR[name][1] for i, name in enumerate(_ORDER)]
        alike = (x[3:-1] - x[-1]) / SAME_PAINT
        own = (x[3:-1] - paints.usual) / paints.sigma
        paint = _bent(np.where(paints.walls, alike, own), 1.0, 0.3)
        seen = share * _bent(missed(x), 0.625, 0.2)
        return np.concatenate([seen, told, paint, [(x[-1] - paint_usual) / paint_sigma]])

    many = len(names) + 1
    start = np.concatenate([[PRIOR[name][0] for name in _ORDER], paints.usual, [paint_usual]])
    low = np.concatenate([np.log([1.0, 0.3, 0.7]), np.full(many, np.log(0.03))])
    high = np.concatenate([np.log([16.0, 5.0, 1.5]), np.full(many, np.log(0.9))])
    found = least_squares(residual, start, bounds=(low, high)).x
    window, behind, exposure = (float(value) for value in np.exp(found[:3]))
    return Balance(window, behind, exposure, misfit=float(np.median(np.abs(missed(found)))))


def _bent(values: Array, knee: float, slope: float) -> Array:
    """The values, growing with `slope` only beyond +-knee, so that the odd one counts less."""
    far = np.abs(values) - knee
    return np.asarray(np.where(far > 0, np.sign(values) * (knee + slope * far), values))


_ORDER = ("window", "behind", "exposure")
