"""A house that stages with the fake engine: its application, a worker, people with browsers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from factories import house
from vetrina import studio
from vetrina.infra.db import Scope
from vetrina.infra.parts import Parts
from vetrina.media.routes import router as media_routes
from vetrina.staging.routes import router as staging_routes
from vetrina.storefronts import Storefronts

MIB = 1024 * 1024


@pytest.fixture(scope="session")
async def slots() -> AsyncIterator[studio.Slots]:
    """One warm child for all tests of this process."""
    opened = studio.Slots(1, memory_bytes=4000 * MIB, limit_s=120)
    yield opened
    await opened.close()


@dataclass
class StagingHouse:
    """*parts* of the web process; *client()* is a browser of somebody new."""

    parts: Parts
    databases: Any
    slots: studio.Slots
    app: Any

    def client(self, **options: Any) -> httpx.AsyncClient:
        return house.make_client(self.app, **options)

    async def work(self) -> None:
        """Run a worker until nothing waits."""
        await house.make_worker(self.parts, self.databases, self.slots).run(until_empty=True)

    async def rows(self, query: str, **values: Any) -> list[Any]:
        """What the database holds, as a job of all storefronts sees it."""
        async with self.databases.worker.begin(Scope("job")) as db:
            return list((await db.execute(sa.text(query), values)).all())


@pytest.fixture
async def make_house(own_databases, tmp_path, clock, slots) -> AsyncIterator[Callable[..., Any]]:
    made: list[Parts] = []

    def make(shelf: Storefronts | None = None, **sections: Any) -> StagingHouse:
        parts = house.make_parts(own_databases, tmp_path, clock, **sections)
        made.append(parts)
        app = house.make_app(parts, media_routes, staging_routes, shelf=shelf)
        return StagingHouse(parts, own_databases, slots, app)

    yield make
    for parts in made:
        await parts.outgoing.close()


@pytest.fixture
def home(make_house) -> StagingHouse:
    """One with room for as many requests as a test needs."""
    return make_house()
