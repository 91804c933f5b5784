"""Reads the storefront folders that ship with the code, or any folder of the same form."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ValidationError

from vetrina.kernel import AppError, ErrorKind
from vetrina.storefronts.schema import Storefront
from vetrina.storefronts.shelf import Storefronts

SHIPPED = Path(__file__).resolve().parent
REQUIRED = ("storefront.toml", "theme.css", "pages/window.html")


class StorefrontUnreadable(AppError):
    """A storefront's files are wrong; the message names file, field and what is expected."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "storefront_unreadable"


def load_storefronts(folder: Path = SHIPPED) -> Storefronts:
    """Every storefront under *folder*, in order.  Raises: StorefrontUnreadable."""
    found = [_read(path.parent) for path in sorted(folder.glob("*/storefront.toml"))]
    if not found:
        raise StorefrontUnreadable(f"{folder} holds no storefront folder.")
    hosts = [host for storefront in found for host in storefront.hosts]
    if twice := {host for host in hosts if hosts.count(host) > 1}:
        raise StorefrontUnreadable(f"Two storefronts answer to {', '.join(sorted(twice))}.")
    return Storefronts(
        tuple(sorted(found, key=lambda storefront: (storefront.order, storefront.id)))
    )


def _read(folder: Path) -> Storefront:
    for name in REQUIRED:
        if not (folder / name).is_file():
            raise StorefrontUnreadable(f"{folder.name}/{name} is missing.")
    table = _toml(folder / "storefront.toml")
    styles = folder / "content" / "styles.toml"
    if styles.is_file():
        table["styles"] = _toml(styles).get("style", [])
    try:
        return Storefront.model_validate({**table, "id": folder.name, "folder": folder})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise StorefrontUnreadable(
            f"{folder.name}/storefront.toml: {field}: {first['msg']}"
        ) from error


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise StorefrontUnreadable(f"{file.parent.name}/{file.name}: {error}") from error
