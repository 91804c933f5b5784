"""What dies comes back, what fails waits longer, what is stopped drains, nothing outlives us."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import psycopg
import pytest

from vetrina.infra.postgres import EmbeddedPostgres
from vetrina.infra.supervisor import Child, Supervisor, pause_s

SLEEPS = (sys.executable, "-c", "import time; time.sleep(600)")
DRAINS = """
import signal, sys, time
from pathlib import Path

def drain(*_):
    Path(sys.argv[1]).write_text("drained")
    sys.exit(0)

signal.signal(signal.SIGTERM, drain)
Path(sys.argv[2]).touch()
time.sleep(600)
"""


def until(condition, patience_s=30.0):
    """Wait for *condition*; its last value."""
    deadline = time.monotonic() + patience_s
    while not (held := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return held


@pytest.fixture
def supervise():
    made = []

    def start(*children, **options):
        supervisor = Supervisor(children, **options)
        supervisor.start()
        made.append(supervisor)
        return supervisor

    yield start
    for supervisor in made:
        supervisor.stop()


def test_a_child_that_is_killed_is_started_again(supervise):
    supervisor = supervise(Child("web", SLEEPS))
    first = supervisor.pid_of("web")
    os.kill(first, signal.SIGKILL)
    assert until(lambda: supervisor.pid_of("web") is None)
    supervisor.tick()
    assert supervisor.pid_of("web") not in {None, first}


def test_the_others_are_left_alone(supervise):
    supervisor = supervise(Child("web", SLEEPS), Child("worker", SLEEPS))
    web, worker = supervisor.pid_of("web"), supervisor.pid_of("worker")
    os.kill(web, signal.SIGKILL)
    until(lambda: supervisor.pid_of("web") is None)
    supervisor.tick()
    assert supervisor.pid_of("worker") == worker


def test_a_child_that_keeps_dying_is_started_ever_more_slowly(supervise):
    assert [pause_s(deaths) for deaths in range(1, 9)] == [0, 1, 2, 4, 8, 16, 30, 30]
    supervisor = supervise(Child("web", (sys.executable, "-c", "raise SystemExit(1)")))
    starts = 1
    for _ in range(2):
        until(lambda: supervisor.pid_of("web") is None)
        supervisor.tick()
        starts += supervisor.pid_of("web") is not None
    assert starts == 2


def test_the_reaper_runs_as_soon_as_a_worker_dies(supervise):
    reaped = threading.Event()
    worker = Child("worker", SLEEPS, is_worker=True)
    supervisor = supervise(worker, reap=reaped.set, reap_every_s=600)
    os.kill(supervisor.pid_of("worker"), signal.SIGKILL)
    until(lambda: supervisor.pid_of("worker") is None)
    supervisor.tick()
    assert reaped.wait(30)


def test_a_reaper_that_fails_is_tried_again(supervise):
    rounds = []

    def reap():
        rounds.append(1)
        raise psycopg.OperationalError

    supervise(Child("web", SLEEPS), reap=reap, reap_every_s=0.05)
    assert until(lambda: len(rounds) >= 2)


def test_children_drain_before_the_end(supervise, tmp_path):
    drained, ready = tmp_path / "drained", tmp_path / "ready"
    argv = (sys.executable, "-c", textwrap.dedent(DRAINS), str(drained), str(ready))
    supervisor = supervise(Child("web", argv))
    until(ready.exists)
    supervisor.stop()
    assert drained.read_text() == "drained"


def test_a_child_that_does_not_drain_is_ended(supervise):
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    supervisor = supervise(Child("web", (sys.executable, "-c", deaf), grace_s=0.2))
    supervisor.stop()
    assert supervisor.pid_of("web") is None


@pytest.mark.fault
def test_a_killed_database_comes_back(supervise, open_folder):
    postgres = EmbeddedPostgres(open_folder / "state", settings={"fsync": "off"})
    supervisor = supervise(postgres=postgres)
    os.kill(postgres.process.pid, signal.SIGKILL)
    postgres.process.wait()
    supervisor.tick()
    with psycopg.connect(postgres.url().replace("+psycopg", "")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


WHOLE = """
import sys
from vetrina.infra.supervisor import Child, Supervisor
code = '''
import os, pathlib, sys, time
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
time.sleep(600)
'''
Supervisor([Child("web", (sys.executable, "-c", code, sys.argv[1]))]).run()
"""


def is_gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.fault
@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM])
def test_no_child_outlives_the_supervisor(tmp_path, kind):
    note = tmp_path / "pid"
    argv = [sys.executable, "-c", textwrap.dedent(WHOLE), str(note)]
    with subprocess.Popen(argv) as supervisor:
        pid = int(until(lambda: note.exists() and note.read_text()))
        supervisor.send_signal(kind)
        supervisor.wait(30)
    assert until(lambda: is_gone(pid))
