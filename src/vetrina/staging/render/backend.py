"""Loads the path tracer once per process, in the fastest variant that this machine can run.

One code path serves every variant of Mitsuba 3: `llvm_ad_rgb` where a fit libLLVM loads (half the
CPU time), else `scalar_rgb`, which always works and compiles nothing; `cuda_ad_rgb` only where an
NVIDIA driver is present and the setting asks for it.

The rest of `render` reaches Mitsuba by `mitsuba()`, never by an import of its own: on a bare Debian
the import fails until libatomic has been opened from the data folder, which `load` does first.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from vetrina.staging.errors import RendererMissing
from vetrina.staging.render import native_libraries

Preference = Literal["auto", "llvm", "scalar", "cuda"]
BackendName = Literal["llvm", "scalar", "cuda"]
VARIANTS: dict[BackendName, str] = {
    "llvm": "llvm_ad_rgb",
    "scalar": "scalar_rgb",
    "cuda": "cuda_ad_rgb",
}

_SYSTEM_PATTERNS = (
    "/usr/lib/*/libLLVM*.so*",
    "/usr/lib/llvm-*/lib/libLLVM*.so*",
    "/usr/lib64/libLLVM*.so*",
    "/usr/lib/libLLVM*.so*",
    "/usr/local/lib/libLLVM*.so*",
    "/opt/homebrew/opt/llvm*/lib/libLLVM*.dylib",
)
_LLVM_FILE = re.compile(r"^libLLVM(?:-(\d+))?(?:[.\d]*)?\.(?:so|dylib)(?:\.(\d+))?")
_lock = Lock()
_loaded: list[Backend] = []


@dataclass(frozen=True, slots=True)
class Backend:
    """The path tracer as it was loaded.

    llvm_version is None unless `name` is llvm; notes are sentences on what was not used and why.
    """

    name: BackendName
    variant: str
    llvm_version: tuple[int, int, int] | None = None
    notes: tuple[str, ...] = ()

    @property
    def compiles(self) -> bool:
        """Whether a render first compiles kernels (and passes should share their structure)."""
        return self.name != "scalar"


def load(prefer: Preference = "auto", folder: Path | None = None) -> Backend:
    """Load Mitsuba and set its variant; later calls return what the first one loaded.

    folder: where privately fetched libraries and compiled kernels live (default: the data folder).
    Side effects: opens shared libraries, sets DRJIT_LIBLLVM_PATH and the process-wide variant.
    Raises: RendererMissing, saying what to type.
    """
    with _lock:
        if not _loaded:
            _loaded.append(_load(prefer, folder or native_libraries.default_folder()))
        return _loaded[0]


def mitsuba() -> Any:
    """The Mitsuba module, loaded as `load` loads it.  Raises: RendererMissing."""
    load()
    return importlib.import_module("mitsuba")


def drjit() -> Any:
    """The Dr.Jit module that belongs to `mitsuba`.  Raises: RendererMissing."""
    load()
    return importlib.import_module("drjit")


def has_nvidia_driver() -> bool:
    """Whether this machine has an NVIDIA driver (not whether the card is of any use)."""
    return Path("/proc/driver/nvidia/version").exists() or native_libraries.has_library(
        "libcuda.so.1"
    )


def llvm_candidates(folder: Path) -> Iterator[Path]:
    """libLLVM files worth trying: the named one, then private, then the system's, best first."""
    named = os.environ.get("DRJIT_LIBLLVM_PATH")
    if named:
        yield Path(named)
    private = [p for p in native_libraries.shared_libraries(folder) if p.name.startswith("libLLVM")]
    system = [path for pattern in _SYSTEM_PATTERNS for path in _glob(pattern)]
    for found in (private, system):
        majors = {path: major_of(path.name) for path in found}
        fit = [path for path, major in majors.items() if major is None or _is_fit(major)]
        yield from sorted(fit, key=lambda path: _distance(majors[path]))


def major_of(file_name: str) -> int | None:
    """The major release that a libLLVM file name tells, None when it tells none."""
    found = _LLVM_FILE.match(file_name)
    digits = (found[1] or found[2]) if found else None
    return int(digits) if digits else None


