"""The lock must hold for an honest picture and break for each kind of dishonest one."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vetrina.staging.composite.lock import LIGHT, OBJECT, UNTOUCHED, LockReport, check_lock
from vetrina.staging.photo import to_linear, to_srgb

HEIGHT, WIDTH = 240, 320


@dataclass
class Picture:
    """A photo with a textured floor and a window, one red box staged on it, and its soft shadow."""

    photo: NDArray[np.uint8]
    output: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    alpha: NDArray[np.float32]
    room: NDArray[np.bool_]

    def check(self) -> LockReport:
        return check_lock(self.photo, self.output, self.mask, self.alpha, self.room)

    def rules(self) -> set[str]:
        return {finding.rule for finding in self.check().findings}


def staged_picture() -> Picture:
    rng = np.random.default_rng(5)
    photo = np.full((HEIGHT, WIDTH, 3), 190.0)
    photo[120:] = [150, 120, 90]
    photo[120:] += 12 * np.sin(np.arange(WIDTH) / 3)[None, :, None]
    photo[30:90, 200:280] = [235, 240, 250]
    photo[58:62, 200:280] = 90
    photo += rng.normal(0, 0.7, photo.shape)
    photo8 = np.clip(photo, 0, 255).round().astype(np.uint8)
    alpha = np.zeros((HEIGHT, WIDTH), np.float32)
    alpha[110:180, 90:150] = 1
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH]
    gain = 1 - 0.6 * np.exp(-(((xs - 130) / 45.0) ** 2) - ((ys - 175) / 22.0) ** 2)
    lit = np.where(gain < 0.996, gain, 1.0)[..., None]
    out = np.clip(to_srgb(to_linear(photo8) * lit) * 255, 0, 255).round().astype(np.uint8)
    out[alpha > 0] = [180, 40, 30]
    mask = np.where(gain < 0.996, LIGHT, UNTOUCHED).astype(np.uint8)
    out = np.where((mask == UNTOUCHED)[..., None] & (alpha == 0)[..., None], photo8, out)
    mask[alpha > 0] = OBJECT
    return Picture(photo8, out, mask, alpha, np.ones((HEIGHT, WIDTH), bool))


def test_an_honest_picture_passes_and_says_what_it_measured() -> None:
    report = staged_picture().check()
    assert report.findings == ()
    assert report.figures["object_share"] == pytest.approx(70 * 60 / (HEIGHT * WIDTH))
    assert 0.35 < report.figures["gain_min"] < 0.6
    assert report.figures["gain_max"] < 1.02


def test_a_mask_grown_over_the_whole_picture_as_object_is_caught() -> None:
    picture = staged_picture()
    picture.mask[:] = OBJECT
    assert "object_area" in picture.rules()


def test_a_mask_grown_over_the_whole_picture_as_light_is_caught() -> None:
    picture = staged_picture()
    picture.mask[picture.mask == UNTOUCHED] = LIGHT
    assert "grown" in picture.rules()


def test_one_altered_window_is_caught_where_the_mask_says_untouched() -> None:
    picture = staged_picture()
    picture.output[40:50, 210:220] += 1
    assert "untouched" in picture.rules()


def test_one_altered_window_is_caught_where_the_mask_says_light() -> None:
    picture = staged_picture()
    picture.mask[20:100, 190:290] = LIGHT
    shifted = np.roll(picture.photo[30:90, 200:280], 9, axis=0)
    picture.output[30:90, 200:280] = shifted
    assert picture.rules() & {"detail", "flat"}


@pytest.mark.parametrize("levels", [12, -12, 40])
def test_one_added_socket_is_caught_where_the_mask_says_light(levels: int) -> None:
    picture = staged_picture()
    picture.mask[60:110, 20:80] = LIGHT
    plate = picture.output[80:96, 40:56].astype(int) + levels
    picture.output[80:96, 40:56] = np.clip(plate, 0, 255).astype(np.uint8)
    assert "flat" in picture.rules()


def test_a_pixel_changed_by_one_level_outside_the_mask_is_caught() -> None:
    picture = staged_picture()
    picture.output[5, 7, 1] ^= 1
    finding = picture.check().findings[0]
    assert (finding.rule, finding.where) == ("untouched", (7, 5, 1, 1))


def test_a_shadow_darker_than_allowed_is_caught() -> None:
    picture = staged_picture()
    dark = cv2.GaussianBlur((picture.mask == LIGHT).astype(np.float32), (0, 0), 8) > 0.9
    out = to_srgb(to_linear(picture.photo) * 0.1) * 255
    picture.output[dark] = out.round().astype(np.uint8)[dark]
    assert "gain" in picture.rules()


def test_an_object_missing_from_the_mask_is_caught() -> None:
    picture = staged_picture()
    picture.mask[140:160, 100:140] = LIGHT
    assert "object_area" in picture.rules()


def test_an_object_outside_the_room_is_caught() -> None:
    picture = staged_picture()
    picture.room[:, :120] = False
    assert "ground" in picture.rules()


def test_a_picture_of_another_size_is_caught() -> None:
    picture = staged_picture()
    report = check_lock(
        picture.photo, picture.output[:-1], picture.mask, picture.alpha, picture.room
    )
    assert [finding.rule for finding in report.findings] == ["size"]


def test_a_mask_value_without_meaning_is_caught() -> None:
    picture = staged_picture()
    picture.mask[0, 0] = 7
    assert "mask_values" in picture.rules()


def test_a_finding_reads_as_a_sentence() -> None:
    picture = staged_picture()
    picture.output[5, 7, 1] ^= 1
    assert picture.check().findings[0].sentence() == (
        "untouched: measured 1, allowed 0 in 1 x 1 px at 7, 5"
    )
