"""Templates, and the one maker of links."""

from vetrina.infra.templating.links import Links
from vetrina.infra.templating.renderer import Renderer

__all__ = ["Links", "Renderer"]
