"""The route that gives out files of the local store to whoever holds a signed link."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from vetrina.infra.storage.errors import FileNotFound, LinkRefused
from vetrina.infra.storage.local import LocalStorage

# What people sent is shown, never run: no script, no frame, no guess at its type.
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-site",
    "Cache-Control": "private, max-age=3600, immutable",
}


def file_route(storage: LocalStorage, path: str = "/files/{key:path}") -> Route:
    """A route for the links of *storage*; ranges work."""

    async def give(request: Request) -> Response:
        key, asked = request.path_params["key"], request.query_params
        try:
            held = storage.path_of(key)
        except ValueError:
            raise LinkRefused("this link was not made here or was changed") from None
        kind = asked.get("t", "")
        storage.signer.check(
            key, ends=asked.get("e", ""), content_type=kind, mark=asked.get("s", "")
        )
        if not held.is_file():
            raise FileNotFound("this file is no longer here")
        return FileResponse(held, media_type=kind or "application/octet-stream", headers=_HEADERS)

    return Route(path, give, methods=["GET"], name="files")
