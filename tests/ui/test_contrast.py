"""Every pair of tokens that meets can be read, by day and by night (WCAG 2.2, 1.4.3, 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "vetrina"
SHEETS = [SOURCE / "ui/static/css/tokens.css", *sorted(SOURCE.glob("storefronts/*/theme.css"))]
TOKEN = re.compile(r"--([a-z-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
TEXT = 4.5
LINE = 3.0
PAIRS = [
    *(
        (ink, ground, TEXT)
        for ink in ("ink", "ink-soft", "good", "warn", "bad")
        for ground in ("ground", "surface")
    ),
    ("on-accent", "accent", TEXT),
    *(
        (line, ground, LINE)
        for line in ("accent", "focus", "edge-strong")
        for ground in ("ground", "surface")
    ),
]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("face", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.parent.name)
def test_every_pair_of_tokens_can_be_read(sheet: Path, face: int) -> None:
    tokens = {name: pair[face] for name, *pair in TOKEN.findall(sheet.read_text())}
    weak = {
        f"{front} on {back}": round(contrast(tokens[front], tokens[back]), 2)
        for front, back, needed in PAIRS
        if contrast(tokens[front], tokens[back]) < needed
    }
    assert weak == {}


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
