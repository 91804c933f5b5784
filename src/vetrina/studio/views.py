"""Picture jobs as the modules above see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

State = Literal["queued", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made.  The same kind, inputs, parameters and engine give the same result.

    inputs: names of the inputs, such as hashes of pixels.  parameters: plain JSON.
    engine: name of a registered engine; its version is part of what names the result.
    making: ids that the pictures to be made will get, so that a second run overwrites the first.
    """

    kind: str
    subject_id: UUID
    inputs: tuple[str, ...]
    parameters: dict[str, Any]
    engine: str
    engine_version: str
    making: dict[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobView:
    """One picture job.  copied_from: the job whose result was given, at no cost.

    attempt: the run that may record its end; a later one makes an earlier one's end void.
    cost: credits it costs, or would have.
    """

    id: UUID
    storefront_id: str
    space_id: UUID
    kind: str
    subject_id: UUID
    parameters: dict[str, Any]
    engine: str
    engine_version: str
    making: dict[str, UUID]
    state: State
    attempt: int
    cost: int
    hold_id: UUID | None
    copied_from: UUID | None
    quality: float | None
    reasons: tuple[str, ...]
    error_code: str | None
    error_message: str | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.state in {"done", "failed", "cancelled"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a job ended without a result: a stable code, a sentence for people, and details."""

    code: str
    message: str
    details: dict[str, Any] = field(default_factory=dict)
