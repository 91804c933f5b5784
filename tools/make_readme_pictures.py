"""Writes docs/pictures/before_after.jpg from the demo's own room and its shipped result.

python tools/make_readme_pictures.py
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ROOT / "src" / "vetrina" / "staging" / "showrooms" / "pictures"
TARGET = ROOT / "docs" / "pictures" / "before_after.jpg"
WIDTH_PX = 1200
LINE_PX = 4


def main() -> None:
    """Left half the photo, right half what was made of it, a white line between."""
    result = ROOMS / "staged" / "bright_living_room.modern_luxury.jpg"
    room = ROOMS / f"{result.name.split('.')[0]}.jpg"
    with Image.open(room) as photo, Image.open(result) as staged:
        height = round(WIDTH_PX * photo.height / photo.width)
        left, right = (image.convert("RGB").resize((WIDTH_PX, height)) for image in (photo, staged))
    middle = WIDTH_PX // 3
    right.paste(left.crop((0, 0, middle, height)), (0, 0))
    ImageDraw.Draw(right).rectangle((middle, 0, middle + LINE_PX, height), fill="white")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    right.save(TARGET, quality=85)


if __name__ == "__main__":
    main()
