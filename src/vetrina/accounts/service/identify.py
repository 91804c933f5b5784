"""Who acts: from a cookie, an API key or an access token to an `Actor`.

Each returns None where the secret is unknown, ended, lapsed or belongs to another storefront; the
caller decides whether that is somebody new or a refusal.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from vetrina.accounts import queries
from vetrina.accounts.models import ApiKey, SessionRow
from vetrina.accounts.secrets import hash_secret, read_access_token
from vetrina.accounts.views import Actor
from vetrina.infra.db import AsyncSession, act_as

SEEN_EVERY = timedelta(minutes=5)
SESSION_LIFE = timedelta(days=30)


async def identify_session(
    db: AsyncSession, *, storefront_id: str, token: str, now: datetime
) -> Actor | None:
    """The person or visitor whose cookie holds *token*; their session lives on from now."""
    found = await queries.find_session(db, hash_secret(token))
    if found is None or found.storefront_id != storefront_id or found.expires_at <= now:
        return None
    others = [space for space in found.spaces if space != found.space_id]
    actor = Actor(
        storefront_id=storefront_id,
        space_ids=(found.space_id, *others),
        user_id=found.user_id,
        means="session",
        means_id=found.session_id,
    )
    await act_as(db, actor.scope)
    if now - found.seen_at > SEEN_EVERY:
        row = update(SessionRow).where(SessionRow.id == found.session_id)
        await db.execute(row.values(seen_at=now, expires_at=now + SESSION_LIFE))
    return actor


async def identify_key(
    db: AsyncSession, *, storefront_id: str, key: str, now: datetime
) -> Actor | None:
    """The space whose API key this is."""
    found = await queries.find_api_key(db, hash_secret(key))
    if found is None or found.storefront_id != storefront_id:
        return None
    actor = Actor(
        storefront_id=storefront_id,
        space_ids=(found.space_id,),
        user_id=found.user_id,
        means="api_key",
        means_id=found.key_id,
    )
    await act_as(db, actor.scope)
    if found.used_at is None or now - found.used_at > SEEN_EVERY:
        await db.execute(update(ApiKey).where(ApiKey.id == found.key_id).values(used_at=now))
    return actor


async def identify_token(
    db: AsyncSession, *, storefront_id: str, token: str, jwt_key: str, now: datetime
) -> Actor | None:
    """The person whose access token this is, while their chain of refresh tokens is not ended."""
    claims = read_access_token(token, jwt_key, now)
    if claims is None or claims.storefront_id != storefront_id:
        return None
    found = await queries.find_spaces_of(db, claims.user_id, claims.family_id)
    if found is None or found.storefront_id != storefront_id:
        return None
    actor = Actor(
        storefront_id=storefront_id,
        space_ids=tuple(found.spaces),
        user_id=claims.user_id,
        means="access_token",
        means_id=claims.family_id,
    )
    await act_as(db, actor.scope)
    return actor
