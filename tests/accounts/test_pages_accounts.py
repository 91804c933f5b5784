"""The pages of accounts and the outbox over HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr

from vetrina import app
from vetrina.accounts.agents import describe_agent
from vetrina.infra import settings

PASSWORD = "three plain words"
STRONG = {
    "secret_key": SecretStr("k" * 16 + "0123456789abcdefghijklmnopqrstuv"),
    "jwt_secret": SecretStr("j" * 16 + "0123456789abcdefghijklmnopqrstuv"),
}


@pytest.fixture
async def make_client(own_databases, tmp_path) -> AsyncIterator[Callable[..., AsyncClient]]:
    """Makes browsers in front of a web process; sections of the settings may be changed."""
    opened: list[Any] = []

    def make(**sections: Any) -> AsyncClient:
        database = settings.Database(
            app_url=SecretStr(own_databases.app_url), worker_url=SecretStr(own_databases.worker_url)
        )
        whole = settings.Settings(data_dir=tmp_path, database=database, **sections)
        parts = app.build_parts(whole)
        transport = ASGITransport(app.wrap(app.make_api(parts)), client=("127.0.0.1", 1))
        own = {"sec-fetch-site": "same-origin", "accept": "text/html"}
        client = AsyncClient(
            transport=transport, base_url="http://stagecraft.localhost", headers=own
        )
        opened.append((client, parts))
        return client

    yield make
    for client, parts in opened:
        await client.aclose()
        await parts.outgoing.close()
        await parts.database.close()


async def sign_up(client: AsyncClient, email: str) -> str:
    """Ask for an account and return the link of the mail, as a path."""
    answer = await client.post("/sign-up", data={"email": email})
    assert answer.status_code == 200
    outbox = (await client.get("/outbox")).text
    found = re.search(r'href="http://stagecraft\.localhost(/password\?token=[\w-]+)"', outbox)
    assert found
    return found[1]


async def set_password(client: AsyncClient, link: str, password: str = PASSWORD) -> Any:
    token = link.partition("token=")[2]
    return await client.post("/password", data={"token": token, "password": password})


async def test_an_account_is_made_by_a_link_and_shows_itself(make_client) -> None:
    client = make_client()
    link = await sign_up(client, "Maria@Example.com")
    page = await client.get(link)
    assert page.headers["cache-control"] == "no-store"
    assert 'autocomplete="new-password"' in page.text
    answer = await set_password(client, link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    account = await client.get("/account")
    assert "maria@example.com" in account.text
    assert "this one" in account.text


async def test_a_weak_password_is_told_and_the_link_still_works(make_client) -> None:
    client = make_client()
    link = await sign_up(client, "weak@example.com")
    answer = await set_password(client, link, "short")
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text
    assert "short" not in re.sub(r"<[^>]*>", "", answer.text)
    assert (await set_password(client, link)).status_code == 303


async def test_a_link_works_once(make_client) -> None:
    client = make_client()
    link = await sign_up(client, "once@example.com")
    assert (await set_password(client, link)).status_code == 303
    client.cookies.clear()
    again = await set_password(client, link)
    assert again.status_code == 422
    assert "This link does not work any more." in again.text
    assert "set-cookie" not in again.headers


async def test_the_answer_is_the_same_for_known_and_unknown_addresses(make_client) -> None:
    client = make_client()
    await set_password(client, await sign_up(client, "known@example.com"))
    client.cookies.clear()
    for path in ("/sign-up", "/reset"):
        known = await client.post(path, data={"email": "known@example.com"})
        unknown = await client.post(path, data={"email": "other@example.com"})
        assert known.text.replace("known@", "other@") == unknown.text
        assert known.status_code == unknown.status_code == 200


async def test_an_unreadable_address_is_told_beside_the_field(make_client) -> None:
    client = make_client()
    answer = await client.post("/sign-up", data={"email": "not an address"})
    assert answer.status_code == 422
    assert 'value="not an address"' in answer.text
    assert 'aria-describedby="email-error"' in answer.text


async def test_a_link_never_leads_to_a_host_that_a_stranger_named(make_client) -> None:
    client = make_client()
    fields = {"email": "victim@example.com"}
    for path in ("/at/stagecraft/sign-up", "/at/stagecraft/reset"):
        await client.post(path, data=fields, headers={"host": "evil.example"})
    outbox = (await client.get("/outbox")).text
    assert "evil.example" not in outbox
    assert "victim@example.com" not in outbox


@pytest.mark.parametrize("bad", ["//evil.example", "https://evil.example", "\\evil", "/\\evil"])
async def test_signing_in_never_leads_elsewhere(make_client, bad) -> None:
    client = make_client()
    await set_password(client, await sign_up(client, "way@example.com"))
    client.cookies.clear()
    fields = {"email": "way@example.com", "password": PASSWORD, "next": bad}
    answer = await client.post("/sign-in", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_guessing_at_one_account_is_slowed_on_the_page_too(make_client) -> None:
    limits = settings.Limits(sign_ins_per_hour=2)
    client = make_client(limits=limits)
    fields = {"email": "guessed@example.com", "password": "a wrong guess"}
    answers = [await client.post("/sign-in", data=fields) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert int(answers[-1].headers["retry-after"]) > 60
    other = await client.post("/sign-in", data={**fields, "email": "other@example.com"})
    assert other.status_code == 422


async def test_a_new_key_is_on_the_page_once_and_is_not_kept_by_the_browser(make_client) -> None:
    client = make_client()
    await set_password(client, await sign_up(client, "key@example.com"))
    made = await client.post("/account/keys", data={"name": "Office"})
    found = re.search(r"vk_[0-9a-f]{8}_[\w-]{43}", made.text)
    assert found
    assert made.headers["cache-control"] == "no-store"
    assert found[0] not in (await client.get("/account")).text


async def test_nobody_makes_a_key_without_an_account(make_client) -> None:
    client = make_client()
    assert (await client.post("/account/keys", data={"name": "x"})).status_code == 401
    page = await client.get("/account")
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=%2Faccount")


async def test_signing_out_ends_the_session_everywhere(make_client) -> None:
    client = make_client()
    await set_password(client, await sign_up(client, "out@example.com"))
    kept = dict(client.cookies)
    answer = await client.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    client.cookies.clear()
    client.cookies.update(kept)
    assert (await client.get("/account")).status_code == 303


async def test_the_outbox_is_not_there_in_production(make_client) -> None:
    client = make_client(profile="production", security=settings.Security(**STRONG))
    assert (await client.get("/outbox")).status_code == 404


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "Unknown"),
    ],
)
def test_a_session_is_called_by_its_browser(agent, name) -> None:
    assert describe_agent(agent) == name
