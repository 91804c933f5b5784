"""How glossy the floor is, told from what it reflects.

A polished floor shows the far wall and its windows upside down.  For every seen piece of floor the
mirrored view ray is followed to the wall it meets; if the photo's floor is brighter where that
wall is brighter, beyond what the light falling on it explains, it is glossy by that much.  The
mirror image is blurred to several degrees, and the roughness whose blur fits best is taken.

Tried: rendering the empty room at four roughnesses (2 s for the same answer).
Source: Karsch et al. 2011; Fresnel term by Schlick 1994.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.optimize import nnls

from vetrina.staging.camera import Array
from vetrina.staging.furnishing import Float32
from vetrina.staging.photo import Linear
from vetrina.staging.render.balance import LUMINANCE, LitFace
from vetrina.staging.render.shell import Bool, Shell
from vetrina.staging.room import Room

GRID_PX = 200
"""Width of the grid of floor positions that are compared."""

F0 = 0.04
"""Reflectance of varnish, wax and glazed tiles at normal incidence (index 1.5)."""

ROUGHNESSES = (0.12, 0.22, 0.35, 0.5)
MATT = 0.75


@dataclass(frozen=True, slots=True)
class FloorFinish:
    """roughness 0..1 and specular 0..1 of the principled model; evidence is the share of the
    floor's variation that the reflection explains."""

    roughness: float
    specular: float
    evidence: float


def estimate_finish(
    light: Linear,
    room: Room,
    shell: Shell,
    faces: list[LitFace],
    shining: list[Float32],
    irradiance: Array,
) -> FloorFinish:
    """Find roughness and specular of the floor.

    light: working copy of the photo; shining: radiance of every face; irradiance: (r, c, 3) over
    the floor's rectangle.
    """
    width = GRID_PX
    height = max(8, round(width * light.shape[0] / light.shape[1]))
    small = cv2.resize(
        light @ LUMINANCE.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA
    )
    positions = _grid(room, width, height)
    points, hits = room.camera.on_plane(positions)
    mask = _free_floor(room, width, height) & _on_floor(points, hits, shell).reshape(height, width)
    if mask.sum() < 200:
        return FloorFinish(MATT, 0.5, 0.0)
    view = room.camera.rays(positions)
    mirrored = _reflected(points, view * [1, 1, -1], shell, faces, shining).reshape(height, width)
    cosine = np.abs(view[:, 2]).reshape(height, width)
    fresnel = F0 + (1 - F0) * (1 - cosine) ** 5
    arriving = _at(points, shell, irradiance).reshape(height, width)
    return _choose(small, mirrored, fresnel, arriving, mask)


def _choose(
    seen: Array, mirrored: Array, fresnel: Array, arriving: Array, mask: Bool
) -> FloorFinish:
    """Fit photo = albedo * arriving + strength * fresnel * mirrored for each blur."""
    ground = arriving / np.maximum(arriving[mask].mean(), 1e-6)
    matt = _residual([ground], seen, mask)[0]
    best = FloorFinish(MATT, 0.5, 0.0)
    for roughness in ROUGHNESSES:
        blurred = _blur_inside(mirrored, mask, 0.5 * roughness * GRID_PX * 0.25)
        error, strength = _residual([ground, fresnel * blurred], seen, mask)
        evidence = 1 - error / max(matt, 1e-12)
        if evidence > best.evidence + 0.02:
            specular = float(np.clip(0.5 * strength[1], 0.1, 0.9))
            best = FloorFinish(roughness, specular, float(evidence))
    return best if best.evidence > 0.08 else FloorFinish(MATT, 0.4, best.evidence)


def _residual(columns: list[Array], seen: Array, mask: Bool) -> tuple[float, Array]:
    matrix = np.stack([column[mask] for column in columns], axis=1)
    strength, norm = nnls(matrix, seen[mask].astype(np.float64))
    return float(norm**2 / mask.sum()), np.asarray(strength)


def _grid(room: Room, width: int, height: int) -> Array:
    v, u = np.mgrid[0:height, 0:width]
    size = np.array([room.camera.width_px / width, room.camera.height_px / height])
    return np.asarray((np.stack([u.ravel(), v.ravel()], axis=1) + 0.5) * size)


def _free_floor(room: Room, width: int, height: int) -> Bool:
    mask = cv2.resize(
        room.floor_mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.erode(mask, np.ones((3, 3), np.uint8)) > 0)


def _on_floor(points: Array, hits: Bool, shell: Shell) -> Bool:
    low, high = shell.outline.min(axis=0), shell.outline.max(axis=0)
    within = np.all((points[:, :2] > low) & (points[:, :2] < high), axis=1)
    return np.asarray(hits & within)


def _reflected(
    points: Array, direction: Array, shell: Shell, faces: list[LitFace], shining: list[Float32]
) -> Array:
    """Luminance (N,) of the wall or ceiling that rays from floor points meet first."""
    nearest = np.full(len(points), np.inf)
    found = np.zeros(len(points))
    for lit, radiance in zip(faces, shining, strict=True):
        face = lit.face
        if face.kind == "floor":
            continue
        approach = direction @ face.inward
        safe = np.where(np.abs(approach) < 1e-9, -1e-9, approach)
        distance = ((face.origin - points) @ face.inward) / safe
        local = points + distance[:, None] * direction - face.origin
        u, v = local @ face.along / face.width_m, local @ face.up / face.height_m
        meets = (approach < 0) & (distance > 1e-4) & (distance < nearest)
        meets &= (u >= 0) & (u < 1) & (v >= 0) & (v < 1)
        rows, columns = radiance.shape[:2]
        row = np.clip((v[meets] * rows).astype(int), 0, rows - 1)
        column = np.clip((u[meets] * columns).astype(int), 0, columns - 1)
        found[meets] = radiance[row, column] @ LUMINANCE
        nearest[meets] = distance[meets]
    return found


def _at(points: Array, shell: Shell, irradiance: Array) -> Array:
    """Irradiance luminance at the floor points of a grid GRID_PX wide, row by row."""
    face = shell.floor
    rows, columns = irradiance.shape[:2]
    u = (points[:, 0] - face.origin[0]) / face.width_m * columns - 0.5
    v = (points[:, 1] - face.origin[1]) / face.height_m * rows - 0.5
    # A row of more than 32767 points is more than OpenCV takes.
    where = np.stack([u, v], axis=1).astype(np.float32).reshape(-1, GRID_PX, 2)
    grid = (irradiance @ LUMINANCE).astype(np.float32)
    found = cv2.remap(grid, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found.ravel(), dtype=np.float64)


def _blur_inside(values: Array, mask: Bool, sigma_px: float) -> Array:
    weight = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), sigma_px)
    blurred = cv2.GaussianBlur((values * mask).astype(np.float32), (0, 0), sigma_px)
    return np.asarray(blurred / np.maximum(weight, 1e-4), dtype=np.float64)
