"""What one process is made of, built once in the composition root and handed to every request.

Routes take it as `parts: PartsOf`; services take the single part they need.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from vetrina.infra.assets import AssetStore
from vetrina.infra.cache import Cache
from vetrina.infra.db import Database
from vetrina.infra.events import Bus
from vetrina.infra.http import Outgoing
from vetrina.infra.limits import Limiter
from vetrina.infra.settings import Settings
from vetrina.infra.storage import Storage
from vetrina.kernel import Clock


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one process.  draining: set when the process was asked to stop."""

    settings: Settings
    database: Database
    bus: Bus
    storage: Storage
    cache: Cache
    limiter: Limiter
    outgoing: Outgoing
    assets: AssetStore
    clock: Clock
    draining: asyncio.Event


def parts(connection: HTTPConnection) -> Parts:
    """The parts of the process that answers, from `app.state.parts`."""
    held: Parts = connection.app.state.parts
    return held


PartsOf = Annotated[Parts, Depends(parts)]

__all__ = ["Parts", "PartsOf", "parts"]
