"""What a visitor made moves into the account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from vetrina.accounts.models import Membership, SessionRow, Space, User
from vetrina.infra.db import AsyncSession


async def join_space(
    db: AsyncSession, *, user: User, space_id: UUID, becomes_home: bool, now: datetime
) -> None:
    """Make *user* the owner of a visitor's space and end the visit.

    The caller acts in both spaces.  becomes_home: a new account takes the visitor's space as its
    own, so that what was left of the trial is neither lost nor given twice.
    """
    claimed = await db.execute(
        update(Space)
        .where(Space.id == space_id, Space.kind == "visitor")
        .values(kind="personal")
        .returning(Space.id)
    )
    if claimed.one_or_none() is None:
        return
    member = insert(Membership).values(
        storefront_id=user.storefront_id, space_id=space_id, user_id=user.id, role="owner"
    )
    await db.execute(member.on_conflict_do_nothing(index_elements=["user_id", "space_id"]))
    visits = update(SessionRow).where(
        SessionRow.space_id == space_id,
        SessionRow.user_id.is_(None),
        SessionRow.revoked_at.is_(None),
    )
    await db.execute(visits.values(revoked_at=now))
    if becomes_home:
        user.space_id = space_id
        await db.flush()
