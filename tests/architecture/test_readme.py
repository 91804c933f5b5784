"""What the README tells a stranger to type works: its commands, addresses, settings and links."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from vetrina.__main__ import app, openapi
from vetrina.storefronts import load_storefronts

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PICTURE_BYTES = 200_000


def commands() -> Iterator[str]:
    """Each command of an indented block or between backticks, without its comment."""
    block = re.sub(r"\\\n\s*", " ", TEXT)
    told = re.findall(r"^ {4}(\S.*)$", block, re.MULTILINE) + re.findall(
        r"`([^`\n]+ [^`\n]+)`", TEXT
    )
    return (line.partition("  #")[0].strip() for line in told)


def starting(word: str) -> list[str]:
    return [line for line in commands() if line.split(" ", 1)[0] == word]


def test_the_two_commands_come_first() -> None:
    assert list(commands())[:2] == ["make demo", "make test"]
    assert TEXT.index("make demo") < TEXT.index("![") < TEXT.index("vetrina up")


@pytest.mark.parametrize("line", starting("make"))
def test_make_knows_what_it_is_asked(line) -> None:
    _, target, *given = shlex.split(line)
    assert re.search(rf"^{target}:.*##", MAKEFILE, re.MULTILINE)
    for pair in given:
        assert re.search(rf"^{pair.split('=')[0]} \?=", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("line", starting("vetrina"))
def test_the_command_line_understands_each_line(line) -> None:
    words = shlex.split(line)[1:]
    assert words != []
    # With --help a line is read to its end, and what is unknown in it refused, but nothing runs.
    answer = CliRunner().invoke(app, [*words, "--help"])
    assert answer.exit_code == 0, answer.output


def test_the_options_it_names_are_those_of_the_command() -> None:
    named = set(re.findall(r"`(--[\w-]+)[^`]*`", TEXT))
    stage = typer.main.get_command(app).commands["stage"]  # type: ignore[attr-defined]
    known = {option for parameter in stage.params for option in parameter.opts}
    assert named
    assert named <= known


def test_a_programme_that_follows_the_readme_is_understood() -> None:
    [line] = starting("curl")
    words = shlex.split(line)
    fields = {words[at + 1].split("=")[0] for at, word in enumerate(words) if word == "-F"}
    address = words[-1]
    shop = next(one for one in load_storefronts() if f"/at/{one.id}/" in address)
    path = address.partition(f"/at/{shop.id}")[2]
    document = openapi()
    body = document["paths"][path]["post"]["requestBody"]["content"]["multipart/form-data"]
    assert fields <= set(body["schema"]["properties"])


@pytest.mark.parametrize("line", starting("python"))
def test_the_scripts_it_names_are_there(line) -> None:
    assert (ROOT / shlex.split(line)[1]).is_file()


def test_the_settings_it_names_exist() -> None:
    known = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:VETRINA_\w+|[A-Z]+_URL)\b", TEXT))
    assert "VETRINA_PROFILE" in named
    assert [name for name in sorted(named) if f"`{name}`" not in known] == []


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)]+)\)", TEXT))
def test_its_links_and_pictures_are_there(target) -> None:
    place = ROOT / target
    assert place.is_file()
    if place.suffix == ".jpg":
        assert place.stat().st_size <= PICTURE_BYTES
        with Image.open(place) as picture:
            assert picture.width >= 1000
