"""`make demo`: stages a room as its first act, by the API that anybody would use."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from vetrina.infra.settings import Settings
from vetrina.ops.addresses import base_url
from vetrina.ops.errors import DemoFailed
from vetrina.ops.up import print_addresses
from vetrina.storefronts import Storefront, load_storefronts

PATIENCE_S = 600.0
POLL_S = 1.5  # stays below the 60 calls a minute that one address has
ROOM_TYPE = "living_room"
OVER = frozenset({"completed", "failed", "needs_corners", "cancelled"})


@dataclass(frozen=True, slots=True)
class Demo:
    """photo: what is staged.  folder: where the result is put.  The first style is taken unless
    *style* names one."""

    photo: Path
    folder: Path
    style: str = ""
    room_type: str = ROOM_TYPE


def run_demo(settings: Settings, console: Console, demo: Demo) -> Path:
    """Stage the photo through the running server and tell where the result lies; its path.

    Raises: DemoFailed.
    """
    storefront = staging_storefront()
    begin = time.monotonic()
    api = f"/at/{storefront.id}/api/v1"
    with httpx.Client(base_url=base_url(settings), timeout=60.0, trust_env=False) as client:
        started = _start(client, f"{api}/stagings", demo, storefront)
        console.print(f"{storefront.name} stages {demo.photo.name}", markup=False, highlight=False)
        ended = _follow(client, f"{api}/stagings/{started['id']}", console)
        result = _fetch_result(client, ended["links"]["download"], demo.folder)
        _check_health(client)
    shutil.copyfile(demo.photo, demo.folder / f"before{demo.photo.suffix.lower()}")
    score = ended.get("score")
    told = f", score {score:.2f}" if isinstance(score, float) else ""
    console.print(
        f"Staged in {time.monotonic() - begin:.0f} s{told}: {result}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    print_addresses(settings, console)
    return result


def staging_storefront() -> Storefront:
    """The first storefront that stages rooms."""
    return next(one for one in load_storefronts() if one.has("staging"))


def first_style(storefront: Storefront) -> str:
    """The style that people see first."""
    active = [style for style in storefront.styles if style.active]
    return min(active, key=lambda style: style.sort_order).id


def _start(client: httpx.Client, url: str, demo: Demo, storefront: Storefront) -> dict[str, Any]:
    style = demo.style or first_style(storefront)
    with demo.photo.open("rb") as file:
        answer = client.post(
            url,
            files={"photo": (demo.photo.name, file)},
            data={"style": style, "room_type": demo.room_type},
        )
    return _read(answer, "start the staging")


def _follow(client: httpx.Client, url: str, console: Console) -> dict[str, Any]:
    """Poll until the staging is over; its last state."""
    deadline = time.monotonic() + PATIENCE_S
    with _bar(console) as tell:
        while True:
            state = _read(client.get(url), "ask how far it is")
            tell(str(state.get("stage") or state["status"]), float(state.get("done") or 0.0))
            if state["status"] in OVER:
                break
            if time.monotonic() > deadline:
                raise DemoFailed(f"The staging did not end within {PATIENCE_S:.0f} s.")
            time.sleep(POLL_S)
    require_completed(state)
    return state


def require_completed(state: dict[str, Any]) -> None:
    """Raise DemoFailed with the server's own reason unless there is a picture."""
    if state["status"] != "completed":
        reason = state.get("error_message") or "no reason was given"
        raise DemoFailed(f"The staging ended as {state['status']}: {reason}")


def _fetch_result(client: httpx.Client, url: str, folder: Path) -> Path:
    answer = client.get(url)
    if answer.status_code != httpx.codes.OK:
        raise DemoFailed(f"The picture could not be fetched: HTTP {answer.status_code}")
    folder.mkdir(parents=True, exist_ok=True)
    target = (folder / "staged.jpg").absolute()
    target.write_bytes(answer.content)
    return target


def _check_health(client: httpx.Client) -> None:
    answer = client.get("/health")
    if answer.status_code != httpx.codes.OK:
        raise DemoFailed(f"/health answers {answer.status_code}: {answer.text[:300]}")


def _read(answer: httpx.Response, what: str) -> dict[str, Any]:
    """The JSON of *answer*.  Raises: DemoFailed with what the server said."""
    try:
        told = answer.json()
    except ValueError:
        told = {}
    if answer.is_success and isinstance(told, dict):
        return told
    said = told.get("detail") if isinstance(told, dict) else ""
    raise DemoFailed(f"Could not {what}: HTTP {answer.status_code} {said or answer.text[:200]}")


class _Tell(Protocol):
    def __call__(self, stage: str, done: float) -> None: ...


@contextmanager
def _bar(console: Console) -> Iterator[_Tell]:
    """A bar with the name of the stage; where there is no terminal, a line per stage."""
    if not console.is_terminal:
        last = ""

        def tell_line(stage: str, done: float) -> None:
            nonlocal last
            if stage != last:
                console.print(f"  {100 * done:3.0f} %  {stage}", markup=False, highlight=False)
                last = stage

        yield tell_line
        return
    columns = (TextColumn("  {task.description:<22}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("queued", total=1.0)

        def tell_bar(stage: str, done: float) -> None:
            progress.update(task, completed=done, description=stage)

        yield tell_bar
