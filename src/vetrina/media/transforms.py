"""Which sizes and formats there are, their names, and the signatures of links to them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Literal, cast
from uuid import UUID

Form = Literal["jpeg", "png", "webp"]
ShapeKind = Literal["width", "square"]

WIDTHS = (320, 640, 1280, 1920, 2560)
SQUARES = (160, 320, 640)
SERVED: tuple[Form, ...] = ("webp", "jpeg")
CONTENT_TYPES: dict[Form, str] = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}

_NAME = re.compile(r"([ws])([0-9]{3,4})(?:\.(webp|jpeg))?")
_SIGNATURE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Shape:
    """At most *px* wide, or a square from the middle at most *px* a side."""

    kind: ShapeKind
    px: int

    def __post_init__(self) -> None:
        allowed = WIDTHS if self.kind == "width" else SQUARES
        if self.px not in allowed:
            raise ValueError(f"{self.px} is not one of the sizes {allowed}")

    @property
    def name(self) -> str:
        return f"{self.kind[0]}{self.px}"


USUAL: tuple[Shape, ...] = tuple(Shape("width", px) for px in (1920, 1280, 640, 320))
"""What is made of every picture before anybody asks, the largest first."""


@dataclass(frozen=True, slots=True)
class Transform:
    """A shape and a format; without one the browser's `Accept` decides."""

    shape: Shape
    form: Form | None = None

    @property
    def name(self) -> str:
        return f"{self.shape.name}.{self.form}" if self.form else self.shape.name


def read_transform(name: str) -> Transform | None:
    """The transform that *name* (`w640.webp`, `s320`) means, when it is in the lists."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    kind: ShapeKind = "width" if found[1] == "w" else "square"
    try:
        shape = Shape(kind, int(found[2]))
    except ValueError:
        return None
    return Transform(shape, cast("Form | None", found[3]))


def negotiate(accept: str) -> Form:
    """The format for a browser that says *accept*."""
    return "webp" if "image/webp" in accept.lower() else "jpeg"


def signature(secret_key: str, media_id: UUID, name: str) -> str:
    """What makes a link ours: HMAC-SHA256 over picture and transform, 128 bits of it."""
    key = hmac.new(secret_key.encode(), b"media links", hashlib.sha256).digest()
    mark = hmac.new(key, f"{media_id}\n{name}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mark[:_SIGNATURE_BYTES]).rstrip(b"=").decode()


def is_ours(secret_key: str, media_id: UUID, name: str, mark: str) -> bool:
    """Whether we made this link."""
    right = signature(secret_key, media_id, name)
    return hmac.compare_digest(right.encode(), mark.encode())
