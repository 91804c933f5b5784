"""Our own rooms, for somebody without a photo at hand, and what staging made of some of them.

The pictures ship with the code (`showrooms/pictures`); `staged/` beside them holds results of
`vetrina stage` with their manifests.  Smaller versions are encoded when first asked for.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from PIL import Image

FOLDER = Path(__file__).parent / "showrooms" / "pictures"
STAGED = FOLDER / "staged"
WIDTHS = (320, 640, 960, 1560)
FORMATS = {"jpg": ("JPEG", "image/jpeg", 82), "webp": ("WEBP", "image/webp", 80)}
HERO = "bright_living_room"
"""The room of the first screen; it has a result in one style at least."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An empty room to try: its file's name, its title, and what it is furnished as."""

    name: str
    title: str
    room_type: str

    @property
    def file(self) -> Path:
        """The photo."""
        return FOLDER / f"{self.name}.jpg"


SAMPLES = (
    Sample("bright_living_room", "Oak boards, low sun", "living_room"),
    Sample("carpeted_bedroom", "Carpet, one green wall", "bedroom"),
    Sample("tiled_dining_kitchen", "Tiles, open to the next room", "dining_room"),
    Sample("corner_office", "Wide window, blue wall", "home_office"),
    Sample("long_hall", "Herringbone, panelled walls", "living_room"),
    Sample("evening_room", "Lamplight, dark boards", "living_room"),
)


def find_sample(name: str) -> Sample | None:
    """The sample called *name*, or None."""
    return next((sample for sample in SAMPLES if sample.name == name), None)


@dataclass(frozen=True)
class Shot:
    """A result that ships: `name` is `<room>.<style>`; its manifest is `staged.json`'s."""

    room: str
    style: str
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """What `encoded` and addresses call it."""
        return f"{self.room}.{self.style}"


@lru_cache(maxsize=32)
def find_shot(room: str, style: str) -> Shot | None:
    """What staging made of *room* in *style*, where it ships."""
    file = STAGED / f"{room}.{style}.json"
    if not file.is_file():
        return None
    return Shot(room, style, json.loads(file.read_text(encoding="utf-8")))


@lru_cache(maxsize=64)
def version(name: str) -> str | None:
    """A short hash of the picture's bytes, for addresses that may be kept; None: no such one."""
    file = _file(name)
    return sha256(file.read_bytes()).hexdigest()[:12] if file else None


@lru_cache(maxsize=96)
def encoded(name: str, width: int, ending: str) -> bytes | None:
    """The picture *name* at one of WIDTHS in one of FORMATS; None for anything else."""
    file = _file(name)
    if file is None or width not in WIDTHS or ending not in FORMATS:
        return None
    kind, _, quality = FORMATS[ending]
    with Image.open(file) as opened:
        opened.draft("RGB", (width, width))
        picture = opened.convert("RGB")
        picture.thumbnail((width, width), Image.Resampling.LANCZOS)
        held = io.BytesIO()
        picture.save(
            held, kind, quality=quality, **({"progressive": True} if kind == "JPEG" else {})
        )
    return held.getvalue()


def _file(name: str) -> Path | None:
    """The file behind *name*; only files that ship are ever named."""
    if find_sample(name) is not None:
        return FOLDER / f"{name}.jpg"
    room, _, style = name.partition(".")
    is_known = find_sample(room) is not None and style.isidentifier()
    file = STAGED / f"{room}.{style}.jpg"
    return file if is_known and file.is_file() else None
