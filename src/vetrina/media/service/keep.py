"""Rows of pictures: what came in or was made gets one, and is found by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from vetrina.infra.db import AsyncSession
from vetrina.infra.jobs import enqueue
from vetrina.infra.parts import Parts
from vetrina.media.errors import MediaNotFound
from vetrina.media.job import DERIVE, PictureToDerive
from vetrina.media.models import Media
from vetrina.media.queries import find_rows, hold, media_view
from vetrina.media.views import Made, MediaView, Received


async def keep(
    db: AsyncSession,
    parts: Parts,
    received: Received,
    *,
    storefront_id: str,
    space_id: UUID,
    now: datetime,
) -> MediaView:
    """Give *received* its row, and have the usual sizes made, when the transaction commits."""
    row = Media(
        **_facts(received),
        storefront_id=storefront_id,
        space_id=space_id,
        role="original",
        kept=asdict(received.kept),
        created_at=now,
    )
    return await _add(db, row)


async def keep_made(
    db: AsyncSession,
    made: Made,
    *,
    storefront_id: str,
    space_id: UUID,
    parent_id: UUID | None,
    now: datetime,
) -> MediaView:
    """Give *made* its row as a child of *parent_id*, with which it will be deleted.

    Raises: MediaNotFound where the parent was deleted meanwhile.
    """
    if parent_id is not None and not await hold(db, parent_id):
        raise MediaNotFound
    row = Media(
        **_facts(made),
        storefront_id=storefront_id,
        space_id=space_id,
        role=made.role,
        parent_id=parent_id,
        kept={},
        created_at=now,
    )
    return await _add(db, row)


async def get_media(db: AsyncSession, media_id: UUID) -> MediaView:
    """The picture.  Raises: MediaNotFound, also for one that the actor may not see."""
    found = await find_rows(db, [media_id])
    if not found:
        raise MediaNotFound
    return media_view(found[0])


async def find_media(db: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, MediaView]:
    """Those of *ids* that the actor may see, by id."""
    return {row.id: media_view(row) for row in await find_rows(db, ids)} if ids else {}


def _facts(stored: Received | Made) -> dict[str, object]:
    names = (
        *("id", "storage_key", "content_type", "byte_size", "content_hash"),
        *("width_px", "height_px", "pixel_hash", "filename"),
    )
    return {name: getattr(stored, name) for name in names}


async def _add(db: AsyncSession, row: Media) -> MediaView:
    db.add(row)
    await db.flush()
    await enqueue(db, DERIVE, PictureToDerive(row.id), key=f"derive-{row.id}")
    return media_view(row)
