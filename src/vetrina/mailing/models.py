"""The table of messages; see README."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from vetrina.infra.db import Base, Owned
from vetrina.kernel import new_id


class Mail(Base, Owned):
    """One message."""

    __tablename__ = "mails"
    __table_args__ = (Index("mails_storefront_id_created_at_idx", "storefront_id", "created_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    message_id: Mapped[str]
    template: Mapped[str]
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued", server_default="queued")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    answer: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
