"""Reads and locks of the tables of media; policies decide which rows there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, text, update

from vetrina.infra.db import AsyncSession
from vetrina.media.models import Media, MediaReceipt
from vetrina.media.picture import Kept
from vetrina.media.views import DeletedPicture, MediaView, Receipt, Role, Tier


class FoundFile(NamedTuple):
    """What a signed link leads to."""

    id: UUID
    storage_key: str
    role: str
    pixel_hash: str


async def find_file(db: AsyncSession, media_id: UUID) -> FoundFile | None:
    """What the holder of a signed link may know of *media_id*; needs no scope."""
    found = await db.execute(text("select * from find_media_file(:id)"), {"id": media_id})
    row = found.one_or_none()
    return FoundFile(*row) if row else None


async def find_rows(db: AsyncSession, ids: Sequence[UUID]) -> list[Media]:
    return list(await db.scalars(select(Media).where(Media.id.in_(ids))))


async def find_keys(db: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Storage key by id of those that have a row."""
    found = await db.execute(select(Media.id, Media.storage_key).where(Media.id.in_(ids)))
    return {row.id: row.storage_key for row in found}


async def hold(db: AsyncSession, media_id: UUID) -> bool:
    """Keep *media_id* from being deleted until the transaction ends; False where it is not."""
    query = select(Media.id).where(Media.id == media_id).with_for_update(read=True, key_share=True)
    return await db.scalar(query) is not None


async def lock_family(db: AsyncSession, ids: Sequence[UUID]) -> list[Media]:
    """*ids* and all that was made of them, locked, parents before children.

    Who makes something of a picture holds it (`hold`), so that no child can come once it is locked.
    """
    family: list[Media] = []
    wanted = Media.id.in_(ids)
    while True:
        query = select(Media).where(wanted).order_by(Media.id).with_for_update()
        known = {row.id for row in family}
        found = [row for row in await db.scalars(query) if row.id not in known]
        if not found:
            return family
        family += found
        wanted = Media.parent_id.in_([row.id for row in found])


async def delete_rows(db: AsyncSession, ids: Sequence[UUID]) -> None:
    await db.execute(delete(Media).where(Media.id.in_(ids)))


async def find_open_receipts(db: AsyncSession, before: datetime) -> list[MediaReceipt]:
    """Receipts of before *before* whose bytes may still lie in storage."""
    query = select(MediaReceipt).where(
        MediaReceipt.bytes_removed_at.is_(None), MediaReceipt.deleted_at < before
    )
    return list(await db.scalars(query.order_by(MediaReceipt.deleted_at).limit(1000)))


async def find_storefronts(db: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Storefront by id of those that have a row."""
    found = await db.execute(select(Media.id, Media.storefront_id).where(Media.id.in_(ids)))
    return {row.id: row.storefront_id for row in found}


async def find_made_before(
    db: AsyncSession, before: Mapping[str, datetime], otherwise: datetime, limit: int
) -> list[Media]:
    """Pictures that we made before *before*, by storefront, or *otherwise*, and that are hot."""
    due = [
        and_(Media.storefront_id == one, Media.created_at < when) for one, when in before.items()
    ]
    rest = and_(Media.storefront_id.not_in(list(before)), Media.created_at < otherwise)
    query = select(Media).where(Media.tier == "hot", Media.role != "original", or_(rest, *due))
    return list(await db.scalars(query.order_by(Media.created_at).limit(limit)))


async def record_cold(db: AsyncSession, media_id: UUID, old_key: str, new_key: str) -> bool:
    """Name the cold file in the row; False where the row is gone or names another file."""
    query = (
        update(Media)
        .where(Media.id == media_id, Media.storage_key == old_key)
        .values(storage_key=new_key, tier="cold")
        .returning(Media.id)
    )
    return (await db.execute(query)).one_or_none() is not None


def media_view(row: Media) -> MediaView:
    return MediaView(
        id=row.id,
        storefront_id=row.storefront_id,
        space_id=row.space_id,
        role=cast("Role", row.role),
        parent_id=row.parent_id,
        storage_key=row.storage_key,
        content_type=row.content_type,
        byte_size=row.byte_size,
        width_px=row.width_px,
        height_px=row.height_px,
        pixel_hash=row.pixel_hash,
        filename=row.filename,
        kept=Kept(**row.kept),
        tier=cast("Tier", row.tier),
        created_at=row.created_at,
    )


def receipt_items(rows: Sequence[Media]) -> dict[str, Any]:
    """What a receipt keeps of *rows*; no name of a file, for it may name a person."""
    fields = ("role", "content_type", "byte_size", "content_hash", "pixel_hash")
    return {
        "pictures": [
            {"id": str(row.id), **{name: getattr(row, name) for name in fields}} for row in rows
        ]
    }


def receipt_view(row: MediaReceipt) -> Receipt:
    pictures = (DeletedPicture(**{**p, "id": UUID(p["id"])}) for p in row.items["pictures"])
    return Receipt(row.id, row.deleted_at, tuple(pictures), row.files_removed, row.bytes_removed_at)
