"""What light the room gives, told from one photo: the room itself, as a lamp.

Walls and ceiling carry the photo's own linear radiance; what the photo does not show is told from
what it does; windows are brighter than the photo can say, by a factor that white walls reveal
(`balance`).  The floor does not shine but answers, with the albedo that explains its looks under
that light, and a gloss told from the reflections it shows (`floor_finish`).

Source: Debevec, Rendering Synthetic Objects into Real Scenes, SIGGRAPH 1998; Karsch et al.,
Rendering Synthetic Objects into Legacy Photographs, SIGGRAPH Asia 2011.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import shapely
from shapely.geometry import Polygon

from vetrina.staging.camera import Array
from vetrina.staging.furnishing import Float32, Mesh
from vetrina.staging.photo import Linear, Photo, to_linear
from vetrina.staging.render.balance import (
    LUMINANCE,
    PATCH_M,
    Balance,
    LitFace,
    Patches,
    form_factors,
    into_patches,
    solve_balance,
)
from vetrina.staging.render.floor_finish import FloorFinish, estimate_finish
from vetrina.staging.render.shell import (
    Bool,
    Face,
    Shell,
    build_shell,
    face_mesh,
    fill_unseen,
    look_up,
    pack,
)
from vetrina.staging.room import Room

WORKING_PX = 1280
"""Longest side of the photo as it is laid on the walls."""

CLIPS_FROM = 0.80
"""Linear value from which a photo's highlights may have been cut."""

FLOOR_BLUR_M = 0.12


@dataclass(frozen=True)
class LightModel:
    """The room as the renderer sees it.

    shell: the geometry.  atlas: (h, w, 3) radiance that `walls` (walls and ceiling, uv 0..1) emit.
    floor: its mesh, floor_albedo (h, w, 3) over its uv.  illuminant: (3,) colour of the light,
    mean 1.  irradiance: mean on the floor where it is seen, (3,), linear photo units.
    """

    shell: Shell
    atlas: Float32
    walls: Mesh
    floor: Mesh
    floor_albedo: Float32
    finish: FloorFinish
    illuminant: Array
    balance: Balance
    irradiance: Array


def estimate_light(photo: Photo, room: Room) -> LightModel:
    """Tell the light of the room from its photo.  Needs no renderer; about 0.5 s."""
    light = _working_copy(photo)
    shell = build_shell(room)
    looks = [look_up(face, shell, room.camera, light) for face in shell.faces]
    illuminant = estimate_illuminant(light)
    faces = _lit_faces(room, shell, looks, illuminant)
    inside = _inside(shell, faces)
    patches = into_patches(faces, inside)
    balance = solve_balance(patches, illuminant)
    shining = [_shine(lit, balance) for lit in faces]
    irradiance = _floor_irradiance(patches, balance, shell)
    floor = faces[-1]
    albedo = _floor_albedo(floor, irradiance)
    atlas = pack(
        shell, [radiance for radiance, lit in zip(shining, faces, strict=True) if lit is not floor]
    )
    seen = cv2.resize(floor.seen.astype(np.float32), irradiance.shape[1::-1]) > 0.5
    mean = irradiance[seen].mean(axis=0) if seen.any() else irradiance.mean(axis=(0, 1))
    return LightModel(
        shell=shell,
        atlas=atlas.pixels,
        walls=atlas.mesh,
        floor=face_mesh(floor.face, shell.outline, np.zeros(2), np.ones(2)),
        floor_albedo=albedo,
        finish=estimate_finish(light, room, shell, faces, shining, irradiance),
        illuminant=illuminant,
        balance=balance,
        irradiance=np.asarray(mean, dtype=np.float64),
    )


def estimate_illuminant(light: Linear) -> Array:
    """The colour of the light, (3,), mean 1.

    Shades of grey (Finlayson and Trezzi 2004, Minkowski norm 6) over what is neither clipped nor
    nearly black: bright surfaces count most, and those are mostly painted white.  Half of it is
    believed at once; the camera's white balance has already taken out most of the light's colour.
    """
    pixels = light.reshape(-1, 3)
    usable = pixels[(pixels.max(axis=1) < 0.95) & (pixels.max(axis=1) > 0.01)]
    if len(usable) < 100:
        return np.ones(3)
    norm = np.mean(usable.astype(np.float64) ** 6, axis=0) ** (1 / 6)
    colour = norm / norm.mean()
    return np.asarray(colour)


def _working_copy(photo: Photo) -> Linear:
    scale = min(1.0, WORKING_PX / max(photo.width, photo.height))
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    return np.asarray(cv2.resize(to_linear(photo.pixels), size, interpolation=cv2.INTER_AREA))


def _lit_faces(
    room: Room, shell: Shell, looks: list[tuple[Float32, Bool]], illuminant: Array
) -> list[LitFace]:
    priors = _priors(shell, looks, illuminant)
    faces = []
    for face, (radiance, seen) in zip(shell.faces, looks, strict=True):
        filled = fill_unseen(radiance, seen, priors[face.kind], reach_m=0.8)
        faces.append(LitFace(face, filled, seen, _window_weight(room, face, radiance, seen)))
    return faces


