"""The ledger as its space sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Kind = Literal["grant", "hold", "capture", "release"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: *amount* is what it does to the balance."""

    id: UUID
    kind: Kind
    amount: int
    reason: str
    hold_id: UUID | None
    created_at: datetime
