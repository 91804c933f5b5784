"""The operator's commands.  What each needs is imported when it runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from vetrina.ops.house import House

console = Console()
Quiet = Annotated[bool, typer.Option("--quiet", help="Write lines to the log files only.")]


def register(app: typer.Typer, house: House) -> None:
    """Add the commands of ops to *app*; *house* is what the composition root gives them."""
    commands = Commands(house)
    for name in ("up", "web", "worker", "doctor", "migrate", "seed", "reset", "openapi", "demo"):
        app.command(name)(getattr(commands, name))
    assets = typer.Typer(no_args_is_help=True, help="Fonts, front-end files, renderer libraries.")
    assets.command("pull")(commands.pull)
    app.add_typer(assets, name="assets")


class Commands:
    """Each method is a command."""

    def __init__(self, house: House) -> None:
        self._house = house

    def up(self, quiet: Quiet = False) -> None:
        """Start database, web and workers, and keep them running."""
        from vetrina.ops import processes, up
        from vetrina.ops.start import read_settings

        loaded = read_settings()
        processes.configure(loaded.settings, process="supervisor", is_quiet=quiet)
        up.print_findings(loaded.findings, console)
        up.run_up(loaded.settings, console, is_quiet=quiet)

    def web(self, quiet: Quiet = False) -> None:
        """Serve pages and API (up starts this)."""
        from vetrina.ops import processes
        from vetrina.ops.start import read_settings

        settings = read_settings().settings
        processes.configure(settings, process="web", is_quiet=quiet)
        processes.serve_web(*self._house.make_web(settings))

    def worker(
        self,
        number: Annotated[int, typer.Option(help="Which of this machine's workers.")] = 1,
        quiet: Quiet = False,
    ) -> None:
        """Do the jobs that wait (up starts this)."""
        from vetrina.ops import processes
        from vetrina.ops.start import read_settings

        settings = read_settings().settings
        processes.configure(settings, process=f"worker-{number}", is_quiet=quiet)
        processes.serve_worker(*self._house.make_worker(settings), number=number)

    def doctor(self) -> None:
        """Look at settings, machine and installation; say what is wrong and what to type."""
        from vetrina.ops.doctor import examine, print_report
        from vetrina.ops.start import read_settings

        findings = examine(read_settings(), self._house.checks())
        print_report(findings, console)
        if any(finding.weight == "error" for finding in findings):
            raise typer.Exit(1)

    def migrate(self) -> None:
        """Make the database and its roles, and bring the tables up to date."""
        from vetrina.ops.start import database_at_hand, read_settings

        with database_at_hand(read_settings().settings):
            console.print("The database is up to date.")

    def seed(self) -> None:
        """Put in what a fresh installation should show; safe to repeat."""
        from vetrina.ops.start import as_worker, database_at_hand, read_settings

        settings = read_settings().settings
        with database_at_hand(settings) as urls:
            for line in self._house.seed(as_worker(settings, urls)):
                console.print(line, markup=False, highlight=False)

    def reset(
        self, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
    ) -> None:
        """Delete the data folder with everything in it, and a database that lies elsewhere."""
        from vetrina.ops.reset import forget
        from vetrina.ops.start import read_settings

        folder = read_settings().settings.data_dir.absolute()
        if not yes and typer.prompt(f"Delete {folder} with everything in it? Type yes") != "yes":
            console.print("Kept.")
            return
        for path in forget(folder):
            console.print(f"Forgotten: {path}", markup=False, highlight=False)

    def openapi(
        self,
        output: Annotated[Path | None, typer.Option("-o", "--output", help="A file.")] = None,
    ) -> None:
        """Print the description of the HTTP API."""
        text = json.dumps(self._house.openapi(), indent=2, ensure_ascii=False) + "\n"
        if output is None:
            typer.echo(text, nl=False)
        else:
            output.write_text(text, encoding="utf-8")

    def pull(
        self,
        groups: Annotated[
            list[str] | None,
            typer.Argument(help="fonts, web, tests, renderer; all but tests where none is named."),
        ] = None,
    ) -> None:
        """Fetch what is not in git: named in assets.lock.toml, checked by hash."""
        from vetrina.ops.assets import pull_groups
        from vetrina.ops.start import read_settings

        folder = read_settings().settings.data_dir.absolute()
        pull_groups(groups or [], folder, self._house.fetch_renderer, console)

    def demo(
        self,
        photo: Annotated[
            Path | None,
            typer.Option(exists=True, dir_okay=False, help="A photo of an empty room."),
        ] = None,
        once: Annotated[bool, typer.Option("--once", help="End after the picture.")] = False,
        style: Annotated[str, typer.Option(help="The style set.")] = "",
        room: Annotated[str, typer.Option(help="What the room is to be.")] = "living_room",
    ) -> None:
        """Start everything, stage a room as the first act, say where it lies, and serve."""
        from vetrina.ops import first_act, processes, up
        from vetrina.ops.demo import Demo
        from vetrina.ops.start import read_settings

        loaded = read_settings()
        settings = first_act.settle_demo_port(loaded.settings)
        processes.configure(settings, process="supervisor", is_quiet=True)
        up.print_findings(loaded.findings, console)
        demo = Demo(
            photo=photo or self._house.example_rooms / "bright_living_room.jpg",
            folder=settings.data_dir / "demo",
            style=style,
            room_type=room,
        )
        first_act.warn_of_little_memory(console)
        native = settings.data_dir.absolute() / "native"
        first_act.prepare_renderer(native, self._house.fetch_renderer, console)
        act = first_act.make_first_act(demo, console, once=once)
        up.run_up(settings, console, beside=act, is_quiet=True)
