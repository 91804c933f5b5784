"""The three roles: one owns and migrates, one serves pages, one works; none may bypass policies."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from vetrina.infra.db.policies import APP, OWNER, WORKER

ROLES = (OWNER, APP, WORKER)


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What the server says about the role of an address."""

    name: str
    is_superuser: bool
    bypasses_policies: bool

    @property
    def is_safe(self) -> bool:
        return not (self.is_superuser or self.bypasses_policies)


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """One database, as the role that owns it, the one that serves and the one that works."""

    owner: str
    app: str
    worker: str


def role_password(secret_key: str, role: str) -> str:
    """The password of *role*: derived, so that it is stored nowhere."""
    return hmac.new(secret_key.encode(), f"role:{role}".encode(), hashlib.sha256).hexdigest()


def role_url(url: str, role: str, secret_key: str, database: str = "") -> str:
    """*url* as *role*, with its derived password; of *database* where given."""
    held: URL = make_url(url).set(username=role, password=role_password(secret_key, role))
    if database:
        held = held.set(database=database)
    return held.render_as_string(hide_password=False)


def driver_dsn(url: str) -> str:
    """The SQLAlchemy address *url* as libpq understands it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def ensure_database(
    admin_url: str,
    *,
    database: str,
    secret_key: str,
    role_settings: Mapping[str, str] | None = None,
) -> DatabaseUrls:
    """Make roles and *database* as needed, and set their rights; safe to repeat.

    *admin_url* is of a role that may create roles and databases.  A database that is there already
    is handed to our owner.  *role_settings* (`statement_timeout`: `30s`) are set on the roles that
    serve and work.
    """
    with psycopg.connect(driver_dsn(admin_url), autocommit=True) as admin:
        for role in ROLES:
            _ensure_role(admin, role, role_password(secret_key, role))
        for role in (APP, WORKER):
            for name, value in (role_settings or {}).items():
                _run(admin, "alter role {} set {} = {}", role, name, sql.Literal(value))
        _run(admin, "grant {} to current_user", OWNER)
        query = "select pg_get_userbyid(datdba) from pg_database where datname = %s"
        held = admin.execute(query, (database,)).fetchone()
        if held is None:
            _run(admin, "create database {} owner {}", database, OWNER)
        elif held[0] != OWNER:
            _run(admin, "alter database {} owner to {}", database, OWNER)
    urls = DatabaseUrls(*(role_url(admin_url, role, secret_key, database) for role in ROLES))
    with psycopg.connect(driver_dsn(urls.owner), autocommit=True) as owner:
        _run(owner, "revoke all on database {} from public", database)
        _run(owner, "grant connect, temporary on database {} to {}, {}", database, APP, WORKER)
        grant_rights(owner)
    return urls


def grant_rights(owner: psycopg.Connection[tuple[object, ...]]) -> None:
    """Let the serving roles use what the owner makes, now and later."""
    for role in (APP, WORKER):
        _run(owner, "grant usage on schema public to {}", role)
        for what, rights in (
            ("tables", "select, insert, update, delete"),
            ("sequences", "usage, select"),
        ):
            _run(owner, f"alter default privileges grant {rights} on {what} to {{}}", role)
            _run(owner, f"grant {rights} on all {what} in schema public to {{}}", role)


def read_role(url: str) -> RoleFacts:
    """Who we are at *url*, for `doctor` and the start in production."""
    with psycopg.connect(driver_dsn(url)) as connection:
        row = connection.execute(
            "select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user"
        ).fetchone()
    if row is None:
        raise LookupError("the server does not list our own role")
    return RoleFacts(str(row[0]), bool(row[1]), bool(row[2]))


def _ensure_role(admin: psycopg.Connection[tuple[object, ...]], role: str, password: str) -> None:
    query = "select rolsuper or rolbypassrls from pg_roles where rolname = %s"
    held = admin.execute(query, (role,)).fetchone()
    if held is None:
        _run(admin, "create role {}", role)  # new roles have no powers
    elif held[0]:
        # Only a superuser may even name these powers, so they are named only where they are.
        _run(admin, "alter role {} nosuperuser nobypassrls", role)
    # Hashed here, so that the password itself never stands in the server's log.
    hashed = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    _run(admin, "alter role {} login password {}", role, sql.Literal(hashed.decode()))


def _run(
    connection: psycopg.Connection[tuple[object, ...]], query: str, *parts: str | sql.Literal
) -> None:
    names = (part if isinstance(part, sql.Literal) else sql.Identifier(part) for part in parts)
    connection.execute(sql.SQL(query).format(*names))
