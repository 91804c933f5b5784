"""`vetrina stage` and `vetrina kit`: staging without a server.

The command line translates words into an `Order`, shows a bar, and writes three files per photo:
the picture, `<name>.json` beside it and `<name>.mask.png`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from vetrina.kernel import AppError, StageReport
from vetrina.staging.hints import parse_hints

if TYPE_CHECKING:
    from vetrina.kernel import Progress as Reporter
    from vetrina.staging.pipeline import Order, Staged

Style = Literal["modern_luxury", "classic_elegance", "contemporary_chic"]
Kind = Literal["living_room", "bedroom", "dining_room", "home_office"]
PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif"}
SAVING: dict[str, dict[str, Any]] = {
    ".jpg": {"quality": 92, "subsampling": 0},
    ".jpeg": {"quality": 92, "subsampling": 0},
    ".webp": {"quality": 92},
    ".avif": {"quality": 85},
}
console = Console(stderr=True)


def register(app: typer.Typer) -> None:
    """Add the commands of staging to *app*."""
    app.command("stage")(stage)
    kit_app = typer.Typer(no_args_is_help=True, help="The furniture that rooms are staged with.")
    kit_app.command("sheet")(sheet)
    kit_app.command("list")(list_pieces)
    app.add_typer(kit_app, name="kit")


def stage(
    photo: Annotated[Path, typer.Argument(help="A photo of an empty room, or a folder of them.")],
    style: Annotated[Style, typer.Option(help="The style set.")] = "modern_luxury",
    room: Annotated[Kind, typer.Option(help="What the room is to be.")] = "living_room",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Where the picture goes; a folder for a batch."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another number, another arrangement.")] = 0,
    corners: Annotated[str, typer.Option(help="Floor corners in pixels: x1,y1 x2,y2 ...")] = "",
    openings: Annotated[
        str,
        typer.Option(help="Doors, windows ... in pixels: door:x1,y1 x2,y2 x3,y3 x4,y4; window:..."),
    ] = "",
    camera_height: Annotated[
        float | None, typer.Option(help="Height of the camera, metres.")
    ] = None,
    ceiling_height: Annotated[
        float | None, typer.Option(help="Height of the room, metres.")
    ] = None,
    length: Annotated[
        list[str] | None,
        typer.Option(help="A length you know: x1,y1,x2,y2=METRES; may be repeated."),
    ] = None,
    focal: Annotated[float | None, typer.Option(help="35 mm equivalent focal length, mm.")] = None,
    renderer: Annotated[
        Literal["auto", "llvm", "scalar"], typer.Option(help="Path tracer.")
    ] = "auto",
    quality: Annotated[Literal["full", "preview"], typer.Option(help="Preview is small.")] = "full",
    threshold: Annotated[float, typer.Option(help="Lowest score that is shown, 0 to 1.")] = 0.60,
) -> None:
    """Furnish a photo of an empty room; the building itself is never redrawn."""
    # Long because every option of the command is declared here, with its help.
    from vetrina.staging.pipeline import Order

    order = Order(
        style=style,
        room_type=room,
        seed=seed,
        hints=parse_hints(corners, openings, camera_height, ceiling_height, length or [], focal),
        renderer=renderer,
        quality=quality,
        threshold=threshold,
    )
    if photo.is_dir():
        _stage_folder(photo, output or photo / "staged", order)
    else:
        _stage_file(photo, output or photo.with_name(f"{photo.stem}_staged.jpg"), order)


def sheet(
    output: Annotated[Path, typer.Option("-o", "--output", help="Where the sheet goes.")] = Path(
        "kit.png"
    ),
    style: Annotated[Style, typer.Option(help="The style set.")] = "modern_luxury",
) -> None:
    """Render every piece of a style, with its name and size, on one sheet."""
    from vetrina.staging.showrooms import kit_sheet

    with _bar() as report:
        count = kit_sheet.draw_sheet(output, style, progress=report)
    console.print(f"{output}  {count} pieces", markup=False)


def list_pieces(
    style: Annotated[Style, typer.Option(help="The style set.")] = "modern_luxury",
) -> None:
    """List the pieces of a style with their sizes in centimetres."""
    from vetrina.staging import kit

    for info in kit.pieces(style):
        size = " x ".join(f"{round(100 * side)}" for side in info.size_m)
        typer.echo(f"{info.id}\t{info.name}\t{size} cm")


def _stage_folder(folder: Path, output: Path, order: Order) -> None:
    """Stage every picture of a folder; one that fails is told and the others go on."""
    pictures = sorted(p for p in folder.iterdir() if p.suffix.lower() in PICTURES)
    if not pictures:
        raise typer.BadParameter(f"{folder} holds no picture ({', '.join(sorted(PICTURES))})")
    output.mkdir(parents=True, exist_ok=True)
    failed = 0
    for number, picture in enumerate(pictures, 1):
        console.print(f"[{number}/{len(pictures)}] {picture.name}", markup=False)
        try:
            _stage_file(picture, output / f"{picture.stem}.jpg", order)
        except AppError as error:
            failed += 1
            console.print(f"  not staged: {error.message}", markup=False)
    console.print(f"{len(pictures) - failed} of {len(pictures)} staged, in {output}", markup=False)
    if failed:
        raise typer.Exit(1)


def _stage_file(source: Path, target: Path, order: Order) -> None:
    from vetrina import media
    from vetrina.staging.photo import Photo
    from vetrina.staging.pipeline import stage as run

    decoded = media.decode_file(source)
    photo = Photo(decoded.pixels, decoded.kept.focal_35mm)
    with _bar() as report:
        staged = run(photo, order, report)
    write_result(staged, order, target)
    total = sum(staged.timings_s.values())
    console.print(
        f"{target}  score {staged.score.total:.2f}  {total:.1f} s  {staged.renderer}", markup=False
    )


def write_result(staged: Staged, order: Order, target: Path) -> None:
    """Write the picture to *target*, its mask and its manifest beside it."""
    from PIL import Image

    from vetrina.staging.manifest import manifest

    target.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(staged.output).save(target, **SAVING.get(target.suffix.lower(), {}))
    Image.fromarray(staged.mask).save(target.with_suffix(".mask.png"), optimize=True)
    text = json.dumps(manifest(staged, order), indent=2, ensure_ascii=False)
    target.with_suffix(".json").write_text(text + "\n")


@contextmanager
def _bar() -> Iterator[Reporter]:
    """A progress bar with the name of the stage; silent where standard error is no terminal."""
    columns = (TextColumn("{task.description:<22}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting", total=1.0)

        def report(stage: StageReport) -> None:
            progress.update(task, completed=stage.done, description=stage.note or stage.stage)

        yield report
