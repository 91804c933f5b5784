"""The benchmark's rooms: which seed is which kind, and a folder that keeps their pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vetrina.staging.showrooms.design import design_room
from vetrina.staging.showrooms.photograph import Effort, shoot
from vetrina.staging.showrooms.plans import RoomKind

VERSION = 4
"""Raised when the same seed gives another picture; pictures of other versions are made anew."""

_OTHERS: tuple[RoomKind, ...] = (
    "l_shape",
    "chamfer",
    "bay",
    "open_plan",
    "sloped",
    "column",
)


def kind_of(seed: int) -> RoomKind:
    """Every third room is not a box; the other kinds take turns."""
    return _OTHERS[seed // 3 % len(_OTHERS)] if seed % 3 == 2 else "box"


def fill(folder: Path, seeds: range, effort: Effort = Effort()) -> Iterator[Path]:
    """Make the pictures that the folder lacks, and yield the path of each (without its suffix).

    Side effects: writes <seed>.jpg, <seed>.json, and the file `version`.  Raises RendererMissing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / "version"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != str(VERSION):
        for old in [*folder.glob("*.jpg"), *folder.glob("*.json")]:
            old.unlink()
        stamp.write_text(str(VERSION), encoding="utf-8")
    for seed in seeds:
        path = folder / f"{seed:03d}"
        if not (path.with_suffix(".jpg").exists() and path.with_suffix(".json").exists()):
            shoot(design_room(seed, kind_of(seed)), path, effort)
        yield path
