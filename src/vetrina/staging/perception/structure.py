"""Walls and ceiling of the room, found jointly: the best chain, its ceiling, and its rivals.

Lines alone propose walls; the floor they leave seeds one colour segmentation, place alone seeds
another; the chain is searched under each and the one that explains lines and colours best wins.
How much better it is than any room that differs in a wall, and how far the segmentations agree
with it, is what the certainty of the room is made of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.perception.candidates import wall_candidates
from vetrina.staging.perception.ceiling import UNKNOWN_PRICE, ceiling_prior, ceiling_ratios
from vetrina.staging.perception.chain import FLOOR_WEIGHT, Chain, ChainSearch, Run
from vetrina.staging.perception.evidence import (
    NO_EVIDENCE,
    WallEvidence,
    beside_uprights,
    gather,
    with_floor,
)
from vetrina.staging.perception.floor import (
    Mask,
    floor_by_lines,
    floor_by_place,
    floor_by_texture,
    overlap,
)
from vetrina.staging.perception.level import Image32, Level
from vetrina.staging.perception.refine import refined

NEAR_TIE = 0.003
SAME_FLOOR = 0.93
"""Floors that overlap by more are one and the same."""
COLOUR_TRUST = (0.25, 0.9)
"""Weight of colour against lines where the segmentations differ, and where they are one."""
STANDING_ODDS = -1.5
"""Floor log-odds beside upright edges."""
LINES_ONLY_ODDS = 0.06
"""Floor log-odds below the horizon before colours are looked at: a near foot must earn it."""


OBLIQUE = 2
STRAY_PRICE, STRAY_SHARE, STRAY_TOP = 0.03, 0.15, 0.12
"""What it costs that a wall askew of this share of the picture shows less edge along its top."""
LONGEST_LINE, SHORTEST_LINE = 0.4, 0.05
"""Lines along walls, as shares of the longest side: the longer ones are cut, lenses bend them."""
SUPPORT_BINS = 11
LOOSE_TOP = 0.12
LOW_RATIO = 0.6
"""Ceiling ratio c - 1 of a low room seen from a high camera."""


@dataclass(frozen=True)
class Structure:
    """What the level raster shows of the room, in camera heights.

    runs: walls from left to right.  ratio: ceiling height over camera height less 1, or None.
    floor: (rows, columns) bool, the segmentation that fits.  agreement: IoU 0..1 of the floor that
    the walls leave with that segmentation; seeding_agreement: of the segmentations with it;
    place_agreement: of the two that know no walls with each other.
    margin: how much the chain outscores the best one that moves a wall, as a share of the score.
    unsupported: share of the picture's width where no edge shows foot or top of the wall.
    loose_tops: share where a wall top should be seen and is not.
    tops_in_view: share of the picture's width that would show wall tops under a low ceiling.
    foot_support, top_support: mean edge strength 0..1 along feet and tops in view, per run; nan
    where the photo shows none.
    """

    runs: tuple[Run, ...]
    ratio: float | None
    ceiling_strength: float
    floor: Mask
    agreement: float
    seeding_agreement: float
    place_agreement: float
    margin: float
    foot_support: Array
    top_support: Array
    unsupported: float
    loose_tops: float
    tops_in_view: float
    score: float


@dataclass(frozen=True)
class _Solved:
    chain: Chain
    ratio: float | None
    search: ChainSearch
    floor: Mask
    line_score: float


def find_structure(level: Level, segments: Array, labels: NDArray[np.int64]) -> Structure:
    """The room's walls and ceiling from the level raster and the calibrated segments."""
    standing = beside_uprights(level, segments, labels)
    plain = np.where(level.inside, np.float32(LINES_ONLY_ODDS), np.float32(0.0))
    evidence = gather(level, _no_floor(plain, standing), segments, labels)
    lines, families = wall_candidates(evidence, segments, labels)
    by_lines = _solve(evidence, lines, families, np.zeros_like(level.inside))
    by_colour = [
        *floor_by_place(level),
        floor_by_lines(level, floor_region(level, by_lines.chain.runs)),
    ]
    masks = [floor_by_texture(level), *by_colour]
    solved = [replace(by_lines, floor=masks[-1])]
    for mask in _distinct(masks):
        coloured = with_floor(evidence, _no_floor(_odds(level, mask, masks), standing))
        lines, families = wall_candidates(coloured, segments, labels)
        solved.append(_solve(coloured, lines, families, mask))
    best = max(solved, key=lambda one: _standing(level, one, masks))
    best = replace(best, floor=_own_floor(level, best, solved))
    seeding = float(np.mean([overlap(best.floor, mask) for mask in by_colour]))
    standings = [
        _standing(level, one, masks)
        for one in solved
        if overlap(floor_region(level, one.chain.runs), floor_region(level, best.chain.runs)) < 0.9
    ]
    lead = 1.0
    if standings:
        own = _standing(level, best, masks)
        lead = (own - max(standings)) / max(own, 1e-6)
    return _conclude(level, best, (seeding, overlap(*by_colour[:2])), lead)


