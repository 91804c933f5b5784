"""The table of picture jobs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from vetrina.infra.db import Base, Owned


class PictureJob(Base, Owned):
    """One picture job, from the wish to its end; see README for the states."""

    __tablename__ = "picture_jobs"
    __table_args__ = (
        CheckConstraint(
            "state in ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"
        ),
        Index(
            "picture_jobs_space_id_fingerprint_idx",
            "space_id",
            "fingerprint",
            postgresql_where=text("state = 'done' and fingerprint is not null"),
        ),
        Index(
            "picture_jobs_storefront_id_state_idx",
            "storefront_id",
            "state",
            postgresql_where=text("state in ('queued', 'running')"),
        ),
        Index("picture_jobs_subject_id_idx", "subject_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    inputs: Mapped[list[str]] = mapped_column(JSONB)
    parameters: Mapped[dict[str, Any]]
    engine: Mapped[str]
    engine_version: Mapped[str]
    fingerprint: Mapped[str | None]
    making: Mapped[dict[str, Any]]
    state: Mapped[str]
    is_parked: Mapped[bool]
    attempt: Mapped[int]
    cost: Mapped[int]
    hold_id: Mapped[UUID | None] = mapped_column(ForeignKey("credit_entries.id"))
    queue_job_id: Mapped[int | None] = mapped_column(BigInteger)
    copied_from: Mapped[UUID | None]
    quality: Mapped[Decimal | None] = mapped_column(Numeric(3, 2))
    reasons: Mapped[list[str]] = mapped_column(JSONB)
    timings: Mapped[dict[str, Any]]
    provenance: Mapped[dict[str, Any]]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
