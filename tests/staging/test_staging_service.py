"""Rules of staging by its service: who pays, what is read of a wish, what neighbours see in SQL."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from factories import house
from vetrina import credits as ledger
from vetrina import media
from vetrina.accounts import Actor
from vetrina.infra.db import act_as
from vetrina.kernel import new_id
from vetrina.staging import queries, service
from vetrina.staging.errors import DailyPicturesUsed
from vetrina.staging.views import Wish
from vetrina.storefronts import Limits, Plan, load_storefronts

WISH = Wish("modern_luxury")


@pytest.fixture
def shop():
    return load_storefronts().find(house.SHOP)


async def visitor(db) -> Actor:
    """Somebody with a space of their own, acting from here on."""
    actor = Actor(house.SHOP, (new_id(),), means="session", means_id=new_id())
    await act_as(db, actor.scope)
    return actor


async def member(db, clock) -> Actor:
    """A person with an account."""
    actor = Actor(house.SHOP, (new_id(),), new_id(), "session", new_id())
    await act_as(db, actor.scope)
    row = sa.text(
        "insert into users (storefront_id, space_id, id, email) values (:shop, :space, :id, :email)"
    )
    told = {"shop": house.SHOP, "space": actor.space_id, "id": actor.user_id}
    await db.execute(row, {**told, "email": f"{actor.user_id}@example.com"})
    return actor


async def keep(db, home, actor, clock, tone=0):
    async def chunks():
        yield house.photo(tone=tone)

    received = await media.receive(home.parts, filename="room.jpg", chunks=chunks())
    return await media.keep(
        db,
        home.parts,
        received,
        storefront_id=house.SHOP,
        space_id=actor.space_id,
        now=clock.now(),
    )


async def start(db, home, actor, shop, clock, wish=WISH, **options):
    photo = await keep(db, home, actor, clock)
    return await service.start_staging(
        db, actor=actor, shop=shop, media_id=photo.id, wish=wish, now=clock.now(), **options
    )


async def test_a_visitors_trial_is_given_once_and_ends(home, shop, clock) -> None:
    async with home.parts.database.begin() as db:
        actor = await visitor(db)
        left = [
            (await start(db, home, actor, shop, clock, replace(WISH, seed=n))).trial_left
            for n in range(3)
        ]
        assert left == [2, 1, 0]
        with pytest.raises(ledger.CreditsExhausted):
            async with db.begin_nested():
                await start(db, home, actor, shop, clock, replace(WISH, seed=3))
        assert len((await service.list_stagings(db, actor=actor)).items) == 3


async def test_where_no_plans_are_sold_an_account_has_so_many_pictures_a_day(
    home, shop, clock
) -> None:
    few = shop.model_copy(update={"limits": Limits(account_pictures_per_day=2)})
    async with home.parts.database.begin() as db:
        actor = await member(db, clock)
        wishes = [replace(WISH, seed=n) for n in range(7)]
        views = [await start(db, home, actor, few, clock, wish) for wish in wishes[:5]]
        assert {view.trial_left for view in views} == {None}
        with pytest.raises(DailyPicturesUsed) as refused:
            async with db.begin_nested():
                await start(db, home, actor, few, clock, wishes[5])
        assert (refused.value.kind, refused.value.details) == ("limit", {"most": 2})
        assert len((await service.list_stagings(db, actor=actor)).items) == 5
        clock.advance(timedelta(hours=24))
        await start(db, home, actor, few, clock, wishes[6])
        assert await ledger.get_balance(db, space_id=actor.space_id) == 0


async def test_where_plans_are_sold_a_person_with_an_account_pays(home, shop, clock) -> None:
    selling = shop.model_copy(update={"plans": (Plan(id="ten", name="Ten", credits=10),)})
    async with home.parts.database.begin() as db:
        actor = await member(db, clock)
        for seed in range(3):
            await start(db, home, actor, selling, clock, replace(WISH, seed=seed))
        with pytest.raises(ledger.CreditsExhausted):
            async with db.begin_nested():
                await start(db, home, actor, selling, clock, replace(WISH, seed=3))
        assert await ledger.get_balance(db, space_id=actor.space_id) == 0


async def test_a_neighbour_sees_and_changes_no_row(home, shop, clock) -> None:
    tables = ("stagings", "picture_jobs", "credit_entries", "media")
    async with home.parts.database.begin() as db:
        owner = await visitor(db)
        view = await start(db, home, owner, shop, clock)
        await visitor(db)
        for table in tables:
            assert await db.scalar(sa.text(f"select count(*) from {table}")) == 0, table
        changed = await db.execute(sa.text("update stagings set status = 'failed'"))
        assert changed.rowcount == 0
        with pytest.raises(service.read.StagingNotFound):
            await service.get_staging(db, actor=owner, staging_id=view.id)
        await act_as(db, owner.scope)
        assert (await service.get_staging(db, actor=owner, staging_id=view.id)).id == view.id


async def test_hints_are_kept_as_numbers_and_name_the_result(home, shop, clock) -> None:
    wish = replace(
        WISH,
        corners="10,110 40,70 120,70",
        openings="door:1,2 3,2 3,9 1,9",
        camera_height_m=1.5,
        lengths=("1,2,3,4=2.0",),
    )
    spaced = replace(wish, corners="  10,110   40.0,70 120,70.0 ")
    async with home.parts.database.begin() as db:
        actor = await visitor(db)
        first = await start(db, home, actor, shop, clock, wish)
        assert first.corners == ((10, 110), (40, 70), (120, 70))
        await start(db, home, actor, shop, clock, spaced)
        prints = await db.scalars(sa.text("select distinct fingerprint from picture_jobs"))
        assert len(prints.all()) == 1


async def test_a_key_of_one_space_is_free_in_another(home, shop, clock) -> None:
    async with home.parts.database.begin() as db:
        ids = set()
        for _ in range(2):
            actor = await visitor(db)
            ids.add((await start(db, home, actor, shop, clock, idempotency_key="k")).id)
            again = await start(db, home, actor, shop, clock, idempotency_key="k")
            assert again.id in ids
        assert len(ids) == 2


async def test_a_finished_staging_is_not_cancelled_any_more(home, shop, clock) -> None:
    async with home.parts.database.begin() as db:
        actor = await visitor(db)
        view = await start(db, home, actor, shop, clock)
    await home.work()
    async with home.parts.database.begin(actor.scope) as db:
        told = await service.cancel_staging(db, actor=actor, staging_id=view.id, now=clock.now())
        assert (told.status, told.trial_left) == ("completed", 2)


def test_pieces_are_counted_by_kind_in_order_of_appearance() -> None:
    chair = {"id": "chair", "name": "Chair", "description": "Oak.", "size_cm": [45, 50, 80]}
    table = {"id": "table", "name": "Table", "description": "Oak.", "size_cm": [180, 90, 75]}
    lines = queries.piece_lines([table, chair, chair])
    assert [(line.name, line.count, line.height_cm) for line in lines] == [
        ("Table", 1, 75),
        ("Chair", 2, 80),
    ]


def test_the_test_photo_of_a_wanted_size_has_it() -> None:
    content = house.padded_photo(100_001)
    assert len(content) == 100_001
    assert io.BytesIO(content).read(2) == b"\xff\xd8"
