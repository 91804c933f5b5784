"""Files in a folder: written beside, synced, moved into place, the folder synced.

A crash leaves the old file or the new one, never half of one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import uuid
from collections.abc import AsyncIterable, AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from vetrina.infra.storage.door import StoredFile, checked
from vetrina.infra.storage.errors import FileExists, FileNotFound
from vetrina.infra.storage.links import LinkSigner

_PIECE = 256 * 1024
_HALF = ".half"


class LocalStorage:
    """The store for one machine, and for all machines that share a folder."""

    def __init__(self, root: Path, signer: LinkSigner) -> None:
        self.root = root.absolute()
        self.signer = signer
        (self.root / _HALF).mkdir(mode=0o700, parents=True, exist_ok=True)

    async def put(
        self,
        key: str,
        data: bytes | AsyncIterable[bytes],
        *,
        content_type: str = "application/octet-stream",
        replace: bool = True,
    ) -> int:
        target = self.path_of(key)
        half = self.root / _HALF / uuid.uuid4().hex
        try:
            size = await self._write(half, data)
            await asyncio.to_thread(_settle, half, target, replace)
        finally:
            half.unlink(missing_ok=True)
        return size

    async def get(self, key: str) -> bytes:
        try:
            return await asyncio.to_thread(self.path_of(key).read_bytes)
        except (FileNotFoundError, IsADirectoryError):
            raise FileNotFound(f"no file {key}") from None

    async def stream(
        self, key: str, *, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        try:
            file = await asyncio.to_thread(self.path_of(key).open, "rb")
        except (FileNotFoundError, IsADirectoryError):
            raise FileNotFound(f"no file {key}") from None
        with file:
            await asyncio.to_thread(file.seek, start)
            left = None if end is None else end - start
            while left is None or left > 0:
                wanted = _PIECE if left is None else min(_PIECE, left)
                piece = await asyncio.to_thread(file.read, wanted)
                if not piece:
                    return
                left = None if left is None else left - len(piece)
                yield piece

    async def find(self, key: str) -> StoredFile | None:
        path = self.path_of(key)
        return await asyncio.to_thread(_describe, key, path)

    async def delete(self, *keys: str) -> None:
        for key in keys:
            await asyncio.to_thread(_remove, self.path_of(key))

    async def list_files(self, prefix: str = "") -> AsyncIterator[StoredFile]:
        folder = self.path_of(prefix.rstrip("/")) if prefix else self.root
        for path in await asyncio.to_thread(self._walk, folder):
            key = path.relative_to(self.root).as_posix()
            if found := await asyncio.to_thread(_describe, key, path):
                yield found

    async def sign(self, key: str, *, ttl_s: int, content_type: str = "") -> str:
        return self.signer.sign(key, ttl_s=ttl_s, content_type=content_type)

    def path_of(self, key: str) -> Path:
        """Where *key* lies.  Raises: ValueError for what is not a key."""
        return self.root / checked(key)

    def _walk(self, folder: Path) -> list[Path]:
        half = self.root / _HALF
        return sorted(p for p in folder.rglob("*") if p.is_file() and half not in p.parents)

    async def _write(self, half: Path, data: bytes | AsyncIterable[bytes]) -> int:
        size = 0
        with half.open("xb") as file:
            if isinstance(data, bytes):
                size = await asyncio.to_thread(file.write, data)
            else:
                async for piece in data:
                    size += await asyncio.to_thread(file.write, piece)
            await asyncio.to_thread(file.flush)
            await asyncio.to_thread(os.fsync, file.fileno())
        return size


def _settle(half: Path, target: Path, replace: bool) -> None:
    _make_folder(target.parent)
    if replace:
        half.replace(target)
    else:
        try:
            # A hard link fails where something is; a move would silently replace it.
            os.link(half, target)
        except FileExistsError:
            raise FileExists(f"{target.name} is there already") from None
    _sync_folder(target.parent)


def _make_folder(folder: Path) -> None:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(one.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
        _sync_folder(path.parent)


def _describe(key: str, path: Path) -> StoredFile | None:
    try:
        held = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not path.is_file():
        return None
    return StoredFile(key, held.st_size, datetime.fromtimestamp(held.st_mtime, UTC))
