"""Pictures from outside are decoded in a child process that cannot take the house with it.

The child gets the bytes on standard input, has limits on address space, CPU time and output, none
of our environment, and writes what it found and made to standard output (`child`).  Two run at a
time; the others wait.  This module imports no decoder, so that the web process holds none.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from vetrina.media.errors import PictureRefused
from vetrina.media.picture import MAX_PIXELS, DecodedPicture, Kept, PictureType
from vetrina.media.transforms import Form, Shape

MEMORY_BYTES = 2_500_000_000
CPU_SECONDS = 20
CPU_SECONDS_MAKING = 60
WALL_SECONDS = 120
CHILDREN = 2

# The door of this package imports the database, which takes a second that the child need not wait.
_BOOT = """
import sys, types
package = types.ModuleType("vetrina.media")
package.__path__ = [sys.argv[1]]
sys.modules["vetrina.media"] = package
from vetrina.media.child import main
main()
"""
_CARRIED = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")
_pool = ThreadPoolExecutor(CHILDREN, thread_name_prefix="picture")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the child found.  The parts it made lie in the file it wrote, from `begin` on."""

    width_px: int
    height_px: int
    type: PictureType
    kept: Kept
    pixel_hash: str
    parts: tuple[tuple[str, int], ...]
    begin: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the child shall make.  shapes: widths the largest first, each in `forms`."""

    pixels: bool = False
    lossless: bool = False
    shapes: Sequence[Shape] = ()
    forms: Sequence[Form] = ()
    is_mask: bool = False
    download: dict[str, str] | None = None
    max_pixels: int = MAX_PIXELS
    memory_bytes: int = MEMORY_BYTES

    def as_task(self) -> dict[str, Any]:
        is_making = bool(self.shapes or self.lossless or self.download)
        return {
            "pixels": self.pixels,
            "lossless": self.lossless,
            "shapes": [[s.kind, s.px, list(self.forms)] for s in self.shapes],
            "is_mask": self.is_mask,
            "download": self.download,
            "max_pixels": self.max_pixels,
            "memory_bytes": self.memory_bytes,
            "cpu_s": CPU_SECONDS_MAKING if is_making else CPU_SECONDS,
        }


async def look(source: IO[bytes], wanted: Wanted, answer: IO[bytes]) -> Seen:
    """Decode *source* in a child; what it makes goes to *answer*.  Raises: PictureRefused.

    Both are real files, of which the child gets the handles.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_pool, run_child, source, wanted, answer)


def run_child(source: IO[bytes], wanted: Wanted, answer: IO[bytes]) -> Seen:
    """`look` for callers without an event loop."""
    folder = str(Path(__file__).parent)
    command = [sys.executable, "-I", "-c", _BOOT, folder, json.dumps(wanted.as_task())]
    kept = {name: os.environ[name] for name in _CARRIED if name in os.environ}
    source.flush()
    os.lseek(source.fileno(), 0, os.SEEK_SET)
    try:
        done = subprocess.run(  # noqa: S603
            command,
            stdin=source,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env={**kept, "OPENBLAS_NUM_THREADS": "1"},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much() from error
    answer.seek(0)
    header = answer.readline()
    if done.returncode != 0 or not header.endswith(b"\n"):
        raise _too_much()
    return _read(json.loads(header), len(header))


def decode_picture(content: bytes, *, max_pixels: int = MAX_PIXELS) -> DecodedPicture:
    """Decode *content* in a limited child.  Raises: PictureRefused, also when a limit was hit."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as answer:
        source.write(content)
        seen = run_child(source, Wanted(pixels=True, max_pixels=max_pixels), answer)
        return read_pixels(seen, answer)


def decode_file(path: Path) -> DecodedPicture:
    """Decode the file at *path* in a limited child.  Raises: PictureRefused."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PictureRefused(
            "not_a_picture", f"{path} cannot be read: {error.strerror or error}."
        ) from error
    return decode_picture(content)


def read_pixels(seen: Seen, answer: IO[bytes]) -> DecodedPicture:
    """The pixels that a child was asked for."""
    import numpy as np  # noqa: PLC0415 - only processes that work on pixels load it

    [content] = [part for name, part in read_parts(seen, answer) if name == "pixels"]
    shape = (seen.height_px, seen.width_px, 3)
    return DecodedPicture(np.frombuffer(content, np.uint8).reshape(shape), seen.type, seen.kept)


def read_parts(seen: Seen, answer: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each part."""
    answer.seek(seen.begin)
    for name, size in seen.parts:
        yield name, answer.read(size)


@contextmanager
def nameless_file(folder: Path | None = None) -> Iterator[IO[bytes]]:
    """A file without a name: whatever happens to us, nothing of it stays."""
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        yield file


def _read(found: dict[str, Any], begin: int) -> Seen:
    if "reason" in found:
        raise PictureRefused(found["reason"], str(found["message"]))
    height, width = found["shape"][:2]
    parts = tuple((str(name), int(size)) for name, size in found["parts"])
    kept = Kept(**found["kept"])
    return Seen(width, height, found["type"], kept, found["pixel_hash"], parts, begin)


def _too_much() -> PictureRefused:
    return PictureRefused(
        "took_too_much", "Decoding the file took too much memory or time; it may be made to harm."
    )
