"""The configuration table in docs/, written from the fields themselves.

`python -m vetrina.infra.settings.document` prints it.
"""

from __future__ import annotations

import sys
import types
import typing
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from vetrina.infra.settings.aliases import ALIASES
from vetrina.infra.settings.load import variable_of, walk
from vetrina.infra.settings.root import Settings

_HEAD = """# Configuration

Generated from the settings themselves; do not edit. Every variable can be given as `NAME_FILE`
instead, naming a file that holds the value. Variables win over the file `.env`. An empty value
counts as not given. Lists are separated by commas.
"""


def table() -> str:
    """The whole document as Markdown."""
    other: dict[str, list[str]] = {}
    for alias in ALIASES.values():
        other.setdefault(alias.target, []).append(alias.name)
    lines = [_HEAD]
    section = None
    for path, info in walk(Settings):
        head = path.rpartition(".")[0]
        if head != section:
            section = head
            about = Settings.model_fields[head].description if head else "The installation."
            lines += [
                f"\n## {head or 'general'}\n",
                f"{_one_line(about)}\n",
                "| variable | kind | default | what it does | other names |",
                "|---|---|---|---|---|",
            ]
        names = ", ".join(f"`{name}`" for name in other.get(path, ()))
        lines.append(
            f"| `{variable_of(path)}` | {_kind(info.annotation)} | {_default(info)} "
            f"| {_one_line(info.description)} | {names} |"
        )
    lines += ["\n## Names without an effect\n", "| variable | why |", "|---|---|"]
    lines += [f"| `{a.name}` | {a.note} |" for a in ALIASES.values() if not a.target]
    return "\n".join(lines) + "\n"


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _kind(annotation: object) -> str:
    if typing.get_origin(annotation) is typing.Literal:
        return " or ".join(f"`{value}`" for value in typing.get_args(annotation))
    if isinstance(annotation, types.UnionType):
        return _kind(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) is tuple:
        return "list"
    names = {SecretStr: "secret", Path: "path", str: "text", int: "number", float: "number"}
    return names.get(typing.cast("type", annotation), "yes/no")


def _default(info: FieldInfo) -> str:
    value = info.default
    if value is PydanticUndefined or value is None:
        return ""
    if isinstance(value, SecretStr):
        return "made on first run" if value.get_secret_value() else ""
    if isinstance(value, tuple):
        value = ",".join(str(item) for item in value)
    return f"`{value}`" if value != "" else ""


if __name__ == "__main__":
    sys.stdout.write(table())
