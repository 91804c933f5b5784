"""Puts rendered furniture into the photo, and proves that the photo was not redrawn.

Enter here: `compose` makes the picture and its mask, `standing_area` says where furniture may be,
`check_lock` holds picture and mask against both.
"""

from vetrina.staging.composite.compose import Composite, ObjectLayer, compose
from vetrina.staging.composite.ground import standing_area
from vetrina.staging.composite.lock import LockReport, check_lock

__all__ = ["Composite", "LockReport", "ObjectLayer", "check_lock", "compose", "standing_area"]
