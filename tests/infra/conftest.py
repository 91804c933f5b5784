"""A real Redis for the suites that run with and without one."""

import shutil
import subprocess

import pytest


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory, loopback):
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no Redis here: apt install redis-server")
    port = loopback.free_port()
    folder = tmp_path_factory.mktemp("redis")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        loopback.wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
        server.terminate()
