"""Who really calls, when one of our own proxies stands in front; nobody else is believed."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send


class TrustedProxies:
    """Takes client and scheme from X-Forwarded-* where the connection comes from *networks*."""

    def __init__(self, app: ASGIApp, networks: Sequence[str]) -> None:
        self._app = app
        self._networks = [ipaddress.ip_network(entry, strict=False) for entry in networks]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"} and self._networks:
            client = scope.get("client")
            # A connection over a unix socket has no address; only a proxy of ours comes that way.
            if client is None or self._is_ours(client[0]):
                scope = self._rewritten(scope)
        await self._app(scope, receive, send)

    def _rewritten(self, scope: Scope) -> Scope:
        headers = Headers(scope=scope)
        chain = ",".join(headers.getlist("x-forwarded-for")).split(",")
        hops = [hop.strip() for hop in chain if hop.strip()]
        if not hops and headers.get("x-real-ip"):
            hops = [headers["x-real-ip"].strip()]
        changed = dict(scope, is_proxied=True)
        for hop in reversed(hops):
            if not _is_address(hop):
                break
            changed["client"] = (hop, 0)
            if not self._is_ours(hop):
                break
        proto = headers.get("x-forwarded-proto", "").split(",")[-1].strip().lower()
        if proto in {"http", "https"}:
            secure = proto == "https"
            plain, safe = ("ws", "wss") if scope["type"] == "websocket" else ("http", "https")
            changed["scheme"] = safe if secure else plain
        return changed

    def _is_ours(self, address: str) -> bool:
        if not _is_address(address):
            return False
        held = ipaddress.ip_address(address)
        return any(held in network for network in self._networks)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
