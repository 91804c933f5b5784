"""The last touch: nothing in a lived-in room is perfectly aligned.

Chairs are pushed back 3 to 10 cm and turned 2 to 8 degrees, armchairs and small tables a little; a
change that would break a rule is made half as large, and at last left out.
"""

from __future__ import annotations

import numpy as np

from vetrina.staging.layout.boxes import Item, front
from vetrina.staging.layout.clearance import misplaced, unreachable, ways
from vetrina.staging.layout.space import Space

_TURN_DEG = {"tucked": (2.0, 8.0), "seat": (1.5, 5.0), "table": (0.4, 1.8), "side": (0.5, 4.0)}
_PUSH_M = {"tucked": (0.03, 0.10), "seat": (0.0, 0.04)}


def loosened(space: Space, items: tuple[Item, ...], rng: np.random.Generator) -> tuple[Item, ...]:
    """`items` with small human irregularities; as legal as before."""
    out = list(items)
    for n, item in enumerate(items):
        if item.slot not in _TURN_DEG or item.wall is not None or n == 0:
            continue
        wish = _wish(item, rng)
        for share in (1.0, 0.5):
            push = front(item.turn_deg) * (-wish[1] * share)
            moved = item.moved(float(push[0]), float(push[1]), wish[0] * share)
            trial = (*out[:n], moved, *out[n + 1 :])
            if not misplaced(space, trial):
                out[n] = moved
                break
    result = tuple(out)
    if unreachable(space, result, ways(space, result)):
        return items
    return result


def _wish(item: Item, rng: np.random.Generator) -> tuple[float, float]:
    """Degrees to turn and metres to push back."""
    low, high = _TURN_DEG[item.slot]
    turn = float(rng.uniform(low, high)) * (1.0 if rng.random() < 0.5 else -1.0)
    push = _PUSH_M.get(item.slot, (0.0, 0.0))
    if item.info.role == "bench":
        return turn * 0.2, 0.0
    return turn, float(rng.uniform(*push))
