"""Builds the room itself from its choices: floor, walls with their openings, ceiling, fittings."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from vetrina.staging.camera import Array
from vetrina.staging.furnishing import Mesh
from vetrina.staging.room import Feature
from vetrina.staging.showrooms import fittings
from vetrina.staging.showrooms.clutter import build_clutter
from vetrina.staging.showrooms.plans import FloorPlan
from vetrina.staging.showrooms.shapes import WORLD, Frame, MeshBuilder, wall_frame

if TYPE_CHECKING:
    from vetrina.staging.showrooms.design import Choices

_PASSAGE_DEPTH_M = 0.14
_CASING_M = 0.075


def build_shell(choices: Choices, floor_turn_deg: float, lamps_lit: bool) -> tuple[Mesh, ...]:
    """Every mesh of the room, one per material slot."""
    build = MeshBuilder()
    plan = choices.plan
    low, high = plan.outline.min(axis=0) - 7.0, plan.outline.max(axis=0) + 7.0
    ground = np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]])
    build.level("floor", ground, 0.0, up=True, turn_deg=floor_turn_deg)
    _ceiling(build, plan)
    for edge in range(len(plan.outline)):
        _wall(build, choices, edge)
    if plan.column is not None:
        x, y, half, is_round = plan.column
        frame = Frame(np.array([x, y, 0.0]), WORLD.axes)
        fittings.column(build, frame, half, plan.ceiling_m, is_round)
    build_clutter(build, choices.clutter)
    _lamps(build, choices, lamps_lit)
    return build.meshes()


def _ceiling(build: MeshBuilder, plan: FloorPlan) -> None:
    if plan.slope is None:
        build.level("ceiling", plan.outline, plan.ceiling_m, up=False)
        return
    edge, knee, run = plan.slope
    start, end = plan.edge(edge)
    along = (end - start) / np.linalg.norm(end - start)
    inward = np.array([-along[1], along[0]])
    rise = (plan.ceiling_m - knee) / run
    # The band under the slope, as wide as the slope runs.
    band = Polygon(
        [start - along, end + along, end + along + inward * run, start - along + inward * run]
    )
    whole = Polygon(plan.outline)
    sloped, level = whole.intersection(band), whole.difference(band)
    plane = np.array([*(inward * rise), knee - rise * float(inward @ start)])
    build.level("ceiling", _corners(sloped), plane, up=False)
    build.level("ceiling", _corners(level), plan.ceiling_m, up=False)


def _corners(polygon: BaseGeometry) -> Array:
    """Corners (N, 2) of a polygon without holes."""
    return np.asarray(shapely.get_coordinates(polygon))[:-1]


def _wall(build: MeshBuilder, choices: Choices, edge: int) -> None:
    plan = choices.plan
    start, end = plan.edge(edge)
    length = float(np.linalg.norm(end - start))
    frame = wall_frame((float(start[0]), float(start[1])), (end - start) / length)
    here = [f for f in choices.features if f.wall == edge]
    if edge == plan.open_edge:
        _open_side(build, choices, frame, length)
        return
    slot = "accent" if choices.accent is not None and choices.accent[0] == edge else "wall"
    cut = [_span(f) for f in here if f.kind in {"window", "passage"}]
    fittings.wall_with_holes(build, slot, frame, length, plan.ceiling_m, cut)
    for feature in here:
        _fitting(build, choices, frame, feature)
    _mouldings(build, choices, frame, edge, length, here)


def _span(feature: Feature) -> fittings.Span:
    return feature.u0, feature.u1, feature.z0, feature.z1


def _fitting(build: MeshBuilder, choices: Choices, frame: Frame, feature: Feature) -> None:
    span = _span(feature)
    if feature.kind == "window":
        fittings.window(build, frame, span, choices.window)
    elif feature.kind == "door":
        fittings.door(build, frame, span, choices.door_panels, choices.seed % 2 == 0)
        fittings.plate(build, frame, max(feature.u0 - 0.2, 0.06), 1.1)
    elif feature.kind == "passage":
        fittings.reveal(build, "wall", frame, span, _PASSAGE_DEPTH_M)
        if choices.skirting_m > 0.1:
            fittings.casing(build, frame, span, _CASING_M)
        _next_room(build, choices.plan, frame, span, 1.6, "passage")
    elif feature.kind == "built_in":
        fittings.kitchen_units(build, frame, span)
    elif feature.kind == "fireplace":
        fittings.fireplace(build, frame, span)
    elif feature.kind == "radiator":
        make = fittings.radiator if choices.column_radiators else fittings.panel_radiator
        make(build, frame, span)


def _open_side(build: MeshBuilder, choices: Choices, frame: Frame, length: float) -> None:
    """An edge without a wall: a lintel or an arch above, and the next room behind."""
    plan = choices.plan
    top = min(2.35, plan.ceiling_m - 0.12)
    hole = (0.0, length, 0.0, top)
    fittings.wall_with_holes(build, "wall", frame, length, plan.ceiling_m, [hole])
    fittings.reveal(build, "wall", frame, hole, 0.2)
    if plan.arched:
        fittings.arch(build, frame, hole, 0.2)
    _next_room(build, plan, frame, hole, 4.2, "open")


def _next_room(
    build: MeshBuilder, plan: FloorPlan, frame: Frame, hole: fittings.Span, depth: float, kind: str
) -> None:
    """What is seen through an opening: walls, a ceiling and a window out of sight."""
    side = 0.35 if kind == "passage" else 1.1
    near = -_PASSAGE_DEPTH_M if kind == "passage" else -0.2
    u0, u1, far, top = hole[0] - side, hole[1] + side, near - depth, plan.ceiling_m
    corners = ((u0, near), (u0, far), (u1, far), (u1, near))
    for (a, da), (b, db) in itertools.pairwise(corners):
        face = np.array([[a, da, 0], [b, db, 0], [b, db, top], [a, da, top]], dtype=np.float64)
        build.quad("wall", frame.to_world(face[::-1]))
    for a, b in ((u0, hole[0]), (hole[1], u1)):
        back = np.array([[a, near, 0], [a, near, top], [b, near, top], [b, near, 0]])
        build.quad("wall", frame.to_world(back[::-1]))
    lid = np.array([[u0, far, top], [u0, near, top], [u1, near, top], [u1, far, top]])
    build.quad("ceiling", frame.to_world(lid))
    pane = np.array(
        [[u0, near - 0.4, 0.5], [u0, far + 0.4, 0.5], [u0, far + 0.4, 2.3], [u0, near - 0.4, 2.3]]
    )
    pane[:, 0] += 0.01
    uv = np.array([[0.0, 0.4], [1, 0.4], [1, 0], [0, 0]])
    build.quad("sky", frame.to_world(pane[::-1]), uv[::-1])


def _mouldings(
    build: MeshBuilder,
    choices: Choices,
    frame: Frame,
    edge: int,
    length: float,
    here: list[Feature],
) -> None:
    plan = choices.plan
    mitres = plan.mitres(edge)
    stops = sorted(
        (f.u0 - _CASING_M * (f.kind != "passage" or choices.skirting_m > 0.1), f.u1 + _CASING_M)
        for f in here
        if f.kind in {"door", "passage", "fireplace", "built_in"}
        or (f.kind == "window" and f.z0 < 0.2)
    )
    marks = [0.0, *(u for stop in stops for u in stop), length]
    for i, (u0, u1) in enumerate(zip(marks[::2], marks[1::2], strict=True)):
        if choices.skirting_m > 0 and u1 - u0 > 0.02:
            own = (mitres[0] * (i == 0), mitres[1] * (i == len(stops)))
            fittings.skirting(build, frame, (u0, u1), own, choices.skirting_m)
    if choices.cornice_m > 0 and plan.slope is None:
        size = choices.cornice_m
        fittings.cornice(build, frame, (0.0, length), mitres, plan.ceiling_m, size)
    if choices.panelled:
        free = _free_stretches(here, length)
        fittings.wall_panels(build, frame, free, plan.ceiling_m - 0.35)
    is_free = not any(f.u0 - 0.25 < 0.4 < f.u1 + 0.25 for f in here)
    if length > 1.5 and edge % 2 == 1 and is_free:
        fittings.plate(build, frame, 0.4, 0.3, 2)


def _free_stretches(here: list[Feature], length: float) -> list[tuple[float, float]]:
    """Stretches of a wall, wide enough for a framed field, where nothing stands."""
    free, at = [], 0.1
    for feature in sorted(here, key=lambda f: f.u0):
        free.append((at, feature.u0 - 0.12))
        at = max(at, feature.u1 + 0.12)
    free.append((at, length - 0.1))
    return [(u0, u1) for u0, u1 in free if u1 - u0 > 0.4]


def _lamps(build: MeshBuilder, choices: Choices, lit: bool) -> None:
    plan = choices.plan
    centre = np.asarray(shapely.get_coordinates(Polygon(plan.outline).representative_point()))[0]
    if choices.lamp == "pendant":
        drop = 0.55 if plan.ceiling_m > 2.55 else 0.3
        fittings.pendant(build, float(centre[0]), float(centre[1]), plan.ceiling_m, drop, lit)
    elif choices.lamp == "spots":
        inner = Polygon(plan.outline).buffer(-0.7)
        low, high = plan.outline.min(axis=0), plan.outline.max(axis=0)
        grid = np.stack(
            np.meshgrid(
                np.arange(low[0] + 0.8, high[0], 1.3), np.arange(low[1] + 0.8, high[1], 1.3)
            ),
            axis=-1,
        ).reshape(-1, 2)
        inside = shapely.contains_xy(inner, grid[:, 0], grid[:, 1])
        fittings.downlights(build, grid[inside], plan.ceiling_m, lit)
    # The slot is always there, so that all rooms have the same structure for the renderer.
    frame = wall_frame((float(centre[0]), float(centre[1])), np.array([1.0, 0.0]))
    top = plan.ceiling_m + 0.5
    build.quad(
        "lamp",
        frame.to_world(np.array([[0, 0, top], [0, 0.01, top], [0.01, 0.01, top], [0.01, 0, top]])),
    )
