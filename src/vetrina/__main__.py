"""`vetrina`: the one command.  Each module brings its own; heavy imports wait for their use."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from vetrina.kernel import AppError
from vetrina.ops import cli as ops_cli
from vetrina.ops.house import House
from vetrina.staging import cli as staging_cli

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from vetrina.infra.checks import Check
    from vetrina.infra.jobs import Worker
    from vetrina.infra.parts import Parts
    from vetrina.infra.settings import Settings

EXIT_CODES = {"unavailable": 69, "upstream": 70, "forbidden": 77, "unauthenticated": 77}
"""Kinds of AppError to sysexits.h codes; every other expected error ends with 65 (bad data)."""


def make_web(settings: Settings) -> tuple[ASGIApp, Parts]:
    """The web process's application and parts."""
    from vetrina import app

    parts = app.build_parts(settings)
    return app.wrap(app.make_api(parts)), parts


def make_worker(settings: Settings) -> tuple[Worker, Parts]:
    """The worker process's jobs and parts."""
    from vetrina import app

    return app.make_worker(settings)


def openapi() -> Mapping[str, Any]:
    """The description of the HTTP API; needs no database."""
    from vetrina import app

    return app.describe_api()


def checks() -> Iterable[Check]:
    """What `doctor` looks at."""
    from vetrina import app

    return app.checks()


def seed(settings: Settings) -> Sequence[str]:
    """Put in what a fresh installation should show; lines that say what was done."""
    from vetrina import app

    return app.seed(settings)


def fetch_renderer(folder: Path) -> Sequence[str]:
    """Fetch the path tracer's shared libraries into *folder*."""
    from vetrina.staging.render import native_libraries

    return native_libraries.fetch(folder)


HOUSE = House(
    make_web=make_web,
    make_worker=make_worker,
    openapi=openapi,
    checks=checks,
    seed=seed,
    fetch_renderer=fetch_renderer,
    example_rooms=Path(__file__).parent / "staging" / "showrooms" / "pictures",
)

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False
)
staging_cli.register(app)
ops_cli.register(app, HOUSE)


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
