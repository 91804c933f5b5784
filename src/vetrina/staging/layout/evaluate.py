"""How good an arrangement is: a dozen terms from 0 (bad) to 1 (good), and what weight each has.

Half of the terms are an interior designer's (facing, balance, a tidy place on the wall, enough and
not too much), half a photographer's (nothing cut or hidden, no backs, a filled foreground, the main
piece neither a toy nor a mountain).  Hard rules are not weighed here but kept in `clearance`.

Source: Merrell et al. 2011; Yu et al., Make it Home, SIGGRAPH 2011.  The bands of the picture terms
were set on plans drawn over photographs of empty rooms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vetrina.staging.camera import Array
from vetrina.staging.layout.boxes import Item, front
from vetrina.staging.layout.clearance import (
    SEATS,
    Ways,
    looks_away,
    misplaced,
    unreachable,
    ways,
)
from vetrina.staging.layout.space import CELL_M, Space
from vetrina.staging.layout.visibility import View, look

WEIGHTS: dict[str, float] = {
    "framed": 1.4,
    "unhidden": 2.2,
    "size": 1.5,
    "foreground": 0.9,
    "fronts": 1.3,
    "windows": 0.7,
    "doors": 1.0,
    "facing": 1.4,
    "placed": 0.7,
    "balance": 0.6,
    "fill": 1.1,
    "richness": 1.2,
    "seats": 0.9,
    "flow": 0.4,
    "spread": 0.9,
}


ANCHOR_OPEN = 0.7
"""Least share of the main piece that nothing hides."""
SHOWN = {"anchor": 1.0, "seat": 1.0, "table": 0.4, "tucked": 0.1}
"""How much it matters that a piece is not hidden; chairs round a table hide one another."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """total 0..1 (minus infinity when a rule is broken), the terms it is made of, broken rules."""

    total: float
    terms: dict[str, float]
    faults: tuple[str, ...] = ()

    @property
    def legal(self) -> bool:
        """Whether no rule is broken."""
        return not self.faults


def band(value: float, zero: float, low: float, high: float, end: float) -> float:
    """Trapezoid: 0 at zero and end, 1 from low to high."""
    rise = np.clip((value - zero) / max(low - zero, 1e-9), 0, 1)
    fall = np.clip((end - value) / max(end - high, 1e-9), 0, 1)
    return float(min(rise, fall))


def judge(space: Space, items: tuple[Item, ...]) -> Verdict:
    """The verdict on an arrangement of floor pieces and rugs; the first item is its anchor."""
    faults = misplaced(space, items)
    if faults:
        return Verdict(float("-inf"), {}, tuple(faults))
    found = ways(space, items)
    faults = unreachable(space, items, found)
    if faults:
        return Verdict(float("-inf"), {}, tuple(faults))
    view = look(space, items)
    faults = _cut(space, items, view) + _unwatched(items)
    if faults:
        return Verdict(float("-inf"), {}, tuple(faults))
    terms = {**_picture_terms(space, items, view), **_room_terms(space, items, found)}
    total = sum(WEIGHTS[name] * value for name, value in terms.items()) / sum(WEIGHTS.values())
    return Verdict(float(total), terms)


def _cut(space: Space, items: tuple[Item, ...], view: View) -> list[str]:
    """Pieces that the frame of the picture cuts too deeply to be shown."""
    bounds = space.tolerance
    least = {"rug": bounds.rug_framed, "anchor": bounds.anchor_framed}
    faults = [
        f"{item.info.id} cut by the frame"
        for item, framed in zip(items, view.framed, strict=True)
        if framed < least.get(item.slot, bounds.others_framed)
    ]
    if not items[0].flat and view.open[0] < ANCHOR_OPEN:
        faults.append("the main piece is hidden")
    return faults


def _unwatched(items: tuple[Item, ...]) -> list[str]:
    """Televisions that nobody sits before."""
    seats = [i for i in items if i.info.role in SEATS]
    screens = [i for i in items if i.info.role == "media_unit"]
    return [f"nobody sits before {s.info.id}" for s in screens if not _watched(s, seats)]


def _watched(screen: Item, seats: list[Item]) -> bool:
    """Whether a seat looks at `screen` and stands before it."""
    for seat in seats:
        delta = np.array([screen.x - seat.x, screen.y - seat.y])
        distance = float(np.linalg.norm(delta))
        sees = float(front(seat.turn_deg) @ delta) > 0.6 * distance
        if sees and float(-front(screen.turn_deg) @ delta) > 0.6 * distance and distance < 5.5:
            return True
    return False


def _picture_terms(space: Space, items: tuple[Item, ...], view: View) -> dict[str, float]:
    worth = np.array([i.worth for i in items])
    upright = np.array([not i.flat for i in items])
    seats = np.array([SHOWN.get(i.slot, 0.0) for i in items])
    cut = np.clip(1 - view.framed, 0, 1) * np.where(upright, np.maximum(worth, 1.5) * 1.6, 0.8)
    main = upright * seats * worth
    hidden = (1 - view.open) * main
    return {
        "framed": float(1 - np.clip(cut.sum() / worth.sum() * 2.2, 0, 1)),
        "unhidden": float(1 - np.clip(1.8 * hidden.sum() / max(main.sum(), 1e-6), 0, 1)),
        "size": _size(items, view),
        "foreground": _foreground(space, view),
        "fronts": _fronts(items, view),
        "windows": float(np.clip(1.1 - 2.5 * view.windows_hidden, 0, 1)),
        "doors": float(np.clip(1.2 - 2.0 * view.doors_hidden, 0, 1)),
        "balance": _balance(view, upright),
    }


def _size(items: tuple[Item, ...], view: View) -> float:
    """The anchor neither a toy nor a mountain, the whole filling its share, nothing looming."""
    unit = items[0].unit
    main = [n for n, i in enumerate(items) if i.unit == unit and not i.flat]
    anchor = band(float(max(view.share[n] for n in main)), 0.01, 0.055, 0.2, 0.42)
    whole = band(view.covered, 0.05, 0.17, 0.42, 0.65)
    loom = [
        float(view.share[n]) / (0.11 if i.size_m[2] < 1.2 else 0.05)
        for n, i in enumerate(items)
        if not i.flat and n not in main[:1]
    ]
    looming = float(np.clip(1.8 - max(loom, default=0.0), 0, 1))
    return (anchor + whole + looming) / 3


def _foreground(space: Space, view: View) -> float:
    """How little of the floor's height in the picture lies empty before the first piece."""
    top, bottom = space.floor_rows
    empty = (bottom - float(view.lowest.max(initial=0.0))) / max(bottom - top, 1e-6)
    return float(1 - np.clip((empty - 0.18) / 0.5, 0, 1))


