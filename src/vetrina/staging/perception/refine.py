"""From the best candidates to exact walls: distances, ceiling, skirting boards and corners."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.perception.chain import FLOOR_WEIGHT, FOOT_WEIGHT, TOP_WEIGHT, Run
from vetrina.staging.perception.evidence import NO_EVIDENCE, WallEvidence

SKIRTING_MOST = 0.13
"""Height of the tallest skirting board in camera heights (0.2 m under a camera at 1.5 m)."""


def refined(
    evidence: WallEvidence, runs: tuple[Run, ...], ratio: float | None
) -> tuple[tuple[Run, ...], float | None]:
    """The runs and the ceiling ratio where edges are strongest, with skirting boards taken off."""
    merged = merge_equal(runs)
    for span in (0.03, 0.012):
        merged = tuple(_slide(evidence, run, ratio, span) for run in merged)
        if ratio is not None:
            ratio = _slide_ceiling(evidence, merged, ratio, span)
    board = skirting_board(evidence, merged)
    if board > 0:
        merged = tuple(replace(run, a=run.a / (1 - board), b=run.b / (1 - board)) for run in merged)
        ratio = None if ratio is None else ratio * (1 - board)
        merged = tuple(_slide(evidence, run, ratio, 0.01) for run in merged)
    return joined(merged, 3 / evidence.level.scale), ratio


def merge_equal(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Neighbouring runs on nearly the same line made one."""
    merged: list[Run] = []
    for run in runs:
        last = merged[-1] if merged else None
        if last is not None and _nearly_equal(last, run):
            longer = last if last.x1 - last.x0 >= run.x1 - run.x0 else run
            merged[-1] = replace(longer, x0=last.x0, x1=run.x1)
        else:
            merged.append(run)
    return tuple(merged)


def joined(runs: tuple[Run, ...], reach: float) -> tuple[Run, ...]:
    """Runs whose lines cross within `reach` of their border meet exactly there."""
    out = list(runs)
    for index in range(len(out) - 1):
        left, right = out[index], out[index + 1]
        if abs(left.a - right.a) < 1e-6:
            continue
        crossing = (right.b - left.b) / (left.a - right.a)
        if abs(crossing - left.x1) <= 3 * reach and left.x0 < crossing < right.x1:
            out[index] = replace(left, x1=float(crossing))
            out[index + 1] = replace(right, x0=float(crossing))
    return tuple(out)


def _nearly_equal(first: Run, second: Run) -> bool:
    ends = np.array([first.x0, first.x1, second.x0, second.x1])
    one, two = first.a * ends + first.b, second.a * ends + second.b
    return bool(np.all(np.abs(one - two) < 0.02 * np.abs(one) + 0.003))


def _slide(evidence: WallEvidence, run: Run, ratio: float | None, span: float) -> Run:
    """The run moved nearer or farther by up to `span` to where it collects most."""
    scale = 1 + np.linspace(-span, span, 25)
    bins = (evidence.x >= run.x0) & (evidence.x <= run.x1)
    if bins.sum() < 2:
        return run
    q = np.where(bins, run.a * evidence.x + run.b, 1.0)[None] * scale[:, None]
    gain = FOOT_WEIGHT * (evidence.edge(q, run.a * scale, -1.0) - NO_EVIDENCE)
    gain = gain + FLOOR_WEIGHT * evidence.floor_gain(q)
    if ratio is not None:
        gain = gain + TOP_WEIGHT * (evidence.edge(q, run.a * scale, ratio) - NO_EVIDENCE)
    best = scale[int(np.argmax((gain * bins).sum(axis=1)))]
    return replace(run, a=float(run.a * best), b=float(run.b * best))


def _slide_ceiling(
    evidence: WallEvidence, runs: tuple[Run, ...], ratio: float, span: float
) -> float:
    scale = ratio * (1 + np.linspace(-span, span, 25))
    total = np.zeros(len(scale))
    for run in runs:
        bins = (evidence.x >= run.x0) & (evidence.x <= run.x1)
        q = np.where(bins, run.a * evidence.x + run.b, 1.0)[None] * scale[:, None]
        total += (evidence.edge(q, run.a * scale, 1.0) * bins).sum(axis=1)
    return float(scale[int(total.argmax())])


