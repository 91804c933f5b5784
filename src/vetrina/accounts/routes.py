"""The API of accounts: sign up and in, sessions, tokens, API keys.  Every call is counted."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from vetrina import audit
from vetrina.accounts.actor import ActorOf, drop_session, keep_session
from vetrina.accounts.answers import (
    EmailBody,
    KeyAnswer,
    KeyBody,
    MeAnswer,
    NewKeyAnswer,
    PasswordBody,
    RefreshBody,
    SentAnswer,
    SessionAnswer,
    SignInBody,
    TokensAnswer,
    key_answer,
    new_key_answer,
    session_answer,
    tokens_answer,
    user_answer,
)
from vetrina.accounts.attempts import count_attempt
from vetrina.accounts.errors import NotSignedIn, SignInRefused
from vetrina.accounts.letters import letterhead
from vetrina.accounts.openapi import KEY_OPTIONAL, KEYED
from vetrina.accounts.service.api_keys import list_keys, make_key, revoke_key, rotate_key
from vetrina.accounts.service.api_tokens import issue_tokens, refresh_tokens
from vetrina.accounts.service.sessions import end_session, list_sessions
from vetrina.accounts.service.sign_in import get_user, sign_in, sign_out
from vetrina.accounts.service.sign_up import ask_reset, set_password, sign_up
from vetrina.accounts.views import Actor
from vetrina.infra import limits, web
from vetrina.infra.db import AsyncSession, Db, record_outside
from vetrina.infra.parts import Parts, PartsOf
from vetrina.storefronts import HereOf

router = APIRouter(
    prefix="/api/v1",
    tags=["accounts"],
    dependencies=[Depends(limits.limit("calls"))],
    responses=web.problems(*web.ANY_CALL),
)


@router.post("/accounts", status_code=202)
async def open_account(
    body: EmailBody, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf
) -> SentAnswer:
    """Sign up: a link goes to the address, behind it the password is chosen."""
    await sign_up(
        db,
        storefront_id=actor.storefront_id,
        email=body.email,
        letterhead=letterhead(parts, here),
        now=parts.clock.now(),
    )
    return SentAnswer()


@router.post("/accounts/reset", status_code=202)
async def reset_password(
    body: EmailBody, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf
) -> SentAnswer:
    """Send a link that sets a new password."""
    await ask_reset(
        db,
        storefront_id=actor.storefront_id,
        email=body.email,
        letterhead=letterhead(parts, here),
        now=parts.clock.now(),
    )
    return SentAnswer()


@router.post("/accounts/password")
async def choose_password(
    body: PasswordBody, request: Request, response: Response, db: Db, parts: PartsOf, actor: ActorOf
) -> MeAnswer:
    """Use a link's token: set the password and sign in here; every other session ends."""
    session = await set_password(
        db,
        storefront_id=actor.storefront_id,
        token=body.token.get_secret_value(),
        password=body.password.get_secret_value(),
        actor=actor,
        now=parts.clock.now(),
        agent=request.headers.get("user-agent", ""),
        address=limits.address(request),
    )
    keep_session(request, response, session)
    await _note(db, request, parts, session.actor, "password.set")
    return await _me(db, session.actor)


@router.post("/sessions", status_code=201)
async def open_session(
    body: SignInBody, request: Request, response: Response, db: Db, parts: PartsOf, actor: ActorOf
) -> MeAnswer:
    """Sign in; the session lies in a cookie."""
    await count_attempt(parts, storefront_id=actor.storefront_id, email=body.email)
    try:
        session = await sign_in(
            db,
            storefront_id=actor.storefront_id,
            email=body.email,
            password=body.password.get_secret_value(),
            actor=actor,
            now=parts.clock.now(),
            agent=request.headers.get("user-agent", ""),
            address=limits.address(request),
        )
    except SignInRefused:
        await _note_refusal(db, request, parts, actor)
        raise
    keep_session(request, response, session)
    return await _me(db, session.actor)


@router.get("/sessions", dependencies=KEYED)
async def show_sessions(db: Db, parts: PartsOf, actor: ActorOf) -> list[SessionAnswer]:
    """Your signed-in browsers, the latest seen first."""
    _demand_person(actor)
    found = await list_sessions(db, actor=actor, now=parts.clock.now())
    return [session_answer(view) for view in found]


@router.delete("/sessions/current", status_code=204)
async def close_session(
    request: Request, response: Response, db: Db, parts: PartsOf, actor: ActorOf
) -> None:
    """Sign out here."""
    await sign_out(db, actor=actor, now=parts.clock.now())
    drop_session(request, response)


