"""Secrets that the first run makes, so that nobody starts with ones that everybody knows."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from vetrina.infra.settings.load import MADE_SECRETS


def make_secrets(data_dir: Path) -> tuple[str, ...]:
    """Write what is missing in `data_dir/secrets` (32 random bytes as hex, mode 0600).

    Returns the names made.  What is there is never changed: a new key would log everybody out.
    """
    folder = data_dir / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    for name in MADE_SECRETS:
        try:
            handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        made.append(name)
    return tuple(made)
