"""Load balancers and people learn what works; figures go to this machine or to a token."""

import asyncio

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from vetrina import __version__
from vetrina.infra import settings
from vetrina.infra.jobs import JobRegistry, Worker
from vetrina.ops import health

MONITORS_PATIENCE_S = 10
NOWHERE = "postgresql+psycopg://nobody@/nowhere?host=/nonexistent"
FIELDS = {
    *("status", "timestamp", "service", "version", "checks"),
    *("database", "redis", "ai_service", "disk_space"),
}


async def test_health_has_the_fields_of_every_plan_at_once(make_client):
    client, _ = make_client()
    answer = await client.get("/health")
    told = answer.json()
    assert (answer.status_code, set(told)) == (200, FIELDS)
    assert set(told["checks"]) == {
        *("database", "redis", "external_apis", "ai_service", "disk_space"),
    }
    assert (told["status"], told["version"], told["service"]) == ("ok", __version__, "vetrina")
    assert answer.headers["cache-control"] == "no-store"


async def test_one_answer_uses_one_word_for_good_health(make_client):
    client, _ = make_client(web=settings.Web(health_word="healthy"))
    answer = await client.get("/health")
    assert answer.json()["status"] == answer.json()["database"] == "healthy"
    assert '"ok"' not in answer.text


async def test_verbose_tells_the_facts_behind_each_check(make_client):
    client, _ = make_client()
    brief = (await client.get("/health")).json()["checks"]
    told = (await client.get("/health?verbose=1")).json()["checks"]
    assert "free_bytes" not in brief["disk_space"]
    assert told["disk_space"]["free_bytes"] > 0
    assert told["redis"]["note"] == "not configured, not needed"


async def test_a_database_that_is_away_is_503_and_the_process_still_lives(make_client):
    client, _ = make_client(database=settings.Database(app_url=SecretStr(NOWHERE)))
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()["database"]) == (503, "failed")
    assert answer.json()["status"] == "failed"
    assert (await client.get("/health/ready")).status_code == 503
    assert (await client.get("/health/live")).json() == {"status": "ok"}


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
async def test_while_the_database_is_away_people_and_programmes_are_told_to_come_back(
    make_client, accept
):
    client, _ = make_client(database=settings.Database(app_url=SecretStr(NOWHERE)))
    path = "/at/stagecraft/" if accept == "text/html" else "/at/stagecraft/api/v1/me"
    known = {"Accept": accept, "Cookie": "vetrina_session=known"}
    answer = await client.get(path, headers=known)
    assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5")
    assert accept in answer.headers["content-type"].replace("problem+json", "json")
    assert "the database does not answer" in answer.text.lower()
    assert "nowhere" not in answer.text


async def test_a_redis_that_is_configured_and_away_is_503(make_client, loopback):
    url = f"redis://127.0.0.1:{loopback.free_port()}/0"
    client, _ = make_client(redis=settings.Redis(url=SecretStr(url)))
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()["redis"]) == (503, "failed")


async def test_a_redis_that_hangs_is_503_before_a_monitor_gives_up(make_client):
    async def silence(reader, writer):
        await reader.read()
        writer.close()

    async with await asyncio.start_server(silence, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        url = f"redis://127.0.0.1:{port}/0"
        client, parts = make_client(redis=settings.Redis(url=SecretStr(url)))
        async with asyncio.timeout(MONITORS_PATIENCE_S):
            answer = await client.get("/health?verbose=1")
        assert (answer.status_code, answer.json()["redis"]) == (503, "failed")
        assert answer.json()["checks"]["redis"]["error"] == "TimeoutError"
        await parts.cache.close()


async def test_a_redis_that_answers_is_pinged(make_client, redis_url):
    client, parts = make_client(redis=settings.Redis(url=SecretStr(redis_url)))
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()["checks"]["redis"]["required"]) == (200, True)
    await parts.cache.close()
    await parts.limiter.close()


async def test_workers_are_seen_by_their_beat(make_client, own_databases):
    client, _ = make_client()
    assert (await client.get("/health")).json()["ai_service"] == "failed"
    async with own_databases.worker.begin() as db:
        await db.execute(sa.text("select procrastinate_register_worker_v1()"))
    told = (await client.get("/health?verbose=1")).json()
    assert told["checks"]["ai_service"]["workers"] == 1
    assert told["ai_service"] == "ok"


async def test_a_process_that_was_asked_to_stop_takes_no_more_requests(make_client):
    client, parts = make_client()
    assert (await client.get("/health/ready")).status_code == 200
    parts.draining.set()
    answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["draining"]) == (503, True)


def test_only_what_is_required_makes_the_whole_unhealthy():
    assert health.is_healthy({"a": health.Result(True), "b": health.Result(False, False)})
    assert not health.is_healthy({"a": health.Result(True), "b": health.Result(False)})


async def test_the_figures_have_the_names_that_monitors_look_for(make_client):
    client, _ = make_client()
    await client.get("/health/live")
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    for line in (
        'http_requests_total{method="GET",route="/health/live",status="200"}',
        'http_request_duration_seconds_bucket{le="0.005",method="GET",route="/health/live"',
        "# TYPE ai_processing_duration_seconds histogram",
        "# TYPE active_users gauge",
        "# TYPE outfit_generations_total counter",
    ):
        assert line in answer.text


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("203.0.113.7", {}),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}),
        ("127.0.0.1", {"X-Real-IP": "203.0.113.7"}),
    ],
)
async def test_figures_are_refused_to_strangers_and_to_who_comes_through_a_proxy(
    make_client, peer, headers
):
    client, _ = make_client(peer=peer)
    answer = await client.get("/metrics", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "metrics_refused")


async def test_a_token_opens_the_figures_from_anywhere_and_nothing_else_does(make_client):
    section = settings.Telemetry(metrics_token=SecretStr("a token for monitors"))
    client, _ = make_client(peer="203.0.113.7", telemetry=section)
    right = {"Authorization": "Bearer a token for monitors"}
    assert (await client.get("/metrics", headers=right)).status_code == 200
    assert (await client.get("/metrics", headers={"Authorization": "Bearer x"})).status_code == 401
    local, _ = make_client(telemetry=section)
    assert (await local.get("/metrics")).status_code == 401


def test_a_worker_wires_every_job_once(own_databases):
    worker = Worker(JobRegistry(), own_databases.worker, settings.Jobs())
    assert worker.app.tasks
