"""Look-ups by secret through the functions of migration 0002, and the locks of this module."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, text

from vetrina.accounts.models import User
from vetrina.infra.db import AsyncSession


class SignInRow(NamedTuple):
    user_id: UUID
    space_id: UUID
    password_hash: str | None
    disabled_at: datetime | None


class FoundSession(NamedTuple):
    session_id: UUID
    storefront_id: str
    space_id: UUID
    user_id: UUID | None
    expires_at: datetime
    seen_at: datetime
    spaces: list[UUID]


class FoundKey(NamedTuple):
    key_id: UUID
    storefront_id: str
    space_id: UUID
    user_id: UUID | None
    used_at: datetime | None


class FoundRefresh(NamedTuple):
    token_id: UUID
    storefront_id: str
    space_id: UUID
    user_id: UUID
    family_id: UUID
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class FoundMailToken(NamedTuple):
    token_id: UUID
    storefront_id: str
    space_id: UUID
    user_id: UUID
    purpose: str
    expires_at: datetime
    used_at: datetime | None


class SpacesOf(NamedTuple):
    storefront_id: str
    spaces: list[UUID]


async def find_user_for_sign_in(
    db: AsyncSession, storefront_id: str, email: str
) -> SignInRow | None:
    row = await _one(db, "find_user_for_sign_in(:a, :b)", a=storefront_id, b=email)
    return SignInRow._make(row) if row else None


async def find_session(db: AsyncSession, token_hash: bytes) -> FoundSession | None:
    row = await _one(db, "find_session(:a)", a=token_hash)
    return FoundSession._make(row) if row else None


async def find_api_key(db: AsyncSession, token_hash: bytes) -> FoundKey | None:
    row = await _one(db, "find_api_key(:a)", a=token_hash)
    return FoundKey._make(row) if row else None


async def find_refresh_token(db: AsyncSession, token_hash: bytes) -> FoundRefresh | None:
    row = await _one(db, "find_refresh_token(:a)", a=token_hash)
    return FoundRefresh._make(row) if row else None


async def find_mail_token(db: AsyncSession, token_hash: bytes) -> FoundMailToken | None:
    row = await _one(db, "find_mail_token(:a)", a=token_hash)
    return FoundMailToken._make(row) if row else None


async def find_spaces_of(db: AsyncSession, user_id: UUID, family_id: UUID) -> SpacesOf | None:
    row = await _one(db, "find_spaces_of(:a, :b)", a=user_id, b=family_id)
    return SpacesOf._make(row) if row else None


async def lock_user(db: AsyncSession, user_id: UUID) -> User:
    """The person, locked until the transaction ends."""
    found = await db.execute(select(User).where(User.id == user_id).with_for_update())
    return found.scalar_one()


async def _one(db: AsyncSession, call: str, **values: object) -> tuple[Any, ...] | None:
    # The calls are the constants above; values are bound.
    found = await db.execute(text(f"select * from {call}"), values)  # noqa: S608
    row = found.one_or_none()
    return tuple(row) if row else None
