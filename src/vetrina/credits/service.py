"""Granting, holding, capturing and releasing credits.

Every line carries a key that is unique in its space: the same call twice writes once.  A hold takes
the ledger's lock, as a top-up does, so that two requests never spend the same credit.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from vetrina.credits import queries
from vetrina.credits.errors import CreditsExhausted, HoldSettled
from vetrina.credits.models import CreditEntry
from vetrina.credits.views import Entry, Kind
from vetrina.infra.db import AsyncSession
from vetrina.kernel import Page, new_id

MOST = 200


async def get_balance(db: AsyncSession, *, space_id: UUID) -> int:
    """Credits that the space may still spend."""
    return await queries.sum_balance(db, space_id)


async def grant(
    db: AsyncSession,
    *,
    storefront_id: str,
    space_id: UUID,
    amount: int,
    key: str,
    reason: str,
    now: datetime,
) -> bool:
    """Give *amount* credits, once per *key*; False where they were given before."""
    line = _line(storefront_id, space_id, "grant", amount, key, reason, now)
    return await _write(db, line)


async def top_up(
    db: AsyncSession,
    *,
    storefront_id: str,
    space_id: UUID,
    amount: int,
    most: int,
    since: datetime,
    reason: str,
    now: datetime,
) -> bool:
    """Give what the balance lacks to *amount*; False where more than *most* credits would be given
    for *reason* from *since* on."""
    await queries.lock_ledger(db, space_id)
    lacking = amount - await queries.sum_balance(db, space_id)
    if lacking <= 0:
        return True
    if lacking + await queries.sum_granted(db, space_id, reason, since) > most:
        return False
    line = _line(storefront_id, space_id, "grant", lacking, f"top_up:{new_id()}", reason, now)
    return await _write(db, line)


async def hold(
    db: AsyncSession,
    *,
    storefront_id: str,
    space_id: UUID,
    amount: int,
    key: str,
    reason: str,
    now: datetime,
) -> UUID:
    """Set *amount* credits aside; the id settles them.  The same *key* gives the same hold.

    Raises: CreditsExhausted.
    """
    await queries.lock_ledger(db, space_id)
    held = await queries.find_by_key(db, space_id, key)
    if held is not None:
        return held.id
    balance = await queries.sum_balance(db, space_id)
    if balance < amount:
        raise CreditsExhausted(balance, amount)
    line = _line(storefront_id, space_id, "hold", -amount, key, reason, now)
    await _write(db, line)
    return line.id


async def capture(db: AsyncSession, *, hold_id: UUID, now: datetime) -> bool:
    """Spend what was held; False where it was spent before.  Raises: HoldSettled if released."""
    return await _settle(db, hold_id, "capture", now)


async def release(db: AsyncSession, *, hold_id: UUID, now: datetime) -> bool:
    """Give back what was held; False where it was given back before.  Raises: HoldSettled."""
    return await _settle(db, hold_id, "release", now)


async def list_entries(
    db: AsyncSession, *, space_id: UUID, before: UUID | None = None, size: int = 50
) -> Page[Entry]:
    """The ledger of a space, the newest line first."""
    wanted = select(CreditEntry).where(CreditEntry.space_id == space_id)
    if before is not None:
        wanted = wanted.where(CreditEntry.id < before)
    size = max(1, min(size, MOST))
    rows = list(await db.scalars(wanted.order_by(CreditEntry.id.desc()).limit(size + 1)))
    cursor = str(rows[size - 1].id) if len(rows) > size else None
    return Page([_view(row) for row in rows[:size]], cursor)


async def _settle(db: AsyncSession, hold_id: UUID, kind: Kind, now: datetime) -> bool:
    held = await db.scalar(
        select(CreditEntry).where(CreditEntry.id == hold_id, CreditEntry.kind == "hold")
    )
    if held is None:
        raise HoldSettled("There is no such hold.")
    amount, key = (-held.amount if kind == "release" else 0), f"settle:{hold_id}"
    line = _line(held.storefront_id, held.space_id, kind, amount, key, held.reason, now)
    line.hold_id = hold_id
    if await _write(db, line):
        return True
    before = await queries.find_by_key(db, held.space_id, key)
    if before is None or before.kind != kind:
        raise HoldSettled(f"This hold cannot be settled by a {kind} any more.")
    return False


def _line(
    storefront_id: str,
    space_id: UUID,
    kind: Kind,
    amount: int,
    key: str,
    reason: str,
    now: datetime,
) -> CreditEntry:
    return CreditEntry(
        id=new_id(),
        storefront_id=storefront_id,
        space_id=space_id,
        kind=kind,
        amount=amount,
        key=key,
        hold_id=None,
        reason=reason,
        created_at=now,
    )


async def _write(db: AsyncSession, line: CreditEntry) -> bool:
    """Write *line* unless its key is taken."""
    columns = CreditEntry.__table__.columns
    values = {column.name: getattr(line, column.name) for column in columns}
    once = insert(CreditEntry).values(values)
    once = once.on_conflict_do_nothing(index_elements=["space_id", "key"])
    written = await db.execute(once.returning(CreditEntry.id))
    return written.one_or_none() is not None


def _view(row: CreditEntry) -> Entry:
    kind: Kind = row.kind  # type: ignore[assignment]
    return Entry(row.id, kind, row.amount, row.reason, row.hold_id, row.created_at)
