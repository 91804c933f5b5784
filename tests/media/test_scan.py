"""The virus scanner has the last word where one is set, and silence counts as no."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from media_pictures import EICAR, chunks_of, encoded, picture

from vetrina import media
from vetrina.media.checks import look_for_scanner


class FakeClamd:
    """Speaks INSTREAM on loopback as clamd 1.4 does, and knows EICAR."""

    def __init__(self, *, most: int = 1_000_000, answer: bytes | None = None) -> None:
        self.most, self.answer, self.seen = most, answer, b""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        while size := struct.unpack(">I", await reader.readexactly(4))[0]:
            self.seen += await reader.readexactly(size)
            if len(self.seen) > self.most:
                break
        writer.write(self.verdict())
        await writer.drain()
        writer.close()

    def verdict(self) -> bytes:
        if self.answer is not None:
            return self.answer
        if len(self.seen) > self.most:
            return b"INSTREAM size limit exceeded. ERROR\0"
        return b"stream: Eicar-Signature FOUND\0" if EICAR in self.seen else b"stream: OK\0"


@pytest.fixture
async def scanned(parts, tmp_path) -> AsyncIterator[Callable]:
    """Parts whose setting names a scanner that answers as it is told."""
    servers = []

    async def start(*, by_socket: bool = False, **options: object):
        clamd = FakeClamd(**options)
        if by_socket:
            address = str(tmp_path / "clamd.ctl")
            server = await asyncio.start_unix_server(clamd.serve, address)
        else:
            server = await asyncio.start_server(clamd.serve, "127.0.0.1", 0)
            address = "127.0.0.1:{1}".format(*server.sockets[0].getsockname())
        servers.append(server)
        return with_scanner(parts, address), clamd

    yield start
    for server in servers:
        server.close()


def with_scanner(parts, address: str):
    section = parts.settings.media.model_copy(update={"clamd": address})
    return replace(parts, settings=parts.settings.model_copy(update={"media": section}))


async def receive(parts, content: bytes) -> media.Received:
    return await media.receive(parts, filename="room.png", chunks=chunks_of(content))


@pytest.mark.parametrize("by_socket", [False, True])
async def test_a_clean_file_is_read_whole_and_taken(scanned, by_socket: bool) -> None:
    parts, clamd = await scanned(by_socket=by_socket)
    content = encoded(picture(300, 200))
    assert (await receive(parts, content)).byte_size == len(content)
    assert clamd.seen == content


async def test_eicar_inside_a_picture_is_refused_and_not_stored(scanned) -> None:
    parts, _ = await scanned()
    with pytest.raises(media.FileInfected) as caught:
        await receive(parts, encoded(picture()) + EICAR)
    assert (caught.value.kind, caught.value.code) == ("invalid", "file_infected")
    assert [file async for file in parts.storage.list_files()] == []


@pytest.mark.parametrize(
    "options",
    [{"most": 100}, {"answer": b"UNKNOWN COMMAND\0"}, {"answer": b""}, {"answer": b"stream: "}],
    ids=["larger than it reads", "another protocol", "hangs up", "cut short"],
)
async def test_anything_but_ok_is_not_clean(scanned, options) -> None:
    parts, _ = await scanned(**options)
    with pytest.raises(media.ScannerUnavailable) as caught:
        await receive(parts, encoded(picture(300, 200)))
    assert (caught.value.kind, caught.value.retry_after_s) == ("unavailable", 60)
    assert [file async for file in parts.storage.list_files()] == []


@pytest.mark.parametrize("address", ["127.0.0.1:9", "/nowhere/clamd.ctl", "clamd"])
async def test_a_scanner_that_is_not_there_lets_nothing_in(parts, address: str) -> None:
    with pytest.raises(media.ScannerUnavailable):
        await receive(with_scanner(parts, address), encoded(picture()))
    assert [file async for file in parts.storage.list_files()] == []


async def test_doctor_finds_a_scanner_that_does_not_answer(scanned, parts) -> None:
    async def pong(reader, writer) -> None:
        assert await reader.readexactly(6) == b"zPING\0"
        writer.write(b"PONG\0")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(pong, "127.0.0.1", 0) as server:
        address = "127.0.0.1:{1}".format(*server.sockets[0].getsockname())
        there = with_scanner(parts, address).settings
        assert await asyncio.to_thread(lambda: list(look_for_scanner(there))) == []
    for nowhere in ("127.0.0.1:9", "/nowhere/clamd.ctl", "clamd"):
        [finding] = look_for_scanner(with_scanner(parts, nowhere).settings)
        assert (finding.id, finding.weight) == ("media.scanner", "error")
        assert nowhere in finding.message
    assert list(look_for_scanner(parts.settings)) == []
