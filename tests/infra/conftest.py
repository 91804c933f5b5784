"""A real Redis for the suites that run with and without one."""

import shutil
import socket
import subprocess
import time

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Loopback:
    """Ports of this machine for servers that the tests start."""

    free_port = staticmethod(free_port)

    @staticmethod
    def wait_for(port: int, patience_s: float = 60.0) -> None:
        wait_for_port(port, patience_s)


@pytest.fixture(scope="session")
def loopback() -> type[Loopback]:
    return Loopback


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no Redis here: apt install redis-server")
    port = free_port()
    folder = tmp_path_factory.mktemp("redis")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        wait_for_port(port)
        yield f"redis://127.0.0.1:{port}/0"
        server.terminate()


def wait_for_port(port: int, patience_s: float = 30.0) -> None:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
