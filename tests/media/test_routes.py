"""The API of pictures behind all middleware: limits to the byte, owners, receipts."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from media_pictures import encoded, padded_jpeg, picture

from vetrina.infra import web
from vetrina.infra.db import Scope
from vetrina.media.routes import router
from vetrina.storefronts import ChooseStorefront

SHOP = "stagecraft"
MOST = 10_485_760
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def visitor(parts) -> Callable[[], httpx.AsyncClient]:
    """Makes clients that are each somebody new."""
    api = FastAPI()
    api.state.parts, api.state.database = parts, parts.database
    api.include_router(router)
    web.install_errors(api)
    app = web.wrap(ChooseStorefront(api, parts.settings), parts.settings)
    transport = httpx.ASGITransport(app)
    base = f"http://localhost/at/{SHOP}"
    return lambda: httpx.AsyncClient(transport=transport, base_url=base, headers=OWN_PAGE)


async def send(client: httpx.AsyncClient, content: bytes, name: str = "room.jpg"):
    return await client.post("/api/v1/media", files={"file": (name, content, "image/jpeg")})


async def test_somebody_new_sends_a_picture_and_sees_it(visitor, parts) -> None:
    async with visitor() as client:
        sent = await send(client, encoded(picture(), "JPEG"))
        assert sent.status_code == 201, sent.text
        told = sent.json()
        assert (told["width_px"], told["height_px"]) == (96, 72)
        assert (told["content_type"], told["filename"]) == ("image/jpeg", "room.jpg")
        assert sent.headers["location"] == f"/at/{SHOP}/api/v1/media/{told['id']}"
        seen = await client.get(f"/api/v1/media/{told['id']}")
        assert seen.json() == told
        preview = await client.get(f"http://localhost{told['links']['preview']}")
        assert preview.headers["content-type"] == "image/jpeg"
        assert preview.headers["content-security-policy"] == "default-src 'none'; sandbox"


async def test_a_neighbour_finds_nothing_and_deletes_nothing(visitor, own_databases) -> None:
    async with visitor() as owner, visitor() as neighbour:
        path = f"/api/v1/media/{(await send(owner, padded_jpeg(5000))).json()['id']}"
        assert (await send(neighbour, padded_jpeg(5000))).status_code == 201
        for method in ("GET", "DELETE"):
            answer = await neighbour.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (404, "media_not_found")
        assert (await owner.get(path)).status_code == 200
    async with own_databases.worker.begin(Scope("job")) as db:
        assert await db.scalar(sa.text("select count(*) from media")) == 2


async def test_the_limit_is_exact_to_the_byte(visitor, parts) -> None:
    async with visitor() as client:
        largest = await send(client, padded_jpeg(MOST))
        assert (largest.status_code, largest.json()["byte_size"]) == (201, MOST)
        more = await send(client, padded_jpeg(MOST + 1))
        assert (more.status_code, more.json()["code"]) == (413, "file_too_large")
        assert more.json()["details"] == {"max_bytes": MOST}
        far_more = await send(client, padded_jpeg(2 * MOST))
        assert (far_more.status_code, far_more.json()["code"]) == (413, "body_too_large")


async def test_a_refused_file_leaves_no_row_no_job_and_no_bytes(visitor, own_databases, files):
    async with visitor() as client:
        answer = await send(client, b"<svg onload='alert(1)'/>", "x.jpg")
        assert answer.status_code == 422
        assert answer.json()["code"] == "picture_refused"
        assert answer.json()["details"] == {"reason": "type_not_accepted"}
    async with own_databases.worker.begin(Scope("job")) as db:
        counts = "select (select count(*) from media), (select count(*) from procrastinate_jobs)"
        assert tuple((await db.execute(sa.text(counts))).one()) == (0, 0)
    assert await files() == []


async def test_without_a_file_the_answer_says_what_is_missing(visitor) -> None:
    async with visitor() as client:
        answer = await client.post("/api/v1/media", data={"other": "x"})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
        assert answer.json()["errors"][0]["field"] == "body.file"


async def test_a_deleted_picture_is_gone_at_once_and_leaves_a_receipt(visitor, work, files) -> None:
    async with visitor() as client:
        told = (await send(client, padded_jpeg(5000))).json()
        await work()
        deleted = await client.delete(f"/api/v1/media/{told['id']}")
        assert deleted.status_code == 200
        [gone] = deleted.json()["pictures"]
        assert (gone["id"], gone["pixel_hash"]) == (told["id"], told["pixel_hash"])
        assert (gone["role"], gone["byte_size"]) == ("original", 5000)
        preview = await client.get(f"http://localhost{told['links']['preview']}")
        assert preview.status_code == 404
        assert (await client.get(f"/api/v1/media/{told['id']}")).status_code == 404
        assert (await client.delete(f"/api/v1/media/{told['id']}")).status_code == 404
    await work()
    assert await files() == []


async def test_a_picture_that_something_stands_on_is_not_deleted(visitor, own_databases) -> None:
    owner = own_databases.owner_url
    engine = sa.create_engine(owner)
    with engine.begin() as db:
        db.execute(sa.text("create table standing (media_id uuid references media (id))"))
        db.execute(sa.text("grant select, insert on standing to vetrina_app"))
    async with visitor() as client:
        told = (await send(client, padded_jpeg(5000))).json()
        with engine.begin() as db:
            db.execute(sa.text("insert into standing values (:id)"), {"id": told["id"]})
        answer = await client.delete(f"/api/v1/media/{told['id']}")
        assert (answer.status_code, answer.json()["code"]) == (409, "media_in_use")
        assert (await client.get(f"/api/v1/media/{told['id']}")).status_code == 200
    engine.dispose()


async def test_another_site_cannot_make_a_browser_send_or_delete(visitor) -> None:
    async with visitor() as client:
        told = (await send(client, padded_jpeg(5000))).json()
        client.headers["Sec-Fetch-Site"] = "cross-site"
        assert (await send(client, padded_jpeg(5000))).status_code == 403
        assert (await client.delete(f"/api/v1/media/{told['id']}")).status_code == 403
        assert (await client.get(f"/api/v1/media/{told['id']}")).status_code == 200


async def test_what_is_no_id_is_not_found_or_refused_but_never_an_error(visitor) -> None:
    async with visitor() as client:
        assert (await client.get("/api/v1/media/7")).status_code == 422
        assert (await client.get(f"/api/v1/media/{uuid4()}")).status_code == 404
        assert (await client.get("/media/7/x/w320")).status_code == 422
        assert (await client.get(f"/media/{uuid4()}/%00/w320")).status_code == 404
