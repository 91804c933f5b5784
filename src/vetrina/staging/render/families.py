"""Furniture in a form whose compiled kernels fit the next picture too.

Dr.Jit compiles a kernel per *structure*: which kinds of BSDF there are, how many shapes, the
texture transforms.  Left alone every picture compiles five kernels of 2-6 s.  Values, colours,
texture sizes and triangles are data and cost nothing.  So furniture is brought into five families
of one structure each, every family always has the same number of members (spare ones are specks
under the floor), and texture transforms move into the uv.  A picture then finds all its kernels in
the cache on disk.

Measured with Dr.Jit 1.5.0 by comparing the code of kernels: `to_uv`, the resolution of a bump map
and of a light's texture, a lobe of weight 0, a number where others have a texture, the number of
registered objects and the alignment of vertex data change the kernel; nothing else does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Literal

import cv2
import numpy as np

from vetrina.staging.furnishing import Float32, Material, Mesh, Texture
from vetrina.staging.render import translate
from vetrina.staging.render.backend import mitsuba
from vetrina.staging.render.translate import Spec

Family = Literal["solid", "thin", "glass", "cut", "cut_thin"]

MEMBERS: dict[Family, int] = {"solid": 48, "thin": 8, "glass": 4, "cut": 4, "cut_thin": 4}
"""How many of each there are at least; more come in steps of the same number."""

BUMP_PX = 512

NEXT_TO_NOTHING = 1e-4

SPECK = Mesh(
    vertices=np.array([[0, 0, -50], [1e-3, 0, -50], [0, 1e-3, -50]], dtype=np.float32),
    faces=np.array([[0, 1, 2]], dtype=np.int32),
    uv=np.zeros((3, 2), dtype=np.float32),
    normals=np.tile([0, 0, 1], (3, 1)).astype(np.float32),
    material="speck",
)
SPARE = Material("speck", (0.5, 0.5, 0.5))


@dataclass(frozen=True)
class Batch:
    """All the triangles of one material, with the material."""

    name: str
    mesh: Mesh
    material: Material

    @cached_property
    def size_m(self) -> tuple[float, float]:
        """Metres that one repeat of the material's first texture covers."""
        for value in (self.material.colour, self.material.bump, self.material.opacity):
            if isinstance(value, Texture):
                return value.size_m
        return 1.0, 1.0

    @cached_property
    def repeating(self) -> Mesh:
        """The mesh with uv that count repeats."""
        uv = (self.mesh.uv / np.array(self.size_m)).astype(np.float32)
        return replace(self.mesh, uv=uv)

    @cached_property
    def colour(self) -> Any:
        """The loaded texture of its colour, which every scene that shows it shares."""
        return mitsuba().load_dict(_colour(self.material, self.size_m))

    def opacity(self, share: float = 1.0) -> Spec:
        """How much it covers: its own texture, or `share` everywhere."""
        even = Texture(np.full((1, 1, 1), share, dtype=np.float32), self.size_m)
        return _unit(self.material.opacity or even, self.size_m)


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
        spares = [Batch("", SPECK, SPARE)] * (wanted - len(members))
        for number, batch in enumerate([*members, *spares]):
            bsdf = mi.load_dict(_SPECS[family](batch))
            name = f"{family}_{number}"
            shapes[name] = translate.shape(name, batch.repeating, bsdf)
    return shapes


def flat_colour(batch: Batch) -> Any:
    """What the denoiser is told of it: its albedo; glass counts as grey."""
    return one_texel((0.9, 0.9, 0.9)) if batch.material.transmission > 0.5 else batch.colour


def one_texel(rgb: Sequence[float]) -> Spec:
    """A uniform colour as a texture, so that all flat lights compile to one kernel."""
    pixels = np.array(rgb, dtype=np.float32).reshape(1, 1, 3)
    return _unit(Texture(pixels, (1.0, 1.0)), (1.0, 1.0)) | {"format": "fp16"}


def stencil(batch: Batch) -> Spec:
    """Black where a see-through material covers what is behind it, clear where it does not."""
    glass = batch.material.transmission > 0.5
    opacity = batch.opacity(translate.GLASS_OPACITY if glass else 1.0)
    return {"type": "mask", "opacity": opacity, "bsdf": translate.black_spec()}


