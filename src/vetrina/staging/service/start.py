"""Starting a staging, and starting it again with corners or another arrangement."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from vetrina.accounts import Actor
from vetrina.infra.db import AsyncSession
from vetrina.staging.errors import StagingNotFound
from vetrina.staging.views import StagingView, Wish

if TYPE_CHECKING:
    from vetrina.storefronts import Storefront


async def start_staging(
    db: AsyncSession,
    *,
    actor: Actor,
    shop: Storefront,
    media_id: UUID,
    wish: Wish,
    now: datetime,
    idempotency_key: str | None = None,
) -> StagingView:
    """Begin to stage the picture *media_id* as *wish* asks."""
    raise StagingNotFound


async def restage(
    db: AsyncSession,
    *,
    actor: Actor,
    shop: Storefront,
    staging_id: UUID,
    now: datetime,
    corners: str = "",
    seed: int | None = None,
) -> StagingView:
    """Again: with *corners*, or with *seed*, or with neither for another arrangement."""
    raise StagingNotFound
