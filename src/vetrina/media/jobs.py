"""The worker's side: sizes are made, bytes removed, and what time has overtaken is cleared away."""

from __future__ import annotations

from uuid import UUID

import structlog
from sqlalchemy import select, update

from vetrina.infra.jobs import JobContext, JobRegistry, Nothing
from vetrina.infra.parts import Parts
from vetrina.media import keys
from vetrina.media.errors import MediaNotFound
from vetrina.media.job import (
    COOL,
    DERIVE,
    PURGE,
    SWEEP,
    SWEEP_ALL,
    TIDY,
    BytesToPurge,
    PictureToDerive,
)
from vetrina.media.models import MediaReceipt
from vetrina.media.queries import FoundFile, find_keys, find_rows
from vetrina.media.service.derive import make_usual
from vetrina.media.service.lifecycle import (
    Retentions,
    begin_purges_again,
    cool,
    remove_working,
    sweep,
)
from vetrina.storefronts import load_storefronts

log = structlog.get_logger(__name__)


def wire(registry: JobRegistry, parts: Parts) -> None:
    """Declare, handle and schedule the jobs of media."""
    retentions = {one.id: one.retention for one in load_storefronts()}
    keeper = Keeper(parts, retentions)
    registry.declare(DERIVE, PURGE, TIDY, SWEEP, SWEEP_ALL, COOL)
    registry.handle(DERIVE, keeper.derive)
    registry.handle(PURGE, keeper.purge)
    registry.handle(TIDY, keeper.tidy)
    registry.handle(SWEEP, keeper.sweep)
    registry.handle(SWEEP_ALL, keeper.sweep_all)
    registry.handle(COOL, keeper.cool)
    registry.every("7 * * * *", TIDY)
    registry.every("37 2 * * *", SWEEP)
    registry.every("47 3 * * 0", SWEEP_ALL)
    registry.every("23 4 * * *", COOL)


class Keeper:
    """Handlers over one storage and one clock."""

    def __init__(self, parts: Parts, retentions: Retentions) -> None:
        self._retentions = retentions
        self._parts = parts
        self._storage = parts.storage
        self._clock = parts.clock

    async def derive(self, *, ctx: JobContext, payload: PictureToDerive) -> None:
        """Make the usual sizes of one picture; nothing where it is gone."""

        async def is_there(media_id: UUID) -> bool:
            async with ctx.begin() as db:
                return bool(await find_keys(db, [media_id]))

        async with ctx.begin() as db:
            rows = await find_rows(db, [payload.media_id])
        for row in rows:
            found = FoundFile(row.id, row.storage_key, row.role, row.pixel_hash)
            try:
                await make_usual(self._parts, found, is_there)
            except MediaNotFound:
                log.info("picture_is_gone", media_id=str(row.id))

    async def purge(self, *, ctx: JobContext, payload: BytesToPurge) -> None:
        """Remove every file of the pictures on a receipt, then say so on it."""
        query = select(MediaReceipt).where(
            MediaReceipt.id == payload.receipt_id, MediaReceipt.bytes_removed_at.is_(None)
        )
        async with ctx.begin() as db:
            receipt = await db.scalar(query)
        if receipt is None:
            return
        ids = [UUID(picture["id"]) for picture in receipt.items["pictures"]]
        count = sum([await keys.remove_all(self._storage, media_id) for media_id in ids])
        done = {"files_removed": count, "bytes_removed_at": self._clock.now()}
        async with ctx.begin() as db:
            await db.execute(
                update(MediaReceipt)
                .where(MediaReceipt.id == receipt.id, MediaReceipt.bytes_removed_at.is_(None))
                .values(**done)
            )

    async def tidy(self, *, ctx: JobContext, payload: Nothing) -> None:
        """Hourly: copies for engines older than a day go; purges that gave up begin again."""
        now = self._clock.now()
        removed = await remove_working(ctx, self._storage, now, self._retentions)
        begun = await begin_purges_again(ctx, now)
        log.info("media_tidied", working_removed=removed, purges_begun=begun)

    async def sweep(self, *, ctx: JobContext, payload: Nothing) -> None:
        """Daily: files of the last days that belong to nobody go."""
        removed = await sweep(ctx, self._storage, self._clock.now(), all_days=False)
        log.info("media_swept", files_removed=removed)

    async def sweep_all(self, *, ctx: JobContext, payload: Nothing) -> None:
        """Weekly: all files that belong to nobody go."""
        removed = await sweep(ctx, self._storage, self._clock.now(), all_days=True)
        log.info("media_swept", files_removed=removed)

    async def cool(self, *, ctx: JobContext, payload: Nothing) -> None:
        """Daily: what was made more than 90 days ago goes to the cold folder."""
        cooled = await cool(ctx, self._storage, self._clock.now(), self._retentions)
        log.info("media_cooled", pictures=cooled)
