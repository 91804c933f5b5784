"""What the API's document says of the form that is read by hand, and of the problems."""

from __future__ import annotations

from typing import Any

from vetrina.infra import web

_FIELDS: dict[str, Any] = {
    "photo": {"type": "string", "format": "binary", "description": "JPEG, PNG, WebP, AVIF, HEIC."},
    "media_id": {"type": "string", "format": "uuid", "description": "A photo sent before."},
    "style": {"type": "string", "description": "See GET /api/v1/styles."},
    "room_type": {"type": "string", "default": "living_room"},
    "seed": {
        "type": "integer",
        "minimum": 0,
        "description": "This arrangement and no other. Without a seed, a second one is tried where"
        " the first fails a check.",
    },
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
PROBLEMS = web.problems(
    *(*web.ANY_CALL, 409, 503),
    meanings={
        403: "No credits are left, or another site sent this.",
        409: "It is being staged, has no picture yet, or the Idempotency-Key was used for another.",
        413: "The file is too large.",
    },
)
