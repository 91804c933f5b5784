"""How well a room is understood from its picture alone, over showrooms whose truth is known.

    python benchmarks/staging_camera.py [--rooms 96] [--peer FOLDER] [--json OUT] [--folder DATA]

The pictures are made on the first run (see `vetrina.staging.showrooms.gallery`) and kept.  `--peer`
names a folder with another implementation to run on the same pictures: `camera.estimate(gray,
exif_f35)` and `layout.estimate_box(picture, camera, info)`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from vetrina.staging.camera import Camera
from vetrina.staging.errors import PhotoRefused
from vetrina.staging.perception import perceive
from vetrina.staging.photo import Photo
from vetrina.staging.room import Wall
from vetrina.staging.showrooms import found, gallery, truth
from vetrina.staging.showrooms.truth import Truth

DATA = Path(__file__).resolve().parent.parent / "data" / "showrooms"
GOOD_IOU = 0.9


@dataclass
class Result:
    """One room as one implementation understood it; None where it gave no answer."""

    seed: int
    traits: dict[str, str]
    rotation_deg: float | None = None
    focal_percent: float | None = None
    focal_seen: bool = False
    iou: float | None = None
    height_percent: float | None = None
    ceiling_percent: float | None = None
    openings: tuple[tuple[str, bool], ...] = ()
    false_openings: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    refused: str = ""
    seconds: float = 0.0
    notes: dict[str, float] = field(default_factory=dict)


Runner = Callable[[Photo, Truth, Result], None]


def ours(photo: Photo, real: Truth, result: Result) -> None:
    """The whole of perception."""
    try:
        room = perceive(photo)
    except PhotoRefused as refused:
        result.refused = refused.message
        return
    _camera_errors(room.camera, real, result)
    result.focal_seen = room.focal.source in {"vanishing_points", "exif", "user"}
    result.iou = truth.floor_iou(room, real)
    result.height_percent = 100 * truth.height_error(room, real)
    ceiling = truth.ceiling_error(room, real)
    result.ceiling_percent = None if ceiling is None else 100 * ceiling
    openings = found.openings_found(room, real)
    result.openings, result.false_openings = openings.kinds, openings.false
    result.unsure = room.unsure
    result.notes = {**room.notes, "floor_agreement": room.floor_agreement}


def peer(folder: Path) -> Runner:
    """The implementation in `folder`, on the same pictures."""
    sys.path.insert(0, str(folder))
    camera = importlib.import_module("camera")
    layout = importlib.import_module("layout")

    def run(photo: Photo, real: Truth, result: Result) -> None:
        picture = np.ascontiguousarray(photo.pixels[..., ::-1])
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        found, info = camera.estimate(gray, exif_f35=photo.focal_35mm)
        seen = Camera(found.w, found.h, found.f, found.cx, found.cy, found.R, 1.0)
        _camera_errors(seen, real, result)
        result.focal_seen = bool(info["f_observable"])
        box, _, _ = layout.estimate_box(picture, found, info)
        x0, x1, y1 = float(box["left"]), float(box["right"]), float(box["back"])
        corners = [(x0, -5.0), (x1, -5.0), (x1, y1), (x0, y1)]
        ends = corners[1:] + corners[:1]
        walls = tuple(Wall(a, b, 1.0) for a, b in zip(corners, ends, strict=True))
        result.iou = truth.outline_iou(seen, np.array(corners), walls, real)
        if box["ceil"]:
            share = real.ceiling_m / real.camera.height_m
            result.ceiling_percent = 100 * abs(float(box["ceil"]) / share - 1)

    return run


def _camera_errors(camera: Camera, real: Truth, result: Result) -> None:
    result.rotation_deg = truth.rotation_error_deg(camera, real)
    result.focal_percent = 100 * truth.focal_error(camera, real)


def run_all(runner: Runner, paths: list[Path]) -> list[Result]:
    """One result per picture, with a dot for each on stderr."""
    results = []
    for path in paths:
        photo, real = truth.load(path)
        result = Result(real.seed, {**real.traits, "form": _form(real)})
        began = time.process_time()
        runner(photo, real, result)
        result.seconds = time.process_time() - began
        results.append(result)
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return results


def _form(real: Truth) -> str:
    return "box" if real.kind == "box" else "other"


def _numbers(results: list[Result], name: str) -> np.ndarray:
    values = [getattr(result, name) for result in results]
    return np.array([value for value in values if value is not None], dtype=float)


def _quantiles(values: np.ndarray, *percents: float) -> str:
    if not len(values):
        return "-".rjust(7) * len(percents)
    return "".join(f"{np.percentile(values, percent):7.2f}" for percent in percents)


def _share(results: list[Result], good: Callable[[Result], bool]) -> str:
    if not results:
        return "-".rjust(10)
    count = sum(good(result) for result in results)
    return f"{count:4d}/{len(results):<4d}{100 * count / len(results):3.0f}%"


def report(title: str, results: list[Result]) -> Iterator[str]:
    """The lines of one implementation's summary."""
    answered = [r for r in results if not r.refused]
    sure = [r for r in answered if not r.unsure]
    yield f"== {title}: {len(results)} rooms, {len(answered)} answered, {len(sure)} sure"
    groups = {
        "all answered": answered,
        "sure": sure,
        "sure boxes": [r for r in sure if r.traits["form"] == "box"],
        "boxes": [r for r in answered if r.traits["form"] == "box"],
        "others": [r for r in answered if r.traits["form"] == "other"],
        "focal from points": [r for r in answered if r.focal_seen],
    }
    yield f"{'':20s}{'n':>4s}  rotation deg med/p90/max   focal % med/p90/max    IoU med  IoU>0.9"
    for name, group in groups.items():
        yield (
            f"{name:20s}{len(group):4d} "
            f"{_quantiles(_numbers(group, 'rotation_deg'), 50, 90, 100)}   "
            f"{_quantiles(_numbers(group, 'focal_percent'), 50, 90, 100)} "
            f"{_quantiles(_numbers(group, 'iou'), 50)}  {_share(group, _is_good)}"
        )
    yield f"height % med/p90 {_quantiles(_numbers(answered, 'height_percent'), 50, 90)}"
    yield f"ceiling % med/p90 {_quantiles(_numbers(answered, 'ceiling_percent'), 50, 90)}"
    seen = [pair for r in sure for pair in r.openings]
    for kind in sorted({kind for kind, _ in seen}):
        hits = [hit for name, hit in seen if name == kind]
        yield f"openings found, sure rooms: {kind:10s}{sum(hits):4d}/{len(hits)}"
    yield f"openings that are none, sure rooms: {sum(len(r.false_openings) for r in sure)}"
    yield f"CPU seconds a room med/p90 {_quantiles(_numbers(results, 'seconds'), 50, 90)}"
    for form in ("box", "other"):
        group = [r for r in results if r.traits["form"] == form]
        yield f"unsure, {form:6s}{_share(group, lambda r: bool(r.unsure))}"
        yield f"refused, {form:5s}{_share(group, lambda r: bool(r.refused))}"


