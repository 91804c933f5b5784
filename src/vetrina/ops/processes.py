"""The processes of one machine: how each is started, and what each does when it runs."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine, Mapping

import structlog
import uvloop
from fastapi import FastAPI
from starlette.types import ASGIApp

from vetrina.infra import telemetry
from vetrina.infra.db import DatabaseUrls
from vetrina.infra.jobs import Worker
from vetrina.infra.parts import Parts
from vetrina.infra.settings import Settings
from vetrina.infra.supervisor import Child
from vetrina.infra.web import PortTaken, install_errors, make_server, open_sockets, wrap
from vetrina.ops.routes import router

log = structlog.get_logger(__name__)


def make_children(
    settings: Settings, urls: DatabaseUrls, environ: Mapping[str, str], *, is_quiet: bool
) -> tuple[Child, ...]:
    """Web and workers of this installation, each with the database as its own role only."""
    quiet = ["--quiet"] if is_quiet else []
    base = {
        **environ,
        "VETRINA_DATA_DIR": str(settings.data_dir.absolute()),
        "VETRINA_PORTS__WEB": str(settings.ports.web),
        "VETRINA_PORTS__PAYMENTS": str(settings.ports.payments),
        "PYTHONUNBUFFERED": "1",
    }
    for name in ("DATABASE_URL", "VETRINA_DATABASE__URL"):
        base.pop(name, None)  # the owner's address stays with the supervisor
    web = Child(
        "web",
        _command("web", *quiet),
        grace_s=settings.web.grace_s + 5,
        env={**base, "VETRINA_DATABASE__APP_URL": urls.app},
    )
    workers = [
        Child(
            f"worker-{number}",
            _command("worker", "--number", str(number), *quiet),
            grace_s=settings.jobs.grace_s + 5,
            is_worker=True,
            env={**base, "VETRINA_DATABASE__WORKER_URL": urls.worker},
        )
        for number in range(1, settings.jobs.workers + 1)
    ]
    return (web, *workers)


def serve_web(app: ASGIApp, parts: Parts) -> None:
    """Answer until asked to stop.  Raises: PortTaken."""
    sockets = open_sockets(parts.settings)
    server = make_server(app, parts.settings, parts.draining)
    _run(server.serve(sockets=sockets))


def serve_worker(worker: Worker, parts: Parts, *, number: int) -> None:
    """Work until asked to stop; the first worker of a machine tells its health on its port."""
    _run(_work(worker, parts, port=parts.settings.ports.worker if number == 1 else 0))


def configure(settings: Settings, *, process: str, is_quiet: bool) -> None:
    """Set up lines and error reports of this process; *is_quiet* writes to files only."""
    telemetry.configure_logging(
        settings.telemetry,
        settings.log_dir,
        process=process,
        is_readable=sys.stdout.isatty(),
        has_console=not is_quiet,
    )
    telemetry.configure_sentry(settings.telemetry, profile=settings.profile)


async def _work(worker: Worker, parts: Parts, *, port: int) -> None:
    """The worker, its ear for news, and its health."""
    listening = asyncio.create_task(parts.bus.run())
    telling = asyncio.create_task(_tell_health(parts, port))
    try:
        await worker.serve()
    finally:
        parts.draining.set()
        listening.cancel()
        await asyncio.wait({listening, telling})
        await parts.outgoing.close()
        await parts.database.close()


async def _tell_health(parts: Parts, port: int) -> None:
    """`/health` and `/metrics` of a worker until it drains; without a port of its own, nothing."""
    ports = parts.settings.ports.model_copy(update={"web": port, "payments": 0, "also": ()})
    own = parts.settings.model_copy(update={"ports": ports})
    try:
        sockets = open_sockets(own) if port else []
    except PortTaken:
        log.warning("worker_port_is_taken", port=port)
        return
    if not sockets:
        return
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(router)
    app.state.parts = parts
    install_errors(app)
    server = make_server(wrap(app, own), own, parts.draining, takes_signals=False)
    serving = asyncio.create_task(server.serve(sockets=sockets))
    await parts.draining.wait()
    server.should_exit = True
    await serving


def _run(work: Coroutine[object, object, None]) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "vetrina", *words]


__all__ = ["configure", "make_children", "serve_web", "serve_worker"]
