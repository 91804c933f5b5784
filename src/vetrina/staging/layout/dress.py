"""What hangs and what stands on things: pictures, mirrors, curtains, lamps, vases, books.

A picture hangs centred over its piece, its middle at eye height (1.45 to 1.55 m, higher only where
the piece below asks for it), clear of windows, doors, the ceiling and anything tall before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vetrina.staging.camera import Array
from vetrina.staging.furnishing import PieceInfo, Placement, Role, Surface
from vetrina.staging.layout.boxes import Item, depth_of_overlap, item_corners, rotated
from vetrina.staging.layout.groups.design import Picker
from vetrina.staging.layout.space import Space, Span
from vetrina.staging.layout.zones import blocks_wall

EYE_M = (1.45, 1.55)
HIGHEST_MIDDLE_M = 1.95
OVER_PIECE_M = 0.18
CEILING_GAP_M = 0.12
CURTAIN_SIDE_M = 0.42
"""Wall that a drawn curtain takes beside the window; the glass stays free."""
CURTAIN_HEAD_M = 0.1
VALANCE_M = 0.3
"""Wall above a window that a plain heading and one with a valance take."""

MIRRORS: frozenset[Role] = frozenset({"console_table", "dresser", "sideboard"})
BARE: frozenset[Role] = frozenset({"media_unit", "bookcase", "display_cabinet", "wardrobe"})
TOPS: dict[Role, tuple[tuple[Role, ...], ...]] = {
    "nightstand": (("table_lamp",),),
    "side_table": (("table_lamp", "decor"),),
    "coffee_table": (("decor",), ("decor",)),
    "dining_table": (("decor",),),
    "desk": (("table_lamp",), ("decor",)),
    "console_table": (("table_lamp",), ("decor",)),
    "sideboard": (("table_lamp",), ("decor",)),
    "dresser": (("table_lamp", "decor"), ("decor",)),
    "media_unit": (("television",),),
}


@dataclass(frozen=True, slots=True)
class Hung:
    """Something on a wall: its placement and the stretch u0..u1, z0..z1 it takes."""

    placement: Placement
    wall: int
    u0: float
    u1: float
    z0: float
    z1: float


def hung(
    space: Space, items: tuple[Item, ...], picker: Picker, curtains: Sequence[Placement] = ()
) -> list[Placement]:
    """Art and mirrors over the pieces at walls, then a picture for a bare wall."""
    done = [_stretch(space, c) for c in curtains if c.wall is not None]
    already = len(done)
    hosts = sorted((i for i in items if i.wall is not None), key=lambda i: -i.worth)
    for host in hosts:
        if host.info.role in BARE or host.slot in ("lamp", "green") or len(done) >= already + 4:
            continue
        if host.size_m[0] < 0.9:
            continue
        done += _over(space, items, host, picker, done)
    for span in space.spans:
        if len(done) < already + 2 and all(h.wall != span.wall for h in done[already:]):
            done += _on_bare_wall(space, items, span, picker, done)
    return [h.placement for h in done[already:]]


def _stretch(space: Space, curtain: Placement) -> Hung:
    """The stretch of wall that a pair of curtains takes."""
    assert curtain.wall is not None
    wall = space.room.walls[curtain.wall]
    u = float((np.array([curtain.x, curtain.y]) - np.array(wall.start)) @ wall.along)
    half = curtain.size_m[0] / 2
    return Hung(curtain, curtain.wall, u - half, u + half, 0.0, curtain.size_m[2])


def _over(
    space: Space, items: tuple[Item, ...], host: Item, picker: Picker, done: list[Hung]
) -> list[Hung]:
    """One wide picture, a pair, or a mirror over a piece."""
    assert host.wall is not None
    wall = space.room.walls[host.wall]
    u = float((np.array([host.x, host.y]) - np.array(wall.start)) @ wall.along)
    choices: list[PieceInfo] = []
    if host.info.role in MIRRORS and picker.chance(0.65):
        choices += picker.all("mirror")
    art = picker.all("art")
    picker.rng.shuffle(art)
    for info in [*choices, *art]:
        width, _, height = info.size_m
        middle = _middle_height(space, host.size_m[2], height)
        if middle is None or width > host.size_m[0] * 0.9:
            continue
        pair = 2 * width + 0.12 <= host.size_m[0] * 0.85 and info.role == "art" and width < 0.8
        places = [u - width / 2 - 0.06, u + width / 2 + 0.06] if pair else [u]
        found = [_hang(space, items, info, host.wall, p, middle, host.group) for p in places]
        if all(h is not None and _apart(h, done) for h in found):
            return [h for h in found if h is not None]
    return []


def _middle_height(space: Space, below_m: float, height_m: float) -> float | None:
    """Height of the middle of a picture over a piece; None when the wall is too low for it."""
    middle = max(sum(EYE_M) / 2, below_m + OVER_PIECE_M + height_m / 2)
    top = space.ceiling_m - CEILING_GAP_M
    if middle + height_m / 2 > top or middle > HIGHEST_MIDDLE_M:
        return None
    return middle


def _on_bare_wall(
    space: Space, items: tuple[Item, ...], span: Span, picker: Picker, done: list[Hung]
) -> list[Hung]:
    """A picture on a wall that has none, in line with the main piece where that is possible."""
    wall = space.room.walls[span.wall]
    anchor = items[0]
    axis = float((np.array([anchor.x, anchor.y]) - np.array(wall.start)) @ wall.along)
    art = picker.all("art")
    picker.rng.shuffle(art)
    for info in art:
        width, _, height = info.size_m
        if span.u1 - span.u0 < width + 1.0:
            continue
        middle = _middle_height(space, 0.0, height)
        if middle is None:
            continue
        low, high = span.u0 + width / 2 + 0.3, span.u1 - width / 2 - 0.3
        for u in (float(np.clip(axis, low, high)), (span.u0 + span.u1) / 2):
            found = _hang(space, items, info, span.wall, u, middle, "walls")
            if found is not None and _apart(found, done):
                return [found]
    return []


def _hang(
    space: Space,
    items: tuple[Item, ...],
    info: PieceInfo,
    index: int,
    u: float,
    middle: float,
    group: str,
) -> Hung | None:
    """`info` on wall `index`, its middle at u and `middle` metres; None where it cannot hang."""
    # Long because the steps stand here in the order in which they happen.
    wall = space.room.walls[index]
    width, depth, height = info.size_m
    u0, u1, z0, z1 = u - width / 2, u + width / 2, middle - height / 2, middle + height / 2
    span = next((s for s in space.spans if s.wall == index), None)
    if span is None or u0 < max(span.u0, 0.12) or u1 > min(span.u1, wall.length_m - 0.12):
        return None
    own = [f for f in space.room.features if f.wall == index]
    if any(blocks_wall(f, u0, u1, z0, z1) for f in own):
        return None
    spot = np.array(wall.start) + wall.along * u + wall.inward * (depth / 2 + 0.004)
    if _stands_before(items, wall.along, np.array(wall.start), u0, u1, z0):
        return None
    quad = _upright(wall.start, wall.along, u0, u1, z0, z1)
    uv, ahead = space.room.camera.project(quad)
    size = np.array([space.room.camera.width_px, space.room.camera.height_px])
    if (ahead < 0.2).any() or (uv < 0).any() or (uv > size).any() or _askance(uv, width / height):
        return None
    placement = Placement(
        info.id,
        info.role,
        "wall",
        float(spot[0]),
        float(spot[1]),
        z0,
        span.turn_deg,
        info.size_m,
        wall=index,
        group=group,
    )
    return Hung(placement, index, u0, u1, z0, z1)


def _askance(uv: Array, aspect: float) -> bool:
    """Whether a picture is seen so much from the side that it is a mere stroke."""
    across = abs(float(uv[1, 0] - uv[0, 0]))
    tall = abs(float(uv[0, 1] - uv[3, 1]) + float(uv[1, 1] - uv[2, 1])) / 2
    return across < 0.22 * aspect * tall


def _upright(
    start: tuple[float, float], along: Array, u0: float, u1: float, z0: float, z1: float
) -> Array:
    low, high = np.array(start) + along * u0, np.array(start) + along * u1
    return np.array([[*low, z0], [*high, z0], [*high, z1], [*low, z1]])


def _stands_before(
    items: tuple[Item, ...], along: Array, start: Array, u0: float, u1: float, z0: float
) -> bool:
    """Whether something taller than z0 stands within 0.6 m of that stretch of wall."""
    inward = np.array([-along[1], along[0]])
    for item, quad in zip(items, item_corners(items), strict=True):
        top = item.size_m[2] + (0.8 if item.info.role == "media_unit" else 0.0)
        u, off = (quad - start) @ along, (quad - start) @ inward
        near = off.min() < 0.6 and u.max() > u0 - 0.05 and u.min() < u1 + 0.05
        if top > z0 and near:
            return True
    return False


def _apart(new: Hung, done: list[Hung]) -> bool:
    """Whether `new` keeps 0.3 m from everything that hangs already on its wall."""
    return all(new.wall != h.wall or new.u0 > h.u1 + 0.3 or new.u1 < h.u0 - 0.3 for h in done)


def curtained(space: Space, items: tuple[Item, ...], picker: Picker) -> list[Placement]:
    """Curtains, the same at every window that has the wall for them; none in half of the rooms.

    They are drawn to the sides: no curtain covers glass.
    """
    info = picker.one("curtains")
    if info is None or not picker.chance(0.55):
        return []
    out = []
    head = VALANCE_M if "valance" in info.description else CURTAIN_HEAD_M
    for feature in space.room.features:
        if feature.kind != "window" or feature.u1 - feature.u0 < 0.5:
            continue
        wall = space.room.walls[feature.wall]
        u0, u1 = feature.u0 - CURTAIN_SIDE_M, feature.u1 + CURTAIN_SIDE_M
        others = [f for f in space.room.features if f.wall == feature.wall and f is not feature]
        top = min(feature.z1 + head + 0.06, space.ceiling_m - 0.03)
        shown = any(s.wall == feature.wall for s in space.spans)
        if u0 < 0.02 or u1 > wall.length_m - 0.02 or top < feature.z1 + head or not shown:
            continue
        if any(blocks_wall(f, u0, u1, 0.0, top) for f in others if f.kind != "fixture"):
            continue
        placed = _pair(space, info, feature.wall, u0, u1, top)
        box = np.array(placed.footprint.exterior.coords[:4])[None]
        upright = tuple(i for i in items if not i.flat)
        if not (depth_of_overlap(box, item_corners(upright)) > 0).any():
            out.append(placed)
    return out


def _pair(space: Space, info: PieceInfo, index: int, u0: float, u1: float, top: float) -> Placement:
    """A pair of curtains from u0 to u1 on wall `index`, made to measure, from floor to `top`."""
    wall, depth = space.room.walls[index], info.size_m[1]
    span = next(s for s in space.spans if s.wall == index)
    spot = np.array(wall.start) + wall.along * (u0 + u1) / 2 + wall.inward * (depth / 2 + 0.01)
    return Placement(
        info.id,
        "curtains",
        "window",
        float(spot[0]),
        float(spot[1]),
        0.0,
        span.turn_deg,
        (u1 - u0, depth, top),
        wall=index,
        group="windows",
    )


def topped(host: Placement, info: PieceInfo, index: int, picker: Picker) -> list[Placement]:
    """Small things on the highest surface of `host`, which is placement number `index`."""
    wishes = TOPS.get(host.role, ())
    if not wishes or not info.surfaces:
        return []
    surface = max(info.surfaces, key=lambda s: (s.z, s.width * s.depth))
    out: list[Placement] = []
    ends = picker.side()
    for place, roles in enumerate(wishes):
        small = _fitting(picker, roles, surface)
        if small is None:
            continue
        x, y = _spot_on(surface, small, place, len(wishes), ends, picker)
        if any(abs(x - taken.x) < 1e-9 for taken in out):
            continue
        turned = host.turn_deg + (
            0.0 if small.role == "television" else float(picker.rng.uniform(-12, 12))
        )
        offset = rotated(np.array([x, y]), host.turn_deg)
        out.append(
            Placement(
                small.id,
                small.role,
                "top",
                host.x + float(offset[0]),
                host.y + float(offset[1]),
                host.z + surface.z,
                turned,
                small.size_m,
                variant=int(picker.rng.integers(1, 1000)),
                on=index,
                group=host.group,
            )
        )
    return out


def _fitting(picker: Picker, roles: Sequence[Role], surface: Surface) -> PieceInfo | None:
    """A small piece of these roles that the surface carries."""
    found = [
        p
        for p in picker.all(*roles)
        if p.mount == "top"
        and p.size_m[0] <= surface.width * 0.98
        and p.size_m[1] <= surface.depth + 0.02
    ]
    return found[int(picker.rng.integers(len(found)))] if found else None


def _spot_on(
    surface: Surface, small: PieceInfo, place: int, count: int, ends: float, picker: Picker
) -> tuple[float, float]:
    """Where on the surface a thing stands: in the middle when alone, else towards the ends."""
    room = max((surface.width - small.size_m[0]) / 2, 0.0)
    deep = max((surface.depth - small.size_m[1]) / 2, 0.0)
    if small.role == "television" or count == 1:
        share = 0.0
    else:
        share = ends * (0.72 if place == 0 else -0.55)
    jitter = picker.rng.uniform(-0.12, 0.12, 2)
    if small.role == "television":
        jitter = np.zeros(2)
    x = surface.x + float(np.clip(share + jitter[0], -1, 1)) * room
    y = surface.y + float(np.clip(0.15 + jitter[1], -1, 1)) * deep
    return x, y
