"""Grain, sharpness and highlights are measured from the photo and laid on the furniture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vetrina.staging.composite import match


def picture(blur_px: float, noise: float) -> NDArray[np.uint8]:
    v, u = np.mgrid[0:240, 0:320]
    plain = np.where(((u // 80) + (v // 60)) % 2 == 0, 190.0, 70.0)
    plain = cv2.GaussianBlur(plain, (0, 0), blur_px)
    plain = plain + np.random.default_rng(1).normal(0, noise, plain.shape)
    return np.repeat(np.clip(np.round(plain), 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def test_the_blur_of_an_edge_is_measured() -> None:
    assert match.measure_blur(picture(1.2, 0.3)) == pytest.approx(1.2, abs=0.25)
    assert match.measure_blur(picture(0.6, 0.3)) == pytest.approx(0.6, abs=0.25)


def test_the_noise_of_a_photo_is_measured() -> None:
    assert match.measure_grain(picture(1.0, 3.0)).sigma.min() == pytest.approx(2.9, abs=0.4)
    assert match.measure_grain(picture(1.0, 0.1)).sigma.mean() < 0.6


def test_grain_has_the_strength_that_was_measured() -> None:
    grain = match.Grain(np.full(match.BINS, 2.0, np.float32), 0.0, 0.6)
    noise = match.draw_grain(np.full((200, 300, 3), 128, np.float32), grain, seed=4)
    assert noise.std() == pytest.approx(2.0, rel=0.05)
    assert np.array_equal(noise[..., 0], noise[..., 1])


def test_highlights_bend_and_never_reach_white() -> None:
    light = np.array([0.2, match.KNEE, 1.0, 4.0], np.float32)
    bent = match.bend_highlights(light)
    assert bent[:2] == pytest.approx([0.2, match.KNEE])
    assert match.KNEE < bent[2] < 1.0
    assert bent[2] < bent[3] <= 1.0


def test_a_sharp_photo_leaves_the_render_as_it_is() -> None:
    layer = np.random.default_rng(0).random((20, 20, 4), dtype=np.float32)
    assert match.soften(layer, match.RENDER_BLUR_PX) is layer
    assert match.soften(layer, 1.5).std() < 0.5 * layer.std()
