"""What the templates of staging are given; each class is one page's names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from vetrina.staging.dimensions import Mark
from vetrina.staging.pages.words import RoomWord

SampleLink = Callable[[str, int, str], str]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a page shows it."""

    link: str
    width: int
    height: int
    srcset: str = ""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong in a form; *field* is the id of what it is about.

    needs_account: an account would help.
    """

    field: str
    message: str
    needs_account: bool = False


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo that came with a form that was not right otherwise."""

    id: UUID
    link: str


@dataclass(frozen=True, slots=True)
class StyleChoice:
    """A style to choose; `shot` names a result in it, where one ships."""

    id: str
    name: str
    description: str
    shot: str | None


@dataclass(frozen=True, slots=True)
class OrderForm:
    """The form that starts a staging, as it stands."""

    styles: tuple[StyleChoice, ...]
    rooms: tuple[RoomWord, ...]
    style: str
    room_type: str
    max_bytes: int
    trial_left: int | None
    trial_of: int
    kept: KeptPhoto | None = None
    errors: tuple[FieldError, ...] = ()

    @property
    def max_megabytes(self) -> str:
        return f"{self.max_bytes / 1_048_576:.0f}"

    def is_wrong(self, name: str) -> bool:
        """Is something wrong with the field *name*?"""
        return any(error.field == name for error in self.errors)


@dataclass(frozen=True, slots=True)
class ShotCard:
    """A result that ships, on the first screen."""

    name: str
    room: str
    alt: str
    width: int
    height: int
    marks: tuple[Mark, ...]
    line: str


@dataclass(frozen=True, slots=True)
class SampleCard:
    """A room to try."""

    name: str
    title: str
    room_name: str


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the pixels of a result, per mille where it begins and how wide it is."""

    kind: str
    name: str
    start: int
    width: int
    percent: str


@dataclass(frozen=True, slots=True)
class HomePage:
    order: OrderForm
    shots: tuple[ShotCard, ...]
    samples: tuple[SampleCard, ...]
    shares: tuple[Share, ...]
    threshold: str
    sample_link: SampleLink


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage; state: done, now or next."""

    id: str
    name: str
    says: str
    percent: int
    state: str
    word: str


@dataclass(frozen=True, slots=True)
class CornerPoint:
    name: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class PieceRow:
    name: str
    count: int
    width_cm: int
    depth_cm: int
    height_cm: int


@dataclass(frozen=True, slots=True)
class PartRow:
    name: str
    value: float
    sentence: str


@dataclass(frozen=True, slots=True)
class StagingPage:
    """One staging in any of its states; `state` names the template of it."""

    id: UUID
    status: str
    state: str
    is_over: bool
    room_name: str
    style_name: str
    photo: Picture
    modules: tuple[str, ...]
    word: str
    said: str = ""
    why: str = ""
    cost: str = ""
    advice: str = ""
    reasons: tuple[str, ...] = ()
    outline: str = ""
    done: float = 0.0
    percent: int = 0
    is_second: bool = False
    stages: tuple[StageLine, ...] = ()
    events_link: str = ""
    state_link: str = ""
    points: tuple[CornerPoint, ...] = ()
    errors: tuple[FieldError, ...] = ()
    result: Picture | None = None
    mask: Picture | None = None
    marks: tuple[Mark, ...] = ()
    measured: str = ""
    shares: tuple[Share, ...] = ()
    score: str = ""
    verdict: str = ""
    verdict_more: str = ""
    pieces: tuple[PieceRow, ...] = ()
    parts: tuple[PartRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomCard:
    """One staging in the gallery."""

    id: UUID
    room_name: str
    style_name: str
    picture: Picture
    word: str
    figure: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class GalleryPage:
    rooms: tuple[RoomCard, ...]
    next_cursor: str | None
    is_later: bool
    style: str
    samples: tuple[SampleCard, ...]
    sample_link: SampleLink


@dataclass(frozen=True, slots=True)
class DeletePage:
    id: UUID
    room_name: str
    style_name: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    lines: tuple[ReceiptLine, ...] = field(default=())
