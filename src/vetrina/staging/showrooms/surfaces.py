"""Procedural surfaces: boards, herringbone, tiles, carpet, concrete, plaster, the view outside.

Every texture repeats without a seam: noise is shaped in the frequency domain (so it is periodic),
and each laying pattern fills a whole number of its units.  A laying pattern says for every texel
which piece it lies on and where on that piece; the piece's own look is drawn from that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vetrina.staging.camera import Array
from vetrina.staging.furnishing import Float32, Material, Texture

Generator = np.random.Generator
Colour = tuple[float, float, float]

# Dark and light tone of the grain, linear RGB.
WOODS: dict[str, tuple[Colour, Colour]] = {
    "oak": ((0.27, 0.15, 0.070), (0.50, 0.33, 0.18)),
    "honey": ((0.25, 0.115, 0.04), (0.47, 0.26, 0.11)),
    "walnut": ((0.055, 0.028, 0.015), (0.19, 0.105, 0.058)),
    "ash": ((0.45, 0.35, 0.25), (0.66, 0.56, 0.44)),
    "grey": ((0.17, 0.15, 0.13), (0.35, 0.32, 0.28)),
    "red": ((0.16, 0.05, 0.022), (0.32, 0.12, 0.055)),
}
TILES: dict[str, Colour] = {
    "limestone": (0.58, 0.53, 0.45),
    "white": (0.74, 0.74, 0.72),
    "slate": (0.09, 0.095, 0.10),
    "terracotta": (0.36, 0.15, 0.075),
    "grey": (0.31, 0.31, 0.30),
}
FLOOR_KINDS = ("boards", "herringbone", "tiles", "tiles_diagonal", "carpet", "concrete")


@dataclass(frozen=True)
class Laying:
    """Where each texel of an (n, n) texture lies: piece number, metres along and across the piece,
    metres to the nearest joint, and the size in metres that the texture covers."""

    piece: NDArray[np.int64]
    along: Array
    across: Array
    joint: Array
    size_m: tuple[float, float]


def noise(rng: Generator, shape: tuple[int, int], reach: tuple[float, float], fall: float) -> Array:
    """Periodic noise of zero mean and unit deviation.

    reach: correlation length in texels down and across; fall: how fast detail fades (2 smooth).
    """
    spectrum = np.fft.rfft2(rng.standard_normal(shape))
    fy = np.fft.fftfreq(shape[0])[:, None] * reach[0]
    fx = np.fft.rfftfreq(shape[1])[None, :] * reach[1]
    shaped = spectrum * (1 + (2 * np.pi) ** 2 * (fy**2 + fx**2)) ** (-fall / 2)
    shaped[0, 0] = 0
    field = np.fft.irfft2(shaped, s=shape)
    return np.asarray(field / max(float(field.std()), 1e-9))


def _lerp(low: Colour, high: Colour, t: Array) -> Array:
    first, last = np.asarray(low), np.asarray(high)
    return np.asarray(first + (last - first) * t[..., None])


def boards(rng: Generator, texels: int, width_m: float, rows: int) -> Laying:
    """Boards that run along x, joints staggered at random; `rows` boards make up one repeat."""
    side = width_m * rows
    step = side / texels
    x = (np.arange(texels) + 0.5) * step
    piece = np.zeros((texels, texels), dtype=np.int64)
    along = np.zeros((texels, texels))
    joint = np.zeros((texels, texels))
    y = (np.arange(texels) + 0.5) * step
    row = np.minimum((y / width_m).astype(int), rows - 1)
    across = np.repeat((y - row * width_m)[:, None], texels, axis=1)
    for number in range(rows):
        first, gap = rng.uniform(0, side), rng.uniform(0.38, 0.62) * side
        since = np.stack([(x - first) % side, (x - first - gap) % side])
        pick = since.argmin(axis=0)
        lengths = np.where(pick == 0, gap, side - gap)
        here = row == number
        end = np.minimum(since.min(axis=0), lengths - since.min(axis=0))
        piece[here], along[here], joint[here] = number * 2 + pick, since.min(axis=0), end
    joint = np.minimum(joint, np.minimum(across, width_m - across))
    return Laying(piece, along, across, joint, (side, side))


def herringbone(texels: int, width_m: float, ratio: int, repeats: int) -> Laying:
    """Herringbone of pieces width_m x ratio·width_m; lay it at 45° to the walls."""
    cells = 2 * ratio * repeats
    side = width_m * cells
    grid = (np.arange(texels) + 0.5) * cells / texels
    gx, gy = np.meshgrid(grid, grid)
    i, j = gx.astype(int), gy.astype(int)
    k = (i - j) % (2 * ratio)
    lying = k < ratio
    fx, fy = gx - i, gy - j
    step = np.where(lying, k, 2 * ratio - 1 - k)
    along = (step + np.where(lying, fx, fy)) * width_m
    across = np.where(lying, fy, fx) * width_m
    head_i = np.where(lying, i - k, i) % cells
    head_j = np.where(lying, j, j - step) % cells
    piece = (head_i * cells + head_j) * 2 + lying
    joint = np.minimum(across, width_m - across)
    joint = np.minimum(joint, np.minimum(along, ratio * width_m - along))
    return Laying(piece, along, across, joint, (side, side))


def tiles(texels: int, width_m: float, height_m: float, count: int) -> Laying:
    """A straight grid of tiles, `count` each way."""
    gx, gy = np.meshgrid(*[(np.arange(texels) + 0.5) * count / texels] * 2)
    i, j = gx.astype(int), gy.astype(int)
    along, across = (gx - i) * width_m, (gy - j) * height_m
    joint = np.minimum(np.minimum(along, width_m - along), np.minimum(across, height_m - across))
    return Laying(i * count + j, along, across, joint, (width_m * count, height_m * count))


def wooden(rng: Generator, laying: Laying, species: str, gap_m: float = 0.0016) -> Float32:
    """Colour (n, n, 3) of a laid wooden floor: grain along each piece, tone from piece to piece."""
    dark, light = WOODS[species]
    grain = _grain(rng, 768)
    pieces = int(laying.piece.max()) + 1
    shift = rng.uniform(0, 4, (pieces, 2))[laying.piece]
    # One grain field covers 2.4 m along and 0.6 m across.
    u = ((laying.along + shift[..., 0]) % 2.4) / 2.4 * grain.shape[1]
    v = ((laying.across + shift[..., 1]) % 0.6) / 0.6 * grain.shape[0]
    drawn = cv2.remap(
        grain, u.astype(np.float32), v.astype(np.float32), cv2.INTER_LINEAR, None, cv2.BORDER_WRAP
    )
    tone = rng.normal(0, 0.13, pieces)[laying.piece]
    colour = _lerp(dark, light, np.clip(0.55 + 0.2 * drawn + tone, -0.05, 1.2))
    warmth = rng.normal(0, 0.02, pieces)[laying.piece]
    colour = colour * np.stack([1 + warmth, np.ones_like(warmth), 1 - warmth], axis=-1)
    return _darken_joints(colour, laying, gap_m, 0.32)


def _grain(rng: Generator, texels: int) -> Float32:
    """Grain along x: fibres, pores, and growth rings that wander; (texels/2, texels)."""
    shape = (texels // 2, texels)
    fibre = noise(rng, shape, (1.2, 60.0), 1.6)
    wander = noise(rng, shape, (60.0, 260.0), 2.4)
    height = np.linspace(0, 1, shape[0], endpoint=False)[:, None]
    rings = np.sin(2 * np.pi * (height * 9 + wander * 1.1))
    pores = np.minimum(noise(rng, shape, (0.8, 22.0), 1.3) + 1.1, 0.0)
    return (0.5 * fibre + 0.55 * rings + 0.45 * pores).astype(np.float32)


def _darken_joints(colour: Array, laying: Laying, gap_m: float, left: float) -> Float32:
    texel = laying.size_m[0] / laying.joint.shape[1]
    cover = np.clip((gap_m + texel / 2 - laying.joint) / texel, 0, 1) * min(1.0, gap_m / texel * 2)
    # Edges of boards and tiles are eased: a soft line beside the joint.
    eased = 1 - 0.1 * np.exp(-laying.joint / 0.004)
    shade = eased * (1 - cover * (1 - left))
    return np.asarray(colour * shade[..., None], dtype=np.float32)


def tiled(rng: Generator, laying: Laying, stone: str, grout_m: float, chequered: bool) -> Float32:
    """Colour (n, n, 3) of a tiled floor with grout joints; `chequered` alternates with slate."""
    shape = laying.joint.shape
    body = np.asarray(TILES[stone])
    cloud = noise(rng, shape, (40.0, 40.0), 1.7)
    vein = np.exp(-((noise(rng, shape, (70.0, 130.0), 2.2) / 0.06) ** 2))
    speck = noise(rng, shape, (1.5, 1.5), 1.0)
    tone = rng.normal(0, 0.05, int(laying.piece.max()) + 1)[laying.piece]
    shade = 1 + 0.05 * cloud + 0.02 * speck + tone - 0.08 * vein
    colour = body * shade[..., None]
    if chequered:
        count = round(np.sqrt(laying.piece.max() + 1))
        odd = (laying.piece // count + laying.piece % count) % 2 == 1
        colour = np.where(odd[..., None], np.asarray(TILES["slate"]) * shade[..., None], colour)
    grout = np.clip((grout_m / 2 + 0.001 - laying.joint) / 0.002, 0, 1)[..., None]
    mortar = np.array([0.34, 0.32, 0.29]) * (0.6 if stone in {"slate", "grey"} else 1.0)
    return np.clip(colour * (1 - grout) + mortar * grout, 0.01, 0.95).astype(np.float32)


def carpeted(rng: Generator, texels: int, colour: Colour) -> Float32:
    """Cut pile: tufts, and the broad marks that feet and the vacuum leave."""
    shape = (texels, texels)
    tuft = noise(rng, shape, (1.0, 1.0), 0.8)
    clump = noise(rng, shape, (9.0, 9.0), 1.6)
    track = noise(rng, shape, (120.0, 40.0), 2.2)
    shade = 1 + 0.11 * tuft + 0.04 * clump + 0.035 * track
    return np.clip(np.asarray(colour) * shade[..., None], 0.01, 0.95).astype(np.float32)


def plastered(rng: Generator, texels: int, colour: Colour, uneven: float = 0.012) -> Float32:
    """Painted plaster: barely uneven in tone, with the stipple of the roller."""
    shape = (texels, texels)
    shade = 1 + uneven * noise(rng, shape, (90.0, 90.0), 2.0)
    shade = shade + 0.006 * noise(rng, shape, (1.5, 1.5), 1.0)
    return np.clip(np.asarray(colour) * shade[..., None], 0.01, 0.95).astype(np.float32)


def papered(rng: Generator, texels: int, colour: Colour, stripes: int) -> Float32:
    """Striped wallpaper, `stripes` pairs across the texture."""
    ground = plastered(rng, texels, colour, 0.006)
    x = np.linspace(0, stripes * 2 * np.pi, texels, endpoint=False)
    band = 1 - 0.16 * (np.sin(x) > 0.2)
    return (ground * band[None, :, None]).astype(np.float32)


def outside(rng: Generator, texels: int, sky: Colour) -> Float32:
    """The view from a window, radiance relative to the sky: sky, far trees or houses, ground.

    Row 0 is the top of the window.
    """
    shape = (texels, texels)
    y = np.linspace(0, 1, texels)[:, None]
    crown = 0.55 + 0.10 * cv2.GaussianBlur(noise(rng, shape, (30.0, 30.0), 2.0), (0, 0), 3)
    trees = (np.clip((y - crown) * 14, 0, 1))[..., None]
    leaves = np.clip(0.16 * (1 + 0.45 * noise(rng, shape, (8.0, 8.0), 1.4)), 0.02, 1)[..., None]
    green = leaves * np.array([0.75, 1.0, 0.5])
    ground = np.clip((y - 0.86) * 20, 0, 1)[..., None] * np.ones((texels, texels, 1))
    above = np.asarray(sky) * (1.05 - 0.25 * y)[..., None]
    picture = above * (1 - trees) + green * trees
    picture = picture * (1 - ground) + np.array([0.30, 0.29, 0.26]) * ground
    soft = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), texels / 160)
    return np.asarray(soft, dtype=np.float32)


@dataclass(frozen=True)
class FloorFinish:
    """A floor's material, and how far its pattern is turned from the walls."""

    kind: str
    material: Material
    turn_deg: float


