"""Pictures: frames, mats, canvases.  Backs lie at +Y, fronts look to -Y."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Mesh
from vetrina.staging.kit.mesh import finish, moved, translation, turn_x
from vetrina.staging.kit.pieces.facts import (
    CLASSIC,
    LIVING,
    MODERN,
    OFFICE,
    declared,
)
from vetrina.staging.kit.pieces.joinery import (
    Band,
    block,
    plate,
    rectangle,
)
from vetrina.staging.kit.recipe import BuildContext

Array = NDArray[np.float64]
GALLERY: list[Band] = [
    [(0.0, 0.0), (0.0, 0.026)],
    [(0.0, 0.026), (0.002, 0.030), (0.012, 0.030), (0.014, 0.028)],
    [(0.014, 0.028), (0.014, 0.010)],
]
SCOOP: list[Band] = [
    [(0.0, 0.0), (0.0, 0.030)],
    [(0.0, 0.030), (0.004, 0.038), (0.012, 0.040), (0.020, 0.036)],
    [(0.020, 0.036), (0.032, 0.022), (0.046, 0.016), (0.052, 0.018)],
    [(0.052, 0.018), (0.058, 0.022), (0.064, 0.020), (0.066, 0.008)],
]


def moulding(outline: Array, bands: list[Band], slot: str) -> list[Mesh]:
    """A frame over a flat outline (N, 2): its section runs from the outer edge inwards.

    Band entries are (inset, height over the wall); the frame stands upright, looking to -Y.
    """
    flat = plate(outline, bands, slot)
    keep = flat.normals[:, 2] > -0.99
    inner = bands[-1][-1]
    lid = (flat.vertices[flat.faces][..., 2] == np.float32(inner[1])).all(axis=1)
    floor = ~keep[flat.faces].all(axis=1)
    faces = flat.faces[~(lid | floor)]
    ring = finish(flat.vertices, faces, flat.uv, slot)
    kept = Mesh(ring.vertices, ring.faces, flat.uv, flat.normals, slot)
    return moved(kept, turn_x(90))


def _sheet(width: float, height: float, y: float, slot: str, *, unit: bool = True) -> Mesh:
    """A flat upright sheet about the origin, looking to -Y; unit: uv 0..1, else metres."""
    x, z = width / 2, height / 2
    corners = np.array([[-x, y, -z], [x, y, -z], [x, y, z], [-x, y, z]])
    uv = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    if not unit:
        uv = uv * [width, height]
    return finish(corners, [[0, 1, 2], [0, 2, 3]], uv, slot)


def framed(
    width: float,
    height: float,
    picture: str,
    frame: str,
    *,
    bands: list[Band] = GALLERY,
    mat: float = 0.14,
) -> list[Mesh]:
    """A picture behind a bevelled mat in a frame, its back at y = 0, about the origin in x, z.

    mat: width of the board as a share of the shorter side, 0 for none.
    """
    rim = bands[-1][-1][0]
    inner_w, inner_h = width - 2 * rim, height - 2 * rim
    parts = moulding(rectangle(width, height), bands, frame)
    parts += moved(
        block(width - 0.01, 0.004, height - 0.01, "wood_dark", (0, -0.003, -height / 2 + 0.005))
    )
    if mat <= 0:
        return [*parts, _sheet(inner_w + 0.002, inner_h + 0.002, -0.010, picture)]
    margin = mat * min(inner_w, inner_h)
    parts.append(_sheet(inner_w + 0.002, inner_h + 0.002, -0.008, "mat_board", unit=False))
    parts.append(_sheet(inner_w - 2 * margin, inner_h - 2 * margin, -0.0088, picture))
    bevel: list[Band] = [
        [(0.0, 0.0), (0.0, 0.0012)],
        [(0.0, 0.0012), (0.004, 0.0012)],
        [(0.004, 0.0012), (0.0045, 0.0)],
    ]
    edge = rectangle(inner_w - 2 * margin + 0.006, inner_h - 2 * margin + 0.006)
    parts += moved(moulding(edge, bevel, "canvas_edge"), translation(0, -0.0085, 0))
    return parts


def _portrait(ctx: BuildContext) -> list[Mesh]:
    return framed(ctx.size_m[0], ctx.size_m[2], "artwork_abstract_a", "frame")


def _line_portrait(ctx: BuildContext) -> list[Mesh]:
    return framed(ctx.size_m[0], ctx.size_m[2], "artwork_line_a", "frame_b", mat=0.10)


def _landscape(ctx: BuildContext) -> list[Mesh]:
    return framed(ctx.size_m[0], ctx.size_m[2], "artwork_landscape", "frame", bands=SCOOP, mat=0.0)


def _pair(ctx: BuildContext) -> list[Mesh]:
    """Two pictures side by side, hung 6 cm apart."""
    width, _, height = ctx.size_m
    each = (width - 0.06) / 2
    parts: list[Mesh] = []
    for side, picture in ((-1, "artwork_line_a"), (1, "artwork_line_b")):
        parts += moved(
            framed(each, height, picture, "frame"), translation(side * (each + 0.06) / 2, 0, 0)
        )
    return parts


def _canvas(ctx: BuildContext) -> list[Mesh]:
    """Stretched canvas in a floating frame with a shadow gap."""
    width, _, height = ctx.size_m
    tray: list[Band] = [
        [(0.0, 0.0), (0.0, 0.045)],
        [(0.0, 0.045), (0.008, 0.045)],
        [(0.008, 0.045), (0.008, 0.006)],
    ]
    parts = moulding(rectangle(width, height), tray, "frame_b")
    parts += moved(
        block(width - 0.004, 0.005, height - 0.004, "wood_dark", (0, -0.0035, -height / 2 + 0.002))
    )
    parts += moved(
        block(
            width - 0.04,
            0.032,
            height - 0.04,
            "canvas_edge",
            (0, -0.022, -height / 2 + 0.02),
            bevel=0.003,
        )
    )
    return [*parts, _sheet(width - 0.044, height - 0.044, -0.0385, "artwork_wide")]


def _triptych(ctx: BuildContext) -> list[Mesh]:
    """Three narrow pictures in a row."""
    width, _, height = ctx.size_m
    each = (width - 0.10) / 3
    parts: list[Mesh] = []
    for k, picture in enumerate(("artwork_abstract_b", "artwork_line_b", "artwork_abstract_a")):
        parts += moved(
            framed(each, height, picture, "frame_b", mat=0.16),
            translation((k - 1) * (each + 0.05), 0, 0),
        )
    return parts


def _gallery(ctx: BuildContext) -> list[Mesh]:
    """Six pictures of different sizes hung as one block."""
    width, _, height = ctx.size_m
    places = (
        (0.00, 0.42, 0.30, 0.58, "artwork_abstract_a", "frame"),
        (0.00, 0.00, 0.30, 0.37, "artwork_square", "frame_b"),
        (0.34, 0.56, 0.36, 0.44, "artwork_landscape", "frame_b"),
        (0.34, 0.00, 0.30, 0.51, "artwork_line_a", "frame"),
        (0.74, 0.50, 0.26, 0.50, "artwork_line_b", "frame"),
        (0.68, 0.06, 0.32, 0.39, "artwork_wide", "frame_b"),
    )
    parts: list[Mesh] = []
    for x, z, w, h, picture, frame in places:
        piece = framed(w * width, h * height, picture, frame, mat=0.12)
        parts += moved(piece, translation((x + w / 2 - 0.5) * width, 0, (z + h / 2 - 0.5) * height))
    return parts


def _square(ctx: BuildContext) -> list[Mesh]:
    return framed(ctx.size_m[0], ctx.size_m[2], "artwork_square", "frame", bands=SCOOP, mat=0.09)


PIECES = (
    declared(
        _portrait,
        "art_framed_portrait",
        "art",
        "Framed print, portrait",
        "An abstract print behind a wide bevelled mat.",
        (0.64, 0.03, 0.80),
        mount="wall",
        hang_height_m=1.1,
    ),
    declared(
        _line_portrait,
        "art_line_drawing",
        "art",
        "Framed line drawing",
        "An ink drawing in a narrow frame.",
        (0.50, 0.03, 0.64),
        mount="wall",
        hang_height_m=1.18,
    ),
    declared(
        _landscape,
        "art_landscape",
        "art",
        "Landscape in a scooped frame",
        "A painted landscape in a deep scooped moulding.",
        (1.05, 0.04, 0.74),
        mount="wall",
        styles=(CLASSIC, MODERN),
        hang_height_m=1.13,
    ),
    declared(
        _pair,
        "art_pair",
        "art",
        "Pair of drawings",
        "Two drawings meant to hang side by side.",
        (1.16, 0.03, 0.70),
        mount="wall",
        hang_height_m=1.15,
    ),
    declared(
        _canvas,
        "art_large_canvas",
        "art",
        "Large canvas",
        "A wide canvas in a floating frame with a shadow gap.",
        (1.50, 0.045, 1.00),
        mount="wall",
        hang_height_m=1.0,
    ),
    declared(
        _triptych,
        "art_triptych",
        "art",
        "Triptych of prints",
        "Three prints in matching narrow frames.",
        (1.42, 0.03, 0.62),
        mount="wall",
        hang_height_m=1.2,
    ),
    declared(
        _gallery,
        "art_gallery_wall",
        "art",
        "Gallery of six",
        "Six frames of two kinds, hung as one block.",
        (1.70, 0.03, 1.10),
        mount="wall",
        rooms=(LIVING, OFFICE),
        hang_height_m=0.95,
    ),
    declared(
        _square,
        "art_square",
        "art",
        "Square painting",
        "A square picture in a deep frame.",
        (0.80, 0.04, 0.80),
        mount="wall",
        hang_height_m=1.1,
    ),
)
