"""From a photo to the room it shows.

The picture is checked, the camera found, walls and ceiling searched jointly, the floor polygon
closed, each wall looked at square on for what must stay free, and all of it brought to metres.
What the person says wins over what the machine sees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import shapely
from shapely.geometry import Polygon

from vetrina.staging.camera import Array, Camera, Estimate
from vetrina.staging.errors import PhotoRefused
from vetrina.staging.perception.calibrate import (
    Calibration,
    estimate_camera,
    look_again,
    turn_between,
)
from vetrina.staging.perception.corners import CornerFit, fit_corners
from vetrina.staging.perception.features import wall_features
from vetrina.staging.perception.floor import Mask, overlap
from vetrina.staging.perception.level import Level, make_level
from vetrina.staging.perception.openings import marked_features, merged_features
from vetrina.staging.perception.scale import estimate_scale, seen_lengths
from vetrina.staging.perception.structure import Structure, find_structure, wall_lines
from vetrina.staging.perception.suitability import (
    TooSoft,
    check_camera,
    check_picture,
    check_room,
    signs,
)
from vetrina.staging.perception.sureness import doubts, loose_tops
from vetrina.staging.perception.wall_view import wall_view
from vetrina.staging.perception.walls import Shell, drawn_shell, scaled, shell
from vetrina.staging.photo import Photo, Pixels
from vetrina.staging.room import Feature, Hints, Room

ANALYSED_PX = 1280
USUAL_CEILING_M = 2.55
USUAL_HEIGHT_M = 1.38
CEILING_SIGMA = 0.02
SMALLER = (0.8, 0.64, 0.5)
"""Sizes at which a picture with soft edges is looked at again."""
SAME_RAD, SAME_FOCAL = float(np.radians(0.08)), 0.005
"""A second look that moves the camera less than this changes nothing."""


def perceive(photo: Photo, hints: Hints = Hints()) -> Room:
    """The room that `photo` shows, in metres.

    Raises: PhotoRefused when the picture is not a photo of an empty enough room; CornersImpossible
    when the person's corners make no floor.  Where the room is not understood well enough,
    `Room.unsure` says why.  Deterministic.
    """
    check_picture(photo)
    try:
        return _perceived(photo, hints)
    except TooSoft:
        smaller = _smaller(photo, hints)
        if smaller is None:
            raise
    return smaller


def _smaller(photo: Photo, hints: Hints) -> Room | None:
    """The room as the picture shows it at a smaller size, where it shows one there."""
    for scale in SMALLER:
        pixels = cv2.resize(photo.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        try:
            room = _perceived(replace(photo, pixels=np.asarray(pixels)), hints.resized(scale))
        except PhotoRefused:
            continue
        camera = room.camera.resized(photo.width, photo.height)
        stretch = camera.focal_px / room.camera.focal_px
        focal = Estimate(camera.focal_px, room.focal.sigma * stretch, room.focal.source)
        return replace(room, camera=camera, focal=focal)
    return None


def _perceived(photo: Photo, hints: Hints) -> Room:
    calibration = estimate_camera(photo, hints)
    if not hints.corners:
        check_camera(calibration)
    calibration, level, structure = _looked(photo, hints, calibration)
    if hints.corners:
        return _drawn_room(photo, hints, calibration, structure)
    check_room(signs(calibration, level, structure))
    built = shell(level, structure.runs)
    seen = _Seen(calibration.camera, level, structure, built, _ceiling(structure))
    room = _room(photo, hints, seen, calibration, doubts(calibration, structure, built))
    return replace(room, notes={**room.notes, "margin": structure.margin})


def _looked(
    photo: Photo, hints: Hints, calibration: Calibration
) -> tuple[Calibration, Level, Structure]:
    """Walls under the camera, the camera with these walls' edges, and the walls under that."""
    level = make_level(photo.pixels, calibration.camera)
    structure = find_structure(level, calibration.segments, calibration.labels)
    lines = wall_lines(level, structure)
    better = look_again(calibration, photo, lines, hints)
    turned = turn_between(better.camera.rotation, calibration.camera.rotation)
    zoomed = abs(better.camera.focal_px / calibration.camera.focal_px - 1)
    if turned < SAME_RAD and zoomed < SAME_FOCAL:
        return replace(calibration, rotation_sigma_deg=better.rotation_sigma_deg), level, structure
    level = make_level(photo.pixels, better.camera)
    return better, level, find_structure(level, better.segments, better.labels)


@dataclass(frozen=True)
class _Seen:
    """All geometry of one photo in camera heights."""

    camera: Camera
    level: Level
    structure: Structure
    built: Shell
    ceiling: Estimate | None


def _ceiling(structure: Structure) -> Estimate | None:
    if structure.ratio is None or structure.ceiling_strength < 0.12 or loose_tops(structure):
        return None
    value = structure.ratio + 1
    sigma = CEILING_SIGMA * value * (1.5 - min(structure.ceiling_strength, 1.0))
    return Estimate(value, sigma, "ceiling")


def _drawn_room(photo: Photo, hints: Hints, calibration: Calibration, structure: Structure) -> Room:
    """The room of the person's corners; the camera as corners and photo agree."""
    fit: CornerFit = fit_corners(hints.corners, calibration)
    fitted = replace(
        calibration,
        camera=fit.camera,
        focal=fit.focal,
        rotation_sigma_deg=fit.rotation_sigma_deg,
    )
    level = make_level(photo.pixels, fit.camera)
    drawn = np.array(hints.corners, dtype=np.float64)[fit.order]
    built = drawn_shell(fit.camera, fit.floor, drawn)
    seen = _Seen(fit.camera, level, structure, built, _ceiling(structure))
    return _room(photo, hints, seen, fitted, ())


