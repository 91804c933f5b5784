"""What this installation can do, which engine, store or service does it, and why not a better one.

A module tells by a function `describe(parts)` in its room `capabilities`; the page and the JSON
`/capabilities` show what all of them tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from vetrina.infra.parts import Parts

State = Literal["full", "reduced", "off"]


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that is served.

    id: stable, for programmes.  group: the heading it stands under.  name: what people get.
    served_by: engine, store or service in use; empty where it is off.  why: the reason that it is
    this one.  better: what to do for a better one; empty where there is none.
    """

    id: str
    group: str
    name: str
    served_by: str
    state: State = "full"
    why: str = ""
    better: str = ""


Describe = Callable[[Parts], Iterable[Capability]]

__all__ = ["Capability", "Describe", "State"]
