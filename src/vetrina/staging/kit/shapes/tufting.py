"""Buttoned and channelled upholstery: heights of the filling between the pulls.

Diamond tufting is a lattice of buttons joined by pleats; the cloth rises in a dome inside every
diamond.  Grid lines are laid so that the pleats run through vertices, else they would fray.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import finish, grid_faces, grid_uv, merged, moved, translation
from vetrina.staging.kit.shapes.turning import lathe

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Diamonds:
    """A lattice whose diamonds are `across` wide and `up` high, with a button at (0, 0)."""

    across: float
    up: float
    puff: float = 0.03

    def height(self, s: Array, t: Array) -> Array:
        """Rise in metres at places (s, t), 0 in the bottom of a button's pit."""
        p, q = s / self.across + t / self.up, s / self.across - t / self.up
        dome = np.abs(np.sin(np.pi * p)) * np.abs(np.sin(np.pi * q))
        pit = np.hypot((p - np.round(p)) * self.across, (q - np.round(q)) * self.across)
        funnel = 1 - np.exp(-((pit / (0.30 * self.across)) ** 1.5))
        return np.asarray(self.puff * (0.50 * dome**0.42 + 0.50 * funnel))

    def buttons(self, s0: float, s1: float, t0: float, t1: float) -> Array:
        """Places (N, 2) of the buttons inside a rectangle."""
        half_s, half_t = self.across / 2, self.up / 2
        columns = np.arange(np.ceil(s0 / half_s), np.floor(s1 / half_s) + 1)
        rows = np.arange(np.ceil(t0 / half_t), np.floor(t1 / half_t) + 1)
        grid = np.stack(np.meshgrid(columns, rows, indexing="ij"), -1).reshape(-1, 2)
        grid = grid[(grid.sum(axis=1) % 2) == 0]
        return np.asarray(grid * np.array([half_s, half_t]))


def channels(s: Array, width: float, puff: float) -> Array:
    """Rise of vertical channels `width` apart, with a seam at s = 0."""
    return np.asarray(puff * np.abs(np.sin(np.pi * s / width)) ** 0.55)


def biscuit(s: Array, t: Array, cell: float, puff: float) -> Array:
    """Rise of square pads sewn down along lines `cell` apart."""
    return np.asarray(
        puff * (np.abs(np.sin(np.pi * s / cell)) * np.abs(np.sin(np.pi * t / cell))) ** 0.4
    )


def surface_normals(points: Array) -> Array:
    """Unit normals (R, C, 3) of a grid of points, along d/drow x d/dcolumn."""
    normal = np.cross(np.gradient(points, axis=0), np.gradient(points, axis=1))
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-12))


def raised(points: Array, rise: Array, material: str) -> Mesh:
    """A surface (R, C, 3) lifted by `rise` (R, C) along its normals."""
    lifted = points + rise[..., None] * surface_normals(points)
    rows, columns = rise.shape
    return finish(lifted, grid_faces(rows, columns, rise), grid_uv(points), material)


def button(radius: float, material: str, sides: int = 10) -> Mesh:
    """A covered button or a domed nail lying on z = 0."""
    turn = np.linspace(0, np.pi / 2, 4)
    dome = np.stack([radius * np.cos(turn), 0.002 + radius * 0.55 * np.sin(turn)], axis=1)
    return lathe(np.concatenate([[[radius * 0.7, -0.004]], dome]), material, sides=sides)


def buttons_at(
    places: Array, normals: Array, material: str, radius: float = 0.011, lift: float = 0.004
) -> list[Mesh]:
    """Buttons at points (N, 3) facing `normals` (N, 3)."""
    plain = button(radius, material)
    parts: list[Mesh] = []
    for place, normal in zip(places, normals, strict=True):
        side = np.cross(normal, np.eye(3)[int(np.argmin(np.abs(normal)))])
        side = side / np.linalg.norm(side)
        frame = np.eye(4)
        frame[:3, :3] = np.column_stack([side, np.cross(normal, side), normal])
        parts += moved(plain, translation(*(place + lift * normal)), frame)
    return merged(parts)
