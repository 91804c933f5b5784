"""From a photo and a wish to a furnished picture that has been checked: the whole of staging.

No server, no database, no file is touched here; the command line and the job both call `stage`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from vetrina.kernel import Progress, StageReport, silent
from vetrina.staging import kit, layout, perception
from vetrina.staging.camera import Array
from vetrina.staging.composite import (
    Composite,
    LockReport,
    ObjectLayer,
    check_lock,
    compose,
    standing_area,
)
from vetrina.staging.errors import NeedsCorners, ResultRejected
from vetrina.staging.furnishing import Mesh, PieceInfo, Placement, Plan, StyleId
from vetrina.staging.photo import Photo, Pixels
from vetrina.staging.render import (
    PlacedMesh,
    Preference,
    Quality,
    feet_of,
    load_renderer,
    place_meshes,
    render_layers,
)
from vetrina.staging.room import Hints, Room, RoomType
from vetrina.staging.score import Evidence, Score, judge

DEFAULT_THRESHOLD = 0.60
SHARES = {
    "reading the room": 0.08,
    "arranging": 0.08,
    "building furniture": 0.06,
    "measuring the light": 0.06,
    "rendering furniture": 0.42,
    "rendering shadows": 0.20,
    "putting together": 0.06,
    "checking": 0.04,
}
"""Named stages in order, and the share of the whole that each was measured to take."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a person asks for.  The same photo, order and engine version give the same picture."""

    style: StyleId
    room_type: RoomType
    seed: int = 0
    hints: Hints = field(default_factory=Hints)
    renderer: Preference = "auto"
    quality: Quality = "full"
    threshold: float = DEFAULT_THRESHOLD


@dataclass(frozen=True)
class Staged:
    """A finished picture that passed every check.

    output: (H, W, 3) uint8 sRGB at the photo's own size; mask: (H, W) uint8, see `composite.lock`.
    objects: the furniture alone, as it was put in.  timings_s: wall seconds per named stage.
    """

    photo: Photo
    output: Pixels
    mask: NDArray[np.uint8]
    objects: ObjectLayer
    room: Room
    plan: Plan
    pieces: Mapping[str, PieceInfo]
    score: Score
    lock: LockReport
    renderer: str
    timings_s: dict[str, float]
    feet: Mapping[int, Array] = field(default_factory=dict)

    @property
    def evidence(self) -> Evidence:
        """All that the judge looked at."""
        return Evidence(
            self.photo,
            self.room,
            self.plan,
            self.pieces,
            self.objects,
            self.output,
            self.mask,
            self.feet,
        )

    @property
    def output_hash(self) -> str:
        """SHA-256 over the size and pixels of the result, before any encoding."""
        return Photo(self.output).pixel_hash

    @property
    def mask_hash(self) -> str:
        """SHA-256 over the bytes of the mask."""
        return sha256(np.ascontiguousarray(self.mask).tobytes()).hexdigest()


def stage(photo: Photo, order: Order, progress: Progress = silent) -> Staged:
    """Furnish *photo* as *order* asks.

    Raises: PhotoRefused, NeedsCorners, NoArrangement, ResultRejected, RendererMissing.
    """
    # Long because the steps stand here in the order in which they happen.
    watch = _Watch(progress)
    with watch.stage("reading the room"):
        room = understand(photo, order.hints)
    with watch.stage("arranging"):
        pieces = {info.id: info for info in kit.pieces(order.style, order.room_type)}
        plan = layout.solve(room, order.room_type, order.style, list(pieces.values()), order.seed)
    with _beside() as other_core:
        with watch.stage("building furniture"):
            palette = kit.materials(order.style)
            placed = place_meshes(plan, lambda p: (_meshes(p, order.style), palette))
            other_core.submit(_make_materials, placed)
            renderer = load_renderer(order.renderer)
        layers = render_layers(photo, room, placed, order.quality, watch.stage, order.seed)
    with watch.stage("putting together"):
        composite = compose(photo, room, layers, order.seed)
    with watch.stage("checking"):
        feet = feet_of(placed)
        with _beside() as other_core:
            proof = other_core.submit(_lock, photo, room, plan, composite)
            score = judge(_evidence(photo, room, plan, pieces, composite, feet))
        lock = proof.result()
        accept(lock, score, order.threshold)
    return Staged(
        photo=photo,
        output=composite.output,
        mask=composite.mask,
        objects=composite.objects,
        room=room,
        plan=plan,
        pieces=pieces,
        score=score,
        lock=lock,
        renderer=renderer.name,
        timings_s=watch.timings_s,
        feet=feet,
    )