def _is_good(result: Result) -> bool:
    return result.iou is not None and result.iou > GOOD_IOU


def by_class(sides: dict[str, list[Result]]) -> Iterator[str]:
    """One line per class of variation, the implementations beside each other."""
    yield f"{'class':30s}" + "".join(f"{name:>46s}" for name in sides)
    head = f"{'n':>4s} {'rot med':>7s}{'p90':>7s} {'f% p90':>7s} {'IoU>0.9':>9s} {'unsure':>7s}"
    yield " " * 30 + "".join(f"{head:>46s}" for _ in sides)
    keys: dict[tuple[str, str], None] = {}
    for result in next(iter(sides.values())):
        keys.update(dict.fromkeys(result.traits.items()))
    for trait, value in sorted(keys):
        yield f"{trait + '=' + value:30s}" + "".join(
            f"{_class_line([r for r in results if r.traits.get(trait) == value]):>46s}"
            for results in sides.values()
        )


def _class_line(group: list[Result]) -> str:
    good = sum(_is_good(r) for r in group)
    unsure = sum(bool(r.unsure or r.refused) for r in group)
    return (
        f"{len(group):4d} {_quantiles(_numbers(group, 'rotation_deg'), 50, 90)} "
        f"{_quantiles(_numbers(group, 'focal_percent'), 90)} {good:4d}/{len(group):<4d} {unsure:7d}"
    )


def worst(results: list[Result], count: int = 8) -> Iterator[str]:
    """The sure answers that are furthest off, so that somebody looks at them."""
    sure: dict[int, tuple[float, Result]] = defaultdict()
    for result in results:
        if not result.refused and not result.unsure and result.rotation_deg is not None:
            badness = max(result.rotation_deg, 10 * (1 - (result.iou or 1.0)))
            sure[result.seed] = (badness, result)
    for _, r in sorted(sure.values(), key=lambda pair: -pair[0])[:count]:
        iou = "-" if r.iou is None else f"{r.iou:.2f}"
        yield f"  {r.seed:03d} {r.traits['kind']:10s} {r.rotation_deg:6.2f} deg  IoU {iou}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rooms", type=int, default=96)
    parser.add_argument("--peer", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--folder", type=Path, default=DATA)
    parser.add_argument(
        "--made-only", action="store_true", help="make no pictures, use what is there"
    )
    options = parser.parse_args()
    if options.made_only:
        paths = sorted(p for p in options.folder.glob("*.json") if p.with_suffix(".jpg").exists())
        paths = paths[: options.rooms]
    else:
        paths = list(gallery.fill(options.folder, range(options.rooms)))
    sides: dict[str, list[Result]] = {"ours": run_all(ours, paths)}
    if options.peer:
        sides["peer"] = run_all(peer(options.peer), paths)
    for name, results in sides.items():
        print("\n".join(report(name, results)), end="\n\n")
    print("\n".join(by_class(sides)))
    print("\nFurthest off among the sure answers of ours:")
    print("\n".join(worst(sides["ours"])))
    if options.json:
        data: dict[str, Any] = {name: [asdict(r) for r in rs] for name, rs in sides.items()}
        options.json.write_text(json.dumps(data, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
