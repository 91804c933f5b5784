"""All pieces of the kit: every module in `pieces` that exposes PIECES adds its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from vetrina.staging.furnishing import Material, Mesh, PieceInfo, StyleId
from vetrina.staging.kit import pieces as families
from vetrina.staging.kit.materials import MaterialSet
from vetrina.staging.kit.recipe import BuildContext, PieceRecipe
from vetrina.staging.kit.styles import STYLES
from vetrina.staging.room import RoomType

_KEPT_MESHES = 96


@lru_cache(maxsize=1)
def _recipes() -> Mapping[str, PieceRecipe]:
    found: dict[str, PieceRecipe] = {}
    for module in iter_modules(families.__path__, f"{families.__name__}."):
        for recipe in getattr(import_module(module.name), "PIECES", ()):
            if recipe.info.id in found:
                raise ValueError(f"two pieces are called {recipe.info.id!r}")
            found[recipe.info.id] = recipe
    return found


def pieces(style: StyleId, room: RoomType | None = None) -> list[PieceInfo]:
    """The pieces that suit a style, and a room type where one is given, in a fixed order."""
    infos = (recipe.info for recipe in _recipes().values())
    return [i for i in infos if style in i.styles and (room is None or room in i.rooms)]


def piece(piece_id: str) -> PieceInfo:
    """The facts of one piece.  Raises: KeyError."""
    return _recipes()[piece_id].info


def every_piece() -> list[PieceInfo]:
    """All pieces of all styles, in a fixed order."""
    return [recipe.info for recipe in _recipes().values()]


@lru_cache(maxsize=_KEPT_MESHES)
def _built(
    piece_id: str, style: StyleId, size_m: tuple[float, float, float], variant: int
) -> tuple[Mesh, ...]:
    return tuple(_recipes()[piece_id].build(BuildContext(style, size_m, variant)))


def build(
    piece_id: str,
    style: StyleId,
    size_m: tuple[float, float, float] | None = None,
    variant: int = 0,
) -> list[Mesh]:
    """The meshes of a piece in its own frame, one per material slot; the same every time.

    size_m: the box to fill, the catalogue's size where None.  variant: seed of what differs from
    one to the next: books, leaves, folds.  Raises: KeyError.
    """
    size = size_m or piece(piece_id).size_m
    return list(_built(piece_id, style, size, variant))


@lru_cache(maxsize=3)
def materials(style: StyleId) -> Mapping[str, Material]:
    """What every slot is made of in a style; each material is made when first looked up."""
    return MaterialSet(STYLES[style].finishes)
