"""The pages of staging over HTTP: what is kept, what is refused, what is free elsewhere."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr

from vetrina import app
from vetrina.infra import settings
from vetrina.infra.db import Scope
from vetrina.infra.jobs import write_progress
from vetrina.kernel import StageReport
from vetrina.staging.samples import FOLDER

ROOM = FOLDER / "long_hall.jpg"
FIELDS = {"style": "classic_elegance", "room_type": "bedroom"}


@pytest.fixture
async def client(own_databases, tmp_path) -> AsyncIterator[AsyncClient]:
    """A browser in front of a web process, with a database of its own and no worker."""
    whole = settings.Settings(
        data_dir=tmp_path,
        database=settings.Database(
            app_url=SecretStr(own_databases.app_url),
            worker_url=SecretStr(own_databases.worker_url),
        ),
    )
    parts = app.build_parts(whole)
    transport = ASGITransport(app.wrap(app.make_api(parts)), client=("127.0.0.1", 1))
    own = {"sec-fetch-site": "same-origin", "accept": "text/html"}
    base = "http://stagecraft.localhost"
    async with AsyncClient(transport=transport, base_url=base, headers=own) as made:
        yield made
    await parts.outgoing.close()
    await parts.database.close()


def upload(file: Path = ROOM) -> dict[str, tuple[str, bytes, str]]:
    return {"photo": (file.name, file.read_bytes(), "image/jpeg")}


async def test_an_order_leads_to_its_page(client) -> None:
    answer = await client.post("/stagings", data=FIELDS, files=upload())
    assert answer.status_code == 303
    page = await client.get(answer.headers["location"])
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "Bedroom, classic elegance" in page.text
    assert "Waiting for its turn" in page.text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page.text


@pytest.mark.parametrize("note", ["", "second arrangement"])
async def test_a_second_arrangement_is_told_while_it_is_tried(client, own_databases, note) -> None:
    answer = await client.post("/stagings", data=FIELDS, files=upload())
    address = answer.headers["location"]
    report = StageReport("arranging", 0.08, note)
    async with own_databases.worker.begin(Scope("job", "stagecraft")) as db:
        moved = "update stagings set status = 'processing' returning id, space_id"
        [row] = (await db.execute(sa.text(moved))).all()
        whose = {"storefront_id": "stagecraft", "space_id": row.space_id, "subject_id": row.id}
        await write_progress(db, report, **whose)
    page = (await client.get(address)).text
    [line] = re.findall(r"<p[^>]*data-note[^>]*>", page)
    assert ("hidden" in line) is not bool(note)
    assert "Finding a place for every piece" in page


async def test_by_path_the_links_stay_within_the_shop(client) -> None:
    host = {"host": "127.0.0.1"}
    answer = await client.post("/at/stagecraft/stagings", data=FIELDS, files=upload(), headers=host)
    assert answer.headers["location"].startswith("/at/stagecraft/stagings/")
    page = await client.get(answer.headers["location"], headers=host)
    links = re.findall(r'(?:href|src|action|data-events|data-state)="(/[^"]*)"', page.text)
    assert links
    assert [link for link in links if not link.startswith("/at/stagecraft/")] == []


async def test_an_order_without_a_photo_is_told_and_keeps_its_choices(client) -> None:
    answer = await client.post("/stagings", data=FIELDS)
    assert answer.status_code == 422
    assert '<a href="#photo">Choose a photo of an empty room first.</a>' in answer.text
    assert re.search(r'value="classic_elegance" checked', answer.text)
    assert re.search(r'value="bedroom" checked', answer.text)


async def test_a_photo_is_kept_while_the_rest_is_put_right(client) -> None:
    answer = await client.post("/stagings", data={"room_type": "bedroom"}, files=upload())
    assert answer.status_code == 422
    assert '<a href="#style">Choose one of the styles.</a>' in answer.text
    found = re.search(r'name="media_id" value="([0-9a-f-]{36})"', answer.text)
    assert found
    again = await client.post("/stagings", data={**FIELDS, "media_id": found[1]})
    assert again.status_code == 303


async def test_a_file_that_is_no_picture_starts_nothing(client, tmp_path) -> None:
    wrong = tmp_path / "room.jpg"
    wrong.write_text("no picture")
    answer = await client.post("/stagings", data=FIELDS, files=upload(wrong))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert 'class="room"' not in (await client.get("/stagings")).text


async def test_the_fourth_trial_picture_is_refused_and_the_photo_kept(client) -> None:
    for seed in range(3):
        answer = await client.post("/stagings", data={**FIELDS, "seed": str(seed)}, files=upload())
        assert answer.status_code == 303
    answer = await client.post("/stagings", data={**FIELDS, "seed": "9"}, files=upload())
    assert answer.status_code == 403
    assert "Your trial pictures are used up. Your photo is kept" in answer.text
    assert 'name="media_id"' in answer.text
    assert "Make an account to go on" in answer.text
    assert (await client.get("/stagings")).text.count('class="room"') == 3


async def test_a_neighbours_room_is_not_there(client) -> None:
    answer = await client.post("/stagings", data=FIELDS, files=upload())
    address = answer.headers["location"]
    client.cookies.clear()
    for path in (address, f"{address}/delete", f"{address}/download/jpeg"):
        assert (await client.get(path)).status_code == 404
    for deed in ("cancel", "again", "corners", "delete"):
        assert (await client.post(f"{address}/{deed}")).status_code == 404


async def test_another_site_cannot_order(client) -> None:
    answer = await client.post(
        "/stagings", data=FIELDS, files=upload(), headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


async def test_the_paths_are_free_in_shops_without_staging(client) -> None:
    for host in ("closetgpt.localhost", "localhost"):
        answer = await client.get("/stagings", headers={"host": host})
        assert answer.status_code == 404


async def test_a_sample_may_be_kept_for_ever_and_an_unknown_one_is_not_there(client) -> None:
    answer = await client.get("/samples/long_hall/320.webp")
    assert answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]
    assert (await client.get("/samples/long_hall/333.webp")).status_code == 404
    assert (await client.get("/samples/no_room/320.webp")).status_code == 404


async def test_deleting_is_asked_first_and_ends_with_a_receipt(client) -> None:
    address = (await client.post("/stagings", data=FIELDS, files=upload())).headers["location"]
    asked = await client.get(f"{address}/delete")
    assert "Delete this room?" in asked.text
    receipt = await client.post(f"{address}/delete")
    assert receipt.status_code == 200
    assert re.search(r"SHA-256 [0-9a-f]{64}", receipt.text)
    assert (await client.get(address)).status_code == 404


async def test_another_arrangement_of_what_is_under_way_waits(client) -> None:
    address = (await client.post("/stagings", data=FIELDS, files=upload())).headers["location"]
    answer = await client.post(f"{address}/again")
    assert answer.status_code == 409
    assert '<a href="#act">It is being staged right now.' in answer.text
    assert (await client.get("/stagings")).text.count('class="room"') == 1


async def test_what_was_stopped_can_begin_again(client) -> None:
    address = (await client.post("/stagings", data=FIELDS, files=upload())).headers["location"]
    assert (await client.post(f"{address}/cancel")).headers["location"] == address
    stopped = await client.get(address)
    assert "You stopped this picture." in stopped.text
    assert "It cost nothing." in stopped.text
    again = await client.post(f"{address}/again")
    assert (again.status_code, again.headers["location"]) == (303, address)


async def test_corners_that_cannot_be_are_told_on_the_same_page(client) -> None:
    address = (await client.post("/stagings", data=FIELDS, files=upload())).headers["location"]
    await client.post(f"{address}/cancel")
    answer = await client.post(f"{address}/corners", data={"x1": "not a number"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
