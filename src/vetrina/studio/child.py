"""The rendering process: loads one engine, stays warm, makes one picture after the other.

Requests come as JSON lines on standard input: `{"task": {...}, "folder": "..."}`.  Answers leave as
JSON lines on what was standard output: `ready`; `stage` (any number); then one of `done`, `refused`
(an AppError), `broken` (anything else).  What libraries print goes to standard error.  The process
ends with its parent, whatever way that one ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

from vetrina.kernel import AppError, Progress, StageReport

PR_SET_PDEATHSIG = 1
NICENESS = 5

Run = Callable[[dict[str, Any], Path, Progress], dict[str, Any]]


def main(entry: str, memory_bytes: int) -> None:
    """Serve until standard input ends."""
    die_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        os.nice(NICENESS)
    with os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1) as channel:
        os.dup2(2, 1)
        run = load(entry)
        tell(channel, "ready", {})
        for line in sys.stdin:
            serve(run, json.loads(line), channel)


def load(entry: str) -> Run:
    """The function that *entry* names."""
    module, _, name = entry.partition(":")
    return cast(Run, getattr(importlib.import_module(module), name))


def serve(run: Run, request: dict[str, Any], channel: IO[str]) -> None:
    """Make one picture and say how it went."""

    def report(stage: StageReport) -> None:
        tell(
            channel, "stage", {"stage": stage.stage, "done": float(stage.done), "note": stage.note}
        )

    try:
        answer = run(request["task"], Path(request["folder"]), report)
    except AppError as error:
        told = {"code": error.code, "message": error.message, "details": error.details}
        tell(channel, "refused", told)
    except Exception as error:  # noqa: BLE001 - the edge of the process
        traceback.print_exc()
        tell(channel, "broken", {"error": f"{type(error).__name__}: {error}"})
    else:
        tell(channel, "done", answer)


def tell(channel: IO[str], kind: str, content: dict[str, Any]) -> None:
    """One line, at once."""
    channel.write(json.dumps({"kind": kind, "content": content}, default=str) + "\n")
    channel.flush()


def die_with_parent() -> None:
    """Be killed when the process that started us ends (Linux; prctl(2)).

    Elsewhere the end of standard input ends us, between two pictures.
    """
    parent = os.getppid()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
