"""Tokens for API clients: an access token of an hour and a refresh token that rotates.

A refresh token is good once.  When one comes a second time somebody holds a copy, so the whole
chain ends (OAuth 2.0 Security Best Current Practice, RFC 9700 §4.14.2).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from vetrina.accounts import queries
from vetrina.accounts.errors import NotSignedIn, TokenReplayed
from vetrina.accounts.models import RefreshToken
from vetrina.accounts.secrets import AccessClaims, hash_secret, new_secret, sign_access_token
from vetrina.accounts.service.sign_in import check_password
from vetrina.accounts.views import TokenPair
from vetrina.infra.db import AsyncSession, Scope, act_as, record_outside
from vetrina.infra.settings import Security
from vetrina.kernel import new_id


async def issue_tokens(
    db: AsyncSession,
    *,
    storefront_id: str,
    email: str,
    password: str,
    security: Security,
    now: datetime,
) -> TokenPair:
    """A first pair for e-mail and password.  Raises: SignInRefused."""
    found = await check_password(db, storefront_id=storefront_id, email=email, password=password)
    claims = AccessClaims(found.user_id, storefront_id, new_id())
    return await _pair(db, claims, found.space_id, security, now)


async def refresh_tokens(
    db: AsyncSession, *, storefront_id: str, token: str, security: Security, now: datetime
) -> TokenPair:
    """The next pair of a chain.  Raises: NotSignedIn; TokenReplayed, after ending the chain."""
    found = await queries.find_refresh_token(db, hash_secret(token))
    if found is None or found.storefront_id != storefront_id or found.expires_at <= now:
        raise NotSignedIn("The refresh token is unknown or has lapsed; sign in again.")
    scope = Scope("member", storefront_id, (found.space_id,))
    await act_as(db, scope)
    if found.revoked_at is not None:
        raise NotSignedIn("This chain of tokens was ended; sign in again.")
    rotated = await db.execute(
        update(RefreshToken)
        .where(
            RefreshToken.id == found.token_id,
            RefreshToken.used_at.is_(None),
            RefreshToken.revoked_at.is_(None),
        )
        .values(used_at=now)
        .returning(RefreshToken.id)
    )
    if rotated.one_or_none() is None:
        await record_outside(db, lambda own: end_chain(own, found.family_id, now), scope)
        raise TokenReplayed
    claims = AccessClaims(found.user_id, storefront_id, found.family_id)
    return await _pair(db, claims, found.space_id, security, now)


async def end_chain(db: AsyncSession, family_id: UUID, now: datetime) -> None:
    """End every token of a chain, used ones included."""
    chain = update(RefreshToken).where(
        RefreshToken.family_id == family_id, RefreshToken.revoked_at.is_(None)
    )
    await db.execute(chain.values(revoked_at=now))


async def _pair(
    db: AsyncSession, claims: AccessClaims, space_id: UUID, security: Security, now: datetime
) -> TokenPair:
    secret = new_secret()
    db.add(
        RefreshToken(
            storefront_id=claims.storefront_id,
            space_id=space_id,
            user_id=claims.user_id,
            family_id=claims.family_id,
            token_hash=hash_secret(secret),
            created_at=now,
            expires_at=now + timedelta(seconds=security.refresh_ttl_s),
        )
    )
    await db.flush()
    key, ttl_s = security.jwt_secret.get_secret_value(), security.access_ttl_s
    return TokenPair(sign_access_token(claims, key, now, ttl_s), secret, ttl_s)
