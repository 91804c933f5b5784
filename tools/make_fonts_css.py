"""Writes src/vetrina/ui/static/css/fonts.css from the fetched fonts.

Each face gets a fallback whose metrics match (CSS Fonts 5: size-adjust, ascent-override,
descent-override, line-gap-override against Arial, Times New Roman or Courier New), so that
nothing on a page jumps when the font arrives.  Needs fontTools and brotli, and the fonts:

    pip install fonttools brotli && vetrina assets pull && python tools/make_fonts_css.py
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "data" / "assets" / "fonts"
TARGET = ROOT / "src" / "vetrina" / "ui" / "static" / "css" / "fonts.css"
LETTERS = "aabcdeeefghiijklmnnooopqrrsssttttuvwxyz    "
AVERAGE_ADVANCE = {"Arial": 0.4550, "Times New Roman": 0.4185, "Courier New": 0.6001}
"""Mean advance of LETTERS over font size, measured on the metric-compatible Liberation faces."""
FALLBACK = {
    "Instrument Serif": "Times New Roman",
    "Bodoni Moda": "Times New Roman",
    "IBM Plex Mono": "Courier New",
}
RANGES = {
    "latin": "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, "
    "U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD",
    "latin-ext": "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+1E00-1E9F, U+1EF2-1EFF, U+20A0-20C0",
    "cyrillic": "U+0301, U+0400-045F, U+0490-0491, U+04B0-04B1, U+2116",
    "bengali": "U+0951-0952, U+0964-0965, U+0980-09FE, U+1CD0, U+1CF2, U+200C-200D, U+20B9, U+25CC",
}
NAME = re.compile(
    r"^(?P<family>.+?)-(?P<subset>latin-ext|latin|cyrillic|bengali)-(?P<weight>\w+)-normal$"
)


def family_name(slug: str) -> str:
    """ "ibm-plex-mono" becomes "IBM Plex Mono"."""
    return " ".join(
        word.upper() if word == "ibm" else word.capitalize() for word in slug.split("-")
    )


def main() -> None:
    """Write the style sheet."""
    faces, fallbacks = [], {}
    for path in sorted(FONTS.glob("*.woff2")):
        match = NAME.match(path.stem)
        if match is None:
            sys.exit(f"{path.name} has no name of the known form")
        font, family = TTFont(path), family_name(match["family"])
        weight = "100 900" if match["weight"] == "wght" else match["weight"]
        faces.append(face(family, path.name, weight, RANGES[match["subset"]]))
        if match["subset"] == "latin":
            fallbacks[family] = fallback(family, font)
    head = "/* Made by tools/make_fonts_css.py; not written by hand. */\n"
    TARGET.write_text(head + "\n".join([*faces, *fallbacks.values()]))


def face(family: str, file: str, weight: str, characters: str) -> str:
    """One @font-face rule."""
    return (
        f'@font-face {{\n  font-family: "{family}";\n  src: url("../assets/fonts/{file}") '
        f'format("woff2");\n  font-weight: {weight};\n  font-style: normal;\n'
        f"  font-display: swap;\n  unicode-range: {characters};\n}}\n"
    )


def fallback(family: str, font: TTFont) -> str:
    """The rule of the local face that stands in for *family* until it has arrived."""
    local = FALLBACK.get(family, "Arial")
    units, cmap, widths = font["head"].unitsPerEm, font.getBestCmap(), font["hmtx"]
    advance = sum(widths[cmap[ord(letter)]][0] for letter in LETTERS) / len(LETTERS) / units
    adjust = advance / AVERAGE_ADVANCE[local]
    table = font["hhea"]
    rows = {
        "size-adjust": adjust,
        "ascent-override": table.ascent / units / adjust,
        "descent-override": -table.descent / units / adjust,
        "line-gap-override": table.lineGap / units / adjust,
    }
    body = "\n".join(f"  {name}: {100 * value:.2f}%;" for name, value in rows.items())
    head = f'@font-face {{\n  font-family: "{family} fallback";\n  src: local("{local}");\n'
    return f"{head}{body}\n}}\n"


if __name__ == "__main__":
    main()