@router.delete("/sessions/{session_id}", status_code=204, dependencies=KEYED)
async def revoke_session(
    session_id: UUID, request: Request, db: Db, parts: PartsOf, actor: ActorOf
) -> None:
    """End one of your sessions, wherever it is; every process knows at its next request."""
    _demand_person(actor)
    await end_session(db, actor=actor, session_id=session_id, now=parts.clock.now())
    await _note(db, request, parts, actor, "session.revoked", session_id)


@router.post("/tokens")
async def open_tokens(
    body: SignInBody, request: Request, db: Db, parts: PartsOf, actor: ActorOf
) -> TokensAnswer:
    """An access token of an hour and a refresh token of thirty days, for programmes."""
    await count_attempt(parts, storefront_id=actor.storefront_id, email=body.email)
    try:
        pair = await issue_tokens(
            db,
            storefront_id=actor.storefront_id,
            email=body.email,
            password=body.password.get_secret_value(),
            security=parts.settings.security,
            now=parts.clock.now(),
        )
    except SignInRefused:
        await _note_refusal(db, request, parts, actor)
        raise
    return tokens_answer(pair)


@router.post("/tokens/refresh")
async def renew_tokens(body: RefreshBody, db: Db, parts: PartsOf, actor: ActorOf) -> TokensAnswer:
    """The next pair.  A refresh token is good once; a second use ends the whole chain."""
    pair = await refresh_tokens(
        db,
        storefront_id=actor.storefront_id,
        token=body.refresh_token.get_secret_value(),
        security=parts.settings.security,
        now=parts.clock.now(),
    )
    return tokens_answer(pair)


@router.get("/me", dependencies=KEYED, openapi_extra=KEY_OPTIONAL)
async def show_me(db: Db, actor: ActorOf) -> MeAnswer:
    """Who acts, and how we know."""
    return await _me(db, actor)


@router.get("/keys", dependencies=KEYED)
async def show_keys(db: Db, actor: ActorOf) -> list[KeyAnswer]:
    """The live API keys of your space."""
    _demand_person(actor)
    return [key_answer(view) for view in await list_keys(db, actor=actor)]


@router.post("/keys", status_code=201, dependencies=KEYED)
async def add_key(
    body: KeyBody, request: Request, db: Db, parts: PartsOf, actor: ActorOf
) -> NewKeyAnswer:
    """Make an API key; it is shown this once."""
    made = await make_key(db, actor=actor, name=body.name, now=parts.clock.now())
    await _note(db, request, parts, actor, "api_key.made", made.view.id)
    return new_key_answer(made)


@router.post("/keys/{key_id}/rotate", status_code=201, dependencies=KEYED)
async def replace_key(
    key_id: UUID, request: Request, db: Db, parts: PartsOf, actor: ActorOf
) -> NewKeyAnswer:
    """A new key in place of this one, which stops working at once."""
    _demand_person(actor)
    made = await rotate_key(db, actor=actor, key_id=key_id, now=parts.clock.now())
    await _note(db, request, parts, actor, "api_key.rotated", key_id)
    return new_key_answer(made)


@router.delete("/keys/{key_id}", status_code=204, dependencies=KEYED)
async def remove_key(
    key_id: UUID, request: Request, db: Db, parts: PartsOf, actor: ActorOf
) -> None:
    """End a key."""
    _demand_person(actor)
    await revoke_key(db, actor=actor, key_id=key_id, now=parts.clock.now())
    await _note(db, request, parts, actor, "api_key.revoked", key_id)


def _demand_person(actor: Actor) -> None:
    if not actor.is_signed_in:
        raise NotSignedIn("Sign in first.")


async def _me(db: AsyncSession, actor: Actor) -> MeAnswer:
    user = user_answer(await get_user(db, actor=actor)) if actor.is_signed_in else None
    return MeAnswer(
        is_signed_in=actor.is_signed_in, means=actor.means, space_id=actor.space_id, user=user
    )


async def _note(
    db: AsyncSession,
    request: Request,
    parts: Parts,
    actor: Actor,
    act: str,
    subject_id: UUID | None = None,
) -> None:
    await audit.write(
        db,
        storefront_id=actor.storefront_id,
        act=act,
        now=parts.clock.now(),
        space_id=actor.space_id,
        user_id=actor.user_id,
        means=actor.means,
        address=limits.address(request),
        subject=act.partition(".")[0],
        subject_id=subject_id,
    )


async def _note_refusal(db: AsyncSession, request: Request, parts: Parts, actor: Actor) -> None:
    """A refused sign-in is written down although the request fails."""
    await record_outside(
        db, lambda own: _note(own, request, parts, actor, "sign_in.refused"), actor.scope
    )
