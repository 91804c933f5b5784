"""A contact sheet of the kit: every piece of a style photographed in the same small studio.

One scene holds all booths side by side, so that kernels compile once for the whole sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.kernel import Progress, StageReport, silent
from vetrina.staging import kit
from vetrina.staging.camera import Array
from vetrina.staging.furnishing import Float32, Mesh, PieceInfo, StyleId
from vetrina.staging.kit.mesh import grid_mesh, moved, translation, turn_x, turn_z
from vetrina.staging.photo import Pixels, to_srgb
from vetrina.staging.render import translate
from vetrina.staging.render.backend import load, mitsuba

_BOOTH_M = 8.0
"""Width of a booth; the row is centred, because far from the origin single precision shows."""
_TURN_DEG = 28.0
_LABEL_PX = 34


def draw_sheet(
    path: Path,
    style: StyleId,
    size: int = 300,
    *,
    columns: int = 6,
    samples: int = 32,
    only: Sequence[str] | None = None,
    progress: Progress = silent,
) -> int:
    """Write a picture of all pieces of a style, `size` px square each, with name and centimetres.

    only: ids to show instead of all.  Returns the number of pieces.  Raises: RendererMissing.
    """
    infos = [kit.piece(i) for i in only] if only else kit.pieces(style)
    load()
    scene = _scene(infos, style)
    cells = []
    sensor = _sensor(size, samples)
    for number, info in enumerate(infos):
        progress(StageReport("rendering pieces", number / len(infos), info.name))
        _aim(sensor, info, _place(number, len(infos)))
        cells.append(_labelled(_shot(scene, sensor, samples), info))
    blank = np.full_like(cells[0], 255)
    rows = [cells[k : k + columns] for k in range(0, len(cells), columns)]
    sheet = np.vstack([np.hstack([*row, *[blank] * (columns - len(row))]) for row in rows])
    cv2.imwrite(str(path), sheet[..., ::-1])
    return len(infos)


def _scene(infos: Sequence[PieceInfo], style: StyleId) -> Any:
    """All booths along X, `_BOOTH_M` apart, under one soft sky."""
    mi = mitsuba()
    meshes: list[Mesh] = []
    for number, info in enumerate(infos):
        home = translation(_place(number, len(infos)), 0, 0)
        meshes += moved(kit.build(info.id, style, variant=3), home, *_pose(info))
        meshes += moved(_cove(), home)
    joined = translate.merge_by_material(meshes)
    palette = kit.materials(style)
    bsdfs = translate.load_bsdfs({slot: palette[slot] for slot in joined if slot != "cove"})
    bsdfs["cove"] = mi.load_dict(
        {"type": "diffuse", "reflectance": translate.rgb_spec((0.62, 0.61, 0.60))}
    )
    scene: dict[str, Any] = {"type": "scene", "sky": _sky()}
    for slot, mesh in joined.items():
        glow = None if slot == "cove" else palette[slot].glow
        light = translate.rgb_spec(glow) if glow and max(glow) > 0 else None
        scene[slot] = translate.shape(slot, mesh, bsdfs[slot], light)
    return mi.load_dict(scene)


def _place(number: int, count: int) -> float:
    """X of the booth of piece `number` of `count`."""
    return (number - (count - 1) / 2) * _BOOTH_M


def _pose(info: PieceInfo) -> list[Array]:
    """Wall pieces hang before the cove, the rest stand turned; carpets are seen from above."""
    if info.mount in ("wall", "window"):
        return [translation(0, 0.5, 0.25), turn_z(_TURN_DEG * 0.4)]
    if info.mount == "rug":
        return [turn_x(0.0), turn_z(_TURN_DEG * 0.5)]
    return [turn_z(_TURN_DEG)]


def _cove() -> Mesh:
    """Floor that bends up into a wall, nearly as wide as a booth."""
    bend = np.linspace(0, np.pi / 2, 14)
    y = np.concatenate([[-9.0], 2.2 + 1.5 * np.sin(bend), [3.7]])
    z = np.concatenate([[0.0], 1.5 * (1 - np.cos(bend)), [6.0]])
    x = np.array([-3.9, 3.9])
    points = np.empty((2, len(y), 3))
    points[..., 0], points[..., 1], points[..., 2] = x[:, None], y[None], z[None]
    return grid_mesh(points, "cove")


def _sky() -> dict[str, Any]:
    """Even light with one large soft source on the upper left, as from a tall window."""
    mi = mitsuba()
    high, wide = 64, 128
    theta = (np.arange(high) + 0.5)[:, None] / high * np.pi
    phi = (np.arange(wide) + 0.5)[None] / wide * 2 * np.pi
    direction = np.stack(
        [
            np.sin(theta) * np.sin(phi),
            np.cos(theta) * np.ones_like(phi),
            np.sin(theta) * np.cos(phi),
        ],
        axis=-1,
    )
    key = np.array([-0.62, 0.62, 0.48])
    near = direction @ (key / np.linalg.norm(key))
    light = 0.62 + 8.0 / (1 + np.exp(-(near - 0.88) * 60))
    sky = np.repeat(light[..., None], 3, axis=2) * np.array([1.0, 0.985, 0.96])
    return {
        "type": "envmap",
        "bitmap": mi.Bitmap(sky.astype(np.float32)),
        "to_world": mi.ScalarTransform4f().rotate([1, 0, 0], 90),
    }


def _sensor(size: int, samples: int) -> Any:
    """The studio's camera; `_aim` points it."""
    film = {
        "type": "hdrfilm",
        "width": size,
        "height": size,
        "pixel_format": "rgb",
        "component_format": "float32",
        "rfilter": {"type": "box"},
    }
    sampler = {"type": "independent", "sample_count": samples}
    return mitsuba().load_dict(
        {"type": "perspective", "fov": 30.0, "film": film, "sampler": sampler}
    )


