"""Keeps calls to addresses that people give us away from our own network.

The name is resolved once, every address must be public, and the connection goes to the address
that was checked: a name that answers differently the second time gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable

import httpx

from vetrina.infra.http.errors import AddressRefused

Resolve = Callable[[str, int], Awaitable[list[str]]]

# A 6to4, Teredo or NAT64 address can carry a private one inside.
_CARRIERS = tuple(map(ipaddress.ip_network, ("2002::/16", "2001::/32", "64:ff9b::/96")))


async def resolve(host: str, port: int) -> list[str]:
    """All addresses of *host*.  Raises: AddressRefused when it has none."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise AddressRefused(f"{host} has no address") from None
    return [str(entry[4][0]) for entry in found]


def is_public(address: str) -> bool:
    """Whether *address* belongs to the public internet."""
    held = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(held, ipaddress.IPv6Address):
        if held.ipv4_mapped is not None:
            return is_public(str(held.ipv4_mapped))
        if any(held in network for network in _CARRIERS):
            return False
    return held.is_global and not held.is_multicast


class GuardedTransport(httpx.AsyncBaseTransport):
    """Connects to public addresses only.  Connections are not kept: one that was proved for one
    name must not serve another name at the same address."""

    def __init__(
        self, resolver: Resolve = resolve, *, allowed: frozenset[str] = frozenset()
    ) -> None:
        self._resolve = resolver
        self._allowed = allowed
        self._inner = httpx.AsyncHTTPTransport(
            limits=httpx.Limits(max_connections=50, max_keepalive_connections=0), trust_env=False
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if url.scheme not in {"http", "https"} or not url.host:
            raise AddressRefused("only http and https addresses are called")
        port = url.port or (443 if url.scheme == "https" else 80)
        addresses = await self._resolve(url.host, port)
        for address in addresses:
            if address not in self._allowed and not is_public(address):
                raise AddressRefused(f"{url.host} leads into a private network")
        pinned = httpx.Request(
            request.method,
            url.copy_with(host=addresses[0]),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": url.host},
        )
        return await self._inner.handle_async_request(pinned)

    async def aclose(self) -> None:
        await self._inner.aclose()
