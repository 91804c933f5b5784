"""Puts rendered furniture into the photo, and proves that the photo was not redrawn.

Enter here: `compose` makes the picture and its mask, `check_lock` holds them against the photo.
"""

from vetrina.staging.composite.compose import Composite, ObjectLayer, compose
from vetrina.staging.composite.lock import LockReport, check_lock

__all__ = ["Composite", "LockReport", "ObjectLayer", "check_lock", "compose"]
