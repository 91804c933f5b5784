"""The pinhole camera that took the photo, and the frame that everything else is measured in.

World frame: metres, X right, Y into the picture, Z up; the origin lies on the floor straight below
the camera.  Camera frame: OpenCV (x right, y down, z forward).  Pixels: the centre of the top-left
pixel is (0.5, 0.5), the picture spans [0, width] x [0, height].

Source: Hartley and Zisserman, Multiple View Geometry, 2nd ed., ch. 6 and 8.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measured quantity that knows how sure it is.

    `sigma` is one standard deviation in the unit of `value`; `source` says where it came from:
    exif, vanishing_points, prior, floor, ceiling, door, length, corners or user.
    """

    value: float
    sigma: float
    source: str


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera at (0, 0, height_m).

    focal_px > 0 in pixels of a width_px x height_px picture; (cx, cy) principal point in pixels;
    rotation: (3, 3) float64, world to camera, orthonormal with determinant +1.
    """

    width_px: int
    height_px: int
    focal_px: float
    cx: float
    cy: float
    rotation: Array
    height_m: float

    @property
    def pitch_deg(self) -> float:
        """Degrees the view points above the horizon (negative: down)."""
        return float(np.degrees(np.arcsin(np.clip(self.rotation[2, 2], -1.0, 1.0))))

    @property
    def roll_deg(self) -> float:
        """Degrees the camera is turned about its view axis; 0 when the horizon is level."""
        return float(np.degrees(np.arctan2(self.rotation[0, 2], -self.rotation[1, 2])))

    @property
    def yaw_deg(self) -> float:
        """Degrees the view points to the right of world +Y."""
        return float(np.degrees(np.arctan2(self.rotation[2, 0], self.rotation[2, 1])))

    @property
    def horizontal_fov_deg(self) -> float:
        """Horizontal field of view, taking the principal point as centred."""
        return float(2 * np.degrees(np.arctan(self.width_px / (2 * self.focal_px))))

    def project(self, points_m: Array) -> tuple[Array, Array]:
        """Picture positions of world points.

        points_m: (N, 3).  Returns uv (N, 2) in pixels and depth (N,) in metres along the view
        axis; where depth <= 0 the point is behind the camera and uv means nothing.
        """
        relative = np.atleast_2d(points_m) - np.array([0.0, 0.0, self.height_m])
        seen = relative @ self.rotation.T
        depth = seen[:, 2]
        safe = np.where(np.abs(depth) < 1e-9, 1e-9, depth)
        u = self.focal_px * seen[:, 0] / safe + self.cx
        v = self.focal_px * seen[:, 1] / safe + self.cy
        return np.stack([u, v], axis=1), depth

    def rays(self, uv: Array) -> Array:
        """Unit directions in the world frame through picture positions uv (N, 2): (N, 3)."""
        uv = np.atleast_2d(uv)
        local = np.stack(
            [
                (uv[:, 0] - self.cx) / self.focal_px,
                (uv[:, 1] - self.cy) / self.focal_px,
                np.ones(len(uv)),
            ],
            axis=1,
        )
        world = local @ self.rotation
        return np.asarray(world / np.linalg.norm(world, axis=1, keepdims=True))

    def on_plane(self, uv: Array, z_m: float = 0.0) -> tuple[Array, NDArray[np.bool_]]:
        """Where the rays through uv (N, 2) meet the horizontal plane z = z_m.

        Returns points (N, 3) and whether each is really in front of the camera.
        """
        direction = self.rays(uv)
        dz = direction[:, 2]
        steps = np.where(
            np.abs(dz) < 1e-9, np.inf, (z_m - self.height_m) / np.where(dz == 0, 1, dz)
        )
        hits = (steps > 0) & np.isfinite(steps)
        steps = np.where(hits, steps, 0.0)
        points = direction * steps[:, None] + np.array([0.0, 0.0, self.height_m])
        return points, hits

    def resized(self, width_px: int, height_px: int) -> Camera:
        """The same camera for the same picture at another size."""
        sx, sy = width_px / self.width_px, height_px / self.height_px
        return replace(
            self,
            width_px=width_px,
            height_px=height_px,
            focal_px=self.focal_px * (sx + sy) / 2,
            cx=self.cx * sx,
            cy=self.cy * sy,
        )

    def at_height(self, height_m: float) -> Camera:
        """The same camera, `height_m` above the floor (the scale of the world changes with it)."""
        return replace(self, height_m=height_m)
