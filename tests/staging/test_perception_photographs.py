"""The eight photographs, marked by hand: floor, openings and sizes that perception must find."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from shapely.geometry import LineString, Point, Polygon

from vetrina.staging.camera import Array, Estimate
from vetrina.staging.perception import perceive
from vetrina.staging.perception.scale import estimate_scale
from vetrina.staging.photo import Photo
from vetrina.staging.room import Room

DATA = Path(
    os.environ.get("VETRINA_TEST_DATA", Path(__file__).parents[2].parent / "shared" / "data")
)
MARKS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "marks" / "rooms.toml").read_text(encoding="utf-8")
)
CEILING_M, DOOR_M = (2.4, 2.8), (1.95, 2.10)
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not (DATA / "rooms").is_dir(), reason="the photographs are not here"),
]


@cache
def photographed(name: str) -> Room:
    path = next((DATA / "rooms").glob(f"{name}.*"))
    return perceive(Photo(np.asarray(Image.open(path).convert("RGB"))))


def outlines(room: Room) -> list[Polygon]:
    boxes = [room.camera.project(room.wall_box(feature))[0] for feature in room.features]
    return [Polygon(box).buffer(0) for box in boxes]


def is_at(box: Polygon, quad: Polygon) -> bool:
    common = box.intersection(quad).area
    return bool(common > 0.4 * box.union(quad).area or common > 0.7 * quad.area)


def implied_m(room: Room, foot: Array, top: Array) -> float:
    """Height of what stands on the floor at pixel `foot` and reaches up to pixel `top`."""
    point, hit = room.camera.on_plane(foot)
    assert hit.all()
    ray = room.camera.rays(top)[0]
    rise = ray[2] / np.hypot(ray[0], ray[1])
    return float(room.camera.height_m + rise * np.hypot(point[0, 0], point[0, 1]))


def test_at_most_two_photographs_are_unsure_and_none_is_refused() -> None:
    assert sum(bool(photographed(name).unsure) for name in MARKS) <= 2


@pytest.mark.parametrize("name", sorted(MARKS))
def test_wall_feet_of_a_sure_photograph_pass_through_the_marked_corners(name: str) -> None:
    room, mark = photographed(name), MARKS[name]
    if room.unsure:
        return
    feet = []
    for edge in room.walls:
        points = np.linspace(edge.start, edge.end, 200)
        uv, depth = room.camera.project(np.column_stack([points, np.zeros(200)]))
        if edge.seen > 0 and (depth > 0.1).sum() > 1:
            feet.append(LineString(uv[depth > 0.1]))
    inner = [Point(corner) for corner in mark["corners"][1:-1]]
    away = [min(foot.distance(corner) for foot in feet) for corner in inner]
    diagonal = float(np.hypot(*mark["size"]))
    assert float(np.median(away)) < 0.012 * diagonal
    assert max(away) < 0.03 * diagonal


def test_nine_of_ten_marked_openings_of_sure_photographs_are_found() -> None:
    found = marked = 0
    for name, mark in MARKS.items():
        room = photographed(name)
        if room.unsure:
            continue
        boxes = outlines(room)
        for opening in mark["openings"]:
            marked += 1
            found += any(is_at(box, Polygon(opening["quad"])) for box in boxes)
    assert marked >= 11
    assert found >= 0.9 * marked


def test_hardly_an_opening_is_found_where_none_is() -> None:
    false = 0
    for name, mark in MARKS.items():
        room = photographed(name)
        quads = [Polygon(opening["quad"]) for opening in mark["openings"]]
        for box in outlines(room) if not room.unsure else []:
            shared = [box.intersection(quad).area for quad in quads]
            false += max(shared, default=0.0) < 0.3 * box.area
    assert false <= 3


@pytest.mark.parametrize("name", sorted(MARKS))
def test_a_known_height_is_right_within_a_tenth_or_the_photograph_is_unsure(name: str) -> None:
    """Never by what the scale came from: doors by the scale without doors, ceilings by the scale
    without ceilings where the ceiling decided it."""
    room, mark = photographed(name), MARKS[name]
    if room.unsure:
        return
    kind = "door" if "door" in mark else "height"
    foot, top = (np.array([point], dtype=np.float64) for point in mark[kind])
    low, high = DOOR_M if kind == "door" else CEILING_M
    scale = room.scale
    if kind == "door":
        assert room.ceiling_m is not None
        ratio = room.ceiling_m.value / room.camera.height_m
        scale = estimate_scale(ceiling=Estimate(ratio, 0.02 * ratio, "ceiling"))
    elif scale.source == "ceiling":
        scale = estimate_scale()
    implied = implied_m(room, foot, top) * scale.value / room.camera.height_m
    assert 0.9 * low < implied < 1.1 * high
