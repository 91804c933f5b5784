"""The names that the five product plans and common platforms use, in one table.

A plan's file boots unchanged: each of its names is mapped to a setting here, or listed as one
that has nothing left to say, with the reason.  Our own names win over these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Alias:
    """`name` sets `target` (dotted path); without a target `note` says why it is not needed."""

    name: str
    target: str = ""
    note: str = ""
    convert: Callable[[str], str] = str


def _profile(value: str) -> str:
    return "production" if value.lower() in {"production", "prod", "live"} else "development"


def _https(value: str) -> str:
    return value.rstrip("/") if "://" in value else f"https://{value.rstrip('/')}"


def _pem(value: str) -> str:
    return value.replace("\\n", "\n")


_TABLE = (
    Alias("ENVIRONMENT", "profile", convert=_profile),
    Alias("NODE_ENV", "profile", convert=_profile),
    Alias("PORT", "ports.web"),
    Alias("DOMAIN", "web.public_url", convert=_https),
    Alias("NEXT_PUBLIC_API_URL", "web.public_url", convert=_https),
    Alias("REACT_APP_API_URL", "web.public_url", convert=_https),
    Alias("CORS_ORIGINS", "web.cors_origins"),
    Alias("DATABASE_URL", "database.url"),
    Alias("PG_BINDIR", "database.bindir"),
    Alias("REDIS_URL", "redis.url"),
    Alias("SECRET_KEY", "security.secret_key"),
    Alias("JWT_SECRET_KEY", "security.jwt_secret"),
    Alias("INTERNAL_API_TOKEN", "security.internal_token"),
    Alias("SENTRY_DSN", "telemetry.sentry_dsn"),
    Alias("LOG_LEVEL", "telemetry.log_level"),
    Alias("OTEL_EXPORTER_OTLP_ENDPOINT", "telemetry.otlp_endpoint"),
    Alias("OPENAI_API_KEY", "providers.openai_api_key"),
    Alias("OPENAI_BASE_URL", "providers.openai_base_url"),
    Alias("GEMINI_API_KEY", "providers.gemini_api_key"),
    Alias("GOOGLE_AI_API_KEY", "providers.gemini_api_key"),
    Alias("XAI_API_KEY", "providers.xai_api_key"),
    Alias("OPENWEATHER_API_KEY", "providers.openweather_api_key"),
    Alias("FIREBASE_PROJECT_ID", "firebase.project_id"),
    Alias("FIREBASE_PRIVATE_KEY_ID", "firebase.private_key_id"),
    Alias("FIREBASE_PRIVATE_KEY", "firebase.private_key", convert=_pem),
    Alias("FIREBASE_CLIENT_EMAIL", "firebase.client_email"),
    Alias("NEXT_PUBLIC_FIREBASE_API_KEY", "firebase.web_api_key"),
    Alias("NEXT_PUBLIC_FIREBASE_AUTH_DOMAIN", "firebase.auth_domain"),
    Alias("NEXT_PUBLIC_FIREBASE_PROJECT_ID", "firebase.project_id"),
    Alias("SUPABASE_URL", "supabase.url"),
    Alias("SUPABASE_ANON_KEY", "supabase.anon_key"),
    Alias("SUPABASE_SERVICE_ROLE_KEY", "supabase.service_role_key"),
    Alias("TELEGRAM_BOT_TOKEN", "telegram.bot_token"),
    Alias("TELEGRAM_WEBHOOK_URL", "telegram.webhook_url"),
    Alias("STRIPE_SECRET_KEY", "payments.stripe_secret_key"),
    Alias("STRIPE_PUBLISHABLE_KEY", "payments.stripe_publishable_key"),
    Alias("STRIPE_WEBHOOK_SECRET", "payments.stripe_webhook_secret"),
    Alias("YOOKASSA_SHOP_ID", "payments.yookassa_shop_id"),
    Alias("YOOKASSA_SECRET_KEY", "payments.yookassa_secret_key"),
    Alias(
        "YOOKASSA_WEBHOOK_SECRET",
        note="YooKassa signs nothing: the payment is fetched again and its sender checked",
    ),
    Alias("CLOUDFLARE_R2_ENDPOINT", "storage.endpoint"),
    Alias("CLOUDFLARE_R2_ACCESS_KEY", "storage.access_key_id"),
    Alias("CLOUDFLARE_R2_SECRET_KEY", "storage.secret_access_key"),
    Alias("CLOUDFLARE_R2_BUCKET", "storage.bucket"),
    Alias("AWS_S3_BUCKET", "storage.bucket"),
    Alias("AWS_ACCESS_KEY_ID", "storage.access_key_id"),
    Alias("AWS_SECRET_ACCESS_KEY", "storage.secret_access_key"),
    Alias("AWS_REGION", "storage.region"),
    Alias("UPLOAD_DIR", "storage.local_dir"),
    Alias("MAX_UPLOAD_SIZE", "media.max_upload_bytes"),
    Alias("REACT_APP_UPLOAD_MAX_SIZE", "media.max_upload_bytes"),
    Alias("REACT_APP_SUPPORTED_FORMATS", "media.accepted_types"),
    Alias("AI_TIMEOUT_SECONDS", "studio.timeout_s"),
    Alias("MAX_CONCURRENT_JOBS", "studio.max_concurrent_jobs"),
    Alias("IMAGE_QUALITY", "studio.image_quality"),
    Alias("ML_SERVICE_URL", note="picture jobs go to the workers through the database"),
    Alias("PAY_SERVICE_URL", note="payments are part of the web process"),
    Alias("REACT_APP_SENTRY_DSN", note="pages send nothing to third parties; set SENTRY_DSN"),
)

ALIASES = MappingProxyType({alias.name: alias for alias in _TABLE})
