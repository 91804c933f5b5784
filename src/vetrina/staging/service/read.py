"""Reading stagings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from vetrina.accounts import Actor
from vetrina.infra.db import AsyncSession
from vetrina.kernel import Page
from vetrina.staging.errors import StagingNotFound
from vetrina.staging.views import StagingView


async def get_staging(db: AsyncSession, *, actor: Actor, staging_id: UUID) -> StagingView:
    """One staging.  Raises: StagingNotFound."""
    raise StagingNotFound


async def list_stagings(
    db: AsyncSession, *, actor: Actor, cursor: str | None = None, size: int = 20
) -> Page[StagingView]:
    """The actor's stagings, the newest first."""
    return Page(())


async def find_state(db: AsyncSession, *, staging_id: UUID) -> dict[str, Any]:
    """Where it stands, cheaply: id, status, stage, done, is_over."""
    raise StagingNotFound
