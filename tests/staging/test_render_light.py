"""The light of a room as told from its photo."""

from __future__ import annotations

import numpy as np
import pytest
from render_rooms import CEILING_M, box_room, level_camera, painted_photo

from vetrina.staging.photo import Photo, to_linear
from vetrina.staging.render.light import estimate_illuminant, estimate_light
from vetrina.staging.render.shell import TEXEL_M, build_shell, fill_unseen, look_up


def test_the_shell_has_a_face_for_every_wall_the_floor_and_the_ceiling() -> None:
    shell = build_shell(box_room(level_camera()))
    assert [face.kind for face in shell.faces] == ["wall"] * 4 + ["ceiling", "floor"]
    assert sorted(face.wall for face in shell.faces if face.wall is not None) == [0, 1, 2, 3]
    assert shell.ceiling_m == CEILING_M


def test_a_room_that_ends_before_the_camera_is_closed_behind_it() -> None:
    room = box_room(level_camera())
    room.floor[:2, 1] = 1.5
    outline = build_shell(room).outline
    assert outline[:, 1].min() < -2.0
    assert outline[:, 1].max() == pytest.approx(4.0, abs=0.05)


def test_a_wall_texel_takes_the_colour_of_its_pixel() -> None:
    camera = level_camera()
    room = box_room(camera)
    shell = build_shell(room)
    back = next(face for face in shell.faces if face.wall == 2)
    uv, _ = camera.project(np.array([[0.52, 4.0, 1.52]]))
    pixels = np.zeros((80, 120, 3), np.uint8)
    pixels[int(uv[0, 1]), int(uv[0, 0])] = 255
    radiance, seen = look_up(back, shell, camera, to_linear(pixels))
    row, column = np.unravel_index(radiance.sum(axis=2).argmax(), seen.shape)
    place = back.points(seen.shape)[row, column]
    assert place == pytest.approx([0.52, 4.0, 1.52], abs=0.06)


def test_what_is_unseen_goes_on_from_what_is_seen() -> None:
    radiance = np.full((20, 40, 3), 0.6, np.float32)
    seen = np.zeros((20, 40), bool)
    seen[:, :20] = True
    radiance[~seen] = 0
    filled = fill_unseen(radiance, seen, np.full(3, 0.2, np.float32), reach_m=0.3)
    assert filled[10, 10, 0] == pytest.approx(0.6)
    assert 0.5 < filled[10, 21, 0] < 0.6
    assert filled[10, 19 + round(0.3 / TEXEL_M), 0] == pytest.approx(0.4, abs=0.03)
    assert 0.2 < filled[10, 39, 0] < 0.42


def test_warm_light_is_told_from_what_is_bright() -> None:
    pixels = np.tile(np.array([[[220, 190, 150]]], np.uint8), (40, 60, 1))
    red, green, blue = estimate_illuminant(to_linear(pixels))
    assert red > green > blue
    assert (red + green + blue) / 3 == pytest.approx(1.0)


def test_the_floor_answers_with_the_light_that_the_photo_shows() -> None:
    camera = level_camera()
    photo = painted_photo(camera)
    light = estimate_light(photo, box_room(camera))
    _, seen = look_up(light.shell.floor, light.shell, camera, to_linear(photo.pixels))
    albedo = float(np.mean(light.floor_albedo[seen]))
    shown = float(to_linear(photo.pixels)[-1, 60, 0])
    # Means of albedo and of light are only near the light at one place.
    assert albedo * float(light.irradiance[0]) / np.pi == pytest.approx(shown, rel=0.2)


def test_a_dim_photo_gives_dim_light() -> None:
    camera = level_camera()
    bright = estimate_light(painted_photo(camera, 200, 150), box_room(camera))
    dim_photo = Photo((painted_photo(camera, 200, 150).pixels // 2).astype(np.uint8))
    dim = estimate_light(dim_photo, box_room(camera))
    assert float(dim.irradiance.mean()) < 0.4 * float(bright.irradiance.mean())
