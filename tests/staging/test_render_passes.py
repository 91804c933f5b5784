"""One grey cube in a small room, rendered with few samples."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from render_rooms import GREY, box_mesh, box_room, level_camera, painted_photo

from vetrina.kernel import Progress, StageReport
from vetrina.staging.camera import Camera
from vetrina.staging.furnishing import Material, Texture
from vetrina.staging.render import PlacedMesh, RenderSettings, estimate_light, render, scene
from vetrina.staging.render.backend import mitsuba
from vetrina.staging.render.passes import Layers
from vetrina.staging.render.tracer import View, trace
from vetrina.staging.render.translate import Crop

pytestmark = pytest.mark.render
SETTINGS = RenderSettings(samples=8, guide_samples=4, ratio_samples=16)


def rendered(
    pieces: list[PlacedMesh], reports: list[StageReport] | None = None, camera: Camera | None = None
) -> Layers:
    camera = camera or level_camera()
    photo, room = painted_photo(camera), box_room(camera)
    light = estimate_light(photo, room)
    heard: list[StageReport] = reports if reports is not None else []

    @contextmanager
    def stages(name: str) -> Iterator[Progress]:
        yield lambda report: heard.append(StageReport(name, report.done))

    return render(photo, room, light, pieces, SETTINGS, stages)


@pytest.fixture(scope="module")
def layers() -> Layers:
    return rendered([PlacedMesh(7, (box_mesh((0.3, 3.0, 0.25), 0.5),), GREY)])


def test_alpha_covers_what_the_camera_projects_the_cube_onto(layers: Layers) -> None:
    assert layers.crop is not None
    alpha = np.zeros((80, 120), np.float32)
    alpha[layers.crop.slices] = layers.alpha
    front, _ = level_camera().project(np.array([[0.05, 2.75, 0.5], [0.55, 2.75, 0.0]]))
    (u0, v0), (u1, v1) = front
    expected = (u1 - u0) * (v1 - v0)
    assert alpha[:, int(u0) + 1 : int(u1)][int(v0) + 1 : int(v1)].min() == 1.0
    assert expected < alpha.sum() < 1.5 * expected


def test_every_solid_pixel_knows_its_piece(layers: Layers) -> None:
    assert set(np.unique(layers.piece[layers.alpha > 0.99])) == {7}
    assert set(np.unique(layers.piece[layers.alpha == 0])) == {-1}


def test_a_grey_cube_is_lit_like_the_room(layers: Layers) -> None:
    solid = layers.alpha > 0.99
    assert layers.albedo[solid].mean() == pytest.approx(0.5, abs=0.01)
    # Walls of code value 150 have a radiance of 0.305; half-white paint shows about 0.6 of that.
    assert 0.08 < layers.colour[solid].mean() < 0.30


def test_the_floor_darkens_at_the_foot_of_the_cube_and_not_far_away(layers: Layers) -> None:
    beside, _ = level_camera().project(np.array([[-0.04, 3.1, 0.0], [-1.6, 3.2, 0.0]]))
    (u, v), (far_u, far_v) = np.floor(beside).astype(int)
    assert layers.ratio[v, u].mean() < 0.92
    assert layers.ratio[far_v, far_u].mean() == 1.0


def test_a_bare_wall_has_no_specks_beside_a_cube() -> None:
    camera = level_camera(480, 320)
    # So near to the wall that the light of the wall may change far around.
    found = rendered([PlacedMesh(0, (box_mesh((0.0, 3.4, 0.6), 1.0),), GREY)], camera=camera)
    back = camera.project(np.array([[-1.9, 4.0, 2.3], [1.9, 4.0, 0.1]]))[0]
    (left, top), (right, bottom) = np.round(back).astype(int)
    here = slice(top, bottom), slice(left, right)
    bare = found.ratio[here][found.ratio_valid[here] > 0]
    assert bare.min() < 0.9
    assert np.percentile(bare, 99.9) < 1.02


def test_no_furniture_gives_no_layers() -> None:
    empty = rendered([])
    assert empty.crop is None
    assert empty.ratio.min() == empty.ratio.max() == 1.0


def test_a_lace_panel_covers_as_much_as_its_holes_leave() -> None:
    holes = Texture(np.full((4, 4, 1), 0.4, np.float32), (1.0, 1.0))
    lace = {"body": Material("lace", (0.7, 0.7, 0.7), opacity=holes, two_sided=True)}
    layers = rendered([PlacedMesh(0, (box_mesh((0.0, 3.0, 0.5), 0.6),), lace)])
    inside = layers.albedo.max(axis=2) > 0.6
    # Two sheets, front and back, each stops 0.4 of the light: 1 - 0.6 * 0.6.
    assert np.median(layers.alpha[inside]) == pytest.approx(0.64, abs=0.12)


def test_progress_names_the_passes_and_ends_at_one() -> None:
    reports: list[StageReport] = []
    rendered([PlacedMesh(0, (box_mesh((0.0, 3.0, 0.25), 0.4),), GREY)], reports)
    assert list(dict.fromkeys(report.stage for report in reports)) == [
        "rendering furniture",
        "rendering shadows",
    ]
    for name in ("rendering furniture", "rendering shadows"):
        done = [report.done for report in reports if report.stage == name]
        assert done == sorted(done)
    assert reports[-1].done == pytest.approx(1.0)


def test_walls_turned_black_give_nothing_back_and_afterwards_do_again() -> None:
    camera = level_camera()
    light = estimate_light(painted_photo(camera), box_room(camera))
    room = scene.room_shapes(light)
    lit, view = scene.lit_scene(room, {}), View(camera, (120, 80), Crop(20, 5, 80, 20))
    paths = mitsuba().load_dict({"type": "path", "max_depth": 3, "rr_depth": 4})
    seen = []
    for albedo in (scene.WALL_ALBEDO, 0.0, scene.WALL_ALBEDO):
        scene.set_wall_albedo(room, albedo)
        seen.append(float(trace(lit, paths, view, 16, 1)[..., :3].sum()))
    assert seen[1] < 0.999 * seen[0]
    assert seen[2] == pytest.approx(seen[0], rel=1e-4)
