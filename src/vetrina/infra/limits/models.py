"""Counts of the rate limits; losing them in a crash is fine."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from vetrina.infra.db import Base


class RateLimit(Base):
    """Hits of `key` in the window that ends at `ends_at`; afterwards a new one begins."""

    __tablename__ = "rate_limits"
    __table_args__ = ({"prefixes": ["UNLOGGED"], "postgresql_with": {"fillfactor": 70}},)

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime]
