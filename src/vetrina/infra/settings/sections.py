"""The sections every installation has: what the house listens on, keeps and writes down."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

DEVELOPMENT_SECRET = "development-only-never-in-production"  # noqa: S105 - refused in production


class Section(BaseModel):
    """A group of settings: closed, frozen, every field with its help."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Ports(Section):
    """Where the roles listen."""

    web: int = Field(default=8000, ge=0, le=65535)
    """Port of pages and API; 0 takes a free one."""
    worker: int = Field(default=8001, ge=0, le=65535)
    """Port of a worker's health and metrics; 0 turns it off."""
    payments: int = Field(default=8002, ge=0, le=65535)
    """Port for payment notifications where a firewall wants them apart; 0 serves them on `web`."""
    also: tuple[int, ...] = ()
    """Further ports the web process listens on, e.g. 3000,3001,80 for a split front end."""


class Web(Section):
    """Pages and API."""

    bind: str = "127.0.0.1"
    """Address to listen on; 0.0.0.0 for every interface."""
    public_url: str = ""
    """Address people use, without a trailing slash; empty means the address of the request."""
    cors_origins: tuple[str, ...] = ()
    """Origins other sites may call the API from; empty means localhost in development, none in
    production."""
    cors_max_age_s: int = Field(default=3600, ge=0)
    """How long a browser remembers an answer about CORS."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks (CIDR) whose X-Forwarded-* headers are believed."""
    max_body_bytes: int = Field(default=10_485_760, ge=1024)
    """Largest request body; one byte more is refused with 413."""
    header_timeout_s: float = Field(default=10.0, gt=0)
    """Time a client has to send its first byte of a body after the headers."""
    body_min_bytes_per_s: int = Field(default=1024, ge=0)
    """A body that arrives slower than this, after a grace of 5 s, is cut off."""
    hsts: bool = True
    """Send Strict-Transport-Security over TLS (browsers ignore it over plain HTTP)."""
    health_word: Literal["ok", "healthy"] = "ok"
    """Word that /health uses for good health; monitors of different plans look for either."""
    grace_s: float = Field(default=30.0, ge=0)
    """Time running requests have to end when the process is asked to stop."""


class Database(Section):
    """PostgreSQL 15 or later."""

    url: SecretStr = SecretStr("")
    """Address of an existing server as its owner role; empty runs the embedded one."""
    app_url: SecretStr = SecretStr("")
    """Address as the role of the web process, where the owner may not create roles."""
    worker_url: SecretStr = SecretStr("")
    """Address as the role of the workers, where the owner may not create roles."""
    name: str = Field(default="vetrina", pattern=r"^[a-z][a-z0-9_]{0,62}$")
    """Database that the embedded server holds."""
    bindir: Path | None = None
    """Folder with the PostgreSQL programs; empty looks in the wheel, then in the system."""
    os_user: str = ""
    """Operating system user that runs the embedded server when we are root."""
    max_connections: int = Field(default=100, ge=20)
    """Connections the embedded server accepts."""
    statement_timeout_s: int = Field(default=30, ge=1)
    """A statement that runs longer is ended."""
    idle_timeout_s: int = Field(default=600, ge=60)
    """A connection that is idle longer is closed by the server."""
    pool_size: int = Field(default=8, ge=1)
    """Connections one process keeps."""
    pool_overflow: int = Field(default=4, ge=0)
    """Connections one process may open beyond those it keeps."""

    @field_validator("url", "app_url", "worker_url")
    @classmethod
    def _one_driver(cls, value: SecretStr) -> SecretStr:
        raw = value.get_secret_value()
        scheme, found, rest = raw.partition("://")
        if not found and raw:
            raise ValueError("a database address starts with postgresql://")
        if raw and scheme.split("+")[0] not in {"postgres", "postgresql"}:
            raise ValueError(f"{scheme}:// is not PostgreSQL, the only database that is supported")
        return SecretStr(f"postgresql+psycopg://{rest}" if raw else "")


class Redis(Section):
    """Optional; everything works without."""

    url: SecretStr = SecretStr("")
    """redis://[:password@]host:port/db for cache and rate limits; empty uses PostgreSQL."""


