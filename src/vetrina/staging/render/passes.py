"""The passes of one picture: objects, their albedo, and how they change the light of the room.

objects   path traced, full size, only the rectangle that shows furniture; alpha comes with it
albedo, normal, piece   flat renders that guide the denoiser, the compositor and the item list
ratio     the room with furniture over the room without, at half size: shadows, reflections, bounce
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.kernel import Progress, StageReport, silent
from vetrina.staging.camera import Camera
from vetrina.staging.furnishing import Float32
from vetrina.staging.photo import Photo, to_linear
from vetrina.staging.render import scene as scenes
from vetrina.staging.render import translate
from vetrina.staging.render.backend import drjit, load, mitsuba
from vetrina.staging.render.denoise import denoise
from vetrina.staging.render.families import Batch
from vetrina.staging.render.flat import clear_integrator, flat_integrator
from vetrina.staging.render.influence import influence
from vetrina.staging.render.light import LightModel
from vetrina.staging.render.scene import PlacedMesh
from vetrina.staging.render.shell import push_pull
from vetrina.staging.render.tracer import View, trace
from vetrina.staging.render.translate import Crop
from vetrina.staging.room import Room

Stages = Callable[[str], AbstractContextManager[Progress]]
"""Entered once for each of "rendering furniture" and "rendering shadows"; what it gives takes
reports on how far that part is."""


@contextmanager
def untold(name: str) -> Iterator[Progress]:
    """Stages that nobody watches."""
    yield silent


@dataclass(frozen=True, slots=True)
class RenderSettings:
    """What a picture may cost.

    long_side_px: of the objects' render, at most; larger photos get their objects enlarged under
    an alpha of full size.  ratio_long_side_px: of the shadows' render.  samples, guide_samples,
    ratio_samples: paths per pixel.  depth, ratio_depth: longest paths.
    """

    long_side_px: int = 1600
    ratio_long_side_px: int = 800
    samples: int = 9
    guide_samples: int = 8
    ratio_samples: int = 8
    depth: int = 5
    ratio_depth: int = 3
    seed: int = 0


@dataclass(frozen=True)
class Layers:
    """What was rendered; linear light in the photo's own units.

    size_px: width and height of the frame.  crop: the rectangle of it that colour (h, w, 3,
    premultiplied by alpha), alpha (h, w), albedo (h, w, 3, premultiplied) and piece (h, w) int32
    (index of the placement, -1 where none) cover; None, with empty arrays, where none shows.
    ratio: (h2, w2, 3) over the whole frame at a smaller size, light with furniture over light
    without, and `ratio_valid` (h2, w2) is 1 where the pixel is bare room, else 0.
    """

    size_px: tuple[int, int]
    crop: Crop | None
    colour: Float32
    alpha: Float32
    albedo: Float32
    piece: NDArray[np.int32]
    ratio: Float32
    ratio_valid: Float32
    timings: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def render(
    photo: Photo,
    room: Room,
    light: LightModel,
    pieces: Sequence[PlacedMesh],
    settings: RenderSettings | None = None,
    stages: Stages = untold,
) -> Layers:
    """Render furniture into the room.  Raises: RendererMissing."""
    chosen = settings or RenderSettings()
    backend = load()
    # What is left of the last picture would be compiled into this one's kernels.
    gc.collect()
    work = _Work(photo, room, light, list(pieces), chosen)
    layers = work.run(stages)
    del work
    gc.collect()
    _free_memory()
    return Layers(**{**layers, "notes": (backend.variant, *backend.notes)})


class _Work:
    """One picture on its way through the passes, which run in the order of `run`."""

    def __init__(
        self,
        photo: Photo,
        room: Room,
        light: LightModel,
        pieces: list[PlacedMesh],
        settings: RenderSettings,
    ) -> None:
        self.light, self.pieces, self.settings = light, pieces, settings
        self.pixels = photo.pixels
        self.camera: Camera = room.camera
        scale = min(1.0, settings.long_side_px / max(photo.width, photo.height))
        self.size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
        small = min(1.0, settings.ratio_long_side_px / max(self.size))
        self.half = (max(1, round(self.size[0] * small)), max(1, round(self.size[1] * small)))
        self._path = {"type": "path", "max_depth": settings.depth, "rr_depth": 2}
        depth = settings.ratio_depth
        # Not where walls are the picture: one path in a hundred of what they reflect would be left,
        # at a hundredfold weight, and make specks and clouds.
        self._short_path = {"type": "path", "max_depth": depth, "rr_depth": depth + 1}
        self.timings: dict[str, float] = {}
        self.started = time.monotonic()

    def run(self, stages: Stages) -> dict[str, Any]:
        crop = self._crop()
        if crop is None:
            return self._nothing()
        view = View(self.camera, self.size, crop)
        with stages("rendering furniture") as told:
            furniture = scenes.batches(self.pieces)
            room = scenes.room_shapes(self.light)
            full = scenes.lit_scene(room, scenes.lit_shapes(furniture))
            self._lap("scene", told, 0.1)
            normal, piece, seen = self._outline(view)
            albedo, glow = self._colours(furniture, view, seen)
            self._lap("guides", told, 0.2)
            scenes.set_wall_albedo(room, 0.0)
            colour, alpha = self._objects(full, furniture, seen, view)
            scenes.set_wall_albedo(room, scenes.WALL_ALBEDO)
            self._lap("objects", told, 0.9)
            _free_memory()
            clean = denoise(colour, albedo, normal) + glow
            self._lap("denoise", told, 1.0)
        with stages("rendering shadows") as told:
            bare = scenes.lit_scene(room, {})
            covered = _grown(self._at_half(alpha, crop) > 0)
            ratio = self._shadows(full, bare, covered, told)
        return {
            "size_px": self.size,
            "crop": crop,
            "colour": np.maximum(clean, 0),
            "alpha": alpha,
            "albedo": albedo,
            "piece": piece,
            "ratio": ratio,
            "ratio_valid": np.where(covered, 0, 1).astype(np.float32),
            "timings": self.timings,
        }

    def _shadows(self, full: Any, bare: Any, covered: NDArray[np.bool_], told: Progress) -> Float32:
        """Light with furniture over light without, over the whole frame at half size.

        covered: where the frame shows furniture or its edge.  A wall reflects so little here that
        the least of a bright piece in its pixel, or beside it in the denoiser, would make a halo.
        """
        near = influence(self.light.shell, self.camera, self.half, self._vertices())
        view = View(self.camera, self.half, scenes.region_of(near > 0))
        here = view.crop.slices
        lit, unlit = self._ratio_renders(full, bare, view, near[here] > 0)
        self._lap("shadows", told, 0.9)
        _free_memory()
        ratio = np.ones((self.half[1], self.half[0], 3), dtype=np.float32)
        ratio[here] += (_ratio(lit, unlit, covered[here]) - 1) * near[here][..., None]
        self._lap("shadow_denoise", told, 1.0)
        return ratio

    def _lap(self, part: str, told: Progress, done: float) -> None:
        now = time.monotonic()
        self.timings[part] = now - self.started
        self.started = now
        told(StageReport(part, done))

    def _crop(self) -> Crop | None:
        if not self.pieces:
            return None
        return scenes.crop_of(self.camera, self.size, self._vertices(), margin_px=4)

    def _vertices(self) -> Float32:
        return np.concatenate([mesh.vertices for piece in self.pieces for mesh in piece.meshes])

    def _objects(
        self, full: Any, furniture: Sequence[Batch], seen: Float32, view: View
    ) -> tuple[Float32, Float32]:
        """Colour, premultiplied, and alpha of the furniture alone."""
        covered = _grown(seen > 0)
        image = self._trace(
            full, {**self._path, "hide_emitters": True}, view, self.settings.samples, covered
        )
        colour, alpha = image[..., :3], np.clip(image[..., 3], 0, 1)
        clear = [batch for batch in furniture if translate.is_see_through(batch.material)]
        if clear:
            veil = self._trace(scenes.outline_scene(clear), flat_integrator(), view, 4)
            through = _grown(veil[..., 0] > 0) & covered
            colour, alpha = self._cut_out(colour, alpha, furniture, view, through)
        return _without_fireflies(colour, alpha), alpha

    def _cut_out(
        self,
        colour: Float32,
        alpha: Float32,
        furniture: Sequence[Batch],
        view: View,
        where: NDArray[np.bool_],
    ) -> tuple[Float32, Float32]:
        """Take away what shows through lace, leaves and glass: the photo itself will stand there.

        The path tracer hides the room only where nothing at all stands before it.  How much of
        each pixel is room is rendered once more with the same random numbers.
        """
        count, flat = self.settings.samples, flat_integrator()
        stencil = scenes.stencil_scene(self.light, furniture)
        clear = self._trace(stencil, clear_integrator(), view, count, where)[..., 0]
        through = np.where(where, np.clip(clear - (1 - alpha), 0, alpha), 0)[..., None]
        backdrop = self._trace(scenes.backdrop_scene(self.light), flat, view, 4, where)[..., :3]
        walls = self._trace(scenes.wall_scene(self.light), flat, view, 4, where)[..., :1]
        room = backdrop + (1 - walls) * self._photo_light(view.crop) * self.light.balance.exposure
        shown = np.maximum(colour - through * room, 0)
        return np.asarray(shown, np.float32), np.asarray(alpha - through[..., 0], np.float32)

    def _photo_light(self, crop: Crop) -> Float32:
        frame = cv2.resize(to_linear(self.pixels), self.size, interpolation=cv2.INTER_AREA)
        return np.asarray(frame[crop.slices], dtype=np.float32)

    def _outline(self, view: View) -> tuple[Float32, NDArray[np.int32], Float32]:
        """Normal (premultiplied), piece, and the share of each pixel that shows furniture."""
        flat = flat_integrator()
        marked = scenes.marked_scene(self.pieces, scenes.normal_values(self.pieces))
        normal = self._trace(marked, flat, view, self.settings.guide_samples)
        seen, covered = normal[..., 3], normal[..., 3:] > 0
        marked = scenes.marked_scene(self.pieces, scenes.piece_values(self.pieces))
        number = self._trace(marked, flat, view, 1, seen > 0)[..., 0]
        indices = np.array([-1, *(piece.index for piece in self.pieces)], dtype=np.int32)
        which = np.clip(np.round(number).astype(int), 0, len(self.pieces))
        facing = np.where(covered, normal[..., :3] * 2 - seen[..., None], 0)
        return np.asarray(facing, np.float32), indices[which], np.asarray(seen, np.float32)

    def _colours(
        self, furniture: Sequence[Batch], view: View, seen: Float32
    ) -> tuple[Float32, Float32]:
        """Albedo and glow (premultiplied), each at depth 1."""
        count, flat, where = self.settings.guide_samples, flat_integrator(), seen > 0
        albedo = self._trace(scenes.albedo_scene(furniture), flat, view, count, where)[..., :3]
        glow = np.zeros_like(albedo)
        if any(max(batch.material.glow) > 0 for batch in furniture):
            glowing = scenes.albedo_scene(furniture, glow=True)
            glow = self._trace(glowing, flat, view, count, where)[..., :3]
        return albedo, glow

    def _ratio_renders(
        self, full: Any, empty: Any, view: View, where: NDArray[np.bool_]
    ) -> tuple[Float32, Float32]:
        """Light of the room with and without furniture where it may differ, (h, w, 3) each.

        On walls the emission is rendered alone with the same random numbers and taken away, so
        that what stays is the light that falls on them; it is brought to the floor's level, because
        a step of 1 : 30 at every skirting would ring in the denoiser.  A bare room is smooth: half
        the samples do.
        """
        scene = scenes.wall_scene(self.light)
        walls = self._trace(scene, flat_integrator(), view, 4, where)[..., :1]
        ground = np.float32(np.median(self.light.floor_albedo))
        answer = walls * np.float32(scenes.WALL_ALBEDO) + (1 - walls) * ground
        count = self.settings.ratio_samples
        lit = self._received(full, view, count, where) / answer
        bare = self._received(empty, view, max(4, count // 2), where) / answer
        return np.asarray(lit, dtype=np.float32), np.asarray(bare, dtype=np.float32)

    def _received(self, what: Any, view: View, count: int, where: NDArray[np.bool_]) -> Float32:
        shaded = self._trace(what, self._short_path, view, count, where)
        emitted = self._trace(what, flat_integrator(), view, count, where)
        return np.asarray(np.maximum(shaded - emitted, 0)[..., :3], dtype=np.float32)

    def _trace(
        self,
        what: Any,
        integrator: Any,
        view: View,
        count: int,
        where: NDArray[np.bool_] | None = None,
    ) -> Float32:
        """`count` samples per wanted pixel of the view, (h, w, 4)."""
        loaded = mitsuba().load_dict(integrator) if isinstance(integrator, dict) else integrator
        return trace(what, loaded, view, count, self.settings.seed * 1000, where)

    def _at_half(self, values: Float32, crop: Crop) -> Float32:
        """A layer of the crop, averaged onto the whole frame at half size."""
        frame = np.zeros((self.size[1], self.size[0], *values.shape[2:]), dtype=np.float32)
        frame[crop.slices] = values
        return np.asarray(cv2.resize(frame, self.half, interpolation=cv2.INTER_AREA))

    def _nothing(self) -> dict[str, Any]:
        empty = np.zeros((0, 0), dtype=np.float32)
        colour = np.zeros((0, 0, 3), dtype=np.float32)
        shape = (self.half[1], self.half[0])
        return {
            "size_px": self.size,
            "crop": None,
            "colour": colour,
            "alpha": empty,
            "albedo": colour,
            "piece": empty.astype(np.int32),
            "ratio": np.ones((*shape, 3), dtype=np.float32),
            "ratio_valid": np.ones(shape, dtype=np.float32),
            "timings": self.timings,
        }


def _ratio(lit: Float32, bare: Float32, covered: NDArray[np.bool_]) -> Float32:
    """Light with over light without furniture, both denoised, (h, w, 3)."""
    around = push_pull(lit, (~covered).astype(np.float32))
    before, after = denoise(bare), denoise(around)
    floor = 0.02 * float(np.median(before)) + 1e-6
    return np.asarray((after + floor) / (np.maximum(before, 0) + floor), dtype=np.float32)


def _grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask and the pixels beside it."""
    kernel = np.ones((3, 3), np.uint8)
    return np.asarray(cv2.dilate(mask.astype(np.uint8), kernel) > 0)


def _free_memory() -> None:
    """Give back what Dr.Jit keeps for later: the denoiser needs as much."""
    if load().compiles:
        drjit().flush_malloc_cache()


def _without_fireflies(colour: Float32, alpha: Float32) -> Float32:
    """Hold single pixels to a few times their surroundings: a caustic path is noise here."""
    usual = cv2.medianBlur(np.ascontiguousarray(colour), 5)
    limit = 4 * usual.max(axis=2, keepdims=True) + 0.5 * alpha[..., None]
    return np.asarray(np.minimum(colour, limit), dtype=np.float32)
