"""Both ways to trace give the same picture, and no picture pays for the compiling of another."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from render_rooms import GREY, box_mesh, box_room, level_camera, painted_photo

from vetrina.staging.furnishing import Material, Texture
from vetrina.staging.render import PlacedMesh, RenderSettings, estimate_light, render
from vetrina.staging.render.backend import drjit, load
from vetrina.staging.render.denoise import STRIP_PX, denoise
from vetrina.staging.render.passes import Layers
from vetrina.staging.render.tracer import TILE_PX, _tiles

pytestmark = pytest.mark.render
SETTINGS = RenderSettings(samples=9, guide_samples=4, ratio_samples=9)
VEIL = Texture(np.tile(np.float32([[1, 0], [0, 1]]), (16, 16))[..., None], (0.4, 0.4))


def furnished(width: int, material: Material) -> Layers:
    camera = level_camera(width, width * 2 // 3)
    photo, room = painted_photo(camera), box_room(camera)
    cube = PlacedMesh(0, (box_mesh((0.3, 3.0, 0.25), 0.5),), {"body": material})
    return render(photo, room, estimate_light(photo, room), [cube], SETTINGS)


def figures(layers: Layers) -> dict[str, float]:
    cover = float(layers.alpha.sum())
    return {
        "alpha": cover,
        "colour": float(layers.colour.sum()) / cover,
        "albedo": float(layers.albedo.sum()) / cover,
        "shadow": float(np.percentile(layers.ratio[layers.ratio_valid > 0.99], 2)),
    }


def compiled_anew() -> list[str]:
    """Hashes of the large kernels that were found in no cache since the history was cleared."""
    if not load().compiles:
        return []
    large = (k for k in drjit().kernel_history() if k.get("operation_count", 0) > 500)
    return [str(k["hash"]) for k in large if not k["cache_hit"]]


def test_a_picture_of_other_size_and_materials_compiles_nothing() -> None:
    furnished(120, GREY["body"])
    if load().compiles:
        drjit().set_flag(drjit().JitFlag.KernelHistory, True)
        drjit().kernel_history_clear()
    pattern = np.random.default_rng(1).uniform(0.2, 0.8, (64, 48, 3)).astype(np.float32)
    cloth = Material("cloth", Texture(pattern, (0.5, 0.4)), sheen=0.4, metallic=0.3)
    other = furnished(150, cloth)
    assert other.alpha.max() == 1.0
    assert compiled_anew() == []


def test_interpreted_and_compiled_rendering_agree() -> None:
    lace = Material("lace", (0.6, 0.5, 0.4), opacity=VEIL, two_sided=True)
    for name, material in (("grey", GREY["body"]), ("lace", lace)):
        mine, theirs = figures(furnished(120, material)), in_scalar(name)
        assert theirs["alpha"] == pytest.approx(mine["alpha"], rel=0.03)
        assert theirs["albedo"] == pytest.approx(mine["albedo"], rel=0.03)
        assert theirs["colour"] == pytest.approx(mine["colour"], rel=0.08)
        assert theirs["shadow"] == pytest.approx(mine["shadow"], abs=0.08)


def in_scalar(name: str) -> dict[str, float]:
    """The figures of the same picture from a process that compiles nothing."""
    script = (
        "import json; from vetrina.staging.render import load_renderer; load_renderer('scalar');"
        "import test_render_variants as t; from vetrina.staging.furnishing import Material;"
        "lace = Material('lace', (0.6, 0.5, 0.4), opacity=t.VEIL, two_sided=True);"
        "grey = t.GREY['body'];"
        f"print(json.dumps(t.figures(t.furnished(120, {name}))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_tiles_hold_every_wanted_pixel_once_and_leave_the_rest() -> None:
    wanted = np.zeros((TILE_PX * 3 + 5, TILE_PX * 2 + 7), dtype=bool)
    wanted[3, 4] = wanted[-1, -1] = wanted[TILE_PX + 1, TILE_PX + 1] = True
    covered = np.zeros(wanted.shape, dtype=int)
    for tile in _tiles(wanted):
        covered[tile.slices] += 1
    assert (covered[wanted] == 1).all()
    assert covered.max() == 1
    assert (covered == 0).mean() > 0.5


def test_a_large_picture_is_cleaned_in_strips_without_seams() -> None:
    random = np.random.default_rng(3)
    height, width = 1200, STRIP_PX // 800
    even = np.full((height, width, 3), 0.4, np.float32)
    grainy = (even * random.gamma(8, 1 / 8, even.shape)).astype(np.float32)
    clean = denoise(grainy)
    assert abs(clean - even).mean() < 0.2 * abs(grainy - even).mean()
    rows = clean.mean(axis=(1, 2))
    assert np.abs(np.diff(rows[20:-20])).max() < 0.005
