"""A file comes in: what is stored, what is refused, and that a refusal leaves nothing."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace

import numpy as np
import pytest
import sqlalchemy as sa
from media_pictures import (
    EICAR,
    MEMBER,
    bomb,
    chunks_of,
    encoded,
    padded_jpeg,
    picture,
    with_exif,
)
from PIL import Image

from vetrina import media
from vetrina.kernel import AppError

MOST = 10_485_760


async def receive(parts, content: bytes, filename: str = "room.jpg") -> media.Received:
    return await media.receive(parts, filename=filename, chunks=chunks_of(content))


async def refusal(parts, content: bytes, filename: str = "room.jpg") -> tuple[str, str]:
    """(kind, reason or code); that nothing was stored is asserted, too."""
    with pytest.raises(AppError) as caught:
        await receive(parts, content, filename)
    assert [file.key async for file in parts.storage.list_files()] == []
    assert list((parts.settings.data_dir / "quarantine").iterdir()) == []
    return caught.value.kind, str(caught.value.details.get("reason", caught.value.code))


async def test_the_stored_bytes_are_the_bytes_that_were_sent(parts) -> None:
    content = with_exif()
    received = await receive(parts, content)
    assert await parts.storage.get(received.storage_key) == content
    assert received.content_hash == hashlib.sha256(content).hexdigest()
    assert (received.byte_size, received.content_type) == (len(content), "image/jpeg")
    assert list((parts.settings.data_dir / "quarantine").iterdir()) == []


async def test_the_measures_are_those_of_the_upright_picture(parts) -> None:
    received = await receive(parts, with_exif())
    assert (received.width_px, received.height_px) == (72, 96)
    pixels = media.decode_picture(with_exif()).pixels
    named = hashlib.sha256(b"72x96:" + np.ascontiguousarray(pixels).tobytes()).hexdigest()
    assert received.pixel_hash == named


async def test_of_the_metadata_only_the_allow_list_reaches_the_row(parts, take_in) -> None:
    view = await take_in(with_exif())
    assert view.kept == media.Kept(focal_35mm=24.0, taken_at="2026:01:15 12:00:00")
    async with parts.database.begin(MEMBER) as db:
        row = str((await db.execute(sa.text("select * from media"))).one())
    assert not any(told in row for told in ("GPS", "52.0", "SN-4711", "bedroom"))


async def test_the_largest_file_is_taken_and_one_byte_more_is_not(parts) -> None:
    received = await receive(parts, padded_jpeg(MOST))
    assert received.byte_size == MOST
    await parts.storage.delete(received.storage_key)
    assert await refusal(parts, padded_jpeg(MOST + 1)) == ("too_large", "file_too_large")


async def test_reading_stops_at_the_limit(parts) -> None:
    asked = 0

    async def endless():
        nonlocal asked
        while True:
            asked += 1
            yield b"\xff\xd8\xff" + b"\0" * 65_533

    with pytest.raises(media.FileTooLarge):
        await media.receive(parts, filename="x.jpg", chunks=endless(), max_bytes=1_000_000)
    assert asked == 16


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "type_not_accepted"),
        (b"<html><script>alert(1)</script>", "type_not_accepted"),
        (EICAR, "type_not_accepted"),
        (bomb(), "too_many_pixels"),
        (encoded(picture(400, 300), "JPEG")[:3000], "damaged"),
        (b"\xff\xd8\xff" + encoded(picture()), "damaged"),
        (b"\xff\xd8\xff<script>alert(1)</script>", "damaged"),
        (encoded(picture(), save_all=True, append_images=[picture().rotate(180)]), "animated"),
        (encoded(picture(40, 40)), "too_small"),
    ],
    ids=[
        *("0 bytes", "svg", "html", "eicar", "bomb", "truncated"),
        *("png as jpeg", "script as jpeg", "animated", "stamp"),
    ],
)
async def test_what_is_no_single_photograph_is_refused_and_not_stored(
    parts, content: bytes, reason: str
) -> None:
    assert await refusal(parts, content) == ("invalid", reason)


@pytest.mark.parametrize(
    "content",
    [
        encoded(picture().convert("CMYK"), "JPEG"),
        encoded(Image.fromarray(np.linspace(0, 65535, 6912).astype(np.uint16).reshape(72, 96))),
        encoded(picture()) + b"PK\x03\x04<script>alert(1)</script>",
        encoded(picture()) + EICAR,
    ],
    ids=["cmyk", "16 bit", "archive behind it", "eicar behind it, no scanner"],
)
async def test_unusual_photographs_are_taken_as_they_are(parts, take_in, work, content) -> None:
    view = await take_in(content)
    await work()
    assert (await media.load_pixels(parts, view)).pixels.shape == (72, 96, 3)
    derived = [file.key async for file in parts.storage.list_files("derived")]
    for key in derived:
        shown = await parts.storage.get(key)
        assert b"script" not in shown
        assert b"EICAR" not in shown
    assert len(derived) == 8


async def test_the_extension_is_not_believed(parts) -> None:
    received = await receive(parts, encoded(picture(), "WEBP"), "holiday.exe")
    assert received.content_type == "image/webp"
    assert received.storage_key.endswith("/picture.webp")
    assert received.filename == "holiday.exe"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ada\\room.jpg", "room.jpg"),
        ("a\0b\r\nX-Evil: 1.jpg", "abX-Evil: 1.jpg"),
        ("n" * 500 + ".jpg", "n" * 120),
        ("", ""),
    ],
)
async def test_names_of_files_lose_what_could_do_harm(parts, sent: str, kept: str) -> None:
    received = await receive(parts, encoded(picture()), sent)
    assert received.filename == kept
    assert ".." not in received.storage_key


async def test_a_type_that_the_settings_leave_out_is_refused(parts) -> None:
    section = parts.settings.media.model_copy(update={"accepted_types": ("image/png",)})
    narrow = replace(parts, settings=parts.settings.model_copy(update={"media": section}))
    assert await refusal(narrow, encoded(picture(), "JPEG")) == ("invalid", "type_not_accepted")
    assert (await receive(narrow, encoded(picture()))).content_type == "image/png"


async def test_uploads_do_not_hold_the_event_loop(parts) -> None:
    uploading = asyncio.gather(*(receive(parts, with_exif()) for _ in range(3)))
    turns = 0
    while not uploading.done():
        turns += 1
        await asyncio.sleep(0.01)
    assert len({one.id for one in await uploading}) == 3
    assert turns > 5
