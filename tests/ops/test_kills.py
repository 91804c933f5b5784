"""Whatever is killed while a picture is made: it is made once, and paid for once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from running import Installation, until

from vetrina.infra.postgres import EmbeddedPostgres

ROOMS = Path(__file__).parents[2] / "src" / "vetrina" / "staging" / "showrooms" / "pictures"
TAKES_A_WHILE = 1006
STYLES = {
    "worker": "modern_luxury",
    "web": "classic_elegance",
    "postgres": "contemporary_chic",
}
LEDGER = """
select kind, count(*) from credit_entries
where id = %(hold)s or hold_id = %(hold)s group by kind order by kind
"""


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, loopback: type
) -> Iterator[Installation]:
    held = Installation(
        tmp_path_factory.mktemp("kills"),
        loopback.free_port(),
        loopback.free_port(),
        VETRINA_STUDIO__ENGINE="fake",
        VETRINA_LIMITS__ENABLED="false",
    )
    try:
        assert until(held.is_ready), "the installation did not become ready"
        yield held
        held.stop()
        assert held.run("reset", "--yes").returncode == 0
    finally:
        held.stop()


@pytest.mark.fault
@pytest.mark.parametrize("killed", list(STYLES))
def test_a_picture_is_finished_and_charged_once_though_something_is_killed(
    installation: Installation, killed: str
) -> None:
    with httpx.Client(base_url=installation.shop, timeout=30, trust_env=False) as client:
        with (ROOMS / "long_hall.jpg").open("rb") as photo:
            begun = client.post(
                "/api/v1/stagings",
                files={"photo": ("room.jpg", photo)},
                data={
                    "style": STYLES[killed],
                    "room_type": "living_room",
                    "seed": str(TAKES_A_WHILE),
                },
            )
        assert begun.status_code == 202, begun.text
        staging = begun.json()["id"]
        assert until(lambda: look(client, staging).get("status") == "processing")
        installation.child(killed).send_signal(signal.SIGKILL)
        ended = until(lambda: over(look(client, staging)))
        assert ended["status"] == "completed", ended
        picture = client.get(ended["links"]["download"].removeprefix(installation.prefix))
        assert (picture.status_code, picture.content[:2]) == (200, b"\xff\xd8")
    assert ledger(installation, staging) == ({"hold": 1, "capture": 1}, 1)


def look(client: httpx.Client, staging: str) -> dict:
    """The staging as its owner sees it; empty while nobody answers."""
    try:
        answer = client.get(f"/api/v1/stagings/{staging}")
    except httpx.HTTPError:
        return {}
    return answer.json() if answer.status_code == 200 else {}


def over(state: dict) -> dict | None:
    return state if state.get("status") in {"completed", "failed", "needs_corners"} else None


def ledger(installation: Installation, staging: str) -> tuple[dict[str, int], int]:
    """Lines of the ledger by kind for this staging's hold, and how many results there are."""
    server = EmbeddedPostgres(installation.folder / "data")
    url = server.url("vetrina").replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        jobs = connection.execute(
            "select hold_id from picture_jobs where subject_id = %s and state = 'done'", (staging,)
        ).fetchall()
        assert len(jobs) == 1
        lines = dict(connection.execute(LEDGER, {"hold": jobs[0][0]}).fetchall())
        (results,) = connection.execute(
            "select count(*) from media m join stagings s on m.parent_id = s.photo_id"
            " where s.id = %s and m.role = 'result'",
            (staging,),
        ).fetchone()
    return lines, results
