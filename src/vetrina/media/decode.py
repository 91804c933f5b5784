"""Bytes from outside become an upright, 8-bit sRGB picture, or a clear refusal.

Nothing is believed: the type comes from the content, the size is read from the header before a
pixel is decoded, and damage is an error, never a half-grey picture.  Of the metadata only what the
engines need is kept (see `picture.Kept`); position and everything else is dropped.

Runs inside the limited child of `sandbox`; call `sandbox.decode_picture` from elsewhere.
Sources: EXIF 2.32 (tags 0x0112, 0x920A, 0xA405, 0x9003), ICC.1:2010, IEC 61966-2-1.
"""

from __future__ import annotations

import io
import re
import warnings

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from vetrina.media.errors import PictureRefused
from vetrina.media.picture import MAX_PIXELS, DecodedPicture, Kept, PictureType, sniff

FORMATS = {
    "JPEG": "jpeg",
    "MPO": "jpeg",
    "PNG": "png",
    "WEBP": "webp",
    "AVIF": "avif",
    "HEIF": "heic",
}
MIN_SIDE_PX = 64
FOCAL_LENGTH, FOCAL_35MM, TAKEN_AT = 0x920A, 0xA405, 0x9003
EXIF_IFD = 0x8769


def decode(content: bytes, *, max_pixels: int = MAX_PIXELS) -> DecodedPicture:
    """Decode *content*.  Raises: PictureRefused with its reason."""
    kind = sniff(content)
    if kind == "heic":
        _register_heic()
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = max_pixels
        try:
            with Image.open(io.BytesIO(content)) as image:
                return _read(image, kind, max_pixels)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_large(max_pixels) from error
        except UnidentifiedImageError as error:
            raise PictureRefused("damaged", f"The {kind.upper()} file cannot be read.") from error
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise PictureRefused(
                "damaged", f"The {kind.upper()} file is damaged or cut short. Export it again."
            ) from error


def _register_heic() -> None:
    import pi_heif  # noqa: PLC0415  # LGPL decoder, loaded only for the files that need it

    pi_heif.register_heif_opener()


def _read(image: Image.Image, kind: PictureType, max_pixels: int) -> DecodedPicture:
    if FORMATS.get(image.format or "") != kind:
        raise PictureRefused("damaged", f"The file says it is {kind.upper()}, and is not.")
    width, height = image.size
    if width * height > max_pixels:
        raise _too_large(max_pixels)
    if min(width, height) < MIN_SIDE_PX:
        raise PictureRefused(
            "too_small", f"{width} x {height} px is too small; {MIN_SIDE_PX} px a side are needed."
        )
    if kind in {"png", "webp", "avif"} and getattr(image, "n_frames", 1) > 1:
        raise PictureRefused("animated", "The file is animated. Send one still picture.")
    kept = _keep(image)
    image.load()
    upright = ImageOps.exif_transpose(image)
    return DecodedPicture(np.asarray(_to_srgb(upright)), kind, kept)


def _keep(image: Image.Image) -> Kept:
    exif = image.getexif().get_ifd(EXIF_IFD)
    profile = image.info.get("icc_profile")
    name = None
    if profile:
        try:
            name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
        except (ImageCms.PyCMSError, OSError):
            name = None
    taken = re.match(r"[0-9]{4}[0-9: T-]{0,15}", str(exif.get(TAKEN_AT, "")))
    return Kept(
        focal_mm=_positive(exif.get(FOCAL_LENGTH)),
        focal_35mm=_positive(exif.get(FOCAL_35MM)),
        taken_at=taken.group() if taken else None,
        profile=_one_line(name) or None if name else None,
    )


def _one_line(name: str) -> str:
    return "".join(letter for letter in name.strip() if letter.isprintable())[:80]


def _positive(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return number if 0 < number < 5000 else None


def _to_srgb(image: Image.Image) -> Image.Image:
    """8-bit sRGB on white; 16 bits are scaled, profiles applied, transparency laid on white."""
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        levels = np.asarray(image, dtype=np.float64)
        scale = 257.0 if levels.max(initial=0) > 255 else 1.0
        image = Image.fromarray(np.clip(levels / scale, 0, 255).round().astype(np.uint8))
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
        image = _with_profile(Image.alpha_composite(white, rgba).convert("RGB"), image)
    return _apply_profile(image)


def _with_profile(image: Image.Image, source: Image.Image) -> Image.Image:
    if profile := source.info.get("icc_profile"):
        image.info["icc_profile"] = profile
    return image


def _apply_profile(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _too_large(max_pixels: int) -> PictureRefused:
    return PictureRefused(
        "too_many_pixels",
        f"The picture has more than {max_pixels / 1e6:.0f} million pixels. Send a smaller one.",
    )
