"""What a job is: a name, and a payload of ids."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

_PLAIN = (UUID, int, str, bool)
EVERYDAY = "default"

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Nothing:
    """Payload of jobs that need none, such as those that run by the clock."""


@dataclass(frozen=True, slots=True)
class Job(Generic[P]):
    """A job others may enqueue.  *payload* is a frozen dataclass of ids and short words.

    Field types: UUID, int, str, bool, tuple[UUID, ...], or one of them with None.
    queue: the lane it waits in; long work has a lane of its own, so that nothing waits behind it.
    Raises: TypeError for any other.
    """

    name: str
    payload: type[P]
    queue: str = EVERYDAY

    def __post_init__(self) -> None:
        params = getattr(self.payload, "__dataclass_params__", None)
        if params is None or not params.frozen:
            raise TypeError(f"{self.name}: the payload must be a frozen dataclass")
        for name, kind in typing.get_type_hints(self.payload).items():
            if _core(kind) not in _PLAIN and kind != tuple[UUID, ...]:
                raise TypeError(f"{self.name}: {name} is a {kind}; payloads carry ids only")

    def encode(self, payload: P) -> dict[str, Any]:
        """*payload* as JSON."""
        fields = dataclasses.fields(cast("Any", payload))
        return {field.name: _to_json(getattr(payload, field.name)) for field in fields}

    def decode(self, held: Mapping[str, Any]) -> P:
        """Read *held*; fields of another version that we do not know are passed over.

        Raises: TypeError where a field without a default is missing.
        """
        hints = typing.get_type_hints(self.payload)
        known = {name: _from_json(held[name], hints[name]) for name in hints if name in held}
        return self.payload(**known)


def _core(kind: object) -> object:
    """The type beside None."""
    if isinstance(kind, types.UnionType):
        others = [part for part in typing.get_args(kind) if part is not types.NoneType]
        return others[0] if len(others) == 1 else kind
    return kind


def _to_json(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return value


def _from_json(value: Any, kind: object) -> object:
    if value is None:
        return None
    if isinstance(value, list):
        return tuple(UUID(item) for item in value)
    return UUID(value) if _core(kind) is UUID else value
