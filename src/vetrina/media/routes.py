"""Pictures over HTTP: sent in, looked at, deleted; and the signed links that browsers follow."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import IntegrityError

from vetrina.accounts import KEY_OPTIONAL, KEYED, ActorOf, ensure_space
from vetrina.infra import web
from vetrina.infra.db import AsyncSession, Db, outside
from vetrina.infra.limits import limit
from vetrina.infra.parts import Parts, PartsOf
from vetrina.media.errors import MediaInUse
from vetrina.media.service.delete import delete_media
from vetrina.media.service.derive import open_link
from vetrina.media.service.keep import get_media, keep
from vetrina.media.service.links import link
from vetrina.media.service.receive import receive
from vetrina.media.transforms import CONTENT_TYPES, read_transform
from vetrina.media.views import MediaView, Receipt
from vetrina.storefronts import Here, HereOf

PIECE_BYTES = 262_144
PREVIEW_WIDTH = 1280
# What people sent is shown, never run: no script, no frame, no guess at its type.
SHOWN_ONLY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-site",
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Disposition": "inline",
}
COUNTED = [Depends(limit("calls")), *KEYED]
PROBLEMS = web.problems(*web.ANY_CALL, 409)
REFUSALS = web.problems(
    *(413, 422, 503),
    meanings={
        413: "The file is larger than allowed.",
        422: "The file is no picture that is taken; `details.reason` says why.",
        503: "The virus scanner does not answer; nothing is taken meanwhile.",
    },
)


router = APIRouter(tags=["media"], responses=PROBLEMS)


class MediaLinks(BaseModel):
    """Signed addresses; each works until the picture is deleted."""

    self: str
    preview: str


class MediaAnswer(BaseModel):
    """A picture that was taken in; sizes in pixels, upright."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "019326f0-6a5b-7cc1-8d31-5b9b7c0a4f10",
                "filename": "living-room.jpg",
                "content_type": "image/jpeg",
                "byte_size": 2467261,
                "width_px": 4000,
                "height_px": 3000,
                "pixel_hash": "9d0f0c…",
                "created_at": "2026-01-15T12:00:00Z",
                "links": {"self": "/api/v1/media/0193…", "preview": "/media/0193…/…/w1280"},
            }
        }
    )
    id: UUID
    filename: str
    content_type: str
    byte_size: int
    width_px: int
    height_px: int
    pixel_hash: str
    created_at: datetime
    links: MediaLinks


class DeletedAnswer(BaseModel):
    """One picture that is no more, with the SHA-256 of its bytes and of its pixels."""

    id: UUID
    role: str
    byte_size: int
    content_hash: str
    pixel_hash: str


class ReceiptAnswer(BaseModel):
    """What was deleted and when; the bytes follow within seconds."""

    id: UUID
    deleted_at: datetime
    pictures: list[DeletedAnswer]


@router.post(
    "/api/v1/media",
    status_code=201,
    dependencies=COUNTED,
    responses=REFUSALS,
    summary="Send a picture",
    openapi_extra=KEY_OPTIONAL,
)
async def send_media(
    request: Request,
    response: Response,
    actor: ActorOf,
    here: HereOf,
    db: Db,
    parts: PartsOf,
    file: Annotated[UploadFile, File(description="JPEG, PNG, WebP, AVIF or HEIC")],
) -> MediaAnswer:
    """Take in one picture.  413 beyond the largest file, 422 for what is no picture."""
    async with outside(db):
        received = await receive(
            parts,
            filename=file.filename or "",
            chunks=_pieces(file),
            max_bytes=here.shop.limits.upload_bytes,
        )
    now = parts.clock.now()
    owner = await ensure_space(db, request, response, actor, now)
    assert owner.space_id is not None
    view = await keep(
        db,
        parts,
        received,
        storefront_id=owner.storefront_id,
        space_id=owner.space_id,
        now=now,
    )
    answer = _answer(here, parts, view)
    response.headers["Location"] = answer.links.self
    return answer


@router.get("/api/v1/media/{media_id}", dependencies=COUNTED, summary="Look at a picture")
async def show_media(
    media_id: UUID, actor: ActorOf, here: HereOf, db: Db, parts: PartsOf
) -> MediaAnswer:
    """One picture of yours."""
    return _answer(here, parts, await get_media(db, media_id))


@router.delete("/api/v1/media/{media_id}", dependencies=COUNTED, summary="Delete a picture")
async def remove_media(media_id: UUID, actor: ActorOf, db: Db, parts: PartsOf) -> ReceiptAnswer:
    """Delete a picture and all that was made of it.  409 while a job's result stands on it."""
    await get_media(db, media_id)
    return _receipt(await _delete(db, media_id, parts.clock.now()))


@router.api_route(
    "/media/{media_id}/{mark}/{name}", methods=["GET", "HEAD"], include_in_schema=False
)
async def follow_link(
    request: Request, media_id: UUID, mark: str, name: str, parts: PartsOf
) -> Response:
    """The picture that a signed link leads to."""
    accept = request.headers.get("accept", "")
    found, form, content = await open_link(
        parts, media_id=media_id, mark=mark, name=name, accept=accept
    )
    headers = {**SHOWN_ONLY, "ETag": f'"{found.pixel_hash[:20]}-{name}-{form}"'}
    transform = read_transform(name)
    if transform is not None and transform.form is None:
        headers["Vary"] = "Accept"
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=CONTENT_TYPES[form], headers=headers)


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(PIECE_BYTES):
        yield piece


async def _delete(db: AsyncSession, media_id: UUID, now: datetime) -> Receipt:
    try:
        async with db.begin_nested():
            return await delete_media(db, [media_id], now)
    except IntegrityError as error:
        raise MediaInUse("Something was made of this picture; delete that instead.") from error


def _answer(here: Here, parts: Parts, view: MediaView) -> MediaAnswer:
    return MediaAnswer(
        id=view.id,
        filename=view.filename,
        content_type=view.content_type,
        byte_size=view.byte_size,
        width_px=view.width_px,
        height_px=view.height_px,
        pixel_hash=view.pixel_hash,
        created_at=view.created_at,
        links=MediaLinks(
            self=here.links.link(f"/api/v1/media/{view.id}"),
            preview=link(parts, here.links, view, width=PREVIEW_WIDTH),
        ),
    )


def _receipt(receipt: Receipt) -> ReceiptAnswer:
    fields = ("id", "role", "byte_size", "content_hash", "pixel_hash")
    return ReceiptAnswer(
        id=receipt.id,
        deleted_at=receipt.deleted_at,
        pictures=[
            DeletedAnswer(**{name: getattr(picture, name) for name in fields})
            for picture in receipt.pictures
        ],
    )