class Storage(Section):
    """Where bytes lie."""

    backend: Literal["auto", "local", "s3"] = "auto"
    """`auto` is `s3` when a bucket is named, else `local`."""
    local_dir: Path | None = None
    """Folder of the local store; empty is `files` in the data folder."""
    bucket: str = ""
    """Name of the bucket in S3, R2 or a server that speaks S3."""
    endpoint: str = ""
    """Address of the S3 server; empty is AWS in `region`."""
    region: str = "auto"
    """Region of the bucket; `auto` for R2."""
    access_key_id: SecretStr = SecretStr("")
    """Key id for the bucket."""
    secret_access_key: SecretStr = SecretStr("")
    """Secret for the bucket."""
    link_ttl_s: int = Field(default=3600, ge=1, le=604_800)
    """How long a signed link works unless its maker says otherwise."""
    cors_origins: tuple[str, ...] = ()
    """Origins that may load from and upload to the bucket; empty is the public address."""


class Jobs(Section):
    """Work that does not wait for a request."""

    concurrency: int = Field(default=4, ge=1)
    """Jobs one worker runs at a time."""
    workers: int = Field(default=1, ge=0)
    """Worker processes the supervisor keeps."""
    heartbeat_s: float = Field(default=2.0, gt=0)
    """How often a worker says that it lives."""
    stalled_after_s: float = Field(default=8.0, gt=0)
    """Silence after which a worker counts as dead and its jobs run again."""
    max_attempts: int = Field(default=3, ge=1)
    """Times a job is tried before it fails."""
    grace_s: float = Field(default=60.0, ge=0)
    """Time running jobs have to end when a worker is asked to stop."""
    keep_hours: int = Field(default=168, ge=1)
    """How long finished jobs are kept for reading."""


class Outgoing(Section):
    """Calls to other servers."""

    connect_timeout_s: float = Field(default=5.0, gt=0)
    """Time to reach a server."""
    read_timeout_s: float = Field(default=30.0, gt=0)
    """Time to wait for the next byte of an answer."""
    total_timeout_s: float = Field(default=60.0, gt=0)
    """Time for one call with its retries."""
    attempts: int = Field(default=3, ge=1, le=10)
    """Tries of one call that is safe to repeat."""
    max_answer_bytes: int = Field(default=67_108_864, ge=1024)
    """Largest answer that is read."""
    breaker_failures: int = Field(default=5, ge=1)
    """Failures in a row after which a host is left alone."""
    breaker_pause_s: float = Field(default=30.0, gt=0)
    """How long it is left alone before one call tries again."""


class Limits(Section):
    """How often one address may do what costs."""

    enabled: bool = True
    """Count at all; off only for load tests."""
    per_minute: int = Field(default=60, ge=1)
    """API calls, sign-in and writes per minute."""
    per_hour: int = Field(default=1000, ge=1)
    """API calls, sign-in and writes per hour."""
    pictures_per_minute: int = Field(default=10, ge=1)
    """Picture jobs per minute."""
    sign_ins_per_hour: int = Field(default=30, ge=1)
    """Attempts to sign in to one account per hour, from whatever addresses they come."""


class Telemetry(Section):
    """What the house says about itself."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least important line that is written."""
    log_dir: Path | None = None
    """Folder of error.log and combined.log; empty is `logs` in the data folder."""
    log_max_bytes: int = Field(default=10_485_760, ge=4096)
    """Size at which a log file is put aside."""
    log_files: int = Field(default=3, ge=1)
    """Log files kept, the current one included."""
    sentry_dsn: SecretStr = SecretStr("")
    """Address of a Sentry-compatible server; empty sends nothing."""
    sentry_traces_sample_rate: float = Field(default=0.1, ge=0, le=1)
    """Share of requests that are traced to Sentry."""
    otlp_endpoint: str = ""
    """Base address of an OpenTelemetry collector (OTLP over HTTP); empty sends nothing."""
    metrics_token: SecretStr = SecretStr("")
    """Bearer token that /metrics asks for; empty answers loopback only."""

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value


class Security(Section):
    """Secrets of the installation; made on first run where none is given."""

    secret_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    """Signs links and cookies, derives the passwords of the database roles; 32 bytes or more."""
    jwt_secret: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    """Signs access tokens; 32 bytes or more."""
    internal_token: SecretStr = SecretStr("")
    """Bearer token for calls between our own processes."""
    access_ttl_s: int = Field(default=3600, ge=60)
    """Life of an access token."""
    refresh_ttl_s: int = Field(default=2_592_000, ge=3600)
    """Life of a refresh token."""
