"""What the API's document says of problems: the one shape, and what each status means."""

from __future__ import annotations

from typing import Any

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "details": {"type": "object"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
ANY_CALL = (400, 401, 403, 404, 408, 413, 422, 429, 503)
"""What every call of the API may be answered with."""
_MEANINGS = {
    400: "The body cannot be read at all.",
    401: "The key or token is not good.",
    403: "Another site sent this.",
    404: "There is none, or it belongs to somebody else.",
    408: "The body came too slowly.",
    409: "It cannot be done as things stand; `code` and `detail` say why.",
    413: "The request is too large.",
    422: "Something in the request is not right; `code` and `detail` say what.",
    429: "Too often; wait as Retry-After says.",
    503: "A service is not there at the moment.",
}
_EXAMPLE = {
    "type": "about:blank",
    "title": "Not Found",
    "status": 404,
    "detail": "There is no such staging.",
    "code": "staging_not_found",
}


def problems(
    *statuses: int, meanings: dict[int, str] | None = None
) -> dict[int | str, dict[str, Any]]:
    """The entry of each of *statuses* for `responses` of a route or router; *meanings* win."""
    content = {"application/problem+json": {"schema": _SCHEMA, "example": _EXAMPLE}}
    told = {**_MEANINGS, **(meanings or {})}
    return {status: {"description": told[status], "content": content} for status in statuses}
