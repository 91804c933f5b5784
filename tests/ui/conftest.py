"""An application that does nothing but show pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Cookies
from httpx import Response as Answer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from vetrina import ui
from vetrina.infra.assets import AssetStore
from vetrina.infra.templating import Links


@dataclass(frozen=True)
class Entry:
    path: str
    label: str


@dataclass(frozen=True)
class Corner:
    """A shop as small as a shop can be."""

    id: str = "corner"
    name: str = "Corner"
    description: str = "A corner shop."
    locales: tuple[str, ...] = ("en", "ru")
    fonts: tuple[str, ...] = ("figtree-latin-wght-normal",)
    nav: tuple[Entry, ...] = (Entry("/", "Start"), Entry("/things", "Things"))
    modules: tuple[str, ...] = ("things",)


CORNER = Corner()


@dataclass(frozen=True)
class Place:
    storefront: Corner | None
    links: Links


@dataclass(frozen=True)
class Greeting:
    name: str = "Ada"


class Reader:
    """Somebody who asks for pages, one after the other."""

    def __init__(self, app: Any) -> None:
        self._transport = ASGITransport(app)
        self.cookies = Cookies()

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        async def ask() -> Answer:
            async with AsyncClient(
                transport=self._transport, base_url="http://test", cookies=self.cookies
            ) as client:
                return await client.get(path, headers=headers)

        return asyncio.run(ask())


PAGE = """{% extends "ui/frame.html" %}
{% block title %}Things{% endblock %}
{% block main %}<p>{% block words %}{{ _("Hello") }} {{ name }}{% endblock %}</p>{% endblock %}
"""
RUSSIAN = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n' + (
    'msgid "Hello"\nmsgstr "Привет"\n'
)


@pytest.fixture
def assets(tmp_path: Path) -> AssetStore:
    """One font was fetched."""
    font = tmp_path / "assets" / "fonts" / "figtree-latin-wght-normal.woff2"
    font.parent.mkdir(parents=True)
    font.write_bytes(b"a font")
    return AssetStore(tmp_path / "assets")


@pytest.fixture
def make_client(tmp_path: Path, assets: AssetStore) -> Callable[..., Reader]:
    """A client of a shop (or of the hall) that answers every path with the same page."""
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "page.html").write_text(PAGE)
    (tmp_path / "theme.css").write_text("@layer tokens {}")
    words = tmp_path / "locale" / "ru" / "LC_MESSAGES"
    words.mkdir(parents=True)
    (words / "messages.po").write_text(RUSSIAN, encoding="utf-8")

    def make(
        shop: Corner | None = CORNER, *, prefix: str = "", person: ui.Person | None = None
    ) -> Reader:
        async def page(request: Request) -> Response:
            request.state.here = Place(shop, Links(prefix))
            if person is not None:
                request.state.person = person
            return ui.show(request, "page.html", Greeting(), block="words")

        app: Any = Starlette()
        app.add_route("/{path:path}", page)
        app.state.pages = ui.Pages(
            [Path(ui.__file__).parent / "templates", templates],
            statics=ui.Statics(assets, added={"themes/corner.css": tmp_path / "theme.css"}),
            own={"corner": tmp_path},
            locales=[tmp_path / "locale"],
        )
        return Reader(app)

    return make
