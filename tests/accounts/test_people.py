"""Accounts by their door: links, passwords, sessions, and what a visitor made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import bcrypt
import pytest
import sqlalchemy as sa

from factories.people import (
    EMAIL,
    LETTER,
    PASSWORD,
    SHOP,
    identify,
    mailed,
    member,
    nobody,
    sign_in,
)
from vetrina import accounts
from vetrina.infra.db import AsyncSession, act_as


@pytest.fixture
async def db(database) -> AsyncIterator[AsyncSession]:
    """A session in which nobody acts yet, as at the start of a request."""
    async with database.begin() as session:
        yield session


async def test_a_person_signs_up_by_link_and_is_verified(db, clock) -> None:
    session = await member(db, clock)
    user = await accounts.get_user(db, actor=session.actor)
    assert (user.email, user.is_verified) == (EMAIL, True)
    assert (await identify(db, clock, session.token)).user_id == user.id


async def test_a_known_address_gets_another_letter_and_the_same_answer(db, clock) -> None:
    await member(db, clock)
    again = await accounts.sign_up(
        db, storefront_id=SHOP, email=f"  {EMAIL.upper()} ", letterhead=LETTER, now=clock.now()
    )
    assert again is None
    assert [template for template, _ in await mailed(db)] == ["account_verify", "account_known"]


async def test_a_reset_for_an_unknown_address_sends_nothing_and_says_the_same(db, clock) -> None:
    answer = await accounts.ask_reset(
        db, storefront_id=SHOP, email="nobody@example.com", letterhead=LETTER, now=clock.now()
    )
    assert answer is None
    assert await mailed(db) == []


async def test_the_wrong_password_and_the_unknown_address_are_refused_alike(db, clock) -> None:
    await member(db, clock)
    messages = set()
    for email, password in ((EMAIL, "wrong password"), ("x@example.com", PASSWORD), ("no", "no")):
        with pytest.raises(accounts.SignInRefused) as refused:
            await sign_in(db, clock, email, password)
        messages.add(refused.value.message)
    assert len(messages) == 1


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=48)], ids=["twice", "too late"])
async def test_a_link_works_once_and_lapses(db, clock, late) -> None:
    if not late:
        await member(db, clock)
    else:
        await accounts.sign_up(
            db, storefront_id=SHOP, email=EMAIL, letterhead=LETTER, now=clock.now()
        )
        clock.advance(late)
    token = (await mailed(db))[0][1]
    with pytest.raises(accounts.TokenSpent):
        await accounts.set_password(
            db, storefront_id=SHOP, token=token, password=PASSWORD, actor=nobody(), now=clock.now()
        )


async def test_a_link_for_another_password_lapses_after_an_hour(db, clock) -> None:
    await member(db, clock)
    await accounts.ask_reset(
        db, storefront_id=SHOP, email=EMAIL, letterhead=LETTER, now=clock.now()
    )
    token = (await mailed(db))[-1][1]
    clock.advance(timedelta(seconds=3600))
    with pytest.raises(accounts.TokenSpent):
        await accounts.set_password(
            db, storefront_id=SHOP, token=token, password=PASSWORD, actor=nobody(), now=clock.now()
        )


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", EMAIL, "x" * 300])
async def test_a_weak_password_is_refused_and_the_link_stays_good(db, clock, password) -> None:
    await accounts.sign_up(db, storefront_id=SHOP, email=EMAIL, letterhead=LETTER, now=clock.now())
    token = (await mailed(db))[0][1]
    arguments = {"storefront_id": SHOP, "token": token, "actor": nobody(), "now": clock.now()}
    with pytest.raises(accounts.PasswordTooWeak):
        await accounts.set_password(db, password=password, **arguments)
    assert (await accounts.set_password(db, password=PASSWORD, **arguments)).actor.is_signed_in


@pytest.mark.parametrize(
    "email", ["", "a", "a@b", "a b@c.de", "a@b.c", f"{'x' * 300}@c.de", 'a"@c.de']
)
async def test_what_is_no_address_is_refused(db, clock, email) -> None:
    with pytest.raises(accounts.EmailUnreadable):
        await accounts.sign_up(
            db, storefront_id=SHOP, email=email, letterhead=LETTER, now=clock.now()
        )


async def test_a_visitors_space_becomes_the_new_accounts_own(db, clock) -> None:
    visit = await accounts.begin_visit(db, storefront_id=SHOP, now=clock.now())
    session = await member(db, clock, actor=visit.actor)
    assert session.actor.space_id == visit.actor.space_id
    assert await identify(db, clock, visit.token) is None


async def test_a_visitors_space_is_added_to_an_account_that_signs_in(db, clock) -> None:
    home = (await member(db, clock)).actor.space_id
    visit = await accounts.begin_visit(db, storefront_id=SHOP, now=clock.now())
    session = await sign_in(db, clock, actor=visit.actor)
    assert session.actor.space_ids == (home, visit.actor.space_id)
    found = await identify(db, clock, session.token)
    assert set(found.space_ids) == {home, visit.actor.space_id}


async def test_a_link_opened_elsewhere_does_not_take_over_the_space_of_who_asked(db, clock) -> None:
    attacker = await accounts.begin_visit(db, storefront_id=SHOP, now=clock.now())
    victim = await member(db, clock)
    assert attacker.actor.space_id not in victim.actor.space_ids


async def test_an_imported_bcrypt_hash_is_verified_and_replaced(db, clock) -> None:
    session = await member(db, clock)
    old = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    await act_as(db, session.actor.scope)
    await db.execute(sa.text("update users set password_hash = :h"), {"h": old})
    await sign_in(db, clock)
    held = await db.scalar(sa.text("select password_hash from users"))
    assert held.startswith("$argon2id$")
    assert (await sign_in(db, clock)).actor.user_id == session.actor.user_id


async def test_sessions_are_listed_and_ended_one_by_one(db, clock) -> None:
    first = await member(db, clock)
    clock.advance(timedelta(minutes=1))
    second = await sign_in(db, clock)
    listed = await accounts.list_sessions(db, actor=second.actor, now=clock.now())
    assert [(s.id, s.is_this) for s in listed] == [
        (second.actor.means_id, True),
        (first.actor.means_id, False),
    ]
    await accounts.end_session(
        db, actor=second.actor, session_id=first.actor.means_id, now=clock.now()
    )
    assert await identify(db, clock, first.token) is None
    with pytest.raises(accounts.SessionNotFound):
        await accounts.end_session(
            db, actor=second.actor, session_id=first.actor.means_id, now=clock.now()
        )


async def test_a_session_lapses_thirty_days_after_it_was_last_seen(db, clock) -> None:
    session = await member(db, clock)
    clock.advance(timedelta(days=29))
    assert await identify(db, clock, session.token) is not None
    clock.advance(timedelta(days=29))
    assert await identify(db, clock, session.token) is not None
    clock.advance(timedelta(days=30))
    assert await identify(db, clock, session.token) is None


async def test_signing_out_ends_the_session(db, clock) -> None:
    session = await member(db, clock)
    await accounts.sign_out(db, actor=session.actor, now=clock.now())
    assert await identify(db, clock, session.token) is None


async def test_of_two_who_use_one_link_at_once_one_wins(own_databases, clock) -> None:
    async with own_databases.app.begin() as db:
        await accounts.sign_up(
            db, storefront_id=SHOP, email=EMAIL, letterhead=LETTER, now=clock.now()
        )
    async with own_databases.app.begin() as db:
        token = (await mailed(db))[0][1]

    async def use(password: str) -> bool:
        try:
            async with own_databases.app.begin() as db:
                await accounts.set_password(
                    db,
                    storefront_id=SHOP,
                    token=token,
                    password=password,
                    actor=nobody(),
                    now=clock.now(),
                )
        except accounts.TokenSpent:
            return False
        return True

    assert sorted(await asyncio.gather(*(use(f"password number {n}") for n in range(6)))) == [
        *[False] * 5,
        True,
    ]
