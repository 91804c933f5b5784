"""The API of accounts behind all middleware: cookies, keys, tokens, other sites, limits."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
import sqlalchemy as sa

from factories import house
from factories.people import EMAIL, PASSWORD
from vetrina.accounts.routes import router
from vetrina.infra import limits, settings
from vetrina.infra.db import Scope
from vetrina.staging.routes import router as staging_routes


@pytest.fixture
async def make_client(
    own_databases, tmp_path, clock
) -> AsyncIterator[Callable[..., httpx.AsyncClient]]:
    made = []

    def make(
        shop: str = house.SHOP,
        sections: dict | None = None,
        address: str = "127.0.0.1",
        **headers,
    ) -> httpx.AsyncClient:
        parts = house.make_parts(own_databases, tmp_path, clock, **(sections or {}))
        made.append(parts)
        app = house.make_app(parts, router, staging_routes)
        return house.make_client(app, shop, address, **headers)

    yield make
    for parts in made:
        await parts.outgoing.close()


@pytest.fixture
def token_in_mail(own_databases) -> Callable:
    async def find(shop: str = house.SHOP) -> str:
        async with own_databases.app.begin(Scope("staff", shop)) as db:
            body = await db.scalar(sa.text("select body from mails order by created_at, id desc"))
        return re.search(r"token=([\w-]+)", body)[1]

    return find


async def join(client, token_in_mail, email: str = EMAIL) -> dict:
    assert (await client.post("/api/v1/accounts", json={"email": email})).status_code == 202
    told = {"token": await token_in_mail(), "password": PASSWORD}
    answer = await client.post("/api/v1/accounts/password", json=told)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_person_signs_up_by_link_signs_out_and_in_again(make_client, token_in_mail) -> None:
    async with make_client() as client:
        me = await join(client, token_in_mail)
        assert (me["is_signed_in"], me["user"]["email"]) == (True, EMAIL)
        assert (await client.get("/api/v1/me")).json() == me
        assert (await client.delete("/api/v1/sessions/current")).status_code == 204
        assert (await client.get("/api/v1/me")).json()["is_signed_in"] is False
        told = {"email": EMAIL, "password": PASSWORD}
        again = await client.post("/api/v1/sessions", json=told)
        assert (again.status_code, again.json()["user"]) == (201, me["user"])


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_shops(
    make_client, token_in_mail
) -> None:
    async with make_client() as client:
        await client.post("/api/v1/accounts", json={"email": EMAIL})
        told = {"token": await token_in_mail(), "password": PASSWORD}
        answer = await client.post("/api/v1/accounts/password", json=told)
        cookie = answer.headers["set-cookie"].lower()
        assert all(word in cookie for word in ("httponly", "samesite=lax", "path=/at/stagecraft"))
        secret = client.cookies["vetrina_session"]
    async with make_client(house.OTHER_SHOP, Cookie=f"vetrina_session={secret}") as other:
        assert (await other.get("/api/v1/me")).json()["is_signed_in"] is False


async def test_a_wrong_password_is_refused_alike_and_written_down(
    make_client, token_in_mail, own_databases
) -> None:
    async with make_client() as client:
        await join(client, token_in_mail)
        details = set()
        for email in (EMAIL, "nobody@example.com"):
            told = {"email": email, "password": "wrong password"}
            for path in ("/api/v1/sessions", "/api/v1/tokens"):
                refused = await client.post(path, json=told)
                assert (refused.status_code, refused.json()["code"]) == (401, "sign_in_refused")
                details.add(refused.json()["detail"])
    assert len(details) == 1
    async with own_databases.app.begin(Scope("staff", house.SHOP)) as db:
        lines = await db.scalars(sa.text("select act from audit_lines"))
    assert lines.all().count("sign_in.refused") == 4


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": ""},
    ],
)
async def test_what_another_site_sends_with_the_cookie_is_refused(
    make_client, token_in_mail, headers
) -> None:
    async with make_client() as client:
        await join(client, token_in_mail)
        if not headers["Sec-Fetch-Site"]:
            del client.headers["Sec-Fetch-Site"]
            headers = {name: value for name, value in headers.items() if value}
        refused = await client.post("/api/v1/keys", json={"name": "x"}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "origin_foreign")
        assert (await client.get("/api/v1/keys")).json() == []


async def test_our_own_page_is_known_by_its_origin_where_the_browser_says_no_more(
    make_client, token_in_mail
) -> None:
    async with make_client() as client:
        await join(client, token_in_mail)
        del client.headers["Sec-Fetch-Site"]
        own = {"Origin": "http://localhost"}
        made = await client.post("/api/v1/keys", json={"name": "x"}, headers=own)
        assert made.status_code == 201


async def test_a_key_acts_for_its_space_from_any_site_until_it_is_revoked(
    make_client, token_in_mail
) -> None:
    async with make_client() as client:
        await join(client, token_in_mail)
        made = (await client.post("/api/v1/keys", json={"name": "Import"})).json()
        assert made["key"].startswith(made["prefix"])
        for name, value in (("X-API-Key", made["key"]), ("Authorization", f"Bearer {made['key']}")):
            async with make_client(**{name: value, "Sec-Fetch-Site": "cross-site"}) as program:
                assert (await program.get("/api/v1/me")).json()["means"] == "api_key"
        listed = (await client.get("/api/v1/keys")).json()
        assert [sorted(key) for key in listed] == [
            ["created_at", "id", "name", "prefix", "used_at"]
        ]
        renewed = (await client.post(f"/api/v1/keys/{made['id']}/rotate")).json()
        async with make_client(**{"X-API-Key": made["key"]}) as program:
            refused = await program.get("/api/v1/stagings")
            assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")
            assert refused.headers["www-authenticate"] == "Bearer"
        assert (await client.delete(f"/api/v1/keys/{renewed['id']}")).status_code == 204
        again = await client.delete(f"/api/v1/keys/{renewed['id']}")
        assert (again.status_code, again.json()["code"]) == (404, "key_not_found")


async def test_a_key_of_one_shop_opens_no_other(make_client, token_in_mail) -> None:
    async with make_client() as client:
        await join(client, token_in_mail)
        key = (await client.post("/api/v1/keys", json={})).json()["key"]
    async with make_client(house.OTHER_SHOP, **{"X-API-Key": key}) as program:
        assert (await program.get("/api/v1/me")).status_code == 401


async def test_tokens_rotate_and_a_second_use_ends_the_chain(make_client, token_in_mail) -> None:
    async with make_client() as client:
        await join(client, token_in_mail)
        told = {"email": EMAIL, "password": PASSWORD}
        first = (await client.post("/api/v1/tokens", json=told)).json()
        assert (first["token_type"], first["expires_in"]) == ("Bearer", 3600)
        renew = {"refresh_token": first["refresh_token"]}
        second = (await client.post("/api/v1/tokens/refresh", json=renew)).json()
        bearer = {"Authorization": f"Bearer {second['access_token']}"}
        assert (await client.get("/api/v1/me", headers=bearer)).json()["means"] == "access_token"
        replayed = await client.post("/api/v1/tokens/refresh", json=renew)
        assert (replayed.status_code, replayed.json()["code"]) == (401, "token_replayed")
        assert (await client.get("/api/v1/me", headers=bearer)).status_code == 401


async def test_a_session_ended_elsewhere_is_over_at_once(make_client, token_in_mail) -> None:
    async with make_client() as first, make_client() as second:
        await join(first, token_in_mail)
        await second.post("/api/v1/sessions", json={"email": EMAIL, "password": PASSWORD})
        listed = (await second.get("/api/v1/sessions")).json()
        [other] = [session["id"] for session in listed if not session["is_this"]]
        assert (await second.delete(f"/api/v1/sessions/{other}")).status_code == 204
        assert (await first.get("/api/v1/me")).json()["is_signed_in"] is False


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/v1/keys"), ("POST", "/api/v1/keys"), ("GET", "/api/v1/sessions")],
)
async def test_a_visitor_has_no_keys_and_no_sessions(make_client, method, path) -> None:
    async with make_client() as client:
        answer = await client.request(method, path, json={} if method == "POST" else None)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_the_sixty_first_call_of_a_minute_waits_and_says_how_long(make_client) -> None:
    async with make_client(sections={"limits": settings.Limits()}) as client:
        answers = [await client.get("/api/v1/me") for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert answers[0].headers["ratelimit-remaining"] == "59"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


async def test_the_thousand_and_first_call_of_an_hour_waits(make_client, own_databases) -> None:
    hour = limits.Rate(settings.Limits().per_hour, 3600)
    limiter = limits.PostgresLimiter(own_databases.app.engine)
    for _ in range(999):
        await limiter.hit("calls:127.0.0.1", hour)
    async with make_client(sections={"limits": settings.Limits()}) as client:
        last, refused = [await client.get("/api/v1/me") for _ in range(2)]
        assert (await client.get("/api/v1/styles")).status_code == 429
    assert (last.status_code, last.headers["ratelimit-remaining"]) == (200, "0")
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert refused.headers["ratelimit-limit"] == "1000"
    assert 60 < int(refused.headers["retry-after"]) <= 3600


async def test_many_addresses_guess_at_one_account_no_faster_than_one(
    make_client, token_in_mail
) -> None:
    section = house.PLENTY.model_copy(update={"sign_ins_per_hour": 4})
    known = {"email": EMAIL, "password": PASSWORD}
    wrong = {"email": EMAIL, "password": "wrong password"}
    stranger = {"email": "nobody@example.com", "password": "wrong password"}
    async with make_client(sections={"limits": section}) as client:
        await join(client, token_in_mail)
    seen: dict[str, list[int]] = {"known": [], "stranger": []}
    for turn in range(5):
        async with make_client(
            sections={"limits": section}, address=f"127.0.0.{turn + 10}"
        ) as client:
            path = ("/api/v1/sessions", "/api/v1/tokens")[turn % 2]
            guess = known if turn == 4 else {**wrong, "email": (EMAIL, EMAIL.upper())[turn % 2]}
            answer = await client.post(path, json=guess)
            seen["known"].append(answer.status_code)
            seen["stranger"].append((await client.post(path, json=stranger)).status_code)
    assert seen == {name: [401] * 4 + [429] for name in seen}
    assert 60 < int(answer.headers["retry-after"]) <= 3600
    async with make_client(house.OTHER_SHOP, sections={"limits": section}) as elsewhere:
        assert (await elsewhere.post("/api/v1/sessions", json=wrong)).status_code == 401
    async with make_client(sections={"limits": section}) as client:
        await client.post("/api/v1/accounts/reset", json={"email": EMAIL})
        told = {"token": await token_in_mail(), "password": PASSWORD}
        assert (await client.post("/api/v1/accounts/password", json=told)).status_code == 200


async def test_what_a_visitor_made_moves_into_the_account(make_client, token_in_mail) -> None:
    async with make_client() as client:
        staged = await client.post(
            "/api/v1/stagings",
            data={"style": "modern_luxury"},
            files={"photo": ("room.jpg", house.photo(), "image/jpeg")},
        )
        assert staged.status_code == 202, staged.text
        me = await join(client, token_in_mail)
        assert me["user"]["email"] == EMAIL
        mine = (await client.get("/api/v1/stagings")).json()["items"]
        assert [staging["id"] for staging in mine] == [staged.json()["id"]]


async def test_no_link_is_mailed_that_a_strangers_host_header_made_up(
    make_client, own_databases
) -> None:
    async with make_client(Host="evil.example") as client:
        refused = await client.post("/api/v1/accounts", json={"email": EMAIL})
        assert (refused.status_code, refused.json()["code"]) == (503, "address_unknown")
    public = {"web": settings.Web(public_url="https://shops.example")}
    async with make_client(sections=public, Host="evil.example") as client:
        assert (await client.post("/api/v1/accounts", json={"email": EMAIL})).status_code == 202
    async with own_databases.app.begin(Scope("staff", house.SHOP)) as db:
        bodies = (await db.scalars(sa.text("select body from mails"))).all()
    assert len(bodies) == 1
    assert "https://shops.example/at/stagecraft/password?token=" in bodies[0]
