"""`vetrina assets pull`: fetches what is not in git."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from rich.console import Console

from vetrina.infra.assets import AssetStore, pull, read_lock
from vetrina.kernel import AppError, ErrorKind

RENDERER = "renderer"
LEFT_OUT = frozenset({"tests"})
ROOT = Path(__file__).resolve().parents[3]


class RendererUnavailable(AppError):
    """The renderer's libraries could not be fetched here."""

    kind: ClassVar[ErrorKind] = "unavailable"
    code: ClassVar[str] = "renderer_unavailable"


class UnknownGroup(AppError):
    """No asset belongs to a group of that name."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "unknown_group"


def pull_groups(
    groups: Sequence[str],
    data_dir: Path,
    fetch_renderer: Callable[[Path], Sequence[str]],
    console: Console,
) -> None:
    """Fetch *groups*, or all but those for tests.  Raises: AssetUnavailable, RendererUnavailable,
    UnknownGroup."""
    if not groups or RENDERER in groups:
        _pull_renderer(data_dir / "native", fetch_renderer, console)
    if set(groups) != {RENDERER}:
        pull_files([group for group in groups if group != RENDERER], data_dir, console)


def pull_files(groups: Sequence[str], data_dir: Path, console: Console) -> None:
    """Fetch the files of *groups* in assets.lock.toml; none named means all but those for tests."""
    assets = read_lock(ROOT / "assets.lock.toml")
    known = {asset.group for asset in assets}
    if unknown := set(groups) - known:
        names = ", ".join(sorted({*known, RENDERER}))
        raise UnknownGroup(f"{', '.join(sorted(unknown))} is no group; there are {names}")
    wanted = [a for a in assets if a.group in (set(groups) or known - LEFT_OUT)]
    store = AssetStore(data_dir / "assets")
    with console.status("Fetching") as status:
        stored = pull(
            wanted,
            store,
            node_lock=ROOT / "requirements" / "node.lock",
            told=lambda package: status.update(f"Fetching {package}"),
        )
    console.print(f"{len(wanted)} files are here, {len(stored)} of them new.")


def _pull_renderer(folder: Path, fetch: Callable[[Path], Sequence[str]], console: Console) -> None:
    try:
        with console.status("Fetching the path tracer's libraries"):
            taken = fetch(folder)
    except (OSError, LookupError, subprocess.SubprocessError) as error:
        said = str(getattr(error, "stderr", "") or error).strip().splitlines()
        raise RendererUnavailable(
            f"The path tracer's libraries were not fetched: {said[-1] if said else error}."
            " Type: sudo apt-get update && sudo apt-get install libatomic1 libllvm19"
        ) from error
    console.print(f"{len(taken)} packages are in {folder}.", markup=False, highlight=False)
