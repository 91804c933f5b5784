"""What the API's document says of keys: how one is sent, and which calls cannot do without.

`KEYED` are dependencies of a route or router that needs one; `KEY_OPTIONAL` is added to
`openapi_extra` where a visitor is served, too.  They only describe: `ActorOf` is what looks.
"""

from __future__ import annotations

from typing import Any

from fastapi import Security
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPBearer

from vetrina.accounts.actor import COOKIE

_KEY = APIKeyHeader(
    name="X-API-Key",
    scheme_name="key",
    description="An API key of your space; people make them on their account page.",
    auto_error=False,
)
_TOKEN = HTTPBearer(
    scheme_name="token",
    description="An access token of POST /api/v1/tokens, or an API key.",
    auto_error=False,
)
_SESSION = APIKeyCookie(
    name=COOKIE,
    scheme_name="session",
    description="The session of a signed-in browser.",
    auto_error=False,
)
KEYED = [Security(_KEY), Security(_TOKEN), Security(_SESSION)]
KEY_OPTIONAL: dict[str, Any] = {"security": [{}]}
