"""Who sees what, what stays, and what is refused inside a transaction."""

import asyncio

import psycopg
import pytest
import sqlalchemy as sa
from fastapi import FastAPI, HTTPException
from httpx import ASGITransport, AsyncClient
from sqlalchemy.exc import ProgrammingError

from vetrina.infra import db as door
from vetrina.infra.db import Db, Scope, act_as, acting, outside, record_outside
from vetrina.infra.jobs.models import JobProgress
from vetrina.kernel import new_id


def row(scope: Scope, **changes) -> JobProgress:
    facts = {
        "storefront_id": scope.storefront_id,
        "space_id": scope.space_ids[0],
        "subject_id": new_id(),
        "stage": "render",
        "done": 0.5,
    }
    return JobProgress(**{**facts, **changes})


async def count(db) -> int:
    return await db.scalar(sa.select(sa.func.count()).select_from(JobProgress))


async def test_a_neighbour_in_the_same_storefront_sees_nothing(database, scope):
    async with database.begin(scope) as db:
        db.add(row(scope))
    neighbour = Scope("member", scope.storefront_id, (new_id(),))
    async with database.begin(neighbour) as db:
        assert await count(db) == 0
    async with database.begin(scope) as db:
        assert await count(db) == 1


@pytest.mark.parametrize(
    ("kind", "storefront", "seen"),
    [
        ("staff", "stagecraft", 1),
        ("staff", "modera", 0),
        ("visitor", "stagecraft", 0),
        ("job", "stagecraft", 0),
        ("job", None, 0),
    ],
)
async def test_the_web_role_sees_by_scope_and_never_as_a_job(
    database, scope, kind, storefront, seen
):
    async with database.begin(scope) as db:
        db.add(row(scope))
    async with database.begin(Scope(kind, storefront)) as db:
        assert await count(db) == seen


@pytest.mark.parametrize(("storefront", "seen"), [("stagecraft", 1), ("modera", 0), (None, 1)])
async def test_a_worker_sees_as_a_job_what_its_storefront_has(
    own_databases, scope, storefront, seen
):
    async with own_databases.app.begin(scope) as db:
        db.add(row(scope))
    async with own_databases.worker.begin(Scope("job", storefront)) as db:
        assert await count(db) == seen


async def test_without_a_scope_nothing_is_seen_and_nothing_written(database, scope):
    async with database.begin(scope) as db:
        db.add(row(scope))
    async with database.begin() as db:
        assert await count(db) == 0
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with database.begin() as db:
            db.add(row(scope))


async def test_a_row_cannot_be_written_into_a_strangers_space(database, scope):
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with database.begin(scope) as db:
            db.add(row(scope, space_id=new_id()))


FIND = """
create function find_stage(secret uuid) returns text language sql stable security definer
set search_path = public, pg_temp
as $$ select stage from job_progress where subject_id = secret $$
"""


async def test_a_function_of_the_owner_finds_by_a_secret_what_nobody_may_read(own_databases, scope):
    secret = new_id()
    async with own_databases.app.begin(scope) as db:
        db.add(row(scope, subject_id=secret))
    with psycopg.connect(door.driver_dsn(own_databases.owner_url), autocommit=True) as owner:
        owner.execute(FIND)
    async with own_databases.app.begin() as db:
        assert await count(db) == 0
        find = sa.text("select find_stage(:secret)")
        assert await db.scalar(find, {"secret": secret}) == "render"
        assert await db.scalar(find, {"secret": new_id()}) is None


async def test_many_scopes_over_few_connections_never_mix(own_databases):
    scopes = [Scope("member", "stagecraft", (new_id(),)) for _ in range(20)]
    for scope in scopes:
        async with own_databases.app.begin(scope) as db:
            db.add(row(scope))

    async def read(scope: Scope) -> list:
        with acting(scope):
            async with own_databases.app.begin() as db:
                await asyncio.sleep(0)
                return list(await db.scalars(sa.select(JobProgress.space_id)))

    seen = await asyncio.gather(*(read(scope) for scope in scopes * 25))
    assert seen == [[scope.space_ids[0]] for scope in scopes * 25]


async def test_the_actor_can_be_learnt_after_the_transaction_began(database, scope):
    async with database.begin(scope) as db:
        db.add(row(scope))
    with acting(None):
        async with database.begin() as db:
            assert await count(db) == 0
            await act_as(db, scope)
            assert await count(db) == 1
            assert door.current_scope() == scope


async def test_the_actor_cannot_change_inside_a_savepoint(db, scope):
    async with db.begin_nested():
        with pytest.raises(RuntimeError, match="savepoint"):
            await act_as(db, scope)


async def test_an_error_undoes_everything(database, scope):
    async def fail():
        async with database.begin(scope) as db:
            db.add(row(scope))
            await db.flush()
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with database.begin(scope) as db:
        assert await count(db) == 0


async def test_outside_commits_first_and_then_acts_as_the_same(own_databases, scope):
    async with own_databases.app.begin(scope) as db:
        db.add(row(scope))
        async with outside(db), own_databases.app.begin(scope) as other:
            assert await count(other) == 1
        db.add(row(scope))
        assert await count(db) == 2


async def test_a_query_inside_outside_is_refused(db):
    async with outside(db):
        with pytest.raises(RuntimeError, match="nothing waits on a network"):
            await count(db)


async def test_what_is_recorded_outside_outlives_a_refusal(own_databases, scope):
    async def write(own):
        own.add(row(scope, stage="refused"))

    async def refuse():
        async with own_databases.app.begin(scope) as db:
            db.add(row(scope, stage="lost"))
            await db.flush()
            await record_outside(db, write)
            raise LookupError

    with pytest.raises(LookupError):
        await refuse()
    async with own_databases.app.begin(scope) as db:
        assert list(await db.scalars(sa.select(JobProgress.stage))) == ["refused"]


async def test_the_commit_happens_before_the_answer_leaves(own_databases, scope):
    app = FastAPI()
    app.state.database = own_databases.app

    @app.post("/kept")
    async def keep(db: Db):
        await act_as(db, scope)
        db.add(row(scope))

    @app.post("/refused")
    async def refuse(db: Db):
        await act_as(db, scope)
        db.add(row(scope))
        await db.flush()
        raise HTTPException(409)

    @app.post("/broken")
    async def break_commit(db: Db):
        await act_as(db, scope)
        db.add(row(scope, done=2.0))

    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://t") as client:
        assert (await client.post("/kept")).status_code == 200
        assert (await client.post("/refused")).status_code == 409
        assert (await client.post("/broken")).status_code == 500
    async with own_databases.app.begin(scope) as db:
        assert await count(db) == 1


def test_only_jobs_act_without_a_storefront():
    with pytest.raises(ValueError, match="a member acts in one storefront"):
        Scope("member", None)


def test_a_scope_survives_its_way_through_a_job(scope):
    assert Scope.from_json(scope.to_json()) == scope


def test_a_relationship_that_would_query_behind_our_back_is_refused():
    class Isolated(sa.orm.DeclarativeBase):
        pass

    class Parent(Isolated):
        __tablename__ = "parents"
        id: sa.orm.Mapped[int] = sa.orm.mapped_column(primary_key=True)

    class Child(Isolated):
        __tablename__ = "children"
        id: sa.orm.Mapped[int] = sa.orm.mapped_column(sa.ForeignKey("parents.id"), primary_key=True)
        parent = sa.orm.relationship(Parent)

    with pytest.raises(TypeError, match=r"Child.parent: use infra.db.relationship"):
        Isolated.registry.configure()
    Isolated.registry.dispose()
