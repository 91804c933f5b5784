"""Which storefront a request is for, and how links are made in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import Depends
from starlette.requests import HTTPConnection

from vetrina.infra.templating import Links
from vetrina.kernel import AppError, ErrorKind
from vetrina.storefronts.schema import Storefront


class NotInTheHall(AppError):
    """The page belongs to a storefront, and the request came to the hall."""

    kind: ClassVar[ErrorKind] = "not_found"
    code: ClassVar[str] = "not_found"


@dataclass(frozen=True, slots=True)
class Here:
    """The place of one request.  Without a storefront it is the hall."""

    storefront: Storefront | None
    links: Links

    @property
    def shop(self) -> Storefront:
        """The storefront.  Raises: NotInTheHall."""
        if self.storefront is None:
            raise NotInTheHall("This page belongs to one of the shops. Choose one first.")
        return self.storefront


def here(connection: HTTPConnection) -> Here:
    """The place that `ChooseStorefront` found."""
    found: Here = connection.state.here
    return found


HereOf = Annotated[Here, Depends(here)]
