"""The only door for bytes from outside."""

from vetrina.media.decode import ACCEPTED, DecodedPicture, Kept, PictureType
from vetrina.media.errors import PictureRefused
from vetrina.media.sandbox import decode_file, decode_picture

__all__ = [
    "ACCEPTED",
    "DecodedPicture",
    "Kept",
    "PictureRefused",
    "PictureType",
    "decode_file",
    "decode_picture",
]
