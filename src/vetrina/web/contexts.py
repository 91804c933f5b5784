"""What the templates of the shell are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vetrina.infra.capabilities import Capability
from vetrina.web.reference import Section


@dataclass(frozen=True, slots=True)
class Window:
    """One shop in the street.

    link: makes links into the shop, from the hall.  room: a sample picture that it works on, and
    shot: what it made of that; both empty where nothing ships.
    """

    id: str
    name: str
    line: str
    is_open: bool
    link: Callable[..., str]
    room: str = ""
    shot: str = ""


@dataclass(frozen=True, slots=True)
class HallPage:
    """The street."""

    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page of a shop that has no work to show yet."""

    is_open: bool


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """What went wrong.  errors: pairs of field and message."""

    status: int
    code: str
    detail: str
    errors: tuple[tuple[str, str], ...]
    request_id: str
    retry_after_s: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """Capabilities under one heading."""

    name: str
    items: tuple[Capability, ...]


@dataclass(frozen=True, slots=True)
class CapabilitiesPage:
    """What runs here."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """The API, call by call."""

    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class ComponentsPage:
    """Every component in every face.  faces: ids of storefronts, empty for the hall's."""

    faces: tuple[tuple[str, str], ...]
    chosen: str
