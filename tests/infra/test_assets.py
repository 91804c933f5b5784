"""Assets are taken only as locked; a registry's client is driven, never an address of ours."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from vetrina.infra import assets

ROOT = Path(__file__).resolve().parents[2]
CONTENT = b"font bytes"


def asset(
    name: str = "fonts/a.woff2", content: bytes = CONTENT, registry: str = "npm"
) -> assets.Asset:
    return assets.Asset(
        name=name,
        group="fonts",
        registry=registry,  # type: ignore[arg-type]
        package="@foundry/a",
        version="1.2.3",
        path="package/files/a.woff2",
        sha256=sha256(content).hexdigest(),
        licence="OFL-1.1",
        source="https://foundry.example",
    )


class Client:
    """Stands where npm or pip would: writes an archive into the folder it is run in."""

    def __init__(self, content: bytes = CONTENT, kind: str = "tgz") -> None:
        self.content, self.kind = content, kind
        self.commands: list[list[str]] = []

    def __call__(self, command: Sequence[str], folder: Path) -> None:
        self.commands.append(list(command))
        if self.kind == "tgz":
            with tarfile.open(folder / "a-1.2.3.tgz", "w:gz") as archive:
                member = tarfile.TarInfo("package/files/a.woff2")
                member.size = len(self.content)
                archive.addfile(member, io.BytesIO(self.content))
        else:
            with zipfile.ZipFile(folder / "a-1.2.3.whl", "w") as archive:
                archive.writestr("package/files/a.woff2", self.content)


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of PATH, with an npm in it: what this machine has makes no difference."""
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "npm").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def pull(store: assets.AssetStore, client: Client, *wanted: assets.Asset) -> list[Path]:
    return assets.pull(wanted, store, node_lock=ROOT / "requirements/node.lock", run=client)


@pytest.mark.parametrize(("registry", "kind"), [("npm", "tgz"), ("pypi", "whl")])
def test_a_locked_file_is_stored_under_its_name(tmp_path: Path, registry: str, kind: str) -> None:
    store, client = assets.AssetStore(tmp_path / "assets"), Client(kind=kind)
    paths = pull(store, client, asset(registry=registry))
    assert paths == [tmp_path / "assets/fonts/a.woff2"]
    assert paths[0].read_bytes() == CONTENT
    assert client.commands[0][-1] in {"@foundry/a@1.2.3", "@foundry/a==1.2.3"}


def test_other_bytes_than_locked_are_not_stored(tmp_path: Path) -> None:
    store = assets.AssetStore(tmp_path / "assets")
    with pytest.raises(assets.AssetUnavailable, match="was not stored"):
        pull(store, Client(b"tampered"), asset())
    assert store.find("fonts/a.woff2") is None


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    store, client = assets.AssetStore(tmp_path / "assets"), Client()
    pull(store, client, asset())
    assert pull(store, client, asset()) == []
    assert len(client.commands) == 1


def test_where_there_is_no_npm_the_locked_one_is_installed_once(
    tmp_path: Path, programs: Path
) -> None:
    (programs / "npm").unlink()
    store, client = assets.AssetStore(tmp_path / "assets"), Client()
    [path] = pull(store, client, asset())
    assert path.read_bytes() == CONTENT
    installed, packed = client.commands
    assert installed[1:4] == ["-m", "pip", "install"]
    assert "--require-hashes" in installed
    node, script, verb, *_, package = packed
    assert (node.startswith(str(tmp_path)), verb) == (True, "pack")
    assert (Path(script).name, package) == ("npm-cli.js", "@foundry/a@1.2.3")


def test_a_file_that_was_changed_on_disk_is_fetched_again(tmp_path: Path) -> None:
    store = assets.AssetStore(tmp_path / "assets")
    [path] = pull(store, Client(), asset())
    path.write_bytes(b"rotten")
    assert pull(store, Client(), asset()) == [path]
    assert path.read_bytes() == CONTENT


def test_a_package_without_the_file_is_named(tmp_path: Path) -> None:
    store = assets.AssetStore(tmp_path / "assets")
    lost = assets.Asset(**{**vars_of(asset()), "path": "package/files/b.woff2"})
    with pytest.raises(assets.AssetUnavailable, match=r"holds no package/files/b\.woff2"):
        pull(store, Client(), lost)


def vars_of(item: assets.Asset) -> dict[str, str]:
    return {name: getattr(item, name) for name in assets.Asset.__slots__}


def test_the_lock_file_of_the_project_is_whole_and_names_licences() -> None:
    locked = assets.read_lock(ROOT / "assets.lock.toml")
    assert {item.group for item in locked} >= {"fonts", "web", "tests"}
    assert all(item.licence and item.source.startswith("https://") for item in locked)


@pytest.mark.parametrize("name", ["../etc/passwd", "/etc/passwd", "fonts/../../x", "Fonts/A"])
def test_a_name_that_leaves_the_store_is_refused(tmp_path: Path, name: str) -> None:
    lock = tmp_path / "assets.lock.toml"
    digest = sha256(b"").hexdigest()
    lock.write_text(
        '[[package]]\ngroup="fonts"\nregistry="npm"\nname="a"\nversion="1"\nlicence="MIT"\n'
        f'source="https://a.example"\nfiles=[{{name="{name}", path="p", sha256="{digest}"}}]\n'
    )
    with pytest.raises(assets.LockUnreadable):
        assets.read_lock(lock)
