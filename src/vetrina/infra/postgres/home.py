"""Where the cluster lies: in the data folder, or beside it where the server's user cannot enter.

Root that works in its own home (`/root/checkout/data`) is the usual case: PostgreSQL refuses to run
as root, and the user it runs as cannot pass through `/root`.  Opening that folder to everybody is
not ours to do, so the cluster is put into a folder of its own, and the data folder remembers where.
"""

from __future__ import annotations

import contextlib
import fcntl
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from vetrina.infra.postgres.account import Account
from vetrina.infra.postgres.errors import PostgresUnavailable

ELSEWHERE = Path("/var/lib/vetrina")
NOTE = "pg.place"
BELONGS_TO = "belongs_to"


def find_home(state: Path) -> Path:
    """The folder that holds the cluster of *state*, or will as far as is known yet."""
    return _remembered(state.absolute()) or state.absolute()


def settle_home(state: Path, account: Account, elsewhere: Path = ELSEWHERE) -> Path:
    """`find_home` before a start: a place elsewhere is made and remembered where it is needed.

    Raises: PostgresUnavailable where no folder can be made.
    """
    state = state.absolute()
    held = find_home(state)
    if held != state or account.uid is None:
        return held
    _make_passable(state)
    if _can_enter(state, account):
        return state
    home = elsewhere / f"{state.parent.name}-{secrets.token_hex(6)}"
    try:
        _make_passable(elsewhere)
        _make_passable(home)
    except OSError as error:
        raise PostgresUnavailable(
            f"the database's user cannot enter {state}, and {home} cannot be made "
            f"({error.strerror}); choose a data folder it can enter with VETRINA_DATA_DIR"
        ) from None
    (home / BELONGS_TO).write_text(f"{state}\n", encoding="utf-8")
    (state / NOTE).write_text(f"{home}\n", encoding="utf-8")
    return home


def remove_home(state: Path) -> Path | None:
    """Remove the cluster that *state* remembers elsewhere; its path, None where there is none.

    Raises: PostgresUnavailable while its server runs.
    """
    held = _remembered(state.absolute())
    with _unused(held or state):
        if held is not None:
            shutil.rmtree(held, ignore_errors=True)
    return held


def list_strays(elsewhere: Path = ELSEWHERE) -> list[Path]:
    """Clusters below *elsewhere* whose data folder is gone or remembers another one."""
    strays = []
    for note in sorted(elsewhere.glob(f"*/{BELONGS_TO}")):
        state = Path(note.read_text(encoding="utf-8").strip())
        if _remembered(state) != note.parent:
            strays.append(note.parent)
    return strays


def _remembered(state: Path) -> Path | None:
    try:
        held = Path((state / NOTE).read_text(encoding="utf-8").strip())
    except (FileNotFoundError, NotADirectoryError):
        return None
    # Whoever can write the note could name any folder; only one of ours is believed.
    return held if (held / BELONGS_TO).is_file() else None


def _make_passable(folder: Path) -> None:
    """Make *folder* unless it is there: others pass through it, and cannot list what it holds."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o711)  # whatever the umask took away


def _can_enter(folder: Path, account: Account) -> bool:
    asked = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
    done = subprocess.run(  # noqa: S603 - fixed words and a path
        asked, capture_output=True, check=False, **account.spawn(Path("/"))
    )
    return done.returncode == 0


@contextlib.contextmanager
def _unused(home: Path) -> Iterator[None]:
    lock = home / "pg.lock"
    if not lock.is_file():
        yield
        return
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PostgresUnavailable(
                f"the database in {home} is running; stop it first (Ctrl-C where it was started)"
            ) from None
        yield
