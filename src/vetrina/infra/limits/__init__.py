"""Rate limits: in PostgreSQL, or in Redis where there is one."""

from vetrina.infra.limits.gate import address, count, limit, rates
from vetrina.infra.limits.limiter import (
    Decision,
    Limiter,
    PostgresLimiter,
    Rate,
    RedisLimiter,
    TooManyRequests,
    require,
)

__all__ = [
    "Decision",
    "Limiter",
    "PostgresLimiter",
    "Rate",
    "RedisLimiter",
    "TooManyRequests",
    "address",
    "count",
    "limit",
    "rates",
    "require",
]
