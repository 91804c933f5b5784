"""The table of stagings."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from vetrina.infra.db import Base, Owned

PLANNED = ("user_id", "status", "created_at")
"""Indexed under the names of the product's plan."""
INDEXED = ("photo_id", "result_id", "mask_id")


class Staging(Base, Owned):
    """One staging.  The image paths are keys of storage; pages show pictures by signed links.

    hints: what the person knows better, as `staging.hints` reads it.  request_hash: of photo and
    wish, to tell a repeated request from another under the same key.  outline: floor corners that
    the machine proposes, in pixels.  is_free: a kept result was given.
    """

    __tablename__ = "stagings"
    __table_args__ = (
        UniqueConstraint("space_id", "idempotency_key"),
        CheckConstraint(
            "status in ('queued', 'processing', 'completed', 'failed', 'needs_corners',"
            " 'cancelled')",
            name="status",
        ),
        *(Index(f"idx_{name}", name) for name in PLANNED),
        *(Index(f"stagings_{name}_idx", name) for name in INDEXED),
        Index("stagings_space_id_id_idx", "space_id", "id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    status: Mapped[str] = mapped_column(String(20), server_default="processing")
    original_image_path: Mapped[str]
    style: Mapped[str] = mapped_column(String(50))
    room_type: Mapped[str | None] = mapped_column(String(50))
    staged_image_path: Mapped[str | None]
    processing_time_ms: Mapped[int | None]
    quality_score: Mapped[Decimal | None] = mapped_column(Numeric(3, 2))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    completed_at: Mapped[datetime | None]
    error_message: Mapped[str | None]
    photo_id: Mapped[UUID] = mapped_column(ForeignKey("media.id"))
    result_id: Mapped[UUID | None] = mapped_column(ForeignKey("media.id"))
    mask_id: Mapped[UUID | None] = mapped_column(ForeignKey("media.id"))
    seed: Mapped[int]
    hints: Mapped[dict[str, Any]]
    request_hash: Mapped[str]
    idempotency_key: Mapped[str | None]
    picture_job_id: Mapped[UUID | None] = mapped_column(ForeignKey("picture_jobs.id"))
    manifest: Mapped[dict[str, Any]]
    error_code: Mapped[str | None]
    reasons: Mapped[list[str]] = mapped_column(JSONB)
    outline: Mapped[list[list[float]]] = mapped_column(JSONB)
    is_free: Mapped[bool]
