"""Shared libraries that the path tracer needs and no Python wheel carries, fetched without root.

Mitsuba's `scalar_rgb` needs libatomic (9 KB); its `llvm_ad_rgb`, about twice as fast, needs libLLVM
17 or newer (43 MB to fetch, 188 MB on disk).  Where the machine lacks them, Debian's and Ubuntu's
own packages are downloaded with `apt-get download` and unpacked with `dpkg -x` into the data
folder; the loader then opens them there by absolute path, so nothing of the system changes.

The functions that build command lines are pure; `fetch` runs them.  This file needs Python alone,
so that `make demo` can run it while everything else is installed: `python3 THIS_FILE FOLDER`.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

Run = Callable[[Sequence[str], Path], str]
"""Runs a command line in a folder and returns what it printed; raises OSError or
subprocess.SubprocessError when that fails."""

LLVM_MIN_MAJOR = 17
"""libLLVM 15 and 16 are accepted by Dr.Jit and then abort the process at the first render; 14 is
refused.  Measured with Dr.Jit 1.5.0."""

LLVM_TRIED_MAJOR = 19
"""The release that was measured; of several the nearest to it is taken."""

ATOMIC_PACKAGE = "libatomic1"
ATOMIC_LIBRARY = "libatomic.so.1"

# A second copy of these beside the running interpreter's would break the process, and every
# machine that runs Python has them already.
_NEVER_PRIVATE = re.compile(r"^(libc6|libgcc-s1|libstdc\+\+6|gcc-\d+-base|libcrypt1|zlib1g)$")
_LLVM_PACKAGE = re.compile(r"^libllvm(\d+)(?:t64)?$")


def default_folder() -> Path:
    """Where fetched libraries and compiled kernels live when no setting names another folder."""
    data = os.environ.get("VETRINA_DATA_DIR")
    if data:
        return Path(data) / "native"
    here = Path("data")
    if here.is_dir():
        return here.absolute() / "native"
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "vetrina" / "native"


def name_llvm_packages() -> list[str]:
    """Command line that lists the package names that may hold libLLVM."""
    return ["apt-cache", "pkgnames", "libllvm"]


def name_dependencies(package: str) -> list[str]:
    """Command line that lists everything `package` needs at run time, recursively."""
    left_out = ("recommends", "suggests", "conflicts", "breaks", "replaces", "enhances")
    return [
        "apt-cache",
        "depends",
        "--recurse",
        *(f"--no-{relation}" for relation in left_out),
        package,
    ]


def download(packages: Iterable[str]) -> list[str]:
    """Command line that puts the .deb files of `packages` into the working folder."""
    return ["apt-get", "download", *packages]


def unpack(deb: Path, folder: Path) -> list[str]:
    """Command line that unpacks one .deb below `folder` without installing it."""
    return ["dpkg", "-x", str(deb), str(folder)]


def choose_llvm_package(pkgnames: str) -> str | None:
    """The libLLVM package to take from the output of `name_llvm_packages`, or None.

    Only releases that are known not to abort count; the one nearest to the measured release wins.
    """
    fit = [
        (abs(int(found[1]) - LLVM_TRIED_MAJOR), name)
        for name in pkgnames.split()
        if (found := _LLVM_PACKAGE.match(name)) and int(found[1]) >= LLVM_MIN_MAJOR
    ]
    return min(fit)[1] if fit else None


def needed_packages(package: str, depends: str) -> list[str]:
    """`package` and what it needs by the output of `name_dependencies`, sorted.

    System basics are left out.  apt prints virtual packages in angle brackets; the real ones
    behind them follow on lines of their own.
    """
    named = {line for line in depends.splitlines() if re.match(r"^[a-z0-9]", line)} | {package}
    return sorted(name for name in named if not _NEVER_PRIVATE.match(name.split(":")[0]))


def run_here(argv: Sequence[str], folder: Path) -> str:
    """Run a command in `folder` and return its standard output.

    Raises: OSError, subprocess.CalledProcessError, subprocess.TimeoutExpired.
    """
    # Every argv is built above from fixed words and names that apt itself printed.
    done = subprocess.run(  # noqa: S603
        list(argv), cwd=folder, check=True, capture_output=True, text=True, timeout=600
    )
    return done.stdout


def fetch(folder: Path, *, llvm: bool = True, run: Run = run_here) -> list[str]:
    """Download libatomic and, if `llvm`, a fit libLLVM with what it needs, below `folder`/root.

    Returns the names of the packages unpacked.  Needs apt's lists, not root.  Each part is there
    whole or not at all, the small one first.  Raises: OSError or subprocess.SubprocessError from
    the commands; LookupError when apt knows no fit libLLVM.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # who comes second finds what the first one fetched
        return _fetch(folder, llvm, run)


