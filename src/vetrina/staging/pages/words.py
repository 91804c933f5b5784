"""What pages call rooms, stages, states and reasons; message ids of the catalogues."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoomWord:
    """A room type and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class StageWord:
    """A stage of the pipeline: name, what is being done, share of the whole in percent."""

    id: str
    name: str
    says: str
    percent: int


ROOMS = (
    RoomWord("living_room", "Living room"),
    RoomWord("bedroom", "Bedroom"),
    RoomWord("dining_room", "Dining room"),
    RoomWord("home_office", "Home office"),
)

STAGES = (
    StageWord("reading the room", "Read the room", "Finding floor, walls and windows", 8),
    StageWord("arranging", "Arrange", "Finding a place for every piece", 8),
    StageWord("building furniture", "Build the furniture", "Building the furniture", 6),
    StageWord("measuring the light", "Measure the light", "Measuring the light in your photo", 6),
    StageWord("rendering furniture", "Light the furniture", "Lighting the furniture", 42),
    StageWord("rendering shadows", "Cast shadows", "Casting shadows and reflections", 20),
    StageWord("putting together", "Put together", "Putting photo and furniture together", 6),
    StageWord("checking", "Check", "Checking that the building is untouched", 4),
)
"""The stages of `pipeline.SHARES`, whose module is too heavy for a web process; a test compares."""

PARTS = {
    "camera": "Camera",
    "scale": "Scale",
    "fit": "Fit",
    "coverage": "Coverage",
    "light": "Light",
    "noise": "Grain",
    "contact": "Contact",
}

STATUS = {
    "queued": "Waiting for its turn",
    "processing": "In work",
    "completed": "Ready",
    "failed": "Not furnished",
    "needs_corners": "Needs the corners of the floor",
    "cancelled": "Stopped",
}

ROLES = {
    "original": "Your photo",
    "result": "Furnished picture",
    "mask": "Mask of what changed",
    "derivative": "Copy",
}

CORNERS = ("Front left", "Back left", "Back right", "Front right")

TIMES = "\N{MULTIPLICATION SIGN}"
GOOD = 0.75
VERDICTS = (
    "Good to publish.",
    "All measured parts agree with the photo.",
    "Good enough to show.",
    "Look at the lower parts below before you publish it.",
)

ADVICE = {
    "photo_refused": "Take a photo of the whole empty room: floor and two walls, in daylight.",
    "no_arrangement": "Another room type may fit, or another arrangement.",
    "result_rejected": "Another arrangement often passes where this one did not.",
    "renderer_missing": "Whoever runs this installation sees what is missing with: vetrina doctor",
}
OTHERWISE = "Try it once more; if it fails again, try another photo."


def room_name(room_type: str) -> str:
    """What people call *room_type*."""
    return next((room.name for room in ROOMS if room.id == room_type), room_type)
