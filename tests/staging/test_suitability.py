"""What is no photo of an empty room is refused, and the message says why."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from painted_rooms import paint_room, random_room
from PIL import Image

from vetrina.staging.errors import PhotoRefused
from vetrina.staging.perception import perceive
from vetrina.staging.perception.suitability import Signs, TooSoft, check_picture, check_room
from vetrina.staging.photo import Photo

DATA = Path(
    os.environ.get("VETRINA_TEST_DATA", Path(__file__).parents[2].parent / "shared" / "data")
)
ROOM = Signs(0.75, 0.8, 0.4, 0.97, 0.98, 0.99, 0.03, 0.57, 0.3, 0.3)


def plain(level: float) -> Photo:
    return Photo(np.full((480, 640, 3), level, dtype=np.uint8))


def test_a_tiny_picture_is_refused_with_its_size() -> None:
    with pytest.raises(PhotoRefused, match="too small: 160 x 120 pixels"):
        check_picture(Photo(np.zeros((120, 160, 3), dtype=np.uint8)))


def test_a_black_picture_is_refused() -> None:
    with pytest.raises(PhotoRefused, match="is black"):
        check_picture(plain(3))


def test_a_blank_picture_is_refused() -> None:
    with pytest.raises(PhotoRefused, match="is blank"):
        check_picture(plain(200))


def test_noise_is_refused() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (480, 640, 3), dtype=np.uint8)
    with pytest.raises(PhotoRefused, match="only noise"):
        check_picture(Photo(pixels))


def test_a_drawing_is_refused() -> None:
    pixels = np.full((480, 640, 3), 210, dtype=np.uint8)
    cv2.rectangle(pixels, (150, 120), (490, 330), (30, 60, 160), 3)
    cv2.line(pixels, (0, 470), (150, 330), (30, 60, 160), 3)
    cv2.fillPoly(pixels, [np.array([[0, 479], [150, 330], [490, 330], [639, 479]])], (150, 90, 40))
    with pytest.raises(PhotoRefused, match="drawing or a screenshot"):
        check_picture(Photo(pixels))


def test_a_photo_of_leaves_is_refused() -> None:
    rng = np.random.default_rng(5)
    pixels = np.zeros((480, 640, 3), dtype=np.uint8)
    for _ in range(2500):
        centre = (int(rng.integers(640)), int(rng.integers(480)))
        axes = (int(rng.integers(4, 22)), int(rng.integers(3, 9)))
        colour = rng.integers((10, 60, 10), (90, 190, 60)).tolist()
        cv2.ellipse(pixels, centre, axes, float(rng.uniform(0, 180)), 0, 360, colour, -1)
    noisy = np.clip(pixels + rng.normal(0, 3, pixels.shape), 0, 255).astype(np.uint8)
    with pytest.raises(PhotoRefused, match="does not look like a photo of an empty room"):
        perceive(Photo(noisy))


def test_a_painted_room_is_not_refused() -> None:
    photo = paint_room(random_room(14, 640, 426), 14)
    assert perceive(photo).floor.shape[1] == 2


def test_signs_of_a_room_pass() -> None:
    refusals = []
    try:
        check_room(ROOM)
    except PhotoRefused as refused:
        refusals.append(refused.message)
    assert refusals == []


def test_full_walls_are_named_as_the_reason() -> None:
    full = Signs(0.5, 0.5, 0.2, 0.9, 0.7, 0.95, 0.2, 0.45, 1.0, 0.3)
    with pytest.raises(PhotoRefused, match="too much stands or hangs in it"):
        check_room(full)


def test_a_picture_without_floor_is_refused() -> None:
    bare = Signs(0.75, 0.8, 0.4, 0.97, 0.98, 0.99, 0.03, 0.57, 0.3, 0.005)
    with pytest.raises(PhotoRefused, match="no floor can be seen"):
        check_room(bare)


SOFT = Signs(0.3, 0.3, 0.0, 0.85, 0.65, 0.98, 0.02, 0.3, 4.0, 0.3)


def test_a_calm_room_without_sharp_edges_may_be_too_soft() -> None:
    with pytest.raises(TooSoft):
        check_room(SOFT)


@pytest.mark.parametrize("sign", [{"wall_busy": 0.1}, {"by_place": 0.6}, {"floor": 0.1}])
def test_a_full_wall_or_a_small_floor_is_no_soft_room(sign: dict[str, float]) -> None:
    with pytest.raises(PhotoRefused) as refused:
        check_room(replace(SOFT, **sign))
    assert not isinstance(refused.value, TooSoft)


@pytest.mark.data
@pytest.mark.skipif(not (DATA / "rooms").is_dir(), reason="the photographs are not here")
def test_a_soft_photograph_is_understood_at_a_smaller_size() -> None:
    pixels = np.asarray(Image.open(DATA / "rooms" / "bay_dim.jpg").convert("RGB"))
    room = perceive(Photo(pixels))
    assert (room.camera.width_px, room.camera.height_px) == (880, 1400)
    assert room.focal.value == pytest.approx(room.camera.focal_px)


@pytest.mark.data
@pytest.mark.skipif(not (DATA / "garments").is_dir(), reason="the photographs are not here")
def test_photographs_of_garments_are_refused() -> None:
    paths = sorted((DATA / "garments" / "full").rglob("*.jpg"))[::5]
    assert len(paths) == 8
    for path in paths:
        image = Image.open(path).convert("RGB")
        image.thumbnail((800, 800))
        with pytest.raises(PhotoRefused):
            perceive(Photo(np.asarray(image)))
