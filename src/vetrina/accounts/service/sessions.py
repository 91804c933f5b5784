"""Sessions: beginning, listing and ending them; a visitor's first space."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from vetrina.accounts.errors import SessionNotFound
from vetrina.accounts.models import SessionRow, Space
from vetrina.accounts.secrets import hash_secret, new_secret
from vetrina.accounts.service.identify import SESSION_LIFE
from vetrina.accounts.views import Actor, NewSession, SessionView
from vetrina.infra.db import AsyncSession, Scope, act_as
from vetrina.kernel import new_id

AGENT_LENGTH = 200


async def begin_visit(
    db: AsyncSession, *, storefront_id: str, now: datetime, agent: str = "", address: str = ""
) -> NewSession:
    """Give somebody new a space and a session, because they made the first thing worth keeping."""
    space_id = new_id()
    await act_as(db, Scope("visitor", storefront_id, (space_id,)))
    db.add(Space(id=space_id, storefront_id=storefront_id, kind="visitor", created_at=now))
    await db.flush()
    return await begin_session(
        db,
        storefront_id=storefront_id,
        space_ids=(space_id,),
        user_id=None,
        now=now,
        agent=agent,
        address=address,
    )


async def begin_session(
    db: AsyncSession,
    *,
    storefront_id: str,
    space_ids: tuple[UUID, ...],
    user_id: UUID | None,
    now: datetime,
    agent: str = "",
    address: str = "",
) -> NewSession:
    """Open a session in the first of *space_ids*; the caller acts in that space already."""
    token = new_secret()
    row = SessionRow(
        id=new_id(),
        storefront_id=storefront_id,
        space_id=space_ids[0],
        user_id=user_id,
        token_hash=hash_secret(token),
        agent=agent[:AGENT_LENGTH],
        address=address,
        created_at=now,
        seen_at=now,
        expires_at=now + SESSION_LIFE,
    )
    db.add(row)
    await db.flush()
    actor = Actor(storefront_id, space_ids, user_id, "session", row.id)
    await act_as(db, actor.scope)
    return NewSession(actor, token, row.expires_at)


async def list_sessions(db: AsyncSession, *, actor: Actor, now: datetime) -> list[SessionView]:
    """The live sessions of the person, the latest seen first."""
    found = await db.scalars(
        select(SessionRow)
        .where(
            SessionRow.user_id == actor.user_id,
            SessionRow.revoked_at.is_(None),
            SessionRow.expires_at > now,
        )
        .order_by(SessionRow.seen_at.desc(), SessionRow.id)
    )
    return [
        SessionView(
            row.id, row.agent, row.address, row.created_at, row.seen_at, row.id == actor.means_id
        )
        for row in found
    ]


async def end_session(db: AsyncSession, *, actor: Actor, session_id: UUID, now: datetime) -> None:
    """End one session of the actor's.  Raises: SessionNotFound."""
    ended = await db.execute(
        update(SessionRow)
        .where(
            SessionRow.id == session_id,
            SessionRow.user_id == actor.user_id,
            SessionRow.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .returning(SessionRow.id)
    )
    if ended.one_or_none() is None:
        raise SessionNotFound("There is no such session.")
