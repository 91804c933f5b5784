"""Signing in and out with e-mail and password, and reading or changing one's own person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from vetrina.accounts import queries
from vetrina.accounts.errors import EmailUnreadable, NotSignedIn, SignInRefused
from vetrina.accounts.models import SessionRow, User
from vetrina.accounts.passwords import hash_password, needs_upgrade, verify_password
from vetrina.accounts.queries import SignInRow
from vetrina.accounts.service.join import join_space
from vetrina.accounts.service.sessions import begin_session
from vetrina.accounts.service.sign_up import read_email
from vetrina.accounts.views import Actor, NewSession, UserView
from vetrina.infra.db import AsyncSession, Scope, act_as


async def check_password(
    db: AsyncSession, *, storefront_id: str, email: str, password: str
) -> SignInRow:
    """The person behind *email*, if the password fits.  Raises: SignInRefused.

    Takes as long for an unknown address as for a known one.  A hash of another kind or of weaker
    parameters is replaced; the caller acts as the person afterwards.
    """
    try:
        address = read_email(email)
    except EmailUnreadable:
        address = ""
    found = await queries.find_user_for_sign_in(db, storefront_id, address)
    fits = await verify_password(password, found.password_hash if found else None)
    if found is None or not fits or found.disabled_at is not None:
        raise SignInRefused
    await act_as(db, Scope("member", storefront_id, (found.space_id,)))
    if found.password_hash and needs_upgrade(found.password_hash):
        renewed = await hash_password(password)
        person = update(User).where(User.id == found.user_id)
        await db.execute(person.values(password_hash=renewed))
    return found


async def sign_in(
    db: AsyncSession,
    *,
    storefront_id: str,
    email: str,
    password: str,
    actor: Actor,
    now: datetime,
    agent: str = "",
    address: str = "",
) -> NewSession:
    """Open a session; what a visiting browser made so far moves along.  Raises: SignInRefused."""
    found = await check_password(db, storefront_id=storefront_id, email=email, password=password)
    visited = actor.space_id if not actor.is_signed_in else None
    spaces = (found.space_id,) if visited is None else (found.space_id, visited)
    await act_as(db, Scope("member", storefront_id, spaces))
    if visited is not None:
        user = await queries.lock_user(db, found.user_id)
        await join_space(db, user=user, space_id=visited, becomes_home=False, now=now)
    return await begin_session(
        db,
        storefront_id=storefront_id,
        space_ids=spaces,
        user_id=found.user_id,
        now=now,
        agent=agent,
        address=address,
    )


async def sign_out(db: AsyncSession, *, actor: Actor, now: datetime) -> None:
    """End the session that the actor came with."""
    if actor.means == "session":
        row = update(SessionRow).where(SessionRow.id == actor.means_id)
        await db.execute(row.values(revoked_at=now))


async def get_user(db: AsyncSession, *, actor: Actor) -> UserView:
    """The person who acts.  Raises: NotSignedIn."""
    found = None
    if actor.user_id is not None:
        found = await db.scalar(select(User).where(User.id == actor.user_id))
    if found is None:
        raise NotSignedIn("Sign in first.")
    return UserView(
        id=found.id,
        email=found.email,
        name=found.name,
        locale=found.locale,
        is_verified=found.verified_at is not None,
        created_at=found.created_at,
    )
