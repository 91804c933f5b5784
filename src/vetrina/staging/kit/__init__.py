"""The furniture kit: parametric pieces, and what they are made of in each style.

Enter here: `pieces` lists what suits a style and room, `piece` gives the facts of one, `build` its
meshes, `materials` what their slots are made of, `STYLES` the styles themselves.
"""

from vetrina.staging.kit.catalogue import build, every_piece, materials, piece, pieces
from vetrina.staging.kit.slots import SLOTS, UNIT_SLOTS
from vetrina.staging.kit.styles import STYLES, StyleSet

__all__ = [
    "SLOTS",
    "STYLES",
    "UNIT_SLOTS",
    "StyleSet",
    "build",
    "every_piece",
    "materials",
    "piece",
    "pieces",
]
