"""Keeps the processes of one machine alive: database, web, workers; and brings lost jobs back.

The database starts first and stops last.  A child that dies is started again, ever more slowly
while it keeps dying.  When we are asked to stop, children drain; when we are killed, the kernel
ends them.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

import structlog

from vetrina.infra.postgres import EmbeddedPostgres, PostgresUnavailable, die_with_parent

POLL_S = 0.2
SETTLED_S = 60.0
LONGEST_PAUSE_S = 30.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep: how it is started, and how long it may drain after SIGTERM."""

    name: str
    argv: Sequence[str]
    grace_s: float = 30.0
    is_worker: bool = False
    env: Mapping[str, str] | None = None


def pause_s(deaths: int) -> float:
    """How long to wait before the next start after so many deaths in a row: 0, 1, 2, 4 … 30 s."""
    return 0.0 if deaths <= 1 else min(LONGEST_PAUSE_S, 2.0 ** (deaths - 2))


@dataclass(slots=True)
class _Kept:
    """A child's present process and its history."""

    child: Child
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started_at: float = 0.0
    due_at: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Make it, `run()` it from the main thread.  *reap* brings back jobs of dead workers."""

    children: Sequence[Child]
    postgres: EmbeddedPostgres | None = None
    reap: Callable[[], object] | None = None
    reap_every_s: float = 2.0
    log_max_bytes: int = 10_485_760
    _kept: list[_Kept] = field(default_factory=list)
    _database: _Kept = field(default_factory=lambda: _Kept(Child("postgres", ())))
    _stopping: bool = False
    _wake_reaper: threading.Event = field(default_factory=threading.Event)
    _reaper: threading.Thread | None = None

    def run(self) -> None:
        """Start everything, keep it, and return when everything has ended after a signal."""
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, self._on_signal)
        self.start()
        try:
            while not self._stopping:
                self.tick()
                time.sleep(POLL_S)
        finally:
            self.stop()

    def start(self) -> None:
        """Start the database, then the children.  Raises: PostgresUnavailable."""
        if self.postgres is not None and self.postgres.process is None:
            self.postgres.start()
        self._database.started_at = time.monotonic()
        self._kept = [_Kept(child) for child in self.children]
        for kept in self._kept:
            self._launch(kept)
        if self.reap is not None:
            self._reaper = threading.Thread(target=self._reap_for_ever, daemon=True)
            self._reaper.start()

    def tick(self) -> None:
        """Look at everything once and start again what has died."""
        now = time.monotonic()
        self._look_after_database(now)
        for kept in self._kept:
            if kept.process is not None and kept.process.poll() is not None:
                self._note_death(kept, now, kept.process.returncode)
                kept.process = None
                if kept.child.is_worker:
                    self._wake_reaper.set()
            if kept.process is None and now >= kept.due_at:
                self._launch(kept)

    def stop(self) -> None:
        """Drain the children, then stop the database."""
        self._stopping = True
        self._wake_reaper.set()
        running = [(k.child, k.process) for k in self._kept if k.process is not None]
        for _, process in running:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        begin = time.monotonic()
        for child, process in running:
            try:
                process.wait(max(0.1, begin + child.grace_s - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("child_did_not_drain", child=child.name)
                process.kill()
                process.wait()
        if self._reaper is not None:
            self._reaper.join(timeout=10)
        if self.postgres is not None:
            self.postgres.stop()

    @property
    def is_stopping(self) -> bool:
        return self._stopping

    def ask_to_stop(self) -> None:
        """Let `run` end everything and return; from any thread."""
        self._stopping = True

    def pid_of(self, name: str) -> int | None:
        """The process id of the child *name*, while it runs."""
        held = next((k.process for k in self._kept if k.child.name == name), None)
        return held.pid if held is not None and held.poll() is None else None

    def _launch(self, kept: _Kept) -> None:
        kept.started_at = time.monotonic()
        kept.process = subprocess.Popen(  # noqa: S603 - our own commands
            list(kept.child.argv),
            env=dict(kept.child.env) if kept.child.env is not None else None,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one system call
            start_new_session=True,
        )
        log.info("child_started", child=kept.child.name, pid=kept.process.pid)

    def _note_death(self, kept: _Kept, now: float, code: int) -> None:
        kept.deaths = 1 if now - kept.started_at > SETTLED_S else kept.deaths + 1
        kept.due_at = now + pause_s(kept.deaths)
        log.error("child_died", child=kept.child.name, code=code, again_in_s=pause_s(kept.deaths))

    def _look_after_database(self, now: float) -> None:
        if self.postgres is None:
            return
        process, kept = self.postgres.process, self._database
        if process is None or process.poll() is None:
            self.postgres.cluster.rotate_log(self.log_max_bytes)
            return
        if kept.due_at <= kept.started_at:
            self._note_death(kept, now, process.returncode)
        if now >= kept.due_at:
            kept.started_at = time.monotonic()
            try:
                self.postgres.start()
            except PostgresUnavailable as error:
                log.error("database_did_not_start", error=error.message)  # noqa: TRY400

    def _reap_for_ever(self) -> None:
        assert self.reap is not None
        while True:
            self._wake_reaper.wait(self.reap_every_s)
            self._wake_reaper.clear()
            if self._stopping:
                return
            try:
                self.reap()
            except Exception as error:  # noqa: BLE001 - an edge: the next round tries again
                log.warning("reaper_failed", error=type(error).__name__)

    def _on_signal(self, kind: int, frame: FrameType | None) -> None:
        self._stopping = True