def _room(
    photo: Photo,
    hints: Hints,
    seen: _Seen,
    calibration: Calibration,
    unsure: tuple[str, ...],
) -> Room:
    pixels = _analysed(photo.pixels)
    guess = _first_height(hints, seen.ceiling)
    features = _features(pixels, seen, guess)
    scale = _scale(hints, seen, _door_heights(features, guess))
    metres = scale.value
    camera, built = seen.camera.at_height(metres), scaled(seen.built, metres)
    features = tuple(_resized(feature, metres / guess) for feature in features)
    mask = floor_mask(seen.built, seen.camera)
    return Room(
        camera=camera,
        focal=calibration.focal,
        rotation_sigma_deg=calibration.rotation_sigma_deg,
        scale=scale,
        floor=built.floor,
        walls=built.walls,
        ceiling_m=_in_metres(seen.ceiling, metres),
        features=merged_features(
            features, marked_features(hints.openings, camera, built.walls, pixels)
        ),
        obstacles=(),
        floor_mask=mask,
        floor_agreement=overlap(_to_photo(seen.level, seen.structure.floor, mask.shape), mask),
        unsure=unsure,
        notes={"floor_seeding_agreement": seen.structure.seeding_agreement},
    )


def _scale(hints: Hints, seen: _Seen, doors: list[Estimate]) -> Estimate:
    return estimate_scale(
        ceiling=seen.ceiling,
        doors=doors,
        camera_height_m=hints.camera_height_m,
        ceiling_height_m=hints.ceiling_height_m,
        lengths=seen_lengths(hints, seen.camera, seen.built.floor),
    )


def _in_metres(estimate: Estimate | None, metres: float) -> Estimate | None:
    """An estimate in camera heights, in metres."""
    if estimate is None:
        return None
    return Estimate(estimate.value * metres, estimate.sigma * metres, estimate.source)


def _analysed(pixels: Pixels) -> Pixels:
    scale = min(1.0, ANALYSED_PX / max(pixels.shape[:2]))
    if scale == 1.0:
        return pixels
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _first_height(hints: Hints, ceiling: Estimate | None) -> float:
    """Metres of one camera height before doors were looked for."""
    if hints.camera_height_m:
        return hints.camera_height_m
    if ceiling is None:
        return USUAL_HEIGHT_M
    usual = (hints.ceiling_height_m or USUAL_CEILING_M) / ceiling.value
    return usual if hints.ceiling_height_m else float(np.clip(usual, 1.1, 1.7))


def _features(pixels: Pixels, seen: _Seen, metres: float) -> tuple[Feature, ...]:
    """Features of all walls that runs show, in metres under the first guess of the scale."""
    camera, built = seen.camera.at_height(metres), scaled(seen.built, metres)
    ceiling = None if seen.ceiling is None else seen.ceiling.value * metres
    found: list[Feature] = []
    for index, run in enumerate(built.run_of):
        wall = built.walls[index]
        sight = (-np.inf, np.inf) if run < 0 else _sight(seen.structure, run)
        if wall.open or wall.seen < 0.02:
            continue
        view = wall_view(pixels, camera, seen.level, wall, sight, ceiling or 2.5)
        if view is not None:
            found += wall_features(view, index, ceiling)
    return tuple(found)


def _sight(structure: Structure, run: int) -> tuple[float, float]:
    return structure.runs[run].x0, structure.runs[run].x1


def _door_heights(features: tuple[Feature, ...], metres: float) -> list[Estimate]:
    """Heights of sure doors in camera heights: their frame's top, which is a little above."""
    return [
        Estimate(feature.z1 * 0.97 / metres, 0.05 * feature.z1 / metres, "door")
        for feature in features
        if feature.kind == "door" and feature.confidence >= 0.65 and 1.75 < feature.z1 < 2.45
    ]


def _resized(feature: Feature, ratio: float) -> Feature:
    return replace(
        feature,
        u0=feature.u0 * ratio,
        u1=feature.u1 * ratio,
        z0=feature.z0 * ratio,
        z1=feature.z1 * ratio,
    )


def floor_mask(built: Shell, camera: Camera, rows: int = 360) -> Mask:
    """Where the photo shows the floor polygon: (rows, columns) bool with the photo's aspect."""
    columns = max(1, round(rows * camera.width_px / camera.height_px))
    uv = _grid(camera, rows, columns)
    points, hit = camera.at_height(1.0).on_plane(uv)
    outline = Polygon(built.floor)
    shapely.prepare(outline)
    inside = hit & shapely.contains_xy(outline, points[:, 0], points[:, 1])
    return np.asarray(inside.reshape(rows, columns))


def _grid(camera: Camera, rows: int, columns: int) -> Array:
    v, u = np.mgrid[0:rows, 0:columns] + 0.5
    scale = (camera.width_px / columns, camera.height_px / rows)
    return np.asarray(np.stack([u.ravel(), v.ravel()], axis=1) * scale)


def _to_photo(level: Level, mask: Mask, shape: tuple[int, ...]) -> Mask:
    """A mask of the level raster on a grid of the photo."""
    uv = _grid(level.camera, shape[0], shape[1])
    place = level.from_photo(uv)
    finite: Mask = np.asarray(np.all(np.isfinite(place), axis=1))
    place = np.where(finite[:, None], place, 0.0)
    column = np.rint(level.column_of(place[:, 0])).astype(int)
    row = np.rint(level.row_of(place[:, 1])).astype(int)
    ok: Mask = (
        finite & (column >= 0) & (column < mask.shape[1]) & (row >= 0) & (row < mask.shape[0])
    )
    out = np.zeros(len(uv), dtype=bool)
    out[ok] = mask[row[ok], column[ok]]
    return out.reshape(shape[0], shape[1])
