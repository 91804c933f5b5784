"""Tables, cabinets, lamps, plants, pictures and small things, as meshes."""

from __future__ import annotations

import numpy as np
import pytest

from vetrina.staging import kit
from vetrina.staging.furnishing import Mesh, PieceInfo
from vetrina.staging.kit.pieces.joinery import knife_edge, plate, rectangle, reeded, soft_edge
from vetrina.staging.kit.pieces.objects import book_row, vessel

SOFT_ROLES = frozenset(
    {
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
    }
)
HARD = [info for info in kit.every_piece() if info.role not in SOFT_ROLES]
GROWN = ("plant", "decor", "bookcase", "display_cabinet", "bar_cart")


def box(meshes: list[Mesh]) -> tuple[np.ndarray, np.ndarray]:
    points = np.concatenate([mesh.vertices for mesh in meshes])
    return points.min(axis=0), points.max(axis=0)


@pytest.mark.parametrize("info", HARD, ids=lambda info: info.id)
def test_a_piece_fills_exactly_the_box_that_the_catalogue_states(info: PieceInfo) -> None:
    low, high = box(kit.build(info.id, info.styles[0], variant=1))
    np.testing.assert_allclose(high - low, info.size_m, atol=0.01)
    np.testing.assert_allclose((low + high)[:2] / 2, 0.0, atol=0.005)
    assert low[2] == pytest.approx(0.0, abs=0.002)


@pytest.mark.parametrize("info", HARD, ids=lambda info: info.id)
def test_meshes_are_sound_and_name_known_slots(info: PieceInfo) -> None:
    meshes = kit.build(info.id, info.styles[0], variant=1)
    assert len({mesh.material for mesh in meshes}) == len(meshes)
    for mesh in meshes:
        assert mesh.material in kit.SLOTS
        assert mesh.vertices.dtype == mesh.uv.dtype == mesh.normals.dtype == np.float32
        assert mesh.faces.dtype == np.int32
        assert mesh.faces.min() >= 0
        assert mesh.faces.max() < len(mesh.vertices)
        assert np.isfinite(mesh.vertices).all()
        assert np.isfinite(mesh.uv).all()
        used = np.unique(mesh.faces)
        lengths = np.linalg.norm(mesh.normals[used], axis=1)
        np.testing.assert_allclose(lengths, 1.0, atol=1e-3)
    assert sum(len(mesh.faces) for mesh in meshes) <= 130_000


@pytest.mark.parametrize("info", HARD, ids=lambda info: info.id)
def test_slots_that_hold_one_picture_have_uv_between_zero_and_one(info: PieceInfo) -> None:
    for mesh in kit.build(info.id, info.styles[0], variant=1):
        if mesh.material in kit.UNIT_SLOTS:
            assert mesh.uv.min() >= -0.01, mesh.material
            assert mesh.uv.max() <= 1.01, mesh.material


@pytest.mark.parametrize("info", [i for i in HARD if i.role in GROWN], ids=lambda info: info.id)
def test_the_same_variant_is_the_same_piece_bit_for_bit(info: PieceInfo) -> None:
    from vetrina.staging.kit import catalogue

    first = kit.build(info.id, info.styles[0], variant=4)
    catalogue._built.cache_clear()
    again = kit.build(info.id, info.styles[0], variant=4)
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a.vertices, b.vertices)
        np.testing.assert_array_equal(a.uv, b.uv)


@pytest.mark.parametrize("piece_id", ["plant_olive", "bookcase_cornice", "decor_vase_branches"])
def test_another_variant_is_another_plant_or_shelf(piece_id: str) -> None:
    style = kit.piece(piece_id).styles[0]
    one, other = (
        sum(float(np.abs(m.vertices).sum()) for m in kit.build(piece_id, style, variant=v))
        for v in (1, 2)
    )
    assert one != other


def test_a_plate_faces_outwards_everywhere() -> None:
    mesh = plate(rectangle(1.2, 0.6), soft_edge(0.03), "wood")
    a, b, c = (mesh.vertices[mesh.faces[:, k]].astype(np.float64) for k in range(3))
    volume = float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)
    assert volume == pytest.approx(1.2 * 0.6 * 0.03, rel=0.02)


def test_a_knife_edge_is_wider_above_than_below() -> None:
    mesh = plate(rectangle(1.0, 0.5), knife_edge(0.04), "wood")
    points = mesh.vertices
    below = float(np.ptp(points[points[:, 2] < 1e-6][:, 0]))
    above = float(np.ptp(points[points[:, 2] > 0.03][:, 0]))
    assert above - below == pytest.approx(0.09, abs=0.002)


def test_sharp_corners_of_a_plate_keep_flat_sides() -> None:
    mesh = plate(rectangle(1.0, 0.5), [[(0.0, 0.0), (0.0, 0.2)]], "wood")
    assert (np.abs(mesh.normals).max(axis=1) > 0.999).all()


def test_reeds_look_to_the_front() -> None:
    face = reeded(0.4, 0.6, "wood")
    assert (face.normals[:, 1] < 0.05).all()
    assert face.vertices[:, 1].min() < -0.005


def test_books_stand_side_by_side_within_their_shelf() -> None:
    row = book_row(np.random.default_rng(3), 0.5, 0.28, 0.2)
    low, high = box(row)
    assert low[0] >= -0.002
    assert high[0] <= 0.62
    assert high[2] <= 0.29
    assert low[2] == pytest.approx(0.0, abs=0.012)


def test_a_vessel_is_hollow() -> None:
    pot = vessel("moon", 0.2, 0.2, "ceramic")
    inward = (pot.normals[:, :2] * pot.vertices[:, :2]).sum(axis=1) < -1e-4
    assert inward.sum() > 0.25 * len(pot.vertices)


def test_hung_pieces_have_a_height_to_hang_at_and_lie_flat() -> None:
    for info in HARD:
        if info.mount == "wall":
            assert 0.5 < info.hang_height_m < 2.0, info.id
            assert info.size_m[1] <= 0.06, info.id
