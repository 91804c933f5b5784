"""What pages, the API and other modules see of a staging."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

if TYPE_CHECKING:
    from vetrina.media import MediaView

Status = Literal["queued", "processing", "completed", "failed", "needs_corners", "cancelled"]
Point = tuple[float, float]
OVER: frozenset[str] = frozenset({"completed", "failed", "needs_corners", "cancelled"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for, as text came in; `hints` follow the forms of `staging.hints`.

    corners: "x1,y1 x2,y2 x3,y3 ..." in pixels of the upright photo; openings: "door:x,y x,y x,y
    x,y; window:..."; lengths: "x1,y1,x2,y2=metres" each.  Without a seed, a second arrangement is
    tried where the first one fails a check.
    """

    style: str
    room_type: str = "living_room"
    seed: int | None = None
    corners: str = ""
    openings: str = ""
    camera_height_m: float | None = None
    ceiling_height_m: float | None = None
    lengths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PieceLine:
    """One kind of piece in the room: sizes in cm (of the first where they differ), how many."""

    name: str
    description: str
    width_cm: int
    depth_cm: int
    height_cm: int
    count: int


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of the score, 0 to 1, and the sentence that says why."""

    name: str
    value: float
    sentence: str


@dataclass(frozen=True, slots=True)
class StagingView:
    """One staging.  `photo` is the picture that came in; `result` and `mask` once completed.

    score: 0.00 to 1.00.  reasons: sentences, why corners are needed or why it failed.
    stage, done: the named stage under way and the share 0..1 of the whole; note: what is special
    about it, such as a second arrangement.
    corners: what the person marked; room_outline: floor corners that the machine proposes, both in
    pixels of the photo.  is_free: a kept result was given, nothing was charged.
    trial_left: pictures left without an account; None for people with one.
    """

    id: UUID
    status: Status
    style: str
    room_type: str
    seed: int
    photo: MediaView
    result: MediaView | None
    mask: MediaView | None
    pieces: tuple[PieceLine, ...]
    score: float | None
    score_parts: tuple[ScorePart, ...]
    reasons: tuple[str, ...]
    stage: str
    done: float
    error_message: str | None
    error_code: str | None
    corners: tuple[Point, ...]
    room_outline: tuple[Point, ...]
    processing_time_ms: int | None
    created_at: datetime
    completed_at: datetime | None
    trial_left: int | None
    is_free: bool = False
    note: str = ""
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Will nothing more happen to it by itself?"""
        return self.status in OVER
