"""Writing lines and reading them back, the newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from vetrina.audit.models import AuditRow
from vetrina.audit.views import AuditLine
from vetrina.infra.db import AsyncSession
from vetrina.kernel import Page, new_id

MOST = 200


async def write(
    db: AsyncSession,
    *,
    storefront_id: str,
    act: str,
    now: datetime,
    space_id: UUID | None = None,
    user_id: UUID | None = None,
    means: str = "nothing",
    address: str = "",
    subject: str = "",
    subject_id: UUID | None = None,
    **facts: Any,
) -> None:
    """Write one line (`api_key.revoked`); that of a refusal goes through `record_outside`."""
    row = {
        "id": new_id(),
        "storefront_id": storefront_id,
        "space_id": space_id,
        "act": act,
        "user_id": user_id,
        "means": means,
        "address": address,
        "subject": subject,
        "subject_id": subject_id,
        "facts": facts,
        "written_at": now,
    }
    await db.execute(insert(AuditRow).values(row))


async def list_lines(
    db: AsyncSession, *, storefront_id: str, before: UUID | None = None, size: int = 50
) -> Page[AuditLine]:
    """Lines of a storefront, for its staff; *before* is the cursor."""
    wanted = select(AuditRow).where(AuditRow.storefront_id == storefront_id)
    if before is not None:
        wanted = wanted.where(AuditRow.id < before)
    size = max(1, min(size, MOST))
    rows = list(await db.scalars(wanted.order_by(AuditRow.id.desc()).limit(size + 1)))
    cursor = str(rows[size - 1].id) if len(rows) > size else None
    return Page([_view(row) for row in rows[:size]], cursor)


def _view(row: AuditRow) -> AuditLine:
    return AuditLine(
        id=row.id,
        act=row.act,
        user_id=row.user_id,
        means=row.means,
        address=row.address,
        subject=row.subject,
        subject_id=row.subject_id,
        facts=row.facts,
        written_at=row.written_at,
    )
