"""A whole installation with the engine for tests, and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 180.0
ROOMS = ROOT / "src" / "vetrina" / "staging" / "showrooms" / "pictures"
BROWSERS = ("chromium", "google-chrome", "chromium-browser")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

expect.set_options(timeout=30_000)


@dataclass(frozen=True)
class Shop:
    """The first shop of a running installation, under its own host and by path."""

    port: int

    def at(self, path: str) -> str:
        """For the browser, which knows where *.localhost is."""
        return f"http://stagecraft.localhost:{self.port}{path}"

    def by_path(self, path: str) -> str:
        """For programmes, which may not."""
        return f"http://127.0.0.1:{self.port}/at/stagecraft{path}"


@pytest.fixture(scope="session")
def shop(loopback) -> Iterator[Shop]:
    """`vetrina up` in a folder of its own, with the engine that draws a box."""
    folder = Path(tempfile.mkdtemp(prefix="vetrina-e2e-"))
    folder.chmod(0o711)
    fetched = ROOT / "data" / "assets"
    if fetched.is_dir():
        shutil.copytree(fetched, folder / "data" / "assets")
        (folder / "data").chmod(0o711)
    port = loopback.free_port()
    environ = {
        **{k: v for k, v in os.environ.items() if not k.startswith("VETRINA_")},
        "VETRINA_DATA_DIR": str(folder / "data"),
        "VETRINA_PORTS__WEB": str(port),
        "VETRINA_PORTS__WORKER": str(loopback.free_port()),
        "VETRINA_PORTS__PAYMENTS": "0",
        "VETRINA_STUDIO__ENGINE": "fake",
        "VETRINA_LIMITS__ENABLED": "false",
    }
    command = [sys.executable, "-m", "vetrina", "up", "--quiet"]
    process = subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.DEVNULL)
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}/health/ready", process)
        yield Shop(port)
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline, last = time.monotonic() + PATIENCE_S, "none"
    while time.monotonic() < deadline:
        assert process.poll() is None, "the installation ended before it was ready"
        try:
            answer = httpx.get(url, timeout=5, trust_env=False)
            if answer.status_code == 200:
                return
            last = str(answer.status_code)
        except httpx.HTTPError as error:
            last = type(error).__name__
        time.sleep(0.2)
    raise AssertionError(f"the installation was not ready in time; its last answer: {last}")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium here: sudo apt-get install chromium")
    async with async_playwright() as driver:
        running = await driver.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield running
        await running.close()


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A fresh visitor at a desk."""
    made = await browser.new_context(viewport={"width": 1440, "height": 900})
    made.set_default_timeout(30_000)
    yield made
    await made.close()


@pytest.fixture
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A tab that must not complain: errors of scripts and what the policy refuses fail the test."""
    tab = await context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on(
        "console",
        lambda told: complaints.append(told.text) if "Content Security" in told.text else None,
    )
    yield tab
    assert complaints == []


@pytest.fixture
def photo() -> Path:
    """A photo of an empty room that our own code made."""
    return ROOMS / "long_hall.jpg"


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core."""
    file = ROOT / "data" / "assets" / "tests" / "axe.min.js"
    if not file.is_file():
        pytest.skip("axe-core is not here: vetrina assets pull tests")
    return file.read_text(encoding="utf-8")
