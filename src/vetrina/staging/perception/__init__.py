"""What a photo of an empty room shows: camera, floor, walls, ceiling, openings, and how surely.

The door is `perceive`; everything else here is its steps.
"""

from vetrina.staging.perception.perceive import perceive

__all__ = ["perceive"]
