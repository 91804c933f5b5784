"""The house rules that a linter does not know."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "vetrina"
PLACES = ("src", "tests", "benchmarks", "migrations", "tools")
LONGEST_FILE = 400
LONGEST_FUNCTION = 35
LONGEST_WITH_A_REASON = 60
STOREFRONTS = ("stagecraft", "closetgpt", "modera", "voguevault", "chemouflage")
DATA_FOLDERS = {"storefronts"}


def python_files() -> list[Path]:
    return sorted(path for place in PLACES for path in (ROOT / place).rglob("*.py"))


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    for path in python_files():
        text = path.read_text()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node, ast.get_source_segment(text, node) or ""


def test_no_file_is_longer_than_a_person_reads() -> None:
    lengths = {str(p.relative_to(ROOT)): p.read_text().count("\n") for p in python_files()}
    assert {name: count for name, count in lengths.items() if count > LONGEST_FILE} == {}


def test_no_function_is_long_without_saying_why() -> None:
    long = []
    for path, node, source in functions():
        size = (node.end_lineno or node.lineno) - node.lineno + 1
        allowed = LONGEST_WITH_A_REASON if "Long because" in source else LONGEST_FUNCTION
        if size > allowed:
            long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {size} lines")
    assert long == []


def test_every_module_is_entered_by_its_door() -> None:
    graph = grimp.build_graph("vetrina")
    trespasses = []
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            here, there = importer.split("."), imported.split(".")
            outside = len(there) > 2 and (len(here) < 2 or here[1] != there[1])
            if outside and not _is_a_door(importer, imported):
                trespasses.append(f"{importer} -> {imported}")
    assert trespasses == []


def _is_a_door(importer: str, imported: str) -> bool:
    """infra has one door per part; the composition root and the command line know every room."""
    part = imported.split(".")
    if part[1] == "infra":
        return len(part) == 3 or (len(part) == 4 and part[3] in _exported(f"infra/{part[2]}"))
    return importer in {"vetrina.app", "vetrina.__main__"}


@pytest.mark.parametrize("door", sorted(p.parent.name for p in SOURCE.glob("*/__init__.py")))
def test_a_door_lists_what_it_exports(door: str) -> None:
    tree = ast.parse((SOURCE / door / "__init__.py").read_text())
    assert ast.get_docstring(tree), f"{door} has no docstring"
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
        for alias in node.names
    }
    assert imported <= _exported(door)


def _exported(door: str) -> set[str]:
    """What the door of a module names in `__all__`; a submodule may be among it."""
    tree = ast.parse((SOURCE / door / "__init__.py").read_text())
    return {
        ast.literal_eval(element)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
        for element in getattr(node.value, "elts", [])
    }


def test_no_room_is_called_utils() -> None:
    names = {p.stem for p in SOURCE.rglob("*.py")} | {p.name for p in SOURCE.rglob("*/")}
    assert names & {"utils", "util", "helpers", "common", "misc"} == set()


def test_no_code_names_a_storefront() -> None:
    named = []
    for path in SOURCE.rglob("*.py"):
        if path.relative_to(SOURCE).parts[0] in DATA_FOLDERS:
            continue
        for name in STOREFRONTS:
            if re.search(rf"\b{name}\b", path.read_text(), re.IGNORECASE):
                named.append(f"{path.relative_to(ROOT)}: {name}")
    assert named == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"#\s*(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_every_test_asserts_something() -> None:
    asserting = re.compile(r"\bassert(_\w+)?\b|raises\(|expect\(|warns\(")
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path, node, source in functions()
        if node.name.startswith("test_") and "tests" in path.parts and not asserting.search(source)
    ]
    assert silent == []


def test_the_tree_holds_only_pictures_that_our_own_code_made() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    pictures = [n for n in listed if n.lower().endswith((".jpg", ".jpeg", ".png", ".webp"))]
    allowed = ("src/vetrina/staging/showrooms/pictures/", "docs/pictures/")
    assert [name for name in pictures if not name.startswith(allowed)] == []
