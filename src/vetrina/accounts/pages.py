"""The pages of an account: sign up, set a password, sign in and out, sessions and keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vetrina import ui
from vetrina.accounts.actor import ActorOf, drop_session, keep_session
from vetrina.accounts.agents import describe_agent
from vetrina.accounts.attempts import count_attempt
from vetrina.accounts.errors import (
    EmailUnreadable,
    NotSignedIn,
    PasswordTooWeak,
    SignInRefused,
    TokenSpent,
)
from vetrina.accounts.letters import letterhead
from vetrina.accounts.service.api_keys import list_keys, make_key, revoke_key, rotate_key
from vetrina.accounts.service.sessions import end_session, list_sessions
from vetrina.accounts.service.sign_in import get_user, sign_in, sign_out
from vetrina.accounts.service.sign_up import ask_reset, set_password, sign_up
from vetrina.accounts.views import Actor, KeyView, NewKey, SessionView, UserView
from vetrina.infra import limits
from vetrina.infra.db import AsyncSession, Db
from vetrina.infra.parts import Parts, PartsOf
from vetrina.storefronts import Here, HereOf

router = APIRouter(include_in_schema=False)
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A small form: sign-up, sign-in, reset or password.  errors: message by field id."""

    email: str = ""
    token: str = ""
    next: str = "/"
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailedPage:
    """The link is on its way; has_outbox: mails can be read at /outbox here."""

    email: str
    is_reset: bool
    has_outbox: bool


@dataclass(frozen=True, slots=True)
class SessionRow:
    view: SessionView
    name: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A person's own page; `new_key` is there once, right after it was made."""

    user: UserView
    sessions: tuple[SessionRow, ...]
    keys: tuple[KeyView, ...]
    new_key: NewKey | None


@router.get("/sign-up")
async def show_sign_up(request: Request, actor: ActorOf) -> Response:
    return ui.show(request, "accounts/sign_up.html", EntryPage())


@router.post("/sign-up")
async def do_sign_up(
    request: Request, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf
) -> Response:
    """Send the link that finishes an account."""
    return await _mail_link(request, db, parts, here, is_reset=False)


@router.get("/reset")
async def show_reset(request: Request, actor: ActorOf) -> Response:
    return ui.show(request, "accounts/reset.html", EntryPage())


@router.post("/reset")
async def do_reset(
    request: Request, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf
) -> Response:
    """Send the link that sets another password."""
    return await _mail_link(request, db, parts, here, is_reset=True)


@router.get("/password")
async def show_password(request: Request, actor: ActorOf, token: str = "") -> Response:
    """Behind the link of a mail."""
    return ui.show(request, "accounts/password.html", EntryPage(token=token), headers=NO_STORE)


@router.post("/password")
async def do_password(
    request: Request, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf
) -> Response:
    """Set the password, and be signed in."""
    await _count(request, parts)
    form = await request.form(max_files=0, max_fields=10)
    token, password = _word(form, "token"), _word(form, "password")
    try:
        session = await set_password(
            db,
            storefront_id=here.shop.id,
            token=token,
            password=password,
            actor=actor,
            now=parts.clock.now(),
            **_browser(request),
        )
    except (PasswordTooWeak, TokenSpent) as error:
        about = "password" if isinstance(error, PasswordTooWeak) else "token"
        page = EntryPage(token=token, errors={about: error.message})
        return ui.show(request, "accounts/password.html", page, status=422, headers=NO_STORE)
    answer = _seen(here, "/account")
    keep_session(request, answer, session)
    return answer


@router.get("/sign-in")
async def show_sign_in(request: Request, actor: ActorOf, next: str = "/") -> Response:  # noqa: A002
    return ui.show(request, "accounts/sign_in.html", EntryPage(next=_own_path(next)))


@router.post("/sign-in")
async def do_sign_in(
    request: Request, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf
) -> Response:
    """Sign in with e-mail and password."""
    await _count(request, parts)
    form = await request.form(max_files=0, max_fields=10)
    email, after = _word(form, "email"), _own_path(_word(form, "next"))
    await count_attempt(parts, storefront_id=here.shop.id, email=email)
    try:
        session = await sign_in(
            db,
            storefront_id=here.shop.id,
            email=email,
            password=_word(form, "password"),
            actor=actor,
            now=parts.clock.now(),
            **_browser(request),
        )
    except SignInRefused as error:
        page = EntryPage(email=email, next=after, errors={"email": error.message})
        return ui.show(request, "accounts/sign_in.html", page, status=422)
    answer = _seen(here, after)
    keep_session(request, answer, session)
    return answer


