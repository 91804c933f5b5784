"""The jobs of media, by name and payload."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vetrina.infra.jobs import Job, Nothing


@dataclass(frozen=True, slots=True)
class PictureToDerive:
    media_id: UUID


@dataclass(frozen=True, slots=True)
class BytesToPurge:
    receipt_id: UUID


DERIVE = Job("media.derive", PictureToDerive)
PURGE = Job("media.purge", BytesToPurge)
TIDY = Job("media.tidy", Nothing)
SWEEP = Job("media.sweep", Nothing)
SWEEP_ALL = Job("media.sweep_all", Nothing)
COOL = Job("media.cool", Nothing)
