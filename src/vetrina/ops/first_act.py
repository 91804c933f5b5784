"""What surrounds the demo's picture: what it needs before, what everything else needs after."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil
from rich.console import Console

from vetrina.infra.settings import Settings
from vetrina.infra.web import PortTaken
from vetrina.kernel import AppError
from vetrina.ops.assets import pull_files
from vetrina.ops.demo import Demo, run_demo
from vetrina.ops.up import Beside, settle_port

RENDERER_PATIENCE_S = 60.0
NEEDED_BYTES = 1_500_000_000
Fetch = Callable[[Path], Sequence[str]]


def prepare_renderer(
    folder: Path, fetch: Fetch, console: Console, patience_s: float = RENDERER_PATIENCE_S
) -> None:
    """Fetch the path tracer's libraries into *folder*, as far as that goes within *patience_s*.

    What is missing afterwards makes the picture slower, or is told by the staging itself.
    """
    failed: list[str] = []

    def work() -> None:
        try:
            fetch(folder)
        except Exception as error:  # noqa: BLE001 - an edge: the slower path tracer serves
            failed.append(str(getattr(error, "stderr", "") or error).strip())

    thread = threading.Thread(target=work, daemon=True)
    with console.status("Fetching the fast path tracer"):
        thread.start()
        thread.join(patience_s)
    if failed or thread.is_alive():
        why = failed[0].splitlines()[-1] if failed and failed[0] else "it takes too long"
        console.print(
            f"The fast path tracer (libLLVM) was not fetched: {why}. The slower one serves.",
            markup=False,
            highlight=False,
        )


def settle_demo_port(settings: Settings) -> Settings:
    """*settings* on a free port, without the one for payments.

    Raises: PortTaken, naming one that is free.
    """
    ports = settings.ports.model_copy(update={"payments": 0})
    alone = settings.model_copy(update={"ports": ports})
    try:
        return settle_port(alone)
    except PortTaken:
        any_free = alone.model_copy(update={"ports": ports.model_copy(update={"web": 0})})
        free = settle_port(any_free).ports.web
        raise PortTaken(f"Port {ports.web} is taken. Type: make demo PORT={free}") from None


def warn_of_little_memory(console: Console, free_bytes: int | None = None) -> None:
    """Say so before the kernel does: a render needs about 1.5 GB."""
    free = psutil.virtual_memory().available if free_bytes is None else free_bytes
    if free < NEEDED_BYTES:
        console.print(
            f"Only {free / 1e9:.1f} GB of memory are free and a picture needs about"
            f" {NEEDED_BYTES / 1e9:.1f}. Close something, or add swap: sudo fallocate -l 2G /swap"
            " && sudo chmod 600 /swap && sudo mkswap /swap && sudo swapon /swap",
            markup=False,
            highlight=False,
        )


def make_first_act(demo: Demo, console: Console, *, once: bool) -> Beside:
    """Work to run beside the supervisor: the picture, then the files that pages want."""

    def act(settings: Settings) -> bool:
        run_demo(settings, console, demo)
        if once:
            return True
        try:
            pull_files((), settings.data_dir.absolute(), console)
        except AppError as error:
            console.print(
                f"Fonts were not fetched: {error.message} Pages use the system's."
                " To try again: .venv/bin/vetrina assets pull",
                markup=False,
                highlight=False,
            )
        console.print("Serving. Ctrl-C ends it.")
        return False

    return act
