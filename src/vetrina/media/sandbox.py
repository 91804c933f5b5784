"""Pictures from outside are decoded in a child process that cannot take the house with it.

The child gets the bytes on standard input, has a limit on address space and CPU time, no network
use of its own, and writes a header line and raw pixels to standard output.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

from vetrina.media.decode import MAX_PIXELS, DecodedPicture, Kept, decode
from vetrina.media.errors import PictureRefused

MEMORY_BYTES = 2_500_000_000
CPU_SECONDS = 20
WALL_SECONDS = 60


def decode_picture(content: bytes, *, max_pixels: int = MAX_PIXELS) -> DecodedPicture:
    """Decode *content* in a limited child.  Raises: PictureRefused, also when a limit was hit."""
    command = [sys.executable, "-I", "-m", "vetrina.media.sandbox", str(max_pixels)]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=WALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much() from error
    header, _, pixels = done.stdout.partition(b"\n")
    if done.returncode != 0 or not header:
        raise _too_much()
    return _unpack(json.loads(header), pixels)


def decode_file(path: Path) -> DecodedPicture:
    """Decode the file at *path* in a limited child.  Raises: PictureRefused."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PictureRefused(
            "not_a_picture", f"{path} cannot be read: {error.strerror or error}."
        ) from error
    return decode_picture(content)


def _unpack(header: dict[str, object], pixels: bytes) -> DecodedPicture:
    if "reason" in header:
        raise PictureRefused(header["reason"], str(header["message"]))  # type: ignore[arg-type]
    shape: list[int] = header["shape"]  # type: ignore[assignment]
    array = np.frombuffer(pixels, np.uint8).reshape(shape)
    kept: dict[str, object] = header["kept"]  # type: ignore[assignment]
    return DecodedPicture(array, header["type"], Kept(**kept))  # type: ignore[arg-type]


def _too_much() -> PictureRefused:
    return PictureRefused(
        "took_too_much", "Decoding the file took too much memory or time; it may be made to harm."
    )


def _child(max_pixels: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        picture = decode(sys.stdin.buffer.read(), max_pixels=max_pixels)
    except PictureRefused as refusal:
        header: dict[str, object] = {"reason": refusal.reason, "message": refusal.message}
        sys.stdout.buffer.write(json.dumps(header).encode() + b"\n")
        return
    header = {
        "shape": picture.pixels.shape,
        "type": picture.type,
        "kept": asdict(picture.kept),
    }
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n")
    sys.stdout.buffer.write(np.ascontiguousarray(picture.pixels).data)


if __name__ == "__main__":
    _child(int(sys.argv[1]))
