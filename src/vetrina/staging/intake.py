"""A request that starts a staging, counted and read: its fields, and the photo that came with it.

The form is read by us and not by the framework, so that whoever sends too much too often is turned
away before a byte of the photo is taken in.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from vetrina import media
from vetrina.accounts import Actor
from vetrina.infra import limits
from vetrina.infra.parts import Parts
from vetrina.media import Received
from vetrina.staging.errors import FormUnreadable
from vetrina.staging.views import Wish
from vetrina.storefronts import Storefront

PIECE_BYTES = 262_144
MOST_FIELDS = 30


@dataclass(frozen=True, slots=True)
class Intake:
    """A wish with its photo: just received, or kept before."""

    wish: Wish
    received: Received | None
    media_id: UUID | None


async def count_picture(
    request: Request, response: Response, parts: Parts, shop: Storefront, actor: Actor
) -> None:
    """Count a picture job of this address and of this space.  Raises: TooManyRequests."""
    keys = [limits.address(request)]
    if actor.space_id is not None:
        keys.append(f"space:{actor.space_id}")
    most = {"pictures_per_minute": shop.limits.picture_jobs_per_minute}
    section = parts.settings.limits.model_copy(update=most)
    await limits.count(response, parts.limiter, "pictures", keys, section)


async def take_wish(request: Request, parts: Parts, shop: Storefront) -> Intake:
    """Read the form of *request* and take its photo in; call it outside of a transaction.

    Raises: FormUnreadable, and what `media.receive` raises.
    """
    try:
        async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
            wish, media_id = read_wish(form), _read_id(form)
            photo = form.get("photo")
            if not isinstance(photo, UploadFile):
                if media_id is None:
                    raise FormUnreadable("Send a photo, or the media_id of one sent before.")
                return Intake(wish, None, media_id)
            received = await media.receive(
                parts,
                filename=photo.filename or "",
                chunks=_pieces(photo),
                max_bytes=shop.limits.upload_bytes,
            )
            return Intake(wish, received, None)
    except (MultiPartException, HTTPException) as error:
        raise FormUnreadable("The form cannot be read: send multipart/form-data.") from error


def read_wish(form: FormData) -> Wish:
    """The fields of the form.  Raises: FormUnreadable."""
    return Wish(
        style=_word(form, "style"),
        room_type=_word(form, "room_type") or "living_room",
        seed=_whole(form, "seed"),
        corners=_word(form, "corners"),
        openings=_word(form, "openings"),
        camera_height_m=_number(form, "camera_height_m"),
        ceiling_height_m=_number(form, "ceiling_height_m"),
        lengths=tuple(word for word in form.getlist("length") if isinstance(word, str) and word),
    )


def _word(form: FormData, name: str) -> str:
    held = form.get(name)
    return held.strip() if isinstance(held, str) else ""


def _number(form: FormData, name: str) -> float | None:
    word = _word(form, name)
    try:
        return float(word) if word else None
    except ValueError:
        raise FormUnreadable(f"{name} must be a number, not {word[:40]!r}.") from None


def _whole(form: FormData, name: str) -> int | None:
    word = _word(form, name)
    try:
        return int(word) if word else None
    except ValueError:
        raise FormUnreadable(f"{name} must be a whole number, not {word[:40]!r}.") from None


def _read_id(form: FormData) -> UUID | None:
    word = _word(form, "media_id")
    try:
        return UUID(word) if word else None
    except ValueError:
        raise FormUnreadable("media_id is not an id.") from None


async def _pieces(photo: UploadFile) -> AsyncIterator[bytes]:
    while piece := await photo.read(PIECE_BYTES):
        yield piece
