"""What people type as hints is read exactly, or answered with the form to follow."""

from __future__ import annotations

import pytest

from vetrina.staging.hints import (
    HintUnreadable,
    parse_corners,
    parse_hints,
    parse_length,
    parse_openings,
)
from vetrina.staging.room import Hints


def test_nothing_typed_means_no_hints() -> None:
    assert parse_hints("", "", None, None, [], None) == Hints()


def test_corners_may_lie_outside_the_picture() -> None:
    assert parse_corners("-20.5,900 640,610 1700,640") == ((-20.5, 900), (640, 610), (1700, 640))


def test_two_corners_are_too_few() -> None:
    with pytest.raises(HintUnreadable, match="2 floor corners are too few; 3 are needed"):
        parse_corners("1,2 3,4")


def test_openings_keep_their_kind_and_order() -> None:
    quad = ((1.0, 2.0), (3.0, 2.0), (3.0, 9.0), (1.0, 9.0))
    read = parse_openings("door:1,2 3,2 3,9 1,9; window: 1,2 3,2 3,9 1,9")
    assert read == (("door", quad), ("window", quad))


@pytest.mark.parametrize(
    "text", ["gate:1,2 3,2 3,9 1,9", "door:1,2 3,2 3,9", "door 1,2", "door:1,2 3,2 3,9 1;9"]
)
def test_an_unreadable_opening_is_answered_with_the_form(text: str) -> None:
    with pytest.raises(HintUnreadable, match="The form is --openings"):
        parse_openings(text)


def test_a_length_is_two_points_and_metres() -> None:
    assert parse_length("120,900,640.5,610=3.20") == (120, 900, 640.5, 610, 3.2)


@pytest.mark.parametrize("text", ["1,2,3=4", "1,2,3,4", "a,b,c,d=1", "1,2,3,4=99"])
def test_an_unreadable_length_is_refused(text: str) -> None:
    with pytest.raises(HintUnreadable):
        parse_length(text)


@pytest.mark.parametrize(
    ("camera", "ceiling", "focal"), [(0.1, None, None), (None, 20.0, None), (None, None, 1.0)]
)
def test_impossible_measures_are_refused(
    camera: float | None, ceiling: float | None, focal: float | None
) -> None:
    with pytest.raises(HintUnreadable, match="must lie between"):
        parse_hints("", "", camera, ceiling, [], focal)


def test_hints_follow_a_picture_to_another_size() -> None:
    hints = Hints(
        corners=((10.0, 20.0), (30.0, 40.0), (50.0, 60.0)),
        openings=(("door", ((1.0, 2.0), (3.0, 4.0), (5.0, 6.0), (7.0, 8.0))),),
        lengths=((100.0, 200.0, 300.0, 400.0, 2.5),),
        camera_height_m=1.4,
    )
    half = hints.resized(0.5)
    assert half.corners[1] == (15.0, 20.0)
    assert half.openings == (("door", ((0.5, 1.0), (1.5, 2.0), (2.5, 3.0), (3.5, 4.0))),)
    assert half.lengths == ((50.0, 100.0, 150.0, 200.0, 2.5),)
    assert half.camera_height_m == 1.4
