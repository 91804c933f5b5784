"""How a request is counted: which keys of it, against which rates, and what the client is told."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from vetrina.infra import settings
from vetrina.infra.limits.limiter import Limiter, Rate, require, tightest

Kind = Literal["calls", "pictures", "sign_ins"]
IPV6_NETWORK = 64


def rates(kind: Kind, section: settings.Limits) -> tuple[Rate, ...]:
    """What the settings allow of *kind*: calls per minute and hour, picture jobs per minute,
    attempts to sign in to one account per hour."""
    if kind == "pictures":
        return (Rate(section.pictures_per_minute, 60),)
    if kind == "sign_ins":
        return (Rate(section.sign_ins_per_hour, 3600),)
    return Rate(section.per_minute, 60), Rate(section.per_hour, 3600)


def address(request: Request) -> str:
    """Who calls, as it is counted: an IPv4 address, or the /64 network of an IPv6 one."""
    host = request.client.host if request.client else "unknown"
    try:
        known = ipaddress.ip_address(host)
    except ValueError:
        return host
    if known.version == 4:
        return host
    return str(ipaddress.ip_network((known, IPV6_NETWORK), strict=False))


async def count(
    response: Response, limiter: Limiter, kind: Kind, keys: Sequence[str], section: settings.Limits
) -> None:
    """Count one hit of each of *keys* and put RateLimit-* on *response*.

    Raises: TooManyRequests, whose answer carries the same headers and Retry-After.
    """
    if not section.enabled or not keys:
        return
    allowed = rates(kind, section)
    told = [await require(limiter, f"{kind}:{key}", *allowed) for key in keys]
    response.headers.update(tightest(told).headers())


def limit(kind: Kind) -> Callable[[Request, Response], Awaitable[None]]:
    """A dependency that counts a request by its address: `dependencies=[Depends(limit("calls"))]`.

    For what costs: API calls, sign-in, writes.  Static files, signed pictures and health are free.
    """

    async def counted(request: Request, response: Response) -> None:
        held = request.app.state.parts
        await count(response, held.limiter, kind, [address(request)], held.settings.limits)

    return counted
