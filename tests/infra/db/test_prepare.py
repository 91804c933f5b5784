"""A database of our own or of somebody else's server is made ready for each role."""

import psycopg
import pytest

from vetrina.infra import db, settings
from vetrina.infra.postgres import EmbeddedPostgres

SECURITY = settings.Security(secret_key="a secret key for the tests, of thirty-two bytes or more")


@pytest.fixture
def fresh(open_folder):
    server = EmbeddedPostgres(open_folder / "state", settings={"fsync": "off"})
    server.start()
    yield server
    server.stop()


def run(server, query):
    url = db.driver_dsn(server.url())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(query)


def show(url, name):
    with psycopg.connect(db.driver_dsn(url)) as connection:
        return connection.execute(f"show {name}").fetchone()[0]


def test_the_embedded_database_is_made_migrated_and_made_again(fresh):
    whole = settings.Settings(security=SECURITY)
    urls = db.prepare_database(whole, fresh.url())
    assert db.prepare_database(whole, fresh.url()) == urls
    assert db.pending(urls.owner) == ()
    assert show(urls.app, "statement_timeout") == "30s"
    assert show(urls.worker, "idle_session_timeout") == "10min"
    names = [db.read_role(url).name for url in (urls.owner, urls.app, urls.worker)]
    assert names == [db.OWNER, db.APP, db.WORKER]


def test_a_database_on_somebody_elses_server_is_taken_over(fresh):
    run(fresh, "create role theirs login createrole createdb password 'pw'")
    run(fresh, "create database shop owner theirs")
    url = fresh.url("shop", "theirs", "pw")
    whole = settings.Settings(security=SECURITY, database=settings.Database(url=url))
    urls = db.prepare_database(whole)
    assert db.prepare_database(whole) == urls
    assert [db.read_role(u).is_safe for u in (urls.owner, urls.app, urls.worker)] == [True] * 3
    assert show(urls.app, "statement_timeout") == "30s"


def test_roles_that_somebody_made_are_used(fresh):
    whole = settings.Settings(security=SECURITY)
    made = db.prepare_database(whole, fresh.url())
    section = settings.Database(url=made.owner, app_url=made.app, worker_url=made.worker)
    told = settings.Settings(security=settings.Security(), database=section)
    assert db.prepare_database(told) == made


def test_a_role_of_ours_that_gained_power_loses_it(fresh):
    whole = settings.Settings(security=SECURITY)
    urls = db.prepare_database(whole, fresh.url())
    run(fresh, "alter role vetrina_app bypassrls")
    assert db.read_role(urls.app).is_safe is False
    db.prepare_database(whole, fresh.url())
    assert db.read_role(urls.app).is_safe is True
