"""The hall, the homes of shops without work of their own yet, what runs here, all components."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from vetrina import staging, storefronts, ui
from vetrina.infra.parts import PartsOf
from vetrina.infra.templating import Links
from vetrina.storefronts import Here, HereOf
from vetrina.web import contexts, reference
from vetrina.web.capabilities import gather

router = APIRouter(include_in_schema=False)
A_YEAR_S = 31_536_000


@router.get("/")
def home(request: Request, here: HereOf) -> Response:
    """The street; or, in a shop, its own first page."""
    shop = here.storefront
    if shop is not None:
        return ui.show(request, "home.html", contexts.HomePage(bool(shop.modules)))
    shelf: storefronts.Storefronts = request.app.state.storefronts
    windows = tuple(_window(one, here) for one in shelf)
    return ui.show(request, "web/hall.html", contexts.HallPage(windows))


def _window(shop: storefronts.Storefront, here: Here) -> contexts.Window:
    inside = Links(f"/at/{shop.id}", here.links.origin)
    shown = [staging.find_shot(staging.HERO, style.id) for style in shop.styles if style.active]
    shot = next((one for one in shown if one is not None), None)
    return contexts.Window(
        shop.id,
        shop.name,
        shop.window,
        is_open=bool(shop.modules),
        link=inside.link,
        room=staging.HERO if shop.has("staging") else "",
        shot=shot.name if shot else "",
    )


@router.get("/capabilities")
def capabilities(request: Request, parts: PartsOf) -> Response:
    """Which engine, store and service serves what; JSON for programmes."""
    told = gather(getattr(request.app.state, "describers", ()), parts)
    if "text/html" not in request.headers.get("accept", ""):
        rows = [{name: getattr(one, name) for name in one.__slots__} for one in told]
        return JSONResponse({"capabilities": rows}, headers={"Vary": "Accept"})
    groups = tuple(
        contexts.Group(name, tuple(items))
        for name, items in groupby(
            sorted(told, key=lambda one: one.group), key=lambda one: one.group
        )
    )
    page = contexts.CapabilitiesPage(groups)
    vary = {"Vary": f"Accept, {ui.VARY}"}
    return ui.show(request, "web/capabilities.html", page, headers=vary)


@router.get("/api/docs")
def api_reference(request: Request, here: HereOf) -> Response:
    """Every call of the API: what to send, what comes back, a line to try it with."""
    told = reference.sections(request.app.openapi(), here.links.absolute("/").rstrip("/"))
    return ui.show(request, "web/reference.html", contexts.ReferencePage(told))


@router.get("/_ui")
def components(
    request: Request, here: HereOf, face: Annotated[str, Query(pattern=r"^[a-z0-9_]{0,32}$")] = ""
) -> Response:
    """Every component: in a shop in its own face, in the hall in any."""
    shelf: storefronts.Storefronts = request.app.state.storefronts
    if here.storefront is None:
        faces = (("", "Vetrina"), *((shop.id, shop.name) for shop in shelf))
    else:
        faces, face = (), ""
    chosen = face if shelf.find(face) else ""
    return ui.show(request, "web/components.html", contexts.ComponentsPage(faces, chosen))


@router.post("/face")
def choose_face(
    request: Request,
    here: HereOf,
    face: Annotated[str, Form()] = "auto",
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Keep the choice of light or dark, and go back."""
    kept = face if face in ui.FACES else "auto"
    return _keep(request, here, ui.FACE_COOKIE, kept, back)


@router.post("/language")
def choose_language(
    request: Request,
    here: HereOf,
    language: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Keep the choice of a language, and go back."""
    pages: ui.Pages = request.app.state.pages
    offered = pages.offered(here.storefront)
    kept = language if language in offered else offered[0]
    return _keep(request, here, ui.LANGUAGE_COOKIE, kept, back)


def _keep(request: Request, here: Here, cookie: str, value: str, back: str) -> Response:
    try:
        target = here.links.link(back)
    except ValueError:
        target = here.links.link("/")
    answer = RedirectResponse(target, 303)
    is_secure = request.url.scheme == "https"
    answer.set_cookie(cookie, value, max_age=A_YEAR_S, samesite="lax", secure=is_secure)
    return answer
