"""The one job of the studio, in a lane of its own: everyday jobs never wait behind a picture."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vetrina.infra.jobs import Job

PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class PictureToMake:
    job_id: UUID


RENDER = Job("studio.render", PictureToMake, queue=PICTURES)
