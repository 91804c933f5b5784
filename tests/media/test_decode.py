"""Every kind of file that people and attackers send ends in the documented answer."""

from __future__ import annotations

import io
import struct
import tempfile
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from vetrina import media
from vetrina.media.sandbox import Wanted, run_child


def picture(width: int = 96, height: int = 72) -> Image.Image:
    """A ramp to the right with a red corner at the top left, so that turning it shows."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[...] = np.linspace(40, 220, width).astype(np.uint8)[None, :, None]
    pixels[:20, :20] = [220, 30, 30]
    return Image.fromarray(pixels)


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(media.PictureRefused) as caught:
        media.decode_picture(content)
    assert caught.value.message.endswith((".", "harm."))
    return caught.value.reason


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_each_accepted_type_decodes_to_its_own_pixels(form: str) -> None:
    decoded = media.decode_picture(encoded(picture(), form, quality=95))
    assert decoded.type == form.lower()
    assert decoded.pixels.shape == (72, 96, 3)
    difference = np.abs(decoded.pixels.astype(int) - np.asarray(picture()).astype(int))
    assert difference[30:, 30:].mean() < 3


def test_a_png_decodes_exactly() -> None:
    decoded = media.decode_picture(encoded(picture(), "PNG"))
    assert np.array_equal(decoded.pixels, np.asarray(picture()))


def test_orientation_is_applied_and_position_is_dropped() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8769)[0xA405] = 24
    decoded = media.decode_picture(encoded(picture(), "JPEG", exif=exif, quality=95))
    assert decoded.pixels.shape == (96, 72, 3)
    assert decoded.pixels[5, 65, 0] > 150 > decoded.pixels[5, 65, 1]
    assert decoded.kept == media.Kept(focal_35mm=24.0)


def test_sixteen_bits_become_eight() -> None:
    levels = (np.linspace(0, 65535, 96)[None, :].repeat(72, 0)).astype(np.uint16)
    decoded = media.decode_picture(encoded(Image.fromarray(levels), "PNG"))
    assert decoded.pixels[0, -1].tolist() == [255, 255, 255]
    assert decoded.pixels[0, 48].tolist() == [129, 129, 129]


def test_cmyk_becomes_rgb() -> None:
    decoded = media.decode_picture(encoded(picture().convert("CMYK"), "JPEG", quality=95))
    assert decoded.pixels[5, 5, 0] > 180 > decoded.pixels[5, 5, 1]


def test_a_colour_profile_is_applied() -> None:
    lab = ImageCms.createProfile("sRGB")
    content = encoded(picture(), "PNG", icc_profile=ImageCms.ImageCmsProfile(lab).tobytes())
    decoded = media.decode_picture(content)
    assert np.abs(decoded.pixels.astype(int) - np.asarray(picture()).astype(int)).max() <= 2
    assert decoded.kept.profile is not None


def test_transparency_lies_on_white() -> None:
    image = picture().convert("RGBA")
    image.putalpha(0)
    decoded = media.decode_picture(encoded(image, "PNG"))
    assert decoded.pixels.min() == 255


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == "empty"


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + b"\0" * 100,
        b"%PDF-1.7\n",
        b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
        b"\0\0\0\x18ftypisom\0\0\0\0isommp42",
    ],
    ids=["svg", "gif", "pdf", "eicar", "video"],
)
def test_what_is_no_photograph_is_refused(content: bytes) -> None:
    assert refusal(content) == "type_not_accepted"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_file_cut_in_half_is_refused(form: str) -> None:
    content = encoded(picture(400, 300), form)
    assert refusal(content[: len(content) // 2]) == "damaged"


def test_bytes_of_one_type_under_the_header_of_another_are_refused() -> None:
    assert refusal(b"\xff\xd8\xff" + encoded(picture(), "PNG")) == "damaged"


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + crc

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9))
    assert refusal(bomb) == "too_many_pixels"


def test_an_animation_is_refused() -> None:
    second = picture().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    content = encoded(picture(), "PNG", save_all=True, append_images=[second])
    assert refusal(content) == "animated"


def test_a_stamp_is_refused() -> None:
    assert refusal(encoded(picture(40, 40), "PNG")) == "too_small"


def test_what_follows_the_picture_in_the_file_does_no_harm() -> None:
    content = encoded(picture(), "PNG") + b"PK\x03\x04<script>alert(1)</script>"
    assert media.decode_picture(content).pixels.shape == (72, 96, 3)


def test_a_picture_that_takes_too_much_memory_ends_its_child_and_nothing_else() -> None:
    content = encoded(Image.new("RGB", (9000, 8000), (40, 90, 200)), "PNG")
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as answer:
        source.write(content)
        with pytest.raises(media.PictureRefused) as caught:
            run_child(source, Wanted(memory_bytes=400_000_000), answer)
    assert caught.value.reason == "took_too_much"


def test_a_decoder_that_trips_over_a_file_means_a_damaged_file() -> None:
    content = bytearray(encoded(picture(), "PNG"))
    content[20:24] = b"\xff\xff\xff\xff"  # a width of four billion, and a wrong checksum
    assert refusal(bytes(content)) in {"damaged", "too_many_pixels"}
