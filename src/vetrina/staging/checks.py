"""What `doctor` asks about the path tracer: its shared libraries."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from vetrina.infra.checks import Check, Finding
from vetrina.infra.settings import Settings


def check_renderer(settings: Settings) -> Iterator[Finding]:
    """libatomic is needed on Linux; libLLVM halves the time of a picture."""
    from vetrina.staging.render import backend, native_libraries  # noqa: PLC0415 - heavy

    folder = settings.data_dir.absolute() / "native"
    private = {path.name for path in native_libraries.shared_libraries(folder)}
    has_atomic = native_libraries.has_library(native_libraries.ATOMIC_LIBRARY) or any(
        name.startswith("libatomic") for name in private
    )
    if sys.platform == "linux" and not has_atomic:
        yield Finding(
            "no_libatomic",
            "The path tracer cannot start: libatomic.so.1 is not here.",
            "vetrina assets pull renderer - or: sudo apt-get install libatomic1",
        )
    if backend.choose_llvm(folder) is None:
        yield Finding(
            "no_libllvm",
            f"No libLLVM {native_libraries.LLVM_MIN_MAJOR} or newer is here; pictures take about"
            " twice as long.",
            "vetrina assets pull renderer - or: sudo apt-get install libllvm19",
            "warning",
        )


CHECKS: tuple[Check, ...] = (check_renderer,)
