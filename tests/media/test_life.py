"""One picture's whole life, the same over a folder and over a bucket."""

from __future__ import annotations

import io
from datetime import timedelta

import httpx
import numpy as np
import pytest
from fastapi import FastAPI
from media_pictures import MEMBER, SHOP, SPACE, chunks_of, encoded, picture
from PIL import Image

from vetrina import media
from vetrina.infra.templating import Links
from vetrina.media.job import COOL, SWEEP_ALL, TIDY
from vetrina.media.routes import router


@pytest.fixture(params=["local", "s3"])
def store(request) -> str:
    return request.param


async def files_of(parts, *ids) -> list[str]:
    names = [str(one) for one in ids]
    return [
        file.key
        async for file in parts.storage.list_files()
        if any(name in file.key for name in names)
    ]


async def make_result(parts, photo: media.MediaView) -> media.MediaView:
    pixels = (await media.load_pixels(parts, photo)).pixels // 2
    made = await media.store_made(parts, pixels, role="result")
    async with parts.database.begin(MEMBER) as db:
        return await media.keep_made(
            db,
            made,
            storefront_id=SHOP,
            space_id=SPACE,
            parent_id=photo.id,
            now=parts.clock.now(),
        )


async def follow(parts, view: media.MediaView) -> httpx.Response:
    app = FastAPI()
    app.state.parts, app.state.database = parts, parts.database
    app.include_router(router)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.example") as client:
        return await client.get(media.link(parts, Links(), view, width=320, format="webp"))


# Long because a life is one story: each step stands on the bytes that the one before left.
async def test_a_picture_comes_in_is_worked_on_cools_and_goes(parts, take_in, work) -> None:
    content = encoded(picture(800, 600), "JPEG", quality=90)
    photo = await take_in(content, "room.jpg")
    await work()
    result = await make_result(parts, photo)
    await work()
    family = (photo.id, result.id)
    assert await parts.storage.get(photo.storage_key) == content
    assert len(await files_of(parts, *family)) == 2 + 8 + 8 + 1
    shown = await follow(parts, result)
    assert Image.open(io.BytesIO(shown.content)).size == (320, 240)
    before = (await media.load_pixels(parts, result)).pixels

    parts.clock.advance(timedelta(days=91))
    await work(TIDY, COOL)
    await work(SWEEP_ALL)
    left = await files_of(parts, *family)
    assert sorted(key.split("/")[0] for key in left) == ["cold"] + ["derived"] * 8 + ["hot"]
    assert np.array_equal((await media.load_pixels(parts, result)).pixels, before)
    assert (await follow(parts, result)).status_code == 200

    async with parts.database.begin(MEMBER) as db:
        receipt = await media.delete_media(db, [photo.id], parts.clock.now())
    assert {one.id for one in receipt.pictures} == set(family)
    await work()
    assert await files_of(parts, *family) == []


async def test_bytes_without_a_row_are_swept(parts, work) -> None:
    stray = await media.receive(parts, filename="x.png", chunks=chunks_of(encoded(picture())))
    assert await files_of(parts, stray.id) == [stray.storage_key]
    parts.clock.advance(timedelta(hours=25))
    await work(SWEEP_ALL)
    assert await files_of(parts, stray.id) == []
