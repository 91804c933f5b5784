"""An installation in a folder of its own, started as a person starts it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil

from vetrina.storefronts import load_storefronts

PATIENCE_S = 120.0


def until(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> object:
    """Wait for *condition*; its last value."""
    deadline = time.monotonic() + patience_s
    while not (held := condition()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return held


class Installation:
    """`vetrina up` in a folder of its own."""

    def __init__(self, folder: Path, port: int, worker_port: int, **environ: str) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.worker = f"http://127.0.0.1:{worker_port}"
        self.environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith("VETRINA_")},
            "VETRINA_DATA_DIR": str(folder / "data"),
            "VETRINA_PORTS__WEB": str(port),
            "VETRINA_PORTS__WORKER": str(worker_port),
            "VETRINA_PORTS__PAYMENTS": "0",
            **environ,
        }
        self.folder = folder
        self.prefix = f"/at/{next(iter(load_storefronts())).id}"
        self.shop = f"{self.base}{self.prefix}"
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
            with contextlib.suppress(psutil.Error):  # it may be gone, or dead and not yet collected
                words = process.cmdline()
                if name in words or (words and words[0].endswith(f"/{name}")):
                    return process
        return None

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE_S)
        if self.process.stdout is not None:
            self.process.stdout.close()
