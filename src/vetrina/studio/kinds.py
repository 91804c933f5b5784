"""Kinds of pictures and the engines that make them: filled by the composition root.

A kind is what a module above brings: how its rows change as the job goes on.  An engine is a
function in a module of its own that runs only in a rendering child.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from vetrina.infra.db import AsyncSession
from vetrina.infra.parts import Parts
from vetrina.studio.errors import KindUnknown
from vetrina.studio.views import JobView, Trouble


@dataclass(frozen=True, slots=True)
class Engine:
    """entry: `module:function(task: dict, folder: Path, progress) -> dict`, called in the child."""

    name: str
    version: str
    entry: str


@dataclass(frozen=True, slots=True)
class Task:
    """What an engine gets: plain JSON; larger things lie as files in its folder."""

    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an engine gives back: its judgement of the picture, and what the kind wants to know."""

    quality: float
    reasons: tuple[str, ...]
    timings: dict[str, float]
    provenance: dict[str, Any]
    content: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, answer: dict[str, Any], *, total_s: float) -> Outcome:
        """From the child's JSON.  total_s: wall seconds of the whole, as `timings["total"]`."""
        return cls(
            quality=float(answer["quality"]),
            reasons=tuple(answer.get("reasons", ())),
            timings={**answer.get("timings", {}), "total": round(total_s, 3)},
            provenance=dict(answer.get("provenance", {})),
            content=dict(answer.get("content", {})),
        )


class Kind(Protocol):
    """What happens around the engine.  Those with *db* run in the transaction of the state's change
    and do nothing but rows; the others run outside of any.  All may run twice."""

    name: str

    async def begin(self, db: AsyncSession, job: JobView) -> Any:
        """The work begins: tell the rows, and read what `prepare` needs."""
        ...

    async def prepare(self, parts: Parts, job: JobView, read: Any, folder: Path) -> Task:
        """Put the inputs into *folder* and say what is to be done."""
        ...

    async def store(self, parts: Parts, job: JobView, outcome: Outcome, folder: Path) -> Any:
        """Store what the engine left in *folder*; what comes back goes to `finish`."""
        ...

    async def finish(self, db: AsyncSession, job: JobView, outcome: Outcome, stored: Any) -> None:
        """The result is accepted."""
        ...

    async def adopt(self, db: AsyncSession, job: JobView) -> None:
        """The result of `job.copied_from` is this job's, too."""
        ...

    async def fail(self, db: AsyncSession, job: JobView, trouble: Trouble) -> None:
        """There is no result: refused, failed or cancelled."""
        ...


class EngineRegistry:
    """Kinds with their engines."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}
        self._engines: dict[tuple[str, str], Engine] = {}

    def register(self, kind: Kind, *engines: Engine) -> None:
        """Let *engines* make pictures of *kind*."""
        self._kinds[kind.name] = kind
        for engine in engines:
            self._engines[kind.name, engine.name] = engine

    def kind(self, name: str) -> Kind:
        """Raises: KindUnknown."""
        if name not in self._kinds:
            raise KindUnknown(f"Nobody makes pictures of the kind {name}.")
        return self._kinds[name]

    def engine(self, kind: str, name: str) -> Engine:
        """Raises: KindUnknown."""
        if (kind, name) not in self._engines:
            raise KindUnknown(f"There is no engine {name} for {kind}.")
        return self._engines[kind, name]
