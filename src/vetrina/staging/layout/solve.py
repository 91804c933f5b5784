"""The furniture layout solver: a room and a seed in, a furnished plan out.

1. Draw concrete groups for the room type (`groups`), by the seed.
2. Try each at thousands of places (`poses`), keep the best of every idea, that is of every pair of
   group and wall, and judge those fully (`evaluate`).
3. Let the seed choose among ideas of nearly equal merit: a softmax, entered at a low-discrepancy
   number so that neighbouring seeds choose differently.
4. Complete the room with second groups while they improve it, anneal, loosen, dress.

Source: Merrell et al., Interactive Furniture Layout Using Interior Design Guidelines, SIGGRAPH
2011; Yu et al., Make it Home: Automatic Optimization of Furniture Arrangement, SIGGRAPH 2011.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from vetrina.staging.errors import NoArrangement
from vetrina.staging.furnishing import PieceInfo, Placement, Plan, Role, StyleId
from vetrina.staging.layout.anneal import anneal
from vetrina.staging.layout.boxes import Item
from vetrina.staging.layout.clearance import ways
from vetrina.staging.layout.complete import completed, pared, with_rug
from vetrina.staging.layout.dress import curtained, hung, topped
from vetrina.staging.layout.evaluate import Verdict, judge
from vetrina.staging.layout.groups import designs_for, shortest_need
from vetrina.staging.layout.groups.design import LAST_RESORT, Picker
from vetrina.staging.layout.irregular import loosened
from vetrina.staging.layout.poses import Candidate, candidates
from vetrina.staging.layout.space import EASY, LOOSE, STRICT, Space, prepare
from vetrina.staging.room import Room, RoomType

LEAST_FLOOR_M2 = 1.5
SOFTMAX_HEAT = 0.025
WORSE_AT_MOST = 0.05
GUESTS: dict[RoomType, tuple[Role, ...]] = {
    "living_room": ("dining_table", "dining_chair"),
    "bedroom": ("desk", "desk_chair"),
}
"""Pieces of other room types that a second group of a large room may use."""
GOLDEN = 0.6180339887498949
ANNEAL_STEPS = 90
IDEAS_JUDGED, FREE_IDEAS_JUDGED, IDEAS_TRIED, MOST_IDEAS = 1, 3, 4, 24
"""An idea at a wall is judged in its first legal form, one free in the room in up to three."""

Idea = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """An idea in its best form; merit: its total with what designers think of such groups."""

    items: tuple[Item, ...]
    verdict: Verdict
    merit: float


def solve(
    room: Room,
    room_type: RoomType,
    style: StyleId,
    pieces: Sequence[PieceInfo],
    seed: int,
) -> Plan:
    """A furnished plan for `room`; the same arguments give the same plan.

    Raises: NoArrangement, with the reason, when no group of this room type keeps ways and openings
    free, or the picture shows too little floor.
    """
    # Long because the steps stand here in the order in which they happen.
    space = _reachable(prepare(room))
    if space.visible_area_m2 < LEAST_FLOOR_M2:
        raise NoArrangement(
            f"The picture shows {space.visible_area_m2:.1f} m² of free floor; "
            f"{LEAST_FLOOR_M2} m² are needed to furnish it."
        )
    kept = [p for p in pieces if style in p.styles and room_type in p.rooms]
    rng = np.random.default_rng([seed % 2**32, crc32(room_type.encode()), crc32(style.encode())])
    guests = [p for p in pieces if style in p.styles and p.role in GUESTS.get(room_type, ())]
    space, ideas = _tolerant_ideas(space, room_type, kept, rng)
    items, verdict, idea = _finished(
        space, room_type, [*kept, *(p for p in guests if p not in kept)], ideas, seed, rng
    )
    items = loosened(space, items, rng)
    placements = _placements(space, items, kept, rng)
    return Plan(
        room_type=room_type,
        style=style,
        seed=seed,
        placements=placements,
        score=round(verdict.total, 4),
        reasons={name: round(value, 3) for name, value in verdict.terms.items()},
        anchor_wall=idea[1],
        group=idea[0],
    )


def _reachable(space: Space) -> Space:
    """The space less the openings that even the empty room has no way to."""
    kept = tuple(
        points
        for points in space.mouths
        if ways(replace(space, mouths=(points,)), ()).openings_joined
    )
    free = ways(space, ()).free
    joined = tuple(p for p in kept if free[space.cells(p)].any())
    return replace(space, mouths=joined)


def _tolerant_ideas(
    space: Space, room_type: RoomType, pieces: Sequence[PieceInfo], rng: np.random.Generator
) -> tuple[Space, dict[Idea, Judged]]:
    """Ideas under the strictest picture rules that leave any.  Raises: NoArrangement."""
    for tolerance in (STRICT, EASY):
        eased = replace(space, tolerance=tolerance)
        try:
            return eased, _ideas(eased, room_type, pieces, rng)
        except NoArrangement:
            continue
    loose = replace(space, tolerance=LOOSE)
    return loose, _ideas(loose, room_type, pieces, rng)


def _ideas(
    space: Space, room_type: RoomType, pieces: Sequence[PieceInfo], rng: np.random.Generator
) -> dict[Idea, Judged]:
    """The best judged arrangement of each idea.  Raises: NoArrangement."""
    # Long because the steps stand here in the order in which they happen.
    found: dict[Idea, list[Candidate]] = {}
    designs = designs_for(room_type, pieces, rng, space.likely_area_m2)
    if space.tolerance is not LOOSE and any(d.liking > LAST_RESORT / 2 for d in designs):
        designs = [d for d in designs if d.liking > LAST_RESORT]
    if not designs:
        raise NoArrangement(f"The style has no pieces for {shortest_need(room_type)}.")
    for design in designs:
        for candidate in candidates(space, design, unit=0):
            found.setdefault(candidate.stratum, []).append(candidate)
    if not found:
        raise NoArrangement(_no_place(space, room_type))
    best: dict[Idea, Judged] = {}
    broken: Counter[str] = Counter()
    for idea in sorted(found, key=lambda i: -max(c.quick for c in found[i]))[:MOST_IDEAS]:
        options, legal = found[idea], 0
        for option in _in_trial_order(options):
            items, verdict = pared(space, option.items)
            if not verdict.legal:
                broken.update(verdict.faults[:1])
                continue
            legal += 1
            merit = verdict.total + option.liking
            if idea not in best or merit > best[idea].merit:
                best[idea] = Judged(items, verdict, merit)
            if legal >= (IDEAS_JUDGED if idea[1] is not None else FREE_IDEAS_JUDGED):
                break
    if not best:
        reason = broken.most_common(1)[0][0] if broken else "nothing fits"
        raise NoArrangement(
            f"No place for {shortest_need(room_type)} keeps the ways free ({reason}).",
            details={"faults": dict(broken)},
        )
    return best


def _in_trial_order(options: Sequence[Candidate]) -> list[Candidate]:
    """The best of each turn first, then the next best; as many as are tried of an idea."""
    ordered = sorted(options, key=lambda c: -c.quick)
    first: dict[int, Candidate] = {}
    for option in ordered:
        first.setdefault(round(option.items[0].turn_deg) % 360, option)
    firsts = list(first.values())
    return (firsts + [o for o in ordered if o not in firsts])[: max(IDEAS_TRIED, len(firsts))]


def _no_place(space: Space, room_type: RoomType) -> str:
    need = shortest_need(room_type)
    if not space.spans:
        return f"No wall is seen that {need} could stand against, and the floor is too small."
    return (
        f"No place in {space.visible_area_m2:.1f} m² of visible floor takes {need} "
        "with doors, windows and the frame of the picture kept free."
    )


def _finished(
    space: Space,
    room_type: RoomType,
    pieces: Sequence[PieceInfo],
    ideas: dict[Idea, Judged],
    seed: int,
    rng: np.random.Generator,
) -> tuple[tuple[Item, ...], Verdict, Idea]:
    """The chosen idea, completed and annealed."""
    idea = _chosen(ideas, seed)
    start = ideas[idea]
    items, verdict = anneal(space, start.items, start.verdict, rng, ANNEAL_STEPS // 3)
    items, verdict = with_rug(space, pieces, items, verdict, rng)
    items, verdict = completed(space, room_type, pieces, items, verdict, rng)
    items, verdict = anneal(space, items, verdict, rng, ANNEAL_STEPS)
    return items, judge(space, items) if not verdict.terms else verdict, idea


def _chosen(ideas: dict[Idea, Judged], seed: int) -> Idea:
    """An idea by softmax over totals, entered at a number that differs most between near seeds."""
    ordered = sorted(ideas, key=lambda i: (i[0], -1 if i[1] is None else i[1]))
    best = max(judged.merit for judged in ideas.values())
    ordered = [i for i in ordered if ideas[i].merit > best - WORSE_AT_MOST]
    totals = np.array([ideas[i].merit for i in ordered])
    weight = np.exp((totals - totals.max()) / SOFTMAX_HEAT)
    steps = np.cumsum(weight / weight.sum())
    place = (seed * GOLDEN + 0.5) % 1.0
    return ordered[min(int(np.searchsorted(steps, place)), len(ordered) - 1)]


def _placements(
    space: Space, items: tuple[Item, ...], pieces: Sequence[PieceInfo], rng: np.random.Generator
) -> tuple[Placement, ...]:
    """Everything in drawing order: rugs, what stands, what stands on it, what hangs."""
    picker = Picker(pieces, rng)
    ordered = sorted(items, key=lambda i: not i.flat)
    infos = [i.info for i in ordered]
    out = [_placement(item, rng) for item in ordered]
    for index, info in enumerate(infos):
        out += topped(out[index], info, index, picker)
    curtains = curtained(space, items, picker)
    out += curtains
    out += hung(space, items, picker, curtains)
    return tuple(out)


def _placement(item: Item, rng: np.random.Generator) -> Placement:
    return Placement(
        piece=item.info.id,
        role=item.info.role,
        mount=item.info.mount,
        x=round(item.x, 4),
        y=round(item.y, 4),
        z=0.0,
        turn_deg=round((item.turn_deg + 180.0) % 360.0 - 180.0, 2),
        size_m=item.size_m,
        variant=int(rng.integers(1, 1000)),
        wall=item.wall,
        group=item.group,
    )
