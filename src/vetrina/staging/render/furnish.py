"""From a plan to layers, in the three steps that the pipeline times: light, objects, shadows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from vetrina.staging.camera import Array
from vetrina.staging.furnishing import Material, Mesh, Placement, Plan
from vetrina.staging.photo import Photo
from vetrina.staging.render.backend import Backend, Preference, load
from vetrina.staging.render.light import estimate_light
from vetrina.staging.render.passes import Layers, RenderSettings, Stages, render
from vetrina.staging.render.scene import PlacedMesh
from vetrina.staging.room import Room

Quality = Literal["full", "preview"]

SETTINGS: Mapping[Quality, RenderSettings] = {
    "full": RenderSettings(),
    "preview": RenderSettings(
        long_side_px=640, ratio_long_side_px=400, samples=9, guide_samples=4, ratio_samples=9
    ),
}

TOUCHES_M = 0.012

Build = Callable[[Placement], tuple[Sequence[Mesh], Mapping[str, Material]]]
"""Gives the meshes of a placement in the piece's own frame, and what their slots are made of."""


def load_renderer(prefer: Preference = "auto", folder: Path | None = None) -> Backend:
    """Load the path tracer.  Raises: RendererMissing."""
    return load(prefer, folder)


def place_meshes(plan: Plan, build: Build) -> list[PlacedMesh]:
    """Every placement's meshes in the world frame."""
    placed = []
    for index, placement in enumerate(plan.placements):
        meshes, materials = build(placement)
        moved = tuple(into_world(mesh, placement) for mesh in meshes)
        placed.append(PlacedMesh(index, moved, materials))
    return placed


def feet_of(placed: Sequence[PlacedMesh]) -> dict[int, Array]:
    """Points (N, 3) of each piece, by its index, that touch the floor; pieces without are left
    out."""
    feet = {}
    for piece in placed:
        points = np.concatenate([mesh.vertices for mesh in piece.meshes])
        low = points[points[:, 2] < TOUCHES_M]
        if len(low):
            feet[piece.index] = low.astype(np.float64)
    return feet


def into_world(mesh: Mesh, placement: Placement) -> Mesh:
    """A mesh of the piece's frame, turned about Z and moved to its place."""
    angle = np.radians(placement.turn_deg)
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    at = np.array([placement.x, placement.y, placement.z])
    return replace(
        mesh,
        vertices=(mesh.vertices @ turn.T + at).astype(np.float32),
        normals=(mesh.normals @ turn.T).astype(np.float32),
    )


def render_layers(
    photo: Photo,
    room: Room,
    placed: Sequence[PlacedMesh],
    quality: Quality,
    stage: Stages,
    seed: int = 0,
) -> Layers:
    """Measure the light, then render; `stage` is entered once for each named part.

    Raises: RendererMissing.
    """
    with stage("measuring the light"):
        light = estimate_light(photo, room)
    return render(photo, room, light, placed, replace(SETTINGS[quality], seed=seed), stage)
