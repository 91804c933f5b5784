"""What time does to stored bytes: copies for engines go, what is nobody's goes, old work cools.

Each may stop anywhere and run again.  The time is the clock's; the age of a file is what storage
says.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from vetrina.infra.db import Scope
from vetrina.infra.jobs import JobContext, enqueue
from vetrina.infra.storage import FileNotFound, Storage, StoredFile
from vetrina.media import keys
from vetrina.media.job import PURGE, BytesToPurge
from vetrina.media.models import Media
from vetrina.media.queries import (
    find_keys,
    find_made_before,
    find_open_receipts,
    find_storefronts,
    record_cold,
)
from vetrina.storefronts import Retention

DEFAULT = Retention()
STRAY = timedelta(hours=24)
PURGE_PATIENCE = timedelta(minutes=15)
SWEPT_DAYS = 8
BATCH = 200

Retentions = Mapping[str, Retention]
"""What each storefront says; the others have the default."""


async def remove_working(
    ctx: JobContext, storage: Storage, now: datetime, retentions: Retentions
) -> int:
    """Remove copies for engines that are older than their storefront keeps them; how many."""
    files = [file async for file in storage.list_files(keys.WORKING)]
    ids = [owner for file in files if (owner := keys.owner_of(file.key))]
    async with ctx.begin() as db:
        shops = await find_storefronts(db, ids)
    old = []
    for file in files:
        owner = keys.owner_of(file.key)
        kept = retentions.get(shops.get(owner, "") if owner else "", DEFAULT)
        if file.modified_at < now - timedelta(hours=kept.temporary_hours):
            old.append(file.key)
    await storage.delete(*old)
    return len(old)


async def begin_purges_again(ctx: JobContext, now: datetime) -> int:
    """Enqueue the removal of bytes that a receipt still waits for; how many."""
    async with ctx.begin() as db:
        waiting = await find_open_receipts(db, now - PURGE_PATIENCE)
    begun = 0
    for receipt in waiting:
        async with ctx.database.begin(Scope("job", receipt.storefront_id)) as db:
            payload = BytesToPurge(receipt.id)
            begun += await enqueue(db, PURGE, payload, key=f"purge-{receipt.id}") is not None
    return begun


async def sweep(ctx: JobContext, storage: Storage, now: datetime, *, all_days: bool) -> int:
    """Remove files, older than a day, that no row names; how many.

    Looks into the folders of the last eight days, or into all of them.
    """
    removed = 0
    for folder in _folders(now, all_days=all_days):
        batch: list[StoredFile] = []
        async for file in storage.list_files(folder):
            batch.append(file)
            if len(batch) == BATCH:
                removed += await _sweep_batch(ctx, storage, batch, now)
                batch = []
        removed += await _sweep_batch(ctx, storage, batch, now)
    return removed


async def cool(ctx: JobContext, storage: Storage, now: datetime, retentions: Retentions) -> int:
    """Move what was made more than 90 days ago, or as its storefront says, into the cold folder.

    Copy, name the copy in the row, remove: the row names a whole file at every moment.  Returns
    how many pictures moved.
    """
    cooled = 0
    before = {one: now - timedelta(days=r.cold_after_days) for one, r in retentions.items()}
    otherwise = now - timedelta(days=DEFAULT.cold_after_days)
    while True:
        async with ctx.begin() as db:
            batch = await find_made_before(db, before, otherwise, BATCH)
        moved = [await _cool_one(ctx, storage, row) for row in batch]
        cooled += sum(moved)
        if not any(moved):
            return cooled


def is_old(file: StoredFile, now: datetime) -> bool:
    return file.modified_at < now - STRAY


def _folders(now: datetime, *, all_days: bool) -> list[str]:
    if all_days:
        return list(keys.FOLDERS)
    days = [day.isoformat() for day in keys.days_before(now.date(), SWEPT_DAYS)]
    return [f"{folder}/{day}" for folder in keys.FOLDERS for day in days]


async def _sweep_batch(
    ctx: JobContext, storage: Storage, batch: Sequence[StoredFile], now: datetime
) -> int:
    owners = {file.key: keys.owner_of(file.key) for file in batch if is_old(file, now)}
    ids = sorted({owner for owner in owners.values() if owner})
    async with ctx.begin() as db:
        known = await find_keys(db, ids) if ids else {}
    nobodys = [key for key, owner in owners.items() if _is_nobodys(key, owner, known)]
    await storage.delete(*nobodys)
    return len(nobodys)


def _is_nobodys(key: str, owner: UUID | None, known: dict[UUID, str]) -> bool:
    """Rows are never made again and never become hot again, so what is true here stays true."""
    if owner is None:
        return False  # Not named by us: not ours to remove.
    if owner not in known:
        return True
    # A cold copy beside a hot row is a move under way; it is finished by `cool`.
    return key.startswith(f"{keys.HOT}/") and known[owner].startswith(f"{keys.COLD}/")


async def _cool_one(ctx: JobContext, storage: Storage, row: Media) -> bool:
    old_key, new_key = row.storage_key, keys.other_tier(row.storage_key)
    try:
        await storage.put(new_key, _stream(storage, old_key), content_type=row.content_type)
    except FileNotFound:
        return False
    async with ctx.begin() as db:
        is_ours = await record_cold(db, row.id, old_key, new_key)
        is_there = is_ours or bool(await find_keys(db, [row.id]))
    if not is_there:  # Deleted while it was copied: its purge may not have seen the copy.
        await storage.delete(new_key)
    if not is_ours:  # Another run moved it; the copy is what the row names now.
        return False
    await storage.delete(old_key)
    # Sizes of old pictures are made again when somebody looks at them.
    await keys.remove_folder(storage, keys.folder_of(keys.DERIVED, row.id))
    return True


async def _stream(storage: Storage, key: str) -> AsyncIterator[bytes]:
    async for piece in storage.stream(key):
        yield piece
