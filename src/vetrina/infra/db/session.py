"""Sessions that tell the database who acts, and the two ways round the one transaction.

One request is one transaction; nobody calls `commit()`.  `outside` ends it for a call to another
server; `record_outside` writes what must stay although the request is refused.
"""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, TypeVar

from fastapi import Depends
from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import Session, SessionTransaction
from starlette.requests import HTTPConnection

from vetrina.infra.db.scope import Scope, acting, current_scope, set_scope

T = TypeVar("T")

_TELL = (
    "select set_config('app.storefront', %s, true), set_config('app.spaces', %s, true),"
    " set_config('app.scope', %s, true)"
)
_NOBODY = ("", "{}", "")


class ScopedSession(Session):
    """A session whose every transaction begins by telling whose rows it may see."""


@event.listens_for(ScopedSession, "after_begin")
def _tell_scope(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if session.info.get("is_outside"):
        raise RuntimeError(
            "a query inside `outside(db)`: nothing waits on a network in a transaction"
        )
    if transaction.nested:
        return  # A setting changed in a released savepoint would outlive it.
    scope = session.info.get("scope") or current_scope()
    connection.exec_driver_sql(_TELL, scope.as_settings() if scope else _NOBODY)


class Database:
    """One engine and its sessions; made once per process in the composition root."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 8,
        pool_overflow: int = 4,
        application_name: str = "vetrina",
    ) -> None:
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_overflow,
            pool_pre_ping=True,
            # Shorter than the server's idle limit, so that it never closes one under us.
            pool_recycle=300,
            connect_args={"application_name": application_name},
        )
        self._sessions = _sessions(self.engine)

    def bound_to(self, connection: AsyncConnection) -> Database:
        """This database on one connection, each commit a savepoint: for tests that roll back."""
        bound = copy.copy(self)
        bound._sessions = _sessions(connection)
        return bound

    @asynccontextmanager
    async def begin(self, scope: Scope | None = None) -> AsyncIterator[AsyncSession]:
        """A session whose one transaction commits at the end of the block.

        With *scope* the block acts as it; else as the context does.
        """
        async with self._sessions() as db:
            db.info["database"] = self
            if scope is not None:
                db.info["scope"] = scope
            yield db
            await db.commit()

    async def ping(self) -> None:
        """Ask the server for an answer.  Raises: sqlalchemy.exc.OperationalError."""
        async with self.engine.connect() as connection:
            await connection.execute(text("select 1"))

    async def close(self) -> None:
        await self.engine.dispose()


def _sessions(bind: AsyncEngine | AsyncConnection) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(
        bind,
        sync_session_class=ScopedSession,
        expire_on_commit=False,
        join_transaction_mode="create_savepoint",
    )


async def session(connection: HTTPConnection) -> AsyncIterator[AsyncSession]:
    """The session of a request, from `app.state.database`."""
    database: Database = connection.app.state.database
    async with database.begin() as db:
        yield db


# The function scope commits before the answer leaves; the default one commits after the 200.
Db = Annotated[AsyncSession, Depends(session, scope="function")]


async def act_as(db: AsyncSession, scope: Scope) -> None:
    """Act as *scope* from here on: this transaction, later ones of *db*, and this context.

    Raises: RuntimeError inside a savepoint.
    """
    if db.in_nested_transaction():
        raise RuntimeError("the actor cannot change inside a savepoint")
    set_scope(scope)
    db.info["scope"] = scope
    if db.in_transaction():
        connection = await db.connection()
        await connection.exec_driver_sql(_TELL, scope.as_settings())


@asynccontextmanager
async def outside(db: AsyncSession) -> AsyncIterator[None]:
    """Commit, run the block without a transaction, go on in a second one.

    For a call to another server whose answer this request needs.  Write before it what is under
    way and give the call an idempotency key: a crash inside leaves the first half.  Objects read
    before keep their values; read again, with a lock, what may have changed.  A query inside the
    block raises RuntimeError.
    """
    await db.commit()
    db.info["is_outside"] = True
    try:
        yield
    finally:
        db.info["is_outside"] = False


async def record_outside(
    db: AsyncSession, write: Callable[[AsyncSession], Awaitable[T]], scope: Scope | None = None
) -> T:
    """Run *write* in a short transaction of its own that stays although *db* rolls back.

    For failed sign-ins, refused codes, audit lines, money spent.  It must not wait for a row that
    *db* has locked.
    """
    database: Database = db.info["database"]
    with acting(scope or db.info.get("scope") or current_scope()):
        async with database.begin() as own:
            return await write(own)
