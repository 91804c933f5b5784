"""What time does: copies go after a day, nobody's bytes too, what was made cools after 90 days."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
import sqlalchemy as sa
from media_pictures import MEMBER, NEIGHBOUR, SHOP, SPACE, chunks_of, encoded, picture

from vetrina import media
from vetrina.infra.db import Scope
from vetrina.infra.jobs import JobContext
from vetrina.infra.templating import Links
from vetrina.kernel import new_id
from vetrina.media import keys
from vetrina.media.job import COOL, SWEEP, SWEEP_ALL, TIDY
from vetrina.media.service import derive
from vetrina.media.service.lifecycle import cool, remove_working
from vetrina.storefronts import Retention


async def make_result(parts, parent_id=None) -> media.MediaView:
    pixels = np.arange(70 * 90 * 3, dtype=np.uint8).reshape(70, 90, 3)
    made = await media.store_made(parts, pixels, role="result", filename="staged.png")
    async with parts.database.begin(MEMBER) as db:
        return await media.keep_made(
            db,
            made,
            storefront_id=SHOP,
            space_id=SPACE,
            parent_id=parent_id,
            now=parts.clock.now(),
        )


async def look_again(parts, view: media.MediaView) -> media.MediaView:
    async with parts.database.begin(MEMBER) as db:
        return await media.get_media(db, view.id)


async def test_the_copy_for_engines_lives_a_day_and_is_rebuilt_exactly(
    parts, take_in, work, files
) -> None:
    view = await take_in(encoded(picture(400, 300), "JPEG", quality=80))
    await work()
    assert await files("working") == [keys.working_key(view.id)]
    first = await media.load_pixels(parts, view)
    parts.clock.advance(timedelta(hours=23))
    await work(TIDY)
    assert len(await files("working")) == 1
    parts.clock.advance(timedelta(hours=2))
    await work(TIDY)
    assert await files("working") == []
    rebuilt = await media.load_pixels(parts, view)
    assert np.array_equal(first.pixels, rebuilt.pixels)
    assert await files("working") == []


async def test_the_copy_is_what_engines_get(parts, take_in, work) -> None:
    view = await take_in(encoded(picture(400, 300), "JPEG", quality=80))
    await work()
    await parts.storage.delete(view.storage_key)
    pixels = (await media.load_pixels(parts, view)).pixels
    assert pixels.shape == (300, 400, 3)
    await parts.storage.delete(keys.working_key(view.id))
    with pytest.raises(media.MediaNotFound):
        await media.load_pixels(parts, view)


async def test_an_upload_that_was_never_kept_goes_after_a_day(parts, take_in, work, files) -> None:
    kept = await take_in()
    await work()
    stray = await media.receive(parts, filename="x.png", chunks=chunks_of(encoded(picture())))
    parts.clock.advance(timedelta(hours=20))
    await work(SWEEP)
    assert stray.storage_key in await files()
    parts.clock.advance(timedelta(hours=5))
    await work(SWEEP)
    left = await files()
    assert stray.storage_key not in left
    assert kept.storage_key in left
    assert len(left) == 10


async def test_the_daily_sweep_looks_back_eight_days_and_the_weekly_one_everywhere(
    parts, work, files
) -> None:
    stray = await media.receive(parts, filename="x.png", chunks=chunks_of(encoded(picture())))
    parts.clock.advance(timedelta(days=30))
    await work(SWEEP)
    assert await files() == [stray.storage_key]
    await work(SWEEP_ALL)
    assert await files() == []


async def test_files_that_we_did_not_name_are_left_alone(parts, work, files) -> None:
    await parts.storage.put("hot/readme.txt", b"not ours")
    await parts.storage.put("backups/2026/all.tar", b"not ours either")
    parts.clock.advance(timedelta(days=30))
    await work(SWEEP_ALL)
    assert await files() == ["backups/2026/all.tar", "hot/readme.txt"]


async def test_what_was_made_cools_after_90_days_and_uploads_do_not(
    parts, take_in, work, files
) -> None:
    photo = await take_in()
    result = await make_result(parts, photo.id)
    await work()
    bytes_before = await parts.storage.get(result.storage_key)
    parts.clock.advance(timedelta(days=89))
    await work(COOL)
    assert (await look_again(parts, result)).tier == "hot"

    parts.clock.advance(timedelta(days=2))
    await work(COOL, COOL)
    cold = await look_again(parts, result)
    assert cold.tier == "cold"
    assert cold.storage_key == result.storage_key.replace("hot/", "cold/")
    assert await parts.storage.get(cold.storage_key) == bytes_before
    assert await files("cold") == [cold.storage_key]
    assert await files("hot") == [photo.storage_key]
    assert not [key for key in await files("derived") if str(result.id) in key]
    assert (await look_again(parts, photo)).tier == "hot"


async def test_a_cold_picture_is_still_shown_loaded_and_deleted(parts, work, files) -> None:
    result = await make_result(parts)
    parts.clock.advance(timedelta(days=91))
    await work(COOL)
    path = media.link(parts, Links(), result, width=320, format="webp").split("/")
    _, form, content = await derive.open_link(
        parts, media_id=result.id, mark=path[3], name=path[4], accept=""
    )
    assert (form, content[8:12]) == ("webp", b"WEBP")
    # The view is of before the move, as a job may hold it.
    assert (await media.load_pixels(parts, result)).pixels.shape == (70, 90, 3)
    async with parts.database.begin(MEMBER) as db:
        await media.delete_media(db, [result.id], parts.clock.now())
    await work()
    assert await files() == []


@pytest.mark.parametrize("point", ["after the copy", "after the row"])
async def test_a_crash_while_a_picture_cools_loses_nothing(
    parts, work, files, own_databases, point: str
) -> None:
    result = await make_result(parts)
    await work()
    content = await parts.storage.get(result.storage_key)
    cold_key = keys.other_tier(result.storage_key)
    await parts.storage.put(cold_key, content)
    if point == "after the row":
        async with own_databases.worker.begin(Scope("job")) as db:
            query = sa.text("update media set tier = 'cold', storage_key = :key")
            await db.execute(query, {"key": cold_key})
    assert (await media.load_pixels(parts, result)).pixels.shape == (70, 90, 3)
    parts.clock.advance(timedelta(days=91))
    await work(COOL, SWEEP_ALL)
    assert [key for key in await files() if not key.startswith("derived/")] == [cold_key]
    assert await parts.storage.get(cold_key) == content


async def test_a_storefront_may_keep_things_longer_or_shorter(
    parts, take_in, work, files, own_databases
) -> None:
    photo = await take_in()
    result = await make_result(parts, photo.id)
    await work()
    ctx = JobContext(own_databases.worker, 0, 1, None)
    short = {SHOP: Retention(temporary_hours=2, cold_after_days=5)}
    other = {"othershop": Retention(temporary_hours=2, cold_after_days=5)}

    parts.clock.advance(timedelta(hours=3))
    assert await remove_working(ctx, parts.storage, parts.clock.now(), other) == 0
    assert await remove_working(ctx, parts.storage, parts.clock.now(), short) == 1
    parts.clock.advance(timedelta(days=6))
    assert await cool(ctx, parts.storage, parts.clock.now(), other) == 0
    assert await cool(ctx, parts.storage, parts.clock.now(), short) == 1
    assert await files("cold") == [keys.other_tier(result.storage_key)]


class Interrupting:
    """A storage in which a picture is deleted right after it was copied."""

    def __init__(self, storage, interrupt) -> None:
        self._storage, self._interrupt = storage, interrupt

    def __getattr__(self, name: str):
        return getattr(self._storage, name)

    async def put(self, key: str, data, **options: object) -> int:
        size = await self._storage.put(key, data, **options)
        await self._interrupt()
        return size


async def test_a_picture_deleted_while_it_cools_leaves_no_copy(
    parts, work, files, own_databases
) -> None:
    result = await make_result(parts)
    await work()
    parts.clock.advance(timedelta(days=91))

    async def delete() -> None:
        async with parts.database.begin(MEMBER) as db:
            await media.delete_media(db, [result.id], parts.clock.now())
        await work()

    ctx = JobContext(own_databases.worker, 0, 1, None)
    assert await cool(ctx, Interrupting(parts.storage, delete), parts.clock.now(), {}) == 0
    assert await files() == []


async def test_a_neighbours_picture_is_invisible_in_sql(parts, take_in, own_databases) -> None:
    view = await take_in()
    for scope in (NEIGHBOUR, Scope("member", "othershop", (SPACE,)), None):
        async with parts.database.begin(scope) as db:
            for table in ("media", "media_receipts"):
                assert await db.scalar(sa.text(f"select count(*) from {table}")) == 0
            assert await media.find_media(db, [view.id]) == {}
            with pytest.raises(media.MediaNotFound):
                await media.get_media(db, view.id)
    async with parts.database.begin(MEMBER) as db:
        assert await media.find_media(db, [view.id, new_id()]) == {view.id: view}


async def test_nobody_writes_into_a_neighbours_space(parts) -> None:
    stored = await media.receive(parts, filename="x.png", chunks=chunks_of(encoded(picture())))
    with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
        async with parts.database.begin(NEIGHBOUR) as db:
            await media.keep(
                db,
                parts,
                stored,
                storefront_id=SHOP,
                space_id=SPACE,
                now=parts.clock.now(),
            )
