"""The table of lines."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from vetrina.infra.db import Base


class AuditRow(Base):
    """One act."""

    __tablename__ = "audit_lines"
    __table_args__ = (
        Index("audit_lines_storefront_id_written_at_idx", "storefront_id", "written_at"),
    )
    storefront_id: Mapped[str]
    space_id: Mapped[UUID | None]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    act: Mapped[str]
    user_id: Mapped[UUID | None]
    means: Mapped[str]
    address: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]
    written_at: Mapped[datetime]
