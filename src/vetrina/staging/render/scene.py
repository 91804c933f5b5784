"""The scenes that the passes render: the lit room with and without furniture, and flat ones.

Walls and ceiling are one light that reflects next to nothing, so that its radiance stays what the
photo shows; the little it does reflect, divided out again, tells how furniture shades it (while
furniture itself is traced it reflects nothing at all, for that little would come as specks).  The
floor is an ordinary surface.  It also emits an invisible trace of light: the path tracer leaves
out emitters that the camera sees directly, which renders furniture with its alpha and nothing else.

Flat scenes emit a quantity instead of reflecting light: albedo, normal, piece.  At depth 1 that
costs a tenth of Mitsuba's own `aov` integrator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Camera
from vetrina.staging.furnishing import Float32, Material, Mesh, Texture
from vetrina.staging.render import translate
from vetrina.staging.render.backend import load, mitsuba
from vetrina.staging.render.families import (
    SPARE,
    SPECK,
    Batch,
    flat_colour,
    one_texel,
    stencil,
    uniform_shapes,
)
from vetrina.staging.render.light import LightModel

WALL_ALBEDO = 0.01
"""What walls reflect in the renderer; only its ratio with and without furniture is used."""

FLAT_STEP, CLEAR_STEP = 64, 8
"""Shapes of flat scenes come in multiples of these, so that their kernels fit the next picture."""

TRACE = 1e-6
"""Radiance that makes the floor an emitter and lights nothing."""


@dataclass(frozen=True)
class PlacedMesh:
    """One piece in the world: index of its placement in the plan, its meshes in the world frame,
    and the material of every slot that they name."""

    index: int
    meshes: tuple[Mesh, ...]
    materials: Mapping[str, Material]


def batches(pieces: Sequence[PlacedMesh]) -> list[Batch]:
    """The furniture grouped by material, whichever piece wears it."""
    groups: dict[int, tuple[str, Material, list[Mesh]]] = {}
    for piece in pieces:
        for mesh in piece.meshes:
            material = piece.materials[mesh.material]
            groups.setdefault(id(material), (mesh.material, material, []))[2].append(mesh)
    return [
        Batch(f"{slot}_{number}", translate.join(slot, meshes), material)
        for number, (slot, material, meshes) in enumerate(groups.values())
    ]


def room_shapes(light: LightModel) -> dict[str, Any]:
    """Walls and ceiling as the light, the floor as the surface that answers it."""
    mi = mitsuba()
    grey = mi.load_dict({"type": "diffuse", "reflectance": translate.rgb_spec([WALL_ALBEDO] * 3)})
    floor = mi.load_dict(
        {
            "type": "principled",
            "base_color": _over_unit(light.floor_albedo),
            "roughness": light.finish.roughness,
            "specular": light.finish.specular,
        }
    )
    walls = translate.shape("walls", light.walls, grey, _over_unit(light.atlas))
    # Mitsuba makes the map from texture to surface when it is first used, and registers it; made
    # here, the first render compiles the same kernel as those that follow.
    walls.eval_parameterization(mi.Point2f(0.5, 0.5))
    return {
        "walls": walls,
        "floor": translate.shape(
            "floor", light.floor, floor, translate.rgb_spec([TRACE] * 3), weight=1e-4
        ),
    }


def set_wall_albedo(room: Mapping[str, Any], albedo: float) -> None:
    """What the walls and the ceiling of `room_shapes` give back of the light that meets them."""
    reflectance = mitsuba().traverse(room["walls"].bsdf())
    reflectance["reflectance.value"] = [albedo] * 3
    reflectance.update()


def lit_shapes(furniture: Sequence[Batch]) -> dict[str, Any]:
    """The furniture as it looks: in families where kernels are compiled, else as it comes."""
    mi = mitsuba()
    if load().compiles:
        return uniform_shapes(furniture)
    return {
        batch.name: translate.shape(
            batch.name, batch.mesh, mi.load_dict(translate.bsdf_spec(batch.material))
        )
        for batch in furniture
    }


def lit_scene(room: dict[str, Any], furniture: dict[str, Any]) -> Any:
    """The room with its light, and the furniture if any."""
    return mitsuba().load_dict({"type": "scene", **room, **furniture})


def albedo_scene(furniture: Sequence[Batch], *, glow: bool = False) -> Any:
    """The furniture shining in its own colours (or, with `glow`, in the light that it emits)."""
    mi = mitsuba()
    black = mi.load_dict(translate.black_spec())
    spares = [Batch("", SPECK, SPARE)] * (-len(furniture) % FLAT_STEP)
    shapes = {}
    for number, batch in enumerate([*furniture, *spares]):
        seen = one_texel(batch.material.glow) if glow else flat_colour(batch)
        name = f"flat_{number}"
        shapes[name] = translate.shape(name, batch.repeating, black, seen)
    return mi.load_dict({"type": "scene", **shapes})


def marked_scene(pieces: Sequence[PlacedMesh], values: Float32) -> Any:
    """All furniture as one mesh that shines in `values` (V, 3) >= 0, one per vertex."""
    mi = mitsuba()
    whole = translate.join("all", [mesh for piece in pieces for mesh in piece.meshes])
    light = {"type": "area", "radiance": {"type": "mesh_attribute", "name": "vertex_value"}}
    properties = mi.Properties()
    properties["bsdf"] = mi.load_dict(translate.black_spec())
    properties["emitter"] = mi.load_dict(light)
    made = mi.Mesh(
        "all", len(whole.vertices), len(whole.faces), has_vertex_normals=True, props=properties
    )
    made.add_attribute("vertex_value", 3, translate.aligned(values, np.float32))
    buffers = mi.traverse(made)
    buffers["vertex_positions"] = translate.aligned(whole.vertices, np.float32)
    buffers["faces"] = translate.aligned(whole.faces, np.uint32)
    buffers["vertex_normals"] = translate.aligned(whole.normals, np.float32)
    buffers.update()
    return mi.load_dict({"type": "scene", "all": made})


def piece_values(pieces: Sequence[PlacedMesh]) -> Float32:
    """Values (V, 3) for `marked_scene` that tell the pieces apart: position in the list plus 1."""
    counts = [sum(len(mesh.vertices) for mesh in piece.meshes) for piece in pieces]
    numbers = np.repeat(np.arange(1, len(pieces) + 1), counts).astype(np.float32)
    return np.repeat(numbers[:, None], 3, axis=1)


def normal_values(pieces: Sequence[PlacedMesh]) -> Float32:
    """Values (V, 3) for `marked_scene` that tell the surface's direction: (normal + 1) / 2."""
    normals = np.concatenate([mesh.normals for piece in pieces for mesh in piece.meshes])
    return np.asarray(np.clip(normals * 0.5 + 0.5, 0, 1), dtype=np.float32)


