"""How large the room is: the camera's height above the floor in metres.

Everything that perception finds is in units of that height.  What is known of true sizes (how
people hold cameras, how high ceilings and doors are, what the person has measured) gives one
belief each about its logarithm; their product is read off a grid, so that heavy tails and two
opinions stay what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vetrina.staging.camera import Array, Camera, Estimate
from vetrina.staging.room import Hints

GRID = np.linspace(np.log(0.3), np.log(4.0), 2600)
CAMERA_HEIGHT_M = 1.38
CAMERA_HEIGHT_SIGMA_M = 0.22
"""From the hip on a tripod, as listings are photographed, to the eye."""
DOOR_HEIGHT_M = 2.03
DOOR_SIGMA_M = 0.06
CEILINGS_M = ((0.72, 2.5, 0.09), (0.28, 2.95, 0.35))
"""Share, middle and sigma: ceilings of our time, and those of old houses."""
MEASURED_SHARE = 0.015
"""How exactly people measure, as a share of the length."""


@dataclass(frozen=True, slots=True)
class Belief:
    """One opinion of the camera's height: a mixture of Gaussians (share, metres, relative sigma).

    doubt: probability that it says nothing at all.
    """

    source: str
    parts: tuple[tuple[float, float, float], ...]
    doubt: float

    def density(self) -> Array:
        """Density over GRID, not normalised."""
        spread = 1 / (GRID[-1] - GRID[0])
        total = np.full_like(GRID, self.doubt * spread)
        for share, middle, sigma in self.parts:
            bell = np.exp(-0.5 * ((GRID - np.log(middle)) / sigma) ** 2)
            total += (1 - self.doubt) * share * bell / (np.sqrt(2 * np.pi) * sigma)
        return total

    @property
    def sigma(self) -> float:
        """Relative sigma of its narrowest part."""
        return min(part[2] for part in self.parts)


def height_beliefs(
    *,
    ceiling: Estimate | None = None,
    doors: Sequence[Estimate] = (),
    camera_height_m: float | None = None,
    ceiling_height_m: float | None = None,
    lengths: Sequence[tuple[Estimate, float]] = (),
) -> tuple[Belief, ...]:
    """All that is known of the camera's height, the person's word first.

    ceiling, doors: heights seen, in camera heights.  camera_height_m, ceiling_height_m: what the
    person says.  lengths: pairs of a length seen, in camera heights, and its true metres.
    """
    beliefs = []
    if camera_height_m:
        beliefs.append(_said("user", camera_height_m, 0.0))
    if ceiling_height_m and ceiling:
        beliefs.append(_said("user", ceiling_height_m / ceiling.value, _relative(ceiling)))
    for seen, metres in lengths:
        if seen.value > 0 and metres > 0:
            beliefs.append(_said("length", metres / seen.value, _relative(seen)))
    # What is usual steps back where the person has spoken.
    doubt = 0.6 if beliefs else 0.0
    if ceiling and not ceiling_height_m:
        beliefs.append(_usual("ceiling", ceiling, CEILINGS_M, max(doubt, 0.03)))
    for door in doors:
        size = ((1.0, DOOR_HEIGHT_M, DOOR_SIGMA_M),)
        beliefs.append(_usual("door", door, size, max(doubt, 0.15)))
    usual = (1.0, CAMERA_HEIGHT_M, CAMERA_HEIGHT_SIGMA_M / CAMERA_HEIGHT_M)
    beliefs.append(Belief("prior", (usual,), max(doubt, 0.02)))
    return tuple(beliefs)


def estimate_scale(
    *,
    ceiling: Estimate | None = None,
    doors: Sequence[Estimate] = (),
    camera_height_m: float | None = None,
    ceiling_height_m: float | None = None,
    lengths: Sequence[tuple[Estimate, float]] = (),
) -> Estimate:
    """The camera's height in metres; arguments as for `height_beliefs`.

    The source is the belief that narrows the result most; when two beliefs contradict each other
    the sigma covers both.
    """
    return combined(
        height_beliefs(
            ceiling=ceiling,
            doors=doors,
            camera_height_m=camera_height_m,
            ceiling_height_m=ceiling_height_m,
            lengths=lengths,
        )
    )


def combined(beliefs: Sequence[Belief]) -> Estimate:
    """Mean and sigma, in metres, of the product of all beliefs."""
    log_density = np.sum([np.log(belief.density()) for belief in beliefs], axis=0)
    density = np.exp(log_density - log_density.max())
    density /= density.sum()
    middle = float(density @ GRID)
    sigma = float(np.sqrt(density @ (GRID - middle) ** 2))
    at_middle = int(np.argmin(np.abs(GRID - middle)))
    agreeing = [b for b in beliefs if b.density()[at_middle] > 0.3 * b.density().max()]
    leading = min(agreeing or list(beliefs), key=lambda belief: belief.sigma)
    value = float(np.exp(middle))
    return Estimate(value, value * sigma, leading.source)


def _relative(estimate: Estimate) -> float:
    return estimate.sigma / max(abs(estimate.value), 1e-9)


def _said(source: str, height_m: float, seen_sigma: float) -> Belief:
    """The person's word: almost beyond doubt, as exact as it was measured and seen."""
    sigma = float(np.hypot(MEASURED_SHARE, seen_sigma))
    return Belief(source, ((1.0, height_m, sigma),), 1e-6)


