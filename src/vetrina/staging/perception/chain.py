"""The best chain of walls from the left of the picture to the right, found exactly.

Each bin (an upright strip of the level raster) sees one wall.  The score of a chain adds, over all
bins, floor colour below the foot and none above it, edges along the foot, edges along the top, and,
where the wall changes, an upright edge less the price of a corner.  Where two walls do not meet,
the near one hides the far one; that costs more.  Dynamic programming over bins gives the optimum;
because two straight lines cross once, the meeting corners are few and a run takes milliseconds.

Source: Delage, Lee and Ng, "A dynamic Bayesian network model for autonomous 3D reconstruction from
a single indoor image", CVPR 2006; Flint et al., ECCV 2010.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.perception.candidates import FARTHEST, NEAREST
from vetrina.staging.perception.evidence import NO_EVIDENCE, WallEvidence

FLOOR_WEIGHT = 1.0
FOOT_WEIGHT = 0.16
TOP_WEIGHT = 0.12
CORNER_PRICE = 0.026
PROTRUSION_PRICE = 0.02
"""More for a corner that points into the room: most corners of rooms do not."""
JUMP_PRICE = 0.04
UPRIGHT_WEIGHT = 0.02
OBLIQUE_PRICE = 0.012
IMPOSSIBLE = -1e6


@dataclass(frozen=True)
class Run:
    """One wall of a chain: the line q = a x + b, its family, and the x it is seen from and to."""

    a: float
    b: float
    family: int
    x0: float
    x1: float


@dataclass(frozen=True)
class Chain:
    """Runs from left to right and the score of the whole."""

    runs: tuple[Run, ...]
    score: float


@dataclass(frozen=True)
class _Meeting:
    """Pairs of candidates that meet at one border, grouped by the one behind it.

    before, price: (P,); group k holds those from starts[k] on and leads to states[k].
    """

    before: NDArray[np.intp]
    price: Array
    starts: NDArray[np.intp]
    states: NDArray[np.intp]


def _meeting(before: NDArray[np.intp], after: NDArray[np.intp], price: Array) -> _Meeting:
    order = np.argsort(after, kind="stable")
    after = after[order]
    starts = np.flatnonzero(np.diff(after, prepend=-1))
    return _Meeting(before[order], price[order], starts, after[starts])


class ChainSearch:
    """Everything about one set of candidates that does not depend on the ceiling."""

    def __init__(self, evidence: WallEvidence, lines: Array, families: NDArray[np.intp]) -> None:
        self.evidence, self.lines, self.families = evidence, lines, families
        self.q = lines[:, :1] * evidence.x[None] + lines[:, 1:]
        self.standing = (self.q > 1 / (FARTHEST * 1.3)) & (self.q < 1 / NEAREST)
        safe = np.where(self.standing, self.q, 1.0)
        foot = evidence.edge(safe, lines[:, 0], -1.0) - NO_EVIDENCE
        unary = FLOOR_WEIGHT * evidence.floor_gain(safe) + FOOT_WEIGHT * foot
        unary -= OBLIQUE_PRICE * (families[:, None] == 2)
        self.unary = np.where(self.standing, unary, IMPOSSIBLE)
        self._pairs = self._meeting_pairs()

    def top_score(self, ratio: float, step: int = 1) -> Array:
        """(K, N) what wall tops at ceiling ratio c - 1 add, in every `step`-th bin."""
        standing = self.standing[:, ::step]
        safe = np.where(standing, self.q[:, ::step], 1.0)
        edge = self.evidence.edge(safe, self.lines[:, 0], ratio, step) - NO_EVIDENCE
        return np.where(standing, TOP_WEIGHT * edge, 0.0)

    def ceiling_profile(self, ratios: Array, step: int = 4) -> Array:
        """The score each ceiling allows when every bin may choose its wall freely: (R,)."""
        unary = self.unary[:, ::step]
        return np.array(
            [float((unary + self.top_score(ratio, step)).max(axis=0).mean()) for ratio in ratios]
        )

    def best(self, ratio: float | None, barred: NDArray[np.bool_] | None = None) -> Chain:
        """The best chain with the ceiling at ratio + 1 camera heights (None: unknown).

        barred: (K,) or (K, N) candidates that may not be used (there).
        """
        score = self.unary if ratio is None else self.unary + self.top_score(ratio)
        if barred is not None:
            score = np.where(barred if barred.ndim == 2 else barred[:, None], IMPOSSIBLE, score)
        states, total = self._forward(score / score.shape[1])
        return Chain(self._runs(states), total)

    def _meeting_pairs(self) -> list[_Meeting]:
        """For each border between bins, which candidates meet there and the price."""
        a, b = self.lines[:, 0], self.lines[:, 1]
        x = self.evidence.x
        with np.errstate(divide="ignore", invalid="ignore"):
            crossing = (b[None, :] - b[:, None]) / (a[:, None] - a[None, :])
        border = np.searchsorted((x[:-1] + x[1:]) / 2, crossing)
        usable = np.isfinite(crossing) & (crossing > x[0]) & (crossing < x[-1])
        before, after = np.nonzero(usable)
        at = border[before, after]
        price: Array = CORNER_PRICE + PROTRUSION_PRICE * (a[before] > a[after]).astype(np.float64)
        order = np.argsort(at, kind="stable")
        before, after, at, price = before[order], after[order], at[order], price[order]
        low = np.searchsorted(at, np.arange(len(x) - 1) - 1, side="left")
        high = np.searchsorted(at, np.arange(len(x) - 1) + 1, side="right")
        return [
            _meeting(before[i:j], after[i:j], price[i:j]) for i, j in zip(low, high, strict=True)
        ]

    def _forward(self, score: Array) -> tuple[NDArray[np.intp], float]:
        bins = score.shape[1]
        totals = np.empty(score.shape[::-1])
        totals[0] = score[:, 0]
        for index in range(bins - 1):
            total, upright = totals[index], self._upright_gain(index)
            best = np.maximum(total, total.max() - JUMP_PRICE + upright)
            meeting = self._pairs[index]
            if len(meeting.before):
                value = total[meeting.before] - meeting.price + upright
                gain = np.maximum.reduceat(value, meeting.starts)
                best[meeting.states] = np.maximum(best[meeting.states], gain)
            totals[index + 1] = best + score[:, index + 1]
        states = np.zeros(bins, dtype=np.intp)
        states[-1] = totals[-1].argmax()
        for index in range(bins - 2, -1, -1):
            states[index] = self._came_from(index, int(states[index + 1]), totals[index])
        return states, float(totals[-1].max())

    def _upright_gain(self, index: int) -> float:
        upright = self.evidence.upright
        return UPRIGHT_WEIGHT * float(max(upright[index], upright[index + 1]))

    def _came_from(self, index: int, state: int, total: Array) -> int:
        """The best state before border `index` for `state` behind it."""
        upright = self._upright_gain(index)
        came, best = state, float(total[state])
        jump_from = int(total.argmax())
        jump = float(total[jump_from]) - JUMP_PRICE + upright
        if jump > best:
            came, best = jump_from, jump
        meeting = self._pairs[index]
        group = int(np.searchsorted(meeting.states, state))
        if group < len(meeting.states) and meeting.states[group] == state:
            ends = (*meeting.starts[1:], len(meeting.before))
            here = slice(int(meeting.starts[group]), int(ends[group]))
            value = total[meeting.before[here]] - meeting.price[here] + upright
            last = len(value) - 1 - int(value[::-1].argmax())
            if value[last] > best:
                came = int(meeting.before[here][last])
        return came

    def _runs(self, states: NDArray[np.intp]) -> tuple[Run, ...]:
        x = self.evidence.x
        borders = np.concatenate([[x[0]], (x[:-1] + x[1:]) / 2, [x[-1]]])
        cuts = [0, *(np.flatnonzero(np.diff(states)) + 1).tolist(), len(states)]
        runs = []
        for first, last in pairwise(cuts):
            state = states[first]
            a, b = self.lines[state]
            family = int(self.families[state])
            runs.append(
                Run(float(a), float(b), family, float(borders[first]), float(borders[last]))
            )
        return tuple(runs)
