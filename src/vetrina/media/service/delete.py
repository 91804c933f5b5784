"""Pictures go, with everything made of them, and a receipt stays.

The rows go and the receipt comes in the caller's transaction, which also enqueues the job that
removes the bytes: a crash before the commit loses nothing, one after it leaves a job in the queue.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from vetrina.infra.db import AsyncSession
from vetrina.infra.jobs import enqueue
from vetrina.kernel import new_id
from vetrina.media.errors import MediaNotFound
from vetrina.media.job import PURGE, BytesToPurge
from vetrina.media.models import Media, MediaReceipt
from vetrina.media.queries import delete_rows, lock_family, receipt_items, receipt_view
from vetrina.media.views import Receipt


async def delete_media(db: AsyncSession, ids: Sequence[UUID], now: datetime) -> Receipt:
    """Delete *ids* and all that was made of them; delete first what refers to them.

    What is gone already, or not the actor's, is passed over; where that is all, the receipt names
    nothing and is not kept.  Raises: ValueError for pictures of several spaces.
    """
    family = await lock_family(db, ids) if ids else []
    if not family:
        return Receipt(new_id(), now, (), 0, now)
    owners = {(row.storefront_id, row.space_id) for row in family}
    if len(owners) > 1:
        raise ValueError("one receipt is for one space; delete the pictures of each by itself")
    await delete_rows(db, [row.id for row in family])
    receipt = _receipt(family, now)
    db.add(receipt)
    await db.flush()
    await enqueue(db, PURGE, BytesToPurge(receipt.id), key=f"purge-{receipt.id}")
    return receipt_view(receipt)


async def get_receipt(db: AsyncSession, receipt_id: UUID) -> Receipt:
    """The receipt as it stands now.  Raises: MediaNotFound."""
    row = await db.scalar(select(MediaReceipt).where(MediaReceipt.id == receipt_id))
    if row is None:
        raise MediaNotFound
    return receipt_view(row)


def _receipt(family: Sequence[Media], now: datetime) -> MediaReceipt:
    return MediaReceipt(
        id=new_id(),
        storefront_id=family[0].storefront_id,
        space_id=family[0].space_id,
        items=receipt_items(family),
        deleted_at=now,
    )
