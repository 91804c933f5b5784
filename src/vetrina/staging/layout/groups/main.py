"""Which main groups a room type has, and how small the smallest of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vetrina.staging.furnishing import PieceInfo
from vetrina.staging.layout.groups.conversation import conversations
from vetrina.staging.layout.groups.design import Design, Picker, without_clashes
from vetrina.staging.layout.groups.dining import tables
from vetrina.staging.layout.groups.sleeping import beds
from vetrina.staging.layout.groups.working import desks
from vetrina.staging.room import RoomType

DRAWS = 2
LATER_DRAW = 0.03
MAKERS = {
    "living_room": conversations,
    "bedroom": beds,
    "dining_room": tables,
    "home_office": desks,
}
ANCHOR_WORDS: dict[RoomType, str] = {
    "living_room": "seats",
    "bedroom": "a bed",
    "dining_room": "a table with chairs",
    "home_office": "a desk with its chair",
}


def designs_for(
    room_type: RoomType, pieces: Sequence[PieceInfo], rng: np.random.Generator, area_m2: float
) -> list[Design]:
    """Concrete main groups for a room type with pieces drawn by rng; none has pieces in pieces.

    Pieces are drawn DRAWS times; later draws are liked a little less, so that the seed's first
    choice stands wherever it fits as well as others.
    """
    out = []
    for draw in range(DRAWS):
        for design in MAKERS[room_type](Picker(pieces, rng), area_m2):
            checked = without_clashes(design)
            if checked is not None:
                out.append(replace(checked, liking=checked.liking - LATER_DRAW * draw))
    return out


def shortest_need(room_type: RoomType) -> str:
    """What the main group of a room type is, in words."""
    return ANCHOR_WORDS[room_type]
