"""One shape for every error that leaves over HTTP.  Source: RFC 9457 (problem details).

AppError
  BodyTooLarge      the request's body is larger than allowed
  BodyTooSlow       it comes too slowly
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, ClassVar

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy import exc
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vetrina.infra.limits import TooManyRequests
from vetrina.kernel import AppError, ErrorKind

STATUS: dict[ErrorKind, int] = {
    "not_found": 404,
    "forbidden": 403,
    "unauthenticated": 401,
    "invalid": 422,
    "conflict": 409,
    "limit": 429,
    "too_large": 413,
    "unavailable": 503,
    "upstream": 502,
}

DATABASE_PAUSE_S = 5
_AWAY = ("08", "53", "57P")
"""Classes of SQLSTATE: connection lost, too little left, shut down or starting (manual, App. A)."""

Page = Callable[[Request, dict[str, Any]], Awaitable[Response | None]]
"""Renders a problem for people; None leaves it to JSON."""

log = structlog.get_logger(__name__)


class BodyTooLarge(AppError):
    """The body is larger than allowed; `details["max_bytes"]` says how much is."""

    kind: ClassVar[ErrorKind] = "too_large"
    code: ClassVar[str] = "body_too_large"


class BodyTooSlow(AppError):
    """The body comes too slowly; send it again over a better connection."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "body_too_slow"


def problem(status: int, code: str, detail: str, **more: object) -> dict[str, Any]:
    """The document: type, title, status, detail, code and what else is known."""
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    known = {name: value for name, value in more.items() if value not in (None, {}, [])}
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        **({"request_id": request_id} if request_id else {}),
        **known,
    }


def answer(document: dict[str, Any], headers: dict[str, str] | None = None) -> JSONResponse:
    """*document* as application/problem+json."""
    return JSONResponse(
        document, document["status"], headers, media_type="application/problem+json"
    )


def of_app_error(error: AppError) -> tuple[dict[str, Any], dict[str, str]]:
    """The document and the headers of *error*."""
    headers: dict[str, str] = {}
    if error.retry_after_s is not None:
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after_s)))
    if isinstance(error, TooManyRequests):
        headers |= error.decision.headers()
    if error.kind == "unauthenticated":
        headers["WWW-Authenticate"] = "Bearer"
    status = 408 if isinstance(error, BodyTooSlow) else STATUS[error.kind]
    document = problem(
        status,
        error.code,
        error.message,
        details=error.details,
        retry_after_s=error.retry_after_s,
    )
    return document, headers


Told = tuple[dict[str, Any], dict[str, str]]


def install_errors(app: FastAPI, page: Page | None = None) -> None:
    """Give *app* the one shape; *page* renders it where a browser asks for HTML."""

    def handler(describe: Callable[[Any], Told]) -> Callable[[Request, Exception], Any]:
        async def handle(request: Request, error: Exception) -> Response:
            document, headers = describe(error)
            if page is not None and "text/html" in request.headers.get("accept", ""):
                rendered = await page(request, document)
                if rendered is not None:
                    rendered.headers.update(headers)
                    return rendered
            return answer(document, headers)

        return handle

    app.add_exception_handler(AppError, handler(of_app_error))
    app.add_exception_handler(RequestValidationError, handler(_of_invalid))
    app.add_exception_handler(exc.DataError, handler(_of_data))
    for away in (exc.OperationalError, exc.InterfaceError, exc.TimeoutError):
        app.add_exception_handler(away, handler(_of_database))
    app.add_exception_handler(HTTPException, handler(_of_http))
    app.add_exception_handler(Exception, handler(_of_unexpected))


def _of_invalid(error: RequestValidationError) -> Told:
    fields = [
        {"field": ".".join(map(str, item["loc"])), "message": item["msg"]}
        for item in error.errors()
    ]
    return problem(422, "invalid_request", "some fields are not right", errors=fields), {}


def _of_http(error: HTTPException) -> Told:
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    return problem(error.status_code, code, str(error.detail)), dict(error.headers or {})


def _of_data(error: exc.DataError) -> Told:
    # Valid in JSON and in forms, but PostgreSQL holds no text with it (manual, §8.3).
    if "NUL" in str(error.orig):
        return problem(422, "invalid_request", "a text has a character of code 0 in it"), {}
    return _of_unexpected(error)


def _of_database(error: exc.SQLAlchemyError) -> Told:
    """503 where the database is away, starting or full; else it is a mistake of ours."""
    state = str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")
    if state and not state.startswith(_AWAY):
        return _of_unexpected(error)
    log.warning("database_away", error=type(error).__name__, sqlstate=state)
    told = "the database does not answer at the moment"
    headers = {"Retry-After": str(DATABASE_PAUSE_S)}
    return problem(503, "database_away", told, retry_after_s=DATABASE_PAUSE_S), headers


def _of_unexpected(error: Exception) -> Told:
    log.error("request_failed", exc_info=error)
    told = "something went wrong here; the error was written down"
    return problem(500, "unexpected", told), {}
