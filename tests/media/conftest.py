"""One process's parts over a real database and a folder, and pictures to send."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from media_pictures import MEMBER, SHOP, SPACE, chunks_of, encoded, picture

from vetrina import media
from vetrina.infra import settings
from vetrina.infra.assets import AssetStore
from vetrina.infra.cache import MemoryCache
from vetrina.infra.db import Scope, driver_dsn
from vetrina.infra.events import Bus
from vetrina.infra.http import Outgoing
from vetrina.infra.jobs import Job, JobRegistry, Nothing, Worker, enqueue
from vetrina.infra.limits import PostgresLimiter
from vetrina.infra.parts import Parts
from vetrina.infra.storage import LinkSigner, LocalStorage, S3Storage, Storage
from vetrina.kernel import FrozenClock


@pytest.fixture
def clock() -> FrozenClock:
    """Files in storage carry the real time, so this clock starts at it."""
    return FrozenClock(datetime.now(UTC))


# The server that speaks S3 is started where the storage suite keeps it.
_spec = spec_from_file_location(
    "s3_server", Path(__file__).parents[1] / "infra" / "storage" / "conftest.py"
)
_s3_server = module_from_spec(_spec)
_spec.loader.exec_module(_s3_server)
bucket = _s3_server.bucket


@pytest.fixture
def store() -> str:
    """Where bytes lie; a module of tests may ask for both."""
    return "local"


@pytest.fixture
def storage(request, tmp_path, clock, store) -> Storage:
    if store == "s3":
        return S3Storage(request.getfixturevalue("bucket"))
    return LocalStorage(tmp_path / "files", LinkSigner("secret", clock=clock))


@pytest.fixture
async def parts(own_databases, tmp_path, clock, storage) -> AsyncIterator[Parts]:
    whole = settings.Settings(data_dir=tmp_path)
    bus = Bus(driver_dsn(own_databases.app_url))
    outgoing = Outgoing(whole.outgoing)
    yield Parts(
        settings=whole,
        database=own_databases.app,
        bus=bus,
        storage=storage,
        cache=MemoryCache(bus),
        limiter=PostgresLimiter(own_databases.app.engine),
        outgoing=outgoing,
        assets=AssetStore(tmp_path / "assets"),
        clock=clock,
        draining=asyncio.Event(),
    )
    await outgoing.close()


@pytest.fixture
def work(parts, own_databases) -> Callable:
    """Run the worker until nothing waits; with a job, that one too."""

    async def run(*extra: Job[Nothing]) -> None:
        async with own_databases.worker.begin(Scope("job")) as db:
            for job in extra:
                await enqueue(db, job, Nothing())
        registry = JobRegistry()
        media.wire(registry, replace(parts, database=own_databases.worker))
        await Worker(registry, own_databases.worker, settings.Jobs()).run(until_empty=True)

    return run


@pytest.fixture
def take_in(parts) -> Callable:
    """Receive and keep one file as a member of SPACE."""

    async def run(content: bytes | None = None, filename: str = "room.png") -> media.MediaView:
        chunks = chunks_of(encoded(picture()) if content is None else content)
        received = await media.receive(parts, filename=filename, chunks=chunks)
        async with parts.database.begin(MEMBER) as db:
            return await media.keep(
                db,
                parts,
                received,
                storefront_id=SHOP,
                space_id=SPACE,
                now=parts.clock.now(),
            )

    return run


@pytest.fixture
def files(parts) -> Callable:
    """Keys of all stored files, of one folder where given."""

    async def run(folder: str = "") -> list[str]:
        return [file.key async for file in parts.storage.list_files(folder)]

    return run