def floor_finish(rng: Generator, kind: str, texels: int, style: str | None = None) -> FloorFinish:
    """A floor of one of FLOOR_KINDS, everything about it drawn from `rng`.

    style: the wood, the stone or "sand" for carpet, instead of a drawn one.
    """
    make: dict[str, Callable[[Generator, int, str | None], _Laid]] = {
        "boards": _boards_floor,
        "herringbone": _herringbone_floor,
        "tiles": _tile_floor,
        "tiles_diagonal": _tile_floor,
        "carpet": _carpet_floor,
        "concrete": _concrete_floor,
    }
    pixels, size_m, roughness = make[kind](rng, texels, style)
    turn = {"herringbone": 45.0, "tiles_diagonal": 45.0}.get(kind, 0.0)
    if kind == "boards" and rng.random() < 0.5:
        turn = 90.0
    material = Material(
        "floor",
        Texture(pixels, size_m),
        roughness=roughness,
        specular=0.1 if kind == "carpet" else 0.5,
    )
    return FloorFinish(kind, material, turn)


_Laid = tuple[Float32, tuple[float, float], float]
"""Colour, metres that it covers, roughness."""


def _boards_floor(rng: Generator, texels: int, style: str | None) -> _Laid:
    width = float(rng.choice([0.07, 0.09, 0.14, 0.19]))
    laying = boards(rng, texels, width, max(8, round(3.2 / width)))
    species = str(rng.choice(list(WOODS)))
    return wooden(rng, laying, style or species), laying.size_m, float(rng.uniform(0.22, 0.5))


