"""The lock: proof, per picture, that the building was never redrawn.

It looks only at the photo, the finished picture, the mask and what was rendered, trusts nothing
that the compositor says of itself, and names every rule that is broken and where.

mask   0  the output equals the photo, byte for byte
     128  only the light changed: out = gain x photo in linear light, gain 0.2..1.5 and smooth
     255  an object stands here, exactly where one was rendered

How the light is checked: the gain is measured again from the two pictures, as a ratio of blurred
light (Gaussian, sigma 4 px, so that nothing finer than 8 px can hide in it), and the photo times
that gain is compared with the output in blocks of 32 px.  Where the photo has detail, the detail
must correlate; the variance that rounding to 8 bits adds (1/12 level squared) is taken out of the
comparison.  Where it has none, no pixel may be off by more than two levels beyond what the
measured gain can explain.

Tried: a gain supplied by the compositor (finds nothing when the compositor is wrong), a guided
filter (follows an added socket), one gain for the whole picture (refuses every shadow).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.photo import Linear, Pixels, to_linear, to_srgb

UNTOUCHED, LIGHT, OBJECT = 0, 128, 255
GAIN_MIN, GAIN_MAX = 0.2, 1.5
GAIN_SIGMA_PX = 4.0
BLOCK_PX = 32
DETAIL_SIGMA_PX = 2.0
DETAIL_LEVELS = 2.0
DETAIL_CORRELATION = 0.98
FLAT_LEVELS = 2.0
EDGE_PX = 2
SEEN_ALPHA = 0.5 / 255
DARK = 1e-3
ROUNDING_VARIANCE = 1 / 12

Mask = NDArray[np.uint8]
Rule = Literal[
    "size", "mask_values", "untouched", "object_area", "ground", "gain", "detail", "flat", "grown"
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: what was measured, what is allowed, where (x, y, width, height) in px."""

    rule: Rule
    measured: float
    allowed: float
    where: tuple[int, int, int, int]

    def sentence(self) -> str:
        """The finding as a person reads it."""
        x, y, w, h = self.where
        return (
            f"{self.rule}: measured {self.measured:.3g}, allowed {self.allowed:.3g} "
            f"in {w} x {h} px at {x}, {y}"
        )


@dataclass(frozen=True)
class LockReport:
    """The verdict; `figures` are the extremes that were measured, passed or not."""

    findings: tuple[Finding, ...]
    figures: dict[str, float] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not self.findings


def check_lock(
    photo: Pixels,
    output: Pixels,
    mask: Mask,
    object_alpha: NDArray[np.floating],
    room_area: NDArray[np.bool_],
) -> LockReport:
    """Hold a finished picture against its photo.

    photo, output: (H, W, 3) uint8 sRGB; mask: (H, W) uint8; object_alpha: (H, W) 0..1 as rendered;
    room_area: (H, W) bool, where the room model has floor, wall or ceiling.
    """
    shape = photo.shape[:2]
    if output.shape != photo.shape or {mask.shape, object_alpha.shape, room_area.shape} != {shape}:
        return LockReport((Finding("size", 1, 0, (0, 0, shape[1], shape[0])),))
    findings = _check_mask(photo, output, mask, object_alpha, room_area)
    light, figures = _check_light(photo, output, mask)
    figures["untouched_share"] = float(np.mean(mask == UNTOUCHED))
    figures["light_share"] = float(np.mean(mask == LIGHT))
    figures["object_share"] = float(np.mean(mask == OBJECT))
    return LockReport(tuple(findings + light), figures)


def _check_mask(
    photo: Pixels,
    output: Pixels,
    mask: Mask,
    alpha: NDArray[np.floating],
    room_area: NDArray[np.bool_],
) -> list[Finding]:
    objects = mask == OBJECT
    rendered, solid = alpha > SEEN_ALPHA, alpha > 0.5
    changed = np.any(photo != output, axis=2)
    wrong: list[tuple[Rule, NDArray[np.bool_]]] = [
        ("mask_values", ~np.isin(mask, (UNTOUCHED, LIGHT, OBJECT))),
        ("untouched", (mask == UNTOUCHED) & changed),
        ("object_area", objects & ~_grow(rendered)),
        ("object_area", solid & ~_grow(objects)),
        ("ground", objects & ~_grow(room_area)),
    ]
    return [Finding(rule, float(bad.sum()), 0.0, _box(bad)) for rule, bad in wrong if bad.any()]


def _check_light(
    photo: Pixels, output: Pixels, mask: Mask
) -> tuple[list[Finding], dict[str, float]]:
    lit = mask == LIGHT
    figures = {
        "gain_min": 1.0,
        "gain_max": 1.0,
        "detail_correlation_min": 1.0,
        "flat_levels_max": 0.0,
    }
    if not lit.any():
        return [], figures
    before, after = to_linear(photo), to_linear(output)
    gain = _measured_gain(before, after, mask != OBJECT)
    predicted = np.minimum(to_srgb(before * gain), 1.0) * 255
    findings = _check_range(gain, lit, figures)
    findings += _check_blocks(_Blocks(photo, output, predicted, mask), figures)
    return findings, figures


