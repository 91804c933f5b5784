"""What runs here is told truly, the same for people and for programmes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from vetrina.infra import settings
from vetrina.infra.assets import AssetStore
from vetrina.web.capabilities import describe_house, gather


def told(tmp_path, **sections):
    whole = settings.Settings(data_dir=tmp_path, **sections)
    parts = SimpleNamespace(settings=whole, assets=AssetStore(tmp_path / "assets"))
    return {one.id: one for one in describe_house(parts)}


async def test_the_page_and_both_documents_say_the_same(client):
    page = await client.get("/at/modera/capabilities")
    document = await client.get("/capabilities", headers={"Accept": "application/json"})
    under_api = await client.get("/api/v1/capabilities")
    rows = document.json()["capabilities"]
    assert rows == under_api.json()["capabilities"]
    assert {row["id"] for row in rows} >= {"database", "objects", "cache", "mail", "fonts"}
    for row in rows:
        assert f'id="{row["id"]}"' in page.text
    assert "Accept" in document.headers["vary"]


def test_every_line_gives_a_reason_or_is_full(tmp_path):
    for one in told(tmp_path).values():
        assert one.state in {"full", "reduced", "off"}
        assert one.state == "full" or (one.why and one.better), one.id


@pytest.mark.parametrize(
    ("name", "sections", "served_by"),
    [
        ("database", {}, "PostgreSQL, run by Vetrina itself"),
        (
            "database",
            {"database": settings.Database(url=SecretStr("postgresql://u@db.example/v"))},
            "PostgreSQL of the operator",
        ),
        ("objects", {"storage": settings.Storage(bucket="pictures")}, "a bucket"),
        ("cache", {"redis": settings.Redis(url=SecretStr("redis://h"))}, "Redis"),
        ("mail", {}, "an outbox on this machine"),
        ("fonts", {}, "the reader's own, with matched measures"),
    ],
)
def test_what_is_set_is_what_serves(tmp_path, name, sections, served_by):
    assert told(tmp_path, **sections)[name].served_by == served_by


def test_modules_come_before_the_house(tmp_path):
    parts = SimpleNamespace(
        settings=settings.Settings(data_dir=tmp_path), assets=AssetStore(tmp_path)
    )
    first = next(iter(describe_house(parts)))
    assert gather([lambda _: [first]], parts)[0] is first
