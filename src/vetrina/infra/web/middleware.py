"""What happens to every request: an id, a scope of nobody, headers that protect, figures."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Mapping, Sequence

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vetrina.infra.db import acting
from vetrina.infra.telemetry import metrics

_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestContext:
    """Gives each request an id (kept from a trusted proxy) and lets nobody's scope leak in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("x-request-id", "") if scope.get("is_proxied") else ""
        request_id = told if _ID.fullmatch(told) else uuid.uuid4().hex

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id), acting(None):
            await self._app(scope, receive, send_with_id)


def content_policy(*, images: Sequence[str] = (), forms: Sequence[str] = ()) -> str:
    """Our Content-Security-Policy; *images* and *forms* are origins beside our own."""
    rules = {
        "default-src": "'self'",
        "img-src": " ".join(("'self'", "data:", "blob:", *images)),
        "form-action": " ".join(("'self'", *forms)),
        "connect-src": " ".join(("'self'", *images)),
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def security_headers(*, policy: str, hsts: bool) -> dict[str, str]:
    """Headers that every answer carries."""
    headers = {
        "Content-Security-Policy": policy,
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "X-XSS-Protection": "1; mode=block",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(self)",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if hsts:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


class SecurityHeaders:
    """Adds *headers* to every answer, errors included; what a route set itself stays."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = dict(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                held = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    held.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_protected)


class Figures:
    """Counts and times every request under its route's template, whatever its end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        begin = time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        metrics.http_requests_in_progress.inc()
        try:
            await self._app(scope, receive, watch)
        finally:
            metrics.http_requests_in_progress.dec()
            method = scope["method"] if scope["method"] in _METHODS else "OTHER"
            labels = (method, route_template(scope), str(status))
            metrics.http_requests.labels(*labels).inc()
            metrics.http_request_duration.labels(*labels).observe(time.perf_counter() - begin)


def route_template(scope: Scope) -> str:
    """The template of the route that answered, such as `/stagings/{id}`."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else "unmatched"