def _fronts(items: tuple[Item, ...], view: View) -> float:
    """1 when nobody's back is in the picture; tall and near backs count most."""
    loss = 0.0
    for item, share in zip(items, view.share, strict=True):
        near = min(float(share) / 0.04, 1.5)
        if item.info.role in SEATS:
            loss += 0.55 * back_shown(item) * near
        elif item.slot == "tucked":
            loss += 0.06 * back_shown(item) * near
        elif item.slot == "storage":
            loss += 0.8 * back_shown(item) * near
    return float(np.clip(1 - loss, 0, 1))


def _balance(view: View, upright: Array) -> float:
    weight = view.share * upright
    middle = (view.left + view.right) / 2
    lever = float((weight * (middle - 0.5)).sum() / max(float(weight.sum()), 1e-6))
    return float(1 - np.clip((abs(lever) - 0.05) / 0.3, 0, 1))


def _room_terms(space: Space, items: tuple[Item, ...], found: Ways) -> dict[str, float]:
    area = max(space.visible_area_m2, 1.0)
    stood = sum(i.size_m[0] * i.size_m[1] * (0.1 if i.flat else 1.0) for i in items)
    worth = sum(i.worth for i in items)
    walkable = float((found.reachable & space.visible).sum()) * CELL_M**2 / area
    return {
        "facing": facing(space, items),
        "placed": _placed(space, items[0]),
        "fill": band(stood / area, 0.05, 0.2, 0.42, 0.75),
        "richness": float(1 - np.exp(-worth / (7.0 + 0.25 * min(area, 30.0)))),
        "seats": _seats(items, area),
        "flow": band(walkable, 0.05, 0.25, 1.0, 2.0),
        "spread": _spread(space, items),
    }


def focal_points(space: Space, items: tuple[Item, ...]) -> list[tuple[Array, float]]:
    """What seats like to look at: positions (2,) and how much, 0..1."""
    out = []
    fire = any(f.kind == "fireplace" for f in space.room.features)
    weights = {"fireplace": 1.0, "window": 0.7}
    for feature in space.room.features:
        if feature.kind in weights:
            box = space.room.wall_box(feature)
            out.append((np.asarray(box[:, :2].mean(axis=0)), weights[feature.kind]))
    for item in items:
        if item.info.role == "media_unit":
            out.append((np.array([item.x, item.y]), 0.75 if fire else 1.0))
    return out


