"""The demo's own pictures: six rooms designed by hand, so that no photograph of others is shipped.

`python -m vetrina.staging.showrooms.pictures [--width 1560] [--only NAME] [--folder DIR]` makes
them again; about a minute of one core each at full size.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from vetrina.staging.room import Feature, FeatureKind
from vetrina.staging.showrooms import lens as lenses
from vetrina.staging.showrooms.design import WALL_COLOURS, Choices, build_room, draw_choices
from vetrina.staging.showrooms.fittings import WindowStyle
from vetrina.staging.showrooms.lens import Lens
from vetrina.staging.showrooms.photograph import FINE, Effort, take
from vetrina.staging.showrooms.plans import FloorPlan
from vetrina.staging.showrooms.scenery import with_garden
from vetrina.staging.showrooms.truth import save
from vetrina.staging.showrooms.viewpoint import View, make_camera

FOLDER = Path(__file__).parent / "pictures"
QUALITY = 88
_FULL_WIDTH_PX = 1560


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the photographer stands in the plan and how the camera is held (degrees, metres)."""

    x: float
    y: float
    yaw: float
    focal_35mm: float
    height: float = 1.4
    pitch: float = 0.0
    roll: float = 0.0
    shift: float = 0.0


def _plan(corners: list[list[float]], ceiling: float, **more: object) -> FloorPlan:
    plan = FloorPlan("box", np.array(corners, dtype=np.float64), ceiling)
    return replace(plan, **more)  # type: ignore[arg-type]


def _rectangle(width: float, depth: float, ceiling: float) -> FloorPlan:
    return _plan([[0, 0], [width, 0], [width, depth], [0, depth]], ceiling)


def _on(kind: FeatureKind, wall: int, u0: float, u1: float, z0: float, z1: float) -> Feature:
    return Feature(kind, wall, u0, u1, z0, z1, 1.0)


def _view(plan: FloorPlan, pose: Pose, width_px: int) -> View:
    size = (width_px, round(width_px / 1.5))
    angles = (pose.yaw, pose.pitch, pose.roll)
    camera = make_camera(size, pose.focal_35mm, angles, pose.height, pose.shift)
    return View(plan.moved(pose.x, pose.y), camera, {})


def _plain(seed: int, view: View, features: tuple[Feature, ...]) -> Choices:
    """The common ground of the six rooms: a clean camera, a painted room, nothing left standing."""
    # Long because every choice is named once.
    return replace(
        draw_choices(seed),
        view=view,
        features=features,
        floor_kind="boards",
        floor_style="oak",
        wall_colour=WALL_COLOURS["white"],
        wall_finish="paint",
        accent=None,
        door_colour=(0.78, 0.77, 0.74),
        skirting_m=0.09,
        cornice_m=0.0,
        panelled=False,
        window=WindowStyle(reveal_m=0.2, columns=2, rows=1, casing=False),
        column_radiators=True,
        door_panels=2,
        lamp="none",
        light="day",
        clutter=(),
        exif=True,
        traits={},
        texels=2048,
        lens=Lens(
            k1=-0.004,
            vignette=0.16,
            aberration=0.3,
            blur_px=0.55,
            bloom=0.035,
            noise=1.3,
            shoulder=0.62,
            contrast=1.06,
            quality=QUALITY,
        ),
    )


def bright_living_room(width_px: int) -> Choices:
    """Oak boards, a wide window and a glazed door, low sun."""
    plan = _rectangle(5.2, 5.4, 2.6)
    view = _view(plan, Pose(0.75, 0.45, 24.0, 19.0, 1.42, -3.5, 0.4), width_px)
    features = (
        _on("window", 2, 2.5, 4.5, 0.82, 2.22),
        _on("window", 2, 0.7, 1.75, 0.03, 2.22),
        _on("radiator", 2, 2.75, 4.25, 0.12, 0.68),
        _on("door", 1, 1.9, 2.75, 0.0, 2.04),
        _on("window", 0, 1.4, 3.2, 0.82, 2.22),
    )
    base = _plain(11, view, features)
    return replace(
        base,
        light="sun",
        wall_colour=(0.70, 0.68, 0.64),
        door_colour=(0.36, 0.21, 0.11),
        lens=replace(base.lens, balance=(0.93, 1.0, 1.1), exposure_ev=0.1),
    )


def long_hall(width_px: int) -> Choices:
    """An old room: herringbone, cornice, framed fields, tall windows at its end."""
    plan = _rectangle(4.6, 7.4, 2.8)
    view = _view(plan, Pose(2.0, 0.35, 3.5, 19.5, 1.45, -1.0, 0.0, -0.03), width_px)
    features = (
        _on("window", 2, 0.6, 1.75, 0.25, 2.4),
        _on("window", 2, 2.85, 4.0, 0.25, 2.4),
        _on("door", 1, 1.75, 2.6, 0.0, 2.08),
        _on("window", 0, 0.9, 3.6, 0.6, 2.4),
    )
    base = _plain(12, view, features)
    return replace(
        base,
        floor_kind="herringbone",
        floor_style="honey",
        wall_colour=(0.72, 0.71, 0.69),
        light="sun",
        cornice_m=0.12,
        skirting_m=0.16,
        panelled=True,
        door_panels=3,
        window=WindowStyle(reveal_m=0.28, columns=2, rows=3, casing=True),
        lens=replace(base.lens, balance=(0.90, 1.0, 1.15), exposure_ev=0.0),
    )


