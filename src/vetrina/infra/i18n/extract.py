"""Collects every message for translators: `python -m vetrina.infra.i18n.extract > messages.pot`.

Messages stand in templates, in code that calls gettext, and in the files of the storefronts, whose
words templates translate by `_(shop.headline)`.  Source: Babel, message extraction methods.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

SOURCE = Path(__file__).resolve().parents[2]
SPOKEN = frozenset({"headline", "window", "description", "label"})
"""Fields of a storefront's files that people read; names stay as they are."""

Found = tuple[int, str, str, list[str]]


def spoken_words(file: Any, keywords: Any, comments: Any, options: Any) -> Iterator[Found]:
    """Babel's extractor for TOML: the values of the fields that people read."""
    text = file.read().decode("utf-8")
    for value in _walk(tomllib.loads(text)):
        line = text[: text.find(value)].count("\n") + 1
        yield line, "", value, []


def _walk(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name in SPOKEN and isinstance(value, str) and value:
                yield value
            else:
                yield from _walk(value)
    elif isinstance(node, list):
        for item in node:
            yield from _walk(item)


METHODS: list[tuple[str, Any]] = [
    ("**/templates/**.html", "jinja2"),
    ("storefronts/**.html", "jinja2"),
    ("storefronts/**.toml", spoken_words),
    ("**.py", "python"),
]
OPTIONS = {"**.html": {"silent": "false", "trimmed": "true"}}


def collect(source: Path = SOURCE) -> Catalog:
    """Every message under *source*.  Raises: jinja2.TemplateSyntaxError."""
    catalogue = Catalog(project="Vetrina", charset="utf-8")
    found = extract_from_dir(source, METHODS, OPTIONS, strip_comment_tags=True)
    for file, line, message, comments, context in found:
        if message and message != ("", ""):
            catalogue.add(
                message, locations=[(file, line)], auto_comments=comments, context=context
            )
    return catalogue


def main() -> None:
    """Write the template of all catalogues to standard output."""
    held = BytesIO()
    write_po(held, collect(), width=100, sort_output=True)
    sys.stdout.write(held.getvalue().decode("utf-8"))


if __name__ == "__main__":
    main()
