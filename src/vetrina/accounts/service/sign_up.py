"""Signing up and setting a password: always by a link that was sent to the address.

Sign-up asks for the address alone; the password is chosen behind the link.  So nobody can prepare
an account on another person's address and wait for them to confirm it, and the answer is the same
whether or not the address is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from vetrina import mailing
from vetrina.accounts import queries
from vetrina.accounts.errors import EmailUnreadable, TokenSpent
from vetrina.accounts.models import MailToken, Membership, RefreshToken, SessionRow, Space, User
from vetrina.accounts.passwords import check_strength, hash_password
from vetrina.accounts.queries import FoundMailToken
from vetrina.accounts.secrets import hash_secret, new_secret
from vetrina.accounts.service.join import join_space
from vetrina.accounts.service.sessions import begin_session
from vetrina.accounts.views import Actor, NewSession
from vetrina.infra.db import AsyncSession, Scope, act_as
from vetrina.kernel import new_id

EMAIL = re.compile(r"^[^@\s,;<>\"()]{1,64}@[^@\s,;<>\"()]+\.[^@\s.,;<>\"()]{2,63}$")
LONGEST_EMAIL = 254
VERIFY_LIFE = timedelta(hours=48)
RESET_LIFE = timedelta(seconds=3600)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a message about an account carries: the storefront's name, and where the link leads.

    link_base: address of the page that takes the token, from settings or a known host, never from
    what a client says.
    """

    storefront: str
    link_base: str
    locale: str = "en"


def read_email(text: str) -> str:
    """An address in the form in which it is stored.  Raises: EmailUnreadable."""
    email = text.strip().lower()
    if len(email) > LONGEST_EMAIL or not EMAIL.match(email):
        raise EmailUnreadable("This is no e-mail address. It looks like name@example.com.")
    return email


async def sign_up(
    db: AsyncSession, *, storefront_id: str, email: str, letterhead: Letterhead, now: datetime
) -> None:
    """Send a link to *email*: to finish signing up, or, for a known person, to sign in.

    Raises: EmailUnreadable.
    """
    address = read_email(email)
    known = await queries.find_user_for_sign_in(db, storefront_id, address)
    if known is not None and known.disabled_at is not None:
        return
    if known is None:
        user_id, space_id = await _make_user(db, storefront_id, address, letterhead.locale)
    else:
        user_id, space_id = known.user_id, known.space_id
    template = "account_known" if known and known.password_hash else "account_verify"
    who = (storefront_id, space_id, user_id, address)
    await _send_link(db, who, letterhead, template, now)


async def ask_reset(
    db: AsyncSession, *, storefront_id: str, email: str, letterhead: Letterhead, now: datetime
) -> None:
    """Send a link that sets a new password, if the address is known.  Raises: EmailUnreadable."""
    address = read_email(email)
    known = await queries.find_user_for_sign_in(db, storefront_id, address)
    if known is None or known.disabled_at is not None:
        return
    who = (storefront_id, known.space_id, known.user_id, address)
    await _send_link(db, who, letterhead, "account_reset", now)


async def set_password(
    db: AsyncSession,
    *,
    storefront_id: str,
    token: str,
    password: str,
    actor: Actor,
    now: datetime,
    agent: str = "",
    address: str = "",
) -> NewSession:
    """Use a link: verify the address, set the password, end all else, and sign in here.

    What the visiting browser made so far moves along.  Raises: TokenSpent, PasswordTooWeak.
    """
    found = await queries.find_mail_token(db, hash_secret(token))
    if found is None or found.storefront_id != storefront_id or found.expires_at <= now:
        raise TokenSpent
    visited = actor.space_id if not actor.is_signed_in else None
    spaces: tuple[UUID, ...] = (found.space_id, *([visited] if visited else []))
    await act_as(db, Scope("member", storefront_id, spaces))
    user = await queries.lock_user(db, found.user_id)
    check_strength(password, user.email)
    await _spend(db, found, now)
    is_new = user.password_hash is None
    user.password_hash, user.verified_at = await hash_password(password), user.verified_at or now
    await _end_everything(db, user.id, now)
    if visited is not None:
        await join_space(db, user=user, space_id=visited, becomes_home=is_new, now=now)
    home = user.space_id
    spaces = (home, *(space for space in spaces if space != home))
    told = {"agent": agent, "address": address}
    return await begin_session(
        db, storefront_id=storefront_id, space_ids=spaces, user_id=user.id, now=now, **told
    )


async def _make_user(
    db: AsyncSession, storefront_id: str, email: str, locale: str
) -> tuple[UUID, UUID]:
    """A person without a password, in a space of their own."""
    space_id, user_id = new_id(), new_id()
    await act_as(db, Scope("member", storefront_id, (space_id,)))
    db.add(Space(id=space_id, storefront_id=storefront_id, kind="personal"))
    own = {"storefront_id": storefront_id, "space_id": space_id}
    db.add(User(id=user_id, email=email, locale=locale, **own))
    await db.flush()
    db.add(Membership(user_id=user_id, role="owner", **own))
    await db.flush()
    return user_id, space_id


async def _send_link(
    db: AsyncSession,
    who: tuple[str, UUID, UUID, str],
    letterhead: Letterhead,
    template: str,
    now: datetime,
) -> None:
    storefront_id, space_id, _, email = who
    await act_as(db, Scope("member", storefront_id, (space_id,)))
    purpose = "verify" if template == "account_verify" else "reset"
    life = VERIFY_LIFE if purpose == "verify" else RESET_LIFE
    secret = _add_token(db, who, purpose, now, life)
    await mailing.queue_mail(
        db,
        storefront_id=storefront_id,
        space_id=space_id,
        to=email,
        template=template,
        locale=letterhead.locale,
        context={
            "storefront": letterhead.storefront,
            "link": f"{letterhead.link_base}?token={secret}",
            "hours": int(life.total_seconds() // 3600),
        },
        now=now,
    )


def _add_token(
    db: AsyncSession,
    who: tuple[str, UUID, UUID, str],
    purpose: str,
    now: datetime,
    life: timedelta,
) -> str:
    """The secret of a new link; its hash is kept."""
    storefront_id, space_id, user_id, _ = who
    secret = new_secret()
    db.add(
        MailToken(
            storefront_id=storefront_id,
            space_id=space_id,
            user_id=user_id,
            purpose=purpose,
            token_hash=hash_secret(secret),
            created_at=now,
            expires_at=now + life,
        )
    )
    return secret


async def _spend(db: AsyncSession, found: FoundMailToken, now: datetime) -> None:
    """Mark the link used; of two at once, one wins.  Raises: TokenSpent."""
    spent = await db.execute(
        update(MailToken)
        .where(MailToken.id == found.token_id, MailToken.used_at.is_(None))
        .values(used_at=now)
        .returning(MailToken.id)
    )
    if spent.one_or_none() is None:
        raise TokenSpent
    # Every other link that is on its way to this person is void now.
    others = update(MailToken).where(
        MailToken.user_id == found.user_id, MailToken.used_at.is_(None)
    )
    await db.execute(others.values(used_at=now))


async def _end_everything(db: AsyncSession, user_id: UUID, now: datetime) -> None:
    for table in (SessionRow, RefreshToken):
        live = update(table).where(table.user_id == user_id, table.revoked_at.is_(None))
        await db.execute(live.values(revoked_at=now))
