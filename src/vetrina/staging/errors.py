"""What can be wrong with a photo or a wish, told to the person who can mend it.

AppError
  PhotoRefused        not a photo, not a room, or a room that is not empty enough
  NeedsCorners        the room is not understood well enough; the floor corners are asked for
    CornersImpossible the corners that were marked cannot be those of a floor
  NoArrangement       nothing of this room type fits into this room
  ResultRejected      the finished picture failed a check and is not shown
  RendererMissing     the path tracer cannot be loaded on this machine
"""

from __future__ import annotations

from typing import ClassVar

from vetrina.kernel import AppError, ErrorKind


class PhotoRefused(AppError):
    """The picture is not one that can be staged; the message says why."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "photo_refused"


class NeedsCorners(AppError):
    """The room is unsure; `details["reasons"]` lists why, corners from the person settle it."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "needs_corners"


class CornersImpossible(NeedsCorners):
    """The marked corners cross, enclose nothing or lie above the horizon; the message tells."""

    code: ClassVar[str] = "corners_impossible"


class NoArrangement(AppError):
    """No arrangement of this room type keeps ways and openings free in this room."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "no_arrangement"


class ResultRejected(AppError):
    """The lock or the score refused the finished picture; nothing of it is shown."""

    kind: ClassVar[ErrorKind] = "upstream"
    code: ClassVar[str] = "result_rejected"


class RendererMissing(AppError):
    """A library of the path tracer is missing; the message says what to install."""

    kind: ClassVar[ErrorKind] = "unavailable"
    code: ClassVar[str] = "renderer_missing"
