"""Meshes and the bodies they are made of: normals, windings, uv, cloth at rest."""

from __future__ import annotations

import numpy as np
import pytest

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit import mesh as meshes
from vetrina.staging.kit.shapes import (
    FIRM,
    LOOSE,
    Block,
    Diamonds,
    along_plan,
    arc_plan,
    board,
    bolster,
    cloth_mesh,
    cylinder,
    deformed,
    drape,
    flat_sheet,
    fringe,
    lathe,
    pad,
    pillow,
    rectangle_section,
    refined,
    rounded_box,
    smooth_path,
    sweep,
    tapered_leg,
    tube,
)


def volume(mesh: Mesh) -> float:
    """Signed volume in cubic metres; positive when every face looks outwards."""
    points = mesh.vertices.astype(np.float64)
    a, b, c = (points[mesh.faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


def open_edges(mesh: Mesh) -> int:
    """How many edges belong to one triangle only, after welding."""
    place = meshes.welded(mesh.vertices.astype(np.float64))[mesh.faces]
    pairs = np.concatenate([place[:, [0, 1]], place[:, [1, 2]], place[:, [2, 0]]])
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    _, count = np.unique(np.sort(pairs, axis=1), axis=0, return_counts=True)
    return int((count == 1).sum())


def agreement(mesh: Mesh) -> float:
    """Share of triangles whose corner normal looks to the same side as the triangle."""
    points = mesh.vertices.astype(np.float64)
    a, b, c = (points[mesh.faces[:, k]] for k in range(3))
    return float(
        (np.einsum("ij,ij->i", np.cross(b - a, c - a), mesh.normals[mesh.faces[:, 0]]) > 0).mean()
    )


def test_a_box_with_hardly_rounded_edges_has_the_volume_of_the_box() -> None:
    assert volume(rounded_box((0.5, 0.4, 0.3), 0.001, "wood")) == pytest.approx(0.06, rel=1e-3)


def test_a_cylinder_has_the_volume_of_a_cylinder() -> None:
    assert volume(cylinder(0.1, 0.3, "wood", bevel=0.0005, sides=96)) == pytest.approx(
        np.pi * 0.01 * 0.3, rel=5e-3
    )


@pytest.mark.parametrize(
    "solid",
    [
        rounded_box((0.5, 0.4, 0.3), 0.02, "wood"),
        cylinder(0.1, 0.3, "wood"),
        board((0, 0, 0), (1, 0, 0.2), 0.1, 0.02, "wood"),
        tapered_leg(0.2, 0.05, 0.03, "wood", lean=(0.03, 0.02))[0],
        tube([[0, 0, 0], [0, 0, 0.5], [0.3, 0, 0.7]], 0.02, "wood"),
        pad((0.6, 0.7, 0.16), "upholstery")[0],
        pad((0.6, 0.7, 0.16), "upholstery", lined=True)[0],
        pillow(0.5, 0.5, 0.16, "cushion_a")[0],
        bolster(0.6, 0.09, "cushion_a")[0],
    ],
    ids=["box", "cylinder", "board", "leg", "tube", "pad", "lined_pad", "pillow", "bolster"],
)
def test_solids_look_outwards(solid: Mesh) -> None:
    assert volume(solid) > 0
    assert agreement(solid) > 0.99


@pytest.mark.parametrize(
    "solid",
    [
        rounded_box((0.5, 0.4, 0.3), 0.02, "wood"),
        cylinder(0.1, 0.3, "wood"),
        board((0, 0, 0), (1, 0, 0.2), 0.1, 0.02, "wood"),
        pad((0.6, 0.7, 0.16), "upholstery", seed=4)[0],
        pad((0.6, 0.7, 0.16), "upholstery", seed=4, lined=True)[0],
    ],
    ids=["box", "cylinder", "board", "pad", "lined_pad"],
)
def test_solids_have_no_holes(solid: Mesh) -> None:
    assert open_edges(solid) == 0


def test_normals_are_unit_vectors() -> None:
    lengths = np.linalg.norm(pad((0.6, 0.7, 0.16), "upholstery", soft=LOOSE)[0].normals, axis=1)
    np.testing.assert_allclose(lengths, 1.0, atol=1e-5)


def test_a_sharp_corner_of_a_profile_keeps_two_normals() -> None:
    drum = lathe([(0.0, 0.0), (0.1, 0.0), (0.1, 0.2), (0.0, 0.2)], "wood", sides=24)
    rim = np.abs(drum.vertices[:, 2] - 0.2) < 1e-6
    rim &= np.hypot(drum.vertices[:, 0], drum.vertices[:, 1]) > 0.09
    steep = np.abs(drum.normals[rim, 2])
    assert sorted(set(np.round(steep, 2).tolist())) == [0.0, 1.0]


def test_the_grain_runs_along_the_longest_side_of_a_board() -> None:
    plank = rounded_box((1.2, 0.2, 0.03), 0.002, "wood")
    top = plank.normals[:, 2] > 0.99
    assert np.ptp(plank.uv[top, 0]) == pytest.approx(1.2, abs=0.01)
    assert np.ptp(plank.uv[top, 1]) == pytest.approx(0.2, abs=0.01)


def test_uv_of_a_tube_counts_metres_along_it() -> None:
    rod = sweep([[0, 0, 0], [0, 0, 0.8]], rectangle_section(0.02, 0.02, 0.002), "wood", caps=False)
    assert np.ptp(rod.uv[:, 0]) == pytest.approx(0.8)
    assert np.ptp(rod.uv[:, 1]) == pytest.approx(0.08, rel=0.05)


def test_a_mirrored_mesh_still_looks_outwards() -> None:
    wedge = tapered_leg(0.2, 0.05, 0.03, "wood", lean=(0.03, 0.02))[0]
    mirrored = meshes.transformed(wedge, meshes.scaling(-1, 1, 1))
    assert volume(mirrored) == pytest.approx(volume(wedge), rel=1e-4)
    assert agreement(mirrored) > 0.99


def test_turns_go_counter_clockwise() -> None:
    x, y = np.array([1.0, 0, 0, 1]), np.array([0, 1.0, 0, 1])
    np.testing.assert_allclose((meshes.turn_z(90) @ x)[:3], [0, 1, 0], atol=1e-12)
    np.testing.assert_allclose((meshes.turn_x(90) @ y)[:3], [0, 0, 1], atol=1e-12)
    np.testing.assert_allclose((meshes.turn_y(90) @ x)[:3], [0, 0, -1], atol=1e-12)


def test_merging_keeps_every_triangle_and_one_mesh_per_slot() -> None:
    parts = [
        rounded_box((0.1, 0.1, 0.1), 0.01, "wood"),
        rounded_box((0.2, 0.1, 0.1), 0.01, "brass"),
        rounded_box((0.3, 0.1, 0.1), 0.01, "wood"),
    ]
    joined = meshes.merged(parts)
    assert [part.material for part in joined] == ["wood", "brass"]
    assert meshes.triangle_count(joined) == meshes.triangle_count(parts)
    assert volume(joined[0]) == pytest.approx(volume(parts[0]) + volume(parts[2]), rel=1e-5)


def test_fitting_fills_the_box_and_stands_on_the_floor() -> None:
    lifted = meshes.moved(rounded_box((0.5, 0.4, 0.3), 0.02, "wood"), meshes.translation(3, 2, 1))
    low, high = meshes.bounds(meshes.fitted(lifted, (0.6, 0.4, 0.2)))
    np.testing.assert_allclose(low, [-0.3, -0.2, 0.0], atol=1e-6)
    np.testing.assert_allclose(high, [0.3, 0.2, 0.2], atol=1e-6)


def test_a_cushion_is_highest_in_its_middle_and_level_at_the_seam() -> None:
    body = pad((0.6, 0.6, 0.15), "upholstery", soft=FIRM)[0]
    middle = np.linalg.norm(body.vertices[:, :2], axis=1) < 0.05
    rim = (np.abs(body.vertices[:, 0]) > 0.265) & (body.normals[:, 2] > 0.9)
    assert body.vertices[middle, 2].max() > body.vertices[rim, 2].max() + 0.003


def test_two_seeds_make_two_cushions_and_one_seed_makes_one() -> None:
    first, again, other = (pad((0.6, 0.6, 0.15), "upholstery", seed=s)[0] for s in (1, 1, 2))
    np.testing.assert_array_equal(first.vertices, again.vertices)
    assert np.abs(first.vertices - other.vertices).max() > 0.002


def test_a_pillow_is_not_a_knife_at_its_seam_and_pulls_its_sides_in() -> None:
    body = pillow(0.5, 0.5, 0.16, "cushion_a", seed=3)[0]
    height = body.vertices[:, 2]
    middle = np.abs(height - 0.25) < 0.02
    lowest = height < 0.02
    assert np.abs(body.vertices[middle, 0]).max() < np.abs(body.vertices[lowest, 0]).max() - 0.01
    assert np.abs(body.vertices[:, 1]).min() > 0.002


def test_buttons_sit_in_the_pits_and_diamonds_rise_between_them() -> None:
    lattice = Diamonds(0.18, 0.20, 0.03)
    spots = lattice.buttons(-0.4, 0.4, -0.3, 0.3)
    np.testing.assert_allclose(lattice.height(spots[:, 0], spots[:, 1]), 0.0, atol=1e-9)
    crown = lattice.height(np.array([0.09]), np.array([0.0]))
    pleat = lattice.height(np.array([0.045]), np.array([0.05]))
    assert crown[0] == pytest.approx(0.03, rel=0.15)
    assert 0.0 < pleat[0] < 0.7 * crown[0]


def test_bending_keeps_lengths_along_the_path() -> None:
    strip = rounded_box((1.0, 0.02, 0.1), 0.001, "wood", spacing=0.02)
    bent = deformed(strip, along_plan(arc_plan(0.6, 1.0)))[0]
    low, high = meshes.bounds([bent])
    assert high[0] - low[0] == pytest.approx(2 * 0.6 * np.sin(0.5 / 0.6), abs=0.02)
    assert volume(bent) == pytest.approx(volume(strip), rel=0.03)


def test_a_closed_smooth_path_comes_back_to_its_start() -> None:
    ring = smooth_path([(1, 0), (0, 1), (-1, 0), (0, -1)], 40, closed=True)
    steps = np.linalg.norm(np.roll(ring, -1, axis=0) - ring, axis=1)
    assert steps.max() < 1.1 * steps.min()


def test_cloth_lies_on_a_block_hangs_at_its_sides_and_never_enters_it() -> None:
    block = Block((0.0, 0.0, 0.25), (0.4, 0.3, 0.25), 0.05)
    start, spacing = flat_sheet(1.3, 1.1, (34, 30), 0.56, seed=1)
    rest = drape(start, spacing, [block], steps=90, gap=0.012)
    on_top = (np.abs(rest[..., 0]) < 0.3) & (np.abs(rest[..., 1]) < 0.2)
    np.testing.assert_allclose(rest[on_top][:, 2], 0.512, atol=0.012)
    assert rest[0, :, 2].max() < 0.42
    inside = (np.abs(rest[..., 0]) < 0.39) & (np.abs(rest[..., 1]) < 0.29) & (rest[..., 2] < 0.47)
    assert not inside.any()
    assert rest[..., 2].min() >= 0.0


def test_cloth_hardly_stretches() -> None:
    block = Block((0.0, 0.0, 0.25), (0.4, 0.3, 0.25), 0.05)
    start, spacing = flat_sheet(1.3, 1.1, (34, 30), 0.56, seed=2)
    rest = drape(start, spacing, [block], steps=90)
    along = np.linalg.norm(np.diff(rest, axis=0), axis=2)
    assert np.median(along) == pytest.approx(spacing[0], rel=0.05)


def test_refining_keeps_the_corners_and_doubles_the_cells() -> None:
    start, _ = flat_sheet(1.0, 0.8, (9, 7), 0.5, seed=3)
    fine = refined(start, 2)
    assert fine.shape == (17, 13, 3)
    np.testing.assert_allclose(fine[[0, 0, -1, -1], [0, -1, 0, -1]],
                               start[[0, 0, -1, -1], [0, -1, 0, -1]], atol=0.01)  # fmt: skip


def test_cloth_that_lies_on_something_has_an_underside_at_its_hem_only() -> None:
    start, spacing = flat_sheet(1.0, 0.8, (21, 17), 0.5)
    whole = cloth_mesh(start, spacing, 0.01, "throw")
    hemmed = cloth_mesh(start, spacing, 0.01, "throw", hem_cells=2)
    assert open_edges(whole) == 0
    assert len(hemmed.faces) < 0.85 * len(whole.faces)


def test_fringe_hangs_outwards_from_its_edge_and_stays_above_the_floor() -> None:
    edge = np.array([[-0.5, 0.0, 0.004], [0.5, 0.0, 0.004]])
    tassels = fringe(edge, np.array([[0, -1.0, 0], [0, -1.0, 0]]), 0.06, "fringe", every=0.02)[0]
    assert tassels.vertices[:, 1].min() == pytest.approx(-0.06, abs=0.02)
    assert tassels.vertices[:, 2].min() >= 0.001 - 1e-6
