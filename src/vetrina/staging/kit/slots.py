"""The names of everything a piece can be made of: a mesh names a slot, a style says what it is.

Two conventions for uv:
* every slot but those in UNIT_SLOTS: uv in metres along the surface; for wood u runs along the
  grain, for cloth u runs along the weft; textures repeat.
* UNIT_SLOTS: uv runs 0..1 over the whole piece (u to the right, v up or to the back), so that a
  picture or a medallion lies once on it whatever its size.  Rug pictures are drawn 3 : 2, the long
  side along u: turn the uv of a rug that is deeper than wide.
"""

from __future__ import annotations

SOFT_SLOTS: tuple[str, ...] = (
    "upholstery",  # sofas, the large cloth of the room
    "upholstery_accent",  # armchairs, ottomans, benches: the second cloth
    "upholstery_chair",  # dining and desk chairs
    "upholstery_bed",  # headboard and bed frame
    "piping",
    "cushion_a",
    "cushion_b",
    "cushion_c",
    "throw",
    "leather",
    "mattress",
    "linen",  # sheets
    "duvet",
    "bedspread",
    "pillow",
    "pillow_accent",
    "curtain",
    "sheer",
    "lampshade",
    "fringe",  # tassels and fringes
)
RUG_SLOTS: tuple[str, ...] = (
    "rug_pile",  # metres: plain or tone-in-tone wool pile
    "rug_flat",  # metres: flat weave, jute
    "rug_shag",  # metres: long pile
    "rug_picture_a",  # 0..1: the style's leading pattern
    "rug_picture_b",  # 0..1: a quieter pattern with a border
    "rug_edge",  # binding and the side of a rug
)
WOOD_SLOTS: tuple[str, ...] = (
    "wood",
    "wood_dark",
    "wood_pale",
    "wood_end",  # end grain of `wood`
    "leg_wood",
    "veneer",  # doors and panels: `wood` with a calmer, book-matched figure
    "lacquer",  # painted furniture in the style's colour
    "white_lacquer",
    "black_lacquer",
)
HARD_SLOTS: tuple[str, ...] = (
    "leg_metal",
    "metal",  # the style's metal
    "brass",
    "black_steel",
    "chrome",
    "top_stone",
    "stone_dark",
    "stone_plinth",
    "glass",
    "glass_smoked",
    "mirror",
    "ceramic",
    "ceramic_dark",
    "ceramic_accent",
    "porcelain",
    "terracotta",
    "plaster",
    "screen_black",
    "plastic_black",
    "aluminium",
    "bulb",
    "candle",
    "cane",  # woven panel with holes
    "wicker",  # basket weave
    "rope",
    "shade_paper",  # washi and paper lanterns
)
GREEN_SLOTS: tuple[str, ...] = (
    "leaf",  # 0..1 per leaf: u across, v from stalk to tip
    "leaf_pale",  # 0..1 per leaf
    "leaf_olive",  # 0..1 per leaf
    "leaf_striped",  # 0..1 per leaf
    "leaf_dry",  # 0..1 per leaf
    "blossom",
    "stem",
    "bark",
    "twig",
    "soil",
    "moss",
    "pot",
    "pot_b",
)
ART_SLOTS: tuple[str, ...] = (
    "frame",
    "frame_b",
    "mat_board",
    "canvas_edge",
    "artwork_abstract_a",  # 0..1, portrait 4 : 5
    "artwork_abstract_b",  # 0..1, portrait 4 : 5
    "artwork_landscape",  # 0..1, landscape 3 : 2
    "artwork_line_a",  # 0..1, portrait 4 : 5
    "artwork_line_b",  # 0..1, portrait 4 : 5
    "artwork_wide",  # 0..1, landscape 3 : 2
    "artwork_square",  # 0..1, square
    "clock_face",  # 0..1
)
PAPER_SLOTS: tuple[str, ...] = (
    "paper",
    "book_a",
    "book_b",
    "book_c",
    "book_d",
    "book_e",
    "book_f",
)
SLOTS: tuple[str, ...] = (
    *SOFT_SLOTS,
    *RUG_SLOTS,
    *WOOD_SLOTS,
    *HARD_SLOTS,
    *GREEN_SLOTS,
    *ART_SLOTS,
    *PAPER_SLOTS,
)
UNIT_SLOTS: frozenset[str] = frozenset(
    slot
    for slot in SLOTS
    if slot.startswith(("rug_picture", "artwork_", "leaf")) or slot == "clock_face"
)
