"""The composition root: it alone knows every module.

`build_parts` makes what one process is made of, `make_api` the routes, `make_web` the ASGI
application inside its middleware, `make_worker` the jobs with their handlers.  Heavy imports (the
path tracer, OpenCV) stay out: engines import them in their own child process.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import importlib.util
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from fastapi import APIRouter, FastAPI
from pydantic import SecretStr
from redis.asyncio import Redis
from starlette.types import ASGIApp

from vetrina import __version__, mailing, studio
from vetrina.infra import cache, db, events, http, jobs, limits, storage, telemetry, web
from vetrina.infra.assets import AssetStore
from vetrina.infra.capabilities import Describe
from vetrina.infra.checks import Check
from vetrina.infra.parts import Parts
from vetrina.infra.settings import Database, Settings
from vetrina.kernel import SystemClock
from vetrina.ops import NoDatabase
from vetrina.storefronts import ChooseStorefront

Role = Literal["app", "worker"]
MODULES = ("ops", "mailing", "accounts", "media", "credits", "studio", "staging", "web")
"""Modules whose rooms `routes` and `pages` answer, and whose `jobs` and `checks` are wired."""


def build_parts(settings: Settings, role: Role = "app") -> Parts:
    """Everything one process holds; nothing is connected yet.  Raises: NoDatabase."""
    database = db.Database(
        database_url(settings, role),
        pool_size=settings.database.pool_size,
        pool_overflow=settings.database.pool_overflow,
        application_name=f"vetrina {role}",
    )
    bus = events.Bus(db.driver_dsn(database.url))
    redis_url = settings.redis.url.get_secret_value()
    return Parts(
        settings=settings,
        database=database,
        bus=bus,
        storage=storage.open_storage(settings),
        cache=(
            cache.RedisCache(bus, Redis.from_url(redis_url))
            if redis_url
            else cache.MemoryCache(bus)
        ),
        limiter=(
            limits.RedisLimiter(redis_url) if redis_url else limits.PostgresLimiter(database.engine)
        ),
        outgoing=http.Outgoing(settings.outgoing),
        assets=AssetStore(settings.data_dir / "assets"),
        clock=SystemClock(),
        draining=asyncio.Event(),
    )


def database_url(settings: Settings, role: Role) -> str:
    """The address of the database as *role*.  Raises: NoDatabase."""
    section = settings.database
    given = (section.app_url if role == "app" else section.worker_url).get_secret_value()
    own = section.url.get_secret_value()
    if given or not own:
        if not given:
            raise NoDatabase(
                "No database is known here. Type: vetrina up - or set DATABASE_URL to a PostgreSQL"
                " of yours and type: vetrina migrate"
            )
        return given
    name = db.APP if role == "app" else db.WORKER
    return db.role_url(own, name, settings.security.secret_key.get_secret_value())


@contextlib.asynccontextmanager
async def running(parts: Parts) -> AsyncIterator[None]:
    """Listen to news while the block lasts, then close everything."""
    listening = asyncio.create_task(parts.bus.run())
    try:
        yield
    finally:
        listening.cancel()
        await asyncio.wait({listening})
        await parts.cache.close()
        await parts.limiter.close()
        await parts.outgoing.close()
        await parts.database.close()


def make_api(parts: Parts) -> FastAPI:
    """Every route of every module, with the one shape of errors."""

    @contextlib.asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[None]:
        async with running(parts):
            yield

    api = FastAPI(
        title="Vetrina",
        version=__version__,
        lifespan=live,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    api.state.parts = parts
    api.state.database = parts.database
    shell = find_room("web", "shell")
    web.install_errors(api, page=getattr(shell, "show_problem", None))
    for router in routers():
        api.include_router(router)
    if isinstance(parts.storage, storage.LocalStorage):
        api.router.routes.append(storage.file_route(parts.storage))
    api.state.describers = tuple(describers())
    if shell is not None:
        shell.install(api, parts)
    return api


def make_web(settings: Settings) -> ASGIApp:
    """The web process's application."""
    return wrap(make_api(build_parts(settings)))


def wrap(api: FastAPI) -> ASGIApp:
    """*api* behind the choice of the storefront and everything that protects it."""
    parts: Parts = api.state.parts
    telemetry.configure_tracing(api, parts.settings.telemetry, process="web")
    return web.wrap(ChooseStorefront(api, parts.settings), parts.settings)


def describe_api() -> dict[str, Any]:
    """The OpenAPI document of all routes; connects to nothing."""
    nowhere = Database(app_url=SecretStr("postgresql://nobody@/nowhere"))
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), database=nowhere)
        return make_api(build_parts(settings)).openapi()


def seed(settings: Settings) -> list[str]:
    """Let every module put in what a fresh installation should show; what each says it did."""
    parts = build_parts(settings, "worker")
    return asyncio.run(_seed(parts))


async def _seed(parts: Parts) -> list[str]:
    said: list[str] = []
    try:
        for module in MODULES:
            sow = getattr(find_room(module, "seeds"), "sow", None)
            if sow is not None:
                said += await sow(parts)
    finally:
        await parts.database.close()
    return said or ["Nothing needs seeding."]


def make_worker(settings: Settings) -> tuple[jobs.Worker, Parts]:
    """The worker process's jobs.  Raises: JobsMiswired, NoDatabase."""
    parts = build_parts(settings, "worker")
    registry = jobs.JobRegistry()
    mailing.wire(registry, settings.mail, parts.clock)
    for module in MODULES:
        wire: Callable[..., None] | None = getattr(find_room(module, "jobs"), "wire", None)
        if wire is not None and module != "mailing":
            wire(registry, parts)
    lanes = _wire_studio(registry, parts)
    return jobs.Worker(registry, parts.database, settings.jobs, lanes=lanes), parts


def _wire_studio(registry: jobs.JobRegistry, parts: Parts) -> dict[str, int]:
    """Let every module register its kinds of pictures; the lane they are made in."""
    engines, slots = studio.EngineRegistry(), studio.open_slots(parts.settings.studio, parts.clock)
    for module in MODULES:
        register = getattr(find_room(module, "jobs"), "register", None)
        if register is not None:
            register(engines, parts)
    studio.wire(registry, parts, engines, slots)
    return {studio.PICTURES: slots.count}


def routers() -> Iterator[APIRouter]:
    """The router of every room that answers over HTTP, pages last."""
    for room in ("routes", "pages"):
        for module in MODULES:
            router = getattr(find_room(module, room), "router", None)
            if router is not None:
                yield router


def describers() -> Iterator[Describe]:
    """What every module tells for `/capabilities`."""
    for module in MODULES:
        describe: Describe | None = getattr(find_room(module, "capabilities"), "describe", None)
        if describe is not None:
            yield describe


def checks() -> Iterator[Check]:
    """What `doctor` looks at, of every module."""
    for module in MODULES:
        yield from getattr(find_room(module, "checks"), "CHECKS", ())


def find_room(module: str, room: str) -> Any:
    """The room of a module, None where it has none of that name."""
    name = f"vetrina.{module}.{room}"
    if importlib.util.find_spec(f"vetrina.{module}") is None:
        return None
    return importlib.import_module(name) if importlib.util.find_spec(name) else None
