"""Path-traces furniture into the photo's own room: the light, the objects and what they shade.

Enter here: `load_renderer` once per process, `place_meshes` for a plan, `render_layers` for a
picture; or step by step `estimate_light` and `render`.
"""

from vetrina.staging.render.backend import Backend, Preference
from vetrina.staging.render.furnish import (
    SETTINGS,
    Quality,
    feet_of,
    into_world,
    load_renderer,
    place_meshes,
    render_layers,
)
from vetrina.staging.render.light import LightModel, estimate_light
from vetrina.staging.render.passes import Layers, RenderSettings, render
from vetrina.staging.render.scene import PlacedMesh

__all__ = [
    "SETTINGS",
    "Backend",
    "Layers",
    "LightModel",
    "PlacedMesh",
    "Preference",
    "Quality",
    "RenderSettings",
    "estimate_light",
    "feet_of",
    "into_world",
    "load_renderer",
    "place_meshes",
    "render",
    "render_layers",
]
