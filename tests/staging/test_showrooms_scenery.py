"""The garden before the demo's windows: one view, the horizon at the height of the eye."""

from __future__ import annotations

import numpy as np
import pytest

from vetrina.staging.showrooms import pictures
from vetrina.staging.showrooms.design import build_room
from vetrina.staging.showrooms.scenery import HIGH_TAN, garden, with_garden


def test_the_sky_is_brighter_than_the_lawn_and_the_lawn_is_green() -> None:
    view = garden(np.random.default_rng(1), np.array([0.92, 0.98, 1.08]))
    high = len(view)
    sky, lawn = view[: high // 3].mean(axis=(0, 1)), view[-high // 3 :].mean(axis=(0, 1))
    assert sky.min() > 4 * lawn.max()
    assert lawn[1] > lawn[0]
    assert lawn[1] > lawn[2]
    assert view.min() >= 0


def test_the_same_seed_grows_the_same_garden() -> None:
    sky = np.ones(3)
    one = garden(np.random.default_rng([3, 5]), sky)
    np.testing.assert_array_equal(one, garden(np.random.default_rng([3, 5]), sky))


def test_panes_show_the_horizon_at_the_height_of_the_camera() -> None:
    plain = build_room(pictures.long_hall(240))
    design = with_garden(plain, 12)
    eye = design.truth.camera.height_m
    panes = [m for m in design.meshes if m.material == "sky"]
    assert len(panes) == len([m for m in plain.meshes if m.material == "sky"])
    for pane in panes:
        rise = (pane.vertices[:, 2] - eye) / np.hypot(pane.vertices[:, 0], pane.vertices[:, 1])
        assert pane.uv[:, 1] == pytest.approx(0.5 - rise / (2 * HIGH_TAN), abs=1e-4)


@pytest.mark.parametrize("name", sorted(pictures.ROOMS))
def test_every_picture_ships_with_its_truth(name: str) -> None:
    assert (pictures.FOLDER / f"{name}.jpg").stat().st_size > 50_000
    assert (pictures.FOLDER / f"{name}.json").is_file()
