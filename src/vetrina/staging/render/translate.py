"""From our own words (Mesh, Material, Texture, Camera) to Mitsuba's.

Conventions that were proved with rays, because both were wrong before: Mitsuba's
`principal_point_offset` is minus (cx - w/2)/w in both axes, and the first row of a bitmap lies at
v = 0.  Textures are measured in metres, so their scale is the reciprocal of the size of one repeat.

Sources: Mitsuba 3 plugin reference (principled, principledthin, bumpmap, mask, thindielectric,
perspective); Burley, Physically Based Shading at Disney, SIGGRAPH 2012.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Camera
from vetrina.staging.furnishing import Float32, Material, Mesh, Texture
from vetrina.staging.render.backend import mitsuba

Spec = dict[str, Any]
"""What `mitsuba.load_dict` takes."""

MAX_ALBEDO = 0.92
"""No cloth, paint or wood gives back more light; fresh snow does 0.9."""

LEAF_TRANSMISSION = 0.35
"""Share of diffuse transmission of thin two-sided surfaces, 0..2 in `principledthin`."""

GLASS_OPACITY = 0.12
"""How much of the view one sheet of clear glass takes away (two Fresnel faces and a tint)."""


NEVER_FLAT_SLOPE = 2e-3

ALIGNMENT = 64


@dataclass(frozen=True, slots=True)
class Crop:
    """A rectangle of picture pixels: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns of an array that holds the whole picture."""
        return slice(self.y, self.y + self.height), slice(self.x, self.x + self.width)


def texture_spec(texture: Texture) -> Spec:
    """A bitmap texture over uv in metres.  Pixels are taken as linear values, never as sRGB."""
    mi = mitsuba()
    width_m, height_m = texture.size_m
    pixels = texture.pixels if texture.pixels.ndim == 3 else texture.pixels[..., None]
    return {
        "type": "bitmap",
        "bitmap": mi.Bitmap(np.ascontiguousarray(pixels, dtype=np.float32)),
        "raw": True,
        "filter_type": "bilinear",
        "wrap_mode": "repeat",
        "to_uv": mi.ScalarTransform3f().scale([1 / width_m, 1 / height_m]),
    }


def rgb_spec(rgb: Iterable[float]) -> Spec:
    """A uniform linear RGB value."""
    return {"type": "rgb", "value": [float(channel) for channel in rgb]}


def colour_spec(colour: tuple[float, float, float] | Texture) -> Spec:
    """A reflectance: uniform or a texture, held within what real surfaces reflect."""
    if isinstance(colour, Texture):
        pixels = np.clip(colour.pixels, 0.0, MAX_ALBEDO)
        if pixels.shape[-1] == 1:
            pixels = np.repeat(pixels, 3, axis=-1)
        return texture_spec(Texture(pixels, colour.size_m))
    return rgb_spec(np.clip(colour, 0.0, MAX_ALBEDO))


def number_spec(value: float | Texture) -> float | Spec:
    """A scalar parameter: a number or a one-channel texture."""
    return texture_spec(value) if isinstance(value, Texture) else float(value)


def bsdf_spec(material: Material) -> Spec:
    """The BSDF of a material.

    Opaque things are `principled` and answer from both sides (kit meshes may be open sheets); thin
    two-sided ones let part of the light through; transmission above one half is clear thin glass.
    """
    if material.transmission > 0.5:
        tint = rgb_spec(_mean_colour(material))
        return {"type": "thindielectric", "int_ior": 1.5, "specular_transmittance": tint}
    surface = _thin(material) if material.two_sided else _solid(material)
    if material.bump is not None:
        heights = texture_spec(never_flat(material.bump))
        surface = {"type": "bumpmap", "arbitrary": heights, "bsdf": surface}
    if not material.two_sided:
        surface = {"type": "twosided", "bsdf": surface}
    if material.opacity is not None:
        surface = {"type": "mask", "opacity": texture_spec(material.opacity), "bsdf": surface}
    return surface


def never_flat(bump: Texture) -> Texture:
    """The height field with a tilt of about 0.1 degrees everywhere.

    Where a bump map is quite flat and u runs along world Z (every vertical leg), Mitsuba 3.9.1
    divides by zero in `bumpmap` and the surface turns black.
    """
    heights = bump.pixels if bump.pixels.ndim == 2 else bump.pixels[..., 0]
    texel_m = bump.size_m[0] / heights.shape[1]
    return Texture(
        heights + _tilts(heights.shape) * np.float32(NEVER_FLAT_SLOPE * texel_m), bump.size_m
    )


@lru_cache(maxsize=4)
def _tilts(shape: tuple[int, ...]) -> Float32:
    return np.random.default_rng(7).uniform(-1, 1, shape).astype(np.float32)


def black_spec() -> Spec:
    """A surface that reflects nothing."""
    return {"type": "diffuse", "reflectance": rgb_spec((0.0, 0.0, 0.0))}


def is_see_through(material: Material) -> bool:
    """Whether the room shows through the material."""
    return material.transmission > 0.5 or material.opacity is not None


def shape(
    name: str, mesh: Mesh, bsdf: Any, emission: Spec | None = None, weight: float = 1.0
) -> Any:
    """A Mitsuba mesh.

    bsdf: a loaded BSDF object (shared between shapes).  emission: radiance texture or rgb of an
    area light on it; weight: its share of the light samples.
    """
    mi = mitsuba()
    properties = mi.Properties()
    properties["bsdf"] = bsdf
    if emission is not None:
        light = {"type": "area", "radiance": emission, "sampling_weight": float(weight)}
        properties["emitter"] = mi.load_dict(light)
    made = mi.Mesh(
        name,
        len(mesh.vertices),
        len(mesh.faces),
        has_vertex_normals=True,
        has_vertex_texcoords=True,
        props=properties,
    )
    buffers = mi.traverse(made)
    buffers["vertex_positions"] = aligned(mesh.vertices, np.float32)
    buffers["faces"] = aligned(mesh.faces, np.uint32)
    buffers["vertex_normals"] = aligned(mesh.normals, np.float32)
    buffers["vertex_texcoords"] = aligned(mesh.uv, np.float32)
    buffers.update()
    return made


def aligned(values: NDArray[Any], kind: type) -> NDArray[Any]:
    """The values in one row, at an address of whole cache lines.

    Dr.Jit reads such memory where it lies, and compiles another kernel when the address is odd.
    """
    size = values.size * np.dtype(kind).itemsize
    room = np.empty(size + ALIGNMENT, dtype=np.uint8)
    start = -room.ctypes.data % ALIGNMENT
    row: NDArray[Any] = room[start : start + size].view(kind)
    row[:] = values.ravel()
    return row


def merge_by_material(meshes: Iterable[Mesh]) -> dict[str, Mesh]:
    """One mesh per material slot: fewer shapes trace faster and compile less."""
    groups: dict[str, list[Mesh]] = {}
    for mesh in meshes:
        groups.setdefault(mesh.material, []).append(mesh)
    return {slot: join(slot, group) for slot, group in groups.items()}


def join(material: str, meshes: list[Mesh]) -> Mesh:
    """All the meshes as one, of the given material slot."""
    first_vertex = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes[:-1])])
    faces = [mesh.faces + start for mesh, start in zip(meshes, first_vertex, strict=True)]
    return Mesh(
        vertices=np.concatenate([mesh.vertices for mesh in meshes]),
        faces=np.concatenate(faces).astype(np.int32),
        uv=np.concatenate([mesh.uv for mesh in meshes]),
        normals=np.concatenate([mesh.normals for mesh in meshes]),
        material=material,
    )


def quad(corners: NDArray[np.float64], inward: NDArray[np.float64], material: str) -> Mesh:
    """A rectangle (4, 3) with uv 0..1 from corner 0 towards corners 1 and 3, facing `inward`."""
    facing = np.cross(corners[1] - corners[0], corners[3] - corners[0]) @ inward
    order = [[0, 1, 2], [0, 2, 3]] if facing > 0 else [[0, 2, 1], [0, 3, 2]]
    return Mesh(
        vertices=corners.astype(np.float32),
        faces=np.array(order, dtype=np.int32),
        uv=np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float32),
        normals=np.tile(inward, (4, 1)).astype(np.float32),
        material=material,
    )


def sensor(
    camera: Camera,
    size_px: tuple[int, int],
    samples: int,
    crop: Crop | None = None,
    channels: str = "rgb",
) -> Any:
    """The photo's own camera as a Mitsuba sensor with a film of `size_px` (width, height).

    crop: the part of that film to render.  Pixels are box filtered, so each is the mean over its
    own square and alpha needs no border.
    """
    mi = mitsuba()
    view = crop or Crop(0, 0, *size_px)
    whole = camera.resized(*size_px)
    # A crop is a smaller film behind a shifted lens: Mitsuba's own crop would be compiled in.
    cx, cy = whole.cx - view.x, whole.cy - view.y
    pose = np.eye(4)
    right, down, forward = camera.rotation
    pose[:3, 0], pose[:3, 1], pose[:3, 2] = -right, -down, forward
    pose[2, 3] = camera.height_m
    return mi.load_dict(
        {
            "type": "perspective",
            "fov_axis": "x",
            "fov": float(np.degrees(2 * np.arctan(view.width / 2 / whole.focal_px))),
            "near_clip": 0.02,
            "far_clip": 500.0,
            "principal_point_offset_x": -(cx / view.width - 0.5),
            "principal_point_offset_y": -(cy / view.height - 0.5),
            "to_world": mi.ScalarTransform4f(pose),
            "film": _film(view, channels),
            "sampler": {"type": "multijitter", "sample_count": samples},
        }
    )


def _film(view: Crop, channels: str) -> Spec:
    return {
        "type": "hdrfilm",
        "width": view.width,
        "height": view.height,
        "pixel_format": channels,
        "component_format": "float32",
        "rfilter": {"type": "box"},
    }


def load_bsdfs(materials: Mapping[str, Material]) -> dict[str, Any]:
    """The loaded BSDF of every slot."""
    mi = mitsuba()
    return {slot: mi.load_dict(bsdf_spec(material)) for slot, material in materials.items()}


def _solid(material: Material) -> Spec:
    spec: Spec = {
        "type": "principled",
        "base_color": colour_spec(material.colour),
        "roughness": number_spec(material.roughness),
        "specular": max(material.specular, 0.01),
    }
    if material.metallic > 0:
        spec["metallic"] = material.metallic
    if material.sheen > 0:
        spec |= {"sheen": material.sheen, "sheen_tint": 0.6}
    if material.clearcoat > 0:
        spec |= {"clearcoat": material.clearcoat, "clearcoat_gloss": 0.85}
    if material.flatness > 0:
        spec["flatness"] = material.flatness
    return spec


def _thin(material: Material) -> Spec:
    spec: Spec = {
        "type": "principledthin",
        "base_color": colour_spec(material.colour),
        "roughness": number_spec(material.roughness),
        "diff_trans": LEAF_TRANSMISSION,
        "spec_trans": 0.0,
        "eta": 1.3,
    }
    if material.sheen > 0:
        spec |= {"sheen": material.sheen, "sheen_tint": 0.6}
    return spec


def _mean_colour(material: Material) -> Float32:
    if isinstance(material.colour, Texture):
        return np.asarray(material.colour.pixels.reshape(-1, 3).mean(axis=0), dtype=np.float32)
    return np.asarray(material.colour, dtype=np.float32)
