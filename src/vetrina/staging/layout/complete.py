"""Making a main group into a room: leave out what does not fit, add what improves it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vetrina.staging.furnishing import PieceInfo
from vetrina.staging.layout.boxes import Item, front
from vetrina.staging.layout.evaluate import Verdict, judge
from vetrina.staging.layout.groups import seconds_for
from vetrina.staging.layout.groups.design import RUG_SIZES_M, RUG_WORTH
from vetrina.staging.layout.poses import candidates
from vetrina.staging.layout.space import Space
from vetrina.staging.room import RoomType

TRIED_PER_DESIGN = 5
LEAST_GAIN = 0.001
MOST_UNITS = 9


def pared(space: Space, items: tuple[Item, ...]) -> tuple[tuple[Item, ...], Verdict]:
    """`items` with as few optional pieces left out as make them legal; the verdict tells if so."""
    verdict = judge(space, items)
    while not verdict.legal:
        named = " ".join(verdict.faults)
        optional = [i for i in items if not i.required]
        if not optional:
            break
        guilty = [i for i in optional if i.info.id in named] or [i for i in optional if not i.flat]
        if not guilty:
            break
        out = min(guilty, key=lambda i: i.worth)
        items = tuple(i for i in items if i is not out)
        verdict = judge(space, items)
    return items, verdict


def completed(
    space: Space,
    room_type: RoomType,
    pieces: Sequence[PieceInfo],
    items: tuple[Item, ...],
    verdict: Verdict,
    rng: np.random.Generator,
) -> tuple[tuple[Item, ...], Verdict]:
    """`items` and every addition that made the room better."""
    for second in seconds_for(room_type, pieces, rng):
        unit = max(i.unit for i in items) + 1
        if space.likely_area_m2 < second.least_area_m2 or unit > MOST_UNITS:
            continue
        if _crowded(items, second.design.name):
            continue
        best, best_verdict = items, verdict
        for option in candidates(space, second.design, unit)[:TRIED_PER_DESIGN]:
            trial, found = _added(space, items, option.items)
            if found.legal and found.total > best_verdict.total + LEAST_GAIN:
                best, best_verdict = trial, found
        items, verdict = best, best_verdict
    return items, verdict


def with_rug(
    space: Space,
    pieces: Sequence[PieceInfo],
    items: tuple[Item, ...],
    verdict: Verdict,
    rng: np.random.Generator,
) -> tuple[tuple[Item, ...], Verdict]:
    """`items` with the largest good rug under the main group, where it has none."""
    # Long because the steps stand here in the order in which they happen.
    rugs = [p for p in pieces if p.role == "rug" and not p.round]
    main = [i for i in items if i.unit == items[0].unit and i.slot != "lamp"]
    if not rugs or any(i.flat for i in main):
        return items, verdict
    info = rugs[int(rng.integers(len(rugs)))]
    turn = items[0].turn_deg
    heart, (least, slides) = _heart(main), _bounds(items[0])
    best, best_verdict = items, verdict
    for long, short in RUG_SIZES_M:
        for size in ((long, short), (short, long)):
            if size[0] < least[0] or size[1] < least[1]:
                continue
            for back in slides:
                ahead = front(turn) * back
                rug = Item(
                    info,
                    heart.x + float(ahead[0]),
                    heart.y + float(ahead[1]),
                    turn,
                    (size[0], size[1], info.size_m[2]),
                    "rug",
                    items[0].group,
                    items[0].unit,
                    worth=RUG_WORTH,
                )
                found = judge(space, (*items, rug))
                if found.legal and found.total > best_verdict.total:
                    best, best_verdict = (*items, rug), found
    return best, best_verdict


def _bounds(anchor: Item) -> tuple[tuple[float, float], tuple[float, ...]]:
    """The least size of the rug of a group, and how far it may be moved along the group."""
    width, depth, _ = anchor.size_m
    if anchor.info.role == "dining_table":
        return (width + 0.9, depth + 0.9), (0.0,)
    if anchor.info.role == "bed":
        return (width + 0.5, 1.5), (0.0, 0.2, -0.2)
    return (0.0, 0.0), (0.0, 0.2, -0.2)


def _heart(main: list[Item]) -> Item:
    """What the rug of a group lies under: its table, the foot of its bed, what is before it."""
    anchor = main[0]
    if anchor.info.role == "dining_table":
        return anchor
    reach = anchor.size_m[1] / 2 + (-0.35 if anchor.info.role == "bed" else 0.55)
    before = front(anchor.turn_deg) * reach
    return next((i for i in main if i.slot == "table"), anchor.moved(*before.tolist()))


def _added(
    space: Space, items: tuple[Item, ...], more: tuple[Item, ...]
) -> tuple[tuple[Item, ...], Verdict]:
    """`items` with `more`, whose optional pieces may be left out again."""
    trial = (*items, *more)
    verdict = judge(space, trial)
    if verdict.legal:
        return trial, verdict
    needed = tuple(i for i in more if i.required)
    if len(needed) == len(more):
        return trial, verdict
    trial = (*items, *needed)
    return trial, judge(space, trial)


def _crowded(items: tuple[Item, ...], name: str) -> bool:
    """Whether the room has enough of this already."""
    role = name.removesuffix("_at_wall")
    same = sum(i.info.role == role for i in items)
    return same >= (2 if role == "plant" else 1)
