"""Storefronts are read from folders; a mistake in one stops the boot with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from vetrina import storefronts
from vetrina.infra import settings
from vetrina.storefronts import files as shipped


@pytest.fixture
def shelf_folder(tmp_path: Path) -> Path:
    """A copy of one shipped storefront, to be broken."""
    first = next(iter(storefronts.load_storefronts()))
    shutil.copytree(first.folder, tmp_path / first.id)
    return tmp_path


def only(folder: Path) -> Path:
    return next(folder.iterdir())


def test_five_storefronts_ship_in_the_order_of_the_street() -> None:
    names = [one.name for one in storefronts.load_storefronts()]
    assert names == ["StageCraft", "ClosetGPT", "MODERA", "VogueVault", "Chemouflage"]


def test_the_default_styles_are_those_of_the_plan_word_for_word() -> None:
    staging = [one for one in storefronts.load_storefronts() if one.has("staging")]
    assert [(s.id, s.name, s.description, s.active, s.sort_order) for s in staging[0].styles] == [
        (
            "modern_luxury",
            "Modern Luxury",
            "Clean lines, premium materials, sophisticated neutrals",
            True,
            1,
        ),
        (
            "classic_elegance",
            "Classic Elegance",
            "Timeless pieces, rich textures, traditional luxury",
            True,
            2,
        ),
        (
            "contemporary_chic",
            "Contemporary Chic",
            "Current design trends, designer pieces, editorial styling",
            True,
            3,
        ),
    ]


@pytest.mark.parametrize("suffix", ["", ":8000", ".", ".:443"])
def test_a_host_finds_its_storefront_whatever_the_port(suffix: str) -> None:
    shelf = storefronts.load_storefronts()
    for one in shelf:
        found = shelf.by_host(f"{one.id.upper()}.localhost{suffix}")
        assert found is not None
        assert found.id == one.id


def test_the_bare_host_is_the_hall() -> None:
    shelf = storefronts.load_storefronts()
    assert [shelf.by_host(host) for host in ("localhost:8000", "127.0.0.1", "[::1]:8000", "")] == [
        None
    ] * 4


def test_an_unknown_field_is_named(shelf_folder: Path) -> None:
    file = only(shelf_folder) / "storefront.toml"
    file.write_text('colour = "red"\n' + file.read_text())
    with pytest.raises(
        storefronts.StorefrontUnreadable, match=r"storefront\.toml: colour: Extra inputs"
    ):
        storefronts.load_storefronts(shelf_folder)


@pytest.mark.parametrize("missing", shipped.REQUIRED)
def test_a_missing_file_is_named(shelf_folder: Path, missing: str) -> None:
    (only(shelf_folder) / missing).unlink()
    with pytest.raises(storefronts.StorefrontUnreadable, match=r"missing|holds no storefront"):
        storefronts.load_storefronts(shelf_folder)


def test_two_storefronts_on_one_host_are_refused(shelf_folder: Path) -> None:
    shutil.copytree(only(shelf_folder), shelf_folder / "second")
    with pytest.raises(storefronts.StorefrontUnreadable, match="Two storefronts answer to"):
        storefronts.load_storefronts(shelf_folder)


def test_every_font_of_a_storefront_is_in_the_asset_lock() -> None:
    lock = (Path(__file__).resolve().parents[2] / "assets.lock.toml").read_text()
    fonts = [font for one in storefronts.load_storefronts() for font in one.fonts]
    assert [font for font in fonts if f"fonts/{font}.woff2" not in lock] == []


def test_bounds_in_the_file_win_and_the_settings_fill_the_rest():
    whole = settings.Settings(
        studio=settings.Studio(max_concurrent_jobs=2, threshold=0.7),
        limits=settings.Limits(pictures_per_minute=3),
        media=settings.Media(max_upload_bytes=20_000_000),
    )
    silent = storefronts.Limits().under(whole)
    assert (silent.concurrent_jobs, silent.picture_jobs_per_minute) == (2, 3)
    assert (silent.score_threshold, silent.upload_bytes) == (0.7, 20_000_000)
    given = {"concurrent_jobs": 9, "picture_jobs_per_minute": 30, "score_threshold": 0.5}
    told = storefronts.Limits(**given, upload_bytes=5_000_000).under(whole)
    assert told.model_dump(include=given.keys()) == given
    assert told.upload_bytes == 5_000_000
    assert storefronts.Limits(upload_bytes=30_000_000).under(whole).upload_bytes == 20_000_000
    assert {one.limits.concurrent_jobs for one in storefronts.load_storefronts().under(whole)} == {
        2
    }
