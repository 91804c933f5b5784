"""What a person writes on the command line or in a form, read into `Hints`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, get_args

from vetrina.kernel import AppError, ErrorKind
from vetrina.staging.room import FeatureKind, Hints

NUMBER = r"[-+]?\d+(?:\.\d+)?"
POINT = re.compile(rf"^({NUMBER}),({NUMBER})$")
LENGTH = re.compile(rf"^({NUMBER}),({NUMBER}),({NUMBER}),({NUMBER})=({NUMBER})$")
QUAD_POINTS = 4
FEWEST_CORNERS = 3

Point = tuple[float, float]
KINDS: tuple[FeatureKind, ...] = get_args(FeatureKind)


class HintUnreadable(AppError):
    """A hint does not follow its form; the message shows the form."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "hint_unreadable"


def parse_hints(
    corners: str,
    openings: str,
    camera_height_m: float | None,
    ceiling_height_m: float | None,
    lengths: Sequence[str],
    focal_35mm: float | None,
) -> Hints:
    """Hints from text: see each parser for its form.  Raises: HintUnreadable."""
    for name, value, low, high in (
        ("camera height", camera_height_m, 0.3, 6.0),
        ("ceiling height", ceiling_height_m, 1.8, 12.0),
        ("focal length", focal_35mm, 8.0, 300.0),
    ):
        if value is not None and not low <= value <= high:
            raise HintUnreadable(
                f"The {name} must lie between {low:g} and {high:g}, not {value:g}."
            )
    return Hints(
        corners=parse_corners(corners),
        openings=parse_openings(openings),
        camera_height_m=camera_height_m,
        ceiling_height_m=ceiling_height_m,
        lengths=tuple(parse_length(text) for text in lengths),
        focal_35mm=focal_35mm,
    )


def hints_from(held: Mapping[str, Any]) -> Hints:
    """Hints from the plain JSON in which a staging keeps them."""
    return Hints(
        corners=tuple((float(x), float(y)) for x, y in held.get("corners", ())),
        openings=tuple(
            (kind, tuple((float(x), float(y)) for x, y in quad))
            for kind, quad in held.get("openings", ())
        ),
        camera_height_m=held.get("camera_height_m"),
        ceiling_height_m=held.get("ceiling_height_m"),
        lengths=tuple(
            (float(x1), float(y1), float(x2), float(y2), float(metres))
            for x1, y1, x2, y2, metres in held.get("lengths", ())
        ),
    )


def parse_corners(text: str) -> tuple[Point, ...]:
    """Floor corners as "x1,y1 x2,y2 x3,y3": three or more, in order round the floor, in pixels."""
    points = tuple(
        _point(word, "--corners 120,900 640,610 1300,640 1600,980") for word in text.split()
    )
    if points and len(points) < FEWEST_CORNERS:
        raise HintUnreadable(
            f"{len(points)} floor corners are too few; {FEWEST_CORNERS} are needed."
        )
    return points


def parse_openings(text: str) -> tuple[tuple[FeatureKind, tuple[Point, ...]], ...]:
    """Wall features as "kind:x1,y1 x2,y2 x3,y3 x4,y4; kind:...": four corners each, in pixels."""
    form = "--openings 'door:100,200 180,200 180,600 100,610; window:...'"
    openings: list[tuple[FeatureKind, tuple[Point, ...]]] = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        kind, _, points = part.partition(":")
        named = next((known for known in KINDS if known == kind.strip()), None)
        if named is None:
            known = ", ".join(KINDS)
            raise HintUnreadable(f"{part!r} names no known feature ({known}). The form is {form}")
        quad = tuple(_point(word, form) for word in points.split())
        if len(quad) != QUAD_POINTS:
            raise HintUnreadable(
                f"{kind} needs {QUAD_POINTS} points, not {len(quad)}. The form is {form}"
            )
        openings.append((named, quad))
    return tuple(openings)


def parse_length(text: str) -> tuple[float, float, float, float, float]:
    """One known length as "x1,y1,x2,y2=metres", two points of the picture in pixels."""
    match = LENGTH.match(text.strip())
    if not match:
        raise HintUnreadable(f"{text!r} is no length. The form is --length 120,900,640,610=3.20")
    x1, y1, x2, y2, metres = (float(number) for number in match.groups())
    if not 0.2 <= metres <= 30:
        raise HintUnreadable(f"A length must lie between 0.2 and 30 m, not {metres:g}.")
    return x1, y1, x2, y2, metres


def _point(word: str, form: str) -> Point:
    match = POINT.match(word)
    if not match:
        raise HintUnreadable(f"{word!r} is no point x,y. The form is {form}")
    return float(match[1]), float(match[2])
