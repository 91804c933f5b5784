"""What the house itself runs on, for `/capabilities`; the other modules tell for themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vetrina.infra.capabilities import Capability, Describe
from vetrina.infra.parts import Parts
from vetrina.infra.settings import Settings

FONT = "fonts/instrument-sans-latin-wght-normal.woff2"


def gather(describers: Iterable[Describe], parts: Parts) -> list[Capability]:
    """What every module tells, the house last."""
    told = [one for describe in describers for one in describe(parts)]
    return [*told, *describe_house(parts)]


def describe_house(parts: Parts) -> Iterator[Capability]:
    """Stores and services under all modules."""
    yield _database(parts.settings)
    yield _objects(parts.settings)
    yield _cache(parts.settings)
    yield _mail(parts.settings)
    yield _fonts(parts)
    yield _errors(parts.settings)
    yield _traces(parts.settings)


def _database(settings: Settings) -> Capability:
    is_own = settings.uses_embedded_database
    return Capability(
        "database",
        "Stores",
        "Rows, jobs and search",
        "PostgreSQL, run by Vetrina itself" if is_own else "PostgreSQL of the operator",
        why="no address of another server is set" if is_own else "DATABASE_URL names it",
        better="set DATABASE_URL to use a server with backups of its own" if is_own else "",
    )


def _objects(settings: Settings) -> Capability:
    if settings.storage_backend == "s3":
        return Capability("objects", "Stores", "Pictures", "a bucket", why="a bucket is named")
    return Capability(
        "objects",
        "Stores",
        "Pictures",
        "a folder on this machine",
        why="no bucket is named",
        better="name a bucket to serve several machines",
    )


def _cache(settings: Settings) -> Capability:
    if settings.redis.url.get_secret_value():
        return Capability(
            "cache", "Stores", "Cache and rate limits", "Redis", why="REDIS_URL is set"
        )
    return Capability(
        "cache",
        "Stores",
        "Cache and rate limits",
        "this process and PostgreSQL",
        why="right over several processes without Redis",
        better="set REDIS_URL when many web processes share the load",
    )


def _mail(settings: Settings) -> Capability:
    if settings.mail.smtp_url.get_secret_value():
        return Capability("mail", "Services", "Mail", "the SMTP server that is set")
    return Capability(
        "mail",
        "Services",
        "Mail",
        "an outbox on this machine",
        "reduced",
        why="no SMTP server is set, so nothing leaves",
        better="set an SMTP server to send",
    )


def _fonts(parts: Parts) -> Capability:
    if parts.assets.find(FONT):
        return Capability("fonts", "Pages", "Typefaces", "files of this machine, no other host")
    return Capability(
        "fonts",
        "Pages",
        "Typefaces",
        "the reader's own, with matched measures",
        "reduced",
        why="the fonts were not fetched",
        better="type: vetrina assets pull fonts",
    )


def _errors(settings: Settings) -> Capability:
    if settings.telemetry.sentry_dsn.get_secret_value():
        return Capability(
            "errors", "Services", "Reports of errors", "the Sentry server that is set"
        )
    return Capability(
        "errors",
        "Services",
        "Reports of errors",
        "log files on this machine",
        why="no DSN is set, so nothing leaves",
        better="set SENTRY_DSN to be told",
    )


def _traces(settings: Settings) -> Capability:
    endpoint = settings.telemetry.otlp_endpoint
    if endpoint:
        return Capability("traces", "Services", "Traces", "the OpenTelemetry collector that is set")
    return Capability(
        "traces",
        "Services",
        "Traces",
        "",
        "off",
        why="no collector is set",
        better="set VETRINA_TELEMETRY__OTLP_ENDPOINT",
    )
