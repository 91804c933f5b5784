"""Cancelling and deleting stagings."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from vetrina.accounts import Actor
from vetrina.infra.db import AsyncSession
from vetrina.staging.errors import StagingNotFound
from vetrina.staging.views import StagingView

if TYPE_CHECKING:
    from vetrina.media import Receipt


async def cancel_staging(
    db: AsyncSession, *, actor: Actor, staging_id: UUID, now: datetime
) -> StagingView:
    """Stop it; the credit goes back."""
    raise StagingNotFound


async def delete_staging(
    db: AsyncSession, *, actor: Actor, staging_id: UUID, now: datetime
) -> Receipt:
    """Delete it with its pictures and all that was derived; the receipt says what."""
    raise StagingNotFound
