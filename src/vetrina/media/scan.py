"""Asks ClamAV about a file before anything of ours looks inside it.

Only the exact answer OK is clean; whatever else, and silence, is not.  The answer is read also
after the server hung up while we were sending: that is how it says that a limit was passed.
Source: clamd(8), INSTREAM.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from typing import IO

from vetrina.media.errors import FileInfected, ScannerUnavailable

PIECE_BYTES = 65_536
PATIENCE_S = 30.0
RETRY_AFTER_S = 60.0


async def scan(address: str, file: IO[bytes]) -> None:
    """Let the ClamAV at *address* (host:port or the path of a socket) read *file*.

    Raises: FileInfected, ScannerUnavailable.
    """
    try:
        async with asyncio.timeout(PATIENCE_S):
            told = await _ask(address, file)
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        raise _unavailable() from error
    _, _, verdict = told.strip("\0\r\n ").partition(": ")
    if verdict == "OK":
        return
    if verdict.endswith(" FOUND"):
        raise FileInfected("The file was not taken: the virus scanner found something in it.")
    raise _unavailable()


async def _ask(address: str, file: IO[bytes]) -> str:
    reader, writer = await _connect(address)
    try:
        # A server that has heard enough hangs up; its answer still waits to be read.
        with contextlib.suppress(ConnectionError):
            await _send(writer, file)
        answer = await reader.read(4096)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
    return answer.decode(errors="replace")


async def _connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    family, where = read_address(address)
    if family == socket.AF_UNIX:
        return await asyncio.open_unix_connection(str(where))
    return await asyncio.open_connection(*where)


def read_address(address: str) -> tuple[socket.AddressFamily, str | tuple[str, int]]:
    """`/run/clamd.ctl` or `host:port`, as a socket takes it.  Raises: OSError for neither."""
    if address.startswith("/"):
        return socket.AF_UNIX, address
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        raise OSError(f"media.clamd must be host:port or the path of a socket, not {address!r}")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    return family, (host.strip("[]"), int(port))


async def _send(writer: asyncio.StreamWriter, file: IO[bytes]) -> None:
    writer.write(b"zINSTREAM\0")
    file.seek(0)
    while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
        writer.write(struct.pack(">I", len(piece)) + piece)
        await writer.drain()
    writer.write(struct.pack(">I", 0))
    await writer.drain()


def _unavailable() -> ScannerUnavailable:
    return ScannerUnavailable(
        "Files cannot be checked at the moment. Try again in a minute.",
        retry_after_s=RETRY_AFTER_S,
    )
