"""Keys, tokens and what nobody may see, by the door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import jwt
import pytest
import sqlalchemy as sa

from factories.people import (
    EMAIL,
    LETTER,
    OTHER_SHOP,
    PASSWORD,
    SECURITY,
    SHOP,
    access,
    identify,
    key,
    mailed,
    member,
    nobody,
    refresh,
)
from vetrina import accounts
from vetrina.infra.db import AsyncSession, Scope, act_as
from vetrina.kernel import new_id


@pytest.fixture
async def db(database) -> AsyncIterator[AsyncSession]:
    """A session in which nobody acts yet, as at the start of a request."""
    async with database.begin() as session:
        yield session


async def test_a_reset_ends_every_session_and_chain_of_tokens(db, clock) -> None:
    first = await member(db, clock)
    pair = await accounts.issue_tokens(
        db, storefront_id=SHOP, email=EMAIL, password=PASSWORD, security=SECURITY, now=clock.now()
    )
    await accounts.ask_reset(
        db, storefront_id=SHOP, email=EMAIL, letterhead=LETTER, now=clock.now()
    )
    token = (await mailed(db))[-1][1]
    second = await accounts.set_password(
        db,
        storefront_id=SHOP,
        token=token,
        password="another long one",
        actor=nobody(),
        now=clock.now(),
    )
    assert await identify(db, clock, first.token) is None
    assert await access(db, clock, pair.access_token) is None
    with pytest.raises(accounts.NotSignedIn):
        await refresh(db, clock, pair.refresh_token)
    assert (await identify(db, clock, second.token)).user_id == second.actor.user_id


async def test_a_key_is_shown_once_kept_as_a_hash_rotated_and_revoked(db, clock) -> None:
    session = await member(db, clock)
    made = await accounts.make_key(db, actor=session.actor, name="CI", now=clock.now())
    stored = (await db.execute(sa.text("select prefix, token_hash from api_keys"))).one()
    assert made.key.startswith(stored.prefix)
    assert made.key.encode() not in bytes(stored.token_hash)
    assert (await key(db, clock, made.key)).space_id == session.actor.space_id
    renewed = await accounts.rotate_key(
        db, actor=session.actor, key_id=made.view.id, now=clock.now()
    )
    assert await key(db, clock, made.key) is None
    assert (await key(db, clock, renewed.key)).means_id == renewed.view.id
    await act_as(db, session.actor.scope)
    await accounts.revoke_key(db, actor=session.actor, key_id=renewed.view.id, now=clock.now())
    assert await accounts.list_keys(db, actor=session.actor) == []
    assert await key(db, clock, renewed.key) is None


async def test_a_visitor_cannot_make_keys(db, clock) -> None:
    visit = await accounts.begin_visit(db, storefront_id=SHOP, now=clock.now())
    with pytest.raises(accounts.NotSignedIn):
        await accounts.make_key(db, actor=visit.actor, name="x", now=clock.now())


async def test_an_access_token_lives_an_hour_and_is_bound_to_its_storefront(db, clock) -> None:
    session = await member(db, clock)
    pair = await accounts.issue_tokens(
        db, storefront_id=SHOP, email=EMAIL, password=PASSWORD, security=SECURITY, now=clock.now()
    )
    assert pair.expires_in_s == 3600
    assert (await access(db, clock, pair.access_token)).user_id == session.actor.user_id
    assert await access(db, clock, pair.access_token, OTHER_SHOP) is None
    clock.advance(timedelta(seconds=3599))
    assert await access(db, clock, pair.access_token) is not None
    clock.advance(timedelta(seconds=1))
    assert await access(db, clock, pair.access_token) is None


@pytest.mark.parametrize("algorithm", ["none", "HS512"])
async def test_a_forged_access_token_is_nobodys(db, clock, algorithm) -> None:
    session = await member(db, clock)
    body = {"sub": str(session.actor.user_id), "sf": SHOP, "fam": str(new_id()), "aud": "vetrina"}
    body |= {"iat": clock.now(), "exp": clock.now() + timedelta(hours=1)}
    forged = jwt.encode(body, None if algorithm == "none" else "guess" * 20, algorithm=algorithm)
    assert await access(db, clock, forged) is None


async def test_a_refresh_token_rotates_and_lapses_after_thirty_days(db, clock) -> None:
    await member(db, clock)
    pair = await accounts.issue_tokens(
        db, storefront_id=SHOP, email=EMAIL, password=PASSWORD, security=SECURITY, now=clock.now()
    )
    clock.advance(timedelta(seconds=2_591_999))
    renewed = await refresh(db, clock, pair.refresh_token)
    assert renewed.refresh_token != pair.refresh_token
    clock.advance(timedelta(seconds=2_592_000))
    with pytest.raises(accounts.NotSignedIn):
        await refresh(db, clock, renewed.refresh_token)


async def test_a_refresh_token_used_twice_ends_its_chain_although_the_request_fails(
    own_databases, clock
) -> None:
    async with own_databases.app.begin() as db:
        await member(db, clock)
    async with own_databases.app.begin() as db:
        stolen = await accounts.issue_tokens(
            db,
            storefront_id=SHOP,
            email=EMAIL,
            password=PASSWORD,
            security=SECURITY,
            now=clock.now(),
        )
    async with own_databases.app.begin() as db:
        renewed = await refresh(db, clock, stolen.refresh_token)
    with pytest.raises(accounts.TokenReplayed):
        async with own_databases.app.begin() as db:
            await refresh(db, clock, stolen.refresh_token)
    async with own_databases.app.begin() as db:
        assert await access(db, clock, renewed.access_token) is None
        with pytest.raises(accounts.NotSignedIn):
            await refresh(db, clock, renewed.refresh_token)


async def test_a_neighbour_sees_no_row_of_any_table_and_can_write_none(db, clock) -> None:
    session = await member(db, clock)
    await accounts.make_key(db, actor=session.actor, name="CI", now=clock.now())
    await accounts.issue_tokens(
        db, storefront_id=SHOP, email=EMAIL, password=PASSWORD, security=SECURITY, now=clock.now()
    )
    tables = (
        "users",
        "memberships",
        "sessions",
        "api_keys",
        "refresh_tokens",
        "mail_tokens",
        "mails",
    )
    for scope in (
        Scope("member", SHOP, (new_id(),)),
        Scope("staff", OTHER_SHOP),
        Scope("visitor", SHOP),
    ):
        await act_as(db, scope)
        for table in (*tables, "spaces"):
            assert await db.scalar(sa.text(f"select count(*) from {table}")) == 0, (scope, table)
        changed = await db.execute(sa.text("update users set email = 'stolen@example.com'"))
        assert changed.rowcount == 0
    await act_as(db, session.actor.scope)
    for table in (*tables, "spaces"):
        assert await db.scalar(sa.text(f"select count(*) from {table}")) > 0, table


async def test_secrets_of_one_storefront_open_no_other(db, clock) -> None:
    session = await member(db, clock)
    made = await accounts.make_key(db, actor=session.actor, name="CI", now=clock.now())
    assert await identify(db, clock, session.token, OTHER_SHOP) is None
    assert await key(db, clock, made.key, OTHER_SHOP) is None
