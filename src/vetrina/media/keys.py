"""Where bytes lie in storage: `<folder>/<day>/<id>/<name>`; the day is that of the id (UUIDv7)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from uuid import UUID

from vetrina.infra.storage import FileNotFound, Storage

HOT, COLD, DERIVED, WORKING = "hot", "cold", "derived", "working"
FOLDERS = (HOT, COLD, DERIVED, WORKING)


def day_of(media_id: UUID) -> date:
    """The day on which *media_id* was made, in UTC (RFC 9562 §5.7: 48 bits of milliseconds)."""
    return datetime.fromtimestamp((media_id.int >> 80) / 1000, UTC).date()


def folder_of(folder: str, media_id: UUID) -> str:
    return f"{folder}/{day_of(media_id).isoformat()}/{media_id}"


def key_of(folder: str, media_id: UUID, name: str) -> str:
    return f"{folder_of(folder, media_id)}/{name}"


def working_key(media_id: UUID) -> str:
    return key_of(WORKING, media_id, "pixels.png")


def other_tier(key: str) -> str:
    """The same file in the other of `hot` and `cold`."""
    folder, _, rest = key.partition("/")
    return f"{COLD if folder == HOT else HOT}/{rest}"


def owner_of(key: str) -> UUID | None:
    """The picture that *key* belongs to."""
    parts = key.split("/")
    if len(parts) == 4 and parts[0] in FOLDERS:
        with suppress(ValueError):
            return UUID(parts[2])
    return None


async def get_if_there(storage: Storage, key: str) -> bytes | None:
    """The bytes of *key*, or None."""
    try:
        return await storage.get(key)
    except FileNotFound:
        return None


async def remove_all(storage: Storage, media_id: UUID) -> int:
    """Remove every file of *media_id*; how many there were."""
    count = 0
    for folder in FOLDERS:
        count += await remove_folder(storage, folder_of(folder, media_id))
    return count


async def remove_folder(storage: Storage, folder: str) -> int:
    """Remove what lies under *folder*; how many files there were."""
    keys = [file.key async for file in storage.list_files(folder)]
    await storage.delete(*keys)
    return len(keys)


def days_before(today: date, count: int) -> Iterator[date]:
    """The *count* days up to and with *today*, the latest first."""
    for back in range(count):
        yield date.fromordinal(today.toordinal() - back)
