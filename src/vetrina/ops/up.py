"""`vetrina up`: database, web and workers under one supervisor, until it is asked to stop."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable

import httpx
import structlog
from rich.console import Console

from vetrina.infra.db import driver_dsn
from vetrina.infra.jobs import reap
from vetrina.infra.settings import Finding, Settings
from vetrina.infra.supervisor import Supervisor
from vetrina.infra.web import open_sockets
from vetrina.ops.addresses import base_url, list_addresses
from vetrina.ops.errors import ChildrenNotReady
from vetrina.ops.processes import make_children
from vetrina.ops.start import Ready, start_database
from vetrina.storefronts import load_storefronts

READY_S = 60.0
log = structlog.get_logger(__name__)
Beside = Callable[[Settings], bool]
"""Runs once the web process answers; True ends the whole."""


def settle_port(settings: Settings) -> Settings:
    """*settings* with a port that is free now: the given one, or for 0 any.  Raises: PortTaken."""
    for one in open_sockets(settings):
        one.close()
    if settings.ports.web:
        return settings
    with socket.create_server((settings.web.bind, 0)) as probe:
        port = probe.getsockname()[1]
    ports = settings.ports.model_copy(update={"web": port})
    return settings.model_copy(update={"ports": ports})


def run_up(
    settings: Settings, console: Console, *, beside: Beside | None = None, is_quiet: bool = False
) -> None:
    """Start everything and keep it.  *beside* runs in a thread once the web process answers; where
    it raises, everything ends and its error is raised here.

    Raises: PortTaken, PostgresUnavailable, ChildrenNotReady.
    """
    settings = settle_port(settings)
    begin = time.monotonic()
    ready = start_database(settings)
    if ready.postgres is not None and ready.postgres.moved_to is not None:
        console.print(
            f"The database lies in {ready.postgres.moved_to}: its user cannot enter"
            f" {settings.data_dir.absolute()}.",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    supervisor = _supervise(settings, ready, is_quiet=is_quiet)
    accompany = _Beside(settings, console, supervisor, beside, begin)
    accompany.start()
    supervisor.run()
    accompany.raise_again()


def print_addresses(settings: Settings, console: Console) -> None:
    """Where everything is, by host name and by path."""
    addresses = list_addresses(settings, load_storefronts())
    names = max(len(one.name) for one in addresses)
    hosts = max(len(one.by_host) for one in addresses)
    for one in addresses:
        path = one.by_path if one.by_path != one.by_host else ""
        line = f"  {one.name:<{names}}  {one.by_host:<{hosts}}  {path}"
        console.print(line.rstrip(), markup=False, highlight=False, soft_wrap=True)


def print_findings(findings: tuple[Finding, ...], console: Console) -> None:
    """What is odd about the settings, in one line each."""
    for finding in findings:
        line = f"{finding.message} ({finding.fix})"
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _supervise(settings: Settings, ready: Ready, *, is_quiet: bool) -> Supervisor:
    worker_dsn = driver_dsn(ready.urls.worker)
    section = settings.jobs
    return Supervisor(
        make_children(settings, ready.urls, os.environ, is_quiet=is_quiet),
        postgres=ready.postgres,
        reap=lambda: reap(
            worker_dsn,
            stalled_after_s=section.stalled_after_s,
            max_attempts=section.max_attempts,
        ),
        log_max_bytes=settings.telemetry.log_max_bytes,
    )


class _Beside:
    """Waits for the web process, tells the addresses, and runs what was asked for beside it."""

    def __init__(
        self,
        settings: Settings,
        console: Console,
        supervisor: Supervisor,
        work: Beside | None,
        begin: float,
    ) -> None:
        self._settings = settings
        self._console = console
        self._supervisor = supervisor
        self._work = work
        self._begin = begin
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def raise_again(self) -> None:
        """Raise what ended the thread, if anything did."""
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            wait_until_ready(self._settings)
            taken_s = time.monotonic() - self._begin
            log.info("up", seconds=round(taken_s, 2))
            if self._work is None:
                self._console.print(f"Vetrina is up after {taken_s:.1f} s. Ctrl-C ends it.")
                print_addresses(self._settings, self._console)
            elif self._work(self._settings):
                self._supervisor.ask_to_stop()
        except Exception as error:  # noqa: BLE001 - an edge: raised again by the main thread
            # Whoever is asked to stop while it starts has not failed.
            self._error = None if self._supervisor.is_stopping else error
            self._supervisor.ask_to_stop()


def wait_until_ready(settings: Settings, patience_s: float = READY_S) -> None:
    """Wait until the web process and its database answer.  Raises: ChildrenNotReady."""
    url = f"{base_url(settings)}/health/ready"
    deadline, last = time.monotonic() + patience_s, "none"
    with httpx.Client(timeout=2.0, trust_env=False) as client:
        while time.monotonic() < deadline:
            try:
                answer = client.get(url)
                if answer.status_code == httpx.codes.OK:
                    return
                last = str(answer.status_code)
            except httpx.HTTPError as error:
                last = type(error).__name__
            time.sleep(0.1)
    raise ChildrenNotReady(
        f"The web process was not ready within {patience_s:.0f} s; its last answer: {last}."
        f" What it said stands in {settings.log_dir.absolute() / 'error.log'}"
    )
