"""`vetrina stage` and `vetrina kit`: files in, files out, and clear words where it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image
from staged_showroom import ORDER, staged_showroom
from typer.testing import CliRunner

from vetrina.staging import cli
from vetrina.staging.errors import CornersImpossible, NeedsCorners, PhotoRefused
from vetrina.staging.hints import HintUnreadable

pytestmark = pytest.mark.timeout(900)
"""The first of these tests path-traces a picture; a machine that does other work needs minutes."""


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    cli.register(made)
    return made


def grey_picture(path: Path) -> Path:
    Image.fromarray(np.full((300, 450, 3), 128, np.uint8)).save(path)
    return path


def test_picture_mask_and_manifest_lie_beside_each_other(tmp_path: Path) -> None:
    staged, _ = staged_showroom()
    cli.write_result(staged, ORDER, tmp_path / "room.png")
    kept = np.asarray(Image.open(tmp_path / "room.png"))
    told = json.loads((tmp_path / "room.json").read_text())
    assert np.array_equal(kept, staged.output)
    assert np.array_equal(np.asarray(Image.open(tmp_path / "room.mask.png")), staged.mask)
    assert told["hashes"]["output_pixels"] == staged.output_hash


def test_a_picture_that_is_no_room_is_refused_with_the_reason(
    app: typer.Typer, tmp_path: Path
) -> None:
    result = CliRunner().invoke(app, ["stage", str(grey_picture(tmp_path / "grey.png"))])
    assert isinstance(result.exception, (PhotoRefused, NeedsCorners))
    assert len(result.exception.message) > 20
    assert not (tmp_path / "grey_staged.jpg").exists()


HEIC = Path(__file__).parent / "pictures" / "bright_living_room.heic"
"""Our own showroom, as a telephone would keep it, 780 x 520, with a 24 mm lens in its EXIF."""


def test_a_heic_photo_is_read_with_its_lens_and_understood(app: typer.Typer) -> None:
    above = "10,20 700,30 400,60"
    result = CliRunner().invoke(app, ["stage", str(HEIC), "--corners", above])
    assert isinstance(result.exception, CornersImpossible)
    assert "above the horizon" in result.exception.message


@pytest.mark.render
def test_a_heic_photo_is_furnished_at_its_own_size(app: typer.Typer, tmp_path: Path) -> None:
    target = tmp_path / "staged.png"
    typed = ["stage", str(HEIC), "-o", str(target), "--quality", "preview", "--threshold", "0"]
    result = CliRunner().invoke(app, typed)
    assert result.exit_code == 0, result.output
    with Image.open(target) as picture:
        assert picture.size == (780, 520)
    told = json.loads(target.with_suffix(".json").read_text())
    assert told["items"]


def test_a_batch_goes_on_after_a_refusal_and_says_so(app: typer.Typer, tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        grey_picture(tmp_path / name)
    result = CliRunner().invoke(app, ["stage", str(tmp_path), "-o", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "[2/2] b.png" in result.output
    assert "0 of 2 staged" in result.output


def test_a_folder_without_pictures_is_told(app: typer.Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["stage", str(tmp_path)])
    assert result.exit_code == 2
    told = " ".join(result.output.replace("│", " ").split())  # a frame breaks long lines
    assert "holds no picture" in told


@pytest.mark.parametrize(
    "hint", [["--corners", "1,2 3"], ["--length", "1,2,3=x"], ["--openings", "cat:1,1"]]
)
def test_a_hint_that_cannot_be_read_shows_its_form(
    app: typer.Typer, tmp_path: Path, hint: list[str]
) -> None:
    picture = grey_picture(tmp_path / "grey.png")
    result = CliRunner().invoke(app, ["stage", str(picture), *hint])
    assert isinstance(result.exception, HintUnreadable)
    assert hint[0] in result.exception.message


def test_the_kit_is_listed_with_centimetres(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["kit", "list", "--style", "classic_elegance"])
    lines = result.output.splitlines()
    assert len(lines) >= 40
    assert all(line.endswith(" cm") for line in lines)
