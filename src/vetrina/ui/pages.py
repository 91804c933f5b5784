"""From a template and its context to the answer: the right language, shop, links and face.

`Pages` is built once at boot and lies in `app.state.pages`; `show` is what every page calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse

from vetrina.infra.i18n import Catalogue, negotiate
from vetrina.infra.templating import Links, Renderer
from vetrina.ui.statics import Statics

FACE_COOKIE = "vetrina_face"
LANGUAGE_COOKIE = "vetrina_language"
FACES = ("auto", "day", "night")
SOURCE_LOCALE = "en"
VARY = "Cookie, Accept-Language, HX-Request"

Face = Literal["auto", "day", "night"]


class NavEntry(Protocol):
    """One line of a shop's navigation; the label is a message id."""

    @property
    def path(self) -> str: ...
    @property
    def label(self) -> str: ...


class Shop(Protocol):
    """What a page needs to know of the storefront it stands in."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def locales(self) -> Sequence[str]: ...
    @property
    def fonts(self) -> Sequence[str]: ...
    @property
    def nav(self) -> Sequence[NavEntry]: ...


class Place(Protocol):
    """Where a request is: in a shop or, without one, in the hall; and how links are made there."""

    @property
    def storefront(self) -> Shop | None: ...
    @property
    def links(self) -> Links: ...


@dataclass(frozen=True, slots=True)
class Person:
    """Who looks at the page, for its head.  Without *is_signed_in*: a visitor."""

    email: str = ""
    name: str = ""
    is_signed_in: bool = False


@dataclass(frozen=True, slots=True)
class _Hall:
    storefront: None = None
    links: Links = field(default_factory=Links)


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the page can be had in."""

    tag: str
    name: str
    is_current: bool


class Pages:
    """All templates of the house.

    *own*: a shop's `pages` folder by its id, which comes before ours.  *folders*: the modules'
    template folders.  *locales*: folders with catalogues.  *account_path*: where people sign in.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        *,
        statics: Statics,
        own: Mapping[str, Path] | None = None,
        locales: Sequence[Path] = (),
        hall_fonts: Sequence[str] = (),
        account_path: str = "",
        version: str = "",
        is_reloading: bool = False,
    ) -> None:
        self.statics = statics
        self._own = dict(own or {})
        self._locales = tuple(locales)
        self._hall_fonts = tuple(hall_fonts)
        self._account_path = account_path
        self._version = version
        self._renderers = {
            shop: Renderer([folder, *folders], is_reloading=is_reloading)
            for shop, folder in self._own.items()
        }
        self._hall = Renderer(folders, is_reloading=is_reloading)
        self._catalogues: dict[str, Catalogue] = {}

    def render(
        self, request: Request, template: str, context: Any, *, block: str | None = None
    ) -> str:
        """*template* in the place and the language of *request*."""
        here = place(request)
        shop = here.storefront
        catalogue = self.catalogue(request, shop)
        return self._renderers.get(shop.id if shop else "", self._hall).render(
            template,
            context,
            catalogue=catalogue,
            links=here.links,
            block=block,
            **self._shell(request, here, catalogue),
        )

    def catalogue(self, request: Request, shop: Shop | None) -> Catalogue:
        """The language that the reader chose, else the one the browser asks for."""
        offered = self.offered(shop)
        chosen = request.cookies.get(LANGUAGE_COOKIE, "")
        asked = chosen or request.headers.get("accept-language", "")
        return self._catalogue(negotiate(asked, offered, offered[0]))

    def offered(self, shop: Shop | None) -> list[str]:
        """Locales of *shop* that there are words for; the source language needs none."""
        named = shop.locales if shop else (SOURCE_LOCALE,)
        return [tag for tag in named if tag == SOURCE_LOCALE or self._has_words(tag)] or [
            SOURCE_LOCALE
        ]

    def _catalogue(self, locale: str) -> Catalogue:
        if locale not in self._catalogues:
            self._catalogues[locale] = Catalogue(locale, self._locales)
        return self._catalogues[locale]

    def _has_words(self, locale: str) -> bool:
        name = locale.replace("-", "_")
        return any((folder / name / "LC_MESSAGES").is_dir() for folder in self._locales)

    def _shell(self, request: Request, here: Place, catalogue: Catalogue) -> dict[str, Any]:
        """Names of the frame, and those that every template may use."""
        links, shop = here.links, here.storefront
        face = face_of(request)

        def static(name: str) -> str:
            path = self.statics.url(name)
            return links.link(path) if path else ""

        def static_or_none(name: str) -> str | None:
            return static(name) or None

        fonts = [f"fonts/{name}.woff2" for name in (shop.fonts if shop else self._hall_fonts)]
        return {
            "static": static,
            "static_or_none": static_or_none,
            "shop": shop,
            "nav": tuple(shop.nav) if shop else (),
            "person": getattr(request.state, "person", None) or Person(),
            "account_path": self._account_path if shop else "",
            "face": face,
            "next_face": FACES[(FACES.index(face) + 1) % len(FACES)],
            "path": request.url.path,
            "preloaded": [name for name in fonts if self.statics.find(name)],
            "languages": self._languages(shop, catalogue),
            "version": self._version,
        }

    def _languages(self, shop: Shop | None, catalogue: Catalogue) -> list[Language]:
        offered = self.offered(shop)
        if len(offered) < 2:
            return []
        return [Language(tag, self._name(tag), tag == catalogue.tag) for tag in offered]

    def _name(self, tag: str) -> str:
        locale = self._catalogue(tag).locale
        return str(locale.get_display_name(locale) or tag)


def show(
    request: Request,
    template: str,
    context: Any,
    *,
    status: int = 200,
    block: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page; or only its *block*, where htmx asks for a fragment.

    *context*: a frozen dataclass, its fields are the template's names.
    """
    pages: Pages = request.app.state.pages
    asks_fragment = block is not None and is_fragment(request)
    text = pages.render(request, template, context, block=block if asks_fragment else None)
    answer = HTMLResponse(text, status_code=status, headers=dict(headers or {}))
    answer.headers.setdefault("Vary", VARY)
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    return answer


def is_fragment(request: Request) -> bool:
    """Does htmx ask for a part of the page?  A restored history entry is a whole page."""
    asks = request.headers.get("hx-request") == "true"
    return asks and request.headers.get("hx-history-restore-request") != "true"


def place(request: Request) -> Place:
    """Where *request* is; the hall if nobody chose."""
    here: Place | None = getattr(request.state, "here", None)
    return here or _Hall()


def face_of(request: Request) -> Face:
    """Day, night, or as the device says."""
    chosen = request.cookies.get(FACE_COOKIE)
    return "day" if chosen == "day" else "night" if chosen == "night" else "auto"
