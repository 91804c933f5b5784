"""Where a job stands, for the pages that wait for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from vetrina.infra.db import Base, Owned


class JobProgress(Owned, Base):
    """The last report about a subject (a staging, an import); overwritten by the next one."""

    __tablename__ = "job_progress"
    __table_args__ = (CheckConstraint("done between 0 and 1", name="done"),)

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    stage: Mapped[str]
    done: Mapped[float]
    note: Mapped[str] = mapped_column(server_default="")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
