"""One page of a longer list, by keyset: the cursor is opaque to the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """`items` in order, and the cursor that fetches what follows (None at the end)."""

    items: Sequence[Item]
    next_cursor: str | None = None
