"""The person's floor corners and the photo's own camera, brought together.

The corners always win: the floor is the polygon that was drawn.  What they teach about the camera
is weighed against what the photo taught: the drawn corners are fitted in the picture by a floor
whose edges run along X and Y where they nearly do, with the photo's camera as the prior.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from shapely.geometry import Polygon

from vetrina.staging.camera import Array, Camera, Estimate
from vetrina.staging.errors import CornersImpossible
from vetrina.staging.perception.calibrate import Calibration, canonical
from vetrina.staging.perception.vanishing import Frame

CLICK_SHARE = 0.002
"""How exactly a corner inside the picture is set, as a share of the longest side."""
OUTSIDE_SHARE = 0.12
"""How exactly one outside is, as a share of its distance from the picture."""
SQUARE_RAD = float(np.radians(0.7))
NEARLY_SQUARE_RAD = float(np.radians(20.0))
WEAK_ROTATION_DEG = 0.6
WEAK_FOCAL = 0.06
SMALLEST_AREA = 0.02
FARTHEST = 25.0
"""No floor reaches farther than this many camera heights."""


@dataclass(frozen=True)
class CornerFit:
    """camera at height 1; floor (N, 2) camera heights, counter-clockwise from above.

    order: (N,) index of the drawn corner behind each floor corner; focal and rotation_sigma_deg as
    in `Calibration`, after the corners; squareness_deg: how far the worst corner is from 90°
    (from the nearest multiple of it).
    """

    camera: Camera
    floor: Array
    order: NDArray[np.int64]
    focal: Estimate
    rotation_sigma_deg: float
    squareness_deg: float


def fit_corners(corners: tuple[tuple[float, float], ...], calibration: Calibration) -> CornerFit:
    """The camera and the floor that the drawn corners and the photo agree on.

    corners: 3 or more, in pixels and in order round the floor; they may lie outside the picture.
    Raises: CornersImpossible when they cross, enclose nothing or lie above the horizon.
    """
    drawn = np.array(corners, dtype=np.float64).reshape(-1, 2)
    _check_outline(drawn, calibration.camera)
    starts = [calibration.camera]
    if len(drawn) == 4 and _is_weak(calibration):
        starts += _cameras_of_rectangle(drawn, calibration.camera)
    fits = [fit for start in starts if (fit := _fit(drawn, start, calibration)) is not None]
    if not fits:
        raise _above_horizon(drawn, calibration.camera)
    camera, covariance, _ = min(fits, key=lambda fit: fit[2])
    floor, order = _floor(drawn, camera)
    return CornerFit(
        camera,
        floor,
        order,
        _focal(camera, covariance, calibration),
        float(np.degrees(np.sqrt(np.trace(covariance[:3, :3])))),
        float(np.degrees(np.abs(_turns(floor)).max())),
    )


def _is_weak(calibration: Calibration) -> bool:
    unsure = calibration.focal.sigma / calibration.focal.value
    return calibration.rotation_sigma_deg > WEAK_ROTATION_DEG or unsure > WEAK_FOCAL


def _check_outline(drawn: Array, camera: Camera) -> None:
    if len(drawn) < 3 or not np.isfinite(drawn).all():
        raise CornersImpossible("Mark at least three corners of the floor.")
    outline = Polygon(drawn)
    if not outline.is_valid:
        raise CornersImpossible(
            "The lines between the corners cross each other: mark them in order round the floor."
        )
    if outline.area < SMALLEST_AREA**2 * camera.width_px * camera.height_px:
        raise CornersImpossible("The corners enclose no floor: mark them farther apart.")


def _above_horizon(drawn: Array, camera: Camera) -> CornersImpossible:
    rise = camera.rays(drawn)[:, 2]
    worst = int(np.argmax(rise))
    return CornersImpossible(
        f"Corner {worst + 1} lies above the horizon, where no floor can be: move it down.",
        details={"corner": worst + 1},
    )


def _floor(drawn: Array, camera: Camera) -> tuple[Array, NDArray[np.int64]]:
    """The drawn corners on the floor, counter-clockwise; raises CornersImpossible."""
    points, hits = camera.on_plane(drawn)
    if not hits.all() or float(np.abs(points[:, :2]).max()) > FARTHEST:
        raise _above_horizon(drawn, camera)
    order = np.arange(len(drawn))
    x, y = points[:, 0], points[:, 1]
    if float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()) < 0:
        order = order[::-1]
    floor = points[order, :2]
    if not Polygon(floor).is_valid:
        raise CornersImpossible("Seen from above, the lines between the corners cross each other.")
    return floor, order


def _askew(floor: Array) -> Array:
    """How far each edge (N,) of a polygon is from the nearer of X and Y, radians."""
    edges = np.roll(floor, -1, axis=0) - floor
    heading = np.arctan2(edges[:, 1], edges[:, 0])
    return np.asarray((heading + np.pi / 4) % (np.pi / 2) - np.pi / 4)


def _turns(floor: Array) -> Array:
    """How far each corner (N,) of a polygon is from the nearest right angle, radians."""
    askew = _askew(floor)
    turn = askew - np.roll(askew, 1)
    return np.asarray((turn + np.pi / 4) % (np.pi / 2) - np.pi / 4)


def _cameras_of_rectangle(drawn: Array, camera: Camera) -> list[Camera]:
    """Cameras to which four corners (4, 2) are a rectangle: by its vanishing points, or none.

    Source: Hartley and Zisserman, Multiple View Geometry, 2nd ed., 8.8.
    """
    middle = np.array([camera.cx, camera.cy])
    side = max(camera.width_px, camera.height_px)
    points = np.hstack([(drawn - middle) / side, np.ones((4, 1))])
    lines = [np.cross(points[i], points[(i + 1) % 4]) for i in range(4)]
    one, other = np.cross(lines[0], lines[2]), np.cross(lines[1], lines[3])
    found = []
    square = -(one[0] * other[0] + one[1] * other[1])
    depth = one[2] * other[2]
    focals = [camera.focal_px / side]
    if abs(depth) > 1e-9 and 0.25**2 < square / depth < 2.5**2:
        focals.append(float(np.sqrt(square / depth)))
    for focal in focals:
        scale = np.array([1 / focal, 1 / focal, 1.0])
        right = one * scale / np.linalg.norm(one * scale)
        ahead = other * scale - right * (other * scale @ right)
        ahead = ahead / np.linalg.norm(ahead)
        rotation = np.stack([right, ahead, np.cross(right, ahead)], axis=1)
        frame = canonical(Frame(rotation, float(np.log(focal))))
        turned = replace(camera, rotation=frame.rotation, focal_px=focal * side)
        if camera.on_plane(drawn)[1].all() or turned.on_plane(drawn)[1].all():
            found.append(turned)
    return found


def _moved(camera: Camera, step: Array) -> Camera:
    turn = np.asarray(cv2.Rodrigues(np.ascontiguousarray(step[:3]))[0], dtype=np.float64)
    return replace(
        camera,
        rotation=turn @ camera.rotation,
        focal_px=camera.focal_px * float(np.exp(step[3])),
    )


def _fit(
    drawn: Array, start: Camera, calibration: Calibration
) -> tuple[Camera, Array, float] | None:
    """Camera, its covariance (4, 4) over rotation and log focal, and the cost; None if no floor."""
    points, hits = start.on_plane(drawn)
    if not hits.all() or float(np.abs(points[:, :2]).max()) > 2 * FARTHEST:
        return None
    error = _click_sigma(drawn, start)
    square = np.abs(_askew(points[:, :2])) < NEARLY_SQUARE_RAD

    def residuals(unknown: Array) -> Array:
        camera = _moved(start, unknown[:4])
        floor = unknown[4:].reshape(-1, 2)
        shown, depth = camera.project(np.hstack([floor, np.zeros((len(floor), 1))]))
        shown = np.where(depth[:, None] > 1e-3, shown, 10.0 * start.width_px)
        corner = ((shown - drawn) / error[:, None]).ravel()
        angle = _softened(np.where(square, _askew(floor) / SQUARE_RAD, 0.0))
        return np.concatenate([corner, angle, _photo_says(camera, calibration)])

    first = np.concatenate([np.zeros(4), points[:, :2].ravel()])
    found = least_squares(residuals, first, max_nfev=80, x_scale="jac")
    camera = _moved(start, found.x[:4])
    if not camera.on_plane(drawn)[1].all():
        return None
    slopes = np.asarray(found.jac, dtype=np.float64)
    normal = slopes.T @ slopes + 1e-9 * np.eye(len(found.x))
    covariance = np.asarray(np.linalg.inv(normal), dtype=np.float64)[:4, :4]
    given_up = _softened(np.array([NEARLY_SQUARE_RAD / SQUARE_RAD]))[0] ** 2 / 2
    return camera, covariance, float(found.cost) + given_up * int((~square).sum())


def _softened(angle: Array) -> Array:
    """Large angles stop pulling: a floor that is truly not square must not be bent by force."""
    return np.asarray(np.sign(angle) * 3 * np.sqrt(np.log1p((angle / 3) ** 2)))


def _click_sigma(drawn: Array, camera: Camera) -> Array:
    """How exactly each corner (N,) is set, in pixels: worse the farther outside the picture."""
    size = np.array([camera.width_px, camera.height_px])
    outside = np.maximum(np.maximum(-drawn, drawn - size), 0)
    return np.asarray(CLICK_SHARE * size.max() + OUTSIDE_SHARE * np.hypot(*outside.T))


def _photo_says(camera: Camera, calibration: Calibration) -> Array:
    """Residuals (4,) of rotation and log focal against the photo's own camera."""
    turn = camera.rotation @ calibration.camera.rotation.T
    vector = np.asarray(cv2.Rodrigues(np.ascontiguousarray(turn))[0]).ravel()
    sigma = np.radians(max(calibration.rotation_sigma_deg, 0.05)) / np.sqrt(3)
    focal = calibration.focal
    zoom = np.log(camera.focal_px / focal.value) / max(focal.sigma / focal.value, 0.003)
    # The corners win over a camera that is unsure of itself: its word counts half.
    trust = 0.5 if _is_weak(calibration) else 1.0
    return trust * np.concatenate([vector / sigma, [zoom]])


def _focal(camera: Camera, covariance: Array, calibration: Calibration) -> Estimate:
    sigma = float(np.sqrt(covariance[3, 3])) * camera.focal_px
    learnt = sigma < 0.7 * calibration.focal.sigma
    source = "corners" if learnt else calibration.focal.source
    return Estimate(camera.focal_px, sigma, source)
