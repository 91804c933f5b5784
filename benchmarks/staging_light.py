"""Is furniture as bright as it would be if it stood there?  Insertions held against true ones.

    python benchmarks/staging_light.py --rooms 10

Rooms of our own are path-traced twice with their true lights: empty, and with furniture in them.
The empty picture is developed and staged with the same furniture at the same places (true camera
and room, so that light alone is measured).  For each piece the median light of its pixels in the
composite is divided by that in the true picture.  Wanted: 0.8 to 1.25 in 90 % of the pieces.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

import numpy as np

from vetrina.kernel import AppError
from vetrina.staging import kit, layout
from vetrina.staging.camera import Estimate
from vetrina.staging.composite import compose
from vetrina.staging.furnishing import Placement
from vetrina.staging.photo import Photo, to_linear
from vetrina.staging.render import SETTINGS, estimate_light, load_renderer, place_meshes, render
from vetrina.staging.room import Room
from vetrina.staging.showrooms import design_room, lens
from vetrina.staging.showrooms.design import RoomDesign
from vetrina.staging.showrooms.photograph import Effort, trace
from vetrina.staging.showrooms.truth import Truth, floor_in_picture, picture_grid

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
ALLOWED = (0.8, 1.25)
WANTED = 0.9
FEWEST_PIXELS = 400
STYLE = "modern_luxury"
EFFORT = Effort(samples=16, sun_samples=16, depth=6)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rooms", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--renderer", choices=("auto", "llvm", "scalar"), default="auto")
    args = parser.parse_args()
    load_renderer(args.renderer)
    ratios: list[float] = []
    for seed in range(args.first, args.first + args.rooms):
        found = _room(seed)
        ratios += [ratio for _, ratio in found]
        print(f"{seed:03d}: " + "  ".join(f"{role} {r:.2f}" for role, r in found), flush=True)
    inside = float(np.mean([ALLOWED[0] <= ratio <= ALLOWED[1] for ratio in ratios] or [0]))
    spread = np.percentile(ratios, [5, 50, 95]) if ratios else np.zeros(3)
    print(
        f"{len(ratios)} pieces: {100 * inside:.0f} % within {ALLOWED[0]} to {ALLOWED[1]} "
        f"(wanted: {100 * WANTED:.0f} %); 5, 50, 95 %: " + " ".join(f"{s:.2f}" for s in spread)
    )
    return 0 if inside >= WANTED else 1


def _room(seed: int) -> list[tuple[str, float]]:
    """Role, and composite over true brightness, of every piece that can be seen well enough."""
    design = design_room(seed)
    room = true_room(design.truth)
    try:
        pieces = kit.pieces(STYLE, "living_room")
        plan = layout.solve(room, "living_room", STYLE, list(pieces), seed)
    except AppError as refused:
        print(f"{seed:03d}: {refused.code}")
        return []
    palette = kit.materials(STYLE)

    def build(placement: Placement) -> tuple[object, object]:
        return kit.build(placement.piece, STYLE, placement.size_m, placement.variant), palette

    placed = place_meshes(plan, build)  # type: ignore[arg-type]
    meshes = tuple(mesh for piece in placed for mesh in piece.meshes)
    photo, truly = _pictures(design, meshes, palette)
    layers = render(photo, room, estimate_light(photo, room), placed, SETTINGS["preview"])
    made = compose(photo, room, layers)
    ours, real = to_linear(made.output) @ LUMINANCE, to_linear(truly.pixels) @ LUMINANCE
    found = []
    for index in range(len(placed)):
        here = (made.objects.index == index) & (made.objects.alpha > 0.98)
        if np.count_nonzero(here) >= FEWEST_PIXELS:
            ratio = float(np.median(ours[here]) / max(float(np.median(real[here])), 1e-4))
            found.append((plan.placements[index].role, ratio))
    return found


def _pictures(design: RoomDesign, meshes: tuple, palette: dict) -> tuple[Photo, Photo]:  # type: ignore[type-arg]
    """The empty and the truly furnished room, developed alike, without lens distortion."""
    used = {mesh.material: palette[mesh.material] for mesh in meshes}
    empty = trace(design, EFFORT)
    full = trace(design, EFFORT, meshes, used)
    gain = lens.metered(empty)
    plain = replace(design.choices.lens, k1=0.0)
    seed = design.choices.seed
    return Photo(lens.develop(empty, plain, gain, seed)), Photo(
        lens.develop(full, plain, gain, seed)
    )


def true_room(truth: Truth) -> Room:
    """The room as perception would give it if it never erred."""
    rows = 160
    uv = picture_grid(truth.camera, rows)
    shown = floor_in_picture(truth.camera, truth.floor, truth.walls, uv)
    return Room(
        camera=truth.camera,
        focal=Estimate(truth.camera.focal_px, 0.0, "user"),
        rotation_sigma_deg=0.0,
        scale=Estimate(1.0, 0.0, "user"),
        floor=truth.floor,
        walls=truth.walls,
        ceiling_m=Estimate(truth.ceiling_m, 0.0, "user"),
        features=truth.features,
        obstacles=truth.obstacles,
        floor_mask=shown.reshape(rows, -1),
        floor_agreement=1.0,
    )


if __name__ == "__main__":
    sys.exit(main())