def wall_lines(level: Level, structure: Structure) -> Array:
    """Where the photo should show feet and tops of the walls along X and Y: (N, 4) photo pixels."""
    size = np.array([level.camera.width_px, level.camera.height_px])
    longest = LONGEST_LINE * float(size.max())
    lines = []
    for run in structure.runs:
        for ratio in (-1.0, structure.ratio):
            if run.family == OBLIQUE or ratio is None:
                continue
            x = np.linspace(run.x0, run.x1, 101)
            uv = level.to_photo(np.stack([x, ratio * (run.a * x + run.b)], axis=1))
            shown = np.flatnonzero(((uv > 3) & (uv < size - 3)).all(axis=1))
            if len(shown) < 2:
                continue
            ends = uv[[shown[0], shown[-1]]]
            length = float(np.hypot(*(ends[1] - ends[0])))
            if length < SHORTEST_LINE * float(size.max()):
                continue
            stops = np.linspace(0, 1, int(np.ceil(length / longest)) + 1)[:, None]
            points = ends[0] + stops * (ends[1] - ends[0])
            lines += [np.concatenate(pair) for pair in pairwise(points)]
    return np.array(lines).reshape(-1, 4)


def _gain(evidence: WallEvidence, runs: tuple[Run, ...]) -> float:
    """What the floor's colour adds to a chain's score, before its weight."""
    return float(evidence.floor_gain(inverse_depth(runs, evidence.x)[None])[0].mean())


def _standing(level: Level, one: _Solved, masks: list[Mask]) -> float:
    """What decides between segmentations: lines twice, and colour by the word of all of them.

    Under its own segmentation a wrong room may look perfect, so that score cannot decide.  A wall
    askew without a top is an edge of sunlight more often than a wall.
    """
    region = floor_region(level, one.chain.runs)
    below = level.inside & (level.s[:, None] < -0.02)
    said = [float(np.mean(region[below] == mask[below])) for mask in masks]
    alike = min(overlap(first, second) for first, second in combinations(masks, 2))
    trust = float(np.interp(alike, [0.85, 0.97], COLOUR_TRUST))
    price = STRAY_PRICE if _has_stray_wall(one) else 0.0
    return 2 * one.line_score + trust * float(np.mean(said)) - price


def _has_stray_wall(one: _Solved) -> bool:
    runs, evidence, ratio = one.chain.runs, one.search.evidence, one.ratio
    tops = [np.nan if ratio is None else _support(evidence, run, ratio) for run in runs]
    return has_stray_wall(runs, np.array(tops))


def has_stray_wall(runs: tuple[Run, ...], tops: Array) -> bool:
    """Whether a large wall that follows neither direction of the room shows no top to prove it."""
    width = np.array([run.x1 - run.x0 for run in runs])
    oblique = np.array([run.family == OBLIQUE for run in runs])
    proven = np.nan_to_num(tops) > STRAY_TOP
    return bool(np.any(oblique & ~proven & (width > STRAY_SHARE * width.sum())))