def skirting_board(evidence: WallEvidence, runs: tuple[Run, ...]) -> float:
    """Height of the board (camera heights) on whose upper edge the feet lie; 0 if they lie right.

    All walls carry the same board, so they vote together: is there a second edge at the same
    height share below every foot, and does the strip between look unlike the floor below it?
    """
    shares = np.arange(0.02, SKIRTING_MOST, 0.004)
    lab = cv2.cvtColor(evidence.level.pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    asked = [_board_votes(evidence, lab, run, shares) for run in runs]
    votes = [vote for vote in asked if vote is not None]
    if not votes:
        return 0.0
    profile = np.sum([vote.lower for vote in votes], axis=0) / sum(v.here.size for v in votes)
    here = float(np.concatenate([vote.here for vote in votes]).mean())
    colours = np.concatenate([vote.colours for vote in votes], axis=2)
    above, strip, below = _medians(colours)
    uneven = _unevenness(colours[1])
    unlike, step = np.linalg.norm(strip - below, axis=1), np.linalg.norm(above - strip, axis=1)
    inner = profile[1:-1]
    peak = (inner >= profile[:-2]) & (inner > profile[2:])
    strong = peak & (inner > max(0.4, 0.45 * here))
    strong &= (unlike > np.maximum(5.0, 0.7 * step))[1:-1]
    strong &= (uneven < np.maximum(4.0, 0.5 * unlike))[1:-1]
    return float(shares[1:-1][np.flatnonzero(strong)[-1]]) if strong.any() else 0.0


@dataclass(frozen=True)
class _BoardVotes:
    """lower: (S,) summed edge below the foot; here: (n,) edge at it; colours: (3, S, n, 3) Lab
    above the foot, in the strip, and below the strip."""

    lower: Array
    here: Array
    colours: Array


def _board_votes(evidence: WallEvidence, lab: Array, run: Run, shares: Array) -> _BoardVotes | None:
    bins = (evidence.x >= run.x0) & (evidence.x <= run.x1)
    if bins.sum() < 6:
        return None
    full = np.where(bins, run.a * evidence.x + run.b, 1.0)[None]
    q, columns, share = full[:, bins], evidence.columns[bins], shares[:, None]
    lower = evidence.edge(full / (1 - share), run.a / (1 - shares), -1.0)
    places = (q * (1 - 0.5 * share), q / (1 - 0.5 * share), q / (1 - share - 0.03))
    return _BoardVotes(
        lower=(lower * bins).sum(axis=1),
        here=evidence.edge(full, np.array([run.a]), -1.0)[0][bins],
        colours=np.stack([_colours(evidence, lab, place, columns) for place in places]),
    )


def _medians(colours: Array) -> Array:
    """Medians over the third axis of (3, S, n, 3); 0 where the photo shows nothing."""
    known = np.isfinite(colours).any(axis=2, keepdims=True)
    return np.asarray(np.nanmedian(np.where(known, colours, 0.0), axis=2))


def _unevenness(strip: Array) -> Array:
    """How much the strip's brightness varies along the walls, (S,) Lab units: boards hardly do."""
    known = strip[..., 0][np.isfinite(strip[..., 0])]
    if not known.size:
        return np.zeros(len(strip))
    light = np.where(np.isfinite(strip[..., 0]), strip[..., 0], np.median(known))
    return np.asarray(np.median(np.abs(light - np.median(light, axis=1, keepdims=True)), axis=1))


def _colours(evidence: WallEvidence, lab: Array, q: Array, columns: NDArray[np.intp]) -> Array:
    """Lab colours (S, n, 3) at the feet q (S, n); nan where the photo shows nothing."""
    rows = np.rint(evidence.level.row_of(-q)).astype(int)
    valid = (rows >= 0) & (rows < len(evidence.level.s))
    safe = np.where(valid, rows, 0)
    valid &= evidence.level.inside[safe, columns]
    return np.where(valid[..., None], lab[safe, columns], np.nan)
