"""The addresses of an installation, as people type them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vetrina.infra.settings import Settings
from vetrina.storefronts import Storefront

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared, not bound


@dataclass(frozen=True, slots=True)
class Address:
    """One storefront (or the hall): by host name, and by path where names do not resolve."""

    name: str
    by_host: str
    by_path: str


def base_url(settings: Settings) -> str:
    """The address of the web process on this machine."""
    host = _EVERYWHERE.get(settings.web.bind, settings.web.bind)
    bracketed = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"http://{bracketed}:{settings.ports.web}"


def list_addresses(settings: Settings, storefronts: Iterable[Storefront]) -> list[Address]:
    """The hall, then every storefront; only the one that is served where a setting names it."""
    base = base_url(settings)
    if settings.storefront:
        names = [one.name for one in storefronts if one.id == settings.storefront]
        return [Address(names[0] if names else settings.storefront, f"{base}/", f"{base}/")]
    port = settings.ports.web
    return [
        Address("all of them", f"{base}/", f"{base}/"),
        *(
            Address(one.name, f"http://{one.id}.localhost:{port}/", f"{base}/at/{one.id}/")
            for one in storefronts
        ),
    ]
