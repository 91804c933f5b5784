"""The folder of one database cluster: made once, configured before every start."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

from vetrina.infra.postgres.account import Account
from vetrina.infra.postgres.binaries import major_version
from vetrina.infra.postgres.errors import PostgresUnavailable

_SOCKET_PATH_LIMIT = 100  # sun_path holds 107 bytes, and the lock file's name is longer

DEFAULTS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "max_connections": "100",
    "statement_timeout": "30s",
    "idle_session_timeout": "10min",
    "idle_in_transaction_session_timeout": "1min",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "logging_collector": "off",
    # Containers give /dev/shm only 64 MB, too little for parallel queries.
    "dynamic_shared_memory_type": "mmap",
}


class Cluster:
    """Paths of the cluster below *state*, and the deeds that make it ready."""

    def __init__(self, state: Path, account: Account) -> None:
        self.state = state.absolute()
        self.account = account
        self.root = self.state / "pg"
        self.data = self.root / "data"
        self.log = self.root / "postgres.log"
        self.secret = self.state / "pg.secret"
        self.sockets = self.root / "run"
        if len(str(self.sockets / ".s.PGSQL.5432")) > _SOCKET_PATH_LIMIT:
            short = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
            self.sockets = Path(os.environ.get("XDG_RUNTIME_DIR", "/tmp")) / f"pg-{short}"  # noqa: S108

    def prepare(self) -> None:
        """Make the folders.  Raises: PostgresUnavailable where one belongs to a stranger."""
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.root, self.sockets):
            folder.mkdir(mode=0o700, exist_ok=True)
            held = folder.lstat()
            if not stat.S_ISDIR(held.st_mode) or held.st_uid not in {
                os.geteuid(),
                self.account.uid,
            }:
                raise PostgresUnavailable(f"{folder} is not ours; remove it or choose another")
            self.account.own(folder)

    def initialise(self, bindir: Path) -> bool:
        """Run initdb unless done; True when it ran.  Half-made clusters never look like real."""
        if (self.data / "PG_VERSION").exists():
            return False
        if not self.secret.exists():
            _write_private(self.secret, secrets.token_urlsafe(32))
        half = self.root / "data.half"
        shutil.rmtree(half, ignore_errors=True)
        # After stepping down /dev/fd is closed to us, so the password goes through a file.
        password = self.root / ".password"
        password.unlink(missing_ok=True)
        _write_private(password, self.secret.read_text(encoding="ascii") + "\n")
        self.account.own(password)
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                _initdb(bindir, half, password),
                capture_output=True,
                text=True,
                check=False,
                **self.account.spawn(self.root),
            )
        finally:
            password.unlink(missing_ok=True)
        if done.returncode != 0:
            shutil.rmtree(half, ignore_errors=True)
            raise PostgresUnavailable(f"initdb failed: {done.stdout}\n{done.stderr}")
        with (half / "postgresql.conf").open("a", encoding="ascii") as file:
            file.write("\ninclude_if_exists = 'vetrina.conf'\n")
        half.rename(self.data)
        return True

    def configure(self, settings: Mapping[str, str]) -> None:
        """Write our settings over the defaults."""
        merged = {**DEFAULTS, "unix_socket_directories": str(self.sockets), **settings}
        lines = (
            f"{key} = '{value.replace(chr(39), chr(39) * 2)}'\n" for key, value in merged.items()
        )
        target = self.data / "vetrina.conf"
        fresh = target.with_suffix(".new")
        fresh.write_text("".join(lines), encoding="utf-8")
        self.account.own(fresh)
        fresh.replace(target)

    def rotate_log(self, max_bytes: int, files: int = 3) -> bool:
        """Put the log aside when it has *max_bytes*; True when it did.

        Copied and emptied in place: the server holds the file open for appending.
        """
        if not self.log.exists() or self.log.stat().st_size < max_bytes:
            return False
        for number in range(files - 2, 0, -1):
            older = self.log.with_suffix(f".log.{number}")
            if older.exists():
                older.replace(self.log.with_suffix(f".log.{number + 1}"))
        if files > 1:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
        os.truncate(self.log, 0)
        return True


def _initdb(bindir: Path, target: Path, password: Path) -> list[str | Path]:
    # Without a locale, trigrams and case folding stop at ASCII; the built-in one also never
    # changes its sort order with the system's libraries.
    locale = ["--locale=C.UTF-8"]
    if major_version(bindir) >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", *locale]
    return [
        bindir / "initdb",
        f"--pgdata={target}",
        "--username=postgres",
        "--encoding=UTF8",
        *locale,
        "--data-checksums",
        "--auth-local=scram-sha-256",
        "--auth-host=scram-sha-256",
        f"--pwfile={password}",
        "--no-instructions",
    ]


def _write_private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
