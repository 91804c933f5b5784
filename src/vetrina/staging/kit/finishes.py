"""Finishes of hard things: wood, stone, metal, glaze, glass, plants, paper."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vetrina.staging.furnishing import Material, Texture
from vetrina.staging.kit.materials import scalar, tinted
from vetrina.staging.kit.textures import skin, stone, wood
from vetrina.staging.kit.textures.colours import linear

Finish = Callable[[], Material]
_DARKEST, _LIGHTEST = 0.012, 0.75


def timber(
    species: wood.Species,
    *,
    roughness: float = 0.42,
    clearcoat: float = 0.0,
    boards: bool = True,
    seed: int = 1,
    end: bool = False,
) -> Finish:
    """Oiled (rough, no clearcoat) to polished (smooth, clearcoat) wood."""

    def make() -> Material:
        cut = wood.end_grain(species, seed) if end else wood.plank(species, seed, boards=boards)
        return Material(
            name=f"{species.replace('_', ' ')}{' end grain' if end else ''}",
            colour=tinted(cut.colour, cut.repeat_m),
            roughness=scalar(np.clip(roughness + cut.roughness, 0.08, 0.95), cut.repeat_m),
            specular=0.45,
            clearcoat=clearcoat,
            bump=scalar(cut.height * (0.3 if clearcoat > 0.3 else 1.0), cut.repeat_m),
        )

    return make


def marble(kind: stone.MarbleKind, *, roughness: float = 0.16) -> Finish:
    """Marble, polished (0.1) to honed (0.4)."""

    def make() -> Material:
        slab = stone.marble(kind)
        return Material(
            name=f"{kind} marble",
            colour=tinted(slab.colour, slab.repeat_m),
            roughness=roughness,
            specular=0.5,
            clearcoat=0.25 if roughness < 0.25 else 0.0,
        )

    return make


def mineral(name: str, make_slab: Callable[[], stone.Slab], *, roughness: float) -> Finish:
    """Travertine, terrazzo, plaster, concrete."""

    def make() -> Material:
        slab = make_slab()
        bump = None if slab.height.size < 16 else scalar(slab.height, slab.repeat_m)
        return Material(
            name=name,
            colour=tinted(slab.colour, slab.repeat_m),
            roughness=roughness,
            specular=0.4,
            bump=bump,
        )

    return make


def metal(name: str, colour: str, *, roughness: float = 0.25, brushed: bool = False) -> Finish:
    """Bare metal, polished or brushed along u."""

    def make() -> Material:
        pixels, rough = skin.metal(colour, brushed=brushed)
        return Material(
            name=name,
            colour=Texture(np.array(pixels), (0.4, 0.4)),
            roughness=scalar(np.clip(roughness + rough, 0.06, 0.9), 0.4),
            metallic=1.0,
        )

    return make


def paint(
    name: str,
    colour: str,
    *,
    roughness: float = 0.45,
    clearcoat: float = 0.0,
    specular: float = 0.5,
    glow: float = 0.0,
) -> Finish:
    """One even colour: lacquer, powder coat, plastic, wax; glow: emitted light of its colour."""

    def make() -> Material:
        r, g, b = (min(max(c, _DARKEST), _LIGHTEST) for c in linear(colour))
        return Material(
            name=name,
            colour=(r, g, b),
            roughness=roughness,
            clearcoat=clearcoat,
            specular=specular,
            glow=(r * glow, g * glow * 0.9, b * glow * 0.72),
        )

    return make


def glazed(
    name: str,
    colour: str,
    speckle: str | None = None,
    *,
    strength: float = 0.5,
    roughness: float = 0.32,
) -> Finish:
    """Thrown stoneware under glaze (shiny) or slip (dull)."""

    def make() -> Material:
        pixels, height = skin.glaze(colour, speckle, strength)
        return Material(
            name=name,
            colour=tinted(pixels, 0.35),
            roughness=roughness,
            specular=0.5,
            clearcoat=0.35 if roughness < 0.35 else 0.0,
            bump=scalar(height * (1.6 * strength), 0.35),
        )

    return make


def painted_porcelain() -> Finish:
    """White porcelain with cobalt scrolls."""

    def make() -> Material:
        pixels, _ = skin.delft()
        return Material(
            name="painted porcelain",
            colour=tinted(pixels, 0.30),
            roughness=0.12,
            specular=0.5,
            clearcoat=0.5,
        )

    return make


def glass(name: str, tint: str) -> Finish:
    """A thin clear sheet."""

    def make() -> Material:
        return Material(name=name, colour=linear(tint), roughness=0.02, transmission=1.0)

    return make


def mirror() -> Finish:
    """Silvered glass."""

    def make() -> Material:
        return Material(name="mirror", colour=(0.86, 0.87, 0.86), roughness=0.015, metallic=1.0)

    return make


def caned(colour: str) -> Finish:
    """Chair cane with its holes."""

    def make() -> Material:
        pixels, height, opacity = skin.cane(colour)
        return Material(
            name="cane",
            colour=tinted(pixels, 0.06),
            roughness=0.5,
            bump=scalar(height, 0.06),
            opacity=scalar(opacity, 0.06),
            two_sided=True,
        )

    return make


def woven_rods(colour: str) -> Finish:
    """Basketry; rods run along u."""

    def make() -> Material:
        pixels, height = skin.wicker(colour)
        return Material(
            name=f"wicker {colour}",
            colour=tinted(pixels, 0.19),
            roughness=0.6,
            bump=scalar(height, 0.19),
        )

    return make


def rind(name: str, colour: str) -> Finish:
    """Bark and soil."""

    def make() -> Material:
        pixels, height = skin.bark(colour)
        return Material(
            name=name,
            colour=tinted(pixels, 0.2),
            roughness=0.95,
            specular=0.1,
            bump=scalar(height, 0.2),
        )

    return make


def foliage(
    base: str, rib: str, *, ribs: int = 8, stripe: str | None = None, roughness: float = 0.42
) -> Finish:
    """Leaves, 0..1 per leaf."""

    def make() -> Material:
        return Material(
            name=f"leaf {base}",
            colour=tinted(skin.leaf(base, rib, ribs=ribs, stripe=stripe), 1.0),
            roughness=roughness,
            specular=0.4,
            two_sided=True,
        )

    return make


def bound(colour: str, seed: int) -> Finish:
    """Book cloth with a lettered spine."""

    def make() -> Material:
        return Material(
            name=f"book cloth {colour}",
            colour=tinted(skin.book_cloth(colour, seed), 0.24),
            roughness=0.7,
            specular=0.3,
        )

    return make


def cut_pages() -> Finish:
    """The edges of a book's sheets."""

    def make() -> Material:
        return Material(
            name="paper", colour=tinted(skin.pages(), 0.05), roughness=0.9, specular=0.2
        )

    return make
