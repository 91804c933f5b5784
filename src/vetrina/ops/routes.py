"""`/health`, `/health/live`, `/health/ready` and `/metrics`."""

from __future__ import annotations

import hmac
import ipaddress
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from vetrina.infra import web
from vetrina.infra.parts import Parts, PartsOf
from vetrina.infra.telemetry import metrics
from vetrina.ops import health
from vetrina.ops.errors import MetricsRefused

router = APIRouter(tags=["health"])
_FRESH = {"Cache-Control": "no-store"}


@router.get(
    "/health",
    summary="Is everything well?",
    responses={**web.problems(422), 503: {"description": "No."}},
)
async def show_health(
    parts: PartsOf,
    verbose: Annotated[bool, Query(description="Tell the facts behind each check.")] = False,
) -> JSONResponse:
    """Every check with its answer; 503 when a required one fails."""
    results = await health.look(parts)
    told = health.document(parts, results, is_verbose=verbose)
    return JSONResponse(told, 200 if health.is_healthy(results) else 503, _FRESH)


@router.get("/health/live", summary="Does the process answer?")
async def show_live(parts: PartsOf) -> JSONResponse:
    """The process is there; says nothing about what stands behind it."""
    return JSONResponse({"status": parts.settings.web.health_word}, headers=_FRESH)


@router.get(
    "/health/ready",
    summary="May requests be sent here?",
    responses={503: {"description": "Not now: the process ends, or its database is away."}},
)
async def show_ready(parts: PartsOf) -> JSONResponse:
    """Ready when the database answers and the process was not asked to stop."""
    is_ready = not parts.draining.is_set() and (await health.look(parts))["database"].is_ok
    told: dict[str, Any] = {
        "status": parts.settings.web.health_word if is_ready else "failed",
        "draining": parts.draining.is_set(),
    }
    return JSONResponse(told, 200 if is_ready else 503, _FRESH)


@router.get("/metrics", summary="Figures for Prometheus", include_in_schema=False)
async def show_metrics(request: Request, parts: PartsOf) -> Response:
    """Every figure, to whoever has the token, or to this machine where none is set."""
    _require_reader(request, parts)
    content, kind = metrics.exposition(request.headers.get("accept", ""))
    return Response(content, media_type=kind, headers=_FRESH)


def _require_reader(request: Request, parts: Parts) -> None:
    wanted = parts.settings.telemetry.metrics_token.get_secret_value()
    if wanted:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {wanted}".encode()):
            raise MetricsRefused("The figures need the token of telemetry.metrics_token.")
        return
    # A proxy on this machine calls from loopback for everybody; its header gives it away.
    is_passed_on = any(name in request.headers for name in ("x-forwarded-for", "x-real-ip"))
    if is_passed_on or not _is_this_machine(request.client.host if request.client else ""):
        raise MetricsRefused(
            "The figures are given to this machine only; set telemetry.metrics_token for others."
        )


def _is_this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
