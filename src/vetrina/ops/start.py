"""What every command begins with: settings, secrets, a database that can be reached."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from vetrina.infra.db import DatabaseUrls, prepare_database
from vetrina.infra.postgres import EmbeddedPostgres, PostgresUnavailable
from vetrina.infra.settings import Loaded, Settings, load, make_secrets

ENV_FILE = Path(".env")


def read_settings(environ: Mapping[str, str] | None = None) -> Loaded:
    """The settings of this folder, with secrets made on the first run.  Raises: SettingsRefused."""
    told = dict(os.environ if environ is None else environ)
    file = ENV_FILE if ENV_FILE.is_file() else None
    make_secrets(load(told, file).settings.data_dir)
    return load(told, file)


def embedded(settings: Settings) -> EmbeddedPostgres | None:
    """The server of the data folder, not started; None where a database's address is set."""
    if not settings.uses_embedded_database:
        return None
    section = settings.database
    return EmbeddedPostgres(
        settings.data_dir,
        settings={
            "max_connections": str(section.max_connections),
            "statement_timeout": f"{section.statement_timeout_s}s",
            "idle_session_timeout": f"{section.idle_timeout_s}s",
        },
        os_user=section.os_user,
        bindir=section.bindir,
    )


@dataclass(frozen=True, slots=True)
class Ready:
    """A database that is made and migrated.  postgres: ours to stop, or None."""

    urls: DatabaseUrls
    postgres: EmbeddedPostgres | None


def start_database(settings: Settings) -> Ready:
    """Start the embedded server where it is used, make and migrate the database.

    Raises: PostgresUnavailable, MigrationBusy.
    """
    postgres = embedded(settings)
    if postgres is None:
        return Ready(prepare_database(settings), None)
    postgres.start()
    try:
        return Ready(prepare_database(settings, postgres.url()), postgres)
    except BaseException:
        postgres.stop()
        raise


@contextmanager
def database_at_hand(settings: Settings) -> Iterator[DatabaseUrls]:
    """The prepared database: the running one, else started for the block."""
    postgres = embedded(settings)
    if postgres is not None and postgres.is_running_elsewhere():
        yield prepare_database(settings, postgres.url())
        return
    ready = start_database(settings)
    try:
        yield ready.urls
    finally:
        if ready.postgres is not None:
            ready.postgres.stop()


def as_worker(settings: Settings, urls: DatabaseUrls) -> Settings:
    """*settings* that know the database of *urls* in both roles."""
    told = {"app_url": SecretStr(urls.app), "worker_url": SecretStr(urls.worker)}
    section = settings.database.model_copy(update=told)
    return settings.model_copy(update={"database": section})


__all__ = [
    "PostgresUnavailable",
    "Ready",
    "as_worker",
    "database_at_hand",
    "embedded",
    "read_settings",
    "start_database",
]
