"""Run a private PostgreSQL as a child that never outlives us and never loses a commit.

Source: PostgreSQL manual, "Shutting Down the Server" (SIGINT fast, SIGQUIT immediate);
prctl(2) PR_SET_PDEATHSIG.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO
from urllib.parse import quote

from vetrina.infra.postgres.account import choose_account
from vetrina.infra.postgres.binaries import choose_bindir, copy_within_reach
from vetrina.infra.postgres.cluster import Cluster
from vetrina.infra.postgres.errors import PostgresUnavailable
from vetrina.infra.postgres.home import find_home, settle_home

_PR_SET_PDEATHSIG = 1
_POLL_S = 0.02
_READY_LINE = 7  # of postmaster.pid


class EmbeddedPostgres:
    """One cluster in `state/pg`, one server, at most one supervisor (a lock file sees to it).

    Where root's server cannot enter *state*, the cluster lies elsewhere (`home.py`).
    """

    def __init__(
        self,
        state: Path,
        *,
        settings: Mapping[str, str] | None = None,
        os_user: str = "",
        bindir: Path | None = None,
    ) -> None:
        account = choose_account(os_user)
        self.state = state.absolute()
        self.cluster = Cluster(find_home(self.state), account)
        self.settings = dict(settings or {})
        self.bindir = choose_bindir(self.cluster.data, bindir)
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @property
    def moved_to(self) -> Path | None:
        """Where the cluster lies instead of the data folder that its user cannot enter."""
        return None if self.cluster.state == self.state else self.cluster.state

    def is_running_elsewhere(self) -> bool:
        """Whether another process supervises this cluster now."""
        if self._lock is not None:
            return False
        try:
            self._take_lock()
        except (PostgresUnavailable, FileNotFoundError) as error:
            return isinstance(error, PostgresUnavailable)
        self.stop()
        return False

    def start(self, timeout_s: float = 60.0) -> None:
        """Start and wait until it answers.  Call from the main thread.

        Raises: PostgresUnavailable.
        """
        if threading.current_thread() is not threading.main_thread():
            # The death signal follows the thread that forked: the server would stop with it.
            raise PostgresUnavailable("the database is started from the main thread only")
        account = self.cluster.account
        home = settle_home(self.state, account)
        if home != self.cluster.state:
            self.cluster = Cluster(home, account)
        self.cluster.prepare()
        self._take_lock()
        if not account.can_run(self.bindir / "postgres"):
            self.bindir = copy_within_reach(self.bindir, self.cluster.state, account.can_run)
        self.cluster.initialise(self.bindir)
        self.cluster.configure(self.settings)
        self._launch_until_ready(time.monotonic() + timeout_s)

    def stop(self, timeout_s: float = 30.0) -> None:
        """End fast, then at once; never by SIGKILL, which would leave shared memory behind."""
        if self.process is not None and self.process.poll() is None:
            for kind, patience_s in ((signal.SIGINT, timeout_s), (signal.SIGQUIT, 5.0)):
                self.process.send_signal(kind)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(patience_s)
                    break
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def url(self, database: str = "postgres", user: str = "postgres", password: str = "") -> str:
        """SQLAlchemy address for *user*; without *password* that of the superuser."""
        word = password or self.cluster.secret.read_text(encoding="ascii")
        host = quote(str(self.cluster.sockets), safe="")
        return f"postgresql+psycopg://{user}:{quote(word, safe='')}@/{database}?host={host}"

    def run_tool(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's own programs against this server as the superuser."""
        spawn = self.cluster.account.spawn(self.cluster.root)
        spawn["env"] |= {
            "PGPASSWORD": self.cluster.secret.read_text(encoding="ascii"),
            "PGHOST": str(self.cluster.sockets),
            "PGUSER": "postgres",
        }
        return subprocess.run(  # noqa: S603 - our own program
            [self.bindir / program, *arguments],
            capture_output=True,
            text=True,
            check=False,
            **spawn,
        )

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        lock = (self.cluster.state / "pg.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise PostgresUnavailable(
                f"another process already runs the database in {self.cluster.state}; stop it first"
            ) from None
        self._lock = lock

    def _launch_until_ready(self, deadline: float) -> None:
        while True:
            self._end_orphan(deadline)
            with self.cluster.log.open("ab") as log:
                begin = log.tell()
                self.process = subprocess.Popen(  # noqa: S603 - our own program
                    [self.bindir / "postgres", "-D", self.cluster.data],
                    stdout=log,
                    stderr=log,
                    preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 - one system call
                    start_new_session=True,
                    **self.cluster.account.spawn(self.cluster.root),
                )
            if self._becomes_ready(deadline):
                return
            if self.process.poll() is None:
                self.stop()
                raise PostgresUnavailable("PostgreSQL was not ready in time")
            told = self.cluster.log.read_bytes()[begin:].decode(errors="replace")
            if "pre-existing shared memory block" in told and time.monotonic() < deadline:
                time.sleep(0.2)  # backends of a killed server are still leaving
                continue
            raise PostgresUnavailable(f"PostgreSQL did not start:\n{told[-2000:]}")

    def _becomes_ready(self, deadline: float) -> bool:
        process = self.process
        while process is not None and time.monotonic() < deadline and process.poll() is None:
            lines = self._pid_file()
            if (
                len(lines) > _READY_LINE
                and lines[0] == str(process.pid)
                and lines[_READY_LINE].strip() == "ready"
            ):
                return True
            time.sleep(_POLL_S)
        return False

    def _pid_file(self) -> list[str]:
        try:
            return (self.cluster.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _end_orphan(self, deadline: float) -> None:
        """Stop a server left by a supervisor whose death the kernel did not tell it about."""
        lines = self._pid_file()
        if not lines:
            return
        pid = int(lines[0])
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            return
        if not command[0].endswith(b"postgres") or str(self.cluster.data).encode() not in command:
            return
        os.kill(pid, signal.SIGINT)
        while time.monotonic() < deadline and Path(f"/proc/{pid}").exists():
            time.sleep(_POLL_S)


def die_with_parent(kind: signal.Signals) -> Callable[[], None] | None:
    """A `preexec_fn` that has the kernel send *kind* to the child when we die (Linux only).

    It runs after the change of user, which would otherwise clear the request.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(kind), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask
