"""Lines are JSON, bounded, bear their ids and no secret; errors and traces leave only if asked."""

import asyncio
import json
import logging

import pytest
import sentry_sdk
import structlog
from fastapi import FastAPI

from vetrina.infra import settings
from vetrina.infra.telemetry import (
    carried,
    configure_logging,
    configure_sentry,
    configure_tracing,
    metrics,
    redact,
    resumed,
    scrub,
)
from vetrina.kernel import AppError


@pytest.fixture
def logs(tmp_path):
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    root.handlers = []
    configure_logging(settings.Telemetry(log_max_bytes=4096, log_files=3), tmp_path, process="web")
    yield tmp_path
    for handler in root.handlers:
        handler.close()
    root.handlers, root.level = before
    structlog.reset_defaults()


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_line_says_when_who_and_for_which_request(logs):
    with structlog.contextvars.bound_contextvars(request_id="req-1", job_id=7):
        structlog.get_logger("vetrina.studio").info("rendered", seconds=4.5)
    (line,) = lines(logs / "combined.log")
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "rendered",
        "level": "info",
        "logger": "vetrina.studio",
        "process": "web",
        "request_id": "req-1",
        "job_id": 7,
        "seconds": 4.5,
    }


def test_errors_stand_with_their_stack_in_a_file_of_their_own(logs):
    log = structlog.get_logger("vetrina")
    log.warning("odd")
    try:
        {}["gone"]
    except KeyError:
        log.exception("failed")
    (line,) = lines(logs / "error.log")
    assert (line["event"], line["level"]) == ("failed", "error")
    assert "KeyError: 'gone'" in line["exception"]
    assert len(lines(logs / "combined.log")) == 2


@pytest.mark.parametrize("is_readable", [True, False])
def test_the_console_is_for_people_or_for_programmes(logs, capsys, is_readable):
    section = settings.Telemetry()
    configure_logging(section, logs, process="web", is_readable=is_readable)
    structlog.get_logger("vetrina").info("rendered", seconds=4.5)
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "rendered" in one]
    assert line.startswith("{") is not is_readable
    assert "4.5" in line


def test_lines_of_libraries_have_the_same_form(logs):
    logging.getLogger("uvicorn.error").warning("shutting down")
    (line,) = lines(logs / "combined.log")
    assert (line["event"], line["logger"]) == ("shutting down", "uvicorn.error")


def test_log_files_are_bounded(logs):
    for _ in range(400):
        structlog.get_logger("vetrina").info("a line of some length", text="x" * 100)
    files = sorted(path.name for path in logs.glob("combined.log*"))
    assert files == ["combined.log", "combined.log.1", "combined.log.2"]
    assert all(path.stat().st_size <= 4096 for path in logs.glob("combined.log*"))


def test_no_secret_reaches_a_line(logs):
    structlog.get_logger("vetrina").error(
        "call failed to postgres://u:hidden1@h/db",
        api_key="hidden2",
        nested={"Authorization": "hidden3", "url": "https://x/?token=hidden4&a=1"},
        said="Bearer hidden5abc",
    )
    text = (logs / "combined.log").read_text()
    assert "hidden" not in text.replace("[hidden]", "")
    assert "a=1" in text


@pytest.mark.parametrize(
    ("value", "hidden"),
    [
        ({"password": "x"}, {"password": "[hidden]"}),
        ({"password": ""}, {"password": ""}),
        ({"seconds": 3, "key": "products"}, {"seconds": 3, "key": "products"}),
        ("redis://:pw@host:6379/0", "redis://:[hidden]@host:6379/0"),
        ("/files/a.jpg?e=1&t=&s=abc", "/files/a.jpg?e=1&t=&s=[hidden]"),
        ("sk-live_abcdefgh is wrong", "[hidden] is wrong"),
        ([{"cookie": "x"}], [{"cookie": "[hidden]"}]),
    ],
)
def test_secrets_are_known_by_name_and_by_look(value, hidden):
    assert redact(value) == hidden


def test_without_a_dsn_nothing_is_reported():
    assert configure_sentry(settings.Telemetry(), profile="development") is False
    assert sentry_sdk.get_client().is_active() is False


def test_with_a_dsn_errors_are_reported_scrubbed():
    sent = []

    class Sink(sentry_sdk.transport.Transport):
        def capture_envelope(self, envelope):
            sent.append(envelope)

    section = settings.Telemetry(sentry_dsn="http://key@127.0.0.1:9/1")
    try:
        assert configure_sentry(section, profile="production", transport=Sink) is True
        options = sentry_sdk.get_client().options
        assert (options["traces_sample_rate"], options["environment"]) == (0.1, "production")
        assert sentry_sdk.get_client().should_send_default_pii() is False
        sentry_sdk.capture_message("reached redis://:hidden1@h/0")
    finally:
        sentry_sdk.get_client().close()
        sentry_sdk.init()
    (envelope,) = sent
    assert "hidden1" not in envelope.serialize().decode()
    assert "[hidden]" in envelope.serialize().decode()


def test_expected_errors_page_nobody():
    class Refused(AppError):
        kind = "invalid"

    class Down(AppError):
        kind = "upstream"

    def hint(error):
        return {"exc_info": (type(error), error, None)}

    assert scrub({"a": 1}, hint(Refused("no"))) is None
    assert scrub({"a": 1}, hint(Down("no"))) == {"a": 1}
    assert scrub({"a": 1}, hint(LookupError())) == {"a": 1}


def test_without_a_collector_nothing_is_traced():
    assert configure_tracing(FastAPI(), settings.Telemetry(), process="web") is False


async def test_ids_go_from_the_request_into_the_job():
    with structlog.contextvars.bound_contextvars(request_id="req-9", other="stays"):
        held = carried()
    assert held == {"request_id": "req-9"}
    with resumed(held, job_id=3):
        await asyncio.sleep(0)
        assert structlog.contextvars.get_contextvars() == {"request_id": "req-9", "job_id": 3}
    assert structlog.contextvars.get_contextvars() == {}


def test_the_figures_have_the_names_that_were_promised():
    metrics.http_requests.labels("GET", "/x", "200").inc()
    metrics.http_request_duration.labels("GET", "/x", "200").observe(0.1)
    metrics.ai_processing_duration.labels("local", "staging").observe(4)
    text = metrics.exposition("")[0].decode()
    for sample in (
        'http_requests_total{method="GET",route="/x",status="200"}',
        'http_request_duration_seconds_bucket{le="0.1",method="GET",route="/x",status="200"}',
        'ai_processing_duration_seconds_count{model="local",task_type="staging"}',
        "active_users ",
        "outfit_generations_total ",
    ):
        assert sample in text
    assert "_created" not in text


def test_people_are_active_for_five_minutes_after_they_were_last_seen():
    begin = metrics.count_active(at_s=1e12)
    assert begin == 0
    metrics.saw("ada", at_s=1e12)
    metrics.saw("bob", at_s=1e12 + 200)
    metrics.saw("ada", at_s=1e12 + 250)
    assert metrics.count_active(at_s=1e12 + 260) == 2
    assert metrics.count_active(at_s=1e12 + 501) == 1
    assert metrics.count_active(at_s=1e12 + 551) == 0
