"""The only door for bytes from outside; imports no decoder, so that web processes stay light."""

from vetrina.media.errors import (
    FileInfected,
    FileTooLarge,
    MediaInUse,
    MediaNotFound,
    PictureRefused,
    ScannerUnavailable,
)
from vetrina.media.jobs import wire
from vetrina.media.picture import ACCEPTED, DecodedPicture, Kept, PictureType
from vetrina.media.sandbox import decode_file, decode_picture
from vetrina.media.service.delete import delete_media, get_receipt
from vetrina.media.service.derive import load_download
from vetrina.media.service.keep import find_media, get_media, keep, keep_made
from vetrina.media.service.links import link, srcset
from vetrina.media.service.made import encode_download, store_made
from vetrina.media.service.pixels import load_pixels
from vetrina.media.service.receive import receive
from vetrina.media.transforms import CONTENT_TYPES, SQUARES, WIDTHS, Form
from vetrina.media.views import DeletedPicture, Made, MadeRole, MediaView, Receipt, Received, Role
from vetrina.media.xmp import COMPOSITE_SYNTHETIC, VIRTUALLY_STAGED

__all__ = [
    "ACCEPTED",
    "COMPOSITE_SYNTHETIC",
    "CONTENT_TYPES",
    "SQUARES",
    "VIRTUALLY_STAGED",
    "WIDTHS",
    "DecodedPicture",
    "DeletedPicture",
    "FileInfected",
    "FileTooLarge",
    "Form",
    "Kept",
    "Made",
    "MadeRole",
    "MediaInUse",
    "MediaNotFound",
    "MediaView",
    "PictureRefused",
    "PictureType",
    "Receipt",
    "Received",
    "Role",
    "ScannerUnavailable",
    "decode_file",
    "decode_picture",
    "delete_media",
    "encode_download",
    "find_media",
    "get_media",
    "get_receipt",
    "keep",
    "keep_made",
    "link",
    "load_download",
    "load_pixels",
    "receive",
    "srcset",
    "store_made",
    "wire",
]