def _herringbone_floor(rng: Generator, texels: int, style: str | None) -> _Laid:
    width, ratio = float(rng.choice([0.07, 0.09, 0.12])), int(rng.choice([4, 5, 6]))
    laying = herringbone(texels, width, ratio, max(1, round(3.0 / (2 * ratio * width))))
    species = str(rng.choice(["oak", "honey", "walnut", "ash", "red"]))
    colour = wooden(rng, laying, style or species, 0.001)
    return colour, laying.size_m, float(rng.uniform(0.22, 0.45))


def _tile_floor(rng: Generator, texels: int, style: str | None) -> _Laid:
    width = float(rng.choice([0.2, 0.3, 0.45, 0.6])) if style is None else 0.45
    count = 2 * max(2, round(1.6 / width))
    laying = tiles(texels, width, width, count)
    chequered = bool(width <= 0.3 and rng.random() < 0.3)
    stone = "white" if chequered else str(rng.choice(list(TILES)))
    pixels = tiled(rng, laying, style or stone, float(rng.uniform(0.003, 0.006)), chequered)
    return pixels, laying.size_m, float(rng.uniform(0.15, 0.45))


def _carpet_floor(rng: Generator, texels: int, style: str | None) -> _Laid:
    shade = float(rng.uniform(0.16, 0.5))
    tint = float(rng.uniform(-0.1, 0.1))
    colour = (shade * (1 + tint), shade, shade * (1 - tint))
    pixels = carpeted(rng, texels, (0.42, 0.37, 0.30) if style == "sand" else colour)
    side = 2.4 * texels / 1024
    return pixels, (side, side), 1.0


def _concrete_floor(rng: Generator, texels: int, style: str | None) -> _Laid:
    shade = 0.3 if style is not None else float(rng.uniform(0.2, 0.45))
    pixels = plastered(rng, texels, (shade, shade * 0.98, shade * 0.95), 0.07)
    return pixels, (4.0, 4.0), float(rng.uniform(0.25, 0.5))
