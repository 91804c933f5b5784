"""What belongs to one request or job, carried from the one into the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog
from opentelemetry import context as otel_context
from opentelemetry import propagate

_CARRIED = ("request_id",)


def carried() -> dict[str, str]:
    """The request's id and the trace's W3C headers, to be stored beside a job."""
    bound = structlog.contextvars.get_contextvars()
    held = {name: str(bound[name]) for name in _CARRIED if name in bound}
    propagate.inject(held)
    return held


@contextmanager
def resumed(held: Mapping[str, str], **more: object) -> Iterator[None]:
    """Go on with what `carried` stored: log lines and spans inside belong to it."""
    token = otel_context.attach(propagate.extract(dict(held)))
    bound = {name: held[name] for name in _CARRIED if name in held}
    try:
        with structlog.contextvars.bound_contextvars(**bound, **more):
            yield
    finally:
        otel_context.detach(token)
