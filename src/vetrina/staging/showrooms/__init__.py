"""Rooms of our own: designed from a seed, path-traced to look like photographs, their truth known.

`design_room` designs one, `photograph.shoot` takes its picture, `truth.load` reads a picture with
its truth, and `truth.floor_iou` and its neighbours say how far an understanding is from it.
`gallery` keeps the benchmark's rooms, `pictures` the demo's.
"""

from vetrina.staging.showrooms.design import RoomDesign, design_room
from vetrina.staging.showrooms.plans import ROOM_KINDS, RoomKind
from vetrina.staging.showrooms.truth import Truth, load

__all__ = ["ROOM_KINDS", "RoomDesign", "RoomKind", "Truth", "design_room", "load"]
