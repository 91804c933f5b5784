"""Pictures for browsers and for people, made from the stored bytes and kept beside them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from uuid import UUID

from vetrina.infra.parts import Parts
from vetrina.media import keys
from vetrina.media.errors import MediaNotFound
from vetrina.media.queries import FoundFile, find_file
from vetrina.media.sandbox import Wanted, look, nameless_file, read_parts
from vetrina.media.service.pixels import fetch_kept
from vetrina.media.transforms import (
    SERVED,
    USUAL,
    Form,
    Transform,
    is_ours,
    negotiate,
    read_transform,
)
from vetrina.media.views import MediaView
from vetrina.media.xmp import COMPOSITE_SYNTHETIC, VIRTUALLY_STAGED

IsThere = Callable[[UUID], Awaitable[bool]]


async def make_usual(parts: Parts, found: FoundFile, is_there: IsThere) -> None:
    """Make the usual sizes of *found*, and the lossless copy of an upload."""
    sizes = Wanted(shapes=USUAL, forms=SERVED, is_mask=found.role == "mask")
    await _make(parts, found, sizes, is_there)
    if found.role == "original":
        await _make(parts, found, Wanted(lossless=True), is_there)


async def open_link(
    parts: Parts, *, media_id: UUID, mark: str, name: str, accept: str
) -> tuple[FoundFile, Form, bytes]:
    """What a signed link leads to, made now where it is not there.  Raises: MediaNotFound."""
    transform = read_transform(name)
    secret = parts.settings.security.secret_key.get_secret_value()
    if transform is None or not is_ours(secret, media_id, name, mark):
        raise MediaNotFound
    async with parts.database.begin() as db:
        found = await find_file(db, media_id)
    if found is None:
        raise MediaNotFound
    form = transform.form or negotiate(accept)
    return found, form, await _open(parts, found, Transform(transform.shape, form), form)


async def load_download(
    parts: Parts,
    view: MediaView,
    form: Form,
    *,
    statement: str = VIRTUALLY_STAGED,
    digital_source_type: str = COMPOSITE_SYNTHETIC,
) -> bytes:
    """*view* as a file for people at its own size, with its provenance inside; kept once made.

    Call it outside of a transaction.
    """
    told = {
        "form": form,
        "statement": statement,
        "digital_source_type": digital_source_type,
        "quality": parts.settings.studio.image_quality,
    }
    mark = hashlib.sha256("\n".join(told.values()).encode()).hexdigest()[:16]
    key = keys.key_of(keys.DERIVED, view.id, f"download-{mark}.{form}")
    kept = await keys.get_if_there(parts.storage, key)
    if kept is not None:
        return kept
    found = FoundFile(view.id, view.storage_key, view.role, view.pixel_hash)
    made = await _make(parts, found, Wanted(download=told), _by_link(parts), name=key)
    return made[key]


async def _open(parts: Parts, found: FoundFile, transform: Transform, form: Form) -> bytes:
    key = keys.key_of(keys.DERIVED, found.id, transform.name)
    kept = await keys.get_if_there(parts.storage, key)
    if kept is not None:
        return kept
    wanted = Wanted(shapes=[transform.shape], forms=[form], is_mask=found.role == "mask")
    return (await _make(parts, found, wanted, _by_link(parts)))[key]


def _by_link(parts: Parts) -> IsThere:
    async def is_there(media_id: UUID) -> bool:
        async with parts.database.begin() as db:
            return await find_file(db, media_id) is not None

    return is_there


async def _make(
    parts: Parts, found: FoundFile, wanted: Wanted, is_there: IsThere, name: str = ""
) -> dict[str, bytes]:
    """Make and store what is *wanted*; bytes by key.

    Looks for the row once more when all is written: whoever deletes it later finds what was
    written, and what was deleted before is cleared away here.
    """
    made: dict[str, bytes] = {}
    with nameless_file() as source, nameless_file() as answer:
        await fetch_kept(parts.storage, found.storage_key, source)
        seen = await look(source, wanted, answer)
        for part, content in await asyncio.to_thread(lambda: list(read_parts(seen, answer))):
            key = name or _key(found.id, part)
            made[key] = content
            await parts.storage.put(key, content, content_type=_type_of(key))
    if not await is_there(found.id):
        await keys.remove_all(parts.storage, found.id)
        raise MediaNotFound
    return made


def _key(media_id: UUID, part: str) -> str:
    if part == "lossless":
        return keys.working_key(media_id)
    return keys.key_of(keys.DERIVED, media_id, part)


def _type_of(key: str) -> str:
    return f"image/{key.rpartition('.')[2]}"
