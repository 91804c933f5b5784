"""What the installation says about its own health, to load balancers and to people.

The document is the union of the fields of the product plans: `status`, `timestamp`, `service`,
`version`, `checks`, and the short answers `database`, `redis`, `ai_service`, `disk_space`.  The
word for good health is a setting, because the plans disagree; one answer uses one word.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from vetrina import __version__
from vetrina.infra.parts import Parts

PATIENCE_S = 2.0
LEAST_DISK_BYTES = 200_000_000
_WORKERS = text(
    "select count(*) from procrastinate_workers"
    " where last_heartbeat > now() - make_interval(secs => :silence)"
)


@dataclass(frozen=True, slots=True)
class Result:
    """One check: is_required decides whether its failure makes the whole unhealthy."""

    is_ok: bool
    is_required: bool = True
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self, word: str, *, is_verbose: bool) -> dict[str, Any]:
        told = {"status": word if self.is_ok else "failed", "required": self.is_required}
        return {**told, **self.facts} if is_verbose else told


async def look(parts: Parts) -> dict[str, Result]:
    """Run every check at once, each for at most two seconds."""
    checks: dict[str, Callable[[Parts], Awaitable[Result]]] = {
        "database": _database,
        "redis": _redis,
        "external_apis": _external_apis,
        "ai_service": _workers,
        "disk_space": _disk_space,
    }
    results = await asyncio.gather(*(_within(check, parts) for check in checks.values()))
    return dict(zip(checks, results, strict=True))


def document(parts: Parts, results: Mapping[str, Result], *, is_verbose: bool) -> dict[str, Any]:
    """The health document of *results*."""
    word = parts.settings.web.health_word
    checks = {name: result.as_json(word, is_verbose=is_verbose) for name, result in results.items()}
    return {
        "status": word if is_healthy(results) else "failed",
        "timestamp": parts.clock.now().isoformat(),
        "service": "vetrina",
        "version": __version__,
        "checks": checks,
        **{name: checks[name]["status"] for name in results if name != "external_apis"},
    }


def is_healthy(results: Mapping[str, Result]) -> bool:
    """Whether everything that is required works."""
    return all(result.is_ok for result in results.values() if result.is_required)


async def _within(check: Callable[[Parts], Awaitable[Result]], parts: Parts) -> Result:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await check(parts)
    except Exception as error:  # noqa: BLE001 - an edge: whatever fails is a failed check
        return Result(False, facts={"error": type(error).__name__})


async def _database(parts: Parts) -> Result:
    await parts.database.ping()
    return Result(True)


async def _redis(parts: Parts) -> Result:
    if not parts.settings.redis.url.get_secret_value():
        return Result(True, is_required=False, facts={"note": "not configured, not needed"})
    await parts.cache.ping()
    return Result(True)


async def _external_apis(parts: Parts) -> Result:
    """Servers that kept failing; behind every one of them stands a local engine."""
    resting = parts.outgoing.resting_hosts
    return Result(not resting, is_required=False, facts={"resting": resting})


async def _workers(parts: Parts) -> Result:
    """Workers that gave a sign of life; without one, pictures wait but pages work."""
    silence = {"silence": parts.settings.jobs.stalled_after_s}
    async with parts.database.begin() as db:
        count = await db.scalar(_WORKERS, silence)
    return Result(bool(count), is_required=False, facts={"workers": count})


async def _disk_space(parts: Parts) -> Result:
    usage = await asyncio.to_thread(shutil.disk_usage, parts.settings.data_dir)
    facts = {"free_bytes": usage.free, "total_bytes": usage.total}
    return Result(usage.free > LEAST_DISK_BYTES, facts=facts)
