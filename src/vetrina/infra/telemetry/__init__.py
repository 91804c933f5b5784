"""What the house says about itself: lines, figures, errors, traces; never secrets."""

from vetrina.infra.telemetry import metrics
from vetrina.infra.telemetry.context import carried, resumed
from vetrina.infra.telemetry.logs import configure_logging
from vetrina.infra.telemetry.redact import redact
from vetrina.infra.telemetry.report import configure_sentry, configure_tracing, scrub

__all__ = [
    "carried",
    "configure_logging",
    "configure_sentry",
    "configure_tracing",
    "metrics",
    "redact",
    "resumed",
    "scrub",
]
