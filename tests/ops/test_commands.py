"""What the operator types, and what each command hands on."""

import json
import os
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from vetrina.__main__ import app as command_line
from vetrina.infra.db import DatabaseUrls
from vetrina.infra.settings import Database, Jobs, Ports, Settings, Web
from vetrina.infra.web import PortTaken
from vetrina.ops import addresses, processes, reset, start, up
from vetrina.storefronts import load_storefronts

URLS = DatabaseUrls("owner-url", "app-url", "worker-url")


def children(**changes):
    environ = {"PATH": "/bin", "DATABASE_URL": "owner-url", "VETRINA_DATABASE__URL": "owner-url"}
    whole = Settings(data_dir=Path("data"), **changes)
    return processes.make_children(whole, URLS, environ, is_quiet=True)


def test_each_process_is_given_the_database_as_its_own_role_only():
    web, worker = children()
    assert web.env["VETRINA_DATABASE__APP_URL"] == "app-url"
    assert worker.env["VETRINA_DATABASE__WORKER_URL"] == "worker-url"
    for child in (web, worker):
        assert "owner-url" not in child.env.values()
    assert "worker-url" not in web.env.values()
    assert "app-url" not in worker.env.values()


def test_processes_are_started_as_this_python_with_an_absolute_data_folder():
    web, worker = children()
    assert web.argv == [sys.executable, "-m", "vetrina", "web", "--quiet"]
    assert worker.argv == [sys.executable, "-m", "vetrina", "worker", "--number", "1", "--quiet"]
    assert web.env["VETRINA_DATA_DIR"] == str(Path("data").absolute())
    assert (web.is_worker, worker.is_worker) == (False, True)


def test_as_many_workers_are_kept_as_the_settings_say():
    assert [c.name for c in children(jobs=Jobs(workers=2))] == ["web", "worker-1", "worker-2"]
    assert [c.name for c in children(jobs=Jobs(workers=0))] == ["web"]


def test_addresses_name_the_hall_and_every_storefront_by_host_and_by_path():
    shops = load_storefronts()
    told = addresses.list_addresses(Settings(ports=Ports(web=8080)), shops)
    assert len(told) == 1 + len(shops)
    assert told[0].by_host == "http://127.0.0.1:8080/"
    first = next(iter(shops))
    assert told[1].by_host == f"http://{first.id}.localhost:8080/"
    assert told[1].by_path == f"http://127.0.0.1:8080/at/{first.id}/"


def test_one_storefront_alone_stands_at_the_root():
    shops = load_storefronts()
    first = next(iter(shops))
    [told] = addresses.list_addresses(Settings(storefront=first.id), shops)
    assert (told.name, told.by_host) == (first.name, "http://127.0.0.1:8000/")


@pytest.mark.parametrize(
    ("bind", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("10.0.0.7", "http://10.0.0.7:8000"),
    ],
)
def test_this_machine_is_reached_wherever_the_server_listens(bind, url):
    assert addresses.base_url(Settings(web=Web(bind=bind))) == url


def test_a_taken_port_stops_the_start_before_anything_runs(loopback):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port}"):
            up.settle_port(Settings(ports=Ports(web=port, payments=0)))


def test_port_0_becomes_a_free_one_that_all_processes_know():
    settled = up.settle_port(Settings(ports=Ports(web=0, payments=0)))
    assert settled.ports.web > 1024
    web, _ = processes.make_children(settled, URLS, {}, is_quiet=True)
    assert web.env["VETRINA_PORTS__WEB"] == str(settled.ports.web)


def test_the_first_run_makes_its_secrets_and_the_second_finds_them(tmp_path):
    environ = {"VETRINA_DATA_DIR": str(tmp_path / "data")}
    first = start.read_settings(environ).settings.security.secret_key.get_secret_value()
    second = start.read_settings(environ).settings.security.secret_key.get_secret_value()
    assert first == second
    assert len(first) == 64


def test_settings_for_a_command_know_the_database_in_both_roles():
    told = start.as_worker(Settings(database=Database(url=SecretStr(""))), URLS).database
    given = (told.app_url.get_secret_value(), told.worker_url.get_secret_value())
    assert given == ("app-url", "worker-url")


def test_reset_removes_the_data_folder(tmp_path):
    folder = tmp_path / "data"
    (folder / "secrets").mkdir(parents=True)
    assert reset.forget(folder) == [folder]
    assert not folder.exists()
    assert reset.forget(folder) == []


def test_reset_removes_no_folder_that_is_not_ours(tmp_path):
    (tmp_path / "thesis.odt").write_text("years of work")
    with pytest.raises(reset.NotOurs, match="not a data folder of ours"):
        reset.forget(tmp_path)
    assert (tmp_path / "thesis.odt").exists()


def test_reset_asks_first(tmp_path):
    environ = {"VETRINA_DATA_DIR": str(tmp_path / "data")}
    kept = CliRunner().invoke(command_line, ["reset"], input="no\n", env=environ)
    assert "Kept." in kept.output
    assert (tmp_path / "data").is_dir()
    gone = CliRunner().invoke(command_line, ["reset", "--yes"], env=environ)
    assert gone.exit_code == 0
    assert not (tmp_path / "data").exists()


def test_the_api_is_described_on_the_command_line(tmp_path):
    environ = {"VETRINA_DATA_DIR": str(tmp_path / "data")}
    done = CliRunner().invoke(command_line, ["openapi"], env=environ)
    assert json.loads(done.stdout)["openapi"].startswith("3.")


def test_an_unknown_group_of_assets_is_named_beside_the_known_ones(tmp_path):
    environ = {"VETRINA_DATA_DIR": str(tmp_path / "data")}
    done = CliRunner().invoke(command_line, ["assets", "pull", "fnots"], env=environ)
    assert "fnots is no group; there are fonts" in str(done.exception)


def test_nothing_of_the_tests_leaks_into_this_process():
    assert "VETRINA_DATABASE__APP_URL" not in os.environ
