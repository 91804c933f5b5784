"""Tables of pictures and of receipts; see README."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from vetrina.infra.db import Base, Owned
from vetrina.kernel import new_id


class Media(Base, Owned):
    """One picture: the bytes lie in storage under `storage_key`.

    content_hash: SHA-256 of those bytes; pixel_hash: of the upright 8-bit sRGB pixels.
    kept: the allow-list of metadata (see `picture.Kept`) and nothing else.
    """

    __tablename__ = "media"
    __table_args__ = (
        CheckConstraint("role in ('original', 'result', 'mask', 'derivative')", name="role"),
        CheckConstraint("tier in ('hot', 'cold')", name="tier"),
        Index("media_parent_id_idx", "parent_id"),
        Index("media_space_id_created_at_idx", "space_id", "created_at"),
        Index("media_tier_created_at_idx", "tier", "created_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    role: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("media.id"))
    storage_key: Mapped[str]
    content_type: Mapped[str]
    byte_size: Mapped[int] = mapped_column(BigInteger)
    content_hash: Mapped[str]
    width_px: Mapped[int]
    height_px: Mapped[int]
    pixel_hash: Mapped[str]
    filename: Mapped[str] = mapped_column(default="", server_default="")
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    tier: Mapped[str] = mapped_column(default="hot", server_default="hot")
    created_at: Mapped[datetime]


class MediaReceipt(Base, Owned):
    """What was deleted and when; `bytes_removed_at` is empty until storage holds none of it."""

    __tablename__ = "media_receipts"
    __table_args__ = (
        Index(
            "media_receipts_open_idx",
            "deleted_at",
            postgresql_where=text("bytes_removed_at is null"),
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    items: Mapped[dict[str, Any]]
    deleted_at: Mapped[datetime]
    files_removed: Mapped[int | None]
    bytes_removed_at: Mapped[datetime | None]
