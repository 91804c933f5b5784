"""How long one picture takes, stage by stage, in each variant of the path tracer, and its memory.

    python benchmarks/staging_speed.py PHOTO --renderer llvm --renderer scalar
    python benchmarks/staging_speed.py PHOTO --warm        # a second style in the same process

Every variant runs in a process of its own, so that nothing was rendered before; the photo is
brought to 1600 px first.  On a machine that does other work, CPU seconds (user and system) divided
by two say what two idle cores would take; wall seconds say what was waited for.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from vetrina import media
from vetrina.kernel import AppError, StageReport
from vetrina.staging.photo import Photo
from vetrina.staging.pipeline import SHARES, Order, stage

LONG_SIDE_PX = 1600
LIMITS_S = {"llvm": 30, "scalar": 60}


def main() -> int:
    args = _arguments()
    if args.child:
        print(json.dumps(_measure(args)))
        return 0
    for renderer in args.renderer or ("llvm", "scalar"):
        command = [sys.executable, __file__, str(args.photo), "--child", "--renderer", renderer]
        command += ["--style", args.style, "--room", args.room, "--seed", str(args.seed)]
        command += ["--warm"] * args.warm
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            print(f"{renderer}: {run.stderr.strip().splitlines()[-1]}")
            continue
        told = next(line for line in reversed(run.stdout.splitlines()) if line[:1] == "{")
        _print(json.loads(told), renderer)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photo", type=Path)
    parser.add_argument("--renderer", choices=("llvm", "scalar"), action="append")
    parser.add_argument("--style", default="modern_luxury")
    parser.add_argument("--room", default="living_room")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--warm", action="store_true", help="measure a second picture as well")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _photo(path: Path) -> Photo:
    decoded = media.decode_file(path)
    pixels = decoded.pixels
    scale = min(1.0, LONG_SIDE_PX / max(pixels.shape[:2]))
    if scale < 1:
        size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return Photo(pixels, decoded.kept.focal_35mm)


def _measure(args: argparse.Namespace) -> dict[str, Any]:
    photo = _photo(args.photo)
    order = Order(args.style, args.room, args.seed, renderer=args.renderer[0])
    found = {"size": [photo.width, photo.height], "first": _once(photo, order)}
    if args.warm:
        other = "classic_elegance" if args.style != "classic_elegance" else "modern_luxury"
        found["second"] = _once(photo, replace(order, style=other, seed=order.seed + 1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found | {"peak_mb": round(peak / 1024)}


def _once(photo: Photo, order: Order) -> dict[str, Any]:
    """Wall and CPU seconds of each stage; they are told apart by the progress reports."""
    marks: list[tuple[str, float, float]] = []

    def note(report: StageReport) -> None:
        if not marks or marks[-1][0] != report.stage:
            marks.append((report.stage, time.perf_counter(), time.process_time()))

    verdict = "passed"
    try:
        stage(photo, order, note)
    except AppError as refused:
        verdict = f"{refused.code}: {refused.details.get('reasons', [refused.message])}"
    marks.append(("end", time.perf_counter(), time.process_time()))
    spans = {
        name: [round(later[1] - wall, 2), round(later[2] - cpu, 2)]
        for (name, wall, cpu), later in pairwise(marks)
    }
    return {"verdict": verdict, "stages": spans}


def _print(found: dict[str, Any], renderer: str) -> None:
    width, height = found["size"]
    for name in ("first", "second"):
        if name not in found:
            continue
        stages = found[name]["stages"]
        print(f"\n{renderer}, {name} picture of the process, {width} x {height}")
        print(f"{'stage':<22}{'wall s':>8}{'CPU s':>8}")
        for stage_name in SHARES:
            wall, cpu = stages.get(stage_name, (0.0, 0.0))
            print(f"{stage_name:<22}{wall:>8.2f}{cpu:>8.2f}")
        wall, cpu = (sum(pair[k] for pair in stages.values()) for k in (0, 1))
        print(f"{'whole':<22}{wall:>8.2f}{cpu:>8.2f}   result: {found[name]['verdict']}")
        print(f"on two idle cores about {cpu / 2:.0f} s (limit {LIMITS_S[renderer]} s)")
    print(f"peak memory {found['peak_mb']} MB (limit 2000)")


if __name__ == "__main__":
    sys.exit(main())
