"""What runs inside the limited child: one task, a file on standard input, parts on its output.

The task is JSON in the last argument.  The answer is a line of JSON (what was found, or the reason
for a refusal, and the names and sizes of the parts that follow), then the parts.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vetrina.media.decode import decode
from vetrina.media.encode import encode_derivative, encode_download, encode_lossless, resize
from vetrina.media.errors import PictureRefused
from vetrina.media.picture import DecodedPicture
from vetrina.media.transforms import Shape

OUTPUT_BYTES = 1_000_000_000
TOO_MUCH = "Decoding the file took too much memory or time; it may be made to harm."
DAMAGED = "The file is damaged. Export it again."


def main() -> None:
    """Do the task of the last argument within the limits it names."""
    task = json.loads(sys.argv[-1])
    _limit(resource.RLIMIT_AS, task["memory_bytes"])
    _limit(resource.RLIMIT_CPU, task["cpu_s"])
    _limit(resource.RLIMIT_FSIZE, OUTPUT_BYTES)
    _limit(resource.RLIMIT_CORE, 0)
    try:
        picture = decode(sys.stdin.buffer.read(), max_pixels=task["max_pixels"])
        parts = list(_make(picture.pixels, task))
    except PictureRefused as refusal:
        _answer({"reason": refusal.reason, "message": refusal.message}, [])
    except MemoryError:
        _answer({"reason": "took_too_much", "message": TOO_MUCH}, [])
    except Exception:  # noqa: BLE001 - an edge: whatever a decoder trips over is a damaged file
        _answer({"reason": "damaged", "message": DAMAGED}, [])
    else:
        _answer(_describe(picture), parts)


def hash_pixels(pixels: NDArray[np.uint8]) -> str:
    """SHA-256 over the size and the pixels: the name of this input."""
    height, width = pixels.shape[:2]
    digest = hashlib.sha256(f"{width}x{height}:".encode())
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _describe(picture: DecodedPicture) -> dict[str, Any]:
    return {
        "shape": picture.pixels.shape,
        "type": picture.type,
        "kept": asdict(picture.kept),
        "pixel_hash": hash_pixels(picture.pixels),
    }


def _make(pixels: NDArray[np.uint8], task: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The parts that the task asks for: `pixels`, `lossless`, `download`, shapes by name."""
    if task.get("pixels"):
        yield "pixels", pixels.tobytes()
    if task.get("lossless"):
        yield "lossless", encode_lossless(pixels)
    if told := task.get("download"):
        yield "download", encode_download(pixels, **told)
    image = Image.fromarray(pixels)
    is_mask = bool(task.get("is_mask"))
    smaller = image
    for kind, px, forms in task.get("shapes", []):
        if kind == "width":  # they come the largest first, each made from the one before
            smaller = made = resize(smaller, Shape(kind, px), is_mask=is_mask)
        else:
            made = resize(image, Shape(kind, px), is_mask=is_mask)
        for form in forms:
            yield f"{kind[0]}{px}.{form}", encode_derivative(made, form, is_mask=is_mask)


def _answer(found: dict[str, Any], parts: list[tuple[str, bytes]]) -> None:
    out = sys.stdout.buffer
    found["parts"] = [[name, len(content)] for name, content in parts]
    out.write(json.dumps(found).encode() + b"\n")
    for _, content in parts:
        out.write(content)
    out.flush()
