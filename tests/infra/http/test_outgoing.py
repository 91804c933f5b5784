"""Far servers that hang, break off, fail and lure, as a stub on the loopback plays them."""

import asyncio
from datetime import timedelta
from email.utils import format_datetime

import pytest
import stamina

from vetrina.infra import settings
from vetrina.infra.http import (
    AddressRefused,
    GuardedTransport,
    Outgoing,
    UpstreamFailed,
    UpstreamResting,
    UpstreamTimeout,
    is_public,
)

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


def status(code: int, *headers: str) -> bytes:
    lines = "".join(f"{header}\r\n" for header in headers)
    return f"HTTP/1.1 {code} X\r\n{lines}Content-Length: 0\r\nConnection: close\r\n\r\n".encode()


class Stub:
    """Answers as told, one entry per request; the last entry is repeated."""

    def __init__(self):
        self.script, self.requests = [OK], []

    async def serve(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        self.requests.append(head.decode())
        said = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if said == "hang":
            await asyncio.sleep(60)
        elif said == "cut":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        else:
            writer.write(said)
        writer.close()


@pytest.fixture
async def stub():
    made = Stub()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()


@pytest.fixture
def no_pauses():
    stamina.set_testing(True, attempts=3, cap=True)
    yield
    stamina.set_testing(False)


@pytest.fixture
async def outgoing(clock, no_pauses):
    made = Outgoing(settings.Outgoing(read_timeout_s=0.2, max_answer_bytes=1024), clock=clock)
    yield made
    await made.close()


async def get(outgoing, stub, **more):
    return await outgoing.call("GET", stub.url, service="test", is_trusted=True, **more)


async def test_a_good_answer_comes_back_whole(outgoing, stub):
    answer = await get(outgoing, stub)
    assert (answer.status_code, answer.content, answer.text) == (200, b"ok", "ok")


@pytest.mark.parametrize("trouble", [status(503), status(500), status(429), "cut", "hang"])
async def test_trouble_that_passes_is_not_noticed(outgoing, stub, trouble):
    stub.script = [trouble, trouble, OK]
    assert (await get(outgoing, stub)).text == "ok"
    assert len(stub.requests) == 3


@pytest.mark.parametrize(
    ("trouble", "error"),
    [(status(503), UpstreamFailed), ("cut", UpstreamFailed), ("hang", UpstreamTimeout)],
)
async def test_trouble_that_stays_ends_after_three_tries(outgoing, stub, trouble, error):
    stub.script = [trouble]
    with pytest.raises(error):
        await get(outgoing, stub)
    assert len(stub.requests) == 3


async def test_an_order_is_not_sent_twice_unless_it_carries_a_key(outgoing, stub):
    stub.script = [status(503)]
    with pytest.raises(UpstreamFailed):
        await outgoing.call("POST", stub.url, service="test", is_trusted=True)
    assert len(stub.requests) == 1
    with pytest.raises(UpstreamFailed):
        await outgoing.call(
            "POST", stub.url, service="t", is_trusted=True, headers={"Idempotency-Key": "1"}
        )
    assert len(stub.requests) == 4


@pytest.mark.parametrize("code", [400, 401, 404, 422])
async def test_a_refusal_is_an_answer(outgoing, stub, code):
    stub.script = [status(code)]
    assert (await get(outgoing, stub)).status_code == code
    assert len(stub.requests) == 1


async def test_a_failing_server_is_left_alone_and_tried_again_later(outgoing, stub, clock):
    stub.script = [status(503)]
    for _ in range(2):
        with pytest.raises((UpstreamFailed, UpstreamResting)):
            await get(outgoing, stub)
    assert len(stub.requests) == 5
    with pytest.raises(UpstreamResting) as caught:
        await get(outgoing, stub)
    assert (len(stub.requests), caught.value.retry_after_s) == (5, 30.0)
    stub.script = [OK]
    clock.advance(timedelta(seconds=30))
    assert (await get(outgoing, stub)).text == "ok"


@pytest.fixture
async def patient(clock):
    """With true pauses between tries, and at most 5 s for all of them."""
    made = Outgoing(settings.Outgoing(total_timeout_s=5), clock=clock)
    yield made
    await made.close()


@pytest.mark.parametrize("code", [429, 503])
async def test_a_server_that_asks_for_a_moment_is_given_it(patient, stub, clock, code):
    clock.advance(timedelta(seconds=0.5))
    asked = format_datetime(clock.now() + timedelta(seconds=0.5), usegmt=True)
    stub.script = [status(code, f"Retry-After: {asked}"), OK]
    before = asyncio.get_running_loop().time()
    assert (await get(patient, stub)).text == "ok"
    assert asyncio.get_running_loop().time() - before >= 0.5
    assert len(stub.requests) == 2


@pytest.mark.parametrize("is_date", [False, True])
async def test_a_server_that_asks_for_long_is_left_alone_for_as_long(patient, stub, clock, is_date):
    far = format_datetime(clock.now() + timedelta(seconds=600), usegmt=True) if is_date else "600"
    stub.script = [status(429, f"Retry-After: {far}"), OK]
    with pytest.raises(UpstreamFailed) as failed:
        await get(patient, stub)
    assert (failed.value.retry_after_s, failed.value.details) == (600.0, {"status": 429})
    clock.advance(timedelta(seconds=599))
    with pytest.raises(UpstreamResting) as resting:
        await get(patient, stub)
    assert (len(stub.requests), resting.value.retry_after_s) == (1, 1.0)
    clock.advance(timedelta(seconds=1))
    assert (await get(patient, stub)).text == "ok"
    assert len(stub.requests) == 2


@pytest.mark.parametrize(
    ("asked", "wait_s"),
    [
        ("9" * 400, 3600.0),
        ("Fri, 31 Dec 9999 23:59:59 -0000", 3600.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("soon", None),
    ],
)
async def test_no_server_makes_us_wait_for_ever(outgoing, stub, asked, wait_s):
    stub.script = [status(503, f"Retry-After: {asked}")]
    with pytest.raises(UpstreamFailed) as failed:
        await get(outgoing, stub)
    assert failed.value.retry_after_s == wait_s


async def test_an_answer_that_never_ends_is_cut(outgoing, stub):
    body = b"x" * 2000
    stub.script = [b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + body]
    with pytest.raises(UpstreamFailed, match="too much"):
        await get(outgoing, stub)


async def test_a_call_ends_with_its_total_time(stub, no_pauses):
    outgoing = Outgoing(settings.Outgoing(total_timeout_s=0.2))
    stub.script = ["hang"]
    with pytest.raises(UpstreamTimeout, match="took too long"):
        await get(outgoing, stub)
    await outgoing.close()


async def test_a_strangers_address_may_not_lead_to_us(outgoing, stub):
    for url in (stub.url, stub.url.replace("127.0.0.1", "localhost"), "http://[::1]:9/"):
        with pytest.raises(AddressRefused, match="private network"):
            await outgoing.call("GET", url, service="test")
    assert stub.requests == []


@pytest.mark.parametrize("url", ["ftp://example.org/x", "file:///etc/passwd"])
async def test_other_schemes_are_refused(outgoing, url):
    with pytest.raises((AddressRefused, UpstreamFailed)):
        await outgoing.call("GET", url, service="test")


async def test_one_private_address_among_public_ones_is_enough_to_refuse(clock, no_pauses):
    async def resolver(host, port):
        return ["93.184.216.34", "10.0.0.1"]

    outgoing = Outgoing(settings.Outgoing(), clock=clock, guarded=GuardedTransport(resolver))
    with pytest.raises(AddressRefused):
        await outgoing.call("GET", "http://rebind.example/", service="test")
    await outgoing.close()


async def test_the_connection_goes_to_the_address_that_was_checked(stub, clock, no_pauses):
    asked = []

    async def resolver(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    guarded = GuardedTransport(resolver, allowed=frozenset({"127.0.0.1"}))
    outgoing = Outgoing(settings.Outgoing(), clock=clock, guarded=guarded)
    port = stub.url.rpartition(":")[2]
    answer = await outgoing.call("GET", f"http://shop.example:{port}/x", service="test")
    assert (answer.text, asked) == ("ok", ["shop.example"])
    assert f"Host: shop.example:{port}" in stub.requests[0]
    await outgoing.close()


async def test_a_redirect_into_our_network_is_not_followed(stub, clock, no_pauses):
    async def resolver(host, port):
        return ["127.0.0.1"]

    guarded = GuardedTransport(resolver, allowed=frozenset({"127.0.0.1"}))
    outgoing = Outgoing(settings.Outgoing(), clock=clock, guarded=guarded)
    stub.script = [status(302, "Location: http://169.254.169.254/latest/meta-data")]
    port = stub.url.rpartition(":")[2]
    answer = await outgoing.call("GET", f"http://shop.example:{port}/", service="test")
    assert (answer.status_code, len(stub.requests)) == (302, 1)
    await outgoing.close()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:0a00:0001::1", False),
    ],
)
def test_only_the_public_internet_is_public(address, expected):
    assert is_public(address) is expected
