"""Builds the pages at boot, and turns problems into pages for people.

`install(app, parts)` puts `ui.Pages` where `ui.show` finds it; `show_problem` is the page of every
error that a browser meets.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

import vetrina
from vetrina import storefronts, ui
from vetrina.infra.parts import Parts
from vetrina.storefronts import Storefront
from vetrina.web.contexts import ProblemPage

SOURCE = Path(vetrina.__file__).resolve().parent
LOCALES = SOURCE / "infra" / "i18n" / "locale"
HALL_FONTS = ("instrument-serif-latin-400-normal", "instrument-sans-latin-wght-normal")
STREET = "css/street.css"
SHOWN_ERRORS = 8


def install(app: FastAPI, parts: Parts) -> None:
    """Build statics and pages into `app.state`."""
    shelf = storefronts.load_storefronts()
    is_reloading = not parts.settings.is_production
    statics = ui.Statics(
        parts.assets,
        added={name: path for shop in shelf for name, path in shop_files(shop).items()},
        bundles={STREET: [name for shop in shelf for name in street_sheets(shop)]},
        is_reloading=is_reloading,
    )
    app.state.storefronts = shelf
    app.state.pages = ui.Pages(
        sorted(SOURCE.glob("*/templates")),
        statics=statics,
        own={shop.id: shop.folder / "pages" for shop in shelf},
        named={shop.id: shop.folder / "pages" for shop in shelf},
        locales=[LOCALES],
        hall_fonts=HALL_FONTS,
        version=vetrina.__version__,
        is_reloading=is_reloading,
    )


def shop_files(shop: Storefront) -> dict[str, Path]:
    """Static files of *shop*: its theme, and the sheets, modules and drawings of its pages."""
    found = {f"themes/{shop.id}.css": shop.folder / "theme.css"}
    for path in sorted((shop.folder / "pages").glob("*.*")):
        if path.suffix in {".css", ".js", ".svg"}:
            found[f"shops/{shop.id}/{path.name}"] = path
    return found


def street_sheets(shop: Storefront) -> list[str]:
    """What the hall needs to show the window of *shop*."""
    own = f"shops/{shop.id}/window.css"
    return [f"themes/{shop.id}.css", *([own] if own in shop_files(shop) else [])]


async def show_problem(request: Request, document: dict[str, Any]) -> Response | None:
    """The page of a problem; None before the pages are built, and for paths of the API."""
    if not hasattr(request.app.state, "pages") or request.url.path.startswith("/api/"):
        return None
    status = int(document["status"])
    page = ProblemPage(
        status=status,
        code=str(document["code"]),
        detail=str(document["detail"]),
        errors=tuple(
            (str(one["field"]), str(one["message"]))
            for one in document.get("errors", [])[:SHOWN_ERRORS]
        ),
        request_id=str(document.get("request_id", "")),
        retry_after_s=document.get("retry_after_s"),
    )
    answer = ui.show(request, "web/problem.html", page, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
