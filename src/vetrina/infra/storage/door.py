"""The one door to stored bytes; two stores stand behind it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_MAX_KEY = 512


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file: its key, size in bytes and when it was written."""

    key: str
    size: int
    modified_at: datetime


class Storage(Protocol):
    """Keys are paths of letters, digits, `.`, `_` and `-`; others raise ValueError.

    Raises: FileNotFound, FileExists, StorageUnavailable.
    """

    async def put(
        self,
        key: str,
        data: bytes | AsyncIterable[bytes],
        *,
        content_type: str = "application/octet-stream",
        replace: bool = True,
    ) -> int:
        """Store *data*, whole or not at all, durable when it returns; the size in bytes."""
        ...

    async def get(self, key: str) -> bytes:
        """All bytes of *key*."""
        ...

    def stream(self, key: str, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from *start* up to, not including, *end*, piece by piece."""
        ...

    async def find(self, key: str) -> StoredFile | None:
        """What is known of *key*."""
        ...

    async def delete(self, *keys: str) -> None:
        """Delete; keys that are not there are passed over."""
        ...

    def list_files(self, prefix: str = "") -> AsyncIterator[StoredFile]:
        """Files whose key lies under the folder *prefix*, by key."""
        ...

    async def sign(self, key: str, *, ttl_s: int, content_type: str = "") -> str:
        """An address that gives the file to whoever holds it, for *ttl_s* seconds."""
        ...


def checked(key: str) -> str:
    """*key*, when it is one.  Raises: ValueError."""
    if len(key) > _MAX_KEY or not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} is not a storage key")
    return key
