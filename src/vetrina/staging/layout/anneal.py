"""Local search: whole groups slide, single pieces shift and turn, until nothing gets better.

Simulated annealing with a fixed number of steps; every step that breaks a rule is refused, so the
result is as legal as its start.  Around 2 ms a step.

Source: Kirkpatrick, Gelatt and Vecchi, Optimization by Simulated Annealing, Science 1983.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vetrina.staging.layout.boxes import Item
from vetrina.staging.layout.evaluate import Verdict, judge
from vetrina.staging.layout.space import Space

LOOSE = frozenset({"seat", "side", "lamp", "green"})
START_HEAT = 0.012


def anneal(
    space: Space,
    items: tuple[Item, ...],
    verdict: Verdict,
    rng: np.random.Generator,
    steps: int,
) -> tuple[tuple[Item, ...], Verdict]:
    """The best arrangement met in `steps` random moves from a legal one."""
    now, now_verdict = items, verdict
    best, best_verdict = items, verdict
    for step in range(steps):
        heat = START_HEAT * (1 - step / steps) ** 2 + 1e-5
        trial = _moved(space, now, rng)
        if trial is None:
            continue
        found = judge(space, trial)
        gain = found.total - now_verdict.total
        if found.legal and (gain >= 0 or rng.random() < np.exp(gain / heat)):
            now, now_verdict = trial, found
            if found.total > best_verdict.total:
                best, best_verdict = trial, found
    return best, best_verdict


def _moved(
    space: Space, items: tuple[Item, ...], rng: np.random.Generator
) -> tuple[Item, ...] | None:
    """One random move; None when the chosen piece is not for moving."""
    if rng.random() < 0.55:
        return _slide_unit(space, items, rng)
    n = int(rng.integers(len(items)))
    item = items[n]
    if item.slot not in LOOSE or item.wall is not None:
        return None
    dx, dy = rng.normal(0, 0.07, 2)
    turn = float(rng.normal(0, 5)) if item.slot == "seat" and not item.required else 0.0
    return (*items[:n], item.moved(float(dx), float(dy), turn), *items[n + 1 :])


def _slide_unit(
    space: Space, items: tuple[Item, ...], rng: np.random.Generator
) -> tuple[Item, ...]:
    """One group moved: along its wall where it has one, else anywhere."""
    units = sorted({i.unit for i in items})
    unit = units[int(rng.integers(len(units)))]
    members = [i for i in items if i.unit == unit]
    wall = next((i.wall for i in members if i.wall is not None), None)
    if wall is not None:
        shift = space.room.walls[wall].along * rng.normal(0, 0.18)
    else:
        shift = rng.normal(0, 0.15, 2)
    return tuple(
        replace(i, x=i.x + float(shift[0]), y=i.y + float(shift[1])) if i.unit == unit else i
        for i in items
    )
