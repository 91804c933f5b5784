"""Calls to other servers."""

from vetrina.infra.http.client import Outgoing
from vetrina.infra.http.errors import (
    AddressRefused,
    UpstreamFailed,
    UpstreamResting,
    UpstreamTimeout,
)
from vetrina.infra.http.guard import GuardedTransport, is_public, resolve

__all__ = [
    "AddressRefused",
    "GuardedTransport",
    "Outgoing",
    "UpstreamFailed",
    "UpstreamResting",
    "UpstreamTimeout",
    "is_public",
    "resolve",
]
