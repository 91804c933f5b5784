"""The doctor names what is wrong and exactly what to type."""

import json
import socket

import pytest
from pydantic import SecretStr
from rich.console import Console
from typer.testing import CliRunner

from vetrina.__main__ import app as command_line
from vetrina.infra.checks import Finding
from vetrina.infra.settings import Database, Loaded, Ports, Redis, Settings, Web, load
from vetrina.ops import checks, doctor

GOOD = Finding("b_note", "told", "nothing to do", "note")


def ids(findings):
    return [finding.id for finding in findings]


def test_errors_come_first_and_a_broken_check_does_not_stop_the_others():
    def broken(settings):
        raise LookupError("gone")

    found = doctor.examine(Loaded(Settings()), [lambda _: [GOOD], broken])
    assert ids(found) == ["check_failed", "b_note"]
    assert "broken failed: LookupError: gone" in found[0].message


def test_unknown_and_contradictory_settings_are_told():
    loaded = load({"VETRINA_PROTS__WEB": "1", "PORT": "8001", "VETRINA_PORTS__WEB": "8002"})
    found = {one.id: one for one in doctor.examine(loaded, [])}
    assert found["unknown_setting"].fix == "did you mean VETRINA_PORTS__WEB?"
    assert "8002" not in found["contradiction"].message
    assert {one.weight for one in found.values()} == {"warning"}


def test_every_finding_is_printed_with_its_cure(capsys):
    doctor.print_report([GOOD, Finding("x", "it is broken", "mend it")], Console())
    said = capsys.readouterr().out
    assert "fix: mend it" in said
    assert "1 errors, 1 other findings." in said


def test_a_taken_port_is_found_with_the_cure(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        whole = Settings(
            data_dir=tmp_path,
            ports=Ports(web=port),
            database=Database(url=SecretStr("postgresql://x@/y")),
        )
        [found] = checks.check_ports(whole)
    assert (found.id, found.weight) == ("port_taken", "error")
    assert "VETRINA_PORTS__WEB=8080" in found.fix


def test_a_database_that_does_not_answer_is_found(tmp_path):
    url = SecretStr(f"postgresql://x@/y?host={tmp_path}")
    [found] = checks.check_database(Settings(database=Database(url=url)))
    assert (found.id, found.fix) == ("database_unreachable", "start it, or correct DATABASE_URL")


def test_a_prepared_database_with_a_role_that_bypasses_policies_is_found(own_databases, server):
    url = server.postgres.url(own_databases.owner_url.partition("@/")[2].partition("?")[0])
    found = list(checks.check_database(Settings(database=Database(url=SecretStr(url)))))
    assert ids(found) == ["unsafe_role"]


def test_a_database_without_its_tables_is_found(server):
    found = list(
        checks.check_database(Settings(database=Database(url=SecretStr(server.postgres.url()))))
    )
    assert "migrations_pending" in ids(found)


def test_a_redis_that_does_not_answer_is_found(loopback):
    url = SecretStr(f"redis://127.0.0.1:{loopback.free_port()}/0")
    [found] = checks.check_redis(Settings(redis=Redis(url=url)))
    assert (found.id, "remove REDIS_URL" in found.fix) == ("redis_unreachable", True)


def test_missing_fonts_are_found_and_are_no_error(tmp_path):
    [found] = checks.check_assets(Settings(data_dir=tmp_path))
    assert (found.id, found.weight, found.fix) == (
        "assets_missing",
        "warning",
        "vetrina assets pull",
    )


def test_production_without_a_public_address_is_found():
    secret = SecretStr("7" * 64)
    security = {"secret_key": secret, "jwt_secret": secret}
    whole = Settings.model_validate({"profile": "production", "security": security})
    assert ids(checks.check_addresses(whole)) == ["no_public_url"]
    known = whole.model_copy(update={"web": Web(public_url="https://shop.example")})
    assert ids(checks.check_addresses(known)) == []


@pytest.mark.parametrize(("setting", "code"), [("VETRINA_PORTS__WEB", 1), ("VETRINA_LOG", 0)])
def test_the_command_ends_with_1_only_for_errors(tmp_path, setting, code):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        environ = {
            "VETRINA_DATA_DIR": str(tmp_path / "data"),
            "VETRINA_PORTS__PAYMENTS": "0",
            "VETRINA_PORTS__WEB": "0",
            setting: str(taken.getsockname()[1]),
        }
        done = CliRunner().invoke(command_line, ["doctor"], env=environ)
    assert done.exit_code == code
    assert json.dumps("assets_missing")[1:-1] in done.output
