"""Every answer is protected, bounded, named and counted; nobody lies about who calls."""

import asyncio
import socket

import httpx
import psycopg
import pytest
import sqlalchemy.exc
from fastapi import FastAPI, Request, UploadFile
from httpx import ASGITransport, AsyncClient
from prometheus_client import REGISTRY

from vetrina.infra import settings
from vetrina.infra.limits import Decision, Rate, TooManyRequests
from vetrina.infra.web import PortTaken, install_errors, make_server, open_sockets, wrap
from vetrina.infra.web.body import MULTIPART_EXTRA
from vetrina.kernel import AppError

LIMIT = 10_485_760


class Gone(AppError):
    kind = "not_found"
    code = "staging_not_found"


class Denied(AppError):
    kind = "unauthenticated"
    code = "no_key"


def make_app() -> FastAPI:
    app = FastAPI()
    install_errors(app)

    @app.post("/size")
    async def size(request: Request):
        return {"size": len(await request.body())}

    @app.post("/file")
    async def file(photo: UploadFile):
        return {"size": len(await photo.read())}

    @app.get("/who")
    async def who(request: Request):
        return {"client": request.client and request.client.host, "scheme": request.url.scheme}

    @app.get("/things/{thing_id}")
    async def thing(thing_id: int):
        errors = {
            1: Gone("this staging is not here", details={"id": 1}),
            2: TooManyRequests(Decision(False, Rate(10, 60), 0, 41.2)),
            3: LookupError("a secret detail"),
            4: Denied("send a key"),
            5: sqlalchemy.exc.OperationalError("select 1", {}, psycopg.errors.AdminShutdown()),
            6: sqlalchemy.exc.OperationalError("select 1", {}, psycopg.OperationalError("gone")),
            7: sqlalchemy.exc.TimeoutError("no connection of the pool in time"),
            8: sqlalchemy.exc.OperationalError("select 1", {}, psycopg.errors.QueryCanceled()),
        }
        raise errors[thing_id]

    return app


def client_for(app=None, *, peer="127.0.0.1", **changes):
    whole = settings.Settings(web=settings.Web(**changes))
    wrapped = wrap(app or make_app(), whole)
    transport = ASGITransport(wrapped, raise_app_exceptions=False, client=(peer, 1))
    return AsyncClient(transport=transport, base_url="http://t")


async def chunks(total, size=65_536):
    while total > 0:
        yield b"x" * min(size, total)
        total -= size


@pytest.mark.parametrize("path", ["/who", "/nowhere", "/things/1", "/things/3", "/things/word"])
async def test_every_answer_carries_the_headers_that_protect(path):
    async with client_for() as client:
        headers = (await client.get(path)).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-xss-protection"] == "1; mode=block"
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


async def test_the_policy_names_no_host_of_anybody_else():
    async with client_for() as client:
        policy = (await client.get("/who")).headers["content-security-policy"]
    sources = {word for rule in policy.split("; ") for word in rule.split()[1:]}
    assert sources == {"'self'", "'none'", "data:", "blob:"}


async def test_a_body_of_the_limit_passes_and_one_byte_more_does_not():
    async with client_for() as client:
        passed = await client.post("/size", content=b"x" * LIMIT)
        refused = await client.post("/size", content=b"x" * (LIMIT + 1))
    assert (passed.status_code, passed.json()) == (200, {"size": LIMIT})
    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")
    assert refused.json()["details"] == {"max_bytes": LIMIT}
    assert refused.headers["x-frame-options"] == "DENY"


async def test_a_body_that_does_not_tell_its_size_is_measured():
    async with client_for() as client:
        passed = await client.post("/size", content=chunks(LIMIT))
        refused = await client.post("/size", content=chunks(LIMIT + 1))
    assert (passed.status_code, refused.status_code) == (200, 413)
    assert refused.json()["code"] == "body_too_large"


async def test_a_file_of_the_limit_fits_into_a_form():
    async with client_for() as client:
        passed = await client.post("/file", files={"photo": ("a.jpg", b"x" * LIMIT)})
        refused = await client.post(
            "/file", files={"photo": ("a.jpg", b"x" * (LIMIT + MULTIPART_EXTRA))}
        )
    assert (passed.status_code, passed.json()) == (200, {"size": LIMIT})
    assert refused.status_code == 413


@pytest.mark.parametrize(
    ("peer", "headers", "client", "scheme"),
    [
        ("10.0.0.9", {"X-Forwarded-For": "203.0.113.7"}, "203.0.113.7", "http"),
        ("10.0.0.9", {"X-Real-IP": "203.0.113.7"}, "203.0.113.7", "http"),
        ("10.0.0.9", {"X-Forwarded-For": "1.2.3.4, 203.0.113.7, 10.0.0.3"}, "203.0.113.7", "http"),
        ("10.0.0.9", {"X-Forwarded-Proto": "https"}, "10.0.0.9", "https"),
        ("10.0.0.9", {"X-Forwarded-For": "nonsense"}, "10.0.0.9", "http"),
        ("198.51.100.5", {"X-Forwarded-For": "127.0.0.1"}, "198.51.100.5", "http"),
        ("198.51.100.5", {"X-Forwarded-Proto": "https"}, "198.51.100.5", "http"),
    ],
)
async def test_only_our_proxies_may_say_who_calls(peer, headers, client, scheme):
    async with client_for(peer=peer, trusted_proxies=("10.0.0.0/8",)) as caller:
        answer = await caller.get("/who", headers=headers)
    assert answer.json() == {"client": client, "scheme": scheme}


