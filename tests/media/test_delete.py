"""Deletion takes everything derived with it, leaves a receipt, and survives a crash anywhere."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import numpy as np
import pytest
import sqlalchemy as sa
from media_pictures import MEMBER, NEIGHBOUR, SHOP, SPACE, encoded, picture

from vetrina import media
from vetrina.infra.db import Scope
from vetrina.infra.jobs import JobContext
from vetrina.kernel import new_id
from vetrina.media.job import DERIVE, TIDY, BytesToPurge, PictureToDerive
from vetrina.media.jobs import Keeper
from vetrina.media.queries import FoundFile
from vetrina.media.service.derive import make_usual


async def make_child(parts, parent_id, role="result", shade: int = 90) -> media.MediaView:
    made = await media.store_made(parts, np.full((70, 90, 3), shade, np.uint8), role=role)
    async with parts.database.begin(MEMBER) as db:
        return await media.keep_made(
            db,
            made,
            storefront_id=SHOP,
            space_id=SPACE,
            parent_id=parent_id,
            now=parts.clock.now(),
        )


async def delete(parts, *ids, scope=MEMBER) -> media.Receipt:
    async with parts.database.begin(scope) as db:
        return await media.delete_media(db, ids, parts.clock.now())


async def receipt_of(parts, receipt: media.Receipt) -> media.Receipt:
    async with parts.database.begin(MEMBER) as db:
        return await media.get_receipt(db, receipt.id)


async def count(databases, table: str) -> int:
    async with databases.worker.begin(Scope("job")) as db:
        return await db.scalar(sa.text(f"select count(*) from {table}"))


async def test_everything_made_of_a_picture_goes_with_it(
    parts, take_in, work, files, own_databases
) -> None:
    photo, other = await take_in(), await take_in(encoded(picture(100, 80)))
    result = await make_child(parts, photo.id)
    mask = await make_child(parts, photo.id, "mask")
    grandchild = await make_child(parts, result.id, "derivative")
    await work()
    await media.load_download(parts, result, "jpeg")
    family = {photo.id, result.id, mask.id, grandchild.id}
    assert len(await files()) == 5 + 5 * 8 + 2 + 1  # stored, sizes, copies of uploads, download

    receipt = await delete(parts, photo.id)
    assert {one.id for one in receipt.pictures} == family
    assert receipt.bytes_removed_at is None
    await work()
    left = await files()
    assert len(left) == 1 + 8 + 1
    assert all(str(other.id) in key for key in left)
    assert await count(own_databases, "media") == 1
    done = await receipt_of(parts, receipt)
    assert (done.files_removed, done.bytes_removed_at) == (38, parts.clock.now())


async def test_a_receipt_says_what_when_and_which_bytes_but_no_name(parts, take_in) -> None:
    view = await take_in(filename="Ada Lovelace, bedroom.png")
    receipt = await delete(parts, view.id)
    [gone] = receipt.pictures
    assert receipt.deleted_at == parts.clock.now()
    assert (gone.role, gone.content_type, gone.byte_size) == (
        "original",
        "image/png",
        view.byte_size,
    )
    assert (gone.pixel_hash, len(gone.content_hash)) == (view.pixel_hash, 64)
    assert "Ada" not in str(await receipt_of(parts, receipt))


async def test_a_second_deletion_finds_nothing_and_keeps_no_receipt(
    parts, take_in, own_databases
) -> None:
    view = await take_in()
    await delete(parts, view.id)
    again = await delete(parts, view.id)
    assert (again.pictures, again.bytes_removed_at) == ((), parts.clock.now())
    assert (await delete(parts)).pictures == ()
    assert await count(own_databases, "media_receipts") == 1


async def test_of_deletions_at_the_same_time_one_has_the_receipt(parts, take_in) -> None:
    photo = await take_in()
    await make_child(parts, photo.id)
    receipts = await asyncio.gather(*(delete(parts, photo.id) for _ in range(5)))
    assert sorted(len(receipt.pictures) for receipt in receipts) == [0, 0, 0, 0, 2]


async def test_a_deletion_that_is_rolled_back_loses_nothing(parts, take_in, work, files) -> None:
    view = await take_in()
    await work()
    before = await files()
    async with parts.database.begin(MEMBER) as db:
        receipt = await media.delete_media(db, [view.id], parts.clock.now())
        await db.rollback()  # the request fails
    assert len(receipt.pictures) == 1
    await work()
    assert await files() == before
    assert (await media.load_pixels(parts, view)).pixels.shape == (72, 96, 3)


class Stumbling:
    """A storage whose process dies in the middle of a removal."""

    def __init__(self, storage, after: int) -> None:
        self._storage, self._after = storage, after

    def list_files(self, prefix: str = ""):
        return self._storage.list_files(prefix)

    async def delete(self, *keys: str) -> None:
        for key in keys:
            if self._after == 0:
                raise ConnectionAbortedError("the process dies")
            self._after -= 1
            await self._storage.delete(key)


@pytest.mark.parametrize("after", [0, 1, 5])
async def test_a_crash_while_bytes_go_leaves_nothing_in_the_end(
    parts, take_in, work, files, own_databases, after: int
) -> None:
    view = await take_in()
    await work()
    receipt = await delete(parts, view.id)
    async with own_databases.worker.begin(Scope("job")) as db:
        await db.execute(sa.text("delete from procrastinate_jobs where status = 'todo'"))
    keeper = Keeper(parts, {})
    keeper._storage = Stumbling(parts.storage, after)
    with pytest.raises(ConnectionAbortedError):
        await keeper.purge(ctx=context(own_databases), payload=payload_of(receipt))
    assert len(await files()) == 10 - after
    assert (await receipt_of(parts, receipt)).bytes_removed_at is None

    parts.clock.advance(timedelta(hours=1))
    await work(TIDY)  # finds the receipt that still waits
    await work()
    assert await files() == []
    assert (await receipt_of(parts, receipt)).bytes_removed_at == parts.clock.now()


async def test_sizes_made_while_their_picture_goes_are_cleared_away(
    parts, take_in, work, files, own_databases
) -> None:
    view = await take_in()
    receipt = await delete(parts, view.id)
    keeper = Keeper(parts, {})
    await keeper.purge(ctx=context(own_databases), payload=payload_of(receipt))
    assert await files() == []
    # The job had read the row before it went; the bytes were fetched before they went.
    await parts.storage.put(view.storage_key, encoded(picture()))
    found = FoundFile(view.id, view.storage_key, "original", view.pixel_hash)

    async def is_there(media_id) -> bool:
        return bool(await count(own_databases, "media"))

    with pytest.raises(media.MediaNotFound):
        await make_usual(parts, found, is_there)
    assert await files() == []


async def test_the_job_for_a_picture_that_is_gone_does_nothing(parts, own_databases, files) -> None:
    await Keeper(parts, {}).derive(ctx=context(own_databases), payload=PictureToDerive(new_id()))
    assert DERIVE.name == "media.derive"
    assert await files() == []


async def test_nothing_can_be_made_of_a_picture_that_is_gone(parts, take_in) -> None:
    view = await take_in()
    await delete(parts, view.id)
    with pytest.raises(media.MediaNotFound):
        await make_child(parts, view.id)


async def test_a_child_that_comes_during_a_deletion_is_not_left_behind(parts, take_in) -> None:
    photo = await take_in()

    async def child():
        try:
            return (await make_child(parts, photo.id)).id
        except media.MediaNotFound:
            return None

    made, receipt = await asyncio.gather(child(), delete(parts, photo.id))
    gone = {one.id for one in receipt.pictures}
    assert gone == ({photo.id, made} if made else {photo.id})


async def test_a_neighbour_deletes_nothing(parts, take_in, own_databases) -> None:
    view = await take_in()
    assert (await delete(parts, view.id, scope=NEIGHBOUR)).pictures == ()
    assert await count(own_databases, "media") == 1


async def test_pictures_of_two_spaces_are_not_on_one_receipt(parts, take_in) -> None:
    view = await take_in()
    second = new_id()
    both = Scope("member", SHOP, (SPACE, second))
    made = await media.store_made(parts, np.zeros((70, 90), np.uint8), role="mask")
    async with parts.database.begin(both) as db:
        await media.keep_made(
            db,
            made,
            storefront_id=SHOP,
            space_id=second,
            parent_id=None,
            now=parts.clock.now(),
        )
    with pytest.raises(ValueError, match="one space"):
        await delete(parts, view.id, made.id, scope=both)


def context(databases) -> JobContext:
    return JobContext(databases.worker, 0, 1, SHOP)


def payload_of(receipt: media.Receipt) -> BytesToPurge:
    return BytesToPurge(receipt.id)
