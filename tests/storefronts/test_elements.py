"""What a card says of an element stands in a file that names its source."""

from __future__ import annotations

import re
import tomllib

import pytest

from vetrina.storefronts.files import SHIPPED

CARD = re.compile(r'card\((\d+), "(\w+)", .*?, \[([\d, ]+)\], "([\d.]+)"\)')
FACE = re.compile(r'face\((\d+), "(\w+)", .*?, \[([\d, ]+)\]\)')
[FILE] = SHIPPED.glob("*/content/elements.toml")
PAGES = FILE.parents[1] / "pages"
ELEMENTS = tomllib.loads(FILE.read_text())["element"]


def shells_of(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def test_the_cards_say_what_the_file_says() -> None:
    cards = [
        {"number": int(number), "symbol": symbol, "weight": weight, "shells": shells_of(shells)}
        for number, symbol, shells, weight in CARD.findall((PAGES / "home.html").read_text())
    ]
    assert cards == ELEMENTS
    assert "https://ciaaw.org" in FILE.read_text()


def test_the_shells_of_every_card_hold_as_many_electrons_as_the_element_has() -> None:
    drawn = CARD.findall((PAGES / "home.html").read_text())
    drawn += FACE.findall((PAGES / "window.html").read_text())
    sums = [(int(card[0]), sum(shells_of(card[2]))) for card in drawn]
    assert len(sums) == 9
    assert [number for number, _ in sums] == [held for _, held in sums]


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: element["symbol"])
def test_a_weight_is_that_of_a_nucleus_with_so_many_protons(element) -> None:
    per_proton = float(element["weight"]) / element["number"]
    assert 1.9 < per_proton < 2.7
