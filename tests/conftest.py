"""Shared fixtures: a real PostgreSQL, a clock that stands still, sockets that stay at home.

`db` and `database` roll back after each test and serve almost everything.  `own_databases` is a
fresh clone with real commits, for locks, notifications, jobs and what outlives a refusal.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Generator, Iterator
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """CI may skip nothing: what is missing there is a failure of the machine's set-up."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CI may skip nothing: {_reason(report)}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line each what was left out, and what to type to have it."""
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"left out {count}: {reason}")


def _reason(report: pytest.TestReport) -> str:
    told = report.longrepr
    return str(told[2] if isinstance(told, tuple) else told).removeprefix("Skipped: ")


class Loopback:
    """Ports of this machine for servers that the tests start."""

    @staticmethod
    def free_port() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
            return port

    @staticmethod
    def wait_for(port: int, patience_s: float = 60.0) -> None:
        deadline = time.monotonic() + patience_s
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return


@pytest.fixture(scope="session")
def loopback() -> type[Loopback]:
    return Loopback


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
def redis_url(tmp_path_factory: pytest.TempPathFactory, loopback: type[Loopback]) -> Iterator[str]:
    """A real Redis for the suites that run with and without one."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no Redis here: apt install redis-server")
    port = loopback.free_port()
    folder = tmp_path_factory.mktemp("redis")
    command = [
        program,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(folder),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        loopback.wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
        server.terminate()


def _open_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="vetrina-test-"))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the database's own user can pass through; pytest's are root's alone."""
    folder = _open_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    """PostgreSQL with the migrated template; one per test process.

    VETRINA_TEST_POSTGRES names a folder with the programs of another version, such as
    /usr/lib/postgresql/15/bin, the oldest that is served.
    """
    state = _open_folder()
    chosen = os.environ.get("VETRINA_TEST_POSTGRES")
    postgres = EmbeddedPostgres(state, settings=FAST, bindir=Path(chosen) if chosen else None)
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
