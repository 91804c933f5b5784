"""What `doctor` looks at: a scanner that is set must answer, or no file is taken."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

from vetrina.infra.checks import Finding
from vetrina.infra.settings import Settings
from vetrina.media.scan import read_address

PATIENCE_S = 3.0


def look_for_scanner(settings: Settings) -> Iterator[Finding]:
    """Ask the ClamAV of `media.clamd` whether it is there."""
    address = settings.media.clamd
    if address and not _answers(address):
        yield Finding(
            "media.scanner",
            f"The virus scanner at {address} does not answer, so no file is taken.",
            "start clamd there, set VETRINA_MEDIA__CLAMD to where it is (host:port or the path of"
            " its socket), or empty it",
        )


def _answers(address: str) -> bool:
    with contextlib.suppress(OSError):
        family, where = read_address(address)
        with socket.socket(family, socket.SOCK_STREAM) as asked:
            asked.settimeout(PATIENCE_S)
            asked.connect(where)
            asked.sendall(b"zPING\0")
            return asked.recv(16).startswith(b"PONG")
    return False


CHECKS = (look_for_scanner,)
