"""From variables and files to one `Settings`, with what `doctor` should tell about them."""

from __future__ import annotations

import difflib
import json
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from vetrina.infra.settings.aliases import ALIASES
from vetrina.infra.settings.root import Settings
from vetrina.kernel import AppError

PREFIX = "VETRINA_"
_FILE = "_FILE"
MADE_SECRETS = ("secret_key", "jwt_secret", "internal_token")


class SettingsRefused(AppError):
    """The settings do not fit together; the message names each variable and what to do."""

    kind = "invalid"
    code = "settings_refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the settings that does not stop us but that somebody should know."""

    id: Literal["unknown_setting", "contradiction", "not_needed"]
    name: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, and what was found beside them."""

    settings: Settings
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Gathered:
    """One source's answers: dotted path to (variable, value)."""

    values: dict[str, tuple[str, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def take(self, path: str, name: str, value: str) -> None:
        held = self.values.get(path)
        if held is None:
            self.values[path] = (name, value)
        elif held[1] != value:
            self.findings.append(
                Finding(
                    "contradiction",
                    name,
                    f"{name} and {held[0]} both set {path}, differently; {held[0]} is used",
                    f"remove {name} or give both the same value",
                )
            )


def load(environ: Mapping[str, str], env_file: Path | None = None) -> Loaded:
    """Read *environ* over *env_file*.  Raises: SettingsRefused."""
    from_environ = _gather(environ, is_ours=False)
    from_file = _Gathered()
    if env_file is not None:
        lines = dotenv_values(env_file, interpolate=False)
        from_file = _gather({k: v for k, v in lines.items() if v is not None}, is_ours=True)
    merged = {**from_file.values, **from_environ.values}
    _add_made_secrets(merged)
    tree: dict[str, object] = {}
    fields = dict(walk(Settings))
    for path, (_, value) in merged.items():
        node = tree
        *parents, leaf = path.split(".")
        for parent in parents:
            node = typing.cast("dict[str, object]", node.setdefault(parent, {}))
        node[leaf] = _split(value) if _is_tuple(fields[path]) else value
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        raise SettingsRefused(_explain(error, merged)) from None
    return Loaded(settings, (*from_environ.findings, *from_file.findings))


def variable_of(path: str) -> str:
    """The variable that sets *path*: `ports.web` is VETRINA_PORTS__WEB."""
    return PREFIX + path.replace(".", "__").upper()


def walk(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every setting with its dotted path, sections opened."""
    for name, info in model.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from walk(kind, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", info


def _gather(variables: Mapping[str, str], *, is_ours: bool) -> _Gathered:
    """Sort *variables* into settings; *is_ours* says that every name should mean something."""
    own = {variable_of(path): path for path, _ in walk(Settings)}
    gathered = _Gathered()
    ordered = sorted(variables, key=lambda name: (not name.startswith(PREFIX), name))
    for name in ordered:
        value = variables[name]
        base, value = _from_file(name, value, known={*own, *ALIASES})
        if not value:
            continue
        if base in own:
            gathered.take(own[base], name, value)
        elif base in ALIASES:
            alias = ALIASES[base]
            if alias.target:
                gathered.take(alias.target, name, alias.convert(value))
            else:
                gathered.findings.append(
                    Finding(
                        "not_needed", name, f"{name} has no effect: {alias.note}", f"remove {name}"
                    )
                )
        elif is_ours or name.startswith(PREFIX):
            gathered.findings.append(_unknown(name, (*own, *ALIASES)))
    return gathered


def _from_file(name: str, value: str, known: set[str]) -> tuple[str, str]:
    """Resolve `X_FILE=/path` to `X` and the file's text without its last line end."""
    base = name.removesuffix(_FILE)
    if name in known or base == name or base not in known or not value:
        return name, value
    try:
        return base, Path(value).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise SettingsRefused(f"{name} names {value}, which cannot be read: {error}") from None


def _unknown(name: str, known: Sequence[str]) -> Finding:
    near = difflib.get_close_matches(name, known, n=1)
    fix = f"did you mean {near[0]}?" if near else "remove it; docs/configuration.md lists all"
    return Finding("unknown_setting", name, f"{name} is not a setting", fix)


def _add_made_secrets(merged: dict[str, tuple[str, str]]) -> None:
    """Take the secrets that the first run made where nobody gave others."""
    default = str(Settings.model_fields["data_dir"].default)
    data_dir = Path(merged.get("data_dir", ("", default))[1])
    for name in MADE_SECRETS:
        made = data_dir / "secrets" / name
        if f"security.{name}" not in merged and made.is_file():
            merged[f"security.{name}"] = (str(made), made.read_text(encoding="utf-8").strip())


def _is_tuple(info: FieldInfo) -> bool:
    kind = info.annotation
    return typing.get_origin(kind) is tuple or isinstance(kind, types.GenericAlias)


def _split(value: str) -> list[str]:
    if value.lstrip().startswith("["):
        return [str(item) for item in json.loads(value)]
    return [part.strip() for part in value.split(",") if part.strip()]


def _explain(error: ValidationError, merged: Mapping[str, tuple[str, str]]) -> str:
    """One line per mistake, with the variable that holds it and never its value."""
    lines = []
    for item in error.errors(include_input=False, include_url=False):
        path = ".".join(str(part) for part in item["loc"])
        name = merged.get(path, (variable_of(path) if path else "settings", ""))[0]
        lines.append(f"{name}: {item['msg'].removeprefix('Value error, ')}")
    return "\n".join(lines)
