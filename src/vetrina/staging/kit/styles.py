"""The three default styles: a palette, and a finish for every slot.

modern_luxury      warm whites, greige boucle, smoked oak, travertine and Calacatta, bronze
classic_elegance   mahogany, velvet and damask, brass, a Persian rug; green, burgundy, navy
contemporary_chic  pale oak, terracotta, sage and ink, black steel, mixed textures
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from vetrina.staging.furnishing import StyleId
from vetrina.staging.kit import finishes as f
from vetrina.staging.kit import materials as m
from vetrina.staging.kit.slots import SLOTS, UNIT_SLOTS
from vetrina.staging.kit.textures import pictures, rugs, stone
from vetrina.staging.kit.textures.wood import Species

__all__ = ["SLOTS", "STYLES", "UNIT_SLOTS", "StyleSet"]

Finishes = dict[str, m.Finish]


@dataclass(frozen=True)
class StyleSet:
    """What a style is called, what it says of itself, its colours (sRGB) and its finishes."""

    id: StyleId
    name: str
    description: str
    palette: tuple[str, ...]
    sort_order: int
    finishes: Mapping[str, m.Finish]


def _everywhere() -> Finishes:
    """What is the same in every house.

    Long because it is a list.
    """
    return {
        "mattress": m.cloth("cotton", "#e3dfd6"),
        "white_lacquer": f.paint("white lacquer", "#dedad2", roughness=0.28, clearcoat=0.3),
        "black_lacquer": f.paint("black lacquer", "#1b1a19", roughness=0.16, clearcoat=0.6),
        "brass": f.metal("brushed brass", "#c9a463", roughness=0.26, brushed=True),
        "black_steel": f.paint("black steel", "#1d1c1b", roughness=0.48),
        "chrome": f.metal("chrome", "#d9d9d9", roughness=0.10),
        "aluminium": f.metal("anodised aluminium", "#bcbdbf", roughness=0.34, brushed=True),
        "glass": f.glass("clear glass", "#eef4f1"),
        "glass_smoked": f.glass("smoked glass", "#8b8176"),
        "mirror": f.mirror(),
        "porcelain": f.painted_porcelain(),
        "terracotta": f.glazed("terracotta", "#b5714f", "#8d5238", strength=0.6, roughness=0.85),
        "plaster": f.mineral("plaster", lambda: stone.plaster("#d9d3c8"), roughness=0.9),
        "screen_black": f.paint("screen", "#1a1b1d", roughness=0.12, clearcoat=0.5),
        "plastic_black": f.paint("black plastic", "#222222", roughness=0.5),
        "bulb": f.paint("bulb", "#fff1d8", roughness=0.4, glow=2.2),
        "candle": f.paint("wax", "#e3dac6", roughness=0.55),
        "cane": f.caned("#d9b781"),
        "wicker": f.woven_rods("#a8824f"),
        "rope": m.cloth("twill", "#b99e76", "#a58a63", scale=1.6),
        "shade_paper": f.paint("washi", "#f1e9da", roughness=0.9, specular=0.1, glow=0.35),
        "leaf": f.foliage("#44632f", "#93a86c"),
        "leaf_pale": f.foliage("#6d8a45", "#a9bb79", ribs=11),
        "leaf_olive": f.foliage("#75836a", "#98a389", ribs=2, roughness=0.6),
        "leaf_striped": f.foliage("#3d5740", "#7c9468", stripe="#b3ad68"),
        "leaf_dry": f.foliage("#b59b73", "#d3bd97", ribs=16, roughness=0.85),
        "blossom": f.paint("blossom", "#e6dccf", roughness=0.8, specular=0.2),
        "stem": f.paint("stem", "#5d7440", roughness=0.6),
        "bark": f.rind("bark", "#6d5840"),
        "twig": f.rind("twig", "#5a4634"),
        "soil": f.rind("soil", "#3a2d22"),
        "moss": m.cloth("shag", "#5d6a3a", scale=0.5),
        "mat_board": f.paint("mat board", "#dfdbd2", roughness=0.95, specular=0.15),
        "canvas_edge": m.cloth("linen", "#cfc7b8"),
        "paper": f.cut_pages(),
    }


def _woods(main: Species, dark: Species, pale: Species, *, polish: float) -> Finishes:
    """One house keeps one polish: 0 oiled, 1 French-polished."""
    rough, coat = 0.46 - 0.22 * polish, 0.30 * polish
    return {
        "wood": f.timber(main, roughness=rough, clearcoat=coat),
        "wood_end": f.timber(main, roughness=rough, clearcoat=coat, end=True),
        "leg_wood": f.timber(main, roughness=rough, clearcoat=coat, boards=False, seed=3),
        "veneer": f.timber(main, roughness=rough, clearcoat=coat, boards=False, seed=2),
        "wood_dark": f.timber(dark, roughness=rough, clearcoat=coat, boards=False),
        "wood_pale": f.timber(pale, roughness=rough, clearcoat=coat, boards=False),
    }


def _books(*colours: str) -> Finishes:
    return {
        f"book_{letter}": f.bound(colour, k)
        for k, (letter, colour) in enumerate(zip("abcdef", colours, strict=True))
    }


_CANVAS = "#e4ded2"
_MODERN_LUXURY: Finishes = (
    _everywhere()
    | _woods("smoked_oak", "black_oak", "pale_oak", polish=0.15)
    | _books("#d8d0c2", "#8c7b67", "#3c3733", "#b7a68e", "#e0dbd1", "#5f564c")
    | {
        "upholstery": m.cloth("boucle", "#d3cabb", "#dcd5c8"),
        "upholstery_accent": m.cloth("velvet", "#7d7062"),
        "upholstery_chair": m.cloth("chenille", "#b3a592"),
        "upholstery_bed": m.cloth("chenille", "#c8bcab"),
        "piping": m.cloth("linen", "#b9ad9b"),
        "cushion_a": m.cloth("velvet", "#94795c"),
        "cushion_b": m.cloth("linen", "#e0dacd"),
        "cushion_c": m.cloth("herringbone", "#a4937d", "#cdc0ab"),
        "throw": m.cloth("herringbone", "#8f8171", "#b3a695", thin=True),
        "leather": m.hide("#6b4d38"),
        "linen": m.cloth("cotton", "#e3dfd6"),
        "duvet": m.cloth("linen", "#dfd9ce", relief=0.6),
        "bedspread": m.cloth("chenille", "#a89a88"),
        "pillow": m.cloth("cotton", "#e2ddd4"),
        "pillow_accent": m.cloth("velvet", "#8d7d6c"),
        "curtain": m.cloth("linen", "#cfc6b7", thin=True),
        "sheer": m.sheer("#e6e1d8"),
        "lampshade": m.lampshade("#efe6d5"),
        "fringe": m.cloth("twill", "#cabfae"),
        "rug_pile": m.cloth("pile", "#cfc6b8", "#c6bcad"),
        "rug_flat": m.cloth("flatweave", "#bcae98", "#cdc2b0"),
        "rug_shag": m.cloth("shag", "#d8d0c3"),
        "rug_picture_a": m.carpet(
            "wool and silk", partial(rugs.clouded, "#d2cabd", "#b3a797", "#94805f", "#a3927c")
        ),
        "rug_picture_b": m.carpet(
            "bordered wool", partial(rugs.bordered, "#d5cdc0", "#a2937e", "#6a5946")
        ),
        "rug_edge": m.cloth("twill", "#b1a48f"),
        "lacquer": f.paint("greige lacquer", "#b5a896", roughness=0.32, clearcoat=0.2),
        "leg_metal": f.metal("bronze", "#9a7a55", roughness=0.30, brushed=True),
        "metal": f.metal("bronze", "#9a7a55", roughness=0.28, brushed=True),
        "top_stone": f.marble("calacatta"),
        "stone_dark": f.marble("emperador"),
        "stone_plinth": f.mineral("travertine", stone.travertine, roughness=0.42),
        "ceramic": f.glazed("stoneware", "#d9d1c3", "#8a7763", roughness=0.55),
        "ceramic_dark": f.glazed("black stoneware", "#3a3632", strength=0.4, roughness=0.6),
        "ceramic_accent": f.glazed("sand stoneware", "#a9927a", "#6f5b48", roughness=0.5),
        "pot": f.mineral("cast stone", lambda: stone.plaster("#cfc7ba"), roughness=0.85),
        "pot_b": f.glazed("black stoneware", "#37332f", strength=0.4, roughness=0.6),
        "frame": f.metal("bronze", "#8e7150", roughness=0.34, brushed=True),
        "frame_b": f.timber("smoked_oak", boards=False),
        "artwork_abstract_a": m.hung(
            "abstract",
            partial(pictures.cut_shapes, 8, _CANVAS, "#3d3732", "#b39a78", "#cbc0ae", "#7a6a58"),
        ),
        "artwork_abstract_b": m.hung(
            "colour field",
            partial(
                pictures.colour_field,
                4,
                (640, 512),
                _CANVAS,
                "#b7a68d",
                "#4a423a",
                "#d3c7b4",
                "#8d7a61",
            ),
        ),
        "artwork_landscape": m.hung(
            "landscape",
            partial(pictures.hills, 2, (512, 768), "#d3d0c8", "#e5dccb", "#a89c89", "#4f483f"),
        ),
        "artwork_line_a": m.hung(
            "drawing", partial(pictures.line_face, _CANVAS, "#2a2622", "#cdbca3")
        ),
        "artwork_line_b": m.hung(
            "drawing", partial(pictures.line_branch, _CANVAS, "#2a2622", "#c8bda8")
        ),
        "artwork_wide": m.hung(
            "colour field",
            partial(
                pictures.colour_field,
                9,
                (512, 768),
                _CANVAS,
                "#c3b299",
                "#8f7b62",
                "#dcd2c1",
                "#584c40",
            ),
        ),
        "artwork_square": m.hung(
            "colour field",
            partial(
                pictures.colour_field,
                12,
                (560, 560),
                "#d9d0c1",
                "#efe9de",
                "#a5927a",
                "#6b5b4a",
            ),
        ),
        "clock_face": m.hung("clock face", partial(pictures.clock_face, "#ded7ca", "#4a3f33")),
    }
)


_PARCHMENT = "#e2d7bf"
_CLASSIC_ELEGANCE: Finishes = (
    _everywhere()
    | _woods("mahogany", "walnut", "cherry", polish=0.8)
    | _books("#5f2326", "#22384a", "#34452f", "#6d4a2a", "#7c6a44", "#2f2622")
    | {
        "upholstery": m.cloth("linen", "#cbbb9e", "#d3c5aa"),
        "upholstery_accent": m.cloth("velvet", "#35513f"),
        "upholstery_chair": m.cloth("damask", "#3a4a68", "#5a6a85", sheen=0.5),
        "upholstery_bed": m.cloth("velvet", "#c1b092"),
        "piping": m.cloth("twill", "#a08a5c"),
        "cushion_a": m.cloth("velvet", "#6f2630"),
        "cushion_b": m.cloth("damask", "#b59a63", "#d3c096"),
        "cushion_c": m.cloth("velvet", "#2f3e5c"),
        "throw": m.cloth("herringbone", "#6f2f33", "#8d4c48", thin=True),
        "leather": m.hide("#6a3220", gloss=0.6),
        "linen": m.cloth("cotton", "#e4dcc9"),
        "duvet": m.cloth("damask", "#d6c9ab", "#e0d5bc"),
        "bedspread": m.cloth("damask", "#7d3038", "#93494c"),
        "pillow": m.cloth("cotton", "#e6dfce"),
        "pillow_accent": m.cloth("damask", "#a98f5b", "#c4ae80"),
        "curtain": m.cloth("velvet", "#7b6a45", thin=True),
        "sheer": m.sheer("#ece5d6"),
        "lampshade": m.lampshade("#efe0c0", 0.40),
        "fringe": m.cloth("twill", "#b39a62"),
        "rug_pile": m.cloth("pile", "#9d8a68", "#93805f"),
        "rug_flat": m.cloth("flatweave", "#7b3b34", "#a18a5e"),
        "rug_shag": m.cloth("shag", "#cdbf9f"),
        "rug_picture_a": m.carpet(
            "Persian medallion",
            partial(rugs.persian, "#7a2a28", "#232f49", "#b5584a", "#4b6a6b", "#b8935a", "#ddcfb2"),
        ),
        "rug_picture_b": m.carpet(
            "faded Oushak", partial(rugs.oushak, "#cfbf9f", "#a58a68", "#8a5f4a", "#7b8782")
        ),
        "rug_edge": m.cloth("twill", "#4a3228"),
        "lacquer": f.paint("bottle green lacquer", "#2d4738", roughness=0.24, clearcoat=0.5),
        "leg_metal": f.metal("antique brass", "#b08f55", roughness=0.30),
        "metal": f.metal("antique brass", "#b8965a", roughness=0.24),
        "top_stone": f.marble("crema"),
        "stone_dark": f.marble("verde"),
        "stone_plinth": f.marble("carrara", roughness=0.3),
        "ceramic": f.glazed("ivory glaze", "#ddd3bd", strength=0.25, roughness=0.18),
        "ceramic_dark": f.glazed("oxblood glaze", "#5c1f22", strength=0.5, roughness=0.14),
        "ceramic_accent": f.glazed("celadon", "#8fa58e", strength=0.35, roughness=0.16),
        "pot": f.painted_porcelain(),
        "pot_b": f.glazed("bottle green glaze", "#2c4636", strength=0.6, roughness=0.18),
        "frame": f.metal("gilt", "#bd9a55", roughness=0.36),
        "frame_b": f.timber("walnut", roughness=0.3, clearcoat=0.4, boards=False),
        "artwork_abstract_a": m.hung(
            "botanical plate", partial(pictures.botanical, _PARCHMENT, "#5c6f47", "#a34a4c")
        ),
        "artwork_abstract_b": m.hung(
            "botanical plate", partial(pictures.botanical, _PARCHMENT, "#4f6650", "#4a5f8d")
        ),
        "artwork_landscape": m.hung(
            "oil landscape", partial(pictures.old_master, 1), roughness=0.35
        ),
        "artwork_line_a": m.hung(
            "ink drawing", partial(pictures.line_face, _PARCHMENT, "#40291c", "#d6c29c")
        ),
        "artwork_line_b": m.hung(
            "ink drawing", partial(pictures.line_branch, _PARCHMENT, "#40291c", "#d3c5a2")
        ),
        "artwork_wide": m.hung("oil landscape", partial(pictures.old_master, 5), roughness=0.35),
        "artwork_square": m.hung("oil landscape", partial(pictures.old_master, 9), roughness=0.35),
        "clock_face": m.hung("clock face", partial(pictures.clock_face, "#e6dcc6", "#2e241c")),
    }
)


_OAT, _TERRACOTTA, _INK, _SAGE, _OCHRE = "#e6ded0", "#b5664a", "#2f3b45", "#8a957f", "#c5994f"
_CONTEMPORARY_CHIC: Finishes = (
    _everywhere()
    | _woods("pale_oak", "ebonised", "oak", polish=0.0)
    | _books("#b5664a", "#2f3b45", "#dcd3c2", "#8a957f", "#c5994f", "#3a3836")
    | {
        "upholstery": m.cloth("basket", "#98a08c", "#8b947f"),
        "upholstery_accent": m.cloth("boucle", "#b76a4e", "#c47a5e"),
        "upholstery_chair": m.cloth("twill", "#39454f", "#4a5761"),
        "upholstery_bed": m.cloth("basket", "#c3b39c", "#cdbfaa"),
        "piping": m.cloth("linen", "#6f7868"),
        "cushion_a": m.cloth("velvet", "#b9824a"),
        "cushion_b": m.cloth("boucle", "#d9d1c2"),
        "cushion_c": m.cloth("twill", "#34404a", "#515d66"),
        "throw": m.cloth("knit", "#d3c8b5", thin=True),
        "leather": m.hide("#a3643a"),
        "linen": m.cloth("linen", "#ded8cb", relief=0.5),
        "duvet": m.cloth("linen", "#c9a48e", "#d3b19c", relief=0.6),
        "bedspread": m.cloth("knit", "#7d8974"),
        "pillow": m.cloth("linen", "#e0dacd", relief=0.5),
        "pillow_accent": m.cloth("basket", "#7d8974", "#8d9884"),
        "curtain": m.cloth("linen", "#d6cbb8", "#cabfa9", thin=True),
        "sheer": m.sheer("#e9e3d6"),
        "lampshade": m.lampshade("#eee3cf"),
        "fringe": m.cloth("twill", "#d2c6b2"),
        "rug_pile": m.cloth("pile", "#d6cbb9", "#cdc1ae"),
        "rug_flat": m.cloth("flatweave", "#b8a17d", "#c9b591"),
        "rug_shag": m.cloth("shag", "#d9d0c0"),
        "rug_picture_a": m.carpet("Berber wool", partial(rugs.berber, "#d9d0bf", "#37322d")),
        "rug_picture_b": m.carpet(
            "tufted shapes", partial(rugs.shapes, "#d6cab6", _TERRACOTTA, _SAGE, _INK, _OCHRE)
        ),
        "rug_edge": m.cloth("twill", "#b9aa92"),
        "lacquer": f.paint("ink lacquer", _INK, roughness=0.4),
        "leg_metal": f.paint("black steel", "#1d1c1b", roughness=0.48),
        "metal": f.paint("black steel", "#1d1c1b", roughness=0.45),
        "top_stone": f.mineral("terrazzo", stone.terrazzo, roughness=0.25),
        "stone_dark": f.marble("nero"),
        "stone_plinth": f.mineral(
            "tinted concrete", lambda: stone.plaster("#c08a70"), roughness=0.7
        ),
        "ceramic": f.glazed("speckled clay", "#d8cdbb", "#6f5a48", strength=0.7, roughness=0.6),
        "ceramic_dark": f.glazed("ink glaze", "#2c3740", strength=0.5, roughness=0.4),
        "ceramic_accent": f.glazed("terracotta glaze", "#b5674b", "#7d402c", roughness=0.5),
        "pot": f.glazed("terracotta", "#b5714f", "#8d5238", strength=0.6, roughness=0.85),
        "pot_b": f.mineral("concrete", lambda: stone.plaster("#a8a39a"), roughness=0.85),
        "frame": f.timber("pale_oak", boards=False, seed=2),
        "frame_b": f.paint("black steel", "#1d1c1b", roughness=0.5),
        "artwork_abstract_a": m.hung(
            "cut shapes", partial(pictures.cut_shapes, 3, _OAT, _TERRACOTTA, _INK, _SAGE, _OCHRE)
        ),
        "artwork_abstract_b": m.hung(
            "cut shapes", partial(pictures.cut_shapes, 14, _OAT, _SAGE, _OCHRE, _TERRACOTTA, _INK)
        ),
        "artwork_landscape": m.hung(
            "landscape",
            partial(pictures.hills, 4, (512, 768), "#cfd3cd", "#ecd9bd", "#b98a6c", "#37464a"),
        ),
        "artwork_line_a": m.hung(
            "drawing", partial(pictures.line_face, _OAT, "#20201f", "#d59f83")
        ),
        "artwork_line_b": m.hung(
            "drawing", partial(pictures.line_branch, _OAT, "#20201f", "#b4bba3")
        ),
        "artwork_wide": m.hung(
            "colour field",
            partial(
                pictures.colour_field,
                5,
                (512, 768),
                _OAT,
                _TERRACOTTA,
                "#dcb490",
                "#6d7f78",
                _INK,
            ),
        ),
        "artwork_square": m.hung(
            "colour field",
            partial(pictures.colour_field, 17, (560, 560), _OAT, _SAGE, _OCHRE, _INK, _TERRACOTTA),
        ),
        "clock_face": m.hung("clock face", partial(pictures.clock_face, "#e4dccd", _INK)),
    }
)


STYLES: Mapping[StyleId, StyleSet] = {
    "modern_luxury": StyleSet(
        id="modern_luxury",
        name="Modern Luxury",
        description="Clean lines, premium materials, sophisticated neutrals",
        palette=("#e3dfd6", "#d3cabb", "#94795c", "#5e4835", "#9a7a55", "#3c3733"),
        sort_order=1,
        finishes=_MODERN_LUXURY,
    ),
    "classic_elegance": StyleSet(
        id="classic_elegance",
        name="Classic Elegance",
        description="Timeless pieces, rich textures, traditional luxury",
        palette=("#e6dfce", "#cbbb9e", "#642817", "#35513f", "#6f2630", "#b8965a"),
        sort_order=2,
        finishes=_CLASSIC_ELEGANCE,
    ),
    "contemporary_chic": StyleSet(
        id="contemporary_chic",
        name="Contemporary Chic",
        description="Current design trends, designer pieces, editorial styling",
        palette=("#e6ded0", "#d0b88f", "#98a08c", "#b5664a", "#c5994f", "#2f3b45"),
        sort_order=3,
        finishes=_CONTEMPORARY_CHIC,
    ),
}