def floor_region(level: Level, runs: tuple[Run, ...]) -> Mask:
    """Where the raster shows the floor in front of the walls: (rows, columns) bool."""
    q = inverse_depth(runs, level.x)
    return np.asarray((level.s[:, None] < -q[None]) & level.inside)


def inverse_depth(runs: tuple[Run, ...], x: Array) -> Array:
    """Inverse depth (N,) of the wall seen at each x."""
    ends = np.array([run.x1 for run in runs[:-1]])
    which = np.searchsorted(ends, x)
    a, b = np.array([run.a for run in runs]), np.array([run.b for run in runs])
    return np.asarray(a[which] * x + b[which])


def _own_floor(level: Level, best: _Solved, solved: list[_Solved]) -> Mask:
    """Of the segmentations under which the same room was found, the one that fits it best."""
    region = floor_region(level, best.chain.runs)
    same = [
        one.floor
        for one in solved
        if overlap(floor_region(level, one.chain.runs), region) > SAME_FLOOR
    ]
    return max([best.floor, *same], key=lambda floor: overlap(floor, region))


def _no_floor(odds: Image32, standing: Mask) -> Image32:
    """Floor log-odds, turned against floor beside what stands upright."""
    return np.where(standing, np.float32(STANDING_ODDS), odds)


def _distinct(masks: list[Mask]) -> list[Mask]:
    kept: list[Mask] = []
    for mask in reversed(masks):
        if all(overlap(mask, other) < SAME_FLOOR for other in kept):
            kept.append(mask)
    return kept


def _odds(level: Level, mask: Mask, masks: list[Mask]) -> Image32:
    """Log-odds of one mask, weaker where masks that mostly agree with it do not."""
    friends = [other for other in masks if overlap(mask, other) > 0.6] or [mask]
    votes = np.mean([np.where(friend, 1.0, -1.0) for friend in friends], axis=0)
    return np.where(level.inside, votes, 0.0).astype(np.float32)


def _solve(
    evidence: WallEvidence, lines: Array, families: NDArray[np.intp], floor: Mask
) -> _Solved:
    """The best chain over ceilings: first without one, then with each that its walls propose."""
    search = ChainSearch(evidence, lines, families)
    chain = search.best(None)
    options: list[tuple[float, Chain, float | None]] = [(chain.score - UNKNOWN_PRICE, chain, None)]
    for ratio in ceiling_ratios(search, chain.runs):
        with_top = search.best(ratio)
        options.append((with_top.score + ceiling_prior(ratio), with_top, ratio))
    score, chain, best_ratio = _favoured(evidence, options)
    lines_only = score - FLOOR_WEIGHT * _gain(evidence, chain.runs)
    return _Solved(replace(chain, score=score), best_ratio, search, floor, lines_only)


def _favoured(
    evidence: WallEvidence, options: list[tuple[float, Chain, float | None]]
) -> tuple[float, Chain, float | None]:
    """The best option; among near ties the ceiling that all walls show, not one wall alone."""
    top = max(option[0] for option in options)
    near = [option for option in options if option[0] > top - NEAR_TIE]

    def shown_by_all(option: tuple[float, Chain, float | None]) -> float:
        _, chain, ratio = option
        if ratio is None:
            return 0.0
        tops = np.array([_support(evidence, run, ratio) for run in chain.runs])
        known = tops[np.isfinite(tops)]
        return float(np.exp(np.log(np.maximum(known, 0.01)).mean())) if known.size else 0.0

    return max(near, key=shown_by_all)


