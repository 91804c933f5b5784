"""The API of staging behind all middleware, with a worker and the fake engine."""

from __future__ import annotations

import asyncio
import io
from uuid import uuid4

import httpx
import numpy as np
import pytest
from PIL import Image

from factories import house
from vetrina.infra import settings

MOST = 10_485_760


async def send(client: httpx.AsyncClient, content: bytes | None = None, key="", **fields):
    headers = {"Idempotency-Key": key} if key else {}
    return await client.post(
        "/api/v1/stagings",
        data={"style": "modern_luxury", "room_type": "living_room", **fields},
        files={"photo": ("room.jpg", content or house.photo(), "image/jpeg")},
        headers=headers,
    )


async def look(client: httpx.AsyncClient, staging_id: str) -> dict:
    answer = await client.get(f"/api/v1/stagings/{staging_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_photo_goes_in_and_the_room_comes_out_furnished(home) -> None:
    async with home.client() as client:
        sent = await send(client)
        assert sent.status_code == 202, sent.text
        told = sent.json()
        assert (told["status"], told["trial_left"], told["result"]) == ("queued", 2, None)
        assert sent.headers["location"] == told["links"]["self"]
        await home.work()
        done = await look(client, told["id"])
        assert (done["status"], done["done"], done["score"]) == ("completed", 1.0, 0.9)
        assert done["pieces"][0] == {
            "name": "Box",
            "description": "A plain box.",
            "width_cm": 90,
            "depth_cm": 60,
            "height_cm": 45,
            "count": 1,
        }
        preview = await client.get(f"http://localhost{done['result']['preview']}")
        assert preview.headers["content-type"] in {"image/jpeg", "image/webp"}


async def test_the_row_has_the_columns_of_the_plan(home) -> None:
    async with home.client() as client:
        told = (await send(client)).json()
        await home.work()
        done = await look(client, told["id"])
    [row] = await home.rows(
        "select status, original_image_path, style, room_type, staged_image_path,"
        " processing_time_ms, quality_score, created_at, completed_at, error_message, user_id"
        " from stagings"
    )
    assert (row.status, row.style, row.room_type) == ("completed", "modern_luxury", "living_room")
    assert row.original_image_path.startswith("hot/")
    assert row.staged_image_path.startswith("hot/")
    assert row.processing_time_ms == done["processing_time_ms"] > 0
    assert float(row.quality_score) == 0.9
    assert (row.error_message, row.user_id) == (None, None)
    assert row.completed_at >= row.created_at


async def test_the_largest_file_is_taken_and_one_byte_more_is_not(home) -> None:
    async with home.client() as client:
        assert (await send(client, house.padded_photo(MOST))).status_code == 202
        refused = await send(client, house.padded_photo(MOST + 1))
        assert (refused.status_code, refused.json()["code"]) == (413, "file_too_large")
        assert refused.headers["content-type"] == "application/problem+json"


async def test_every_default_style_is_staged_and_the_status_moves(home) -> None:
    async with home.client() as client:
        styles = (await client.get("/api/v1/styles")).json()
        wanted = [style["id"] for style in styles["items"]]
        assert wanted == ["modern_luxury", "classic_elegance", "contemporary_chic"]
        sent = [(await send(client, style=style)).json() for style in wanted]
        assert [staging["status"] for staging in sent] == ["queued"] * 3
        await home.work()
        done = [await look(client, staging["id"]) for staging in sent]
        assert [staging["status"] for staging in done] == ["completed"] * 3
        assert len({staging["result"]["id"] for staging in done}) == 3


async def test_the_eleventh_picture_of_a_minute_waits(make_house) -> None:
    home = make_house(limits=settings.Limits())
    async with home.client() as client:
        answers = [await send(client, style="none") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    refused = answers[-1]
    assert refused.json()["code"] == "rate_limited"
    assert refused.headers["ratelimit-limit"] == "10"
    assert 1 <= int(refused.headers["retry-after"]) <= 60


async def test_a_storefront_that_says_how_many_pictures_a_minute_takes_so_many(make_house) -> None:
    shelf = house.shelf_with(picture_jobs_per_minute=2)
    home = make_house(shelf, limits=settings.Limits())
    async with home.client() as client:
        answers = [await send(client, style="none") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert answers[-1].headers["ratelimit-limit"] == "2"


async def test_a_space_that_changes_its_address_is_still_counted(make_house) -> None:
    home = make_house(limits=settings.Limits())
    async with home.client() as first:
        for _ in range(6):
            await send(first, style="modern_luxury", seed="1002")
        cookies = dict(first.cookies)
    async with home.client(address="127.0.0.2") as second:
        second.cookies.update(cookies)
        answers = [await send(second, style="none") for _ in range(6)]
    # The first request came before there was a space.
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]


async def test_the_trial_ends_after_three_pictures(home) -> None:
    async with home.client() as client:
        left = [(await send(client, seed=str(n))).json()["trial_left"] for n in range(3)]
        assert left == [2, 1, 0]
        refused = await send(client, seed="3")
        assert (refused.status_code, refused.json()["code"]) == (403, "credits_exhausted")
        assert len((await client.get("/api/v1/stagings")).json()["items"]) == 3


async def test_a_neighbours_staging_is_not_there(home) -> None:
    async with home.client() as owner, home.client() as neighbour:
        told = (await send(owner)).json()
        await send(neighbour)
        await home.work()
        path = f"/api/v1/stagings/{told['id']}"
        for method, tail in (
            ("GET", ""),
            ("DELETE", ""),
            ("POST", "/cancel"),
            ("GET", "/events"),
            ("GET", "/download"),
        ):
            answer = await neighbour.request(method, path + tail)
            assert (answer.status_code, answer.json()["code"]) == (404, "staging_not_found"), tail
        shown = (await neighbour.get("/api/v1/stagings")).json()["items"]
        assert told["id"] not in {staging["id"] for staging in shown}
        assert (await look(owner, told["id"]))["status"] == "completed"


async def test_a_picture_of_a_neighbour_cannot_be_staged(home) -> None:
    async with home.client() as owner, home.client() as neighbour:
        told = (await send(owner)).json()
        await send(neighbour)
        stolen = {"style": "modern_luxury", "media_id": told["photo"]["id"]}
        answer = await neighbour.post("/api/v1/stagings", data=stolen)
        assert (answer.status_code, answer.json()["code"]) == (404, "media_not_found")


async def test_an_unsure_room_asks_for_corners_costs_nothing_and_takes_them(home) -> None:
    async with home.client() as client:
        told = (await send(client, seed="1001")).json()
        await home.work()
        unsure = await look(client, told["id"])
        assert (unsure["status"], unsure["error_code"]) == ("needs_corners", "needs_corners")
        assert unsure["reasons"] == ["The floor is not understood."]
        assert unsure["trial_left"] == 3
        assert len(unsure["room_outline"]) == 4
        corners = {"corners": [[10, 110], [40, 70], [120, 70], [150, 110]]}
        again = await client.post(
            unsure["links"]["corners"].split("/at/stagecraft")[1], json=corners
        )
        assert (again.status_code, again.json()["id"]) == (202, told["id"])
        await home.work()
        done = await look(client, told["id"])
        assert (done["status"], done["trial_left"]) == ("completed", 2)
        assert done["corners"] == corners["corners"]


@pytest.mark.parametrize(
    ("seed", "code"),
    [("1002", "photo_refused"), ("1003", "result_rejected"), ("1004", "engine_died")],
)
async def test_what_fails_is_told_and_costs_nothing(home, seed, code) -> None:
    async with home.client() as client:
        told = (await send(client, seed=seed)).json()
        await home.work()
        failed = await look(client, told["id"])
        assert (failed["status"], failed["error_code"]) == ("failed", code)
        assert failed["error_message"]
        assert (failed["result"], failed["trial_left"]) == (None, 3)
        download = await client.get(f"/api/v1/stagings/{told['id']}/download")
        assert (download.status_code, download.json()["code"]) == (409, "staging_unfinished")


async def test_the_same_wish_again_gives_the_kept_picture_at_no_cost(home) -> None:
    async with home.client() as client:
        first = (await send(client)).json()
        await home.work()
        again = (await send(client)).json()
        assert (again["status"], again["is_free"], again["trial_left"]) == ("completed", True, 2)
        assert again["id"] != first["id"]
        assert again["result"]["id"] == (await look(client, first["id"]))["result"]["id"]


async def test_the_same_wish_twice_at_once_is_made_and_paid_once(home) -> None:
    async with home.client() as client:
        pair = [(await send(client)).json() for _ in range(2)]
        assert pair[-1]["trial_left"] == 1
        await home.work()
        await home.work()  # The second waited for the first, whose end put it back into the queue.
        done = [await look(client, staging["id"]) for staging in pair]
        # Which of the two comes first is the queue's affair.
        assert sorted(staging["is_free"] for staging in done) == [False, True]
        assert done[0]["trial_left"] == 2


async def test_another_arrangement_is_a_new_staging_with_the_next_seed(home) -> None:
    async with home.client() as client:
        first = (await send(client)).json()
        await home.work()
        path = f"/api/v1/stagings/{first['id']}/arrangements"
        again = (await client.post(path, json={})).json()
        assert (again["seed"], again["id"] != first["id"]) == (1, True)
        busy = await client.post(f"/api/v1/stagings/{again['id']}/arrangements", json={})
        assert (busy.status_code, busy.json()["code"]) == (409, "staging_under_way")
        await home.work()
        assert (await look(client, again["id"]))["status"] == "completed"


async def test_one_key_makes_one_staging_and_no_other_request_uses_it(home) -> None:
    async with home.client() as client:
        first = await send(client, key="order 7")
        same = await send(client, key="order 7")
        assert (same.status_code, same.json()["id"]) == (202, first.json()["id"])
        other = await send(client, key="order 7", style="classic_elegance")
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert len(await home.rows("select 1 from stagings")) == 1
    assert len(await home.rows("select 1 from media where role = 'original'")) == 1


async def test_one_key_sent_six_times_at_once_makes_one_staging(home) -> None:
    async with home.client() as client:
        await send(client, style="none")
        await send(client, seed="1")
        answers = await asyncio.gather(*(send(client, key="once") for _ in range(6)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_a_waiting_staging_is_cancelled_at_no_cost(home) -> None:
    async with home.client() as client:
        told = (await send(client)).json()
        stopped = await client.post(f"/api/v1/stagings/{told['id']}/cancel")
        assert (stopped.json()["status"], stopped.json()["trial_left"]) == ("cancelled", 3)
        await home.work()
        assert (await look(client, told["id"]))["status"] == "cancelled"


async def test_deleting_leaves_a_receipt_and_nothing_else(home) -> None:
    async with home.client() as client:
        told = (await send(client)).json()
        await home.work()
        receipt = await client.delete(f"/api/v1/stagings/{told['id']}")
        assert sorted(p["role"] for p in receipt.json()["pictures"]) == [
            "mask",
            "original",
            "result",
        ]
        await home.work()
        assert (await client.get(f"/api/v1/stagings/{told['id']}")).status_code == 404
        again = (await send(client)).json()
        assert (again["status"], again["is_free"]) == ("queued", False)
    assert await home.rows("select 1 from media where id::text = :id", id=told["photo"]["id"]) == []


async def test_deleting_one_of_two_keeps_what_the_other_shows(home) -> None:
    async with home.client() as client:
        first = (await send(client)).json()
        await home.work()
        kept = (await send(client)).json()
        await client.delete(f"/api/v1/stagings/{first['id']}")
        await home.work()
        left = await look(client, kept["id"])
        assert left["result"]["id"] == kept["result"]["id"]
        assert (await client.get(f"http://localhost{left['result']['preview']}")).status_code == 200


@pytest.mark.parametrize("form", ["jpeg", "png", "webp"])
async def test_downloads_have_the_photos_size_and_say_what_they_are(home, form) -> None:
    async with home.client() as client:
        told = (await send(client)).json()
        await home.work()
        answer = await client.get(f"/api/v1/stagings/{told['id']}/download?format={form}")
    assert answer.headers["content-type"] == f"image/{form}"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert b"compositeSynthetic" in answer.content
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == (160, 120)


async def test_the_result_keeps_every_pixel_that_the_mask_leaves(home) -> None:
    async with home.client() as client:
        told = (await send(client)).json()
        await home.work()
        download = await client.get(f"/api/v1/stagings/{told['id']}/download?format=png")
    staged = np.asarray(Image.open(io.BytesIO(download.content)).convert("RGB"))
    photo = np.asarray(Image.open(io.BytesIO(house.photo())).convert("RGB"))
    changed = (staged != photo).any(axis=2)
    assert 0 < changed.mean() < 0.2


async def test_stagings_are_listed_page_by_page_the_newest_first(home) -> None:
    async with home.client() as client:
        sent = [(await send(client, seed=str(n))).json()["id"] for n in range(3)]
        first = (await client.get("/api/v1/stagings?limit=2")).json()
        rest = (await client.get(f"/api/v1/stagings?cursor={first['next_cursor']}")).json()
    assert [staging["id"] for staging in first["items"]] == sent[:0:-1]
    assert ([staging["id"] for staging in rest["items"]], rest["next_cursor"]) == (sent[:1], None)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"style": "baroque"}, "style_unknown"),
        ({"room_type": "cellar"}, "room_type_unknown"),
        ({"corners": "1,2"}, "hint_unreadable"),
        ({"openings": "hole:1,2"}, "hint_unreadable"),
        ({"length": "far"}, "hint_unreadable"),
        ({"camera_height_m": "99"}, "hint_unreadable"),
        ({"camera_height_m": "nan"}, "hint_unreadable"),
        ({"camera_height_m": "tall"}, "form_unreadable"),
        ({"seed": "-1"}, "hint_unreadable"),
        ({"seed": "x"}, "form_unreadable"),
    ],
)
async def test_a_wish_that_cannot_be_read_is_told_and_leaves_nothing(home, fields, code) -> None:
    async with home.client() as client:
        refused = await send(client, **fields)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert await home.rows("select 1 from stagings") == []
    assert await home.rows("select 1 from credit_entries") == []


async def test_a_request_without_a_photo_or_with_an_unknown_one_is_refused(home) -> None:
    async with home.client() as client:
        bare = await client.post("/api/v1/stagings", data={"style": "modern_luxury"})
        assert (bare.status_code, bare.json()["code"]) == (422, "form_unreadable")
        other = {"style": "modern_luxury", "media_id": str(uuid4())}
        unknown = await client.post("/api/v1/stagings", data=other)
        assert (unknown.status_code, unknown.json()["code"]) == (404, "media_not_found")
        text = await client.post("/api/v1/stagings", content=b"{}")
        assert (text.status_code, text.json()["code"]) == (422, "form_unreadable")
