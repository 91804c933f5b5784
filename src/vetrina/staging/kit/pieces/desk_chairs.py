"""Desk chairs that turn and roll: a task chair, an executive's, a low upholstered one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import moved, translation, turn_x, turn_z
from vetrina.staging.kit.pieces.facts import CLASSIC, CONTEMPORARY, LIVING, MODERN, OFFICE, declared
from vetrina.staging.kit.pieces.upholstery import panel
from vetrina.staging.kit.recipe import BuildContext
from vetrina.staging.kit.shapes import (
    FIRM,
    Softness,
    along_plan,
    arc_plan,
    channels,
    cloth_mesh,
    cylinder,
    deformed,
    lathe,
    leaning,
    pad,
    rectangle_section,
    rounded_box,
    smooth_path,
    sweep,
    tube,
)

Array = NDArray[np.float64]

_CLOTH = "upholstery_chair"
_SEAT = Softness(crown=0.022, bulge=0.008, wrinkle=0.003, sag=0.006, waver=0.002, creases=2)
_PLUSH = Softness(
    crown=0.030, bulge=0.012, wrinkle=0.005, sag=0.004, waver=0.003, creases=3, steepness=1.0
)


def star_base(reach: float, seat_z: float, slot: str) -> list[Mesh]:
    """Five arms on castors and a gas spring up to `seat_z`."""
    parts: list[Mesh] = []
    for k in range(5):
        line = smooth_path([(0.02, 0, 0.115), (reach * 0.5, 0, 0.095), (reach, 0, 0.068)], 10)
        size = np.column_stack([np.linspace(1.0, 0.62, 10), np.linspace(1.0, 0.6, 10)])
        arm = sweep(
            line,
            rectangle_section(0.052, 0.034, 0.010),
            slot,
            up=(0, 0, 1),
            scale=size,
            bevel=0.005,
        )
        wheels = []
        for side in (-1, 1):
            wheel = moved(
                cylinder(0.027, 0.019, "plastic_black", bevel=0.006, sides=24), turn_x(90)
            )
            wheels += moved(wheel, translation(0.012, side * 0.014 + 0.0095, 0.027))
        wheels += moved(cylinder(0.008, 0.03, "plastic_black", sides=14), translation(0, 0, 0.04))
        castor = moved(wheels, translation(reach - 0.005, 0, 0), turn_z(40 * k))
        parts += moved([arm, *castor], turn_z(90 + 72 * k))
    column = [(0.0, 0.07), (0.036, 0.07), (0.036, 0.14), (0.026, 0.15), (0.026, seat_z * 0.66)]
    column += [(0.014, seat_z * 0.67), (0.014, seat_z), (0.0, seat_z)]
    parts.append(lathe(column, slot, sides=28))
    mechanism = rounded_box((0.20, 0.24, 0.05), 0.015, "plastic_black")
    return parts + moved(mechanism, translation(0, 0, seat_z - 0.03))


def _task_back(seat: float, tall: float) -> list[Mesh]:
    """A cloth stretched in a curved frame on a spine, with a pad at the loins."""
    # Long because a piece is read from its feet to its cushions, in one go.
    wide = 0.45
    u, v = np.linspace(-1, 1, 28), np.linspace(0, 1, 36)
    U, V = np.meshgrid(u, v, indexing="ij")
    shape = np.array([[0, 0.60], [0.1, 0.80], [0.5, 1.0], [0.86, 0.92], [1, 0.62]])
    half = wide / 2 * np.interp(V, *smooth_path(shape, 60).T)
    y = 0.235 - 0.045 * np.exp(-(((V - 0.3) / 0.25) ** 2)) - 0.10 * U**2 + 0.10 * V
    sheet = np.stack([half * U, y, seat + 0.03 + tall * V - 0.02 * U**2 * V], axis=-1)
    parts = [cloth_mesh(sheet, (wide / 27, tall / 35), 0.010, _CLOTH)]
    edge = np.concatenate([sheet[:, 0], sheet[-1, 1:], sheet[-2::-1, -1], sheet[0, -2:0:-1]])
    parts.append(
        tube(smooth_path(edge, 90, closed=True), 0.011, "plastic_black", sides=10, closed=True)
    )
    spine = smooth_path(
        [
            (0, 0.06, seat - 0.06),
            (0, 0.27, seat - 0.03),
            (0, 0.33, seat + 0.14),
            (0, 0.285, seat + 0.30),
        ],
        26,
    )
    size = np.column_stack([np.linspace(1.0, 1.5, 26), np.ones(26)])
    parts.append(
        sweep(
            spine,
            rectangle_section(0.055, 0.024, 0.010),
            "plastic_black",
            up=(0, -1, 0.2),
            scale=size,
            bevel=0.006,
        )
    )
    lumbar = panel(0.36, 0.12, 0.03, _CLOTH, corner=0.05, edge=0.014, soft=FIRM, lined=True)
    bent = deformed(
        lumbar, lambda p: np.column_stack([p[:, 0], p[:, 1] - 2.2 * p[:, 0] ** 2, p[:, 2]])
    )
    return parts + moved(bent, translation(0, 0.222, seat + 0.13))


def _task(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    seat = 0.48
    parts = star_base(min(w, d) / 2 - 0.03, seat - 0.08, "plastic_black")
    cushion = pad(
        (0.49, 0.47, 0.075), _CLOTH, corner=0.12, edge=0.032, soft=_SEAT, seed=ctx.seed("seat")
    )
    front = moved(cushion, translation(0, -0.05, seat - 0.075))
    parts += deformed(
        front, lambda p: p - np.array([0, 0, 1.0]) * (np.clip(-p[:, 1:2] - 0.17, 0, 1) ** 2) * 3
    )
    parts += _task_back(seat, h - seat - 0.02)
    for side in (-1, 1):
        post = smooth_path(
            [
                (side * 0.14, 0.03, seat - 0.07),
                (side * 0.285, 0.03, seat - 0.05),
                (side * 0.30, 0.02, seat + 0.19),
            ],
            22,
        )
        parts.append(
            sweep(
                post,
                rectangle_section(0.042, 0.024, 0.010),
                "plastic_black",
                up=(0, 1, 0),
                bevel=0.004,
            )
        )
        rest = pad((0.085, 0.25, 0.032), "plastic_black", corner=0.038, edge=0.013, soft=FIRM)
        parts += moved(rest, translation(side * 0.30, -0.02, seat + 0.185))
    return parts


def _executive(ctx: BuildContext) -> list[Mesh]:
    # Long because a piece is read from its feet to its cushions, in one go.
    w, d, h = ctx.size_m
    seat, slot = 0.50, "leather"
    parts = star_base(min(w, d) / 2 - 0.03, seat - 0.10, "chrome")
    ribs = pad(
        (0.52, 0.50, 0.11),
        slot,
        corner=0.09,
        edge=0.045,
        soft=_PLUSH,
        seed=ctx.seed("seat"),
        piping=slot,
        spacing=(0.05, 0.125 / 8),
        relief=lambda _, y: channels(y, 0.125, 0.022) - 0.012,
    )
    parts += moved(ribs, translation(0, -0.06, seat - 0.11))
    tall = h - seat + 0.02
    back = panel(
        0.52,
        tall,
        0.10,
        slot,
        corner=0.10,
        edge=0.045,
        soft=_PLUSH,
        seed=ctx.seed("back"),
        piping=slot,
        spacing=(0.05, tall / 40),
        relief=lambda _, y: channels(y + tall / 2, tall / 5, 0.026) - 0.014,
        lined=True,
    )
    wrapped = deformed(
        back, lambda p: np.column_stack([p[:, 0], p[:, 1] - 0.75 * p[:, 0] ** 2, p[:, 2]])
    )
    parts += moved(deformed(wrapped, leaning(9)), translation(0, 0.235, seat - 0.03))
    for side in (-1, 1):
        x = side * 0.305
        loop = [
            (x * 0.85, 0.20, seat + 0.16),
            (x, 0.17, seat + 0.21),
            (x, -0.14, seat + 0.205),
            (x, -0.20, seat + 0.12),
        ]
        loop += [(x * 0.97, -0.12, seat - 0.06), (x * 0.6, -0.02, seat - 0.085)]
        line = smooth_path(loop, 40)
        parts.append(
            sweep(line, rectangle_section(0.036, 0.014, 0.005), "chrome", up=(1, 0, 0), bevel=0.003)
        )
        rest = pad((0.062, 0.29, 0.035), slot, corner=0.028, edge=0.015, soft=FIRM)
        parts += moved(rest, translation(x, 0.01, seat + 0.205))
    return parts


def _studio(ctx: BuildContext) -> list[Mesh]:
    w, d, h = ctx.size_m
    seat = 0.47
    parts = star_base(min(w, d) / 2 - 0.02, seat - 0.09, "brass")
    cushion = pad(
        (w - 0.10, d - 0.10, 0.10),
        _CLOTH,
        corner=0.20,
        edge=0.042,
        soft=_SEAT,
        seed=ctx.seed("seat"),
        piping="piping",
    )
    parts += moved(cushion, translation(0, -0.03, seat - 0.10))
    run = 1.02
    wall = panel(
        run,
        h - seat + 0.06,
        0.055,
        _CLOTH,
        corner=0.12,
        edge=0.025,
        spacing=0.03,
        soft=Softness(crown=0.016, bulge=0.004, wrinkle=0.002, creases=0, steepness=1.0),
        lined=True,
    )

    def sloped(p: Array) -> Array:
        u = np.clip((np.abs(p[:, 0]) / (run / 2) - 0.25) / 0.75, 0, 1)
        return np.column_stack([p[:, 0], p[:, 1] + 0.12 * p[:, 2], p[:, 2] * (1 - 0.40 * u**1.5)])

    bent = deformed(deformed(wall, sloped), along_plan(arc_plan(w / 2 - 0.06, run)))
    parts += moved(bent, translation(0, d / 2 - 0.085, seat - 0.06))
    return parts


PIECES = (
    declared(
        _task,
        "desk_chair_task",
        "desk_chair",
        "Task chair",
        "A curved back in a slim frame, adjustable arms, five castors.",
        (0.68, 0.65, 1.03),
        styles=(MODERN, CONTEMPORARY),
        rooms=(OFFICE,),
        clearance_front_m=0.3,
        seats=1,
    ),
    declared(
        _executive,
        "desk_chair_executive",
        "desk_chair",
        "Executive chair",
        "Ribbed leather, a high wrapped back, polished loops for arms.",
        (0.68, 0.68, 1.14),
        styles=(MODERN, CLASSIC),
        rooms=(OFFICE,),
        clearance_front_m=0.3,
        seats=1,
    ),
    declared(
        _studio,
        "desk_chair_studio",
        "desk_chair",
        "Studio chair",
        "A low upholstered tub on a brass star with castors.",
        (0.60, 0.60, 0.82),
        styles=(CLASSIC, CONTEMPORARY, MODERN),
        rooms=(OFFICE, LIVING),
        clearance_front_m=0.3,
        seats=1,
    ),
)