async def test_the_request_id_is_ours_unless_our_proxy_gives_one():
    asked = {"X-Request-ID": "given-by-proxy"}
    async with client_for() as client:
        assert len((await client.get("/who", headers=asked)).headers["x-request-id"]) == 32
    async with client_for(trusted_proxies=("127.0.0.1",)) as client:
        assert (await client.get("/who", headers=asked)).headers["x-request-id"] == "given-by-proxy"


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        ((), "http://localhost:3000", True),
        ((), "http://localhost.evil.example", False),
        (("https://closetgpt.com",), "https://closetgpt.com", True),
        (("https://closetgpt.com",), "https://closetgpt.com.evil.example", False),
        (("https://closetgpt.com",), "http://localhost:3000", False),
    ],
)
async def test_other_sites_call_only_where_the_settings_say(origins, origin, allowed):
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, authorization",
    }
    async with client_for(cors_origins=origins) as client:
        answer = await client.options("/size", headers=asked)
    assert answer.headers.get("access-control-allow-origin") == (origin if allowed else None)
    if allowed:
        assert answer.headers["access-control-max-age"] == "3600"
    assert "access-control-allow-credentials" not in answer.headers


async def test_an_error_is_a_problem_document_with_the_request_id():
    async with client_for() as client:
        answer = await client.get("/things/1")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "this staging is not here",
        "code": "staging_not_found",
        "request_id": answer.headers["x-request-id"],
        "details": {"id": 1},
    }


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/things/3", 500, "unexpected"),
        ("/things/word", 422, "invalid_request"),
        ("/nowhere", 404, "not_found"),
        ("/size", 405, "method_not_allowed"),
        ("/things/4", 401, "no_key"),
        ("/things/5", 503, "database_away"),
        ("/things/6", 503, "database_away"),
        ("/things/7", 503, "database_away"),
        ("/things/8", 500, "unexpected"),
    ],
)
async def test_every_error_has_the_one_shape_and_tells_no_secret(path, status, code):
    async with client_for() as client:
        answer = await client.get(path)
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
    assert {"type", "title", "detail", "request_id"} <= told.keys()
    assert "secret" not in answer.text


async def test_a_limit_tells_when_to_come_back():
    async with client_for() as client:
        answer = await client.get("/things/2")
    assert answer.status_code == 429
    told = {name: answer.headers[name] for name in ("retry-after", "ratelimit-limit")}
    assert told == {"retry-after": "42", "ratelimit-limit": "10"}
    assert answer.headers["ratelimit-remaining"] == "0"


async def test_requests_are_counted_under_their_routes_template():
    def count(route, status):
        labels = {"method": "GET", "route": route, "status": status}
        total = REGISTRY.get_sample_value("http_requests_total", labels) or 0.0
        seconds = REGISTRY.get_sample_value("http_request_duration_seconds_count", labels) or 0.0
        return total, seconds

    names = [("/things/{thing_id}", "404"), ("/things/{thing_id}", "500"), ("unmatched", "404")]
    before = [count(*name) for name in names]
    async with client_for() as client:
        for path in ("/things/1", "/things/3", "/nowhere"):
            await client.get(path)
    after = [count(*name) for name in names]
    assert after == [(total + 1, seconds + 1) for total, seconds in before]


@pytest.fixture
async def served():
    """A real server; its web settings are impatient."""
    whole = settings.Settings(
        ports=settings.Ports(web=0, payments=0),
        web=settings.Web(header_timeout_s=0.3, grace_s=1),
    )
    sockets = open_sockets(whole)
    draining = asyncio.Event()
    server = make_server(wrap(make_app(), whole), whole, draining)
    task = asyncio.create_task(server.serve(sockets=sockets))
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
        await asyncio.sleep(0.01)
    yield sockets[0].getsockname()[1]
    server.should_exit = True
    await task
    for one in sockets:
        one.close()


async def test_a_client_that_never_sends_its_headers_is_cut_off(served):
    reader, writer = await asyncio.open_connection("127.0.0.1", served)
    writer.write(b"GET /who HTTP/1.1\r\nHost: t\r\nX-Slow: ")
    try:
        told = await asyncio.wait_for(reader.read(), 20)
    except ConnectionResetError:
        told = b""
    assert told == b""
    writer.close()


async def test_a_client_that_never_sends_its_body_is_cut_off(served):
    reader, writer = await asyncio.open_connection("127.0.0.1", served)
    writer.write(b"POST /size HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nabc")
    told = await asyncio.wait_for(reader.read(), 20)
    assert told.startswith(b"HTTP/1.1 408")
    assert b"body_too_slow" in told
    writer.close()


async def test_a_patient_client_is_served(served):
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"http://127.0.0.1:{served}/size", content=b"abc")
    assert answer.json() == {"size": 3}
    assert "server" not in answer.headers


def test_a_taken_port_is_named_with_the_cure():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} cannot be used.*VETRINA_PORTS__WEB"):
            open_sockets(settings.Settings(ports=settings.Ports(web=port)))


def test_one_process_listens_on_all_ports_of_a_plan(loopback):
    ports = [loopback.free_port() for _ in range(3)]
    whole = settings.Settings(
        ports=settings.Ports(web=ports[0], payments=ports[1], also=(ports[2], ports[0]))
    )
    opened = open_sockets(whole)
    assert [one.getsockname()[1] for one in opened] == ports
    for one in opened:
        one.close()
