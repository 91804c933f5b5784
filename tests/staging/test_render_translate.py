"""Known points and texels must land where the camera says they do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from render_rooms import GREY, box_mesh, centre_of, level_camera

from vetrina.staging.furnishing import Material, Texture
from vetrina.staging.render import translate
from vetrina.staging.render.backend import mitsuba
from vetrina.staging.render.flat import flat_integrator

pytestmark = pytest.mark.render


def shoot(shapes: dict[str, Any], sensor: Any, samples: int = 16) -> NDArray[np.float32]:
    mi = mitsuba()
    scene = mi.load_dict({"type": "scene", **shapes})
    return np.array(mi.render(scene, sensor=sensor, integrator=flat_integrator(), spp=samples))


def lamp(centre: tuple[float, float, float], size: float) -> dict[str, Any]:
    black = mitsuba().load_dict(translate.black_spec())
    shining = translate.rgb_spec((1.0, 1.0, 1.0))
    return {"lamp": translate.shape("lamp", box_mesh(centre, size), black, shining)}


@pytest.mark.parametrize("shift_px", [0.0, 17.0])
def test_a_small_lamp_shines_where_the_camera_projects_it(shift_px: float) -> None:
    camera = level_camera(shift_px=shift_px)
    place = (0.7, 5.0, 0.9)
    image = shoot(lamp(place, 0.04), translate.sensor(camera, (120, 80), 64), 64)
    expected, _ = camera.project(np.array([place]))
    assert centre_of(image) == pytest.approx(tuple(expected[0]), abs=0.5)


def test_a_crop_shows_the_same_pixels_as_the_whole_picture() -> None:
    camera, place = level_camera(shift_px=9.0), (0.7, 5.0, 0.9)
    crop = translate.Crop(70, 30, 40, 30)
    image = shoot(lamp(place, 0.04), translate.sensor(camera, (120, 80), 64, crop), 64)
    u, v = centre_of(image)
    expected, _ = camera.project(np.array([place]))
    assert (u + crop.x, v + crop.y) == pytest.approx(tuple(expected[0]), abs=0.5)


def test_the_first_row_of_a_texture_lies_at_v_zero() -> None:
    texels = np.zeros((2, 2, 3), np.float32)
    texels[0, 1] = 1.0
    corners = np.array([[-1.0, 3.0, 0.4], [1.0, 3.0, 0.4], [1.0, 3.0, 2.4], [-1.0, 3.0, 2.4]])
    wall = translate.quad(corners, np.array([0.0, -1.0, 0.0]), "wall")
    black = mitsuba().load_dict(translate.black_spec())
    spec = translate.texture_spec(Texture(texels, (1.0, 1.0))) | {"filter_type": "nearest"}
    camera = level_camera()
    shapes = {"wall": translate.shape("wall", wall, black, spec)}
    image = shoot(shapes, translate.sensor(camera, (120, 80), 16))
    expected, _ = camera.project(np.array([[0.5, 3.0, 0.9]]))
    assert centre_of(image) == pytest.approx(tuple(expected[0]), abs=0.5)


def test_a_flat_bump_map_leaves_a_vertical_face_as_bright_as_none() -> None:
    mi = mitsuba()
    flat = Texture(np.zeros((16, 16, 1), np.float32), (1.0, 1.0))
    means = []
    for bump in (None, flat):
        material = Material("plaster", (0.5, 0.5, 0.5), roughness=0.9, bump=bump)
        body = mi.load_dict(translate.bsdf_spec(material))
        shapes = {"body": translate.shape("body", box_mesh((0, 3, 1.0), 1.0), body)}
        scene = mi.load_dict({"type": "scene", "sky": {"type": "constant"}, **shapes})
        sensor = translate.sensor(level_camera(), (24, 16), 32)
        path = mi.load_dict({"type": "path", "max_depth": 3, "hide_emitters": True})
        means.append(float(np.array(mi.render(scene, sensor=sensor, integrator=path)).mean()))
    assert means[0] > 0.05
    assert means[1] == pytest.approx(means[0], rel=0.02)


def test_meshes_of_one_material_become_one() -> None:
    merged = translate.merge_by_material(
        [box_mesh((0, 2, 0), 1.0), box_mesh((0, 3, 0), 1.0), box_mesh((0, 4, 0), 1.0, "leg")]
    )
    assert {slot: len(mesh.faces) for slot, mesh in merged.items()} == {"body": 24, "leg": 12}
    assert merged["body"].faces.max() == 47


def test_glass_lets_the_room_show_through_and_cloth_does_not() -> None:
    assert translate.is_see_through(Material("glass", (1.0, 1.0, 1.0), transmission=1.0))
    assert not translate.is_see_through(GREY["body"])
