"""A whole installation for benchmarks: started as a person starts it, on data of its own, ended.

Pictures are drawn by the engine for tests, and nobody is told to wait; the rest is as shipped.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
from PIL import Image

PATIENCE_S = 120.0
SHOP = "/at/stagecraft"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_until_answered(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait for 200 from *url*.  Raises: RuntimeError where *process* ends or time is up."""
    deadline = time.monotonic() + PATIENCE_S
    with httpx.Client(timeout=5, trust_env=False) as client:
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(httpx.HTTPError):
                if client.get(url).status_code == httpx.codes.OK:
                    return
            time.sleep(0.02)
    raise RuntimeError(f"{url} did not answer")


@dataclass(frozen=True)
class Installed:
    """A running installation and how long it took until it was ready."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]
    cold_s: float

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def shop(self) -> str:
        return f"{self.base}{SHOP}"

    def browser(self, **headers: str) -> httpx.AsyncClient:
        """Somebody new on a page of the shop."""
        return httpx.AsyncClient(
            base_url=self.shop, headers={**OWN_PAGE, **headers}, timeout=60, trust_env=False
        )

    def family(self) -> list[tuple[str, psutil.Process]]:
        """Every process with its part in the whole."""
        top = psutil.Process(self.process.pid)
        found = [("up", top)]
        for child in top.children(recursive=True):
            with contextlib.suppress(psutil.Error):
                found.append((_part(child), child))
        return found


def _part(process: psutil.Process) -> str:
    """What *process* is: web, worker, one of the worker's children, or PostgreSQL's."""
    words = process.cmdline()
    if words and (words[0].startswith("postgres") or words[0].endswith("/postgres")):
        return "postgres"
    for part in ("web", "worker"):
        if part in words:
            return part
    module = next((word for word in words if word.startswith("vetrina.")), "")
    return module.removeprefix("vetrina.") or process.name()


@contextlib.contextmanager
def installed(**environ: str) -> Iterator[Installed]:
    """`vetrina up` with *environ* until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="vetrina-bench-"))
    folder.chmod(0o711)  # the database's own user passes through
    port = free_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith("VETRINA_")}
    own |= {
        "VETRINA_DATA_DIR": str(folder / "data"),
        "VETRINA_PORTS__WEB": str(port),
        "VETRINA_PORTS__WORKER": str(free_port()),
        "VETRINA_PORTS__PAYMENTS": "0",
        "VETRINA_STUDIO__ENGINE": "fake",
        "VETRINA_LIMITS__ENABLED": "false",
        **environ,
    }
    begin = time.monotonic()
    command = [sys.executable, "-m", "vetrina", "up", "--quiet"]
    process = subprocess.Popen(command, cwd=folder, env=own, stdout=subprocess.DEVNULL)
    try:
        wait_until_answered(f"http://127.0.0.1:{port}/health/ready", process)
        yield Installed(port, folder, process, time.monotonic() - begin)
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


async def join(browser: httpx.AsyncClient, installation: Installed, email: str) -> str:
    """Sign *email* up in *browser* by the mail in the outbox; the person's API key."""
    told = await browser.post("/api/v1/accounts", json={"email": email})
    told.raise_for_status()
    token = await _mailed_token(browser, email)
    wanted = {"token": token, "password": "correct horse battery"}
    (await browser.post("/api/v1/accounts/password", json=wanted)).raise_for_status()
    made = await browser.post("/api/v1/keys", json={"name": "benchmark"})
    made.raise_for_status()
    return str(made.json()["key"])


async def _mailed_token(browser: httpx.AsyncClient, email: str) -> str:
    """The token of the last mail to *email*, from the page that shows the mails."""
    text = (await browser.get("/outbox")).text
    card = next(part for part in text.split("<article")[1:] if email in part)
    found = re.search(r"token=([\w-]+)", card)
    assert found is not None
    return found[1]


@dataclass(frozen=True)
class Answered:
    """What a `Line` got: the status, the body and how long it took."""

    status: int
    body: bytes
    seconds: float


class Line:
    """One kept-alive connection that asks by GET and costs next to nothing itself."""

    def __init__(self, port: int, **headers: str) -> None:
        self._port = port
        self._head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    async def __aenter__(self) -> Line:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *error: object) -> None:
        self._writer.close()

    async def get(self, path: str) -> Answered:
        """Ask for *path* and read the whole answer."""
        begin = time.perf_counter()
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{self._head}\r\n"
        self._writer.write(head.encode())
        told = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"\r\ncontent-length: (\d+)", told, re.IGNORECASE)
        body = await self._reader.readexactly(int(length[1]) if length else 0)
        return Answered(int(told.split(" ", 2)[1]), body, time.perf_counter() - begin)


def small_photo() -> tuple[str, bytes, str]:
    """A photo that costs next to nothing to read: a wall above a floor, as httpx sends files."""
    picture = Image.new("RGB", (160, 120), (200, 196, 190))
    picture.paste((120, 100, 80), (0, 60, 160, 120))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return "room.jpg", file.getvalue(), "image/jpeg"


def wish(seed: int = 0) -> dict[str, Any]:
    """The form of a staging, as httpx sends it."""
    data = {"style": "modern_luxury", "seed": str(seed)}
    return {"data": data, "files": {"photo": small_photo()}}


async def wait_until_over(browser: httpx.AsyncClient, staging_id: str) -> str:
    """Follow the events of a staging to its end; its last status."""
    status = ""
    async with browser.stream("GET", f"/api/v1/stagings/{staging_id}/events") as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                status = json.loads(line[6:]).get("status", status)
    return status
