"""Signed addresses of pictures for pages and programmes."""

from __future__ import annotations

from vetrina.infra.parts import Parts
from vetrina.infra.templating import Links
from vetrina.media.transforms import WIDTHS, Form, Shape, Transform, signature
from vetrina.media.views import MediaView


def link(
    parts: Parts,
    links: Links,
    view: MediaView,
    *,
    width: int | None = None,
    square: int | None = None,
    format: Form | None = None,  # noqa: A002 - the word that people use for it
) -> str:
    """The address of *view* at most *width* wide, or as a *square* from its middle.

    width: one of `WIDTHS`; None is the largest.  format: None lets the browser choose.
    Raises: ValueError for a size or format that is not in the lists.
    """
    shape = Shape("square", square) if square else _fitting(view, width or WIDTHS[-1])
    if format not in (None, "webp", "jpeg"):
        raise ValueError(f"{format!r} is not a format of links")
    name = Transform(shape, format).name
    mark = signature(parts.settings.security.secret_key.get_secret_value(), view.id, name)
    return links.link(f"/media/{view.id}/{mark}/{name}")


def srcset(
    parts: Parts,
    links: Links,
    view: MediaView,
    *,
    format: Form | None = None,  # noqa: A002
) -> str:
    """The `srcset` of *view*: every listed width up to its own."""
    widths = [px for px in WIDTHS if px < view.width_px]
    widths += WIDTHS[len(widths) : len(widths) + 1]
    return ", ".join(
        f"{link(parts, links, view, width=px, format=format)} {min(px, view.width_px)}w"
        for px in widths
    )


def _fitting(view: MediaView, width: int) -> Shape:
    """As wide as asked, but of those that show the picture as wide as it is only the smallest."""
    enough = next((px for px in WIDTHS if px >= view.width_px), WIDTHS[-1])
    return Shape("width", min(Shape("width", width).px, enough))
