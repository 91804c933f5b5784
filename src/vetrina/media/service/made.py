"""Pictures that engines made; the encoders are loaded when they are used, not in web processes."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from vetrina.infra.parts import Parts
from vetrina.kernel import new_id
from vetrina.media import keys
from vetrina.media.service.receive import clean_name
from vetrina.media.transforms import Form
from vetrina.media.views import Made, MadeRole
from vetrina.media.xmp import COMPOSITE_SYNTHETIC, VIRTUALLY_STAGED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


async def store_made(
    parts: Parts,
    pixels: NDArray[np.uint8],
    *,
    role: MadeRole,
    filename: str = "",
    media_id: UUID | None = None,
) -> Made:
    """Store *pixels*, (H, W) or (H, W, 3) uint8, without loss; then `keep_made` what it returns.

    Call it outside of a transaction.  media_id: give the same again when the job runs again, and
    nothing lies twice.
    """
    from vetrina.media.child import hash_pixels  # noqa: PLC0415 - not for the web process
    from vetrina.media.encode import encode_lossless  # noqa: PLC0415

    made_id = media_id or new_id()
    content = await asyncio.to_thread(encode_lossless, pixels)
    key = keys.key_of(keys.HOT, made_id, "picture.png")
    await parts.storage.put(key, content, content_type="image/png")
    rgb = pixels if pixels.ndim == 3 else pixels[..., None].repeat(3, axis=2)
    return Made(
        id=made_id,
        role=role,
        storage_key=key,
        content_type="image/png",
        byte_size=len(content),
        content_hash=hashlib.sha256(content).hexdigest(),
        width_px=int(pixels.shape[1]),
        height_px=int(pixels.shape[0]),
        pixel_hash=await asyncio.to_thread(hash_pixels, rgb),
        filename=clean_name(filename),
    )


def encode_download(
    pixels: NDArray[np.uint8],
    format: Form,  # noqa: A002 - the word that people use for it
    *,
    statement: str = VIRTUALLY_STAGED,
    digital_source_type: str = COMPOSITE_SYNTHETIC,
) -> bytes:
    """A JPEG, PNG or WebP of *pixels*, (H, W, 3) uint8 sRGB, that says inside how it came to be.

    The statement stands in XMP (dc:description) and EXIF (ImageDescription), the IPTC digital
    source type in XMP.  PNG holds the pixels exactly.  In web processes use `load_download`.
    """
    from vetrina.media import encode  # noqa: PLC0415 - not for the web process

    return encode.encode_download(
        pixels, format, statement=statement, digital_source_type=digital_source_type
    )
