"""Realistic pieces for layout tests, free of the kit."""

from __future__ import annotations

from vetrina.staging.furnishing import Mount, PieceInfo, Role, StyleId, Surface
from vetrina.staging.room import RoomType

STYLES: tuple[StyleId, ...] = ("modern_luxury", "classic_elegance", "contemporary_chic")
LIVING, BED, DINING, OFFICE = "living_room", "bedroom", "dining_room", "home_office"
ALL: tuple[RoomType, ...] = (LIVING, BED, DINING, OFFICE)


def piece(
    identity: str,
    role: Role,
    size_m: tuple[float, float, float],
    rooms: tuple[RoomType, ...] = ALL,
    *,
    mount: Mount = "floor",
    clearance: float = 0.0,
    seats: int = 0,
    top_m: float | None = None,
    round_top: bool = False,
    hang_m: float = 0.0,
) -> PieceInfo:
    """A piece with one surface at top_m where small things may stand."""
    surfaces = ()
    if top_m is not None:
        surfaces = (Surface(0.0, 0.0, top_m, size_m[0] * 0.85, size_m[1] * 0.8),)
    return PieceInfo(
        id=identity,
        role=role,
        name=identity.replace("_", " "),
        description="",
        size_m=size_m,
        mount=mount,
        styles=STYLES,
        rooms=rooms,
        clearance_front_m=clearance,
        seats=seats,
        surfaces=surfaces,
        round=round_top,
        hang_height_m=hang_m,
    )


PIECES: tuple[PieceInfo, ...] = (
    piece("sofa_three", "sofa", (2.25, 0.95, 0.82), (LIVING,), clearance=0.4, seats=3),
    piece("sofa_low", "sofa", (2.05, 0.92, 0.76), (LIVING,), clearance=0.4, seats=3),
    piece("loveseat", "loveseat", (1.65, 0.9, 0.8), (LIVING, OFFICE), clearance=0.4, seats=2),
    piece("armchair", "armchair", (0.8, 0.84, 0.84), clearance=0.35, seats=1),
    piece("lounge_chair", "lounge_chair", (0.74, 0.8, 0.8), clearance=0.35, seats=1),
    piece("chaise", "chaise", (0.75, 1.6, 0.8), (LIVING, BED), clearance=0.3, seats=1),
    piece("ottoman", "ottoman", (0.7, 0.55, 0.42)),
    piece("bench", "bench", (1.3, 0.42, 0.46), (BED, DINING, LIVING), seats=2),
    piece("coffee_oval", "coffee_table", (1.15, 0.62, 0.4), (LIVING,), top_m=0.4),
    piece("coffee_round", "coffee_table", (0.9, 0.9, 0.38), (LIVING,), top_m=0.38, round_top=True),
    piece("side_table", "side_table", (0.46, 0.46, 0.55), top_m=0.55, round_top=True),
    piece(
        "console", "console_table", (1.3, 0.36, 0.78), (LIVING, DINING), clearance=0.6, top_m=0.78
    ),
    piece("media", "media_unit", (1.7, 0.42, 0.5), (LIVING,), clearance=0.6, top_m=0.5),
    piece("bookcase", "bookcase", (0.95, 0.34, 2.0), (LIVING, OFFICE), clearance=0.6),
    piece(
        "sideboard",
        "sideboard",
        (1.6, 0.44, 0.76),
        (LIVING, DINING, OFFICE),
        clearance=0.7,
        top_m=0.76,
    ),
    piece("cabinet", "display_cabinet", (1.0, 0.4, 1.9), (DINING, LIVING), clearance=0.6),
    piece("dresser", "dresser", (1.3, 0.48, 0.84), (BED,), clearance=0.75, top_m=0.84),
    piece("bed_queen", "bed", (1.72, 2.2, 1.15), (BED,)),
    piece("bed_king", "bed", (1.98, 2.25, 1.25), (BED,)),
    piece("nightstand", "nightstand", (0.5, 0.42, 0.55), (BED,), top_m=0.55),
    piece("table_long", "dining_table", (1.9, 0.95, 0.75), (DINING,), top_m=0.75),
    piece("table_four", "dining_table", (1.4, 0.85, 0.75), (DINING, LIVING), top_m=0.75),
    piece(
        "table_round",
        "dining_table",
        (1.2, 1.2, 0.75),
        (DINING, LIVING),
        top_m=0.75,
        round_top=True,
    ),
    piece("dining_chair", "dining_chair", (0.5, 0.56, 0.86), (DINING, LIVING), seats=1),
    piece("desk", "desk", (1.5, 0.72, 0.75), (OFFICE,), top_m=0.75),
    piece("desk_small", "desk", (1.15, 0.58, 0.75), (OFFICE, BED), top_m=0.75),
    piece("desk_chair", "desk_chair", (0.6, 0.62, 0.9), (OFFICE, BED), seats=1),
    piece("floor_lamp", "floor_lamp", (0.42, 0.42, 1.62), round_top=True),
    piece("plant_fig", "plant", (0.7, 0.7, 1.6), round_top=True),
    piece("plant_low", "plant", (0.5, 0.5, 1.0), round_top=True),
    piece("bar_cart", "bar_cart", (0.75, 0.42, 0.85), (DINING, LIVING)),
    piece("rug_plain", "rug", (2.9, 2.0, 0.012), mount="rug"),
    piece("rug_pattern", "rug", (2.9, 2.0, 0.012), mount="rug"),
    piece("art_wide", "art", (1.2, 0.04, 0.8), mount="wall", hang_m=1.5),
    piece("art_tall", "art", (0.65, 0.04, 0.9), mount="wall", hang_m=1.5),
    piece("mirror_round", "mirror", (0.8, 0.04, 0.8), mount="wall", hang_m=1.5),
    piece("television", "television", (1.24, 0.08, 0.75), (LIVING,), mount="top"),
    piece("table_lamp", "table_lamp", (0.34, 0.34, 0.55), mount="top", round_top=True),
    piece("vase", "decor", (0.2, 0.2, 0.35), mount="top", round_top=True),
    piece("books", "decor", (0.28, 0.2, 0.09), mount="top"),
    piece("curtains", "curtains", (1.6, 0.16, 2.4), mount="window"),
)
