"""Reads `assets.lock.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from vetrina.kernel import AppError, ErrorKind

Registry = Literal["npm", "pypi"]
HEX_64 = re.compile(r"^[0-9a-f]{64}$")
SAFE_NAME = re.compile(r"^[a-z0-9][a-z0-9._/-]*$")


class LockUnreadable(AppError):
    """`assets.lock.toml` does not say what it must; the message names the entry."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "assets_lock_unreadable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: `name` is where it lies in the store and what code asks for.

    group: what it is for ("fonts", "web", "tests", "models"); `path` inside the package.
    """

    name: str
    group: str
    registry: Registry
    package: str
    version: str
    path: str
    sha256: str
    licence: str
    source: str


def read_lock(file: Path) -> tuple[Asset, ...]:
    """Every asset of the lock file.  Raises: LockUnreadable."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    assets = []
    for package in table.get("package", []):
        for entry in package.get("files", []):
            assets.append(_asset(package, entry))
    names = [asset.name for asset in assets]
    if twice := {name for name in names if names.count(name) > 1}:
        raise LockUnreadable(f"{file.name} names {', '.join(sorted(twice))} more than once.")
    return tuple(assets)


def _asset(package: dict[str, str], entry: dict[str, str]) -> Asset:
    try:
        asset = Asset(
            name=entry["name"],
            group=package["group"],
            registry=package["registry"],  # type: ignore[arg-type]
            package=package["name"],
            version=package["version"],
            path=entry["path"],
            sha256=entry["sha256"],
            licence=package["licence"],
            source=package["source"],
        )
    except KeyError as error:
        raise LockUnreadable(f"An entry of {package.get('name', '?')} lacks {error}.") from error
    if asset.registry not in {"npm", "pypi"} or not HEX_64.match(asset.sha256):
        raise LockUnreadable(f"{asset.name} has no known registry or no SHA-256.")
    if not SAFE_NAME.match(asset.name) or ".." in asset.name:
        raise LockUnreadable(f"{asset.name!r} is no safe name for a file.")
    return asset
