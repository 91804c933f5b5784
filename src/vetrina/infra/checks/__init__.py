"""What `doctor` looks at: each module brings its own checks, `app` collects them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from vetrina.infra.settings import Settings

Weight = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.  `fix` is exactly what to type or set.

    weight: an `error` stops the installation, a `warning` makes it worse than it could be, a
    `note` is only told.
    """

    id: str
    message: str
    fix: str
    weight: Weight = "error"


Check = Callable[[Settings], Iterable[Finding]]

__all__ = ["Check", "Finding", "Weight"]
