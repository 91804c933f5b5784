"""Where the furniture goes: a seeded solver over functional groups, rules and costs.

Door: `solve` furnishes a room, `draw_plan` shows the result from above as SVG.
"""

from vetrina.staging.layout.draw import draw_plan
from vetrina.staging.layout.solve import solve

__all__ = ["draw_plan", "solve"]
