"""A second arrangement where the first picture fails its checks, within one job.

Only an order that names no seed has a `second_seed` in its task: whoever asked for one arrangement
gets that one or none.  Progress begins anew and carries a note, so that pages can say why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from vetrina.kernel import Progress, StageReport
from vetrina.staging.errors import ResultRejected

Run = Callable[[dict[str, Any], Path, Progress], dict[str, Any]]
NOTE = "second arrangement"


def run_twice(run: Run, task: dict[str, Any], folder: Path, progress: Progress) -> dict[str, Any]:
    """What *run* answers; with the second seed where the first one's picture is rejected.

    The answer's provenance tells what was rejected.  Raises: what *run* raises.
    """
    try:
        return run(task, folder, progress)
    except ResultRejected as rejected:
        if task.get("second_seed") is None:
            raise
        first = rejected

    def noted(report: StageReport) -> None:
        progress(replace(report, note=NOTE))

    try:
        answer = run({**task, "seed": task["second_seed"]}, folder, noted)
    except ResultRejected as second:
        told = f"Two arrangements were tried. {second.message}"
        raise ResultRejected(told, details=second.details) from first
    answer["provenance"]["rejected_before"] = {"seed": task["seed"], "message": first.message}
    return answer
