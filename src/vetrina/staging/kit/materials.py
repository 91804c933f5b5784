"""Finishes: a surface and a colour become a Material; a style names one finish for every slot.

A finish is a recipe, called when a picture first needs the slot, because a style has ninety slots
and a picture shows thirty.  Reflectances stay between 0.03 and 0.75: whiter cloth than 0.75 is
whiter than a freshly painted wall and burns out beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vetrina.staging.furnishing import Float32, Material, Texture
from vetrina.staging.kit.textures import skin, weave
from vetrina.staging.kit.textures.colours import linear, palette
from vetrina.staging.kit.textures.noise import mixed

Finish = Callable[[], Material]
Picture = Callable[[], Float32]
Weave = Literal[
    "linen",
    "cotton",
    "twill",
    "herringbone",
    "basket",
    "boucle",
    "velvet",
    "chenille",
    "knit",
    "damask",
    "pile",
    "shag",
    "flatweave",
]
_DARKEST, _LIGHTEST = 0.012, 0.75
_WOVEN: dict[Weave, Callable[[], weave.Cloth]] = {
    "linen": weave.linen,
    "cotton": weave.cotton,
    "twill": weave.twill,
    "herringbone": weave.herringbone,
    "basket": weave.basket,
    "boucle": weave.boucle,
    "velvet": weave.velvet,
    "chenille": weave.chenille,
    "knit": weave.knit,
    "damask": weave.damask,
    "pile": weave.pile,
    "shag": weave.shag,
    "flatweave": weave.flatweave,
}
_SHEEN: dict[Weave, float] = {"velvet": 0.9, "chenille": 0.5, "damask": 0.35, "boucle": 0.3}


class MaterialSet(Mapping[str, Material]):
    """Slot name to Material; each is made once, when first asked for, from whatever thread."""

    def __init__(self, finishes: Mapping[str, Finish]) -> None:
        self._finishes = dict(finishes)
        self._made: dict[str, Material] = {}
        self._making = Lock()

    def __getitem__(self, slot: str) -> Material:
        with self._making:
            if slot not in self._made:
                self._made[slot] = self._finishes[slot]()
            return self._made[slot]

    def __iter__(self) -> Iterator[str]:
        return iter(self._finishes)

    def __len__(self) -> int:
        return len(self._finishes)


def tinted(pixels: NDArray[np.floating], repeat_m: float | tuple[float, float]) -> Texture:
    size = repeat_m if isinstance(repeat_m, tuple) else (repeat_m, repeat_m)
    return Texture(np.clip(pixels, _DARKEST, _LIGHTEST).astype(np.float32), size)


def scalar(values: NDArray[np.floating], repeat_m: float | tuple[float, float]) -> Texture:
    size = repeat_m if isinstance(repeat_m, tuple) else (repeat_m, repeat_m)
    return Texture(np.array(values, dtype=np.float32)[..., None], size)


def cloth(
    kind: Weave,
    colour: str,
    second: str | None = None,
    *,
    scale: float = 1.0,
    sheen: float | None = None,
    relief: float = 1.0,
    thin: bool = False,
) -> Finish:
    """Woven, knitted or tufted cloth; second: the weft's colour; scale: size of its threads."""

    def make() -> Material:
        woven = _WOVEN[kind]()
        yarn = mixed(linear(colour), linear(second or colour), woven.weft)
        repeat = woven.repeat_m * scale
        return Material(
            name=f"{kind} {colour}",
            colour=tinted(yarn * woven.tone[..., None], repeat),
            roughness=0.68 if kind in ("velvet", "damask") else 0.88,
            specular=0.25,
            sheen=_SHEEN.get(kind, 0.15) if sheen is None else sheen,
            bump=scalar(woven.height * (scale * relief), repeat),
            two_sided=thin,
        )

    return make


def sheer(colour: str, cover: float = 0.72) -> Finish:
    """Voile that the window shines through; cover: share of the light that it stops, 0..1."""

    def make() -> Material:
        woven = weave.voile()
        share = np.clip(cover * (0.75 + 0.5 * woven.weft), 0, 1)
        return Material(
            name=f"voile {colour}",
            colour=tinted(palette(colour)[0] * woven.tone[..., None], woven.repeat_m),
            roughness=0.9,
            specular=0.2,
            opacity=scalar(share, woven.repeat_m),
            two_sided=True,
        )

    return make


def lampshade(colour: str, glow: float = 0.35) -> Finish:
    """Linen shade, lit from within; glow: emitted light of its colour, 0..1."""

    def make() -> Material:
        woven = weave.linen()
        r, g, b = linear(colour)
        return Material(
            name=f"lampshade {colour}",
            colour=tinted(palette(colour)[0] * woven.tone[..., None], woven.repeat_m),
            roughness=0.9,
            specular=0.2,
            two_sided=True,
            glow=(r * glow, g * glow * 0.86, b * glow * 0.62),
        )

    return make


def hide(colour: str, *, gloss: float = 0.0) -> Finish:
    """Leather; gloss 0 (aniline) to 1 (glazed)."""

    def make() -> Material:
        pixels, height, rough = skin.leather(colour)
        return Material(
            name=f"leather {colour}",
            colour=tinted(pixels, 0.30),
            roughness=scalar(np.clip(rough - 0.16 * gloss, 0.1, 1.0), 0.30),
            specular=0.45,
            clearcoat=0.3 * gloss,
            bump=scalar(height, 0.30),
        )

    return make


def hung(name: str, picture: Picture, *, roughness: float = 0.8) -> Finish:
    """A picture laid once over 0..1."""

    def make() -> Material:
        return Material(name=name, colour=tinted(picture(), 1.0), roughness=roughness, specular=0.3)

    return make


def carpet(name: str, picture: Picture) -> Finish:
    """A rug picture over 0..1 with the relief of cut pile."""

    def make() -> Material:
        pile = weave.pile()
        return Material(
            name=name,
            colour=tinted(picture(), 1.0),
            roughness=0.95,
            specular=0.1,
            sheen=0.25,
            bump=scalar(pile.height, (0.11, 0.16)),
        )

    return make
