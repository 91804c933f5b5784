"""What other modules and pages see of pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from vetrina.media.picture import Kept

Role = Literal["original", "result", "mask", "derivative"]
MadeRole = Literal["result", "mask", "derivative"]
Tier = Literal["hot", "cold"]


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was taken in and stored, and has no row yet: give it to `keep`."""

    id: UUID
    storage_key: str
    content_type: str
    byte_size: int
    content_hash: str
    width_px: int
    height_px: int
    pixel_hash: str
    filename: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class Made:
    """A picture of ours that is stored and has no row yet: give it to `keep_made`."""

    id: UUID
    role: MadeRole
    storage_key: str
    content_type: str
    byte_size: int
    content_hash: str
    width_px: int
    height_px: int
    pixel_hash: str
    filename: str


@dataclass(frozen=True, slots=True)
class MediaView:
    """One picture.  Show it by `link`; its stored bytes have no address."""

    id: UUID
    storefront_id: str
    space_id: UUID
    role: Role
    parent_id: UUID | None
    storage_key: str
    content_type: str
    byte_size: int
    width_px: int
    height_px: int
    pixel_hash: str
    filename: str
    kept: Kept
    tier: Tier
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeletedPicture:
    """One picture that is no more.  Hashes: SHA-256 of its stored bytes and of its pixels."""

    id: UUID
    role: Role
    content_type: str
    byte_size: int
    content_hash: str
    pixel_hash: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was deleted and when.  `bytes_removed_at`: since when storage holds nothing of it."""

    id: UUID
    deleted_at: datetime
    pictures: tuple[DeletedPicture, ...]
    files_removed: int | None = None
    bytes_removed_at: datetime | None = None
