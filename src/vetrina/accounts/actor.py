"""Who acts in a request, learnt once: from a key, a token or the session cookie.

`ActorOf` is the one way for routes and pages to know the actor; it tells the database, too.  A key
or token that is not good is an error; a cookie that is not good is a new visitor's.

Requests that change something and come from a browser must come from our own pages (cross-site
request forgery: OWASP cheat sheet, Fetch Metadata W3C §2.1 and RFC 6454 §7).  Keys and tokens are
never sent by a browser on its own, so they are free of that.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response

from vetrina import storefronts, ui
from vetrina.accounts.errors import NotSignedIn, OriginForeign
from vetrina.accounts.service.identify import identify_key, identify_session, identify_token
from vetrina.accounts.service.sessions import begin_visit
from vetrina.accounts.service.sign_in import get_user
from vetrina.accounts.views import Actor, NewSession
from vetrina.infra import limits
from vetrina.infra.db import AsyncSession, Db, act_as
from vetrina.infra.parts import Parts, PartsOf
from vetrina.infra.telemetry import metrics

COOKIE = "vetrina_session"
KEY_BEGINNING = "vk_"
COOKIE_LIFE_S = 400 * 24 * 3600  # The session lapses in the database, which knows when it was seen.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})
MOST_COOKIES = 4


async def actor(request: Request, db: Db, parts: PartsOf) -> Actor:
    """The actor of *request*; from here on the database shows what they may see.

    Raises: NotSignedIn for a key or token that is not good; OriginForeign; NotFound in the hall.
    """
    storefront_id, now = storefronts.here(request).shop.id, parts.clock.now()
    secret = _told_secret(request)
    found: Actor | None
    if secret:
        found = await _by_secret(db, storefront_id, secret, parts, now)
    else:
        tokens = _cookies(request)
        if request.method not in SAFE_METHODS:
            demand_own_origin(request, parts.settings.web.public_url, has_session=bool(tokens))
        found = await _by_cookie(db, storefront_id, tokens, now)
    if found is None:
        found = Actor(storefront_id)
        await act_as(db, found.scope)
    if found.space_id is not None:
        metrics.saw(str(found.space_id))
    request.state.person = await _person(db, found)
    return found


ActorOf = Annotated[Actor, Depends(actor, scope="function")]


async def ensure_space(
    db: AsyncSession, request: Request, response: Response, actor: Actor, now: datetime
) -> Actor:
    """*actor* with a space; somebody new gets one, and the cookie on *response*."""
    if actor.space_id is not None:
        return actor
    visit = await begin_visit(
        db,
        storefront_id=actor.storefront_id,
        now=now,
        agent=request.headers.get("user-agent", ""),
        address=limits.address(request),
    )
    keep_session(request, response, visit)
    return visit.actor


def keep_session(request: Request, response: Response, session: NewSession) -> None:
    """Put the session's token into the cookie of this storefront."""
    response.set_cookie(
        COOKIE,
        session.token,
        max_age=COOKIE_LIFE_S,
        path=_cookie_path(request),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def drop_session(request: Request, response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, path=_cookie_path(request), httponly=True, samesite="lax")


def demand_own_origin(request: Request, public_url: str, *, has_session: bool) -> None:
    """Refuse what another site makes a browser send.  Raises: OriginForeign.

    Without a cookie and without any word of a browser there is nothing to forge with.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in OWN_SITES:
            raise OriginForeign
        return
    origin = request.headers.get("origin")
    if origin is None:
        if has_session:
            raise OriginForeign
        return
    own = {request.headers.get("host", ""), urlsplit(public_url).netloc} - {""}
    if urlsplit(origin).netloc not in own:
        raise OriginForeign


def _told_secret(request: Request) -> str:
    """The key or token that the caller sent on purpose."""
    scheme, _, told = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and told.strip():
        return told.strip()
    return request.headers.get("x-api-key", "").strip()


async def _by_secret(
    db: AsyncSession, storefront_id: str, secret: str, parts: Parts, now: datetime
) -> Actor:
    if secret.startswith(KEY_BEGINNING):
        found = await identify_key(db, storefront_id=storefront_id, key=secret, now=now)
    else:
        jwt_key = parts.settings.security.jwt_secret.get_secret_value()
        found = await identify_token(
            db, storefront_id=storefront_id, token=secret, jwt_key=jwt_key, now=now
        )
    if found is None:
        raise NotSignedIn("The key or token is unknown, has lapsed or was revoked.")
    return found


async def _by_cookie(
    db: AsyncSession, storefront_id: str, tokens: list[str], now: datetime
) -> Actor | None:
    for token in tokens:
        found = await identify_session(db, storefront_id=storefront_id, token=token, now=now)
        if found is not None:
            return found
    return None


async def _person(db: AsyncSession, actor: Actor) -> ui.Person:
    """Who stands in the head of the page; keys and tokens see no pages."""
    if actor.means != "session" or not actor.is_signed_in:
        return ui.Person()
    user = await get_user(db, actor=actor)
    return ui.Person(user.email, user.name, is_signed_in=True)


def _cookies(request: Request) -> list[str]:
    """Every session cookie that came: one of a path above may stand beside that of this path."""
    found = []
    for header in request.headers.getlist("cookie"):
        for word in header.split(";"):
            name, _, value = word.strip().partition("=")
            if name == COOKIE and value:
                found.append(value.strip('"'))
    return found[:MOST_COOKIES]


def _cookie_path(request: Request) -> str:
    return storefronts.here(request).links.prefix or "/"
