"""What the composition root hands to the commands: ops stands below it and cannot import it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from starlette.types import ASGIApp

    from vetrina.infra.checks import Check
    from vetrina.infra.jobs import Worker
    from vetrina.infra.parts import Parts
    from vetrina.infra.settings import Settings


@dataclass(frozen=True, slots=True)
class House:
    """Each is called only by the command that needs it, so that none imports what it does not use.

    make_web, make_worker: one process's application with its parts.  fetch_renderer: fetches the
    path tracer's shared libraries into a folder and returns the packages taken.
    """

    make_web: Callable[[Settings], tuple[ASGIApp, Parts]]
    make_worker: Callable[[Settings], tuple[Worker, Parts]]
    openapi: Callable[[], Mapping[str, Any]]
    checks: Callable[[], Iterable[Check]]
    seed: Callable[[Settings], Sequence[str]]
    fetch_renderer: Callable[[Path], Sequence[str]]
    example_rooms: Path
