"""`vetrina doctor`: what is wrong, and exactly what to type."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console

from vetrina.infra.checks import Check, Finding
from vetrina.infra.settings import Loaded

_ORDER = ("error", "warning", "note")
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def examine(loaded: Loaded, checks: Iterable[Check]) -> list[Finding]:
    """Run every check; errors first.  A check that fails itself becomes a finding."""
    found = [
        Finding(one.id, one.message, one.fix, "note" if one.id == "not_needed" else "warning")
        for one in loaded.findings
    ]
    for check in checks:
        try:
            found += check(loaded.settings)
        except Exception as error:  # noqa: BLE001 - an edge: the other checks go on
            found.append(
                Finding(
                    "check_failed",
                    f"The check {check.__name__} failed: {type(error).__name__}: {error}",
                    "report this; it is a fault of ours",
                )
            )
    return sorted(found, key=lambda one: (_ORDER.index(one.weight), one.id))


def print_report(findings: list[Finding], console: Console) -> None:
    """One finding after the other, each with its cure."""
    for finding in findings:
        colour = _COLOURS[finding.weight]
        console.print(f"[{colour}]{finding.weight}[/{colour}] {finding.id}", highlight=False)
        console.print(f"  {finding.message}", markup=False, highlight=False, soft_wrap=True)
        console.print(f"  fix: {finding.fix}", markup=False, highlight=False, soft_wrap=True)
    errors = sum(1 for finding in findings if finding.weight == "error")
    console.print(
        f"{errors} errors, {len(findings) - errors} other findings." if findings else "All is well."
    )
