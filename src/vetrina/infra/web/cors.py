"""Which other sites may call the API."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "X-API-Key", "X-Request-ID")
EXPOSED = (
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Request-ID",
)


def allow_origins(app: ASGIApp, origins: Sequence[str], *, max_age_s: int = 3600) -> ASGIApp:
    """*app* that answers *origins*; `http://localhost:*` means any port.

    No cookies cross: other sites call with keys and tokens.
    """
    if not origins:
        return app
    return CORSMiddleware(
        app,
        allow_origin_regex="|".join(_pattern(origin) for origin in origins),
        allow_methods=METHODS,
        allow_headers=HEADERS,
        expose_headers=EXPOSED,
        allow_credentials=False,
        max_age=max_age_s,
    )


def _pattern(origin: str) -> str:
    if origin == "*":
        return ".*"
    if origin.endswith(":*"):
        return re.escape(origin[:-2]) + r"(:\d+)?"
    return re.escape(origin.rstrip("/"))
