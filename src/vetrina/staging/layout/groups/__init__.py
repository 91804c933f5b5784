"""Functional groups: what people do in a room, as pieces in relation to one another.

A `Design` is one concrete group in a frame of its own: the origin in the middle of the back of the
group, x along its back, the group in front of it at negative y (the frame of a piece that faces
-Y).  The search places designs as a whole and then moves their members.
"""

from vetrina.staging.layout.groups.design import Design, Member, PoseKind
from vetrina.staging.layout.groups.main import designs_for, shortest_need
from vetrina.staging.layout.groups.second import Second, seconds_for

__all__ = [
    "Design",
    "Member",
    "PoseKind",
    "Second",
    "designs_for",
    "seconds_for",
    "shortest_need",
]
