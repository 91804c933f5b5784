"""A line as the staff reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AuditLine:
    """*user_id* (None: a visitor or a job) did *act* by *means* to *subject*."""

    id: UUID
    act: str
    user_id: UUID | None
    means: str
    address: str
    subject: str
    subject_id: UUID | None
    facts: dict[str, Any]
    written_at: datetime
