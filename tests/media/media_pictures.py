"""Pictures to send, and files that only look like pictures."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import AsyncIterator

import numpy as np
from PIL import Image

from vetrina.infra.db import Scope
from vetrina.kernel import new_id

SHOP = "shop"
SPACE = new_id()
MEMBER = Scope("member", SHOP, (SPACE,))
NEIGHBOUR = Scope("member", SHOP, (new_id(),))
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
ORIENTATION, GPS_IFD, EXIF_IFD = 0x0112, 0x8825, 0x8769
FOCAL_35MM, TAKEN_AT, SERIAL = 0xA405, 0x9003, 0xA431


def picture(width: int = 96, height: int = 72) -> Image.Image:
    """A ramp to the right with a red corner at the top left, so that turning it shows."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[...] = np.linspace(40, 220, width).astype(np.uint8)[None, :, None]
    pixels[:20, :20] = [220, 30, 30]
    return Image.fromarray(pixels)


def encoded(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def with_exif() -> bytes:
    """A JPEG that lies on its side and says where, when and with what it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS_IFD)[1] = "N"
    exif.get_ifd(GPS_IFD)[2] = (52.0, 31.0, 12.025)
    exif.get_ifd(EXIF_IFD)[FOCAL_35MM] = 24
    exif.get_ifd(EXIF_IFD)[TAKEN_AT] = "2026:01:15 12:00:00"
    exif.get_ifd(EXIF_IFD)[SERIAL] = "SN-4711"
    return encoded(picture(), "JPEG", exif=exif, quality=95, comment=b"my bedroom")


def bomb() -> bytes:
    """A PNG of 70 bytes whose header says 30,000 x 30,000 pixels."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0"))


def padded_jpeg(size: int) -> bytes:
    """A JPEG of exactly *size* bytes: what follows the picture counts, too."""
    content = encoded(picture(), "JPEG")
    return content + b"\0" * (size - len(content))


async def chunks_of(content: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
