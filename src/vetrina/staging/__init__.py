"""Furniture in photos of empty rooms."""

from vetrina.staging.samples import HERO, Shot, find_shot

__all__ = ["HERO", "Shot", "find_shot"]
