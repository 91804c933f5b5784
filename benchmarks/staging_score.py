"""Does the score follow the truth?  Spearman's rank correlation over spoiled synthetic rooms.

    python benchmarks/staging_score.py --rooms 12

Every room of `data/showrooms` (made by staging_camera.py) that is sure is staged at preview
quality; the result is judged as it is and spoiled in known measure: the camera turned by 0-9
degrees, the furniture under 0.35-2.8 times its light, the main piece lifted by 0-30 cm, drawn by
seed.  True error: the root of the summed squares of rotation error (including what perception
erred; 3 degrees count 1), log exposure (0.35 counts 1), lift (10 cm count 1) and relative height
error of the camera (20 % count 1).  Wanted: Spearman of error and score at most -0.6.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from vetrina.kernel import AppError
from vetrina.staging.pipeline import Order, stage
from vetrina.staging.score import Evidence, judge
from vetrina.staging.score.spoil import exposed, lifted, turned
from vetrina.staging.showrooms.truth import Truth, height_error, load, rotation_error_deg

WANTED = 0.6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("data/showrooms"))
    parser.add_argument("--rooms", type=int, default=12)
    parser.add_argument("--variants", type=int, default=6)
    args = parser.parse_args()
    errors: list[float] = []
    scores: list[float] = []
    for path in sorted(args.folder.glob("*.json"))[: args.rooms]:
        for error, score in _room(path, args.variants):
            errors.append(error)
            scores.append(score)
    if len(errors) < 4:
        print("too few rooms could be staged")
        return 1
    rank = float(spearmanr(errors, scores).statistic)
    print(f"{len(errors)} pictures: Spearman {rank:.2f} (wanted: {-WANTED} or less)")
    return 0 if rank <= -WANTED else 1


def _room(path: Path, variants: int) -> list[tuple[float, float]]:
    photo, truth = load(path)
    order = Order("modern_luxury", "living_room", truth.seed, quality="preview", threshold=0.0)
    try:
        staged = stage(photo, order)
    except AppError as refused:
        print(f"{path.stem}: {refused.code}")
        return []
    evidence = staged.evidence
    rng = np.random.default_rng(truth.seed)
    found = [(_error(evidence, truth, 1.0, 0.0), judge(evidence).total)]
    found += [_spoiled(evidence, truth, rng) for _ in range(variants)]
    print(f"{path.stem}: " + "  ".join(f"{error:.2f}:{score:.2f}" for error, score in found))
    return found


def _spoiled(evidence: Evidence, truth: Truth, rng: np.random.Generator) -> tuple[float, float]:
    """True error and score of a variant with one or more things wrong."""
    wrong = rng.random(3) < 0.5
    turn = rng.uniform(0, 9) * wrong[0]
    way = rng.uniform(0, 2 * np.pi)
    factor = float(np.exp(rng.uniform(-1.05, 1.05) * wrong[1]))
    lift = float(rng.uniform(0, 0.3) * wrong[2])
    spoiled = turned(evidence, turn * np.sin(way), turn * np.cos(way))
    # Lifting looks at where pieces are seen, which the turned camera no longer tells.
    changed = exposed(lifted(evidence, lift) if lift else evidence, factor)
    judged = replace(changed, room=spoiled.room)
    return _error(judged, truth, factor, lift), judge(judged).total


def _error(evidence: Evidence, truth: Truth, factor: float, lift: float) -> float:
    parts = (
        rotation_error_deg(evidence.room.camera, truth) / 3,
        np.log(factor) / 0.35,
        lift / 0.10,
        height_error(evidence.room, truth) / 0.20,
    )
    return float(np.sqrt(sum(part**2 for part in parts)))


if __name__ == "__main__":
    sys.exit(main())
