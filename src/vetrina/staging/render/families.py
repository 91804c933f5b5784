"""Furniture in a form whose compiled kernels fit the next picture too.

Dr.Jit compiles a kernel per *structure*: which kinds of BSDF there are, how many shapes, the
texture transforms.  Left alone every picture compiles five kernels of 2-6 s.  Values, colours,
texture sizes and triangles are data and cost nothing.  So furniture is brought into five families
of one structure each, every family always has the same number of members (spare ones are specks
under the floor), and texture transforms move into the uv.  A picture then finds all its kernels in
the cache on disk.

Measured with Dr.Jit 1.5.0 by changing one thing at a time: `to_uv`, the resolution of a bump map
and the number of registered objects change the kernel; all other parameters do not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import cv2
import numpy as np

from vetrina.staging.furnishing import Float32, Material, Mesh, Texture
from vetrina.staging.render import translate
from vetrina.staging.render.backend import mitsuba
from vetrina.staging.render.translate import Spec

Family = Literal["solid", "thin", "glass", "cut", "cut_thin"]

MEMBERS: dict[Family, int] = {"solid": 24, "thin": 6, "glass": 2, "cut": 2, "cut_thin": 3}
"""How many of each there are at least; more come in steps of the same number."""

BUMP_PX = 512

_FLAT = Texture(np.zeros((1, 1, 1), dtype=np.float32), (1.0, 1.0))
_WHITE = Texture(np.ones((1, 1, 1), dtype=np.float32), (1.0, 1.0))
_SPECK = Mesh(
    vertices=np.array([[0, 0, -50], [1e-3, 0, -50], [0, 1e-3, -50]], dtype=np.float32),
    faces=np.array([[0, 1, 2]], dtype=np.int32),
    uv=np.zeros((3, 2), dtype=np.float32),
    normals=np.tile([0, 0, 1], (3, 1)).astype(np.float32),
    material="speck",
)
_SPARE = Material("speck", (0.5, 0.5, 0.5))


@dataclass(frozen=True)
class Batch:
    """All the triangles of one material, with the material."""

    name: str
    mesh: Mesh
    material: Material


def family_of(material: Material) -> Family:
    """Which structure a material needs."""
    if material.transmission > 0.5:
        return "glass"
    if material.opacity is not None:
        return "cut_thin" if material.two_sided else "cut"
    return "thin" if material.two_sided else "solid"


def uniform_shapes(furniture: Sequence[Batch]) -> dict[str, Any]:
    """Mitsuba shapes of the furniture, family by family, each filled up with specks."""
    mi = mitsuba()
    shapes: dict[str, Any] = {}
    for family, step in MEMBERS.items():
        members = [batch for batch in furniture if family_of(batch.material) == family]
        wanted = step * max(1, -(-len(members) // step))
        spares = [Batch("", _SPECK, _SPARE)] * (wanted - len(members))
        for number, batch in enumerate([*members, *spares]):
            material, size_m = batch.material, _repeat(batch.material)
            uv = (batch.mesh.uv / np.array(size_m)).astype(np.float32)
            mesh = replace(batch.mesh, uv=uv)
            bsdf = mi.load_dict(_SPECS[family](material, size_m))
            name = f"{family}_{number}"
            shapes[name] = translate.shape(name, mesh, bsdf)
    return shapes


def _repeat(material: Material) -> tuple[float, float]:
    """Metres that one repeat of the material's first texture covers."""
    for value in (material.colour, material.bump, material.opacity):
        if isinstance(value, Texture):
            return value.size_m
    return 1.0, 1.0


def _unit(texture: Texture, size_m: tuple[float, float]) -> Spec:
    """A texture over uv that count repeats of `size_m`."""
    pixels = texture.pixels if texture.pixels.ndim == 3 else texture.pixels[..., None]
    spec = translate.texture_spec(
        Texture(pixels, (texture.size_m[0] / size_m[0], texture.size_m[1] / size_m[1]))
    )
    if texture.size_m == size_m or texture.pixels.shape[:2] == (1, 1):
        del spec["to_uv"]
    return spec


def _colour(material: Material, size_m: tuple[float, float]) -> Spec:
    if isinstance(material.colour, Texture):
        pixels = np.clip(material.colour.pixels, 0, translate.MAX_ALBEDO)
        pixels = np.repeat(pixels, 3, axis=-1) if pixels.shape[-1] == 1 else pixels
        return _unit(Texture(pixels, material.colour.size_m), size_m)
    one = np.clip(np.array(material.colour, dtype=np.float32), 0, translate.MAX_ALBEDO)
    return _unit(Texture(one.reshape(1, 1, 3), size_m), size_m)


def _bump(material: Material, size_m: tuple[float, float]) -> Spec:
    """The height field at the one resolution that all kernels know."""
    texture = material.bump or _FLAT
    heights = texture.pixels if texture.pixels.ndim == 2 else texture.pixels[..., 0]
    shrinks = min(heights.shape[:2]) > BUMP_PX
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    resized: Float32 = cv2.resize(heights, (BUMP_PX, BUMP_PX), interpolation=how)
    own_m = texture.size_m if material.bump else size_m
    return _unit(translate.never_flat(Texture(resized, own_m)), size_m)


def _number(value: float | Texture, size_m: tuple[float, float]) -> float | Spec:
    return _unit(value, size_m) if isinstance(value, Texture) else float(value)


def _solid(material: Material, size_m: tuple[float, float]) -> Spec:
    surface = {
        "type": "principled",
        "base_color": _colour(material, size_m),
        "roughness": _number(material.roughness, size_m),
        "specular": max(material.specular, 0.01),
        "metallic": material.metallic,
        "sheen": material.sheen,
        "sheen_tint": 0.6,
        "clearcoat": material.clearcoat,
        "clearcoat_gloss": 0.85,
        "flatness": material.flatness,
    }
    bumpy = {"type": "bumpmap", "arbitrary": _bump(material, size_m), "bsdf": surface}
    return {"type": "twosided", "bsdf": bumpy}


def _thin(material: Material, size_m: tuple[float, float]) -> Spec:
    surface = {
        "type": "principledthin",
        "base_color": _colour(material, size_m),
        "roughness": _number(material.roughness, size_m),
        "diff_trans": translate.LEAF_TRANSMISSION,
        "spec_trans": 0.0,
        "eta": 1.3,
        "sheen": material.sheen,
        "sheen_tint": 0.6,
    }
    return {"type": "bumpmap", "arbitrary": _bump(material, size_m), "bsdf": surface}


def _glass(material: Material, size_m: tuple[float, float]) -> Spec:
    tint = _colour(material, size_m)
    return {"type": "thindielectric", "int_ior": 1.5, "specular_transmittance": tint}


def _cut(material: Material, size_m: tuple[float, float]) -> Spec:
    opacity = _unit(material.opacity or _WHITE, size_m)
    return {"type": "mask", "opacity": opacity, "bsdf": _solid(material, size_m)}


def _cut_thin(material: Material, size_m: tuple[float, float]) -> Spec:
    opacity = _unit(material.opacity or _WHITE, size_m)
    return {"type": "mask", "opacity": opacity, "bsdf": _thin(material, size_m)}


_SPECS: dict[Family, Callable[[Material, tuple[float, float]], Spec]] = {
    "solid": _solid,
    "thin": _thin,
    "glass": _glass,
    "cut": _cut,
    "cut_thin": _cut_thin,
}
