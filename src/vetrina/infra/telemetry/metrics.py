"""The figures /metrics gives out; labels are templates and words, never ids or texts.

Source: Prometheus naming (base units, `_total`); OpenMetrics.
"""

from __future__ import annotations

import time

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import choose_encoder

disable_created_metrics()  # type: ignore[no-untyped-call]

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
LONG_SECONDS = (0.5, 1, 2.5, 5, 10, 15, 20, 30, 45, 60, 120, 300)

http_requests = Counter(
    "http_requests", "Requests answered, by route template.", ("method", "route", "status")
)
http_request_duration = Histogram(
    "http_request_duration_seconds",
    "Time from a request's headers to the end of its answer.",
    ("method", "route", "status"),
    buckets=SECONDS,
)
http_requests_in_progress = Gauge("http_requests_in_progress", "Requests being answered now.")
outbound_requests = Counter("outbound_requests", "Calls to other servers.", ("service", "outcome"))
ai_processing_duration = Histogram(
    "ai_processing_duration_seconds",
    "Time an engine took for one picture or text.",
    ("model", "task_type"),
    buckets=LONG_SECONDS,
)
ai_cost_usd = Counter("ai_cost_usd", "Money spent at outside engines.", ("model",))
active_users = Gauge("active_users", "People seen within the last five minutes.")
outfit_generations = Counter("outfit_generations", "Outfits composed.")
webhook_events = Counter(
    "webhook_events", "Events received from outside.", ("service", "type", "result")
)
jobs_finished = Counter("jobs_finished", "Jobs that ended.", ("job", "outcome"))
job_duration = Histogram("job_duration_seconds", "Time a job ran.", ("job",), buckets=LONG_SECONDS)


SEEN_S = 300.0
MOST_SEEN = 100_000
_seen: dict[str, float] = {}


def saw(person: str, at_s: float | None = None) -> None:
    """Count *person* (a key without a meaning, such as a space's id) as seen by this process."""
    _seen.pop(person, None)
    _seen[person] = time.monotonic() if at_s is None else at_s
    if len(_seen) > MOST_SEEN:
        del _seen[next(iter(_seen))]


def count_active(at_s: float | None = None) -> int:
    """How many were seen within the last five minutes; the others are forgotten."""
    since = (time.monotonic() if at_s is None else at_s) - SEEN_S
    while _seen and next(iter(_seen.values())) < since:
        del _seen[next(iter(_seen))]
    return len(_seen)


active_users.set_function(count_active)


def exposition(accept: str) -> tuple[bytes, str]:
    """All figures in the format *accept* asks for, and its media type."""
    encode, kind = choose_encoder(accept)
    return encode(REGISTRY), kind
