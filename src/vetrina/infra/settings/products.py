"""The sections that modules above take: pictures, engines, payments, channels, mail."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr, field_validator

from vetrina.infra.settings.sections import Section

_SHORT_TYPES = {
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
    "heic": "image/heic",
}


class Media(Section):
    """Files that people send."""

    max_upload_bytes: int = Field(default=10_485_760, ge=1024)
    """Largest file; one byte more is refused with 413."""
    accepted_types: tuple[str, ...] = (
        "image/jpeg",
        "image/png",
        "image/webp",
        "image/avif",
        "image/heic",
    )
    """Kinds of pictures that are taken, as media types."""
    clamd: str = ""
    """host:port or socket path of a ClamAV server; empty scans by structure only."""

    @field_validator("accepted_types")
    @classmethod
    def _full_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_SHORT_TYPES.get(name.lower(), name.lower()) for name in value)


class Studio(Section):
    """Picture jobs."""

    timeout_s: float = Field(default=60.0, gt=0)
    """Longest an outside engine may take before the job fails and the credit returns."""
    max_concurrent_jobs: int = Field(default=5, ge=1)
    """Picture jobs one storefront may have running at a time."""
    image_quality: Literal["high", "medium", "low"] = "high"
    """How finely pictures are compressed for download as JPEG or WebP; PNG is always exact."""
    threshold: float = Field(default=0.60, ge=0, le=1)
    """Score below which a result is not shown."""
    slots: int = Field(default=0, ge=0)
    """Pictures one worker renders at a time; 0 counts half the cores, 2.5 GB each, one at least."""
    slot_memory_mb: int = Field(default=2500, ge=512)
    """Memory one rendering process is counted with; at twice as many addresses its picture fails
    and nothing else does."""
    local_timeout_s: float = Field(default=300.0, gt=0)
    """Longest one picture may render here before it is stopped and the credit returns."""
    idle_minutes: float = Field(default=10.0, ge=0)
    """A rendering process that had no work for so long ends and frees its memory; the next picture
    starts it anew.  0 keeps it."""
    engine: Literal["local", "fake"] = "local"
    """`fake` draws a box instead of furniture, in a moment; for tests of everything around it."""


class Providers(Section):
    """Keys for outside engines; each is optional."""

    openai_api_key: SecretStr = SecretStr("")
    """Key for OpenAI or a compatible server."""
    openai_base_url: str = "https://api.openai.com/v1"
    """Address of OpenAI or a compatible server."""
    gemini_api_key: SecretStr = SecretStr("")
    """Key for Google Gemini."""
    xai_api_key: SecretStr = SecretStr("")
    """Key for xAI."""
    openweather_api_key: SecretStr = SecretStr("")
    """Key for OpenWeather."""


class Firebase(Section):
    """A Firebase project whose people may sign in, or whose data is imported."""

    project_id: str = ""
    """Project that issues the tokens we accept."""
    auth_domain: str = ""
    """Domain of its sign-in pages."""
    web_api_key: SecretStr = SecretStr("")
    """Key of its web clients."""
    private_key_id: str = ""
    """Id of the service account's key, for imports."""
    private_key: SecretStr = SecretStr("")
    """The service account's key, for imports."""
    client_email: str = ""
    """The service account's address, for imports."""


class Supabase(Section):
    """A Supabase project whose people may sign in, or whose data is imported."""

    url: str = ""
    """Address of the project."""
    anon_key: SecretStr = SecretStr("")
    """Public key of the project."""
    service_role_key: SecretStr = SecretStr("")
    """Key that reads everything, for imports."""


class Telegram(Section):
    """The bot."""

    bot_token: SecretStr = SecretStr("")
    """Token from BotFather."""
    webhook_url: str = ""
    """Address Telegram calls; empty polls instead."""


class Payments(Section):
    """Keys for payment gateways; each is optional."""

    stripe_secret_key: SecretStr = SecretStr("")
    """Stripe's secret key."""
    stripe_publishable_key: str = ""
    """Stripe's key for pages."""
    stripe_webhook_secret: SecretStr = SecretStr("")
    """Secret that signs Stripe's events."""
    yookassa_shop_id: str = ""
    """YooKassa's shop number."""
    yookassa_secret_key: SecretStr = SecretStr("")
    """YooKassa's secret key."""


class Mail(Section):
    """Outgoing mail; without a server it lies in the outbox."""

    smtp_url: SecretStr = SecretStr("")
    """smtp://user:password@host:587 (STARTTLS) or smtps://…:465; empty keeps mail in the outbox."""
    from_address: str = "Vetrina <no-reply@localhost>"
    """Sender of what has no sender of its own."""
