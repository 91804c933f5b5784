"""None of our roles may go round the policies, and repeating their making is safe."""

import psycopg
import pytest

from vetrina.infra import db


@pytest.mark.parametrize("role", [db.OWNER, db.APP, db.WORKER])
def test_no_role_of_ours_bypasses_policies(server, role):
    facts = db.read_role(server.url("vetrina_template", role))
    assert (facts.name, facts.is_safe) == (role, True)


def test_the_superuser_is_told_to_be_unsafe(server):
    assert db.read_role(server.postgres.url()).is_safe is False


def test_making_the_database_twice_changes_nothing_and_renews_passwords(server):
    for key in ("another key", "a secret key for the tests, of at least thirty-two bytes"):
        db.ensure_database(server.postgres.url(), database="vetrina_twice", secret_key=key)
        url = db.role_url(server.postgres.url(), db.APP, key, "vetrina_twice")
        assert db.read_role(url).name == db.APP
    server.drop("vetrina_twice")


def test_the_web_role_cannot_change_tables(server):
    url = db.driver_dsn(server.url("vetrina_template", db.APP))
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("alter table job_progress disable row level security")


def test_a_role_gets_the_limits_of_the_settings(server):
    url = db.driver_dsn(server.url("vetrina_template", db.APP))
    with psycopg.connect(url) as connection:
        assert connection.execute("show statement_timeout").fetchone() == ("30s",)
