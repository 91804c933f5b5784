"""Answers of the API: what the documents look like, and how a view becomes one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from vetrina import media
from vetrina.infra.parts import Parts
from vetrina.media import MediaView, Receipt
from vetrina.staging.views import StagingView, Status
from vetrina.storefronts import Here

PREVIEW_WIDTH = 1280
EXAMPLE_ID = "01932c5e-7a10-7d44-9f5c-0b6e5a3d2f10"


def _example(**shown: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"example": shown})


class PictureAnswer(BaseModel):
    """A picture: sizes in pixels, and a signed link to a smaller copy for browsers."""

    id: UUID
    width_px: int
    height_px: int
    preview: str


class PieceAnswer(BaseModel):
    """One kind of piece; sizes in centimetres."""

    name: str
    description: str
    width_cm: int
    depth_cm: int
    height_cm: int
    count: int


class ScorePartAnswer(BaseModel):
    """A part of the score, 0 to 1, with its reason."""

    name: str
    value: float
    sentence: str


class StagingLinks(BaseModel):
    """Where to go from here; the last three are there once they lead somewhere."""

    self: str
    events: str
    page: str
    cancel: str | None = None
    corners: str | None = None
    download: str | None = None


class StagingAnswer(BaseModel):
    """One staging.  Scores lie between 0 and 1; corners are pixels of the upright photo."""

    model_config = _example(
        id=EXAMPLE_ID,
        status="completed",
        style="modern_luxury",
        room_type="living_room",
        seed=0,
        stage="finished",
        done=1.0,
        note="",
        score=0.82,
        score_parts=[
            {"name": "scale", "value": 0.9, "sentence": "The door is 2.03 m high, as doors are."}
        ],
        reasons=[],
        pieces=[
            {
                "name": "Sofa",
                "description": "Low three-seat sofa in warm grey wool.",
                "width_cm": 228,
                "depth_cm": 96,
                "height_cm": 74,
                "count": 1,
            }
        ],
        processing_time_ms=14210,
        is_free=False,
        links={
            "self": f"/api/v1/stagings/{EXAMPLE_ID}",
            "events": f"/api/v1/stagings/{EXAMPLE_ID}/events",
            "page": f"/stagings/{EXAMPLE_ID}",
            "download": f"/api/v1/stagings/{EXAMPLE_ID}/download",
        },
    )
    id: UUID
    status: Status
    style: str
    room_type: str
    seed: int
    stage: str
    done: float
    note: str
    photo: PictureAnswer
    result: PictureAnswer | None
    mask: PictureAnswer | None
    score: float | None
    score_parts: list[ScorePartAnswer]
    reasons: list[str]
    pieces: list[PieceAnswer]
    corners: list[tuple[float, float]]
    room_outline: list[tuple[float, float]]
    error_code: str | None
    error_message: str | None
    processing_time_ms: int | None
    created_at: datetime
    completed_at: datetime | None
    is_free: bool
    trial_left: int | None
    links: StagingLinks


class StagingList(BaseModel):
    """A page of stagings, the newest first; `next_cursor` asks for what follows."""

    items: list[StagingAnswer]
    next_cursor: str | None


class StyleAnswer(BaseModel):
    """A style that can be chosen."""

    model_config = _example(
        id="modern_luxury",
        name="Modern Luxury",
        description="Clean lines, premium materials, sophisticated neutrals",
    )
    id: str
    name: str
    description: str


class StyleList(BaseModel):
    """Styles in their order, and the room types."""

    items: list[StyleAnswer]
    room_types: list[str]


class CornersBody(BaseModel):
    """Floor corners in order round the floor, in pixels of the upright photo, three or more."""

    model_config = _example(corners=[[120, 900], [640, 610], [1300, 640], [1600, 980]])
    corners: list[tuple[float, float]] = Field(min_length=3, max_length=40)

    def as_text(self) -> str:
        """In the form of `staging.hints`."""
        return " ".join(f"{x:.2f},{y:.2f}" for x, y in self.corners)


class AgainBody(BaseModel):
    """Another arrangement: this seed, or the next one where none is given."""

    model_config = _example(seed=7)
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)


class DeletedAnswer(BaseModel):
    """What was deleted; hashes are SHA-256 of the stored bytes and of the pixels."""

    id: UUID
    role: str
    content_type: str
    byte_size: int
    content_hash: str
    pixel_hash: str


class ReceiptAnswer(BaseModel):
    """A receipt; `bytes_removed_at` is filled once storage holds nothing of it."""

    id: UUID
    deleted_at: datetime
    pictures: list[DeletedAnswer]
    bytes_removed_at: datetime | None


def staging_answer(parts: Parts, here: Here, view: StagingView) -> StagingAnswer:
    """The document of one staging, with links of this storefront."""
    told = {name: getattr(view, name) for name in _PLAIN}
    return StagingAnswer(
        **told,
        photo=_picture(parts, here, view.photo),
        result=_picture(parts, here, view.result) if view.result else None,
        mask=_picture(parts, here, view.mask) if view.mask else None,
        score_parts=[
            ScorePartAnswer(name=part.name, value=part.value, sentence=part.sentence)
            for part in view.score_parts
        ],
        pieces=[
            PieceAnswer(**{name: getattr(piece, name) for name in PieceAnswer.model_fields})
            for piece in view.pieces
        ],
        reasons=list(view.reasons),
        corners=list(view.corners),
        room_outline=list(view.room_outline),
        links=_links(here, view),
    )


def receipt_answer(receipt: Receipt) -> ReceiptAnswer:
    """The document of a receipt."""
    names = DeletedAnswer.model_fields
    return ReceiptAnswer(
        id=receipt.id,
        deleted_at=receipt.deleted_at,
        pictures=[
            DeletedAnswer(**{name: getattr(picture, name) for name in names})
            for picture in receipt.pictures
        ],
        bytes_removed_at=receipt.bytes_removed_at,
    )


_PLAIN = (
    *("id", "status", "style", "room_type", "seed", "stage", "done", "note", "score", "error_code"),
    *("error_message", "processing_time_ms", "created_at", "completed_at", "is_free"),
    "trial_left",
)


def _picture(parts: Parts, here: Here, view: MediaView) -> PictureAnswer:
    preview = media.link(parts, here.links, view, width=PREVIEW_WIDTH)
    return PictureAnswer(
        id=view.id, width_px=view.width_px, height_px=view.height_px, preview=preview
    )


def _links(here: Here, view: StagingView) -> StagingLinks:
    link, own = here.links.link, f"/api/v1/stagings/{view.id}"
    has_picture = view.status == "completed"
    return StagingLinks(
        self=link(own),
        events=link(f"{own}/events"),
        page=link(f"/stagings/{view.id}"),
        cancel=None if view.is_over else link(f"{own}/cancel"),
        corners=link(f"{own}/corners") if view.is_over and not has_picture else None,
        download=link(f"{own}/download") if has_picture else None,
    )
