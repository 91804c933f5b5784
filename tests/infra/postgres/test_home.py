"""Root's server lies where its user can enter, and no folder of anybody is opened for it."""

import os
import shutil
import stat
from pathlib import Path

import psycopg
import pytest

from vetrina.infra.postgres import (
    EmbeddedPostgres,
    PostgresUnavailable,
    list_strays,
    remove_home,
)
from vetrina.infra.postgres.account import Account, choose_account
from vetrina.infra.postgres.home import find_home, settle_home

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def modes(folder: Path) -> list[int]:
    return [stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.parents)]


@pytest.fixture
def closed(tmp_path):
    """A data folder that only root can enter, as below /root."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    return private / "checkout" / "data"


def test_an_ordinary_user_keeps_the_cluster_in_the_data_folder(closed, open_folder):
    assert settle_home(closed, Account(), open_folder) == closed
    assert not closed.exists()


@needs_root
def test_whoever_only_looks_makes_no_place(closed):
    server = EmbeddedPostgres(closed)
    assert not server.is_running_elsewhere()
    assert server.cluster.state == closed
    assert not closed.exists()


@needs_root
def test_a_folder_that_the_servers_user_can_enter_is_used_as_it_is(open_folder):
    state = open_folder / "data"
    assert settle_home(state, choose_account(), open_folder / "elsewhere") == state
    assert not (open_folder / "elsewhere").exists()


@needs_root
def test_a_closed_folder_stays_closed_and_remembers_where_its_cluster_lies(closed, open_folder):
    closed.mkdir(parents=True)
    before = modes(closed)
    home = settle_home(closed, choose_account(), open_folder)
    assert home.parent == open_folder
    assert home.name.startswith("checkout-")
    assert (closed / "pg.place").read_text() == f"{home}\n"
    assert (home / "belongs_to").read_text() == f"{closed}\n"
    assert modes(closed) == before
    assert settle_home(closed, choose_account(), open_folder) == home
    assert find_home(closed) == home
    assert list_strays(open_folder) == []


@needs_root
def test_a_new_data_folder_of_the_same_name_never_finds_the_old_cluster(closed, open_folder):
    first = settle_home(closed, choose_account(), open_folder)
    shutil.rmtree(closed)
    second = settle_home(closed, choose_account(), open_folder)
    assert first != second
    assert list_strays(open_folder) == [first]


@needs_root
def test_a_place_that_cannot_be_made_is_told_with_the_cure(closed, open_folder):
    (open_folder / "file").write_text("")
    with pytest.raises(PostgresUnavailable, match="choose a data folder it can enter"):
        settle_home(closed, choose_account(), open_folder / "file")


@needs_root
def test_the_server_runs_from_elsewhere_and_goes_with_its_data_folder(closed):
    server = EmbeddedPostgres(closed, settings=FAST)
    server.start()
    home = server.moved_to
    try:
        with psycopg.connect(server.url().replace("+psycopg", "")) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        with pytest.raises(PostgresUnavailable, match="stop it first"):
            remove_home(closed)
    finally:
        server.stop()
    assert home.parent == Path("/var/lib/vetrina")
    assert remove_home(closed) == home
    assert not home.exists()


def test_a_note_that_names_a_strangers_folder_is_not_believed(closed, open_folder):
    closed.mkdir(parents=True)
    precious = open_folder / "precious"
    precious.mkdir()
    (closed / "pg.place").write_text(f"{precious}\n")
    assert remove_home(closed) is None
    assert precious.is_dir()
