"""What the kit is made of: every slot in every style, plausible, seamless, the same every time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from vetrina.staging import kit
from vetrina.staging.furnishing import Material, StyleId, Texture
from vetrina.staging.kit.textures import pictures, rugs, skin, stone, weave, wood
from vetrina.staging.kit.textures.colours import linear
from vetrina.staging.kit.textures.noise import cells, cloud

STYLES: tuple[StyleId, ...] = ("modern_luxury", "classic_elegance", "contemporary_chic")


def mean_colour(material: Material) -> np.ndarray:
    colour = material.colour
    if isinstance(colour, Texture):
        return np.asarray(colour.pixels.reshape(-1, 3).mean(axis=0))
    return np.array(colour)


def seam_to_grain(texture: np.ndarray, axis: int) -> float:
    """Mean step over the seam of a repeating texture against the mean step inside it."""
    steps = np.abs(np.diff(texture, axis=axis)).mean()
    first, last = np.take(texture, 0, axis), np.take(texture, -1, axis)
    return float(np.abs(first - last).mean() / max(steps, 1e-12))


def test_the_three_styles_are_called_and_described_as_required() -> None:
    assert [(s.id, s.name, s.description, s.sort_order) for s in kit.STYLES.values()] == [
        (
            "modern_luxury",
            "Modern Luxury",
            "Clean lines, premium materials, sophisticated neutrals",
            1,
        ),
        (
            "classic_elegance",
            "Classic Elegance",
            "Timeless pieces, rich textures, traditional luxury",
            2,
        ),
        (
            "contemporary_chic",
            "Contemporary Chic",
            "Current design trends, designer pieces, editorial styling",
            3,
        ),
    ]


def check_ranges(slot: str, material: Material) -> None:
    shares = (material.metallic, material.specular, material.sheen, material.clearcoat)
    assert all(0.0 <= share <= 1.0 for share in shares), slot
    for texture in (material.colour, material.roughness, material.bump, material.opacity):
        if isinstance(texture, Texture):
            assert texture.pixels.dtype == np.float32, slot
            assert texture.pixels.ndim == 3, slot
            assert np.isfinite(texture.pixels).all(), slot
            assert min(texture.size_m) > 0.0, slot
    if material.bump is not None:
        assert material.bump.pixels.shape[2] == 1, slot
        assert float(np.ptp(material.bump.pixels)) < 0.008, slot


@pytest.mark.parametrize("style", STYLES)
def test_every_slot_resolves_and_reflects_between_coal_and_a_white_wall(style: StyleId) -> None:
    assert set(kit.materials(style)) == set(kit.SLOTS)
    for slot, finish in kit.STYLES[style].finishes.items():
        material = finish()
        check_ranges(slot, material)
        if material.metallic == 0 and material.transmission == 0:
            assert 0.01 <= mean_colour(material).max() <= 0.75, slot


@pytest.mark.parametrize(
    "slot", ["upholstery", "upholstery_accent", "wood", "rug_picture_a", "artwork_abstract_a"]
)
def test_the_styles_differ_in_their_leading_cloth_and_wood(slot: str) -> None:
    means = [mean_colour(kit.STYLES[style].finishes[slot]()) for style in STYLES]
    for a, b in ((0, 1), (0, 2), (1, 2)):
        assert np.abs(means[a] - means[b]).max() > 0.02


def test_a_material_is_made_once_and_kept() -> None:
    materials = kit.materials("modern_luxury")
    assert materials["black_steel"] is materials["black_steel"]


@pytest.mark.parametrize(
    "texture",
    [
        lambda: weave.linen().tone,
        lambda: weave.boucle().tone,
        lambda: weave.velvet().tone,
        lambda: weave.chenille().tone,
        lambda: weave.herringbone().tone,
        lambda: wood.plank("walnut").colour,
        lambda: stone.marble("calacatta").colour,
        lambda: stone.travertine().colour,
        lambda: skin.leather("#6b4d38")[0],
        lambda: cells(256, 400, 5)[0],
        lambda: cloud(256, 5),
    ],
    ids=[
        "linen",
        "boucle",
        "velvet",
        "chenille",
        "herringbone",
        "walnut",
        "marble",
        "travertine",
        "leather",
        "cells",
        "cloud",
    ],
)
def test_textures_repeat_without_a_seam(texture: Callable[[], np.ndarray]) -> None:
    assert seam_to_grain(texture(), 0) < 1.8
    assert seam_to_grain(texture(), 1) < 1.8


def test_the_grain_of_wood_runs_along_u() -> None:
    colour = wood.plank("oak").colour.mean(axis=2)
    along = np.abs(np.diff(colour, axis=1)).mean()
    across = np.abs(np.diff(colour, axis=0)).mean()
    assert along < 0.6 * across


def test_a_texture_is_the_same_every_time() -> None:
    first = wood.plank("walnut", 7).colour.copy()
    wood.plank.cache_clear()
    cloud.cache_clear()
    np.testing.assert_array_equal(wood.plank("walnut", 7).colour, first)


def test_threads_are_one_to_three_millimetres_wide() -> None:
    cloth = weave.linen()
    profile = cloth.height[cloth.height.shape[0] // 2]
    spectrum = np.abs(np.fft.rfft(profile - profile.mean()))
    threads = int(spectrum[20:].argmax()) + 20
    assert 1.0 <= 1000 * cloth.repeat_m / threads <= 3.0


def test_a_persian_rug_has_a_border_and_is_nearly_symmetric() -> None:
    rug = rugs.persian("#7a2a28", "#232f49", "#b5584a", "#4b6a6b", "#b8935a", "#ddcfb2")
    assert rug.shape == (640, 960, 3)
    navy, ground = np.array(linear("#232f49")), np.array(linear("#7a2a28"))
    edge = rug[6:12, 200:760].reshape(-1, 3).mean(axis=0)
    assert np.abs(edge - navy).sum() < np.abs(edge - ground).sum()
    mirrored = np.corrcoef(rug[..., 0].ravel(), rug[:, ::-1, 0].ravel())[0, 1]
    assert mirrored > 0.5


def test_pictures_stand_upright_with_row_zero_below() -> None:
    landscape = pictures.old_master(1)
    assert landscape[-60:].mean() > 2.0 * landscape[:60].mean()


def test_white_in_srgb_is_one_in_linear_light() -> None:
    assert linear("#ffffff") == (1.0, 1.0, 1.0)
    assert linear("#808080")[0] == pytest.approx(0.2158605, abs=1e-6)


def test_a_colour_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="six hexadecimal digits"):
        linear("#fff")