def choose_llvm(folder: Path) -> tuple[Path, tuple[int, int, int]] | None:
    """The first libLLVM that loads and is not one of those that abort, with its version.

    The version is asked of the library itself before Dr.Jit sees it, because Dr.Jit accepts
    releases that then kill the process.
    """
    for path in llvm_candidates(folder):
        version = native_libraries.llvm_version(path)
        if version is None and path.is_relative_to(folder):
            native_libraries.preload(native_libraries.shared_libraries(folder))
            version = native_libraries.llvm_version(path)
        if version is not None and _is_fit(version[0]):
            return path, version
    return None


def _load(prefer: Preference, folder: Path) -> Backend:
    _open_atomic(folder)
    os.environ.setdefault("DRJIT_CACHE_DIR", str(folder / "kernels"))
    # Dr.Jit opens libLLVM while it is imported, so the path has to stand before that.
    chosen = choose_llvm(folder) if prefer != "scalar" else None
    if chosen is not None:
        os.environ["DRJIT_LIBLLVM_PATH"] = str(chosen[0])
    module = _import_mitsuba()
    notes: list[str] = []
    if prefer == "cuda":
        if has_nvidia_driver() and _set_variant(module, "cuda", notes):
            return Backend("cuda", VARIANTS["cuda"], notes=tuple(notes))
        notes.append("cuda was asked for, but no NVIDIA driver serves it.")
    if chosen is not None and _set_variant(module, "llvm", notes):
        return Backend("llvm", VARIANTS["llvm"], chosen[1], tuple(notes))
    if prefer != "scalar" and chosen is None:
        notes.append(f"No libLLVM {native_libraries.LLVM_MIN_MAJOR} or newer was found.")
    if prefer == "llvm":
        raise RendererMissing(_type_this("libllvm19", " ".join(notes)))
    if not _set_variant(module, "scalar", notes):
        raise RendererMissing(
            f"Mitsuba refuses its variants ({' '.join(notes)})."
            " Type: pip install --force-reinstall mitsuba==3.9.1"
        )
    return Backend("scalar", VARIANTS["scalar"], notes=tuple(notes))


def _open_atomic(folder: Path) -> None:
    """Open libatomic from the data folder where the system has none; only Linux needs it."""
    if sys.platform == "linux" and not native_libraries.has_library(
        native_libraries.ATOMIC_LIBRARY
    ):
        native_libraries.preload(
            path
            for path in native_libraries.shared_libraries(folder)
            if path.name.startswith("libatomic")
        )


def _import_mitsuba() -> Any:
    try:
        return importlib.import_module("mitsuba")
    except ImportError as missing:
        if "libatomic" in str(missing):
            raise RendererMissing(_type_this("libatomic1", str(missing))) from missing
        raise RendererMissing(
            f"Mitsuba cannot be imported ({missing}). Type: pip install mitsuba==3.9.1"
        ) from missing


def _set_variant(module: Any, name: BackendName, notes: list[str]) -> bool:
    try:
        module.set_variant(VARIANTS[name])
        # Interpreted variants warn of every value below 0, which normals rightly have.
        module.set_log_level(module.LogLevel.Error)
    except (ImportError, RuntimeError) as refused:
        notes.append(f"{VARIANTS[name]} was refused: {refused}")
        return False
    return True


def _type_this(package: str, why: str) -> str:
    return (
        f"The path tracer lacks a library ({why}). Type: sudo apt-get install {package}"
        " - or, without root: vetrina assets pull renderer"
    )


def _is_fit(major: int) -> bool:
    return major >= native_libraries.LLVM_MIN_MAJOR


def _distance(major: int | None) -> int:
    """How far a release is from the measured one; names that tell none come last."""
    return 1000 if major is None else abs(major - native_libraries.LLVM_TRIED_MAJOR)


def _glob(pattern: str) -> list[Path]:
    root = Path("/")
    return sorted({path.resolve() for path in root.glob(pattern.lstrip("/"))})