def facing(space: Space, items: tuple[Item, ...]) -> float:
    """How well the main seat looks at something: a fire, a screen, a window, other people."""
    seats = [i for i in items if i.info.role in SEATS]
    if not seats:
        return 0.7
    best = max(seats, key=lambda i: (i.worth, i.size_m[0]))
    here, ahead = np.array([best.x, best.y]), front(best.turn_deg)
    focal = focal_points(space, items)
    score = 0.1 if any(liking == 1.0 for _, liking in focal) else 0.35
    for point, liking in focal:
        delta = point - here
        distance = float(np.linalg.norm(delta))
        straight = max(float(ahead @ delta) / max(distance, 1e-6), 0.0)
        score = max(score, liking * straight**3 * band(distance, 0.8, 1.8, 4.5, 8.0))
    score = max(score, 0.85 * _met(best, seats))
    hearths = [point for point, liking in focal if liking == 1.0 and _is_hearth(space, point)]
    if hearths:
        score = 0.25 * score + 0.75 * min(_turned_to(seats, hearth) for hearth in hearths)
    return float(score)


def _met(seat: Item, seats: list[Item]) -> float:
    """0..1: whether somebody sits across from `seat` and looks back."""
    here, ahead, best = np.array([seat.x, seat.y]), front(seat.turn_deg), 0.0
    for other in seats:
        delta = np.array([other.x, other.y]) - here
        distance = float(np.linalg.norm(delta))
        if other is seat or not 1.0 < distance < 3.2:
            continue
        mutual = max(float(-front(other.turn_deg) @ delta) / distance, 0.0)
        best = max(best, mutual * max(float(ahead @ delta) / distance, 0.5))
    return best


def _is_hearth(space: Space, point: Array) -> bool:
    return any(
        f.kind == "fireplace"
        and float(np.linalg.norm(space.room.wall_box(f)[:, :2].mean(axis=0) - point)) < 0.01
        for f in space.room.features
    )


def _turned_to(seats: list[Item], point: Array) -> float:
    """0..1: how well a group gathers about a point: facing it 1, side-on 0.7, backs to it 0."""
    shares = []
    for seat in seats:
        delta = point - np.array([seat.x, seat.y])
        cosine = float(front(seat.turn_deg) @ delta) / max(float(np.linalg.norm(delta)), 1e-6)
        shares.append(np.clip(0.7 + 0.3 * cosine, 0, 1) if cosine > -0.35 else 0.0)
    return float(min(shares))


def _seats(items: tuple[Item, ...], area_m2: float) -> float:
    """Whether as many people can sit together as the room asks for, in rooms to sit together in."""
    together = [i for i in items if i.unit == items[0].unit]
    if not any(i.info.role in SEATS for i in together) or together[0].info.role == "bed":
        return 1.0
    wanted = float(np.clip(area_m2 / 3.5, 2.0, 5.0))
    served = 1.0 if any(i.slot == "table" for i in together) else 0.35
    return served * min(sum(i.info.seats for i in together) / wanted, 1.0)


def _placed(space: Space, anchor: Item) -> float:
    """Whether the anchor stands where it looks meant: centred on its wall, or in the floor."""
    span = next((s for s in space.spans if s.wall == anchor.wall), None)
    if span is not None:
        wall = space.room.walls[span.wall]
        u = float((np.array([anchor.x, anchor.y]) - np.array(wall.start)) @ wall.along)
        off = min(abs(u - middle) for middle in space.tidy[span.wall])
        return float(1 - np.clip((off - 0.05) / 0.7, 0, 1))
    if not len(space.visible_points):
        return 0.0
    off = float(np.linalg.norm(space.visible_points.mean(axis=0) - [anchor.x, anchor.y]))
    shown = 1.0 if looks_away(anchor) > -0.3 else 0.6
    return shown * float(1 - np.clip((off - 0.4) / 2.5, 0, 1))


def _spread(space: Space, items: tuple[Item, ...]) -> float:
    """1 when no part of the near floor lies far from any piece."""
    points = space.visible_points[:: max(len(space.visible_points) // 300, 1)]
    near = points[np.linalg.norm(points, axis=1) < 8.0]
    if not len(near):
        return 0.0
    middles = np.array([[i.x, i.y] for i in items])
    reach = np.array([min(i.size_m[0], i.size_m[1]) / 2 for i in items])
    gaps = np.linalg.norm(near[:, None] - middles[None], axis=-1) - reach
    mean = float(np.clip(gaps.min(axis=1), 0, 3).mean())
    return float(1 - np.clip((mean - 0.35) / 1.3, 0, 1))


def back_shown(item: Item) -> float:
    """0..1: how much of a seat's back the camera sees."""
    return float(np.clip((-looks_away(item) - 0.05) / 0.55, 0, 1))