def _usual(
    source: str, seen: Estimate, sizes: Sequence[tuple[float, float, float]], doubt: float
) -> Belief:
    """What the usual sizes of a thing say, when it is `seen.value` camera heights large."""
    parts = tuple(
        (share, middle / seen.value, float(np.hypot(sigma / middle, _relative(seen))))
        for share, middle, sigma in sizes
    )
    return Belief(source, parts, doubt)


POINTING_PX_SHARE = 0.004
"""How exactly people click, as a share of the picture's longest side."""


def seen_lengths(hints: Hints, camera: Camera, floor: Array) -> list[tuple[Estimate, float]]:
    """The person's measured lengths as seen: (camera heights, metres), for `height_beliefs`.

    camera: at height 1.  floor: (N, 2) floor polygon in camera heights.  A line whose ends are one
    above the other, and not both on the floor, stands on the wall behind it.
    """
    found = []
    for x1, y1, x2, y2, metres in hints.lengths:
        ends = np.array([[x1, y1], [x2, y2]])
        value = span(camera, floor, ends)
        if value is None:
            continue
        push = POINTING_PX_SHARE * max(camera.width_px, camera.height_px)
        along = (ends[1] - ends[0]) / max(float(np.hypot(*(ends[1] - ends[0]))), 1e-9)
        longer = span(camera, floor, ends + np.array([-along, along]) * push / np.sqrt(2))
        sigma = abs((longer or value * 1.1) - value)
        found.append((Estimate(value, max(sigma, 1e-3 * value), "length"), metres))
    return found


def span(camera: Camera, floor: Array, ends: Array) -> float | None:
    """Length in camera heights between two picture points (2, 2), or None where it is not known.

    Both on the floor, or one above the other on the first wall behind them.
    """
    points, hits = camera.on_plane(ends)
    rays = camera.rays(ends)
    flat = rays[:, :2] / np.maximum(np.linalg.norm(rays[:, :2], axis=1, keepdims=True), 1e-9)
    walls = [_to_wall(direction, floor) for direction in flat]
    on_floor = [
        bool(hit) and (wall is None or float(np.hypot(*point[:2])) < 1.03 * wall)
        for point, hit, wall in zip(points, hits, walls, strict=True)
    ]
    if all(on_floor):
        return float(np.hypot(*(points[1, :2] - points[0, :2])))
    together = float(flat[0] @ flat[1]) > np.cos(np.radians(4))
    lower = int(rays[0, 2] > rays[1, 2])
    distance = walls[lower]
    if not together or distance is None:
        return None
    rise = rays[:, 2] / np.maximum(np.linalg.norm(rays[:, :2], axis=1), 1e-9)
    return float(abs(rise[1] - rise[0]) * distance)


def _to_wall(direction: Array, floor: Array) -> float | None:
    """Distance from the origin along `direction` (2,) to where it first leaves the polygon.

    The camera may stand outside: then the ray crosses one edge to come in before it leaves.
    """
    reach: list[float] = []
    for start, end in zip(floor, np.roll(floor, -1, axis=0), strict=True):
        edge = end - start
        across = direction[0] * edge[1] - direction[1] * edge[0]
        if abs(across) < 1e-9:
            continue
        distance = (start[0] * edge[1] - start[1] * edge[0]) / across
        share = (start[0] * direction[1] - start[1] * direction[0]) / across
        if distance > 1e-6 and -1e-9 <= share <= 1 + 1e-9:
            reach.append(float(distance))
    reach.sort()
    first = (len(reach) + 1) % 2
    return reach[first] if len(reach) > first else None
