"""What furnishes rooms on this machine, for `/capabilities`.

It looks at names of files only: the renderer itself belongs to the worker, and loading it here
would add 60 MB to the web process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from vetrina.infra.capabilities import Capability
from vetrina.infra.parts import Parts

SYSTEM_LIBRARIES = Path("/usr/lib")
NAME = re.compile(r"^libLLVM(?:-(\d+)\.so|\.so\.(\d+))")
OLDEST = 17


def describe(parts: Parts) -> Iterator[Capability]:
    """The engine that serves staging, and what would make it faster."""
    if parts.settings.studio.engine == "fake":
        yield Capability(
            "staging",
            "Pictures",
            "Furnished rooms",
            "the engine for tests, which draws a box",
            "reduced",
            why="the setting studio.engine says fake",
            better="take VETRINA_STUDIO__ENGINE away",
        )
        return
    version = find_llvm(parts.settings.data_dir.absolute() / "native")
    if version is not None:
        yield Capability(
            "staging",
            "Pictures",
            "Furnished rooms",
            f"our path tracer on this machine, compiled by LLVM {version}",
            why="a fit libLLVM is here, so rendering takes half the time",
        )
        return
    yield Capability(
        "staging",
        "Pictures",
        "Furnished rooms",
        "our path tracer on this machine, uncompiled",
        "reduced",
        why="no fit libLLVM is here, so rendering takes twice as long",
        better="type: vetrina assets pull renderer",
    )


def find_llvm(private: Path, system: Path = SYSTEM_LIBRARIES) -> int | None:
    """Release of a fit libLLVM under *private*, else of the system's; None where there is none."""
    own = private.rglob("libLLVM*.so*")
    forms = ("*/libLLVM*.so*", "llvm-*/lib/libLLVM*.so*")
    others = (path for form in forms for path in system.glob(form))
    for places in (own, others):
        names = [match for path in places if (match := NAME.match(path.name))]
        fit = [major for name in names if (major := int(name[1] or name[2])) >= OLDEST]
        if fit:
            return max(fit)
    return None
