"""Accounts by their door: links, passwords, sessions, keys, tokens, and what nobody may see."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import bcrypt
import jwt
import pytest
import sqlalchemy as sa

from vetrina import accounts
from vetrina.accounts import Actor, Letterhead
from vetrina.infra.db import AsyncSession, Scope, act_as
from vetrina.infra.settings import Security
from vetrina.kernel import FrozenClock, new_id

SHOP, OTHER_SHOP = "shop", "othershop"
EMAIL, PASSWORD = "ada@example.com", "correct horse battery"
LETTER = Letterhead("Shop", "https://shop.example/password")
SECURITY = Security()


@pytest.fixture
async def db(database) -> AsyncIterator[AsyncSession]:
    """A session in which nobody acts yet, as at the start of a request."""
    async with database.begin() as session:
        yield session


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


async def access(db, clock, token, shop=SHOP):
    key = SECURITY.jwt_secret.get_secret_value()
    return await accounts.identify_token(
        db, storefront_id=shop, token=token, jwt_key=key, now=clock.now()
    )


async def refresh(db, clock, token):
    return await accounts.refresh_tokens(
        db, storefront_id=SHOP, token=token, security=SECURITY, now=clock.now()
    )


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


async def key(db, clock, secret, shop=SHOP):
    return await accounts.identify_key(db, storefront_id=shop, key=secret, now=clock.now())


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
