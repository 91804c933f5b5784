"""Every operation of the API's document, asked what nobody would ask: no fault, no stray answer.

Schemathesis draws requests from the document, such that fit it and such that do not; the
application answers behind its real server.  What is drawn follows from the document alone.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as draws
from hypothesis import strategies as st
from pydantic import SecretStr
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from factories import house
from factories.people import EMAIL, PASSWORD
from vetrina import app
from vetrina.infra import db, settings, web
from vetrina.kernel import new_id

DRAWS = draws(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
GOOD_FIELDS = {
    "/api/v1/media": {"file": house.photo()},
    "/api/v1/stagings": {"photo": house.photo(), "style": "modern_luxury"},
}
"""Without these nothing of the rest of a form would be looked at."""
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Served:
    """The application behind its server, and a person's browser and key."""

    base: str
    browser: httpx.Client
    key: str

    def thing(self, name: str) -> str:
        """The id of something of the person's that is really there; *name* as paths call it."""
        if name == "key_id":
            return self._made("/api/v1/keys", json={"name": "another"})
        if name == "session_id":
            told = {"email": EMAIL, "password": PASSWORD}
            httpx.post(
                f"{self.base}/api/v1/sessions", json=told, trust_env=False
            ).raise_for_status()
            held = self.browser.get("/api/v1/sessions").json()
            return next(one["id"] for one in held if not one["is_this"])
        photo = ("room.jpg", house.photo(), "image/jpeg")
        if name == "media_id":
            return self._made("/api/v1/media", files={"file": photo})
        wish = {"style": "modern_luxury"}
        made = self._made("/api/v1/stagings", data=wish, files={"photo": photo})
        self.browser.post(f"/api/v1/stagings/{made}/cancel").raise_for_status()
        return made

    def _made(self, path: str, **body: Any) -> str:
        answer = self.browser.post(path, **body)
        assert answer.status_code in {201, 202}, answer.text
        return answer.json()["id"]


@pytest.fixture(scope="module")
def served(server, tmp_path_factory, loopback) -> Iterator[Served]:
    """A whole web process in a thread, on a database of its own."""
    name = f"fuzz_{new_id().hex}"
    server.clone(name)
    whole = settings.Settings(
        data_dir=tmp_path_factory.mktemp("fuzz"),
        limits=settings.Limits(enabled=False),
        studio=house.FAKE,
        ports=settings.Ports(web=loopback.free_port(), payments=0),
        database=settings.Database(
            app_url=SecretStr(server.url(name, db.APP)),
            worker_url=SecretStr(server.url(name, db.WORKER)),
        ),
    )
    parts = app.build_parts(whole)
    running = web.make_server(
        app.wrap(app.make_api(parts)), whole, parts.draining, takes_signals=False
    )
    sockets = web.open_sockets(whole)
    thread = threading.Thread(target=lambda: asyncio.run(running.serve(sockets=sockets)))
    thread.start()
    base = f"http://127.0.0.1:{whole.ports.web}/at/{house.SHOP}"
    loopback.wait_for(whole.ports.web)
    with httpx.Client(base_url=base, headers=house.OWN_PAGE, trust_env=False) as browser:
        yield Served(base, browser, _join(browser, db.driver_dsn(server.url(name, db.WORKER))))
    running.should_exit = True
    thread.join(30)
    server.drop(name)


def _join(browser: httpx.Client, dsn: str) -> str:
    """Sign somebody up in *browser*; their API key."""
    assert browser.post("/api/v1/accounts", json={"email": EMAIL}).status_code == 202
    with psycopg.connect(dsn) as connection:
        connection.execute("select set_config('app.scope', 'job', true)")
        [body] = connection.execute("select body from mails").fetchone()
    told = {"token": re.search(r"token=([\w-]+)", body)[1], "password": PASSWORD}
    assert browser.post("/api/v1/accounts/password", json=told).status_code == 200
    return browser.post("/api/v1/keys", json={"name": "fuzz"}).json()["key"]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=["that fit", "that do not fit"])
def test_requests_of_every_kind_are_answered_as_the_document_says(served, mode) -> None:
    document = schemathesis.openapi.from_dict(app.describe_api())
    document.config.generation.update(with_security_parameters=False)  # Keys are ours to send.
    statuses: Counter[int] = Counter()
    with requests.Session() as session:
        session.trust_env = False
        for found in document.get_all_operations():
            operation = found.ok()
            if mode is GenerationMode.POSITIVE or _can_be_wrong(operation):
                for key in ({}, {"X-API-Key": served.key}):
                    statuses += _ask(operation, mode, served, session, key)
    assert statuses.total() > 250
    assert min(statuses) >= 200
    assert max(statuses) < 500


def _can_be_wrong(operation: Any) -> bool:
    """Nothing can be wrong with a request that has nothing in it."""
    return bool(list(operation.iter_parameters()) or operation.body)


def _ask(operation: Any, mode: GenerationMode, served: Served, session: Any, key: dict) -> Counter:
    """Put *operation* as often as the settings say, half of the times to what is really there."""
    statuses: Counter[int] = Counter()
    named = [parameter.name for parameter in operation.path_parameters]
    there = {name: served.thing(name) for name in named}

    @DRAWS
    @given(case=operation.as_strategy(generation_mode=mode), is_there=st.booleans())
    def ask(case: schemathesis.Case, is_there: bool) -> None:
        if is_there:
            case.path_parameters.update(there)
            if isinstance(case.body, dict):
                case.body |= GOOD_FIELDS.get(operation.path, {})
        session.cookies.clear()
        answer = case.call(base_url=served.base, headers=key, session=session, timeout=30)
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == [PROBLEM]
            assert answer.json()["status"] == answer.status_code
        statuses[answer.status_code] += 1

    ask()
    return statuses


@pytest.mark.parametrize("seed", ["-1", str(2**31), str(10**30), "1\0"])
def test_a_seed_that_no_column_holds_is_refused(served, seed) -> None:
    answer = served.browser.post(
        "/api/v1/stagings",
        data={"style": "modern_luxury", "seed": seed},
        files={"photo": ("room.jpg", house.photo(), "image/jpeg")},
    )
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)


def test_a_text_that_the_database_cannot_hold_is_refused(served) -> None:
    answer = served.browser.post("/api/v1/keys", json={"name": "a\0b"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    assert answer.json()["detail"] == "a text has a character of code 0 in it"
    assert "a\0b" not in {key["name"] for key in served.browser.get("/api/v1/keys").json()}


def test_a_file_name_that_the_database_cannot_hold_is_no_fault(served) -> None:
    photo = ("a\0b.jpg", house.photo(), "image/jpeg")
    answer = served.browser.post("/api/v1/media", files={"file": photo})
    assert answer.status_code in {201, 422}
