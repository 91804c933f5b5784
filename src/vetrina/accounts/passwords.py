"""Password hashes: argon2id made, bcrypt of imported people verified and replaced.

Parameters are argon2-cffi's defaults (RFC 9106, low-memory profile).  Hashing takes tens of
milliseconds of CPU, so it runs in a thread, off the event loop.
"""

from __future__ import annotations

import asyncio

import bcrypt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from vetrina.accounts.errors import PasswordTooWeak

SHORTEST, LONGEST = 10, 256
BCRYPT_BYTES = 72
_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")


def check_strength(password: str, email: str) -> None:
    """Raises: PasswordTooWeak, with the rule that is broken."""
    if len(password) < SHORTEST:
        raise PasswordTooWeak(f"The password needs at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise PasswordTooWeak(f"The password may have at most {LONGEST} characters.")
    if len(set(password)) < 4 or password.lower() == email.lower():
        raise PasswordTooWeak("The password is too easy to guess.")


async def hash_password(password: str) -> str:
    """An argon2id hash in PHC form."""
    return await asyncio.to_thread(_hasher.hash, password)


async def verify_password(password: str, held: str | None) -> bool:
    """Does *password* fit the hash *held*?  As slow for an unknown person as for a known one."""
    return await asyncio.to_thread(_verify, password, held)


def needs_upgrade(held: str) -> bool:
    """Is *held* of another kind, or of weaker parameters, than what is made today?"""
    return not held.startswith("$argon2id$") or _hasher.check_needs_rehash(held)


def _verify(password: str, held: str | None) -> bool:
    if held and held.startswith(("$2a$", "$2b$", "$2y$")):
        try:
            return bcrypt.checkpw(password.encode()[:BCRYPT_BYTES], held.encode())
        except ValueError:
            return False
    try:
        return _hasher.verify(held or _NOBODY, password) and held is not None
    except (VerificationError, InvalidHashError):
        return False
