"""People for tests: they sign up by the link that was mailed, sign in, and are identified."""

from __future__ import annotations

import re

import sqlalchemy as sa

from vetrina import accounts
from vetrina.accounts import Actor, Letterhead
from vetrina.infra.db import AsyncSession, Scope, act_as
from vetrina.infra.settings import Security
from vetrina.kernel import FrozenClock

SHOP, OTHER_SHOP = "shop", "othershop"
EMAIL, PASSWORD = "ada@example.com", "correct horse battery"
LETTER = Letterhead("Shop", "https://shop.example/password")
SECURITY = Security()


def nobody(shop: str = SHOP) -> Actor:
    return Actor(shop)


async def mailed(db: AsyncSession, shop: str = SHOP) -> list[tuple[str, str]]:
    """(template, token) of every message so far, the oldest first."""
    await act_as(db, Scope("staff", shop))
    rows = await db.execute(sa.text("select template, body from mails order by created_at, id"))
    return [(r.template, re.search(r"token=([\w-]+)", r.body)[1]) for r in rows]


async def member(
    db: AsyncSession, clock: FrozenClock, email: str = EMAIL, actor: Actor | None = None
):
    """Sign up by link and set the password; the new session."""
    await accounts.sign_up(db, storefront_id=SHOP, email=email, letterhead=LETTER, now=clock.now())
    token = (await mailed(db))[-1][1]
    return await accounts.set_password(
        db,
        storefront_id=SHOP,
        token=token,
        password=PASSWORD,
        actor=actor or nobody(),
        now=clock.now(),
    )


async def sign_in(db: AsyncSession, clock: FrozenClock, email=EMAIL, password=PASSWORD, actor=None):
    return await accounts.sign_in(
        db,
        storefront_id=SHOP,
        email=email,
        password=password,
        actor=actor or nobody(),
        now=clock.now(),
    )


async def identify(db: AsyncSession, clock: FrozenClock, token: str, shop: str = SHOP):
    return await accounts.identify_session(db, storefront_id=shop, token=token, now=clock.now())


async def access(db, clock, token, shop=SHOP):
    key = SECURITY.jwt_secret.get_secret_value()
    return await accounts.identify_token(
        db, storefront_id=shop, token=token, jwt_key=key, now=clock.now()
    )


async def refresh(db, clock, token):
    return await accounts.refresh_tokens(
        db, storefront_id=SHOP, token=token, security=SECURITY, now=clock.now()
    )


async def key(db, clock, secret, shop=SHOP):
    return await accounts.identify_key(db, storefront_id=shop, key=secret, now=clock.now())