@router.post("/sign-out")
async def do_sign_out(
    request: Request, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf
) -> Response:
    """End this session."""
    await sign_out(db, actor=actor, now=parts.clock.now())
    answer = _seen(here, "/")
    drop_session(request, answer)
    return answer


@router.get("/account")
async def show_account(
    request: Request, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf
) -> Response:
    """Sessions and keys of the person."""
    if not actor.is_signed_in:
        return RedirectResponse(here.links.link("/sign-in", next="/account"), status_code=303)
    return await _account(request, db, parts, actor)


@router.post("/account/sessions/{session_id}/end")
async def do_end_session(
    db: Db, parts: PartsOf, here: HereOf, actor: ActorOf, session_id: UUID
) -> Response:
    await end_session(db, actor=actor, session_id=session_id, now=parts.clock.now())
    return _seen(here, "/account#sessions")


@router.post("/account/keys")
async def do_make_key(request: Request, db: Db, parts: PartsOf, actor: ActorOf) -> Response:
    """Make a key and show it, this once."""
    form = await request.form(max_files=0, max_fields=10)
    made = await make_key(db, actor=actor, name=_word(form, "name"), now=parts.clock.now())
    return await _account(request, db, parts, actor, made)


@router.post("/account/keys/{key_id}/rotate")
async def do_rotate_key(
    request: Request, db: Db, parts: PartsOf, actor: ActorOf, key_id: UUID
) -> Response:
    """Replace a key and show the new one, this once."""
    made = await rotate_key(db, actor=actor, key_id=key_id, now=parts.clock.now())
    return await _account(request, db, parts, actor, made)


@router.post("/account/keys/{key_id}/revoke")
async def do_revoke_key(
    db: Db, parts: PartsOf, here: HereOf, actor: ActorOf, key_id: UUID
) -> Response:
    await revoke_key(db, actor=actor, key_id=key_id, now=parts.clock.now())
    return _seen(here, "/account#keys")


async def _account(
    request: Request, db: AsyncSession, parts: Parts, actor: Actor, new_key: NewKey | None = None
) -> Response:
    if not actor.is_signed_in:
        raise NotSignedIn("Sign in to see your account.")
    sessions = await list_sessions(db, actor=actor, now=parts.clock.now())
    page = AccountPage(
        user=await get_user(db, actor=actor),
        sessions=tuple(SessionRow(view, describe_agent(view.agent)) for view in sessions),
        keys=tuple(await list_keys(db, actor=actor)),
        new_key=new_key,
    )
    return ui.show(request, "accounts/account.html", page, headers=NO_STORE)


async def _mail_link(
    request: Request, db: AsyncSession, parts: Parts, here: Here, *, is_reset: bool
) -> Response:
    """The same answer whether or not the address is known."""
    await _count(request, parts)
    form = await request.form(max_files=0, max_fields=10)
    email = _word(form, "email")
    template = "reset" if is_reset else "sign_up"
    send = ask_reset if is_reset else sign_up
    try:
        await send(
            db,
            storefront_id=here.shop.id,
            email=email,
            letterhead=letterhead(parts, here),
            now=parts.clock.now(),
        )
    except EmailUnreadable as error:
        page = EntryPage(email=email, errors={"email": error.message})
        return ui.show(request, f"accounts/{template}.html", page, status=422)
    settings = parts.settings
    has_outbox = not settings.is_production and not settings.mail.smtp_url.get_secret_value()
    return ui.show(request, "accounts/mailed.html", MailedPage(email, is_reset, has_outbox))


async def _count(request: Request, parts: Parts) -> None:
    """Count what could be guessed with.  Raises: TooManyRequests."""
    keys = [limits.address(request)]
    await limits.count(Response(), parts.limiter, "calls", keys, parts.settings.limits)


def _browser(request: Request) -> dict[str, str]:
    return {
        "agent": request.headers.get("user-agent", ""),
        "address": limits.address(request),
    }


def _word(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _own_path(path: str) -> str:
    """*path* where it leads within this storefront, else the first page."""
    is_own = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_own and path.isprintable() else "/"


def _seen(here: Here, path: str) -> Response:
    place, mark, part = path.partition("#")
    return RedirectResponse(here.links.link(place) + mark + part, status_code=303)
