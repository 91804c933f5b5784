"""A contact sheet: rooms x styles x the room types that fit, on one JPEG, with a line per picture.

    python benchmarks/staging_sheet.py ../shared/data/rooms --out out/sheet
    python benchmarks/staging_sheet.py ROOMS --style modern_luxury --quality preview

Each picture is kept in --out as NAME.jpg with a line in results.jsonl; a run that was cut off goes
on where it stopped, and the sheet is made of whatever is there.  A room that is unsure, or whose
picture was rejected, shows the photo and the reason.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from vetrina import media
from vetrina.kernel import AppError
from vetrina.staging.manifest import manifest
from vetrina.staging.photo import Photo, Pixels
from vetrina.staging.pipeline import Order, stage

STYLES = ("modern_luxury", "classic_elegance", "contemporary_chic")
KINDS = ("living_room", "bedroom", "dining_room", "home_office")
PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
CELL = (640, 480)
LABEL_PX = 26


def main() -> int:
    args = _arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    done = {line["name"]: line for line in _lines(args.out)}
    for photo, order, name in _orders(args):
        if name not in done:
            line = _one(photo, order, name, args.out)
            done[name] = line
            with (args.out / "results.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            print(_sentence(line), flush=True)
    _sheet(list(done.values()), args)
    _totals(list(done.values()))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rooms", type=Path, help="folder of photographs")
    parser.add_argument("--out", type=Path, default=Path("out/sheet"))
    parser.add_argument("--style", choices=STYLES, action="append")
    parser.add_argument("--room", choices=KINDS, action="append")
    parser.add_argument("--only", action="append", help="name of a photograph, without suffix")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quality", choices=("full", "preview"), default="full")
    parser.add_argument("--renderer", choices=("auto", "llvm", "scalar"), default="auto")
    return parser.parse_args()


def _orders(args: argparse.Namespace) -> Iterator[tuple[Path, Order, str]]:
    photos = sorted(p for p in args.rooms.iterdir() if p.suffix.lower() in PICTURES)
    for photo in photos:
        if args.only and photo.stem not in args.only:
            continue
        for style in args.style or STYLES:
            for kind in args.room or KINDS:
                order = Order(style, kind, args.seed, quality=args.quality, renderer=args.renderer)
                yield photo, order, f"{photo.stem}-{style}-{kind}-{args.seed}-{args.quality}"


def _one(path: Path, order: Order, name: str, out: Path) -> dict[str, Any]:
    decoded = media.decode_file(path)
    photo = Photo(decoded.pixels, decoded.kept.focal_35mm)
    began, spent = time.perf_counter(), time.process_time()
    line: dict[str, Any] = {"name": name, "photo": path.stem, "style": order.style}
    line["room"] = order.room_type
    try:
        staged = stage(photo, order)
    except AppError as refused:
        line |= {"error": refused.code, "reasons": [refused.message]}
        line["reasons"] += list(refused.details.get("reasons", []))
        _write(out / f"{name}.jpg", photo.pixels)
    else:
        told = manifest(staged, order)
        line |= {key: told[key] for key in ("score", "lock", "timings_s")}
        line["items"] = [item["id"] for item in told["items"]]
        _write(out / f"{name}.jpg", staged.output)
    line["wall_s"] = round(time.perf_counter() - began, 1)
    line["cpu_s"] = round(time.process_time() - spent, 1)
    return line


def _write(path: Path, pixels: Pixels) -> None:
    cv2.imwrite(str(path), pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])


def _lines(out: Path) -> list[dict[str, Any]]:
    log = out / "results.jsonl"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def _sentence(line: dict[str, Any]) -> str:
    told = f"{line['error']}: {line['reasons'][-1]}" if "error" in line else ""
    if not told:
        told = f"score {line['score']['total']:.2f}, {len(line['items'])} pieces"
    return f"{line['name']}: {told} ({line['cpu_s']:.0f} CPU s)"


def _sheet(lines: list[dict[str, Any]], args: argparse.Namespace) -> None:
    """One row per photograph and style, one column per room type."""
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for line in sorted(lines, key=lambda found: found["name"]):
        rows.setdefault((line["photo"], line["style"]), []).append(line)
    if not rows:
        return
    columns = max(len(row) for row in rows.values())
    bands = []
    for row in rows.values():
        cells = [_cell(line, args.out) for line in row]
        blank = np.full_like(cells[0], 255)
        bands.append(np.hstack(cells + [blank] * (columns - len(cells))))
    _write(args.out / "sheet.jpg", np.vstack(bands))
    print(args.out / "sheet.jpg")


def _cell(line: dict[str, Any], out: Path) -> Pixels:
    width, height = CELL
    cell = np.full((height + LABEL_PX, width, 3), 255, np.uint8)
    picture = cv2.imread(str(out / f"{line['name']}.jpg"))
    if picture is not None:
        scale = min(width / picture.shape[1], height / picture.shape[0])
        size = (int(picture.shape[1] * scale), int(picture.shape[0] * scale))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)[..., ::-1]
        x = (width - size[0]) // 2
        cell[: size[1], x : x + size[0]] = small
    verdict = line.get("error") or f"{line['score']['total']:.2f}"
    text = f"{line['photo']} {line['style']} {line['room']}: {verdict}"
    at, ink = (6, height + 18), (40, 40, 40)
    cv2.putText(cell, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.48, ink, 1, cv2.LINE_AA)
    return cell


def _totals(lines: list[dict[str, Any]]) -> None:
    """How many photographs gave at least one picture, by style."""
    for style in STYLES:
        shown = {line["photo"] for line in lines if line["style"] == style and "score" in line}
        tried = {line["photo"] for line in lines if line["style"] == style}
        if tried:
            print(f"{style}: {len(shown)} of {len(tried)} photographs staged")


if __name__ == "__main__":
    sys.exit(main())
