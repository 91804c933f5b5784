"""Takes the picture of a showroom: path tracing, denoising, then everything the lens does.

Light adds up, so the sun is traced by itself (the pane that gives the sky's light would stand in
its way) and its picture is added.  All rooms share one structure of scene, so the compiled kernels
of the first serve the others.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from vetrina.staging.camera import Camera
from vetrina.staging.furnishing import Material, Mesh, Texture
from vetrina.staging.photo import Linear, Photo
from vetrina.staging.render import backend, translate
from vetrina.staging.render.denoise import denoise
from vetrina.staging.showrooms import lens as lenses
from vetrina.staging.showrooms import truth as truths
from vetrina.staging.showrooms.design import RoomDesign

LIGHT_SLOTS = ("sky", "lamp")


WALL_SLOTS = ("wall", "accent", "ceiling")

PANE_STEP = 4
"""Views come in multiples of this: the size of a texture is compiled into the kernels."""


@dataclass(frozen=True, slots=True)
class Effort:
    """samples per pixel for sky and lamps, and for the sun; depth: path length in bounces + 1.

    fine: walls keep the texture of their plaster and the denoiser sees normals; otherwise all but
    the floor is even paint.  Either way everything but the floor (and what is inserted) is matt: a
    material of its own for every slot costs 10 s of compiling per picture.
    """

    samples: int = 4
    sun_samples: int = 4
    depth: int = 4
    fine: bool = False


FINE = Effort(samples=4, sun_samples=4, depth=6, fine=True)


def trace(
    design: RoomDesign,
    effort: Effort = Effort(),
    furniture: tuple[Mesh, ...] = (),
    extra: dict[str, Material] | None = None,
    margin_px: int = 0,
) -> Linear:
    """The radiance (H, W, 3) float32 that the pinhole camera sees, denoised.

    margin_px: how much more than the picture is traced on every side, for the lens to bend in.

    furniture: meshes that truly stand in the room, in world metres, whose slots `extra` resolves.
    Raises RendererMissing.
    """
    materials = {**design.materials, **(extra or {})}
    lights = [mesh for mesh in design.meshes if mesh.material in LIGHT_SLOTS]
    solid = [mesh for mesh in design.meshes if mesh.material not in LIGHT_SLOTS]
    pieces = list(translate.merge_by_material(furniture).values())
    camera = _wider(design.truth.camera, margin_px)
    film = translate.sensor(camera, (camera.width_px, camera.height_px), effort.samples)
    textured = ("floor", *WALL_SLOTS) if effort.fine else ("floor",)
    shapes = _painted(solid, materials, textured, glowing=False) | _solids(pieces, materials)
    glowing = _painted(solid + pieces, materials, textured, glowing=True)
    albedo = np.clip(_render({**glowing, **_panes(design, lights, 1.0)}, film, 4, 1, seed=3), 0, 1)
    normal = _normals(solid + pieces + lights, film) if effort.fine else None
    panes = _panes(design, lights, None)
    light = _render({**shapes, **panes}, film, effort.samples, effort.depth, seed=1)
    light = _denoise(light, albedo, normal)
    if design.sun is not None:
        sun = {"type": "directional", "direction": list(design.sun.direction)}
        scene = {**shapes, "sun": {**sun, "irradiance": translate.rgb_spec(design.sun.strength)}}
        beam = _render(scene, film, effort.sun_samples, effort.depth, seed=2)
        light = light + _denoise(beam, albedo, normal)
    return light


def _wider(camera: Camera, margin_px: int) -> Camera:
    """The same camera with a larger film."""
    return replace(
        camera,
        width_px=camera.width_px + 2 * margin_px,
        height_px=camera.height_px + 2 * margin_px,
        cx=camera.cx + margin_px,
        cy=camera.cy + margin_px,
    )


def _solids(meshes: list[Mesh], materials: dict[str, Material]) -> dict[str, Any]:
    """One shape per mesh, each with its own material."""
    loaded = translate.load_bsdfs({mesh.material: materials[mesh.material] for mesh in meshes})
    return {
        f"solid{i}": translate.shape(f"solid{i}", mesh, loaded[mesh.material])
        for i, mesh in enumerate(meshes)
    }


def _painted(
    meshes: list[Mesh], materials: dict[str, Material], textured: tuple[str, ...], *, glowing: bool
) -> dict[str, Any]:
    """The textured slots by themselves, and all else as one mesh with a colour at every vertex.

    glowing: black surfaces that give out their own colour, for the picture of the albedo.
    """
    mi = backend.mitsuba()
    black = mi.load_dict(translate.black_spec())
    rest = [mesh for mesh in meshes if mesh.material not in textured]
    colours = np.concatenate(
        [np.tile(_mean(materials[mesh.material]), (len(mesh.vertices), 1)) for mesh in rest]
    )
    joined = translate.join("paint", rest)
    if glowing:
        # The denoiser keeps the edges that it sees: walls of one colour differ by their normals.
        colours = colours * (1 + 0.15 * joined.normals @ np.array([[0.4], [0.7], [-0.5]]))
    at_vertex = {"type": "mesh_attribute", "name": "vertex_color"}
    surface = black if glowing else mi.load_dict(_matt(at_vertex))
    paint = translate.shape("paint", joined, surface, at_vertex if glowing else None)
    paint.add_attribute("vertex_color", 3, colours.astype(np.float32).ravel())
    shapes = {"paint": paint}
    for mesh in meshes:
        if mesh.material in textured:
            material = materials[mesh.material]
            colour = translate.colour_spec(material.colour)
            is_floor = mesh.material == "floor"
            spec = translate.bsdf_spec(material) if is_floor else _matt(colour)
            own = black if glowing else mi.load_dict(spec)
            glow = colour if glowing else None
            shapes[mesh.material] = translate.shape(mesh.material, mesh, own, glow)
    return shapes


def _matt(colour: translate.Spec) -> translate.Spec:
    return {"type": "twosided", "bsdf": {"type": "diffuse", "reflectance": colour}}


def _normals(meshes: list[Mesh], film: Any) -> Linear:
    """The normal (H, W, 3) -1..1 of what each pixel shows, from surfaces that glow with it."""
    mi = backend.mitsuba()
    joined = translate.join("paint", meshes)
    at_vertex = {"type": "mesh_attribute", "name": "vertex_color"}
    black = mi.load_dict(translate.black_spec())
    shape = translate.shape("paint", joined, black, at_vertex)
    shape.add_attribute("vertex_color", 3, (joined.normals * 0.5 + 0.5).astype(np.float32).ravel())
    return _render({"paint": shape}, film, 4, 1, seed=4) * 2 - 1


def _mean(material: Material) -> Linear:
    colour = material.colour
    if isinstance(colour, Texture):
        return np.asarray(colour.pixels.reshape(-1, colour.pixels.shape[-1]).mean(axis=0))
    return np.asarray(colour, dtype=np.float32)


def _panes(design: RoomDesign, lights: list[Mesh], level: float | None) -> dict[str, Any]:
    """The sky behind the windows and the lit lamps; with a level, all of them just as bright."""
    mi = backend.mitsuba()
    black = mi.load_dict(translate.black_spec())
    shapes = {}
    for mesh in lights:
        panes, glow = mesh, translate.rgb_spec(design.lamp)
        if level is not None:
            glow = translate.rgb_spec((level, level, level))
        elif mesh.material == "sky":
            panes, view = _apart(mesh, design.sky)
            glow = translate.texture_spec(view)
        shapes[mesh.material] = translate.shape(mesh.material, panes, black, glow)
    return shapes


def _apart(panes: Mesh, view: Texture) -> tuple[Mesh, Texture]:
    """Panes (quads of 4 vertices, uv 0..1) whose uv nowhere meet, and the view once for each.

    A textured light is sampled through its uv: where two panes share them, only one of them gives
    light (Mitsuba 3, `Shape::eval_parameterization`).
    """
    count = len(panes.vertices) // 4
    strips = -(-count // PANE_STEP) * PANE_STEP
    uv = panes.uv.copy()
    uv[:, 0] = (uv[:, 0] + np.arange(len(uv)) // 4) / strips
    pixels = np.zeros((len(view.pixels), strips, *view.pixels.shape[1:]), dtype=np.float32)
    pixels[:, :count] = view.pixels[:, None]
    return replace(panes, uv=uv), Texture(pixels.reshape(len(view.pixels), -1, 3), view.size_m)


def _render(scene: dict[str, Any], film: Any, samples: int, depth: int, seed: int) -> Linear:
    mi = backend.mitsuba()
    integrator = mi.load_dict({"type": "path", "max_depth": depth, "rr_depth": depth})
    loaded = mi.load_dict({"type": "scene", **scene})
    picture = mi.render(loaded, sensor=film, integrator=integrator, spp=samples, seed=seed)
    return np.nan_to_num(np.array(picture, dtype=np.float32)[..., :3])


def _denoise(light: Linear, albedo: Linear, normal: Linear | None) -> Linear:
    if normal is not None:
        return denoise(light, albedo, normal)
    # Guides that are trusted as they are cost half as much as guides that are cleaned first.
    oidn = importlib.import_module("mitsuba_oidn")
    clean = oidn.denoise(np.ascontiguousarray(light), np.ascontiguousarray(albedo), None, hdr=True)
    return np.asarray(clean, dtype=np.float32)


def take(design: RoomDesign, effort: Effort = Effort()) -> Photo:
    """The developed picture, before the JPEG file."""
    lens, camera = design.choices.lens, design.truth.camera
    margin = lenses.margin_px(lens, (camera.width_px, camera.height_px))
    light = trace(design, effort, margin_px=margin)
    bent = lenses.distort(light, lens, margin)
    pixels = lenses.develop(bent, lens, lenses.metered(bent), design.choices.seed)
    return Photo(pixels, design.truth.focal_35mm)


def shoot(design: RoomDesign, path: Path, effort: Effort = Effort()) -> None:
    """Take the picture and write `path`.jpg and `path`.json."""
    photo = take(design, effort)
    data = lenses.to_jpeg(photo.pixels, design.choices.lens.quality)
    path.with_suffix(".jpg").write_bytes(data)
    truths.save(design.truth, path.with_suffix(".json"))
