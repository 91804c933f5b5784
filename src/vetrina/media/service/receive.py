"""A file comes in: counted, typed, scanned, decoded and stored, or refused."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterable, AsyncIterator
from typing import IO
from uuid import UUID

from vetrina.infra.parts import Parts
from vetrina.kernel import new_id
from vetrina.media import keys
from vetrina.media.errors import FileTooLarge, PictureRefused
from vetrina.media.picture import ACCEPTED_WORDS, HEAD_BYTES, PictureType, sniff
from vetrina.media.sandbox import Wanted, look, nameless_file
from vetrina.media.scan import scan
from vetrina.media.views import Received

PIECE_BYTES = 262_144
MAX_FILENAME = 120


async def receive(
    parts: Parts,
    *,
    filename: str,
    chunks: AsyncIterable[bytes],
    max_bytes: int | None = None,
) -> Received:
    """Take in one file; call it outside of a transaction, then `keep` what it returns.

    max_bytes: a bound below that of the settings, such as a storefront's.  Without a `keep` the
    stored bytes are removed after a day.  Raises: FileTooLarge, PictureRefused, FileInfected,
    ScannerUnavailable, StorageUnavailable.
    """
    section = parts.settings.media
    limit = min(section.max_upload_bytes, max_bytes or section.max_upload_bytes)
    with nameless_file(parts.settings.data_dir / "quarantine") as file, nameless_file() as answer:
        size, content_hash = await _fill(file, chunks, limit)
        kind = await _accepted(file, section.accepted_types)
        if section.clamd:
            await scan(section.clamd, file)
        seen = await look(file, Wanted(), answer)
        media_id = new_id()
        key = await _store(parts, media_id, kind, file)
    return Received(
        id=media_id,
        storage_key=key,
        content_type=f"image/{kind}",
        byte_size=size,
        content_hash=content_hash,
        width_px=seen.width_px,
        height_px=seen.height_px,
        pixel_hash=seen.pixel_hash,
        filename=clean_name(filename),
        kept=seen.kept,
    )


def clean_name(filename: str) -> str:
    """The last part of *filename* without what does not print, at most 120 letters."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable()).strip()[:MAX_FILENAME]


async def _fill(file: IO[bytes], chunks: AsyncIterable[bytes], max_bytes: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    async for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise FileTooLarge(max_bytes)
        digest.update(chunk)
        await asyncio.to_thread(file.write, chunk)
    return size, digest.hexdigest()


async def _accepted(file: IO[bytes], types: tuple[str, ...]) -> PictureType:
    file.seek(0)
    kind = sniff(await asyncio.to_thread(file.read, HEAD_BYTES))
    if f"image/{kind}" not in types:
        raise PictureRefused(
            "type_not_accepted", f"{kind.upper()} is not taken here. {ACCEPTED_WORDS}"
        )
    return kind


async def _store(parts: Parts, media_id: UUID, kind: PictureType, file: IO[bytes]) -> str:
    key = keys.key_of(keys.HOT, media_id, f"picture.{kind}")
    await parts.storage.put(key, pieces(file), content_type=f"image/{kind}")
    return key


async def pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    """All of *file*, piece by piece."""
    file.seek(0)
    while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
        yield piece
