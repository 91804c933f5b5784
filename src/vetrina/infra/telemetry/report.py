"""Errors to a Sentry-compatible server and traces to a collector, each only where asked for."""

from __future__ import annotations

import os
from typing import Any, cast

import sentry_sdk
from fastapi import FastAPI
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from vetrina import __version__
from vetrina.infra import settings
from vetrina.infra.telemetry.redact import redact
from vetrina.kernel import AppError

_UNEXPECTED = frozenset({"upstream", "unavailable"})


def configure_sentry(section: settings.Telemetry, *, profile: str, **options: Any) -> bool:
    """Report errors where a DSN is set; True when it does.  Expected errors are not reported."""
    dsn = section.sentry_dsn.get_secret_value()
    if not dsn:
        return False
    sentry_sdk.init(
        dsn=dsn,
        environment=profile,
        release=f"vetrina@{__version__}",
        traces_sample_rate=section.sentry_traces_sample_rate,
        max_request_body_size="never",
        include_local_variables=False,
        before_send=cast("Any", scrub),
        before_send_transaction=cast("Any", scrub),
        **options,
    )
    return True


def scrub(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any] | None:
    """Hide secrets in *event*; None for errors that people are simply told about."""
    error = (hint.get("exc_info") or (None, None, None))[1]
    if isinstance(error, AppError) and error.kind not in _UNEXPECTED:
        return None
    return cast("dict[str, Any]", redact(event))


def configure_tracing(app: FastAPI, section: settings.Telemetry, *, process: str) -> bool:
    """Send spans of requests where a collector is set; True when it does."""
    if not section.otlp_endpoint:
        return False
    os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "http")
    provider = TracerProvider(
        resource=Resource.create(
            {"service.name": f"vetrina-{process}", "service.version": __version__}
        )
    )
    endpoint = f"{section.otlp_endpoint.rstrip('/')}/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    trace.set_tracer_provider(provider)
    FastAPIInstrumentor.instrument_app(
        app, tracer_provider=provider, excluded_urls="health,metrics,files"
    )
    return True
