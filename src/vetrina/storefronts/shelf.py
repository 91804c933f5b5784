"""All storefronts of an installation, and which one a request is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vetrina.infra import settings
from vetrina.storefronts.schema import Storefront


@dataclass(frozen=True, slots=True)
class Storefronts:
    """The storefronts in the order of the street."""

    all: tuple[Storefront, ...]

    def __iter__(self) -> Iterator[Storefront]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def under(self, whole: settings.Settings) -> Storefronts:
        """The same, with the settings of the installation where their files say nothing."""
        return Storefronts(
            tuple(one.model_copy(update={"limits": one.limits.under(whole)}) for one in self.all)
        )

    def find(self, storefront_id: str) -> Storefront | None:
        """The storefront with this id, or None."""
        return next((one for one in self.all if one.id == storefront_id), None)

    def by_host(self, host: str) -> Storefront | None:
        """The storefront that answers to a Host header (any port), or None for the hall."""
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        name = name.strip().rstrip(".").lower()
        for storefront in self.all:
            if name in storefront.hosts or name == f"{storefront.id}.localhost":
                return storefront
        return None
