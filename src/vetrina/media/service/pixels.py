"""Pixels for engines.

The lossless copy of an upload is made by a job, because packing 12 MP takes a second that nobody
should wait for; unpacking what was uploaded takes a fifth of that, so where there is no copy the
pixels are rebuilt from the bytes and no new copy is made.
"""

from __future__ import annotations

import asyncio
from typing import IO

import structlog

from vetrina.infra.parts import Parts
from vetrina.infra.storage import FileNotFound, Storage
from vetrina.media import keys
from vetrina.media.errors import MediaNotFound
from vetrina.media.picture import DecodedPicture
from vetrina.media.sandbox import Wanted, look, nameless_file, read_pixels
from vetrina.media.views import MediaView

log = structlog.get_logger(__name__)


async def load_pixels(parts: Parts, view: MediaView) -> DecodedPicture:
    """The upright sRGB pixels of *view*, (H, W, 3) uint8; a mask has three equal channels.

    Call it outside of a transaction.  Raises: MediaNotFound where the bytes are gone.
    """
    with nameless_file() as source, nameless_file() as answer:
        working = keys.working_key(view.id)
        if not await _fetch(parts.storage, working, source):
            await fetch_kept(parts.storage, view.storage_key, source)
        seen = await look(source, Wanted(pixels=True), answer)
        decoded = await asyncio.to_thread(read_pixels, seen, answer)
    if seen.pixel_hash != view.pixel_hash:
        # Another version of a decoder; the job goes on with what it sees today.
        log.warning("pixels_differ", media_id=str(view.id))
    return DecodedPicture(decoded.pixels, decoded.type, view.kept)


async def fetch_kept(storage: Storage, key: str, file: IO[bytes]) -> None:
    """Write the stored bytes of *key*, in whichever tier, to *file*.  Raises: MediaNotFound."""
    for held in (key, keys.other_tier(key)):
        if await _fetch(storage, held, file):
            return
    raise MediaNotFound


async def _fetch(storage: Storage, key: str, file: IO[bytes]) -> bool:
    try:
        async for piece in storage.stream(key):
            await asyncio.to_thread(file.write, piece)
    except FileNotFound:
        return False
    return True
