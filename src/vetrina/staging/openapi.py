"""What the API's document says of the form that is read by hand, and of the problems."""

from __future__ import annotations

from typing import Any

_FIELDS: dict[str, Any] = {
    "photo": {"type": "string", "format": "binary", "description": "JPEG, PNG, WebP, AVIF, HEIC."},
    "media_id": {"type": "string", "format": "uuid", "description": "A photo sent before."},
    "style": {"type": "string", "description": "See GET /api/v1/styles."},
    "room_type": {"type": "string", "default": "living_room"},
    "seed": {"type": "integer", "minimum": 0, "default": 0, "description": "Another arrangement."},
    "corners": {"type": "string", "description": "Floor corners in pixels: x1,y1 x2,y2 x3,y3"},
    "openings": {"type": "string", "description": "door:x1,y1 x2,y2 x3,y3 x4,y4; window:..."},
    "camera_height_m": {"type": "number", "minimum": 0.3, "maximum": 6},
    "ceiling_height_m": {"type": "number", "minimum": 1.8, "maximum": 12},
    "length": {
        "type": "array",
        "items": {"type": "string"},
        "description": "A known length: x1,y1,x2,y2=METRES; may be repeated.",
    },
}
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["style"], "properties": _FIELDS},
                "example": {"style": "modern_luxury", "room_type": "living_room"},
            }
        },
    }
}
_PROBLEM: dict[str, Any] = {
    "content": {
        "application/problem+json": {
            "schema": {
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
                },
            },
            "example": {
                "type": "about:blank",
                "title": "Not Found",
                "status": 404,
                "detail": "There is no such staging.",
                "code": "staging_not_found",
            },
        }
    }
}
_MEANINGS = {
    401: "The key or token is not good.",
    403: "No credits are left, or another site sent this.",
    404: "There is none, or it belongs to somebody else.",
    409: "It is being staged, has no picture yet, or the Idempotency-Key was used for another.",
    413: "The file is too large.",
    422: "Something in the request is not right; `code` and `detail` say what.",
    429: "Too often; wait as Retry-After says.",
    503: "A service is not there at the moment.",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": meaning, **_PROBLEM} for status, meaning in _MEANINGS.items()
}