def _beside() -> ThreadPoolExecutor:
    """One more thread, for what needs no answer at once: most steps keep one core busy."""
    return ThreadPoolExecutor(1, thread_name_prefix="staging")


def _make_materials(placed: Sequence[PlacedMesh]) -> None:
    """Make all materials that are needed before the renderer asks for them one by one."""
    for piece in placed:
        for mesh in piece.meshes:
            piece.materials[mesh.material]


def _evidence(
    photo: Photo,
    room: Room,
    plan: Plan,
    pieces: Mapping[str, PieceInfo],
    made: Composite,
    feet: Mapping[int, Array],
) -> Evidence:
    return Evidence(photo, room, plan, pieces, made.objects, made.output, made.mask, feet)


def _lock(photo: Photo, room: Room, plan: Plan, made: Composite) -> LockReport:
    ground = standing_area(room, plan, (photo.width, photo.height))
    return check_lock(photo.pixels, made.output, made.mask, made.objects.alpha, ground)


def understand(photo: Photo, hints: Hints) -> Room:
    """The room in the photo.

    Raises: PhotoRefused; NeedsCorners where it is unsure, with the reasons and an outline.
    """
    room = perception.perceive(photo, hints)
    if room.unsure:
        raise NeedsCorners(
            "The room could not be measured well enough from this photo. "
            "Mark the corners of the floor and it will be staged from them.",
            details={"reasons": list(room.unsure), "outline": outline(room)},
        )
    return room


def outline(room: Room) -> list[list[float]]:
    """The floor's corners before the camera, in pixels within the picture, to begin marking from.

    What lies outside the picture is moved to its border.
    """
    floor = np.column_stack([room.floor, np.zeros(len(room.floor))])
    uv, depth = room.camera.project(floor)
    limits = np.array([room.camera.width_px - 1, room.camera.height_px - 1])
    return [[float(x), float(y)] for x, y in np.clip(uv[depth > 0], 0, limits)]


def _meshes(placement: Placement, style: StyleId) -> list[Mesh]:
    return kit.build(placement.piece, style, placement.size_m, placement.variant)


def piece_of(placement: Placement, pieces: Mapping[str, PieceInfo]) -> PieceInfo:
    """The description of what was placed."""
    return pieces[placement.piece]


def accept(lock: LockReport, score: Score, threshold: float) -> None:
    """Let a result through, or raise ResultRejected with the reasons."""
    if not lock.holds:
        reasons = [finding.sentence() for finding in lock.findings[:5]]
        raise ResultRejected(
            "The picture failed the check that the building is untouched and is not shown.",
            details={"reasons": reasons, "score": score.total},
        )
    if score.total < threshold:
        weak = sorted(score.parts, key=lambda part: part.value)[:3]
        raise ResultRejected(
            f"The picture scored {score.total:.2f} of the {threshold:.2f} needed and is not shown.",
            details={"reasons": [part.sentence for part in weak], "score": score.total},
        )


class _Watch:
    """Times the named stages and reports how far the whole has come."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0.0
        self.timings_s: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[Progress]:
        """Run one named stage; what is yielded takes reports on how far the stage itself is."""
        began, before = time.perf_counter(), self._done

        def within(part: StageReport) -> None:
            done = before + SHARES[name] * min(max(part.done, 0.0), 1.0)
            self._progress(StageReport(name, min(done, 1.0)))

        self._progress(StageReport(name, before))
        yield within
        self.timings_s[name] = round(time.perf_counter() - began, 3)
        self._done = min(1.0, self._done + SHARES[name])
        self._progress(StageReport(name, self._done))
