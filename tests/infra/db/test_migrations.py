"""One linear history that goes up, comes down, and says what the models say."""

import threading

import psycopg
import pytest

from vetrina.infra import db
from vetrina.infra.db.migrations import _LOCK_KEY


@pytest.fixture
def empty(server):
    server.admin("create database {} owner {}", "vetrina_empty", db.OWNER)
    url = server.url("vetrina_empty", db.OWNER)
    with psycopg.connect(db.driver_dsn(url), autocommit=True) as owner:
        db.roles.grant_rights(owner)
    yield url
    server.drop("vetrina_empty")


def dump(server, url) -> str:
    tool = server.postgres.run_tool("pg_dump", "--schema-only", "vetrina_empty")
    assert tool.returncode == 0, tool.stderr
    return "\n".join(line for line in tool.stdout.splitlines() if not line.startswith("\\"))


def test_up_down_and_up_again_gives_the_same_tables(server, empty):
    before = dump(server, empty)
    db.migrate(empty)
    first = dump(server, empty)
    db.undo(empty, "base")
    bare = dump(server, empty)
    db.migrate(empty)
    assert dump(server, empty) == first
    assert "job_progress" in first
    assert "CREATE FUNCTION" not in bare
    assert before.count("CREATE TABLE") == 0
    assert bare.count("CREATE TABLE") == 1  # alembic's own


def test_the_models_say_what_the_tables_are(empty):
    db.migrate(empty)
    db.check(empty)  # raises where a model and its table differ
    assert db.pending(empty) == ()


def test_what_is_missing_is_told_in_order(empty):
    every = db.pending(empty)
    assert every[0] == "0001"
    db.migrate(empty)
    assert db.pending(empty) == ()


def test_a_second_migration_waits_for_the_first(empty):
    with psycopg.connect(db.driver_dsn(empty), autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s)", (_LOCK_KEY,))
        with pytest.raises(db.MigrationBusy):
            db.migrate(empty, wait_s=0.1)
        assert db.pending(empty) != ()
        release = threading.Timer(0.3, other.execute, ("select pg_advisory_unlock_all()",))
        release.start()
        db.migrate(empty, wait_s=30)
        release.join()
    assert db.pending(empty) == ()


def test_every_table_with_an_owner_is_protected(server):
    url = server.url("vetrina_template", db.OWNER)
    with psycopg.connect(db.driver_dsn(url)) as connection:
        assert connection.execute(db.UNPROTECTED).fetchall() == []


def test_the_check_for_protection_finds_a_bare_table(empty):
    with psycopg.connect(db.driver_dsn(empty), autocommit=True) as connection:
        connection.execute("create table bare (space_id uuid)")
        assert connection.execute(db.UNPROTECTED).fetchall() == [("bare",)]