def carpeted_bedroom(width_px: int) -> Choices:
    """A small bedroom with carpet and one coloured wall."""
    plan = _rectangle(3.7, 4.3, 2.45)
    view = _view(plan, Pose(3.2, 0.4, -23.0, 18.0, 1.35, -5.0, -0.5), width_px)
    features = (
        _on("window", 3, 1.1, 2.5, 0.92, 2.12),
        _on("radiator", 3, 1.3, 2.3, 0.12, 0.68),
        _on("door", 2, 0.35, 1.13, 0.0, 2.0),
    )
    base = _plain(13, view, features)
    return replace(
        base,
        floor_kind="carpet",
        floor_style="sand",
        wall_colour=(0.72, 0.70, 0.66),
        accent=(2, (0.40, 0.45, 0.37)),
        skirting_m=0.07,
        column_radiators=False,
        door_panels=0,
        lens=replace(base.lens, noise=2.2, vignette=0.24, exposure_ev=0.05),
    )


def tiled_dining_kitchen(width_px: int) -> Choices:
    """Limestone tiles, a glazed door, an opening to the kitchen next door."""
    corners: list[list[float]] = [[0, 0], [4.8, 0], [4.8, 5.0], [2.9, 5.0], [0.9, 5.0], [0, 5.0]]
    plan = _plan(corners, 2.55, kind="open_plan", open_edge=3, closed_edges=(2, 4))
    view = _view(plan, Pose(3.6, 0.4, -14.0, 18.5, 1.45, -4.0, 0.3), width_px)
    features = (
        _on("window", 5, 0.8, 1.9, 0.03, 2.2),
        _on("window", 5, 2.5, 3.6, 0.9, 2.2),
        _on("window", 0, 0.8, 2.2, 0.9, 2.2),
        _on("window", 1, 1.0, 2.4, 0.9, 2.2),
    )
    base = _plain(14, view, features)
    return replace(
        base,
        floor_kind="tiles",
        floor_style="limestone",
        wall_colour=(0.74, 0.70, 0.61),
        door_colour=(0.25, 0.31, 0.35),
        skirting_m=0.06,
        window=WindowStyle(reveal_m=0.25, columns=2, rows=1, casing=False),
        lamp="spots",
        lens=replace(base.lens, balance=(1.0, 0.985, 1.03), exposure_ev=0.1),
    )


def evening_room(width_px: int) -> Choices:
    """After sunset: one lamp, walnut boards, a noisy sensor."""
    plan = _rectangle(4.4, 4.8, 2.7)
    view = _view(plan, Pose(0.8, 0.4, 20.0, 20.0, 1.38, -3.0, 0.6), width_px)
    features = (
        _on("window", 2, 1.3, 2.9, 0.85, 2.25),
        _on("radiator", 2, 1.5, 2.7, 0.12, 0.7),
        _on("door", 1, 1.6, 2.45, 0.0, 2.04),
    )
    base = _plain(15, view, features)
    return replace(
        base,
        floor_style="walnut",
        wall_colour=(0.66, 0.61, 0.53),
        cornice_m=0.08,
        skirting_m=0.13,
        door_panels=3,
        window=WindowStyle(reveal_m=0.18, columns=2, rows=2, casing=True),
        lamp="pendant",
        light="evening",
        lens=replace(
            base.lens,
            noise=3.2,
            chroma=0.5,
            blur_px=0.8,
            bloom=0.06,
            exposure_ev=-0.75,
            vignette=0.28,
            balance=(0.86, 1.0, 1.3),
        ),
    )


def corner_office(width_px: int) -> Choices:
    """A modern room seen into its corner: grey boards, a band of windows, one dark wall."""
    plan = _rectangle(4.6, 4.4, 2.75)
    view = _view(plan, Pose(0.5, 0.45, 41.0, 20.0, 1.45, -3.0, -0.3), width_px)
    features = (
        _on("window", 2, 0.5, 3.6, 0.95, 2.35),
        _on("radiator", 2, 0.8, 3.2, 0.12, 0.6),
    )
    base = _plain(16, view, features)
    return replace(
        base,
        floor_style="grey",
        accent=(1, (0.16, 0.20, 0.23)),
        skirting_m=0.06,
        column_radiators=False,
        window=WindowStyle(reveal_m=0.15, columns=4, rows=1, casing=False),
        lamp="spots",
        light="sun",
        lens=replace(base.lens, balance=(0.99, 1.0, 1.02)),
    )


ROOMS: dict[str, Callable[[int], Choices]] = {
    "bright_living_room": bright_living_room,
    "long_hall": long_hall,
    "carpeted_bedroom": carpeted_bedroom,
    "tiled_dining_kitchen": tiled_dining_kitchen,
    "evening_room": evening_room,
    "corner_office": corner_office,
}


def make(name: str, folder: Path, width_px: int = _FULL_WIDTH_PX, effort: Effort = FINE) -> Path:
    """Make one picture and the truth beside it; returns the JPEG's path.

    Side effects: writes NAME.jpg and NAME.json into `folder`.  Raises KeyError for another name,
    RendererMissing.
    """
    design = build_room(ROOMS[name](width_px))
    design = with_garden(design, design.choices.seed)
    photo = take(design, effort)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.jpg"
    path.write_bytes(lenses.to_jpeg(photo.pixels, design.choices.lens.quality))
    save(design.truth, path.with_suffix(".json"))
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the demo's pictures again.")
    parser.add_argument("--width", type=int, default=_FULL_WIDTH_PX)
    parser.add_argument("--samples", type=int, default=FINE.samples)
    parser.add_argument("--only", choices=sorted(ROOMS), action="append")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    effort = replace(FINE, samples=options.samples, sun_samples=options.samples)
    for name in options.only or ROOMS:
        make(name, options.folder, options.width, effort)


if __name__ == "__main__":
    main()
