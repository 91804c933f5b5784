"""Whose rows a piece of work may see: the three values every transaction tells the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, Self, cast
from uuid import UUID

ScopeKind = Literal["visitor", "member", "staff", "job"]


@dataclass(frozen=True, slots=True)
class Scope:
    """`storefront_id`: the shop, None only for jobs over all shops.  `space_ids`: the spaces seen.

    visitor, member: the rows of their spaces in one shop.  staff: all spaces of one shop.
    job: all spaces of one shop, or of all shops without `storefront_id`; the database grants it to
    the workers' role only.
    """

    kind: ScopeKind
    storefront_id: str | None = None
    space_ids: tuple[UUID, ...] = ()

    def __post_init__(self) -> None:
        if self.storefront_id is None and self.kind != "job":
            raise ValueError(f"a {self.kind} acts in one storefront")

    def as_settings(self) -> tuple[str, str, str]:
        """The values of app.storefront, app.spaces and app.scope."""
        spaces = ",".join(str(space) for space in self.space_ids)
        return self.storefront_id or "", f"{{{spaces}}}", self.kind

    def to_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "storefront_id": self.storefront_id,
            "space_ids": [str(space) for space in self.space_ids],
        }

    @classmethod
    def from_json(cls, held: dict[str, object]) -> Self:
        spaces = cast("list[str]", held.get("space_ids") or [])
        return cls(
            kind=cast("ScopeKind", held["kind"]),
            storefront_id=cast("str | None", held.get("storefront_id")),
            space_ids=tuple(UUID(space) for space in spaces),
        )


_current: ContextVar[Scope | None] = ContextVar("vetrina_scope", default=None)


def current_scope() -> Scope | None:
    """The scope of the running request or job; None sees no owned row."""
    return _current.get()


def set_scope(scope: Scope | None) -> None:
    """Act as *scope* for the rest of this context (a request, a job)."""
    _current.set(scope)


@contextmanager
def acting(scope: Scope | None) -> Iterator[None]:
    """Act as *scope* inside the block.  Transactions begun inside carry it."""
    token = _current.set(scope)
    try:
        yield
    finally:
        _current.reset(token)
