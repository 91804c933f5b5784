"""Random secrets, their hashes, and the access tokens that carry no secret of ours.

A secret has 32 random bytes: SHA-256 is enough to store it, there is nothing to guess.
Access tokens are JWT (RFC 7519), HS256, one hour.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import jwt

SECRET_BYTES = 32
KEY_MARK = "vk"
ALGORITHM = "HS256"
AUDIENCE = "vetrina"


def new_secret() -> str:
    """32 random bytes, URL-safe."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_secret(secret: str) -> bytes:
    """SHA-256 of a secret, as it is stored."""
    return hashlib.sha256(secret.encode()).digest()


def new_api_key() -> tuple[str, str]:
    """(the key, the prefix that may be shown again)."""
    prefix = f"{KEY_MARK}_{secrets.token_hex(4)}"
    return f"{prefix}_{new_secret()}", prefix


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What an access token says: who, in which storefront, from which chain of refresh tokens."""

    user_id: UUID
    storefront_id: str
    family_id: UUID


def sign_access_token(claims: AccessClaims, key: str, now: datetime, ttl_s: int) -> str:
    """A signed token that is good for *ttl_s* seconds from *now*."""
    return jwt.encode(
        {
            "sub": str(claims.user_id),
            "sf": claims.storefront_id,
            "fam": str(claims.family_id),
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + timedelta(seconds=ttl_s),
        },
        key,
        algorithm=ALGORITHM,
    )


def read_access_token(token: str, key: str, now: datetime) -> AccessClaims | None:
    """What *token* says, or None where it is forged, lapsed or no token."""
    needed = ["sub", "sf", "fam", "aud", "iat", "exp"]
    try:
        body = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            # Our clock decides, so that tests and drifting libraries agree on the hour.
            options={"require": needed, "verify_exp": False, "verify_iat": False},
        )
        if not body["iat"] - 60 <= now.timestamp() < body["exp"]:
            return None
        return AccessClaims(UUID(body["sub"]), str(body["sf"]), UUID(body["fam"]))
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError):
        return None