def _measured_gain(before: Linear, after: Linear, usable: NDArray[np.bool_]) -> Linear:
    """Light after over light before, (H, W, 3), blurred over what is not an object.

    Smoothed twice, the second time over what the first left (Tukey's twicing), so that the middle
    of a soft shadow and the foot of a chair are not read too bright.
    """
    weight = usable.astype(np.float32)[..., None]

    def blur(light: NDArray[np.floating]) -> Linear:
        seen = np.asarray(light * weight, dtype=np.float32)
        return np.asarray(cv2.GaussianBlur(seen, (0, 0), GAIN_SIGMA_PX), dtype=np.float32)

    below = np.maximum(blur(before + np.float32(DARK)), 1e-9)
    gain = np.asarray(blur(after + np.float32(DARK)) / below, dtype=np.float32)
    return np.asarray(gain + blur(after - before * gain) / below, dtype=np.float32)


def _check_range(gain: Linear, lit: NDArray[np.bool_], figures: dict[str, float]) -> list[Finding]:
    low, high = gain.min(axis=2), gain.max(axis=2)
    figures["gain_min"], figures["gain_max"] = float(low[lit].min()), float(high[lit].max())
    slack = 0.01
    bad = lit & ((low < GAIN_MIN - slack) | (high > GAIN_MAX + slack))
    if not bad.any():
        return []
    worst = (
        min(figures["gain_min"], GAIN_MIN) if (low[bad] < GAIN_MIN).any() else figures["gain_max"]
    )
    return [Finding("gain", worst, GAIN_MIN if worst < 1 else GAIN_MAX, _box(bad))]


def _check_blocks(blocks: _Blocks, figures: dict[str, float]) -> list[Finding]:
    findings = []
    for row, column in blocks.touched():
        finding = blocks.judge(row, column, figures)
        if finding is not None:
            findings.append(finding)
    return findings


class _Blocks:
    """The 32 px blocks of a picture, with the detail of what was, what is and what should be.

    Detail is told from the room alone: what a piece of furniture hides or shows in its own pixels
    is no detail of the wall beside it.
    """

    def __init__(
        self,
        photo: Pixels,
        output: Pixels,
        predicted: NDArray[np.float32],
        mask: Mask,
    ) -> None:
        self.lit, room = mask == LIGHT, mask != OBJECT
        self.same = ~np.any(photo != output, axis=2)
        self.output = output.astype(np.float32)
        self.predicted = predicted
        self.detail_in = _detail(photo.astype(np.float32), room)
        self.detail_out = _detail(self.output, room)
        self.detail_expected = _detail(predicted, room)

    def touched(self) -> list[tuple[int, int]]:
        """Top-left corners (row, column) of the blocks with light in them."""
        rows = range(0, self.lit.shape[0], BLOCK_PX)
        columns = range(0, self.lit.shape[1], BLOCK_PX)
        return [
            (r, c)
            for r in rows
            for c in columns
            if np.count_nonzero(self.lit[r : r + BLOCK_PX, c : c + BLOCK_PX]) >= BLOCK_PX
        ]

    def judge(self, row: int, column: int, figures: dict[str, float]) -> Finding | None:
        """The first rule that the block breaks, if any; extremes go into *figures*."""
        window = np.s_[row : row + BLOCK_PX, column : column + BLOCK_PX]
        lit = self.lit[window]
        where = (column, row, lit.shape[1], lit.shape[0])
        if lit.all() and self.same[window].all():
            return Finding("grown", 1.0, 0.0, where)
        if float(self.detail_in[window][lit].std()) > DETAIL_LEVELS:
            found = _correlation(self.detail_out[window][lit], self.detail_expected[window][lit])
            figures["detail_correlation_min"] = min(figures["detail_correlation_min"], found)
            if found < DETAIL_CORRELATION:
                return Finding("detail", found, DETAIL_CORRELATION, where)
            return None
        off = np.abs(self.output[window] - self.predicted[window])[lit]
        worst = max(0.0, float(off.max()) - 0.5)
        figures["flat_levels_max"] = max(figures["flat_levels_max"], worst)
        return Finding("flat", worst, FLAT_LEVELS, where) if worst > FLAT_LEVELS else None


def _detail(levels: NDArray[np.float32], area: NDArray[np.bool_]) -> NDArray[np.float32]:
    """What a Gaussian of sigma 2 px over *area* takes away, (H, W, 3) in levels."""
    weight = area.astype(np.float32)[..., None]
    below = np.maximum(cv2.GaussianBlur(weight, (0, 0), DETAIL_SIGMA_PX), 1e-6)[..., None]
    mean = cv2.GaussianBlur(levels * weight, (0, 0), DETAIL_SIGMA_PX) / below
    return np.asarray(levels - mean, dtype=np.float32)


def _correlation(found: NDArray[np.float32], expected: NDArray[np.float32]) -> float:
    """Pearson correlation, with the variance of rounding to 8 bits taken out of *found*."""
    a, b = found.ravel() - found.mean(), expected.ravel() - expected.mean()
    variance = max(float(a @ a) / a.size - ROUNDING_VARIANCE, 1e-6)
    product = float(a @ b) / a.size
    spread = float(np.sqrt(variance * max(float(b @ b) / b.size, 1e-6)))
    return float(min(1.0, product / spread))


def _grow(area: NDArray[np.bool_]) -> NDArray[np.bool_]:
    kernel = np.ones((2 * EDGE_PX + 1, 2 * EDGE_PX + 1), np.uint8)
    return np.asarray(cv2.dilate(area.astype(np.uint8), kernel) > 0)


def _box(area: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(area)
    x, y = int(columns.min()), int(rows.min())
    return x, y, int(columns.max()) - x + 1, int(rows.max()) - y + 1
