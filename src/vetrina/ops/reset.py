"""`vetrina reset`: a data folder and what belongs to it are gone, nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import ClassVar

from vetrina.infra.postgres import remove_home
from vetrina.kernel import AppError, ErrorKind

MARKS = ("secrets", "pg", "pg.place", "native", "logs")


class NotOurs(AppError):
    """The folder does not look like a data folder of ours."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "not_our_folder"


def forget(folder: Path) -> list[Path]:
    """Remove *folder* and the database it remembers elsewhere; what was removed.

    Raises: NotOurs, PostgresUnavailable while the database runs.
    """
    if not folder.is_dir():
        return []
    if any(folder.iterdir()) and not any((folder / mark).exists() for mark in MARKS):
        raise NotOurs(f"{folder} is not a data folder of ours; nothing was removed")
    moved = remove_home(folder)
    shutil.rmtree(folder)
    return [folder, *([moved] if moved else [])]
