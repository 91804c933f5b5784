"""What a picture is to this house, and what its first bytes say; imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from vetrina.media.errors import PictureRefused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PictureType = Literal["jpeg", "png", "webp", "avif", "heic"]
ACCEPTED: tuple[PictureType, ...] = ("jpeg", "png", "webp", "avif", "heic")
MAX_PIXELS = 80_000_000
HEAD_BYTES = 64
ACCEPTED_WORDS = "Send a JPEG, PNG, WebP, AVIF or HEIC photograph."


@dataclass(frozen=True, slots=True)
class Kept:
    """The allow-list of metadata: focal lengths in mm, time as in EXIF, name of the profile."""

    focal_mm: float | None = None
    focal_35mm: float | None = None
    taken_at: str | None = None
    profile: str | None = None


@dataclass(frozen=True)
class DecodedPicture:
    """pixels: (H, W, 3) uint8 sRGB, upright."""

    pixels: NDArray[np.uint8]
    type: PictureType
    kept: Kept


def sniff(content: bytes) -> PictureType:
    """The type that the first bytes say.  Raises: PictureRefused."""
    head = content[:HEAD_BYTES]
    if not head:
        raise PictureRefused("empty", f"The file is empty (0 bytes). {ACCEPTED_WORDS}")
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return _sniff_iso_media(head)
    raise PictureRefused(
        "type_not_accepted", f"This is not a photograph we can read. {ACCEPTED_WORDS}"
    )


def _sniff_iso_media(head: bytes) -> PictureType:
    brands = {head[8:12], *(head[i : i + 4] for i in range(16, len(head), 4))}
    if brands & {b"avif"}:
        return "avif"
    if brands & {b"heic", b"heix", b"mif1", b"heim", b"heis"}:
        return "heic"
    raise PictureRefused(
        "type_not_accepted", f"This is a video or an unknown file. {ACCEPTED_WORDS}"
    )
