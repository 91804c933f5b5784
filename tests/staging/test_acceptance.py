"""The acceptance script of staging, as one story, and the tables that its plan asks for."""

from __future__ import annotations

import sqlalchemy as sa

from factories import house
from vetrina.infra import settings
from vetrina.infra.db import Scope
from vetrina.kernel import new_id

MOST = 10_485_760
STYLES = ["modern_luxury", "classic_elegance", "contemporary_chic"]
COLUMNS = {
    "id": ("uuid", None, "NO"),
    "user_id": ("uuid", None, "YES"),
    "status": ("character varying", 20, "NO"),
    "original_image_path": ("text", None, "NO"),
    "style": ("character varying", 50, "NO"),
    "room_type": ("character varying", 50, "YES"),
    "staged_image_path": ("text", None, "YES"),
    "processing_time_ms": ("integer", None, "YES"),
    "quality_score": ("numeric", None, "YES"),
    "created_at": ("timestamp with time zone", None, "NO"),
    "completed_at": ("timestamp with time zone", None, "YES"),
    "error_message": ("text", None, "YES"),
    "storefront_id": ("text", None, "NO"),
    "space_id": ("uuid", None, "NO"),
}
RESULTS = """
select style, status, processing_time_ms, quality_score, error_message from stagings
where status = 'completed' order by id
"""
PERSON = """
insert into users (storefront_id, space_id, id, email) values (:shop, :space, :id, :email)
"""
DESCRIBE = """
select column_name, data_type, character_maximum_length, is_nullable, column_default,
       numeric_precision, numeric_scale
from information_schema.columns where table_name = 'stagings'
"""


async def send(client, content: bytes, **fields: str):
    return await client.post(
        "/api/v1/stagings",
        data={"room_type": "living_room", **fields},
        files={"photo": ("room.jpg", content, "image/jpeg")},
    )


# Long because the script is one story, told in the order of requirements 6.5.
async def test_the_acceptance_script_of_staging(make_house) -> None:
    home = make_house(limits=settings.Limits())
    async with home.client() as client:
        sent = [await send(client, house.padded_photo(MOST), style=STYLES[0])]
        assert (
            await send(client, house.padded_photo(MOST + 1), style=STYLES[0])
        ).status_code == 413
        sent += [await send(client, house.photo(), style=style) for style in STYLES[1:]]
        assert [answer.status_code for answer in sent] == [202] * 3
        assert {answer.json()["status"] for answer in sent} == {"queued"}
        await home.work()
        rows = await home.rows(RESULTS)
        assert [row.style for row in rows] == STYLES
        assert all(row.processing_time_ms > 0 and row.error_message is None for row in rows)
        assert [float(row.quality_score) for row in rows] == [0.9] * 3

        seen = [await send(client, house.photo(), style="none") for _ in range(7)]
        assert [answer.status_code for answer in seen] == [422] * 6 + [429]
        assert int(seen[-1].headers["retry-after"]) >= 1
    async with home.client(address="127.0.0.9") as other:
        failing = await send(other, house.photo(tone=9), style=STYLES[0], seed="1003")
        path = f"/api/v1/stagings/{failing.json()['id']}"
        assert (await other.get(path)).json()["status"] == "queued"
        await home.work()
        failed = (await other.get(path)).json()
    assert (failed["status"], failed["result"]) == ("failed", None)
    [row] = await home.rows("select status, error_message from stagings where status = 'failed'")
    assert row.error_message == failed["error_message"] != ""


async def test_the_table_of_stagings_has_the_columns_of_the_plan_and_a_space(home) -> None:
    rows = {row.column_name: row for row in await home.rows(DESCRIBE)}
    told = {
        name: (rows[name].data_type, rows[name].character_maximum_length, rows[name].is_nullable)
        for name in COLUMNS
    }
    assert told == COLUMNS
    score = rows["quality_score"]
    assert (score.numeric_precision, score.numeric_scale) == (3, 2)
    assert rows["status"].column_default.startswith("'processing'")
    assert rows["created_at"].column_default == "now()"
    indexes = await home.rows(
        "select indexname, indexdef from pg_indexes where tablename = 'stagings'"
    )
    defined = {row.indexname: row.indexdef for row in indexes}
    for column in ("user_id", "status", "created_at"):
        assert defined[f"idx_{column}"].endswith(f"USING btree ({column})")


async def test_the_table_of_users_has_the_columns_of_the_plan(home) -> None:
    rows = await home.rows(
        "select column_name, data_type, is_nullable, column_default"
        " from information_schema.columns where table_name = 'users'"
    )
    told = {row.column_name: (row.data_type, row.is_nullable) for row in rows}
    assert told["id"] == ("uuid", "NO")
    assert told["email"] == ("text", "NO")
    assert "api_key" not in told  # keys are rows of their own, hashed
    assert {row.column_name: row.column_default for row in rows}["created_at"] == "now()"
    unique = await home.rows(
        "select pg_get_constraintdef(oid) as said from pg_constraint"
        " where conrelid = 'users'::regclass and contype = 'u'"
    )
    assert [row.said for row in unique] == ["UNIQUE (storefront_id, email)"]


async def test_a_staging_outlives_the_account_of_its_person(home) -> None:
    async with home.client() as client:
        told = (await send(client, house.photo(), style=STYLES[0])).json()
        assert told["status"] == "queued"
    [row] = await home.rows("select id, space_id, user_id from stagings")
    assert row.user_id is None
    person = {"id": new_id(), "shop": house.SHOP, "space": row.space_id, "email": "a@example.com"}
    async with home.parts.database.begin(Scope("member", house.SHOP, (row.space_id,))) as db:
        await db.execute(sa.text(PERSON), person)
        await db.execute(sa.text("update stagings set user_id = :id"), person)
        assert (await db.execute(sa.text("delete from users where id = :id"), person)).rowcount == 1
    [left] = await home.rows("select id, user_id from stagings")
    assert (left.id, left.user_id) == (row.id, None)
