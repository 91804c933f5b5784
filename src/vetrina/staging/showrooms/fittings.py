"""What is built into an empty room: windows, doors, passages, radiators, skirting, lamps, boxes.

Every function adds faces to a `MeshBuilder`; walls are local frames (u along, d into the room, z
up).  Slots: trim, door, metal, radiator, sky, lamp, glass_dark, box, tape, fireplace.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from vetrina.staging.camera import Array
from vetrina.staging.showrooms.shapes import Frame, MeshBuilder, turned_frame

Span = tuple[float, float, float, float]
"""u0, u1, z0, z1 of something on a wall, metres."""


@dataclass(frozen=True, slots=True)
class WindowStyle:
    """reveal_m: depth of the opening; columns and rows: panes; casing: mouldings on the wall."""

    reveal_m: float
    columns: int
    rows: int
    casing: bool
    bar_m: float = 0.028


def wall_with_holes(
    build: MeshBuilder, slot: str, frame: Frame, length_m: float, top_m: float, holes: list[Span]
) -> None:
    """A wall from u 0 to length_m, cut open where the holes are."""
    us = sorted({0.0, length_m, *(u for hole in holes for u in hole[:2])})
    zs = sorted({0.0, top_m, *(z for hole in holes for z in hole[2:])})
    for u0, u1 in itertools.pairwise(us):
        for z0, z1 in itertools.pairwise(zs):
            u, z = (u0 + u1) / 2, (z0 + z1) / 2
            if any(h[0] < u < h[1] and h[2] < z < h[3] for h in holes):
                continue
            local = np.array([[u0, 0, z0], [u0, 0, z1], [u1, 0, z1], [u1, 0, z0]])
            build.quad(slot, frame.to_world(local), local[:, [0, 2]])


def reveal(build: MeshBuilder, slot: str, frame: Frame, hole: Span, depth_m: float) -> None:
    """The four inner faces of a hole through the wall."""
    u0, u1, z0, z1 = hole
    back = -depth_m
    faces = (
        [[u0, 0, z0], [u0, 0, z1], [u0, back, z1], [u0, back, z0]],
        [[u1, back, z0], [u1, back, z1], [u1, 0, z1], [u1, 0, z0]],
        [[u0, 0, z1], [u1, 0, z1], [u1, back, z1], [u0, back, z1]],
        [[u0, back, z0], [u1, back, z0], [u1, 0, z0], [u0, 0, z0]],
    )
    for face in faces:
        build.quad(slot, frame.to_world(np.array(face, dtype=np.float64)))


def window(build: MeshBuilder, frame: Frame, hole: Span, style: WindowStyle) -> None:
    """Reveals, sill, frame with glazing bars, and the sky behind."""
    u0, u1, z0, z1 = hole
    reveal(build, "wall", frame, hole, style.reveal_m)
    back, face = -style.reveal_m, -style.reveal_m + 0.06
    for span in (
        (u0, u0 + 0.06, z0, z1),
        (u1 - 0.06, u1, z0, z1),
        (u0, u1, z0, z0 + 0.07),
        (u0, u1, z1 - 0.06, z1),
    ):
        build.box("trim", (span[0], back, span[2]), (span[1], face, span[3]), frame)
    for i in range(1, style.columns):
        u, half = u0 + (u1 - u0) * i / style.columns, style.bar_m if i % 2 else 0.045
        build.box("trim", (u - half, back + 0.01, z0), (u + half, face - 0.01, z1), frame)
    for j in range(1, style.rows):
        z = z0 + (z1 - z0) * j / style.rows
        low, high = z - style.bar_m / 2, z + style.bar_m / 2
        build.box("trim", (u0, back + 0.012, low), (u1, face - 0.012, high), frame)
    if z0 > 0.2:
        build.box("trim", (u0 - 0.06, back, z0 - 0.035), (u1 + 0.06, 0.045, z0 + 0.003), frame)
    if style.casing:
        casing(build, frame, hole, 0.07)
    pane = np.array([[u0, back, z0], [u0, back, z1], [u1, back, z1], [u1, back, z0]])
    build.quad("sky", frame.to_world(pane), np.array([[0.0, 1.0], [0, 0], [1, 0], [1, 1]]))


def casing(build: MeshBuilder, frame: Frame, hole: Span, width_m: float) -> None:
    """Mouldings on the wall round an opening, in two steps."""
    u0, u1, z0, z1 = hole
    for inset, depth in ((0.0, 0.022), (0.018, 0.03)):
        w = width_m - inset
        foot = 0.0 if z0 < 0.1 else z0
        build.box("trim", (u0 - w, 0.0, foot), (u0, depth, z1 + w), frame)
        build.box("trim", (u1, 0.0, foot), (u1 + w, depth, z1 + w), frame)
        build.box("trim", (u0, 0.0, z1), (u1, depth, z1 + w), frame)


def door(build: MeshBuilder, frame: Frame, hole: Span, panels: int, hinge_left: bool) -> None:
    """A closed door: leaf with `panels` framed fields (0: flush), casing, lever handle."""
    u0, u1, _, z1 = hole
    build.box("door", (u0, 0.0, 0.008), (u1, 0.008, z1), frame)
    casing(build, frame, (u0, u1, 0.0, z1), 0.075)
    heights = {0: (), 2: ((0.12, 0.42), (0.48, 0.94)), 3: ((0.1, 0.35), (0.4, 0.6), (0.65, 0.94))}
    fields = heights.get(panels, heights[2])
    for low, high in fields:
        _moulding(build, "door", frame, (u0 + 0.11, u1 - 0.11, z1 * low, z1 * high), 0.03, 0.016)
    at = u1 - 0.07 if hinge_left else u0 + 0.07
    reach = -0.11 if hinge_left else 0.11
    build.box("metal", (at - 0.02, 0.008, 0.95), (at + 0.02, 0.013, 1.13), frame)
    build.box("metal", (at - 0.009, 0.01, 1.045), (at + 0.009, 0.06, 1.063), frame)
    low, high = sorted((at - 0.009 * np.sign(reach), at + reach))
    build.box("metal", (float(low), 0.045, 1.045), (float(high), 0.06, 1.063), frame)


def _moulding(
    build: MeshBuilder, slot: str, frame: Frame, span: Span, width_m: float, depth_m: float
) -> None:
    u0, u1, z0, z1 = span
    build.box(slot, (u0, 0.0, z0), (u1, depth_m, z0 + width_m), frame)
    build.box(slot, (u0, 0.0, z1 - width_m), (u1, depth_m, z1), frame)
    build.box(slot, (u0, 0.0, z0), (u0 + width_m, depth_m, z1), frame)
    build.box(slot, (u1 - width_m, 0.0, z0), (u1, depth_m, z1), frame)


def wall_panels(
    build: MeshBuilder, frame: Frame, spans: list[tuple[float, float]], z1: float
) -> None:
    """Framed fields on free stretches of a wall, from above the skirting to z1."""
    for u0, u1 in spans:
        count = max(1, round((u1 - u0) / 0.9))
        width = (u1 - u0) / count
        for i in range(count):
            left = u0 + i * width
            if width > 0.35:
                span = (left + 0.08, left + width - 0.08, 0.28, z1)
                _moulding(build, "wall", frame, span, 0.03, 0.014)


def arch(build: MeshBuilder, frame: Frame, hole: Span, depth_m: float) -> None:
    """Round the top of an opening: spandrels on the wall and the curved soffit."""
    u0, u1, _, z1 = hole
    radius = (u1 - u0) / 2
    rise = min(radius, 0.45)
    angles = np.linspace(0, np.pi, 25)
    us = (u0 + u1) / 2 - np.cos(angles) * radius
    zs = z1 - rise + np.sin(angles) * rise
    for i in range(24):
        (a, za), (b, zb) = (us[i], zs[i]), (us[i + 1], zs[i + 1])
        front = np.array([[b, 0, zb], [a, 0, za], [a, 0, z1], [b, 0, z1]])
        build.quad("wall", frame.to_world(front))
        under = np.array([[a, 0, za], [b, 0, zb], [b, -depth_m, zb], [a, -depth_m, za]])
        build.quad("wall", frame.to_world(under))


def radiator(build: MeshBuilder, frame: Frame, span: Span) -> None:
    """A column radiator: ribs every 45 mm, on brackets, with a valve and a pipe."""
    u0, u1, z0, z1 = span
    count = max(4, round((u1 - u0) / 0.045))
    step = (u1 - u0) / count
    build.box("radiator", (u0, 0.06, z0 + 0.03), (u1, 0.085, z1 - 0.03), frame)
    for i in range(count):
        left = u0 + i * step
        build.box("radiator", (left + 0.005, 0.04, z0), (left + step - 0.005, 0.11, z1), frame)
    build.box("metal", (u1 + 0.02, 0.065, 0.0), (u1 + 0.035, 0.08, z0 + 0.05), frame)
    build.box("radiator", (u1 + 0.005, 0.05, z0 + 0.02), (u1 + 0.055, 0.1, z0 + 0.07), frame)


def panel_radiator(build: MeshBuilder, frame: Frame, span: Span) -> None:
    """A flat panel radiator with a grille on top."""
    u0, u1, z0, z1 = span
    build.box("radiator", (u0, 0.03, z0), (u1, 0.10, z1), frame)
    count = max(6, round((u1 - u0) / 0.035))
    step = (u1 - u0) / count
    for i in range(count):
        left = u0 + i * step
        low, high = (left + 0.008, 0.098, z0 + 0.02), (left + step - 0.008, 0.106, z1 - 0.02)
        build.box("radiator", low, high, frame)
    build.box("metal", (u1 + 0.01, 0.05, 0.0), (u1 + 0.024, 0.065, z0 + 0.05), frame)


Ends = tuple[float, float]


def skirting(build: MeshBuilder, frame: Frame, ends: Ends, mitres: Ends, height_m: float) -> None:
    """A skirting board with an eased top edge."""
    h = height_m
    profile = np.array([[0, 0], [0, h], [0.008, h], [0.015, h - 0.012], [0.016, 0.0]])
    build.extrude("trim", profile, ends, frame, mitres)


def cornice(
    build: MeshBuilder, frame: Frame, ends: Ends, mitres: Ends, top_m: float, size_m: float
) -> None:
    """A moulded cornice of `size_m` under the ceiling, in three fillets."""
    s = size_m
    for depth, low, high in ((1.0, 0.0, 0.22), (0.66, 0.2, 0.62), (0.3, 0.6, 1.0)):
        z0, z1 = top_m - s * high, top_m - s * low
        lean = 0.12 * s
        profile = np.array([[0, z0], [0, z1], [s * depth, z1], [s * depth - lean, z0]])
        build.extrude("trim", profile, ends, frame, mitres)


def fireplace(build: MeshBuilder, frame: Frame, span: Span) -> None:
    """A chimneypiece: jambs, lintel, mantel shelf, dark hearth opening and a slab before it."""
    u0, u1, _, z1 = span
    build.box("fireplace", (u0, 0.0, 0.0), (u0 + 0.2, 0.12, z1 - 0.05), frame)
    build.box("fireplace", (u1 - 0.2, 0.0, 0.0), (u1, 0.12, z1 - 0.05), frame)
    build.box("fireplace", (u0, 0.0, z1 - 0.3), (u1, 0.12, z1 - 0.05), frame)
    build.box("fireplace", (u0 - 0.08, 0.0, z1 - 0.05), (u1 + 0.08, 0.2, z1), frame)
    build.box("dark", (u0 + 0.2, 0.0, 0.0), (u1 - 0.2, 0.012, z1 - 0.3), frame)
    build.box("dark", (u0 - 0.02, 0.0, 0.0), (u1 + 0.02, 0.4, 0.02), frame)


def kitchen_units(build: MeshBuilder, frame: Frame, span: Span) -> None:
    """A run of base units: recessed plinth, fronts with gaps, handles, a worktop."""
    u0, u1, _, z1 = span
    build.box("dark", (u0, 0.0, 0.0), (u1, 0.54, 0.12), frame)
    build.box("trim", (u0, 0.0, 0.12), (u1, 0.565, z1 - 0.04), frame)
    count = max(1, round((u1 - u0) / 0.6))
    step = (u1 - u0) / count
    for i in range(count):
        left, right = u0 + i * step + 0.002, u0 + (i + 1) * step - 0.002
        build.box("door", (left, 0.565, 0.125), (right, 0.585, z1 - 0.05), frame)
        low = (left + 0.12, 0.585, z1 - 0.115)
        build.box("metal", low, (right - 0.12, 0.61, z1 - 0.1), frame)
    build.box("fireplace", (u0 - 0.01, 0.0, z1 - 0.04), (u1 + 0.01, 0.61, z1), frame)


def plate(build: MeshBuilder, frame: Frame, u: float, z: float, gang: int = 1) -> None:
    """A socket or switch of `gang` units."""
    half = 0.041 * gang
    build.box("trim", (u - half, 0.0, z - 0.041), (u + half, 0.009, z + 0.041), frame)
    for i in range(gang):
        mid = u - half + 0.041 + 0.082 * i
        build.box("trim", (mid - 0.028, 0.009, z - 0.028), (mid + 0.028, 0.0105, z + 0.028), frame)


def pendant(build: MeshBuilder, x: float, y: float, top_m: float, drop_m: float, lit: bool) -> None:
    """A globe on a cord."""
    globe = top_m - drop_m
    frame = turned_frame(x, y, 0.0)
    build.turned("metal", np.array([[0.004, globe], [0.004, top_m - 0.03]]), frame, 8)
    build.turned(
        "metal", np.array([[0.0, top_m - 0.03], [0.05, top_m - 0.03], [0.05, top_m]]), frame, 16
    )
    turn = np.linspace(-np.pi / 2, np.pi / 2, 13)
    profile = np.stack([0.13 * np.cos(turn), globe - 0.13 + 0.13 * np.sin(turn)], axis=1)
    build.turned("lamp" if lit else "trim", profile, frame, 24)


def downlights(build: MeshBuilder, spots: Array, top_m: float, lit: bool) -> None:
    """Flush lamps at (N, 2) metres."""
    for x, y in spots:
        frame = turned_frame(float(x), float(y), 0.0)
        ring = np.array([[0.0, top_m - 0.012], [0.035, top_m - 0.012]])
        build.turned("lamp" if lit else "trim", ring, frame, 16)
        rim = np.array([[0.035, top_m - 0.012], [0.045, top_m - 0.012], [0.048, top_m]])
        build.turned("trim", rim, frame, 16)


def carton(build: MeshBuilder, frame: Frame, size: tuple[float, float, float]) -> None:
    """A cardboard box with a strip of tape."""
    w, d, h = size
    build.box("box", (-w / 2, -d / 2, 0.0), (w / 2, d / 2, h), frame)
    build.box("tape", (-0.025, -d / 2 - 0.001, h - 0.09), (0.025, d / 2 + 0.001, h + 0.001), frame)


def bucket(build: MeshBuilder, frame: Frame) -> None:
    """A paint bucket."""
    profile = np.array([[0.11, 0.0], [0.13, 0.28], [0.137, 0.28], [0.137, 0.3], [0.0, 0.3]])
    build.turned("trim", profile, frame, 24)


def column(
    build: MeshBuilder, frame: Frame, half_m: float, top_m: float, round_shaft: bool
) -> None:
    """A free-standing column, square or round, with a small plinth."""
    if round_shaft:
        profile = np.array([[half_m, 0.0], [half_m, top_m]])
        build.turned("wall", profile, frame, 40)
        build.turned("trim", np.array([[half_m + 0.015, 0.0], [half_m + 0.015, 0.1]]), frame, 40)
        return
    build.box("wall", (-half_m, -half_m, 0.0), (half_m, half_m, top_m), frame)
    h = half_m + 0.014
    build.box("trim", (-h, -h, 0.0), (h, h, 0.1), frame)
