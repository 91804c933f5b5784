"""What can be wrong with a photo or a wish, told to the person who can mend it.

AppError
  PhotoRefused        not a photo, not a room, or a room that is not empty enough
  NeedsCorners        the room is not understood well enough; the floor corners are asked for
    CornersImpossible the corners that were marked cannot be those of a floor
  NoArrangement       nothing of this room type fits into this room
  ResultRejected      the finished picture failed a check and is not shown
  RendererMissing     the path tracer cannot be loaded on this machine
  StagingNotFound     no such staging here, or one of somebody else
  StyleUnknown        no such style in this storefront, or one that is switched off
  RoomTypeUnknown     no such room type
  StagingUnfinished   what was asked for exists only once the staging is completed
  StagingUnderWay     what was asked for has to wait until the staging is over
  DailyPicturesUsed   an account had its pictures of a day where no plans are sold
  KeyReused           an Idempotency-Key came with another request before
  FormUnreadable      a request's form lacks something or cannot be read
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


class StagingNotFound(AppError):
    """There is none, or it belongs to somebody else; nobody learns which."""

    kind: ClassVar[ErrorKind] = "not_found"
    code: ClassVar[str] = "staging_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such staging.")


class StyleUnknown(AppError):
    """The message names the styles there are."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "style_unknown"


class RoomTypeUnknown(AppError):
    """The message names the room types there are."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "room_type_unknown"


class StagingUnfinished(AppError):
    """There is no picture yet."""

    kind: ClassVar[ErrorKind] = "conflict"
    code: ClassVar[str] = "staging_unfinished"


class StagingUnderWay(AppError):
    """It is being worked on; cancel it or wait."""

    kind: ClassVar[ErrorKind] = "conflict"
    code: ClassVar[str] = "staging_under_way"


class DailyPicturesUsed(AppError):
    """Nothing was begun and nothing charged; more is possible as the day goes on."""

    kind: ClassVar[ErrorKind] = "limit"
    code: ClassVar[str] = "daily_pictures_used"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"This account has made its {most} pictures of 24 hours. Try again later.",
            retry_after_s=3600,
            details={"most": most},
        )


class KeyReused(AppError):
    """The same Idempotency-Key came with other contents; nothing was done."""

    kind: ClassVar[ErrorKind] = "conflict"
    code: ClassVar[str] = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request. Choose a new one.")


class FormUnreadable(AppError):
    """The message names the field and what is expected."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "form_unreadable"
