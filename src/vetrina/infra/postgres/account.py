"""As which operating-system user the server runs; PostgreSQL refuses root."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from vetrina.infra.postgres.errors import PostgresUnavailable


class SpawnArguments(TypedDict, total=False):
    """Keyword arguments for `subprocess` that start a program as the server's user."""

    env: dict[str, str]
    cwd: str
    stdin: int
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """Nobody else's: `uid` and `gid` only where we are root and must step down."""

    uid: int | None = None
    gid: int | None = None

    def own(self, path: Path) -> None:
        """Give *path* to the server's user where that is not us."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def spawn(self, home: Path) -> SpawnArguments:
        """Arguments that start a program in *home* with a clean environment."""
        arguments = SpawnArguments(
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(home), "TZ": "UTC"},
            cwd=str(home),
            stdin=subprocess.DEVNULL,
        )
        if self.uid is not None and self.gid is not None:
            arguments["user"] = self.uid
            arguments["group"] = self.gid
            arguments["extra_groups"] = []
        return arguments

    def can_run(self, program: Path) -> bool:
        """Whether the server's user can reach *program* (not, for one, below /root)."""
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                [program, "--version"],
                capture_output=True,
                check=False,
                **self.spawn(Path("/")),
            )
        except PermissionError:
            return False
        return done.returncode == 0


def choose_account(wanted: str = "") -> Account:
    """Us, or as root an unprivileged user that exists.  Raises: PostgresUnavailable."""
    if os.geteuid() != 0:
        return Account()
    for name in filter(None, (wanted, "postgres", "nobody")):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise PostgresUnavailable("PostgreSQL does not run as root and no other user exists: adduser")