def _unit(texture: Texture, size_m: tuple[float, float]) -> Spec:
    """A texture over uv that count repeats of `size_m`: a transform of its own would be compiled
    in, so it is fitted in a whole number of times."""
    pixels = _fitted(texture, size_m)
    spec = translate.texture_spec(Texture(pixels, size_m))
    del spec["to_uv"]
    return spec


def _fitted(texture: Texture, size_m: tuple[float, float]) -> Float32:
    pixels = texture.pixels if texture.pixels.ndim == 3 else texture.pixels[..., None]
    across, down = (max(1, round(size_m[k] / texture.size_m[k])) for k in range(2))
    if pixels.shape[:2] == (1, 1):
        return pixels
    return np.asarray(np.tile(pixels, (down, across, 1)), dtype=np.float32)


def _colour(material: Material, size_m: tuple[float, float]) -> Spec:
    if isinstance(material.colour, Texture):
        pixels = np.clip(material.colour.pixels, 0, translate.MAX_ALBEDO)
        pixels = np.repeat(pixels, 3, axis=-1) if pixels.shape[-1] == 1 else pixels
        return _unit(Texture(pixels, material.colour.size_m), size_m) | {"format": "fp16"}
    one = np.clip(np.array(material.colour, dtype=np.float32), 0, translate.MAX_ALBEDO)
    return _unit(Texture(one.reshape(1, 1, 3), size_m), size_m) | {"format": "fp16"}


def _bump(material: Material, size_m: tuple[float, float]) -> Spec:
    """The height field at the one resolution that all kernels know."""
    heights = _even() if material.bump is None else _resized(_fitted(material.bump, size_m))
    return _unit(translate.never_flat(Texture(heights, size_m)), size_m)


@cache
def _even() -> Float32:
    return np.zeros((BUMP_PX, BUMP_PX), dtype=np.float32)


def _resized(heights: Float32) -> Float32:
    shrinks = min(heights.shape[:2]) > BUMP_PX
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(heights[..., 0], (BUMP_PX, BUMP_PX), interpolation=how))


def _number(value: float | Texture, size_m: tuple[float, float]) -> Spec:
    if isinstance(value, Texture):
        return _unit(value, size_m)
    return _unit(Texture(np.full((1, 1, 1), value, dtype=np.float32), size_m), size_m)


def _never_zero(value: float) -> float:
    """Mitsuba leaves a lobe whose weight is 0 out of the code: another structure."""
    return max(value, NEXT_TO_NOTHING)


def _solid(batch: Batch) -> Spec:
    material = batch.material
    surface = {
        "type": "principled",
        "base_color": batch.colour,
        "roughness": _number(material.roughness, batch.size_m),
        "specular": max(material.specular, 0.01),
        "metallic": _never_zero(material.metallic),
        "sheen": _never_zero(material.sheen),
        "sheen_tint": 0.6,
        "clearcoat": _never_zero(material.clearcoat),
        "clearcoat_gloss": 0.85,
        "flatness": _never_zero(material.flatness),
    }
    bumpy = {"type": "bumpmap", "arbitrary": _bump(material, batch.size_m), "bsdf": surface}
    return {"type": "twosided", "bsdf": bumpy}


def _thin(batch: Batch) -> Spec:
    material = batch.material
    surface = {
        "type": "principledthin",
        "base_color": batch.colour,
        "roughness": _number(material.roughness, batch.size_m),
        "diff_trans": translate.LEAF_TRANSMISSION,
        "spec_trans": 0.0,
        "eta": 1.3,
        "sheen": _never_zero(material.sheen),
        "sheen_tint": 0.6,
    }
    return {"type": "bumpmap", "arbitrary": _bump(material, batch.size_m), "bsdf": surface}


def _glass(batch: Batch) -> Spec:
    tint = batch.colour
    return {"type": "thindielectric", "int_ior": 1.5, "specular_transmittance": tint}


def _cut(batch: Batch) -> Spec:
    return {"type": "mask", "opacity": batch.opacity(), "bsdf": _solid(batch)}


def _cut_thin(batch: Batch) -> Spec:
    return {"type": "mask", "opacity": batch.opacity(), "bsdf": _thin(batch)}


_SPECS: dict[Family, Callable[[Batch], Spec]] = {
    "solid": _solid,
    "thin": _thin,
    "glass": _glass,
    "cut": _cut,
    "cut_thin": _cut_thin,
}