def is_complete(folder: Path) -> bool:
    """Whether `fetch` has done all it does; anything less is worth another try."""
    return (folder / "root" / "atomic").is_dir() and (folder / "root" / "llvm").is_dir()


def _fetch(folder: Path, llvm: bool, run: Run) -> list[str]:
    _take("atomic", [ATOMIC_PACKAGE], folder, run)
    if not llvm:
        return [ATOMIC_PACKAGE]
    if is_complete(folder):
        return [ATOMIC_PACKAGE, "libllvm"]
    chosen = choose_llvm_package(run(name_llvm_packages(), folder))
    if chosen is None:
        raise LookupError(f"apt knows no libLLVM {LLVM_MIN_MAJOR} or newer")
    packages = needed_packages(chosen, run(name_dependencies(chosen), folder))
    _take("llvm", packages, folder, run)
    return [ATOMIC_PACKAGE, *packages]


def _take(part: str, packages: Sequence[str], folder: Path, run: Run) -> None:
    """Download and unpack `packages` into `folder`/root/`part`, in one step at the end."""
    target = folder / "root" / part
    if target.is_dir():
        return
    half = folder / f"{part}.half"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    run(download(packages), half)
    for deb in sorted(half.glob("*.deb")):
        run(unpack(deb, half), half)
        deb.unlink()
    target.parent.mkdir(exist_ok=True)
    half.rename(target)


def shared_libraries(folder: Path) -> list[Path]:
    """Every shared library below `folder`/root, each once, libLLVM last."""
    root = folder / "root"
    if not root.is_dir():
        return []
    found = {path.resolve() for path in root.rglob("lib*.so.*") if path.is_file()}
    return sorted(found, key=lambda path: (path.name.startswith("libLLVM"), path.name))


def preload(libraries: Iterable[Path]) -> list[Path]:
    """Open the libraries in whatever order their needs allow; returns those that opened.

    A library that is already in the process by its soname satisfies the next one's need for it,
    which is what makes LD_LIBRARY_PATH unnecessary.
    """
    waiting, opened = list(libraries), []
    while waiting:
        stuck = [path for path in waiting if not _opens(path)]
        opened += [path for path in waiting if path not in stuck]
        if len(stuck) == len(waiting):
            break
        waiting = stuck
    return opened


def has_library(name: str) -> bool:
    """Whether the dynamic linker finds the library `name` by itself."""
    return _opens(Path(name))


def llvm_version(library: Path) -> tuple[int, int, int] | None:
    """What LLVMGetVersion of this libLLVM says; None when it will not load or has no such call."""
    parts = [ctypes.c_uint() for _ in range(3)]
    try:
        loaded = ctypes.CDLL(str(library))
        loaded.LLVMGetVersion(*map(ctypes.byref, parts))
    except (OSError, AttributeError):
        return None
    return parts[0].value, parts[1].value, parts[2].value


def _opens(path: Path) -> bool:
    try:
        ctypes.CDLL(str(path))
    except OSError:
        return False
    return True


def main(arguments: Sequence[str]) -> int:
    """Fetch what the machine lacks into the folder named first; 0 when nothing is missing then."""
    folder = Path(arguments[0]).absolute()
    try:
        taken = fetch(folder)
    except (OSError, LookupError, subprocess.SubprocessError) as error:
        told = getattr(error, "stderr", "") or str(error)
        sys.stderr.write(f"The faster path tracer was not fetched: {told.strip()}\n")
        return 1
    sys.stdout.write(f"{' '.join(taken)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
