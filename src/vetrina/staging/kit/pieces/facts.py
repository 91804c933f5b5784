"""How the modules here state the facts of a hard piece in one breath."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vetrina.staging.furnishing import Mesh, Mount, PieceInfo, Role, StyleId, Surface
from vetrina.staging.kit.recipe import BuildContext, PieceRecipe, fitted_recipe
from vetrina.staging.room import RoomType

MODERN: StyleId = "modern_luxury"
CLASSIC: StyleId = "classic_elegance"
CONTEMPORARY: StyleId = "contemporary_chic"
EVERY_STYLE: tuple[StyleId, ...] = (MODERN, CLASSIC, CONTEMPORARY)
EVERY_ROOM: tuple[RoomType, ...] = ("living_room", "bedroom", "dining_room", "home_office")
LIVING: RoomType = "living_room"
BEDROOM: RoomType = "bedroom"
DINING: RoomType = "dining_room"
OFFICE: RoomType = "home_office"

Shape = Callable[[BuildContext], Iterable[Mesh]]


def declared(
    shape: Shape,
    piece_id: str,
    role: Role,
    name: str,
    description: str,
    size_m: tuple[float, float, float],
    *,
    styles: tuple[StyleId, ...] = EVERY_STYLE,
    rooms: tuple[RoomType, ...] = EVERY_ROOM,
    mount: Mount = "floor",
    clearance_front_m: float = 0.0,
    against_wall: bool = False,
    hang_height_m: float = 0.0,
    surfaces: tuple[Surface, ...] = (),
    seats: int = 0,
    is_round: bool = False,
) -> PieceRecipe:
    """The recipe of a piece; its meshes are brought to exactly `size_m`.

    Long because it repeats the fields of PieceInfo.
    """
    info = PieceInfo(
        id=piece_id,
        role=role,
        name=name,
        description=description,
        size_m=size_m,
        mount=mount,
        styles=styles,
        rooms=rooms,
        clearance_front_m=clearance_front_m,
        seats=seats,
        against_wall=against_wall,
        hang_height_m=hang_height_m,
        surfaces=surfaces,
        round=is_round,
    )
    return fitted_recipe(info, shape)


def top_of(size_m: tuple[float, float, float], share: float = 0.84) -> tuple[Surface, ...]:
    """The upper side of a piece as one level place, kept off its edges."""
    width, depth, height = size_m
    return (Surface(0.0, 0.0, height, width * share, depth * share),)
