"""Every PostgreSQL from 15 on serves the same house; tried with each that this machine has."""

from __future__ import annotations

import psycopg
import pytest

from vetrina.infra import db
from vetrina.infra.db import Database, Scope
from vetrina.infra.postgres import EmbeddedPostgres, find_bindirs, major_version
from vetrina.kernel import new_id

SECRET_KEY = "a secret key for the tests, of at least thirty-two bytes"
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
OLDEST = 15
HERE = {number: folder for folder in find_bindirs() if (number := major_version(folder)) >= OLDEST}


@pytest.fixture(params=sorted(HERE))
def running(request, open_folder):
    made = EmbeddedPostgres(open_folder / "state", settings=FAST, bindir=HERE[request.param])
    made.start()
    yield request.param, made
    made.stop()


async def test_the_house_stands_on_each_version_that_is_here(running) -> None:
    version, postgres = running
    db.ensure_database(postgres.url(), database="vetrina", secret_key=SECRET_KEY)
    owner, app = (
        db.role_url(postgres.url(), role, SECRET_KEY, "vetrina") for role in (db.OWNER, db.APP)
    )
    with psycopg.connect(db.driver_dsn(owner)) as asked:
        assert asked.info.server_version // 10_000 == version
        limits = ("max_connections", "statement_timeout", "idle_session_timeout")
        told = [asked.execute(f"show {name}").fetchone()[0] for name in limits]
    assert told == ["100", "30s", "10min"]
    db.migrate(owner)
    db.check(owner)
    with psycopg.connect(db.driver_dsn(owner)) as asked:
        assert asked.execute(db.UNPROTECTED).fetchall() == []
    await _keeps_neighbours_apart(app)
    db.undo(owner, "base")
    assert db.pending(owner)[0] == "0001"


async def _keeps_neighbours_apart(url: str) -> None:
    mine, theirs = new_id(), new_id()
    database = Database(url)
    for space in (mine, theirs):
        async with database.begin(Scope("member", "stagecraft", (space,))) as session:
            connection = await session.connection()
            await connection.exec_driver_sql(
                "insert into spaces (storefront_id, space_id, kind)"
                " values ('stagecraft', %s, 'visitor')",
                (space,),
            )
    async with database.begin(Scope("member", "stagecraft", (mine,))) as session:
        connection = await session.connection()
        seen = (await connection.exec_driver_sql("select space_id from spaces")).scalars().all()
    await database.close()
    assert seen == [mine]
