"""The picture job: places, races, crashes, cancelling, and who hears of it."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import replace

import pytest

from factories import house
from vetrina import studio
from vetrina.infra import settings
from vetrina.infra.db import Scope
from vetrina.infra.jobs import JobContext
from vetrina.staging import jobs as staging_jobs
from vetrina.staging.engines import fake
from vetrina.studio.job import PictureToMake
from vetrina.studio.work import Studio


async def send(client, **fields) -> dict:
    answer = await client.post(
        "/api/v1/stagings",
        data={"style": "modern_luxury", **fields},
        files={"photo": ("room.jpg", house.photo(), "image/jpeg")},
    )
    assert answer.status_code == 202, answer.text
    return answer.json()


async def look(client, staging_id: str) -> dict:
    return (await client.get(f"/api/v1/stagings/{staging_id}")).json()


def studio_of(home, slots=None) -> Studio:
    parts = replace(home.parts, database=home.databases.worker)
    engines = studio.EngineRegistry()
    staging_jobs.register(engines, parts)
    return Studio(parts, engines, slots or home.slots)


def context(home, job_id: int = 1, attempt: int = 1) -> JobContext:
    return JobContext(home.databases.worker, job_id, attempt, house.SHOP)


async def picture_jobs(home) -> list:
    return await home.rows("select id, state, is_parked, attempt from picture_jobs order by id")


async def charged(home) -> tuple[int, int]:
    """(credits captured, credits released)."""
    rows = await home.rows("select kind, count(*) as n from credit_entries group by kind")
    told = {row.kind: row.n for row in rows}
    return told.get("capture", 0), told.get("release", 0)


async def test_the_sixth_picture_of_a_storefront_waits_for_a_place(make_house) -> None:
    home = make_house(studio=settings.Studio(engine="fake", max_concurrent_jobs=5))
    for number in range(6):
        async with home.client() as client:
            await send(client, seed=str(number))
    rows = await picture_jobs(home)
    work, ctx = studio_of(home), context(home)
    claimed = [await work._claim(ctx, row.id) for row in rows]
    assert [found is not None for found in claimed] == [True] * 5 + [False]
    assert [row.state for row in await picture_jobs(home)] == ["running"] * 5 + ["queued"]
    assert (await picture_jobs(home))[5].is_parked
    job, kind, read = claimed[0]
    await work._make(ctx, job, kind, read)
    sixth = (await picture_jobs(home))[5]
    assert (sixth.state, sixth.is_parked) == ("queued", False)
    [queued] = await home.rows(
        "select count(*) as n from procrastinate_jobs where task_name = 'studio.render'"
        " and args -> 'payload' ->> 'job_id' = :id",
        id=str(sixth.id),
    )
    assert queued.n == 2
    assert await work._claim(ctx, sixth.id) is not None


async def test_a_storefront_that_says_how_many_pictures_run_at_a_time_has_so_many(home) -> None:
    for number in range(2):
        async with home.client() as client:
            await send(client, seed=str(number))
    work = replace(studio_of(home), shops=house.shelf_with(concurrent_jobs=1))
    claimed = [await work._claim(context(home), row.id) for row in await picture_jobs(home)]
    assert [found is not None for found in claimed] == [True, False]


async def test_a_run_after_a_crash_finishes_it_and_charges_once(home) -> None:
    async with home.client() as client:
        told = await send(client)
        [row] = await picture_jobs(home)
        work, ctx = studio_of(home), context(home)
        # The first worker claims and dies; the second is given the same queue entry.
        assert await work._claim(ctx, row.id) is not None
        await work.render(ctx=ctx, payload=PictureToMake(row.id))
        await work.render(ctx=ctx, payload=PictureToMake(row.id))
        done = await look(client, told["id"])
    assert (done["status"], done["trial_left"]) == ("completed", 2)
    assert await charged(home) == (1, 0)
    assert (await picture_jobs(home))[0].attempt == 2
    assert len(await home.rows("select 1 from media where role in ('result', 'mask')")) == 2


async def test_of_two_runs_of_one_job_the_later_records(home) -> None:
    async with home.client() as client:
        told = await send(client)
        [row] = await picture_jobs(home)
        work, ctx = studio_of(home), context(home)
        slow, fast = await work._claim(ctx, row.id), await work._claim(ctx, row.id)
        await work._make(ctx, *slow)
        assert (await look(client, told["id"]))["status"] == "processing"
        await work._make(ctx, *fast)
        await work._make(ctx, *slow)
        assert (await look(client, told["id"]))["status"] == "completed"
    assert await charged(home) == (1, 0)


async def test_a_job_whose_worker_died_each_time_fails_and_gives_the_credit_back(home) -> None:
    from vetrina.infra.jobs import Failure

    async with home.client() as client:
        told = await send(client)
        [row] = await picture_jobs(home)
        work, ctx, crashed = studio_of(home), context(home), Failure("crashed", "crashed")
        await work._claim(ctx, row.id)
        for _ in range(2):
            await work.failed(ctx=ctx, payload=PictureToMake(row.id), failure=crashed)
        failed = await look(client, told["id"])
    assert (failed["status"], failed["error_code"]) == ("failed", "crashed")
    assert failed["trial_left"] == 3
    assert await charged(home) == (0, 1)


async def test_a_staging_deleted_while_it_is_rendered_leaves_no_picture(home) -> None:
    async with home.client() as client:
        told = await send(client)
        [row] = await picture_jobs(home)
        work, ctx = studio_of(home), context(home)
        claimed = await work._claim(ctx, row.id)
        assert (await client.delete(f"/api/v1/stagings/{told['id']}")).status_code == 200
        with suppress(Exception):
            await work._make(ctx, *claimed)
        assert (await client.get(f"/api/v1/stagings/{told['id']}")).status_code == 404
    assert await home.rows("select 1 from media") == []


async def test_a_running_staging_is_cancelled_its_child_killed_and_nothing_charged(home) -> None:
    worker = house.make_worker(home.parts, home.databases, home.slots)
    running = asyncio.ensure_future(worker.run())
    try:
        async with home.client() as client:
            told = await send(client, seed="1005")
            await until(client, told["id"], "processing")
            asked = await client.post(f"/api/v1/stagings/{told['id']}/cancel")
            assert asked.status_code == 200
            stopped = await until(client, told["id"], "cancelled")
            assert (stopped["trial_left"], stopped["error_code"]) == (3, "cancelled")
            # The slot is free again, with a new child.
            again = await send(client)
            assert (await until(client, again["id"], "completed"))["score"] == 0.9
    finally:
        worker.stop()
        await asyncio.wait({running})
    assert await charged(home) == (1, 1)


async def until(client, staging_id: str, status: str) -> dict:
    async with asyncio.timeout(120):
        while True:
            told = await look(client, staging_id)
            if told["status"] == status:
                return told
            await asyncio.sleep(0.1)


async def test_a_page_that_waits_hears_every_stage_and_the_end(home) -> None:
    from vetrina.infra import jobs
    from vetrina.infra.events import events
    from vetrina.staging import service

    async with house.listening(home.parts.bus), home.client() as client:
        told = await send(client)
        staging_id = told["id"]
        [row] = await home.rows("select id, space_id from stagings")
        scope = Scope("visitor", house.SHOP, (row.space_id,))

        async def read() -> dict:
            async with home.parts.database.begin(scope) as db:
                return await service.find_state(db, staging_id=row.id)

        stream = events(home.parts.bus, jobs.topic(row.id), read, home.parts.draining)
        first = json.loads((await anext(stream)).decode().split("data: ")[1])
        await home.work()
        told = [json.loads(frame.decode().split("data: ")[1]) async for frame in stream]
    assert (first["id"], first["status"], first["is_over"]) == (staging_id, "queued", False)
    assert told[0]["status"] == "processing"
    assert "reading the room" in {news["stage"] for news in told}
    assert (told[-1]["status"], told[-1]["is_over"]) == ("completed", True)


async def test_the_stream_of_a_finished_staging_says_so_and_ends(home) -> None:
    async with home.client() as client:
        told = await send(client)
        await home.work()
        answer = await client.get(f"/api/v1/stagings/{told['id']}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.count("event: state") == 1
    assert '"is_over":true' in answer.text


async def test_a_staging_leaves_events_for_the_figures(home) -> None:
    async with home.client() as client:
        await send(client)
        await home.work()
    kinds = await home.rows("select kind from analytics_events order by id")
    assert [row.kind for row in kinds] == ["staging.started", "staging.completed"]


async def test_what_is_stored_of_a_job_says_how_the_picture_came_to_be(home) -> None:
    async with home.client() as client:
        await send(client)
        await home.work()
    [row] = await home.rows(
        "select kind, engine, engine_version, state, quality, reasons, timings, provenance, cost"
        " from picture_jobs"
    )
    assert (row.kind, row.engine, row.state, row.cost) == ("staging", "local", "done", 1)
    assert (float(row.quality), row.reasons) == (0.9, ["The box stands on the floor."])
    assert row.timings["total"] > 0
    assert row.provenance["engine"]["version"] == "fake"


async def test_where_no_seed_was_asked_for_a_second_arrangement_is_tried_and_told(home) -> None:
    from vetrina.infra import jobs
    from vetrina.infra.events import events

    async with house.listening(home.parts.bus), home.client() as client:
        told = await send(client, camera_height_m=str(fake.WOBBLY_M))
        [row] = await home.rows("select id from stagings")

        async def read() -> dict:
            return {"id": str(row.id), "is_over": False}

        stream = events(home.parts.bus, jobs.topic(row.id), read, home.parts.draining)
        await anext(stream)
        await home.work()
        heard = [json.loads(frame.decode().split("data: ")[1]) async for frame in stream]
        done = await look(client, told["id"])
        again = await send(client, camera_height_m=str(fake.WOBBLY_M))
    notes = [news.get("note") for news in heard if news["stage"] == fake.STAGES[0]]
    assert notes == ["", "second arrangement"]
    assert (done["status"], done["seed"], done["note"]) == ("completed", 1, "")
    assert (again["is_free"], again["seed"]) == (True, 1)
    [job] = await home.rows("select provenance from picture_jobs where state = 'done' limit 1")
    assert job.provenance["rejected_before"]["seed"] == 0
    assert await charged(home) == (1, 0)


async def test_two_rejected_arrangements_are_the_end_and_cost_nothing(home) -> None:
    async with home.client() as client:
        told = await send(client, camera_height_m=str(fake.HOPELESS_M))
        await home.work()
        failed = await look(client, told["id"])
    assert (failed["status"], failed["error_code"]) == ("failed", "result_rejected")
    assert failed["error_message"].startswith("Two arrangements were tried. ")
    assert (failed["seed"], failed["trial_left"]) == (0, 3)


async def test_a_seed_that_was_asked_for_is_tried_and_no_other(home) -> None:
    async with home.client() as client:
        told = await send(client, seed="0", camera_height_m=str(fake.WOBBLY_M))
        await home.work()
        failed = await look(client, told["id"])
        path = f"/api/v1/stagings/{told['id']}"
        corners = {"corners": [[10, 110], [40, 70], [120, 70], [150, 110]]}
        await client.post(f"{path}/corners", json=corners)
        await home.work()
        still = await look(client, told["id"])
        await client.post(f"{path}/arrangements", json={})
        await home.work()
        other = await look(client, told["id"])
    for one in (failed, still):
        assert (one["status"], one["error_code"]) == ("failed", "result_rejected")
        assert one["error_message"].startswith("The picture scored")
    assert (other["status"], other["seed"]) == ("completed", 1)


async def test_a_kind_that_nobody_makes_is_a_mistake_that_is_named() -> None:
    with pytest.raises(studio.KindUnknown):
        studio.EngineRegistry().kind("holograms")
