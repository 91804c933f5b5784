"""A bucket in S3, R2 or any server that speaks S3."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import S3Store

from vetrina.infra import settings
from vetrina.infra.storage.door import StoredFile, checked
from vetrina.infra.storage.errors import FileExists, FileNotFound, StorageUnavailable

_RETRY: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}


class S3Storage:
    """The store for many machines."""

    def __init__(self, section: settings.Storage) -> None:
        endpoint = section.endpoint or None
        self._store = S3Store(
            section.bucket,
            endpoint=endpoint,
            region=section.region,
            access_key_id=section.access_key_id.get_secret_value(),
            secret_access_key=section.secret_access_key.get_secret_value(),
            virtual_hosted_style_request=False,
            client_options={"allow_http": bool(endpoint and endpoint.startswith("http://"))},
            retry_config=_RETRY,
        )

    async def put(
        self,
        key: str,
        data: bytes | AsyncIterable[bytes],
        *,
        content_type: str = "application/octet-stream",
        replace: bool = True,
    ) -> int:
        checked(key)
        counted = _Counted(data)
        with _translated(key):
            if not replace and not isinstance(data, bytes) and await self.find(key):
                raise FileExists(f"{key} is there already")
            await obstore.put_async(
                self._store,
                key,
                data if isinstance(data, bytes) else counted,
                attributes={"Content-Type": content_type},
                mode="overwrite" if replace or not isinstance(data, bytes) else "create",
            )
        return counted.size

    async def get(self, key: str) -> bytes:
        with _translated(key):
            found = await obstore.get_async(self._store, checked(key))
            return bytes(await found.bytes_async())

    async def stream(
        self, key: str, *, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        wanted: Any = {"range": (start, end) if end is not None else {"offset": start}}
        with _translated(key):
            found = await obstore.get_async(
                self._store, checked(key), options=wanted if start or end is not None else None
            )
            async for piece in found.stream(min_chunk_size=256 * 1024):
                yield bytes(piece)

    async def find(self, key: str) -> StoredFile | None:
        try:
            with _translated(key):
                held = await obstore.head_async(self._store, checked(key))
        except FileNotFound:
            return None
        return StoredFile(key, held["size"], held["last_modified"])

    async def delete(self, *keys: str) -> None:
        for key in keys:
            try:
                with _translated(key):
                    await obstore.delete_async(self._store, checked(key))
            except FileNotFound:
                continue

    async def list_files(self, prefix: str = "") -> AsyncIterator[StoredFile]:
        folder = checked(prefix.rstrip("/")) if prefix else None
        with _translated(prefix):
            async for batch in obstore.list(self._store, folder):
                for held in batch:
                    yield StoredFile(held["path"], held["size"], held["last_modified"])

    async def sign(self, key: str, *, ttl_s: int, content_type: str = "") -> str:
        """The bucket answers with the type the file was stored with, not with *content_type*."""
        with _translated(key):
            lasting = timedelta(seconds=ttl_s)
            return await obstore.sign_async(self._store, "GET", checked(key), lasting)


class _Counted:
    """Passes the pieces on and counts their bytes."""

    def __init__(self, data: bytes | AsyncIterable[bytes]) -> None:
        self._data = data
        self.size = len(data) if isinstance(data, bytes) else 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if isinstance(self._data, bytes):
            yield self._data
            return
        async for piece in self._data:
            self.size += len(piece)
            yield piece


@contextmanager
def _translated(key: str) -> Iterator[None]:
    """Turn the library's errors into ours."""
    try:
        yield
    except (NotFoundError, FileNotFoundError):
        raise FileNotFound(f"no file {key}") from None
    except AlreadyExistsError:
        raise FileExists(f"{key} is there already") from None
    except BaseError as error:
        raise StorageUnavailable(f"the bucket does not answer: {type(error).__name__}") from error
