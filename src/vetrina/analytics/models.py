"""The table of events."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from vetrina.infra.db import Base


class AnalyticsEvent(Base):
    """Something happened; `space_id` is empty where nobody had one yet."""

    __tablename__ = "analytics_events"
    __table_args__ = (
        Index(
            "analytics_events_storefront_id_happened_at_kind_idx",
            "storefront_id",
            "happened_at",
            "kind",
        ),
    )
    storefront_id: Mapped[str]
    space_id: Mapped[UUID | None]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]
    happened_at: Mapped[datetime]
