"""The whole installation, started as a person does: it serves, survives and leaves nothing."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from running import Installation, until


@pytest.fixture
def installation(open_folder: Path, loopback: type) -> Iterator[Installation]:
    held = Installation(open_folder, loopback.free_port(), loopback.free_port())
    try:
        assert until(held.is_ready), "the installation did not become ready"
        yield held
    finally:
        held.stop()


@pytest.mark.fault
def test_what_is_killed_comes_back_and_what_is_stopped_leaves_nothing(
    installation: Installation,
) -> None:
    assert until(lambda: installation.answers(f"{installation.worker}/health") == 200)
    told = httpx.get(f"{installation.base}/health", trust_env=False).json()
    assert (told["status"], told["ai_service"]) == ("ok", "ok")
    for name in ("web", "worker", "postgres"):
        before = installation.child(name)
        before.send_signal(signal.SIGKILL)
        assert until(lambda before=before: not before.is_running()), name
        assert until(lambda name=name: installation.child(name)), name
        assert until(installation.is_ready), name
        assert installation.child(name).pid != before.pid
    family = installation.family()
    installation.process.send_signal(signal.SIGINT)
    assert installation.process.wait(60) == 0
    assert psutil.wait_procs(family, timeout=30)[1] == []


@pytest.mark.fault
def test_a_second_start_on_the_same_data_says_that_the_first_one_runs(
    installation: Installation, loopback: type
) -> None:
    second = installation.run("up", "--quiet", VETRINA_PORTS__WEB=str(loopback.free_port()))
    assert second.returncode == 69
    assert "another process already runs the database" in second.stderr
    doctor = installation.run("doctor")
    assert doctor.returncode == 0
    assert "port_taken" not in doctor.stdout
    assert installation.run("migrate").stdout == "The database is up to date.\n"
    assert installation.is_ready()
