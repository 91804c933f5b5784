"""Static files, robots.txt, icons, and what runs here as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from vetrina import ui
from vetrina.infra.parts import PartsOf
from vetrina.storefronts import HereOf
from vetrina.web.capabilities import gather
from vetrina.web.errors import FileMissing

router = APIRouter()
KEPT_A_DAY = "public, max-age=86400"


@router.get("/static/{path:path}", include_in_schema=False)
def static_file(request: Request, path: str) -> Response:
    """A style sheet, module, font or drawing."""
    pages: ui.Pages = request.app.state.pages
    found = pages.statics.respond(request, path)
    if found is None:
        raise FileMissing("There is no such file.")
    return found


@router.get("/favicon.svg", include_in_schema=False)
@router.get("/favicon.ico", include_in_schema=False)
def favicon(request: Request, here: HereOf) -> Response:
    """The sign of the shop, or of the hall."""
    pages: ui.Pages = request.app.state.pages
    name = f"shops/{here.storefront.id}/favicon.svg" if here.storefront else ""
    file = (pages.statics.find(name) if name else None) or pages.statics.find("favicon.svg")
    if file is None:
        raise FileMissing("There is no such file.")
    headers = {"Cache-Control": KEPT_A_DAY, "Vary": "Host"}
    return Response(file.content, media_type=file.kind, headers=headers)


@router.get("/robots.txt", include_in_schema=False)
def robots(here: HereOf) -> Response:
    """What search engines may read: pages for everybody, nothing that is somebody's."""
    links = here.links
    shut = [f"Disallow: {links.link(path)}" for path in ("/api/", "/media/", "/stagings", "/_ui")]
    site_map = f"Sitemap: {links.absolute('/sitemap.xml')}"
    return PlainTextResponse("\n".join(["User-agent: *", *shut, "", site_map, ""]))


@router.get("/sitemap.xml", include_in_schema=False)
def site_map(request: Request, here: HereOf) -> Response:
    """The pages that everybody may read."""
    places = [here.links.absolute(path) for path in ("/", "/capabilities")]
    if here.storefront is None:
        places += [here.links.absolute(f"/at/{shop.id}/") for shop in request.app.state.storefronts]
    rows = "".join(f"<url><loc>{place}</loc></url>" for place in places)
    text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>{text}', media_type="application/xml")


@router.get("/api/v1/capabilities", tags=["house"])
def capabilities(request: Request, parts: PartsOf) -> dict[str, list[dict[str, Any]]]:
    """Which engine, store and service serves what, and why not a better one."""
    told = gather(getattr(request.app.state, "describers", ()), parts)
    return {"capabilities": [asdict(one) for one in told]}