def _aim(sensor: Any, info: PieceInfo, x: float) -> None:
    """Fill the frame with the box of the piece in the booth at x, seen from a little above.

    The camera is turned through its parameters, not made anew, so that kernels are compiled once.
    """
    mi = mitsuba()
    reach = float(np.linalg.norm(info.size_m))
    low = info.mount in ("floor", "top") and info.size_m[2] < 1.0
    lift = np.radians(28.0 if info.mount == "rug" else 14.0 if low else 7.0)
    hung = 0.25 if info.mount in ("wall", "window") else 0.0
    distance = 0.53 * reach / np.tan(np.radians(15.0))
    target = np.array([x, 2 * hung, hung + info.size_m[2] / 2])
    eye = target + distance * np.array([0.0, -np.cos(lift), np.sin(lift)])
    pose = mi.ScalarTransform4f().look_at(eye.tolist(), target.tolist(), [0, 0, 1])
    parameters = mi.traverse(sensor)
    parameters["to_world"] = mi.Transform4f(pose.matrix)
    parameters.update()


def _shot(scene: Any, sensor: Any, samples: int) -> Pixels:
    """The booth's picture, denoised, tone mapped."""
    mi = mitsuba()
    integrator = mi.load_dict(
        {
            "type": "aov",
            "aovs": "albedo:albedo,normal:sh_normal",
            "image": {"type": "path", "max_depth": 7},
        }
    )
    layers = np.array(mi.render(scene, integrator=integrator, sensor=sensor, spp=samples))
    layers = np.nan_to_num(layers.astype(np.float32))
    oidn = import_module("mitsuba_oidn")
    clean = oidn.denoise(
        np.ascontiguousarray(layers[..., :3]),
        np.ascontiguousarray(np.clip(layers[..., 3:6], 0, 1)),
        np.ascontiguousarray(layers[..., 6:9]),
        hdr=True,
    )
    shown = to_srgb(_toned(np.asarray(clean, dtype=np.float32)))
    return np.asarray(np.clip(shown, 0, 1) * 255 + 0.5, dtype=np.uint8)


def _toned(light: NDArray[np.floating]) -> Float32:
    """A soft shoulder above 0.8."""
    x = np.asarray(light, dtype=np.float32) * 0.95
    return np.where(x < 0.8, x, 0.8 + 0.2 * np.tanh((x - 0.8) / 0.2)).astype(np.float32)


def _labelled(shot: Pixels, info: PieceInfo) -> Pixels:
    """The shot with the piece's name and size in centimetres under it."""
    width, depth, height = (round(100 * side) for side in info.size_m)
    strip = np.full((_LABEL_PX, shot.shape[1], 3), 255, np.uint8)
    lines = (info.name, f"{width} x {depth} x {height} cm  {info.id}")
    for number, text in enumerate(lines):
        place = (4, 13 + 15 * number)
        cv2.putText(
            strip, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.36, (40, 40, 40), 1, cv2.LINE_AA
        )
    return np.vstack([shot, strip])
