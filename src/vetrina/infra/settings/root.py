"""The whole tree of settings, and what may not start in production."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from vetrina.infra.settings import products, sections
from vetrina.infra.settings.sections import DEVELOPMENT_SECRET, Section

PLACEHOLDERS = frozenset({"changeme", "change-me", "secret", "password", "your-secret-key", "test"})
MIN_SECRET_BYTES = 32


class Settings(Section):
    """Built once in `app.py`; a module receives only its section."""

    profile: Literal["development", "production"] = "development"
    """`production` refuses secrets that everybody knows and shows no details of errors."""
    data_dir: Path = Path("data")
    """Folder that holds everything the installation keeps: database, files, logs, secrets."""
    storefront: str = ""
    """Serve this one storefront at the root; empty serves all, by host name."""
    ports: sections.Ports = Field(default_factory=sections.Ports)
    """Where the roles listen."""
    web: sections.Web = Field(default_factory=sections.Web)
    """Pages and API."""
    database: sections.Database = Field(default_factory=sections.Database)
    """PostgreSQL 15 or later."""
    redis: sections.Redis = Field(default_factory=sections.Redis)
    """Optional; everything works without."""
    storage: sections.Storage = Field(default_factory=sections.Storage)
    """Where bytes lie."""
    jobs: sections.Jobs = Field(default_factory=sections.Jobs)
    """Work that does not wait for a request."""
    outgoing: sections.Outgoing = Field(default_factory=sections.Outgoing)
    """Calls to other servers."""
    limits: sections.Limits = Field(default_factory=sections.Limits)
    """How often one address may do what costs."""
    telemetry: sections.Telemetry = Field(default_factory=sections.Telemetry)
    """What the house says about itself."""
    security: sections.Security = Field(default_factory=sections.Security)
    """Secrets of the installation; made on first run where none is given."""
    media: products.Media = Field(default_factory=products.Media)
    """Files that people send."""
    studio: products.Studio = Field(default_factory=products.Studio)
    """Picture jobs."""
    providers: products.Providers = Field(default_factory=products.Providers)
    """Keys for outside engines; each is optional."""
    firebase: products.Firebase = Field(default_factory=products.Firebase)
    """A Firebase project whose people may sign in, or whose data is imported."""
    supabase: products.Supabase = Field(default_factory=products.Supabase)
    """A Supabase project whose people may sign in, or whose data is imported."""
    telegram: products.Telegram = Field(default_factory=products.Telegram)
    """The bot."""
    payments: products.Payments = Field(default_factory=products.Payments)
    """Keys for payment gateways; each is optional."""
    mail: products.Mail = Field(default_factory=products.Mail)
    """Outgoing mail; without a server it lies in the outbox."""

    @property
    def is_production(self) -> bool:
        return self.profile == "production"

    @property
    def files_dir(self) -> Path:
        return self.storage.local_dir or self.data_dir / "files"

    @property
    def log_dir(self) -> Path:
        return self.telemetry.log_dir or self.data_dir / "logs"

    @property
    def max_body_bytes(self) -> int:
        """Largest body of a request: never smaller than the largest file people may send."""
        return max(self.web.max_body_bytes, self.media.max_upload_bytes)

    @property
    def uses_embedded_database(self) -> bool:
        return not self.database.url.get_secret_value()

    @property
    def storage_backend(self) -> Literal["local", "s3"]:
        if self.storage.backend != "auto":
            return self.storage.backend
        return "s3" if self.storage.bucket else "local"

    @property
    def cors_origins(self) -> tuple[str, ...]:
        """Origins as given, else `http://localhost:*` in development and nobody in production."""
        if self.web.cors_origins or self.is_production:
            return self.web.cors_origins
        return ("http://localhost:*", "http://127.0.0.1:*")

    @model_validator(mode="after")
    def _trusted_proxies_are_networks(self) -> Self:
        for entry in self.web.trusted_proxies:
            ipaddress.ip_network(entry, strict=False)
        return self

    @model_validator(mode="after")
    def _production_has_secrets_of_its_own(self) -> Self:
        if self.is_production:
            for name in ("secret_key", "jwt_secret"):
                value: SecretStr = getattr(self.security, name)
                if reason := weakness(value.get_secret_value()):
                    raise ValueError(
                        f"security.{name} {reason}; make one with `openssl rand -hex 32`"
                    )
            if "*" in self.web.cors_origins:
                raise ValueError("web.cors_origins may not be * in production; name the origins")
        return self


def weakness(secret: str) -> str:
    """Why *secret* cannot protect production, or an empty string."""
    if secret == DEVELOPMENT_SECRET:
        return "is the default that everybody knows"
    if secret.lower() in PLACEHOLDERS:
        return "is a placeholder that everybody guesses"
    if len(secret.encode()) < MIN_SECRET_BYTES:
        return f"has fewer than {MIN_SECRET_BYTES} bytes"
    return ""