def _priors(
    shell: Shell, looks: list[tuple[Float32, Bool]], illuminant: Array
) -> dict[str, Float32]:
    """What unseen parts of each kind of face look like: the median of what is seen of that kind,
    for walls drawn towards the colour of the light, because the next wall may have other paint."""
    colours: dict[str, Array] = {}
    for kind in ("wall", "ceiling", "floor"):
        parts = [r[s] for f, (r, s) in zip(shell.faces, looks, strict=True) if f.kind == kind]
        texels = np.concatenate(parts) if parts else np.zeros((0, 3))
        if len(texels) > 50:
            colours[kind] = np.asarray(np.median(texels, axis=0), dtype=np.float64)
    wall = np.asarray(colours.get("wall", np.full(3, 0.4)), dtype=np.float64)
    brightness: float = np.dot(wall, LUMINANCE) / np.dot(illuminant, LUMINANCE)
    neutral = np.asarray(illuminant) * brightness
    colours["wall"] = 0.4 * wall + 0.6 * neutral
    colours.setdefault("ceiling", colours["wall"])
    colours.setdefault("floor", 0.5 * colours["wall"])
    return {kind: np.asarray(colour, dtype=np.float32) for kind, colour in colours.items()}


def _window_weight(room: Room, face: Face, radiance: Float32, seen: Bool) -> Float32:
    """Where a face may be brighter than the photo says, 0..1.

    Clipped texels of any face but the floor, and everything bright inside a known window: photos
    merged from several exposures show the view outside unclipped and yet too dark.
    """
    if face.kind == "floor":
        return np.zeros(seen.shape, dtype=np.float32)
    bright = radiance.min(axis=2)
    weight = np.clip((bright - CLIPS_FROM) / (0.97 - CLIPS_FROM), 0, 1)
    rows, columns = seen.shape
    for feature in room.features:
        if feature.kind == "window" and feature.wall == face.wall and face.wall is not None:
            left, right = _along(room, face, feature.wall, feature.u0, feature.u1)
            u0, u1 = (int(np.clip(u / face.width_m, 0, 1) * columns) for u in (left, right))
            v0, v1 = (
                int(np.clip(z / face.height_m, 0, 1) * rows) for z in (feature.z0, feature.z1)
            )
            view = bright[v0:v1, u0:u1]
            weight[v0:v1, u0:u1] = np.maximum(
                weight[v0:v1, u0:u1], np.clip((view - 0.15) / 0.35, 0, 1)
            )
    return np.asarray(weight * seen, dtype=np.float32)


def _along(room: Room, face: Face, wall: int, u0: float, u1: float) -> tuple[float, float]:
    """Metres along the room's wall as metres along the face, which may begin elsewhere."""
    start = np.array(room.walls[wall].start)
    ends = [
        (start + room.walls[wall].along * u - face.origin[:2]) @ face.along[:2] for u in (u0, u1)
    ]
    return float(min(ends)), float(max(ends))


def _inside(shell: Shell, faces: list[LitFace]) -> Bool:
    """Which patches are part of the room: floor and ceiling fill its bounding box."""
    polygon = Polygon(shell.outline)
    shapely.prepare(polygon)
    parts = []
    for lit in faces:
        points = lit.face.points(lit.face.shape(PATCH_M)).reshape(-1, 3)
        if lit.face.kind == "wall":
            parts.append(np.ones(len(points), dtype=bool))
        else:
            parts.append(shapely.contains_xy(polygon, points[:, 0], points[:, 1]))
    return np.concatenate(parts)


def _shine(lit: LitFace, balance: Balance) -> Float32:
    """The radiance that a face gives the renderer."""
    factor = np.where(lit.seen, 1.0, balance.behind)
    factor = factor * (1 + (balance.window - 1) * lit.window) * balance.exposure
    return np.asarray(lit.radiance * factor[..., None], dtype=np.float32)


def _floor_irradiance(patches: Patches, balance: Balance, shell: Shell) -> Array:
    """Irradiance (rows, columns, 3) on a grid over the floor's rectangle."""
    from_where = 1 + (balance.window - 1) * np.clip(patches.window, 0, 1)
    from_where = from_where * (patches.seen + balance.behind * (1 - patches.seen))
    shining = patches.radiance * from_where[:, None] * balance.exposure
    shape = shell.floor.shape(PATCH_M)
    grid = shell.floor.points(shape).reshape(-1, 3)
    count = len(grid)
    receivers = Patches(
        grid,
        np.tile([0.0, 0.0, 1.0], (count, 1)),
        np.ones(count),
        np.zeros((count, 3)),
        np.ones(count),
        np.zeros(count),
        np.zeros(count, dtype=np.int64),
    )
    return np.asarray((form_factors(receivers, patches) @ shining).reshape(*shape, 3))


def _floor_albedo(floor: LitFace, irradiance: Array, most: float = 0.85) -> Float32:
    """The reflectance that explains the floor's looks, blurred: its grain stays in the photo."""
    size = floor.radiance.shape[1::-1]
    arriving = cv2.resize(irradiance.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    albedo = np.pi * floor.radiance / np.maximum(arriving, 0.02)
    texels = FLOOR_BLUR_M * floor.radiance.shape[1] / floor.face.width_m
    return np.asarray(
        np.clip(cv2.GaussianBlur(albedo, (0, 0), texels), 0.02, most), dtype=np.float32
    )
