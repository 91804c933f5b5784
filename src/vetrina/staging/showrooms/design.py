"""Designs a showroom: draws what a room is like, then builds it as plain meshes and materials.

`draw_choices` decides everything from a seed; `build_room` turns decisions into geometry.  The demo
pictures change a few decisions in between.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from vetrina.staging.camera import Camera
from vetrina.staging.furnishing import Material, Mesh, Texture
from vetrina.staging.room import Feature, Obstacle, Wall
from vetrina.staging.showrooms import surfaces
from vetrina.staging.showrooms.clutter import Clutter, scatter
from vetrina.staging.showrooms.fittings import WindowStyle
from vetrina.staging.showrooms.lens import Lens, choose_lens
from vetrina.staging.showrooms.openings import plan_openings
from vetrina.staging.showrooms.plans import ROOM_KINDS, FloorPlan, RoomKind, floor_plan
from vetrina.staging.showrooms.shell import build_shell
from vetrina.staging.showrooms.truth import Truth, equivalent_mm
from vetrina.staging.showrooms.viewpoint import View, choose_view, plan_walls

Light = Literal["day", "sun", "evening", "lamps"]
Colour = tuple[float, float, float]

WALL_COLOURS: dict[str, Colour] = {
    "white": (0.80, 0.79, 0.77),
    "warm": (0.74, 0.70, 0.62),
    "grey": (0.56, 0.56, 0.55),
    "beige": (0.58, 0.49, 0.38),
    "sage": (0.40, 0.45, 0.36),
    "blue": (0.38, 0.45, 0.52),
    "rose": (0.62, 0.48, 0.44),
    "yellow": (0.72, 0.62, 0.38),
    "dark": (0.10, 0.13, 0.17),
}
_WALL_ODDS = (0.36, 0.18, 0.12, 0.09, 0.06, 0.06, 0.05, 0.05, 0.03)


@dataclass(frozen=True)
class Choices:
    """Everything that was decided about a room before it is built.

    Heights in metres; `skirting_m` or `cornice_m` 0 means none.  `accent`: an edge whose wall has
    another colour, or None.  texels: side of the floor's texture.
    """

    seed: int
    view: View
    features: tuple[Feature, ...]
    floor_kind: str
    wall_colour: Colour
    wall_finish: Literal["paint", "paper"]
    accent: tuple[int, Colour] | None
    door_colour: Colour
    skirting_m: float
    cornice_m: float
    panelled: bool
    window: WindowStyle
    column_radiators: bool
    door_panels: int
    lamp: Literal["pendant", "spots", "none"]
    light: Light
    clutter: tuple[Clutter, ...]
    lens: Lens
    exif: bool
    traits: dict[str, str]
    texels: int = 1024
    floor_style: str | None = None

    @property
    def plan(self) -> FloorPlan:
        return self.view.plan

    @property
    def camera(self) -> Camera:
        return self.view.camera


@dataclass(frozen=True)
class Sun:
    """Direct sunlight: the direction it travels (3,), and its strength in linear RGB."""

    direction: tuple[float, float, float]
    strength: Colour


@dataclass(frozen=True)
class RoomDesign:
    """A room ready to be rendered.

    meshes with the slots "sky" and "lamp" are lights: `sky` is what is seen through the windows
    (radiance), `lamp` the radiance of lit lamps.  materials resolves every other slot.
    """

    choices: Choices
    truth: Truth
    meshes: tuple[Mesh, ...]
    materials: dict[str, Material]
    sky: Texture
    lamp: Colour
    sun: Sun | None


def design_room(seed: int, kind: RoomKind = "box") -> RoomDesign:
    """The room that this seed stands for; the same seed and kind give the same room."""
    return build_room(draw_choices(seed, kind))


def draw_choices(seed: int, kind: RoomKind = "box") -> Choices:
    """Decide everything about a room from its seed."""
    # Long because it is one flat list of decisions, in the order in which the seed makes them.
    rng = np.random.default_rng([seed, ROOM_KINDS.index(kind)])
    view = choose_view(rng, floor_plan(rng, kind))
    walls = plan_walls(view.plan, view.camera)
    window_z = _window_heights(rng, view.plan)
    features = plan_openings(rng, view.plan, walls, window_z)
    floor_kind = str(rng.choice(surfaces.FLOOR_KINDS, p=[0.34, 0.16, 0.16, 0.09, 0.17, 0.08]))
    colour_name = str(rng.choice(list(WALL_COLOURS), p=_WALL_ODDS))
    lens, lens_traits = choose_lens(rng)
    light = _light(rng, features)
    clutter = scatter(rng, view.plan, view.camera) if rng.random() < 0.35 else ()
    exif = bool(rng.random() < 0.35)
    # Cornices and framed fields go together: an old house has both.
    old = bool(rng.random() < 0.4)
    return Choices(
        seed=seed,
        view=view,
        features=features,
        floor_kind=floor_kind,
        wall_colour=WALL_COLOURS[colour_name],
        wall_finish="paper" if rng.random() < 0.1 else "paint",
        accent=_accent(rng, walls),
        door_colour=_door_colour(rng),
        skirting_m=float(rng.choice([0.0, 0.06, 0.09, 0.13, 0.18], p=[0.08, 0.3, 0.32, 0.2, 0.1])),
        cornice_m=float(rng.uniform(0.06, 0.14)) if old and kind != "sloped" else 0.0,
        panelled=old and bool(rng.random() < 0.35),
        window=_window_style(rng),
        column_radiators=bool(rng.random() < 0.5),
        door_panels=int(rng.choice([0, 2, 3])),
        lamp="none" if kind == "sloped" else _lamp(rng),
        light=light,
        clutter=clutter,
        lens=lens,
        exif=exif,
        traits=view.traits
        | lens_traits
        | {"floor": floor_kind, "walls": colour_name, "light": light},
    )


def _lamp(rng: np.random.Generator) -> Literal["pendant", "spots", "none"]:
    draw = rng.random()
    return "pendant" if draw < 0.3 else "spots" if draw < 0.5 else "none"


def _window_heights(rng: np.random.Generator, plan: FloorPlan) -> tuple[float, float]:
    top = min(float(rng.uniform(2.05, 2.35)), plan.ceiling_m - 0.2)
    draw = rng.random()
    foot = 0.04 if draw < 0.2 else 0.35 if draw < 0.35 else float(rng.uniform(0.75, 1.0))
    return foot, top


def _light(rng: np.random.Generator, features: tuple[Feature, ...]) -> Light:
    draw = rng.random()
    if draw < 0.12:
        return "evening"
    if draw < 0.24:
        return "lamps"
    return "sun" if draw < 0.5 else "day"


def _accent(rng: np.random.Generator, walls: tuple[Wall, ...]) -> tuple[int, Colour] | None:
    if rng.random() > 0.18:
        return None
    edge = int(np.argmax([wall.seen * (not wall.open) for wall in walls]))
    return edge, WALL_COLOURS[str(rng.choice(["sage", "blue", "rose", "dark", "beige"]))]


def _door_colour(rng: np.random.Generator) -> Colour:
    options: tuple[Colour, ...] = (
        (0.78, 0.77, 0.74),
        (0.70, 0.68, 0.62),
        (0.34, 0.20, 0.10),
        (0.20, 0.20, 0.21),
    )
    return options[int(rng.choice(4, p=[0.6, 0.15, 0.17, 0.08]))]


def _window_style(rng: np.random.Generator) -> WindowStyle:
    return WindowStyle(
        reveal_m=float(rng.uniform(0.08, 0.3)),
        columns=int(rng.choice([1, 2, 3])),
        rows=int(rng.choice([1, 1, 2, 3])),
        casing=bool(rng.random() < 0.45),
    )


def build_room(choices: Choices) -> RoomDesign:
    """The meshes, materials and lights of the room, and the truth about it."""
    rng = np.random.default_rng([choices.seed, 77])
    floor = surfaces.floor_finish(rng, choices.floor_kind, choices.texels, choices.floor_style)
    lit = choices.light in {"evening", "lamps"} or (
        choices.light == "day" and bool(rng.random() < 0.25)
    )
    meshes = build_shell(choices, floor.turn_deg, lit and choices.lamp != "none")
    sky_level = {"evening": 0.03, "lamps": 0.25, "day": 8.0, "sun": 7.0}[choices.light]
    tint = (0.45, 0.6, 1.0) if choices.light == "evening" else (0.92, 0.98, 1.08)
    view = surfaces.outside(rng, 256, tint) * sky_level
    warm = np.array([1.0, 0.78, 0.55]) * (26.0 if choices.lamp == "spots" else 9.0)
    return RoomDesign(
        choices=choices,
        truth=truth_of(choices),
        meshes=meshes,
        materials=_materials(rng, choices, floor.material),
        sky=Texture(view, (1.0, 1.0)),
        lamp=(float(warm[0]), float(warm[1]), float(warm[2])),
        sun=_sun(rng, choices) if choices.light == "sun" else None,
    )


def _sun(rng: np.random.Generator, choices: Choices) -> Sun:
    """Sun that comes in through the largest window, aslant."""
    windows = [f for f in choices.features if f.kind == "window"]
    walls = plan_walls(choices.plan)
    seen = truth_of(choices).walls
    best = max(windows, key=lambda f: (f.u1 - f.u0) * (0.3 + seen[f.wall].seen))
    inward = walls[best.wall].inward
    angle = np.radians(float(rng.uniform(-50, 50)))
    height = np.radians(float(rng.uniform(28, 50)))
    cos, sin = np.cos(angle), np.sin(angle)
    flat = np.array([[cos, -sin], [sin, cos]]) @ inward * np.cos(height)
    strength = float(rng.uniform(18, 34))
    direction = (float(flat[0]), float(flat[1]), float(-np.sin(height)))
    return Sun(direction, (strength, strength * 0.92, strength * 0.8))


def _materials(rng: np.random.Generator, choices: Choices, floor: Material) -> dict[str, Material]:
    def paint(name: str, colour: Colour, roughness: float, uneven: float = 0.012) -> Material:
        pixels = surfaces.plastered(rng, 256, colour, uneven)
        return Material(name, Texture(pixels, (2.2, 2.2)), roughness=roughness, specular=0.3)

    wall = paint("wall", choices.wall_colour, 0.85)
    if choices.wall_finish == "paper":
        pixels = surfaces.papered(rng, 256, choices.wall_colour, 6)
        wall = Material("wall", Texture(pixels, (0.9, 0.9)), roughness=0.85, specular=0.3)
    accent = choices.accent[1] if choices.accent is not None else choices.wall_colour
    return {
        "floor": floor,
        "wall": wall,
        "accent": paint("accent", accent, 0.85),
        "ceiling": paint("ceiling", (0.82, 0.82, 0.80), 0.9),
        "trim": paint("trim", (0.80, 0.79, 0.76), 0.4, 0.004),
        "door": paint("door", choices.door_colour, 0.45, 0.02),
        "radiator": paint("radiator", (0.78, 0.78, 0.76), 0.4, 0.004),
        "metal": paint("metal", (0.42, 0.41, 0.39), 0.3, 0.004),
        "dark": paint("dark", (0.03, 0.028, 0.027), 0.7),
        "fireplace": paint("fireplace", (0.62, 0.60, 0.56), 0.35, 0.05),
        "box": paint("box", (0.40, 0.27, 0.16), 0.8, 0.04),
        "tape": paint("tape", (0.48, 0.38, 0.25), 0.3),
    }


def truth_of(choices: Choices) -> Truth:
    """What is true of the picture."""
    plan, camera = choices.plan, choices.camera
    obstacles = [item.obstacle for item in choices.clutter]
    if plan.column is not None:
        x, y, half, _ = plan.column
        corners = (
            (x - half, y - half),
            (x + half, y - half),
            (x + half, y + half),
            (x - half, y + half),
        )
        obstacles.append(Obstacle("fixture", corners, plan.ceiling_m, 1.0))
    exif = float(round(equivalent_mm(camera))) if choices.exif else None
    return Truth(
        seed=choices.seed,
        kind=plan.kind,
        camera=camera,
        focal_35mm=exif,
        floor=plan.outline,
        walls=plan_walls(plan, camera),
        features=choices.features,
        obstacles=tuple(obstacles),
        ceiling_m=plan.ceiling_m,
        traits={
            **choices.traits,
            "kind": plan.kind,
            "clutter": "some" if choices.clutter else "none",
            "exif": "given" if choices.exif else "withheld",
        },
    )


def with_features(choices: Choices, features: tuple[Feature, ...]) -> Choices:
    """The same choices with other things on the walls."""
    return replace(choices, features=features)
