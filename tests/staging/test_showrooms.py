"""Our own rooms: what they claim to be true is what the pictures show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vetrina.staging.camera import Camera, Estimate
from vetrina.staging.furnishing import Mesh
from vetrina.staging.photo import to_srgb
from vetrina.staging.room import Feature, Room, Wall
from vetrina.staging.showrooms import ROOM_KINDS, design_room, gallery, lens, truth
from vetrina.staging.showrooms.design import RoomDesign, draw_choices, truth_of
from vetrina.staging.showrooms.found import openings_found
from vetrina.staging.showrooms.photograph import Effort, trace
from vetrina.staging.showrooms.plans import RoomKind
from vetrina.staging.showrooms.shapes import WORLD, MeshBuilder
from vetrina.staging.showrooms.surfaces import herringbone, noise, tiles
from vetrina.staging.showrooms.truth import Truth
from vetrina.staging.showrooms.viewpoint import make_camera, plan_walls, rotation, shows_corner


def level_camera(width_px: int = 200, height_px: int = 100, height_m: float = 1.5) -> Camera:
    return Camera(
        width_px, height_px, 100.0, width_px / 2, height_px / 2, rotation(0, 0, 0), height_m
    )


def square_truth(camera: Camera, **more: object) -> Truth:
    """A room 4 m wide and 5 m deep, the camera in the middle of its near wall."""
    floor = np.array([[-2.0, -0.5], [2.0, -0.5], [2.0, 4.5], [-2.0, 4.5]])
    corners = [(float(x), float(y)) for x, y in floor]
    walls = tuple(Wall(a, b, 1.0) for a, b in zip(corners, corners[1:] + corners[:1], strict=True))
    base = Truth(1, "box", camera, None, floor, walls, (), (), 2.5, {})
    return replace(base, **more)  # type: ignore[arg-type]


def understood(real: Truth, camera: Camera | None = None, floor: np.ndarray | None = None) -> Room:
    outline = real.floor if floor is None else floor
    return Room(
        camera=camera or real.camera,
        focal=Estimate(100.0, 1.0, "prior"),
        rotation_sigma_deg=0.1,
        scale=Estimate(1.5, 0.1, "prior"),
        floor=outline,
        walls=real.walls,
        ceiling_m=Estimate(2.75, 0.1, "ceiling"),
        features=(),
        obstacles=(),
        floor_mask=np.zeros((1, 1), dtype=bool),
        floor_agreement=1.0,
    )


def test_a_rotation_reads_back_as_the_angles_it_was_made_of() -> None:
    camera = make_camera((300, 200), 24.0, (31.0, -7.0, 2.0), 1.4)
    assert camera.yaw_deg == pytest.approx(31.0)
    assert camera.pitch_deg == pytest.approx(-7.0)
    assert camera.roll_deg == pytest.approx(2.0)
    assert np.linalg.det(camera.rotation) == pytest.approx(1.0)


def test_twenty_four_millimetres_on_three_to_two_see_seventy_four_degrees() -> None:
    camera = make_camera((300, 200), 24.0, (0.0, 0.0, 0.0), 1.4)
    assert camera.horizontal_fov_deg == pytest.approx(73.74, abs=0.01)
    assert truth.equivalent_mm(camera) == pytest.approx(24.0)


@pytest.mark.parametrize("kind", ROOM_KINDS)
def test_every_kind_of_room_is_counter_clockwise_and_holds_its_camera(kind: RoomKind) -> None:
    for seed in range(4):
        real = truth_of(draw_choices(seed, kind))
        x, y = real.floor[:, 0], real.floor[:, 1]
        area = float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2
        assert area > 8.0
        solid = np.ones(len(real.floor), dtype=bool)
        ways = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
        assert np.isfinite(truth.reach(ways, real.floor, solid)).all()
        assert any(feature.kind == "window" for feature in real.features)


@pytest.mark.parametrize("kind", ROOM_KINDS)
def test_features_lie_on_their_wall_and_do_not_overlap_unless_under_a_window(
    kind: RoomKind,
) -> None:
    for seed in range(6):
        real = truth_of(draw_choices(seed, kind))
        for feature in real.features:
            assert 0 <= feature.u0 < feature.u1 <= real.walls[feature.wall].length_m
            assert 0 <= feature.z0 < feature.z1 <= real.ceiling_m
        for one in real.features:
            for other in real.features:
                if one is other or one.wall != other.wall:
                    continue
                apart = one.u1 <= other.u0 or other.u1 <= one.u0
                stacked = one.z1 <= other.z0 or other.z1 <= one.z0
                assert apart or stacked


def test_the_same_seed_gives_the_same_room() -> None:
    one, other = design_room(5, "bay"), design_room(5, "bay")
    assert [mesh.material for mesh in one.meshes] == [mesh.material for mesh in other.meshes]
    for left, right in zip(one.meshes, other.meshes, strict=True):
        np.testing.assert_array_equal(left.vertices, right.vertices)
    np.testing.assert_array_equal(one.truth.camera.rotation, other.truth.camera.rotation)


def test_every_third_room_of_the_gallery_is_not_a_box() -> None:
    kinds = [gallery.kind_of(seed) for seed in range(96)]
    assert kinds.count("box") == 64
    assert set(kinds) == set(ROOM_KINDS)


def test_a_box_is_closed_and_its_faces_look_outward() -> None:
    build = MeshBuilder()
    build.box("a", (1, 1, 1), (2, 3, 4))
    (mesh,) = build.meshes()
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    volume = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6
    assert volume == pytest.approx(6.0)


def test_a_moulding_mitred_at_both_ends_has_the_volume_of_its_middle_line() -> None:
    build = MeshBuilder()
    profile = np.array([[0, 0], [0, 0.1], [0.2, 0.1], [0.2, 0.0]])
    build.extrude("a", profile, (0.0, 2.0), WORLD, (1.0, 1.0))
    (mesh,) = build.meshes()
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    volume = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6
    assert volume == pytest.approx(0.2 * 0.1 * (2.0 - 0.2))


def test_panes_shine_into_the_room() -> None:
    design = design_room(3, "box")
    sky = next(mesh for mesh in design.meshes if mesh.material == "sky")
    middle = design.truth.floor.mean(axis=0)
    windows = [f for f in design.truth.features if f.kind == "window"]
    facing = 0
    for triangle in sky.faces:
        centre = sky.vertices[triangle].mean(axis=0)[:2]
        facing += bool((middle - centre) @ sky.normals[triangle[0], :2] > 0)
    passages = sum(f.kind == "passage" for f in design.truth.features)
    assert facing >= 2 * len(windows)
    assert len(sky.faces) == 2 * (len(windows) + passages)


def test_noise_has_no_mean_and_unit_deviation_and_meets_itself_at_the_edges() -> None:
    field = noise(np.random.default_rng(1), (64, 64), (6.0, 6.0), 2.0)
    assert field.mean() == pytest.approx(0.0, abs=1e-9)
    assert field.std() == pytest.approx(1.0)
    inner = np.abs(np.diff(field, axis=1)).mean()
    assert np.abs(field[:, 0] - field[:, -1]).mean() < 2 * inner


def test_herringbone_lays_pieces_of_one_size() -> None:
    laying = herringbone(240, 0.1, 4, 1)
    _, counts = np.unique(laying.piece, return_counts=True)
    assert set(counts.tolist()) == {240 * 240 // 16}
    assert laying.along.max() < 0.4
    assert laying.size_m == pytest.approx((0.8, 0.8))


def test_tiles_know_how_far_the_joint_is() -> None:
    laying = tiles(100, 0.5, 0.5, 2)
    assert laying.joint.max() == pytest.approx(0.245)
    assert laying.joint[0, 0] == pytest.approx(0.005)
    assert laying.joint[25, 49] == pytest.approx(0.005)
    assert laying.joint[49, 25] == pytest.approx(0.005)


def test_the_true_floor_overlaps_itself_fully() -> None:
    real = square_truth(level_camera())
    assert truth.floor_iou(understood(real), real) == 1.0


def test_a_floor_seen_half_as_deep_loses_only_what_lies_beyond() -> None:
    camera = Camera(200, 100, 100.0, 100.0, 0.0, rotation(0, 0, 0), 1.5)
    real = square_truth(camera)
    floor = real.floor.copy()
    floor[2:, 1] = 3.0
    # The horizon is the top row; depth y is seen in row 150 / y: 33.3 (4.5 m) or 50 (3 m).
    share = truth.floor_iou(understood(real, floor=floor), real, rows=100)
    uv = truth.picture_grid(camera, 100)
    seen = truth.floor_in_picture(camera, real.floor, real.walls, uv).reshape(100, 200)
    assert not seen[:33].any()
    assert seen[34:, 100].all()
    assert share == pytest.approx(seen[50:].sum() / seen.sum(), abs=0.01)


def test_floor_behind_a_corner_is_not_in_the_picture() -> None:
    # A wall juts in from the right between y = 2 and y = 4.
    outline = [(-2, -1), (2, -1), (2, 2), (0.5, 2), (0.5, 4), (2, 4), (2, 5), (-2, 5)]
    corners = [(float(x), float(y)) for x, y in outline]
    walls = tuple(Wall(a, b, 1.0) for a, b in zip(corners, corners[1:] + corners[:1], strict=True))
    camera = Camera(200, 100, 100.0, 100.0, 0.0, rotation(0, 0, 0), 1.5)
    uv, _ = camera.project(np.array([[0.3, 4.5, 0.0], [1.9, 1.0, 0.0], [1.8, 4.5, 0.0]]))
    seen = truth.floor_in_picture(camera, np.array(corners), walls, uv)
    assert seen.tolist() == [True, True, False]


def test_floor_beyond_an_opening_is_neither_right_nor_wrong() -> None:
    camera = Camera(200, 100, 100.0, 100.0, 0.0, rotation(0, 0, 0), 1.5)
    real = square_truth(camera)
    opened = replace(
        real, walls=(*real.walls[:2], replace(real.walls[2], open=True), real.walls[3])
    )
    farther = real.floor.copy()
    farther[2:, 1] = 9.0
    assert truth.floor_iou(understood(real, floor=farther), real) < 0.95
    assert truth.floor_iou(understood(opened, floor=farther), opened) > 0.99


def test_the_rotation_error_does_not_mind_how_the_walls_are_named() -> None:
    camera = make_camera((300, 200), 24.0, (30.0, -5.0, 1.0), 1.5)
    real = square_truth(camera)
    renamed = make_camera((300, 200), 24.0, (30.0 - 90.0, -5.0, 1.0), 1.5)
    tilted = make_camera((300, 200), 24.0, (30.0, -7.0, 1.0), 1.5)
    assert truth.rotation_error_deg(renamed, real) == pytest.approx(0.0, abs=1e-5)
    assert truth.rotation_error_deg(tilted, real) == pytest.approx(2.0, abs=0.01)


def test_focal_height_and_ceiling_errors_are_relative() -> None:
    real = square_truth(level_camera())
    longer = replace(real.camera, focal_px=110.0)
    assert truth.focal_error(longer, real) == pytest.approx(0.1)
    assert truth.focal_error(longer.resized(100, 50), real) == pytest.approx(0.1)
    assert truth.height_error(understood(real, real.camera.at_height(1.2)), real) == pytest.approx(
        0.2
    )
    assert truth.ceiling_error(understood(real), real) == pytest.approx(0.1)


def test_a_truth_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    design = design_room(8, "bay")
    truth.save(design.truth, tmp_path / "room.json")
    (tmp_path / "room.jpg").write_bytes(lens.to_jpeg(np.full((8, 12, 3), 90, dtype=np.uint8), 90))
    photo, real = truth.load(tmp_path / "room.jpg")
    assert (photo.width, photo.height) == (12, 8)
    assert photo.focal_35mm == design.truth.focal_35mm
    np.testing.assert_array_equal(real.floor, design.truth.floor)
    np.testing.assert_array_equal(real.camera.rotation, design.truth.camera.rotation)
    assert real.walls == design.truth.walls
    assert real.features == design.truth.features
    assert real.obstacles == design.truth.obstacles
    assert real.traits == design.truth.traits


def test_a_straight_lens_leaves_the_picture_where_it_is() -> None:
    light = np.random.default_rng(2).random((24, 36, 3)).astype(np.float32)
    bent = lens.distort(light, lens.Lens(k1=0.0, aberration=0.0), 2)
    np.testing.assert_allclose(bent, light[2:-2, 2:-2], atol=1e-5)


def test_a_barrel_lens_pulls_the_corner_inward_by_its_coefficient() -> None:
    barrel = lens.Lens(k1=-0.05, aberration=0.0)
    size = (300, 200)
    margin = lens.margin_px(barrel, size)
    light = np.zeros((200 + 2 * margin, 300 + 2 * margin, 3), dtype=np.float32)
    half = np.hypot(300, 200) / 2
    light[100 + margin, 150 + margin + 100] = 1.0
    row = lens.distort(light, barrel, margin)[100, :, 1]
    radius = 100.5 / half
    assert int(row.argmax()) == round(150 + half * radius * (1 - 0.05 * radius**2) - 0.5)
    assert margin > 0.05 * half


def test_developing_a_grey_wall_gives_its_code_value() -> None:
    plain = lens.Lens(vignette=0.0, bloom=0.0, noise=0.0, shoulder=0.9)
    light = np.full((20, 30, 3), 0.2, dtype=np.float32)
    pixels = lens.develop(light, plain, 1.0, seed=1)
    assert np.abs(pixels.astype(float) - 255 * to_srgb(light)).max() <= 1.5


def tiny(design: RoomDesign) -> RoomDesign:
    camera = design.truth.camera.resized(120, 80)
    return replace(design, truth=replace(design.truth, camera=camera), sun=None)


@pytest.mark.render
def test_a_traced_room_shows_light_floor_and_furniture_where_they_are() -> None:
    from vetrina.staging.furnishing import Material

    design = tiny(design_room(0, "box"))
    camera = design.truth.camera
    effort = Effort(samples=4, depth=3)
    empty = trace(design, effort)
    assert empty.shape == (80, 120, 3)
    assert empty.min() >= 0
    build = MeshBuilder()
    spot = camera.on_plane(np.array([[60.0, 70.0]]))[0][0]
    build.box("red", (spot[0] - 0.1, spot[1] - 0.1, 0), (spot[0] + 0.1, spot[1] + 0.1, 0.2))
    red = {"red": Material("red", (0.6, 0.02, 0.02))}
    furnished = trace(design, effort, furniture=build.meshes(), extra=red)
    seen = camera.project(np.array([[spot[0], spot[1] - 0.1, 0.1]]))[0][0].astype(int)
    pixel = furnished[seen[1], seen[0]]
    assert pixel[0] > 3 * pixel[1]
    assert np.median(np.abs(furnished - empty)) < 0.1 * np.median(empty)


@pytest.mark.render
def test_every_pane_gives_its_light() -> None:
    design = tiny(design_room(1))
    panes = next(mesh for mesh in design.meshes if mesh.material == "sky")
    rest = tuple(mesh for mesh in design.meshes if mesh.material != "sky")
    count, effort = len(panes.vertices) // 4, Effort(samples=64, depth=4)
    assert count > 1
    light = [
        trace(replace(design, meshes=(*rest, pane)), effort)
        for pane in (panes, *(_pane(panes, index) for index in range(count)))
    ]
    together, alone = light[0].mean(), sum(each.mean() for each in light[1:])
    assert together == pytest.approx(alone, rel=0.1)


def _pane(panes: Mesh, index: int) -> Mesh:
    here = slice(4 * index, 4 * index + 4)
    mine = (panes.faces // 4 == index).all(axis=1)
    return replace(
        panes,
        vertices=panes.vertices[here],
        faces=panes.faces[mine] - 4 * index,
        uv=panes.uv[here],
        normals=panes.normals[here],
    )


def test_walls_of_an_open_plan_leave_one_edge_open() -> None:
    plan = draw_choices(11, "open_plan").plan
    walls = plan_walls(plan)
    assert [wall.open for wall in walls].count(True) == 1
    assert walls[plan.open_edge or 0].open


def test_openings_are_found_where_they_are_and_false_ones_counted() -> None:
    real = square_truth(make_camera((300, 200), 16.0, (0.0, -3.0, 0.0), 1.4))
    window = Feature("window", 2, 1.0, 2.2, 0.9, 2.0, 1.0)
    real = replace(real, features=(window,))
    room = understood(real)
    right = openings_found(replace(room, features=(window,)), real)
    assert right.kinds == (("window", True),)
    assert right.false == ()
    beside = replace(window, kind="door", u0=2.6, u1=3.4, z0=0.0)
    wrong = openings_found(replace(room, features=(beside,)), real)
    assert wrong.kinds == (("window", False),)
    assert wrong.false == ("door",)


@pytest.mark.parametrize("seed", [4, 13, 31, 39])
def test_every_picture_shows_where_two_walls_meet_the_floor(seed: int) -> None:
    choices = draw_choices(seed, "box")
    assert shows_corner(choices.plan, choices.camera)
