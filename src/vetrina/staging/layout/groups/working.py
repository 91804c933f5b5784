"""Desks: facing the room with a bookcase behind, against a wall, or beside the window."""

from __future__ import annotations

from vetrina.staging.furnishing import PieceInfo
from vetrina.staging.layout.groups.design import Design, Member, Picker, rug_member


def desks(picker: Picker, area_m2: float) -> list[Design]:
    """Desk groups for a room of area_m2 of floor."""
    widest = 1.3 if area_m2 < 6 else 2.2
    desk = picker.one("desk", widest_m=widest) or picker.one("desk")
    chair = picker.one("desk_chair") or picker.one("dining_chair", "armchair", widest_m=0.8)
    if desk is None or chair is None:
        return []
    return [
        _at_wall(picker, desk, chair),
        _facing_room(picker, desk, chair),
        _square_to_wall(picker, desk, chair),
        _free(picker, desk, chair),
    ]


def _pair(desk: PieceInfo, chair: PieceInfo, y: float, turn_deg: float) -> list[Member]:
    """Desk with its chair at the front; turn_deg 0 looks to -y."""
    sign = 1.0 if abs(turn_deg) < 90 else -1.0
    seat_y = y - sign * (desk.size_m[1] / 2 + chair.size_m[1] / 2 - 0.15)
    return [
        Member(desk, 0.0, y, turn_deg, "anchor", required=True, worth=4.0),
        Member(chair, 0.0, seat_y, turn_deg + 180.0, "tucked", required=True, worth=2.0),
    ]


def _at_wall(picker: Picker, desk: PieceInfo, chair: PieceInfo) -> Design:
    members = _pair(desk, chair, -desk.size_m[1] / 2, 0.0)
    side = picker.side()
    shelf = picker.one("bookcase", "display_cabinet")
    if shelf is not None:
        x = side * (desk.size_m[0] / 2 + 0.2 + shelf.size_m[0] / 2)
        members.append(Member(shelf, x, -shelf.size_m[1] / 2, 0.0, "storage", worth=2.0))
    plant = picker.one("plant", widest_m=0.9)
    if plant is not None:
        x = -side * (desk.size_m[0] / 2 + 0.15 + plant.size_m[0] / 2)
        members.append(Member(plant, x, -plant.size_m[1] / 2 - 0.06, 0.0, "green", worth=0.6))
    members += rug_member(picker, 2.3, 1.6, -desk.size_m[1] - 0.55)
    return Design("desk_at_wall", tuple(members), ("wall",))


def _facing_room(picker: Picker, desk: PieceInfo, chair: PieceInfo) -> Design:
    """The desk looks into the room, 1.1 m off the wall, bookcases behind."""
    back = 1.5
    y = -(back + desk.size_m[1] / 2)
    members = _pair(desk, chair, y, 180.0)
    shelf = picker.one("bookcase", "display_cabinet", "sideboard")
    if shelf is not None:
        twice = shelf.role == "bookcase" and shelf.size_m[0] < 1.2 and picker.chance(0.6)
        for x in (-0.51 * shelf.size_m[0], 0.51 * shelf.size_m[0]) if twice else (0.0,):
            members.append(Member(shelf, x, -shelf.size_m[1] / 2, 0.0, "storage", worth=1.6))
    members += rug_member(picker, desk.size_m[0] + 0.8, 2.0, y + 0.1)
    return Design("desk_facing_room", tuple(members), ("wall",), liking=0.03)


def _free(picker: Picker, desk: PieceInfo, chair: PieceInfo) -> Design:
    """The desk free in a large room, the chair behind it."""
    members = _pair(desk, chair, 0.0, 180.0)
    members += rug_member(picker, desk.size_m[0] + 0.8, 2.0, 0.2)
    return Design("desk_free", tuple(members), ("island",), liking=-0.05)


def _square_to_wall(picker: Picker, desk: PieceInfo, chair: PieceInfo) -> Design:
    """The short side of the desk to the wall, beside a window for light from the side."""
    side = picker.side()
    y = -desk.size_m[0] / 2 - 0.02
    seat = side * (desk.size_m[1] / 2 + chair.size_m[1] / 2 - 0.15)
    members = [
        Member(desk, 0.0, y, 90.0 * side, "anchor", required=True, worth=4.0),
        Member(chair, seat, y, -90.0 * side, "tucked", required=True, worth=2.0),
        *rug_member(picker, 2.0, 2.3, y),
    ]
    return Design("desk_square_to_wall", tuple(members), ("wall",))
