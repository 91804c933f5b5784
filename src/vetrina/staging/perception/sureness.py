"""When the room is not understood well enough to be furnished: a sentence for each bound passed.

A wrong room that nobody is warned of is worse than a question, so each cue that does not depend on
the others has its own bound: the camera, the walls' rivals, floor by colour, feet, and tops.
"""

from __future__ import annotations

import numpy as np

from vetrina.staging.camera import Array
from vetrina.staging.perception.calibrate import Calibration
from vetrina.staging.perception.structure import Structure, has_stray_wall
from vetrina.staging.perception.walls import Shell

MOST_ROTATION_DEG = 1.9
LEAST_MARGIN = 0.01
LEAST_AGREEMENT = 0.68
LEAST_FOOT = 0.24
LEAST_WHOLE_FOOT = 0.34
TOP_COUNTS = 0.9
MOST_LOOSE_TOPS = 0.45
PLAIN_FLOOR = 0.97
MOST_UNSUPPORTED = 0.38
MOST_TOPS_MISSED = 0.6
MAJOR_SHARE = 0.15
"""A wall counts when it fills this share of the picture's width."""


def doubts(calibration: Calibration, structure: Structure, built: Shell) -> tuple[str, ...]:
    """Sentences for the person, one for each bound that was passed; empty when the room is sure."""
    said = []
    if calibration.rotation_sigma_deg > MOST_ROTATION_DEG:
        said.append(
            "The direction of the camera is known only to "
            f"{calibration.rotation_sigma_deg:.1f} degrees; too few straight edges agree."
        )
    if structure.margin < LEAST_MARGIN:
        said.append("Another position of the walls explains the picture nearly as well.")
    if structure.agreement < LEAST_AGREEMENT:
        said.append(
            "The floor by its colour and the floor between the walls agree only to "
            f"{100 * structure.agreement:.0f} %."
        )
    if _weak_feet(structure):
        said.append("The line where a wall meets the floor is hardly visible.")
    if structure.ratio is None and structure.tops_in_view > MOST_TOPS_MISSED:
        said.append("No ceiling fits the walls whose tops the picture should show.")
    if (loose_tops(structure) and not _floor_is_plain(structure)) or has_stray_wall(
        structure.runs, structure.top_support
    ):
        said.append("Some walls do not reach the ceiling where they should.")
    if structure.unsupported > MOST_UNSUPPORTED:
        said.append("Large parts of the walls show neither foot nor top.")
    if not built.simple:
        said.append("The walls that were found do not close to a floor plan.")
    return tuple(said)


def loose_tops(structure: Structure) -> bool:
    """Whether the ceiling that was found misses too many of the walls' tops to be believed."""
    return structure.loose_tops > MOST_LOOSE_TOPS


def _floor_is_plain(structure: Structure) -> bool:
    """Whether every way to tell the floor by colour agrees with the walls: then the walls stand
    without the ceiling's word."""
    return min(structure.agreement, structure.seeding_agreement) > PLAIN_FLOOR


def _weak_feet(structure: Structure) -> bool:
    """Whether a large wall shows neither foot nor top, or hardly any wall its foot."""
    share = _shares(structure)
    feet = structure.foot_support
    known = np.isfinite(feet)
    if not known.any():
        return True
    either = np.fmax(feet, TOP_COUNTS * np.nan_to_num(structure.top_support))
    major = known & (share > MAJOR_SHARE)
    if major.any() and float(either[major].min()) < LEAST_FOOT:
        return True
    return float(np.average(feet[known], weights=share[known])) < LEAST_WHOLE_FOOT


def _shares(structure: Structure) -> Array:
    widths = np.array([run.x1 - run.x0 for run in structure.runs])
    return np.asarray(widths / widths.sum())
