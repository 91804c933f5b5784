"""Reading a wish: styles of the storefront, room types, hints as plain JSON, and its hash."""

from __future__ import annotations

import hashlib
import json
from typing import Any, get_args

from vetrina.staging.errors import RoomTypeUnknown, StyleUnknown
from vetrina.staging.hints import HintUnreadable, parse_hints
from vetrina.staging.room import RoomType
from vetrina.staging.views import Wish
from vetrina.storefronts import Storefront

ROOM_TYPES: tuple[str, ...] = get_args(RoomType)
LARGEST_SEED = 2**31 - 1
LONGEST_HINT = 4000


def check_wish(wish: Wish, shop: Storefront) -> dict[str, Any]:
    """The hints of *wish* as plain JSON.

    Raises: StyleUnknown, RoomTypeUnknown, HintUnreadable.
    """
    styles = [style.id for style in shop.styles if style.active]
    if wish.style not in styles:
        raise StyleUnknown(f"There is no style {wish.style!r} here. Choose: {', '.join(styles)}.")
    if wish.room_type not in ROOM_TYPES:
        known = ", ".join(ROOM_TYPES)
        raise RoomTypeUnknown(f"There is no room type {wish.room_type!r}. Choose: {known}.")
    if not 0 <= (wish.seed or 0) <= LARGEST_SEED:
        raise HintUnreadable(f"The seed must lie between 0 and {LARGEST_SEED}.")
    return read_hints(wish)


def read_hints(wish: Wish) -> dict[str, Any]:
    """Only what was given, with numbers for text.  Raises: HintUnreadable."""
    if max(len(wish.corners), len(wish.openings), *map(len, ("", *wish.lengths))) > LONGEST_HINT:
        raise HintUnreadable(f"A hint may have at most {LONGEST_HINT} characters.")
    hints = parse_hints(
        wish.corners,
        wish.openings,
        wish.camera_height_m,
        wish.ceiling_height_m,
        wish.lengths,
        None,
    )
    told = {
        "corners": [list(point) for point in hints.corners],
        "openings": [[kind, [list(point) for point in quad]] for kind, quad in hints.openings],
        "camera_height_m": hints.camera_height_m,
        "ceiling_height_m": hints.ceiling_height_m,
        "lengths": [list(length) for length in hints.lengths],
    }
    return {name: value for name, value in told.items() if value not in (None, [])}


def hash_request(pixel_hash: str, wish: Wish, hints: dict[str, Any]) -> str:
    """SHA-256 over photo and wish: the same request has the same."""
    told = [pixel_hash, wish.style, wish.room_type, wish.seed, hints]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
