"""Shared fixtures: a real PostgreSQL, a clock that stands still, sockets that stay at home.

`db` and `database` roll back after each test and serve almost everything.  `own_databases` is a
fresh clone with real commits, for locks, notifications, jobs and what outlives a refusal.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import pytest_socket
from psycopg import sql

from vetrina.infra import db as database_door
from vetrina.infra.db import AsyncSession, Database, Scope, acting
from vetrina.infra.postgres import EmbeddedPostgres
from vetrina.kernel import FrozenClock, new_id

SECRET_KEY = "a secret key for the tests, of at least thirty-two bytes"
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
TEMPLATE = "vetrina_template"


def pytest_runtest_setup() -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2026, 1, 15, 12, 0, tzinfo=UTC))


@dataclass(frozen=True)
class TestServer:
    """The server of this test process; makes databases from the migrated template."""

    __test__ = False
    postgres: EmbeddedPostgres

    def url(self, name: str, role: str) -> str:
        return database_door.role_url(self.postgres.url(), role, SECRET_KEY, name)

    def admin(self, query: str, *names: str) -> None:
        dsn = database_door.driver_dsn(self.postgres.url())
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(sql.SQL(query).format(*map(sql.Identifier, names)))

    def clone(self, name: str) -> None:
        owner = database_door.OWNER
        self.admin("create database {} template {} owner {}", name, TEMPLATE, owner)

    def drop(self, name: str) -> None:
        self.admin("drop database {} with (force)", name)


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    """PostgreSQL with the migrated template; one per test process."""
    state = Path(tempfile.mkdtemp(prefix="vetrina-test-"))
    postgres = EmbeddedPostgres(state, settings=FAST)
    postgres.start()
    try:
        running = TestServer(postgres)
        database_door.ensure_database(
            postgres.url(),
            database=TEMPLATE,
            secret_key=SECRET_KEY,
            role_settings={"statement_timeout": "30s"},
        )
        database_door.migrate(running.url(TEMPLATE, database_door.OWNER))
        yield running
    finally:
        postgres.stop()
        shutil.rmtree(state)


@pytest.fixture(scope="session")
async def shared_database(server: TestServer) -> AsyncIterator[Database]:
    server.clone("vetrina_shared")
    database = Database(server.url("vetrina_shared", database_door.APP))
    yield database
    await database.close()


@pytest.fixture
async def database(shared_database: Database) -> AsyncIterator[Database]:
    """A database as the web process sees it; everything is rolled back after the test."""
    async with shared_database.engine.connect() as connection:
        transaction = await connection.begin()
        bound = shared_database.bound_to(connection)
        yield bound
        await transaction.rollback()


@pytest.fixture
def scope() -> Scope:
    """A member of one space in one storefront."""
    return Scope("member", "stagecraft", (new_id(),))


@pytest.fixture
async def db(database: Database, scope: Scope) -> AsyncIterator[AsyncSession]:
    """A session of `database`, acting as `scope`."""
    with acting(scope):
        async with database.begin(scope) as session:
            yield session


@dataclass(frozen=True)
class OwnDatabases:
    """One clone with real commits: as the web process, as a worker, and their addresses."""

    app: Database
    worker: Database
    app_url: str
    worker_url: str
    owner_url: str


@pytest.fixture
async def own_databases(server: TestServer) -> AsyncIterator[OwnDatabases]:
    name = f"own_{new_id().hex}"
    server.clone(name)
    app_url, worker_url, owner_url = (
        server.url(name, role)
        for role in (database_door.APP, database_door.WORKER, database_door.OWNER)
    )
    app, worker = Database(app_url), Database(worker_url)
    yield OwnDatabases(app, worker, app_url, worker_url, owner_url)
    await app.close()
    await worker.close()
    server.drop(name)
