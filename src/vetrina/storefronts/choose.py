"""ASGI middleware that finds the storefront of a request before anything else looks at it.

By `/at/<id>/` under the bare host, else by host name, else the hall; `settings.storefront` serves
one at the root.  The prefix is taken off the path and kept in the links, and the paths that product
plans name (`aliases`) become the canonical ones.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from vetrina.infra import settings
from vetrina.infra.templating import Links
from vetrina.storefronts.files import StorefrontUnreadable, load_storefronts
from vetrina.storefronts.here import Here
from vetrina.storefronts.schema import SLOT, Storefront
from vetrina.storefronts.shelf import Storefronts

_AT = re.compile(r"^/at/(?P<id>[a-z][a-z0-9_]*)(?P<rest>/.*)?$", re.DOTALL)
_HOST = re.compile(r"^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$")


class ChooseStorefront:
    """Sets `scope["state"]["here"]`.  Raises: StorefrontUnreadable for an unknown *storefront*."""

    def __init__(
        self, app: ASGIApp, whole: settings.Settings, shelf: Storefronts | None = None
    ) -> None:
        self._app = app
        self._shelf = (shelf or load_storefronts()).under(whole)
        self._public_url = whole.web.public_url.rstrip("/")
        self._only = self._shelf.find(whole.storefront) if whole.storefront else None
        if whole.storefront and self._only is None:
            raise StorefrontUnreadable(f"There is no storefront called {whole.storefront}.")
        self._aliases = {one.id: _Aliases(one) for one in self._shelf}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        here, path = self._find(scope)
        if path == "" and scope["type"] == "http":
            query = scope.get("query_string", b"").decode("latin-1")
            target = here.links.link("/") + (f"?{query}" if query else "")
            await RedirectResponse(target, 308)(scope, receive, send)
            return
        if here.storefront is not None:
            path = self._aliases[here.storefront.id].canonical(path)
        scope.setdefault("state", {})["here"] = here
        if path != scope["path"]:
            scope["path"] = path
            scope["raw_path"] = quote(path, safe="/-._~!$&'()*+,;=:@").encode("ascii")
        await self._app(scope, receive, send)

    def _find(self, scope: Scope) -> tuple[Here, str]:
        """The place, and the path within it; an empty path wants its slash."""
        host = Headers(scope=scope).get("host", "")
        path: str = scope["path"]
        named = self._only or self._shelf.by_host(host)
        if named is not None:
            return Here(named, Links("", self._origin(scope, host))), path
        origin = self._public_url or self._origin(scope, host)
        match = _AT.match(path)
        chosen = self._shelf.find(match["id"]) if match else None
        if match is None or chosen is None:
            return Here(None, Links("", origin)), path
        return Here(chosen, Links(f"/at/{chosen.id}", origin)), match["rest"] or ""

    def _origin(self, scope: Scope, host: str) -> str:
        """Scheme and host as the reader typed them; nothing that is no host gets into a link."""
        if self._only is not None and self._public_url:
            return self._public_url
        scheme = {"ws": "http", "wss": "https"}.get(scope.get("scheme", "http"), scope["scheme"])
        return f"{scheme}://{host}" if _HOST.match(host) else self._public_url


class _Aliases:
    """The planned paths of one storefront, as patterns: `/a/{id}` stands for one step."""

    def __init__(self, storefront: Storefront) -> None:
        self._exact: dict[str, str] = {}
        self._patterns: list[tuple[re.Pattern[str], str]] = []
        for planned, canonical in storefront.aliases.items():
            if SLOT.search(planned):
                self._patterns.append((re.compile(_as_pattern(planned)), canonical))
            else:
                self._exact[planned] = canonical

    def canonical(self, path: str) -> str:
        """What *path* is called here; itself where it is no alias."""
        if path in self._exact:
            return self._exact[path]
        for pattern, target in self._patterns:
            if match := pattern.fullmatch(path):
                return _filled(target, match)
        return path


def _filled(target: str, match: re.Match[str]) -> str:
    return SLOT.sub(lambda slot: match[slot[1]], target)


def _as_pattern(planned: str) -> str:
    parts = SLOT.split(planned)
    return "".join(
        re.escape(part) if index % 2 == 0 else f"(?P<{part}>[^/]+)"
        for index, part in enumerate(parts)
    )
