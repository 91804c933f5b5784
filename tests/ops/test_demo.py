"""`make demo` from nothing: the first act is a picture that the worker made."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from PIL import Image
from rich.console import Console

from vetrina.infra.postgres import EmbeddedPostgres
from vetrina.infra.settings import Ports, Settings
from vetrina.infra.web import PortTaken
from vetrina.ops import DemoFailed, demo, first_act

ROOM = Path(__file__).parents[2] / "src/vetrina/staging/showrooms/pictures/long_hall.jpg"
JOBS = """
select p.state, p.attempt, p.timings, p.provenance, s.status, q.status::text
from picture_jobs p
join stagings s on s.id = p.subject_id
left join procrastinate_jobs q
  on q.task_name = 'studio.render' and q.args->'payload'->>'job_id' = p.id::text
"""


def run_demo(folder: Path, loopback: type, engine: str) -> subprocess.CompletedProcess[str]:
    environ = {
        **{k: v for k, v in os.environ.items() if not k.startswith("VETRINA_")},
        "VETRINA_DATA_DIR": str(folder / "data"),
        "VETRINA_PORTS__WEB": str(loopback.free_port()),
        "VETRINA_PORTS__WORKER": "0",
        "VETRINA_PORTS__PAYMENTS": "0",
        "VETRINA_STUDIO__ENGINE": engine,
    }
    return subprocess.run(
        [sys.executable, "-m", "vetrina", "demo", "--once", "--photo", str(ROOM)],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def job_rows(folder: Path) -> list[tuple]:
    server = EmbeddedPostgres(folder / "data")
    server.start()
    try:
        with psycopg.connect(server.url("vetrina").replace("+psycopg", "")) as connection:
            return connection.execute(JOBS).fetchall()
    finally:
        server.stop()


@pytest.mark.fault
@pytest.mark.timeout(900)
@pytest.mark.parametrize("engine", ["fake", pytest.param("local", marks=pytest.mark.render)])
def test_the_first_act_is_a_picture_that_the_worker_made(open_folder, loopback, engine):
    done = run_demo(open_folder, loopback, engine)
    assert done.returncode == 0, done.stdout + done.stderr
    staged = open_folder / "data" / "demo" / "staged.jpg"
    assert str(staged) in done.stdout
    assert "/at/" in done.stdout
    before, after = (Image.open(io.BytesIO(path.read_bytes())) for path in (ROOM, staged))
    assert after.size == before.size
    assert after.tobytes() != before.tobytes()
    [(state, attempt, timings, provenance, status, queued)] = job_rows(open_folder)
    assert (state, attempt, status, queued) == ("done", 1, "completed", "succeeded")
    assert sum(timings.values()) > (0 if engine == "fake" else 1)
    assert (provenance["engine"]["renderer"] == "none") == (engine == "fake")


def test_a_demo_that_ends_without_a_picture_says_why():
    with pytest.raises(DemoFailed, match="ended as needs_corners: Mark the corners"):
        demo.require_completed({"status": "needs_corners", "error_message": "Mark the corners."})


def test_a_taken_port_is_answered_with_one_that_is_free():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken) as caught:
            first_act.settle_demo_port(Settings(ports=Ports(web=port)))
    found = re.fullmatch(rf"Port {port} is taken. Type: make demo PORT=(\d+)", str(caught.value))
    assert found
    with socket.create_server(("127.0.0.1", int(found[1]))):
        assert int(found[1]) != port


def test_little_memory_is_told_before_the_kernel_does():
    told = Console(file=io.StringIO(), width=200)
    first_act.warn_of_little_memory(told, 900_000_000)
    assert "Only 0.9 GB of memory are free" in told.file.getvalue()
    assert "swapon" in told.file.getvalue()
    quiet = Console(file=io.StringIO())
    first_act.warn_of_little_memory(quiet, 9_000_000_000)
    assert quiet.file.getvalue() == ""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (LookupError("apt knows no libLLVM 17 or newer"), "apt knows no libLLVM 17 or newer"),
        (
            subprocess.CalledProcessError(100, "apt-get", stderr="E: first\nE: No network\n"),
            "E: No network",
        ),
    ],
)
def test_a_renderer_that_cannot_be_fetched_does_not_stop_the_picture(tmp_path, error, said):
    def refuse(folder: Path) -> list[str]:
        raise error

    told = Console(file=io.StringIO(), width=200)
    first_act.prepare_renderer(tmp_path, refuse, told)
    assert f"was not fetched: {said}. The slower one serves." in told.file.getvalue()


def test_the_picture_and_its_style_come_from_a_storefront_that_stages():
    shop = demo.staging_storefront()
    assert shop.has("staging")
    assert demo.first_style(shop) in {style.id for style in shop.styles if style.active}
    assert demo.Demo(ROOM, Settings().data_dir).room_type == "living_room"
