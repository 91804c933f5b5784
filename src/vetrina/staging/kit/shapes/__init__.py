"""The bodies that furniture is made of, all in metres, all returning Mesh.

Hard ones stand on z = 0 over the origin unless they follow a path.
"""

from vetrina.staging.kit.shapes.bending import along_plan, arc_plan, deformed, leaning
from vetrina.staging.kit.shapes.cushions import (
    FIRM,
    LOOSE,
    SEAT,
    Softness,
    bolster,
    pad,
    pillow,
)
from vetrina.staging.kit.shapes.drape import (
    Block,
    cloth_mesh,
    drape,
    flat_sheet,
    fringe,
    refined,
)
from vetrina.staging.kit.shapes.noise import waves
from vetrina.staging.kit.shapes.solids import rounded_box, slab
from vetrina.staging.kit.shapes.sweeping import (
    bezier,
    board,
    circle_section,
    rectangle_section,
    smooth_path,
    sweep,
    tapered_leg,
    tube,
)
from vetrina.staging.kit.shapes.tufting import (
    Diamonds,
    biscuit,
    button,
    buttons_at,
    channels,
    raised,
)
from vetrina.staging.kit.shapes.turning import cylinder, disc, lathe, rounded_profile

__all__ = [
    "FIRM",
    "LOOSE",
    "SEAT",
    "Block",
    "Diamonds",
    "Softness",
    "along_plan",
    "arc_plan",
    "bezier",
    "biscuit",
    "board",
    "bolster",
    "button",
    "buttons_at",
    "channels",
    "circle_section",
    "cloth_mesh",
    "cylinder",
    "deformed",
    "disc",
    "drape",
    "flat_sheet",
    "fringe",
    "lathe",
    "leaning",
    "pad",
    "pillow",
    "raised",
    "rectangle_section",
    "refined",
    "rounded_box",
    "rounded_profile",
    "slab",
    "smooth_path",
    "sweep",
    "tapered_leg",
    "tube",
    "waves",
]
