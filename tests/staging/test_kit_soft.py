"""Sofas, chairs, beds, rugs and curtains as meshes: size, soundness, ease, variety."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from vetrina.staging import kit
from vetrina.staging.furnishing import Mesh, PieceInfo
from vetrina.staging.kit.pieces import (
    armchairs,
    armchairs_framed,
    beds,
    beds_wood,
    curtains,
    desk_chairs,
    dining_chairs,
    dining_chairs_wood,
    ottomans,
    rugs,
    sofas,
    sofas_classic,
    sofas_lounge,
    stools,
)
from vetrina.staging.kit.pieces.bedding import Look, Mattress, dressed
from vetrina.staging.kit.pieces.curtains import hanging
from vetrina.staging.kit.pieces.rugs import carpet
from vetrina.staging.kit.recipe import BuildContext, PieceRecipe

SOFT_ROLES = (
    "sofa",
    "loveseat",
    "sectional",
    "daybed",
    "chaise",
    "armchair",
    "lounge_chair",
    "ottoman",
    "bench",
    "dining_chair",
    "desk_chair",
    "stool",
    "bed",
    "rug",
    "curtains",
)
SOFT = [info for info in kit.every_piece() if info.role in SOFT_ROLES]
RECIPES = [
    *sofas.PIECES,
    *sofas_lounge.PIECES,
    *sofas_classic.PIECES,
    *armchairs.PIECES,
    *armchairs_framed.PIECES,
    *dining_chairs.PIECES,
    *dining_chairs_wood.PIECES,
    *desk_chairs.PIECES,
    *ottomans.PIECES,
    *stools.PIECES,
    *beds.PIECES,
    *beds_wood.PIECES,
    *rugs.PIECES,
    *curtains.PIECES,
]
MOST_TRIANGLES = 60_000


def box(meshes: list[Mesh]) -> tuple[np.ndarray, np.ndarray]:
    points = np.concatenate([mesh.vertices for mesh in meshes])
    return points.min(axis=0), points.max(axis=0)


def slot(meshes: list[Mesh], name: str) -> Mesh:
    return next(mesh for mesh in meshes if mesh.material == name)


def test_there_are_more_than_thirty_four_soft_silhouettes_of_every_role() -> None:
    assert len(SOFT) >= 34
    assert {info.role for info in SOFT} == set(SOFT_ROLES)


@pytest.mark.parametrize("info", SOFT, ids=lambda info: info.id)
def test_a_soft_piece_fills_exactly_the_box_that_the_catalogue_states(info: PieceInfo) -> None:
    low, high = box(kit.build(info.id, info.styles[0], variant=1))
    np.testing.assert_allclose(high - low, info.size_m, atol=0.01)
    np.testing.assert_allclose((low + high)[:2] / 2, 0.0, atol=0.005)
    assert low[2] == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize("info", SOFT, ids=lambda info: info.id)
def test_meshes_of_a_soft_piece_are_sound_and_name_known_slots(info: PieceInfo) -> None:
    meshes = kit.build(info.id, info.styles[0], variant=1)
    assert len({mesh.material for mesh in meshes}) == len(meshes)
    for mesh in meshes:
        assert mesh.material in kit.SLOTS
        assert mesh.vertices.dtype == mesh.uv.dtype == mesh.normals.dtype == np.float32
        assert mesh.faces.dtype == np.int32
        assert mesh.faces.min() >= 0
        assert mesh.faces.max() < len(mesh.vertices) == len(mesh.uv) == len(mesh.normals)
        assert np.isfinite(mesh.vertices).all()
        assert np.isfinite(mesh.uv).all()
        np.testing.assert_allclose(np.linalg.norm(mesh.normals, axis=1), 1.0, atol=1e-3)


@pytest.mark.parametrize("info", SOFT, ids=lambda info: info.id)
def test_a_soft_piece_stays_within_its_budget_of_triangles(info: PieceInfo) -> None:
    count = sum(len(mesh.faces) for mesh in kit.build(info.id, info.styles[0], variant=1))
    assert 2_000 < count <= MOST_TRIANGLES


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.info.id)
def test_the_same_variant_of_a_soft_piece_is_the_same_bit_for_bit(recipe: PieceRecipe) -> None:
    context = BuildContext(recipe.info.styles[0], recipe.info.size_m, 3)
    for one, again in zip(recipe.build(context), recipe.build(context), strict=True):
        np.testing.assert_array_equal(one.vertices, again.vertices)
        np.testing.assert_array_equal(one.faces, again.faces)


@pytest.mark.parametrize(
    "piece_id", ["sofa_track_arm", "armchair_wingback", "bed_channel", "curtains_pleated"]
)
def test_another_variant_lies_and_hangs_differently(piece_id: str) -> None:
    style = kit.piece(piece_id).styles[0]
    one, other = (kit.build(piece_id, style, variant=seed) for seed in (1, 2))
    furthest = max(
        float(np.abs(a.vertices - b.vertices).max())
        for a, b in zip(one, other, strict=True)
        if a.vertices.shape == b.vertices.shape
    )
    assert furthest > 0.004


@pytest.mark.parametrize("info", [i for i in SOFT if i.seats], ids=lambda info: info.id)
def test_seats_have_the_size_that_people_sit_on(info: PieceInfo) -> None:
    width, depth, height = info.size_m
    assert width / info.seats >= 0.40
    assert 0.33 <= depth <= 1.75
    assert 0.40 <= height <= 1.20


@pytest.mark.parametrize(
    "info", [i for i in SOFT if i.role in ("sofa", "armchair", "dining_chair")], ids=lambda i: i.id
)
def test_the_front_of_a_seat_faces_minus_y(info: PieceInfo) -> None:
    points = np.concatenate([m.vertices for m in kit.build(info.id, info.styles[0], variant=1)])
    middle = np.abs(points[:, 0]) < 0.3 * info.size_m[0]
    high = points[middle & (points[:, 2] > 0.85 * info.size_m[2])]
    assert high[:, 1].mean() > 0.1 * info.size_m[1]


def test_the_leading_pattern_lies_once_on_a_rug_with_its_long_side_along_u() -> None:
    wide = slot(
        kit.build("rug_fringed", "classic_elegance", size_m=(3.0, 2.0, 0.011)), "rug_picture_a"
    )
    deep = slot(
        kit.build("rug_fringed", "classic_elegance", size_m=(2.0, 3.0, 0.011)), "rug_picture_a"
    )
    for mesh, axis in ((wide, 0), (deep, 1)):
        assert mesh.uv.min() >= -1e-6
        assert mesh.uv.max() <= 1 + 1e-6
        run = np.corrcoef(mesh.vertices[:, axis], mesh.uv[:, 0])[0, 1]
        assert run > 0.99


def test_a_rug_made_to_measure_takes_the_measure() -> None:
    low, high = box(kit.build("rug_bordered", "modern_luxury", size_m=(2.4, 1.7, 0.012)))
    np.testing.assert_allclose(high - low, (2.4, 1.7, 0.012), atol=1e-4)


def test_pile_is_highest_inside_and_rounds_down_at_the_edge() -> None:
    pile = carpet(2.0, 1.5, 0.02, "rug_pile", seed=1)[0].vertices
    edge = np.abs(np.abs(pile[:, 1]) - 0.75) < 1e-3
    field = (np.abs(pile[:, 1]) < 0.6) & (np.abs(pile[:, 0]) < 0.8)
    assert pile[edge, 2].mean() < 0.6 * pile[field, 2].mean()
    assert np.ptp(pile[field, 2]) > 0.0003


def test_curtains_made_to_measure_reach_from_floor_to_rod() -> None:
    low, high = box(kit.build("curtains_wave_sheer", "modern_luxury", size_m=(3.1, 0.2, 2.7)))
    np.testing.assert_allclose(high - low, (3.1, 0.2, 2.7), atol=1e-4)


def test_a_curtain_has_the_folds_it_was_given() -> None:
    panel = hanging(0.6, 2.4, 6, 0.10, "curtain", np.random.default_rng(1))
    row = panel.vertices.reshape(6 * 12 + 1, 26, 3)[:, 13, 1]
    assert int((np.diff(np.sign(row)) != 0).sum()) in range(10, 14)
    assert np.ptp(panel.uv[:, 0]) > 0.75


def test_a_duvet_lies_on_its_mattress_and_hangs_over_the_sides() -> None:
    context = BuildContext("modern_luxury", (1.9, 2.2, 1.2), 1)
    bed = Mattress(width=1.6, length=2.0, top=0.55, head_y=1.0)
    duvet = next(m for m in dressed(context, bed, Look(throw=None)) if m.material == "duvet")
    on_top = (np.abs(duvet.vertices[:, 0]) < 0.6) & (np.abs(duvet.vertices[:, 1]) < 0.2)
    on_top &= duvet.normals[:, 2] > 0.5
    assert duvet.vertices[on_top, 2].min() > 0.55
    assert duvet.vertices[on_top, 2].max() < 0.64
    beside = np.abs(duvet.vertices[:, 0]) > 0.80
    assert duvet.vertices[beside, 2].min() < 0.42


@pytest.mark.parametrize("seed", range(6))
def test_no_quilt_comes_through_the_throw_on_it(seed: int) -> None:
    context = BuildContext("classic_elegance", (1.9, 2.2, 1.2), seed)
    bed = Mattress(width=1.6, length=2.0, top=0.55, head_y=1.0)
    made = dressed(context, bed, Look())
    quilt, throw = slot(made, "duvet"), slot(made, "throw")
    upper = throw.vertices[(throw.normals[:, 2] > 0.5) & (np.abs(throw.vertices[:, 0]) < 0.7)]
    low, high = upper[:, 1].min() + 0.15, upper[:, 1].max() - 0.15
    under = quilt.vertices[
        (np.abs(quilt.vertices[:, 0]) < 0.6)
        & (quilt.vertices[:, 1] > low)
        & (quilt.vertices[:, 1] < high)
    ]
    away, which = cKDTree(upper[:, :2]).query(under[:, :2])
    assert np.count_nonzero(away < 0.02) > 50
    assert (under[:, 2] - upper[which, 2])[away < 0.02].max() < 0.0


@pytest.mark.parametrize("seed", range(3))
def test_a_throw_ends_above_the_sides_of_the_bed(seed: int) -> None:
    context = BuildContext("classic_elegance", (1.9, 2.2, 1.2), seed)
    bed = Mattress(width=1.6, length=2.0, top=0.55, head_y=1.0)
    throw = slot(dressed(context, bed, Look(drop=0.15)), "throw")
    assert throw.vertices[:, 2].min() > 0.55 - 0.15


def test_a_throw_follows_the_sofa_it_lies_on() -> None:
    meshes = kit.build("sofa_track_arm", "modern_luxury", variant=1)
    throw = slot(meshes, "throw").vertices
    seat = throw[np.abs(throw[:, 1] + 0.1) < 0.12]
    assert 0.40 < np.median(seat[:, 2]) < 0.56
    assert throw[:, 2].max() > 0.80
    assert throw[throw[:, 1] < -0.45][:, 2].min() < 0.36
