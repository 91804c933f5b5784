"""The embedded server starts, limits, refuses strangers, survives deaths and leaves nothing."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from pathlib import Path

import psycopg
import pytest

from vetrina.infra.postgres import (
    EmbeddedPostgres,
    PostgresUnavailable,
    find_bindirs,
    major_version,
)

FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def dsn(server: EmbeddedPostgres, **parts: str) -> str:
    return server.url(**parts).replace("+psycopg", "")


@pytest.fixture(scope="module")
def server():
    state = Path(tempfile.mkdtemp(prefix="vetrina-test-"))
    state.chmod(0o711)
    running = EmbeddedPostgres(state, settings=FAST)
    running.start()
    yield running
    running.stop()
    shutil.rmtree(state)


@pytest.fixture
def state(open_folder):
    return open_folder / "state"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_connections", "100"),
        ("statement_timeout", "30s"),
        ("idle_session_timeout", "10min"),
        ("listen_addresses", ""),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
    ],
)
def test_the_server_has_the_limits_we_promise(server, name, value):
    with psycopg.connect(dsn(server)) as connection:
        assert connection.execute(f"show {name}").fetchone() == (value,)


def test_search_understands_letters_beyond_ascii(server):
    with psycopg.connect(dsn(server), autocommit=True) as connection:
        assert connection.execute("select lower('ÉCLAIR')").fetchone() == ("éclair",)


def test_the_server_runs_as_an_unprivileged_user_with_private_folders(server):
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    uid = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1]
    assert uid != "0"
    assert server.cluster.data.stat().st_mode & 0o777 == 0o700
    assert server.cluster.secret.stat().st_mode & 0o777 == 0o600


def test_a_wrong_password_is_refused(server):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(dsn(server, password="guess"))


def test_a_second_supervisor_is_refused(server):
    second = EmbeddedPostgres(server.cluster.state)
    with pytest.raises(PostgresUnavailable, match="another process already runs"):
        second.start()


def test_a_start_from_a_passing_thread_is_refused(state):
    caught = []

    def attempt():
        try:
            EmbeddedPostgres(state).start()
        except PostgresUnavailable as error:
            caught.append(error.message)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    assert caught == ["the database is started from the main thread only"]


def test_a_folder_of_an_unknown_version_is_refused_with_the_cure(state):
    data = state / "pg" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresUnavailable, match="apt install postgresql-9"):
        EmbeddedPostgres(state)


def test_programs_of_the_system_serve_where_the_wheel_does_not(state):
    older = [folder for folder in find_bindirs() if major_version(folder) < 18]
    if not older:
        pytest.skip("no system PostgreSQL here: apt install postgresql")
    server = EmbeddedPostgres(state, settings=FAST, bindir=older[0])
    server.start()
    try:
        with psycopg.connect(dsn(server)) as connection:
            (version,) = connection.execute("show server_version_num").fetchone()
    finally:
        server.stop()
    assert int(version) // 10_000 == major_version(older[0])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")
def test_programs_that_the_servers_user_cannot_reach_are_copied_not_opened(state):
    private = state.parent / "private"
    private.mkdir(mode=0o700)
    real = find_bindirs()[0].parent.parent
    for name in (real.name, f"{real.name}.libs"):
        (private / name).symlink_to(real.parent / name)
    server = EmbeddedPostgres(
        state, settings=FAST, bindir=private / real.name / "pginstall" / "bin"
    )
    server.start()
    try:
        assert server.bindir.is_relative_to(state)
        assert private.stat().st_mode & 0o777 == 0o700
    finally:
        server.stop()


def test_a_full_log_is_put_aside_and_the_server_writes_on(server):
    with server.cluster.log.open("a") as log:
        log.write("x" * 5000)
    assert server.cluster.rotate_log(max_bytes=5000) is True
    assert server.cluster.log.stat().st_size == 0
    assert server.cluster.log.with_suffix(".log.1").stat().st_size >= 5000
    with psycopg.connect(dsn(server), autocommit=True) as connection:
        connection.execute("do $$ begin raise log 'still here'; end $$")
    assert "still here" in server.cluster.log.read_text()
    assert server.cluster.rotate_log(max_bytes=5_000_000) is False


SUPERVISOR = """
import sys, time
from pathlib import Path
from vetrina.infra.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.process.pid, flush=True)
time.sleep(600)
"""


def gone(pid: int, patience_s: float = 20.0) -> bool:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.fault
def test_the_server_ends_when_its_supervisor_is_killed(state):
    script = [sys.executable, "-c", textwrap.dedent(SUPERVISOR), str(state)]
    with subprocess.Popen(script, stdout=subprocess.PIPE, text=True) as supervisor:
        pid = int(supervisor.stdout.readline())
        supervisor.kill()
    assert gone(pid)


def write_until_cut(connection) -> int:
    """Insert 0, 1, 2 … until the server is gone; the number of answers that came back."""
    acknowledged = 0
    try:
        while True:
            connection.execute("insert into kept values (%s)", (acknowledged,))
            acknowledged += 1
    except psycopg.OperationalError:
        return acknowledged


@pytest.mark.fault
def test_no_acknowledged_commit_is_lost_when_the_server_is_killed(state):
    server = EmbeddedPostgres(state)
    server.start()
    try:
        with psycopg.connect(dsn(server), autocommit=True) as connection:
            connection.execute("create table kept (n int primary key)")
            killer = threading.Timer(0.4, os.kill, (server.process.pid, signal.SIGKILL))
            killer.start()
            acknowledged = write_until_cut(connection)
            killer.join()
        server.process.wait()
        server.start()
        with psycopg.connect(dsn(server)) as connection:
            (count,) = connection.execute("select count(*) from kept").fetchone()
    finally:
        server.stop()
    assert acknowledged > 0
    assert count in {acknowledged, acknowledged + 1}
