"""API keys of a space: made, listed, replaced, revoked; the key itself is shown once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from vetrina.accounts.errors import KeyNotFound, NotSignedIn
from vetrina.accounts.models import ApiKey
from vetrina.accounts.secrets import hash_secret, new_api_key
from vetrina.accounts.views import Actor, KeyView, NewKey
from vetrina.infra.db import AsyncSession
from vetrina.kernel import new_id

LONGEST_NAME = 80


async def make_key(db: AsyncSession, *, actor: Actor, name: str, now: datetime) -> NewKey:
    """A new key for the actor's space.  Raises: NotSignedIn."""
    if not actor.is_signed_in or actor.space_id is None:
        raise NotSignedIn("Sign in to make API keys.")
    key, prefix = new_api_key()
    row = ApiKey(
        id=new_id(),
        storefront_id=actor.storefront_id,
        space_id=actor.space_id,
        user_id=actor.user_id,
        name=name.strip()[:LONGEST_NAME] or "Key",
        prefix=prefix,
        token_hash=hash_secret(key),
        created_at=now,
    )
    db.add(row)
    await db.flush()
    return NewKey(_view(row), key)


async def list_keys(db: AsyncSession, *, actor: Actor) -> list[KeyView]:
    """The live keys of the actor's space, the newest first."""
    found = await db.scalars(
        select(ApiKey)
        .where(ApiKey.space_id == actor.space_id, ApiKey.revoked_at.is_(None))
        .order_by(ApiKey.created_at.desc(), ApiKey.id.desc())
    )
    return [_view(row) for row in found]


async def rotate_key(db: AsyncSession, *, actor: Actor, key_id: UUID, now: datetime) -> NewKey:
    """A new key in place of an old one, which stops working at once.  Raises: KeyNotFound."""
    name = await _revoke(db, actor, key_id, now)
    return await make_key(db, actor=actor, name=name, now=now)


async def revoke_key(db: AsyncSession, *, actor: Actor, key_id: UUID, now: datetime) -> None:
    """End a key of the actor's space.  Raises: KeyNotFound."""
    await _revoke(db, actor, key_id, now)


async def _revoke(db: AsyncSession, actor: Actor, key_id: UUID, now: datetime) -> str:
    ended = await db.execute(
        update(ApiKey)
        .where(ApiKey.id == key_id, ApiKey.space_id == actor.space_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(ApiKey.name)
    )
    row = ended.one_or_none()
    if row is None:
        raise KeyNotFound("There is no such API key.")
    name: str = row.name
    return name


def _view(row: ApiKey) -> KeyView:
    return KeyView(row.id, row.name, row.prefix, row.created_at, row.used_at)
