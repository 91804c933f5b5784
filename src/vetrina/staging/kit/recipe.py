"""What a piece module hands to the catalogue: the facts of a piece and the function that builds it.

A recipe's `build` is deterministic: the same context gives the same meshes, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from vetrina.staging.furnishing import Mesh, PieceInfo, StyleId
from vetrina.staging.kit.mesh import fitted


@dataclass(frozen=True, slots=True)
class BuildContext:
    """For whom a piece is built.  size_m: (width, depth, height); variant: seed of its habits."""

    style: StyleId
    size_m: tuple[float, float, float]
    variant: int = 0

    def rng(self, part: str) -> np.random.Generator:
        """A generator of its own for each named part, so that parts do not disturb each other."""
        return np.random.default_rng([abs(self.variant), crc32(part.encode())])

    def seed(self, part: str) -> int:
        """A seed for shapes that take one."""
        return int(self.rng(part).integers(1, 2**31))


@dataclass(frozen=True, slots=True)
class PieceRecipe:
    """One piece: its facts and its builder, which returns the meshes in the piece's own frame."""

    info: PieceInfo
    build: Callable[[BuildContext], list[Mesh]]


Shape = Callable[[BuildContext], Iterable[Mesh]]
"""Builds the parts of a piece at about the size of the context."""


def fitted_recipe(info: PieceInfo, shape: Shape) -> PieceRecipe:
    """A recipe whose meshes fill exactly the size they are built for, one mesh per material."""

    def build(context: BuildContext) -> list[Mesh]:
        return fitted(shape(context), context.size_m)

    return PieceRecipe(info, build)
