"""`vetrina`: the one command.  Each module brings its own; heavy imports wait for their use."""

from __future__ import annotations

import sys

import typer

from vetrina.kernel import AppError
from vetrina.staging import cli as staging_cli

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False
)
staging_cli.register(app)

EXIT_CODES = {"unavailable": 69, "upstream": 70, "forbidden": 77, "unauthenticated": 77}
"""Kinds of AppError to sysexits.h codes; every other expected error ends with 65 (bad data)."""


def main() -> None:
    """Run the command line; an expected error is told in one sentence, never as a traceback."""
    try:
        app()
    except AppError as error:
        sys.stderr.write(f"{error.message}\n")
        for reason in error.details.get("reasons", ()):  # type: ignore[attr-defined]
            sys.stderr.write(f"  - {reason}\n")
        sys.exit(EXIT_CODES.get(error.kind, 65))


if __name__ == "__main__":
    main()
