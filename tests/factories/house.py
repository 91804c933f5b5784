"""A small house for tests: the parts of a process, its application, its worker, photos to send."""

from __future__ import annotations

import asyncio
import io
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from fastapi import APIRouter, FastAPI
from PIL import Image

from vetrina import media, studio
from vetrina.infra import settings, web
from vetrina.infra.assets import AssetStore
from vetrina.infra.cache import MemoryCache
from vetrina.infra.db import Scope, driver_dsn
from vetrina.infra.events import Bus
from vetrina.infra.http import Outgoing
from vetrina.infra.jobs import JobRegistry, Worker
from vetrina.infra.limits import PostgresLimiter
from vetrina.infra.parts import Parts
from vetrina.infra.storage import LinkSigner, LocalStorage
from vetrina.kernel import Clock
from vetrina.staging import jobs as staging_jobs
from vetrina.storefronts import ChooseStorefront, Limits, Storefronts, load_storefronts

SHOP, OTHER_SHOP = "stagecraft", "modera"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
PLENTY = settings.Limits(
    per_minute=10_000, per_hour=10_000, pictures_per_minute=10_000, sign_ins_per_hour=10_000
)
FAKE = settings.Studio(engine="fake", slot_memory_mb=4000)


def make_parts(databases: Any, folder: Path, clock: Clock, **sections: Any) -> Parts:
    """The parts of a web process on *databases*; sections of the settings as given."""
    whole = settings.Settings(
        data_dir=folder, **{"limits": PLENTY, "studio": FAKE, "storage": _LOCAL, **sections}
    )
    bus = Bus(driver_dsn(databases.app_url))
    return Parts(
        settings=whole,
        database=databases.app,
        bus=bus,
        storage=LocalStorage(folder / "files", LinkSigner("secret", clock=clock)),
        cache=MemoryCache(bus),
        limiter=PostgresLimiter(databases.app.engine),
        outgoing=Outgoing(whole.outgoing),
        assets=AssetStore(folder / "assets"),
        clock=clock,
        draining=asyncio.Event(),
    )


_LOCAL = settings.Storage(backend="local")


def make_app(parts: Parts, *routers: APIRouter, shelf: Storefronts | None = None) -> Any:
    """*routers* behind the choice of the storefront (of those that ship, or *shelf*) and all
    middleware."""
    api = FastAPI()
    api.state.parts, api.state.database = parts, parts.database
    for router in routers:
        api.include_router(router)
    web.install_errors(api)
    return web.wrap(ChooseStorefront(api, parts.settings, shelf), parts.settings)


def make_client(
    app: Any, shop: str = SHOP, address: str = "127.0.0.1", **headers: str
) -> httpx.AsyncClient:
    """A browser of its own on a page of *shop*."""
    transport = httpx.ASGITransport(app, client=(address, 1))
    base = f"http://localhost/at/{shop}"
    return httpx.AsyncClient(transport=transport, base_url=base, headers={**OWN_PAGE, **headers})


def make_worker(parts: Parts, databases: Any, slots: studio.Slots, **changes: Any) -> Worker:
    """A worker that stages with the engine of the settings and makes what media wants."""
    own = replace(parts, database=databases.worker)
    registry, engines = JobRegistry(), studio.EngineRegistry()
    media.wire(registry, own)
    staging_jobs.register(engines, own)
    studio.wire(registry, own, engines, slots)
    section = settings.Jobs(**{"heartbeat_s": 0.5, "stalled_after_s": 2.0, **changes})
    return Worker(registry, databases.worker, section, lanes={studio.PICTURES: slots.count})


@asynccontextmanager
async def listening(bus: Bus):
    """The bus runs while the block lasts."""
    task = asyncio.ensure_future(bus.run())
    await bus.is_connected.wait()
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


def photo(width: int = 160, height: int = 120, tone: int = 0) -> bytes:
    """A JPEG of a wall above a floor; another *tone* is another photo."""
    pixels = np.full((height, width, 3), 200 - tone, np.uint8)
    pixels[height // 2 :] = (120, 100, 80)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()


def padded_photo(size: int) -> bytes:
    """A JPEG of exactly *size* bytes: comments fill it up (ITU-T T.81, COM segments)."""
    plain = photo()
    left = size - len(plain)
    filling = bytearray()
    while left > 0:
        length = min(left, 65_537)
        if 0 < left - length < 4:
            length -= 4
        filling += b"\xff\xfe" + (length - 2).to_bytes(2, "big") + b"\0" * (length - 4)
        left -= length
    return plain[:2] + bytes(filling) + plain[2:]


def shelf_with(**limits: Any) -> Storefronts:
    """The storefronts that ship, each with *limits* in its file."""
    own = {"limits": Limits(**limits)}
    return Storefronts(tuple(one.model_copy(update=own) for one in load_storefronts()))


def staff() -> Scope:
    return Scope("staff", SHOP)
