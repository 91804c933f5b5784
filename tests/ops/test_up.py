"""The whole installation, started as a person does: it serves, survives and leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

PATIENCE_S = 120.0


def until(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> object:
    """Wait for *condition*; its last value."""
    deadline = time.monotonic() + patience_s
    while not (held := condition()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return held


class Installation:
    """`vetrina up` in a folder of its own."""

    def __init__(self, folder: Path, port: int, worker_port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.worker = f"http://127.0.0.1:{worker_port}"
        self.environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith("VETRINA_")},
            "VETRINA_DATA_DIR": str(folder / "data"),
            "VETRINA_PORTS__WEB": str(port),
            "VETRINA_PORTS__WORKER": str(worker_port),
            "VETRINA_PORTS__PAYMENTS": "0",
        }
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vetrina", "up", "--quiet"],
            cwd=folder,
            env=self.environ,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Another command of the same installation, while this one runs."""
        return subprocess.run(
            [sys.executable, "-m", "vetrina", *words],
            cwd=self.folder,
            env={**self.environ, **environ},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    def is_ready(self) -> bool:
        return self.answers(f"{self.base}/health/ready") == 200

    def answers(self, url: str) -> int:
        """The status of *url*, 0 where nobody answers."""
        try:
            return httpx.get(url, timeout=5, trust_env=False).status_code
        except httpx.HTTPError:
            return 0

    def child(self, name: str) -> psutil.Process | None:
        """The process of the child *name* (web, worker, postgres)."""
        for process in psutil.Process(self.process.pid).children():
            words = process.cmdline()
            if name in words or (words and words[0].endswith(f"/{name}")):
                return process
        return None

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def installation(open_folder: Path, loopback: type) -> Iterator[Installation]:
    held = Installation(open_folder, loopback.free_port(), loopback.free_port())
    try:
        assert until(held.is_ready), "the installation did not become ready"
        yield held
    finally:
        held.process.terminate()
        held.process.wait(60)
        held.process.stdout.close()


@pytest.mark.fault
def test_what_is_killed_comes_back_and_what_is_stopped_leaves_nothing(
    installation: Installation,
) -> None:
    assert until(lambda: installation.answers(f"{installation.worker}/health") == 200)
    told = httpx.get(f"{installation.base}/health", trust_env=False).json()
    assert (told["status"], told["ai_service"]) == ("ok", "ok")
    for name in ("web", "worker", "postgres"):
        before = installation.child(name)
        before.send_signal(signal.SIGKILL)
        assert until(lambda before=before: not before.is_running()), name
        assert until(lambda name=name: installation.child(name)), name
        assert until(installation.is_ready), name
        assert installation.child(name).pid != before.pid
    family = installation.family()
    installation.process.send_signal(signal.SIGINT)
    assert installation.process.wait(60) == 0
    assert psutil.wait_procs(family, timeout=30)[1] == []


@pytest.mark.fault
def test_a_second_start_on_the_same_data_says_that_the_first_one_runs(
    installation: Installation, loopback: type
) -> None:
    second = installation.run("up", "--quiet", VETRINA_PORTS__WEB=str(loopback.free_port()))
    assert second.returncode == 69
    assert "another process already runs the database" in second.stderr
    doctor = installation.run("doctor")
    assert doctor.returncode == 0
    assert "port_taken" not in doctor.stdout
    assert installation.run("migrate").stdout == "The database is up to date.\n"
    assert installation.is_ready()
