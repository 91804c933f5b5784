"""How many arrangements a room has, what they cost, and whether any breaks a rule.

    python benchmarks/staging_layout.py [--data FOLDER] [--seeds 8] [--style modern_luxury] [--all]

Two plans differ when their anchor wall, their group or their pieces on the floor differ; places
and turns do not count.  The rooms are those in the folder that VETRINA_TEST_DATA names, and our own
pictures; a room that staging is unsure of is arranged as it was understood, and marked.  `--all`
takes every room type and style, else the type that fits the room.  CPU time is that of this
process, one plan after another.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
from PIL import Image
from shapely.geometry import Polygon

from vetrina.staging import kit, layout
from vetrina.staging.errors import NoArrangement, PhotoRefused
from vetrina.staging.furnishing import Placement, Plan, StyleId
from vetrina.staging.perception import perceive
from vetrina.staging.photo import Photo
from vetrina.staging.room import Room, RoomType
from vetrina.staging.showrooms.pictures import FOLDER as OWN

DATA = Path(os.environ.get("VETRINA_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
FIT: dict[str, RoomType] = {
    "window_room": "bedroom",
    "empty_03_small": "bedroom",
    "carpeted_bedroom": "bedroom",
    "tiles": "dining_room",
    "tiled_dining_kitchen": "dining_room",
    "corner_office": "home_office",
}
"""The room type a picture was taken for; living room where it is not named."""


@dataclass(frozen=True, slots=True)
class Case:
    """A room and what it is to be furnished as."""

    name: str
    room: Room
    room_type: RoomType
    style: StyleId


def signature(plan: Plan) -> tuple[object, ...]:
    """What makes a plan another plan: anchor wall, group, and the pieces on the floor."""
    pieces = sorted(p.piece for p in plan.placements if p.mount == "floor")
    return plan.anchor_wall, plan.group, tuple(pieces)


def rooms(data: Path) -> Iterator[tuple[str, Room]]:
    """Every picture's room, as understood."""
    pictures = [*sorted((data / "rooms").glob("*.[jp][pn]g")), *sorted(OWN.glob("*.jpg"))]
    for path in pictures:
        with Image.open(path) as opened:
            pixels = np.asarray(opened.convert("RGB"))
        try:
            yield path.stem, perceive(Photo(pixels))
        except PhotoRefused as refusal:
            print(f"{path.stem:22s} refused: {refusal}")


def cases(data: Path, style: StyleId, every: bool) -> Iterator[Case]:
    """What is to be arranged."""
    for name, room in rooms(data):
        types = get_args(RoomType) if every else (FIT.get(name, "living_room"),)
        for room_type in types:
            for each in get_args(StyleId) if every else (style,):
                yield Case(name, room, room_type, each)


def broken(room: Room, plan: Plan) -> list[str]:
    """What no plan may show: pieces in one another, off the floor, before glass or doors."""
    floor = Polygon(room.floor).buffer(0.03)
    stood = [p for p in plan.placements if p.mount == "floor"]
    faults = [f"{p.piece} off the floor" for p in stood if not floor.covers(p.footprint)]
    for n, one in enumerate(stood):
        for other in stood[n + 1 :]:
            together = one.group == other.group
            if not together and one.footprint.buffer(-0.01).intersects(other.footprint):
                faults.append(f"{one.piece} in {other.piece}")
    for hung in (p for p in plan.placements if p.mount in ("wall", "window")):
        faults += [f"{hung.piece} over a {f}" for f in _covered(room, hung)]
    return faults


def _covered(room: Room, hung: Placement) -> list[str]:
    """The kinds of openings that something on a wall covers; open curtains stand beside theirs."""
    if hung.wall is None or hung.mount == "window":
        return []
    wall = room.walls[hung.wall]
    u = float((np.array([hung.x, hung.y]) - np.array(wall.start)) @ wall.along)
    low, high = u - hung.size_m[0] / 2, u + hung.size_m[0] / 2
    return [
        f.kind
        for f in room.features
        if f.wall == hung.wall and low < f.u1 and high > f.u0
        if hung.z < f.z1 and hung.z + hung.size_m[2] > f.z0
    ]


def measure(case: Case, seeds: int) -> str:
    """One line of figures for a case."""
    pieces = kit.pieces(case.style, case.room_type)
    plans, seconds, faults, reason = [], [], [], ""
    for seed in range(seeds):
        began = time.process_time()
        try:
            plan = layout.solve(case.room, case.room_type, case.style, pieces, seed)
        except NoArrangement as refusal:
            reason = str(refusal)
            continue
        seconds.append(time.process_time() - began)
        plans.append(plan)
        faults += broken(case.room, plan)
    mark = " (unsure)" if case.room.unsure else ""
    head = f"{case.name:22s} {case.room_type:12s} {case.style:18s}"
    if not plans:
        return f"{head} no arrangement: {reason}{mark}"
    ideas = len({(p.anchor_wall, p.group) for p in plans})
    return (
        f"{head} {len({signature(p) for p in plans})}/{seeds} differ, {ideas} ideas, "
        f"{np.mean([len(p.placements) for p in plans]):4.1f} pieces, "
        f"CPU s {np.mean(seconds):.2f} mean {max(seconds):.2f} most, "
        f"broken rules {len(faults)}{mark}"
    )


def main() -> None:
    """Print a line per room."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--style", choices=get_args(StyleId), default="modern_luxury")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    for case in cases(options.data, options.style, options.all):
        print(measure(case, options.seeds), flush=True)


if __name__ == "__main__":
    main()
