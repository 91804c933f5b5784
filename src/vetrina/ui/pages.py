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
SIGN_IN, ACCOUNT = "/sign-in", "/account"
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
    @property
    def modules(self) -> Sequence[str]: ...


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


@dataclass(frozen=True, slots=True)
class Frame:
    """What `ui/frame.html` shows around a page; under one name, so that no page hides a part of it.

    path: of the request, within the shop.  preloaded: names of fonts that the first screen needs.
    """

    person: Person
    account_path: str
    face: Face
    next_face: str
    path: str
    preloaded: tuple[str, ...]
    languages: tuple[Language, ...]
    version: str


class Pages:
    """All templates of the house.

    *own*: a shop's `pages` folder by its id, which comes before ours.  *folders*: the modules'
    template folders; *named*: folders by the first step of a template's name.  *locales*: folders
    with catalogues.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        *,
        statics: Statics,
        own: Mapping[str, Path] | None = None,
        locales: Sequence[Path] = (),
        named: Mapping[str, Path] | None = None,
        hall_fonts: Sequence[str] = (),
        version: str = "",
        is_reloading: bool = False,
    ) -> None:
        self.statics = statics
        self._locales = tuple(locales)
        self._hall_fonts = tuple(hall_fonts)
        self._version = version
        self._renderers = {
            shop: Renderer([folder, *folders], named=named, is_reloading=is_reloading)
            for shop, folder in (own or {}).items()
        }
        self._hall = Renderer(folders, named=named, is_reloading=is_reloading)
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
        person = getattr(request.state, "person", None) or Person()
        frame = Frame(
            person=person,
            account_path=_account_path(shop, person),
            face=face,
            next_face=FACES[(FACES.index(face) + 1) % len(FACES)],
            path=request.url.path,
            preloaded=tuple(name for name in fonts if self.statics.find(name)),
            languages=self._languages(shop, catalogue),
            version=self._version,
        )
        return {
            "static": static,
            "static_or_none": static_or_none,
            "shop": shop,
            "frame": frame,
            "person": person,
        }

    def _languages(self, shop: Shop | None, catalogue: Catalogue) -> tuple[Language, ...]:
        offered = self.offered(shop)
        if len(offered) < 2:
            return ()
        return tuple(Language(tag, self._name(tag), tag == catalogue.tag) for tag in offered)

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


def _account_path(shop: Shop | None, person: Person) -> str:
    """Where *person* signs in or has the account; a shop without work yet has no use for either."""
    if shop is None or not shop.modules:
        return ""
    return ACCOUNT if person.is_signed_in else SIGN_IN


def place(request: Request) -> Place:
    """Where *request* is; the hall if nobody chose."""
    here: Place | None = getattr(request.state, "here", None)
    return here or _Hall()


def face_of(request: Request) -> Face:
    """Day, night, or as the device says."""
    chosen = request.cookies.get(FACE_COOKIE)
    return "day" if chosen == "day" else "night" if chosen == "night" else "auto"