def _conclude(
    level: Level, best: _Solved, agreements: tuple[float, float], lead: float
) -> Structure:
    seeding, by_place = agreements
    odds = np.where(best.floor, 1.0, -1.0) * level.inside
    evidence = with_floor(best.search.evidence, odds.astype(np.float32))
    runs, ratio = refined(evidence, best.chain.runs, best.ratio)
    feet = np.array([_support(evidence, run, -1.0) for run in runs])
    tops = np.full(len(runs), np.nan)
    if ratio is not None:
        tops = np.array([_support(evidence, run, ratio) for run in runs])
    agreement = overlap(floor_region(level, runs), best.floor)
    shown = tops[np.isfinite(tops)]
    return Structure(
        runs=runs,
        ratio=ratio,
        ceiling_strength=float(shown.mean()) if shown.size else 0.0,
        floor=best.floor,
        agreement=agreement,
        seeding_agreement=seeding,
        place_agreement=by_place,
        margin=min(lead, _margin(level, best)),
        foot_support=feet,
        top_support=tops,
        unsupported=_unsupported(evidence, runs, ratio),
        loose_tops=_loose_tops(runs, tops),
        tops_in_view=float(np.mean(LOW_RATIO * inverse_depth(runs, evidence.x) < evidence.top)),
        score=best.line_score + FLOOR_WEIGHT * _gain(evidence, best.chain.runs),
    )


def _support(evidence: WallEvidence, run: Run, ratio: float) -> float:
    """Mean edge strength of a run's foot or top over the bins that show it; nan if too few do."""
    bins = (evidence.x >= run.x0) & (evidence.x <= run.x1)
    if bins.sum() < 2:
        return float("nan")
    q = run.a * evidence.x[None] + run.b
    edge = evidence.edge(q, np.array([run.a]), ratio)[0]
    s = ratio * q[0]
    shown = bins & (s < evidence.top) & (s > evidence.bottom) & (edge != NO_EVIDENCE)
    return float(edge[shown].mean()) if shown.sum() >= 3 else float("nan")


def _unsupported(evidence: WallEvidence, runs: tuple[Run, ...], ratio: float | None) -> float:
    """Share of bins near which neither the foot nor the top of the wall lies on an edge."""
    x = evidence.x
    q, slope = inverse_depth(runs, x), np.zeros_like(x)
    best = np.zeros_like(x)
    for run in runs:
        slope[(x >= run.x0) & (x <= run.x1)] = run.a
    for line in (-1.0, ratio):
        if line is not None:
            each = np.array(
                [evidence.edge(q[None], np.array([a]), line)[0] for a in np.unique(slope)]
            )
            own = each[np.searchsorted(np.unique(slope), slope), np.arange(len(x))]
            best = np.maximum(best, np.where(own == NO_EVIDENCE, 0.0, own))
    kernel = np.ones(SUPPORT_BINS) / SUPPORT_BINS
    return float(np.mean(np.convolve(best, kernel, mode="same") < NO_EVIDENCE))


def _loose_tops(runs: tuple[Run, ...], tops: Array) -> float:
    width = np.array([run.x1 - run.x0 for run in runs])
    loose = np.isfinite(tops) & (np.nan_to_num(tops) < LOOSE_TOP)
    return float(width[loose].sum() / width.sum())


def _margin(level: Level, best: _Solved) -> float:
    """Score lead over the best rival whose floor differs visibly, as a share of the score."""
    floor = floor_region(level, best.chain.runs)
    belief = -UNKNOWN_PRICE if best.ratio is None else ceiling_prior(best.ratio)
    rivals: list[float] = []
    search, x = best.search, best.search.evidence.x
    for run in best.chain.runs:
        if run.x1 - run.x0 < 0.12 * (x[-1] - x[0]):
            continue
        own = run.a * x + run.b
        bins = (x >= run.x0) & (x <= run.x1)
        ratio = search.q[:, bins] / own[None, bins]
        barred = np.abs(np.log(np.clip(ratio, 1e-3, 1e3))).mean(axis=1) < 0.10
        rival = search.best(best.ratio, barred)
        if overlap(floor_region(level, rival.runs), floor) < 0.9:
            rivals.append(rival.score + belief)
    if not rivals:
        return 1.0
    return float((best.chain.score - max(rivals)) / max(best.chain.score, 1e-6))