def wall_scene(light: LightModel) -> Any:
    """The walls and the ceiling shining in 1, the floor in 0."""
    black = mitsuba().load_dict(translate.black_spec())
    walls = translate.shape("walls", light.walls, black, one_texel((1.0, 1.0, 1.0)))
    floor = translate.shape("floor", light.floor, black, one_texel((0.0, 0.0, 0.0)))
    return mitsuba().load_dict({"type": "scene", "walls": walls, "floor": floor})


def backdrop_scene(light: LightModel) -> Any:
    """The bare room as it shines, for what is seen through furniture."""
    black = mitsuba().load_dict(translate.black_spec())
    walls = translate.shape("walls", light.walls, black, _over_unit(light.atlas))
    floor = translate.shape("floor", light.floor, black, one_texel((0.0, 0.0, 0.0)))
    return mitsuba().load_dict({"type": "scene", "walls": walls, "floor": floor})


def stencil_scene(light: LightModel, furniture: Sequence[Batch]) -> Any:
    """The room white, the furniture black: what arrives is the share of the room that shows."""
    mi = mitsuba()
    black = mi.load_dict(translate.black_spec())
    white = one_texel((1.0, 1.0, 1.0))
    shapes = {
        "walls": translate.shape("walls", light.walls, black, white),
        "floor": translate.shape("floor", light.floor, black, white),
    }
    solid = [batch.mesh for batch in furniture if not translate.is_see_through(batch.material)]
    shapes["solid"] = translate.shape("solid", translate.join("solid", [*solid, SPECK]), black)
    clear = [batch for batch in furniture if translate.is_see_through(batch.material)]
    spares = [Batch("", SPECK, SPARE)] * (-len(clear) % CLEAR_STEP)
    for number, batch in enumerate([*clear, *spares]):
        name = f"clear_{number}"
        veil = mi.load_dict(stencil(batch))
        shapes[name] = translate.shape(name, batch.repeating, veil)
    return mi.load_dict({"type": "scene", **shapes})


def outline_scene(furniture: Sequence[Batch]) -> Any:
    """All of it as one mesh that shines in 1."""
    mi = mitsuba()
    whole = translate.join("all", [batch.mesh for batch in furniture])
    black = mi.load_dict(translate.black_spec())
    return mi.load_dict(
        {"type": "scene", "all": translate.shape("all", whole, black, one_texel((1.0, 1.0, 1.0)))}
    )


def crop_of(
    camera: Camera, size_px: tuple[int, int], points: Float32, margin_px: int
) -> translate.Crop | None:
    """The rectangle of a `size_px` picture that shows world points (N, 3), None where none does."""
    seen, depth = camera.resized(*size_px).project(points.astype(np.float64))
    seen = seen[depth > 0.05]
    if not len(seen):
        return None
    low = np.floor(seen.min(axis=0)).astype(int) - margin_px
    high = np.ceil(seen.max(axis=0)).astype(int) + margin_px
    if (depth <= 0.05).any():
        # A piece that reaches behind the camera may fill the picture to any border.
        low, high = np.zeros(2, int), np.array(size_px)
    (x, y), (right, bottom) = np.maximum(low, 0), np.minimum(high, size_px)
    if right <= x or bottom <= y:
        return None
    return translate.Crop(int(x), int(y), int(right - x), int(bottom - y))


def region_of(wanted: NDArray[np.bool_]) -> translate.Crop:
    """The rectangle that holds every True of (h, w); everything if none."""
    size_px = (wanted.shape[1], wanted.shape[0])
    rows, columns = np.flatnonzero(wanted.any(axis=1)), np.flatnonzero(wanted.any(axis=0))
    if not len(rows):
        return translate.Crop(0, 0, *size_px)
    x, y = int(columns[0]), int(rows[0])
    return translate.Crop(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)


def _over_unit(pixels: Float32) -> translate.Spec:
    return translate.texture_spec(Texture(pixels, (1.0, 1.0)))
