"""Queue a message, read the outbox, record what became of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select, update

from vetrina.infra.db import AsyncSession
from vetrina.infra.jobs import enqueue
from vetrina.kernel import new_id
from vetrina.mailing.job import SEND_MAIL, MailToSend
from vetrina.mailing.models import Mail

TEMPLATES = Path(__file__).resolve().parent / "templates" / "mail"
# Text messages only: escaping HTML in them would show people "&amp;".
_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class MailView:
    """One message as the outbox shows it."""

    id: UUID
    recipient: str
    subject: str
    body: str
    state: str
    answer: str
    created_at: datetime


async def queue_mail(
    db: AsyncSession,
    *,
    storefront_id: str,
    space_id: UUID,
    to: str,
    template: str,
    locale: str,
    context: Mapping[str, object],
    now: datetime,
) -> UUID:
    """Render *template* and queue it to *to*, in the caller's transaction; returns its id.

    *locale* picks `<template>.<locale>.txt` where there is one, else the English text.
    """
    names = [f"{template}.{locale}.txt", f"{template}.txt"]
    rendered = _environment.select_template(names).render(**context)
    subject, _, body = rendered.partition("\n")
    mail_id = new_id()
    db.add(
        Mail(
            id=mail_id,
            storefront_id=storefront_id,
            space_id=space_id,
            message_id=f"<{mail_id}@vetrina>",
            template=template,
            recipient=to,
            subject=" ".join(subject.split()),
            body=body.lstrip("\n"),
            created_at=now,
        )
    )
    await db.flush()
    await enqueue(db, SEND_MAIL, MailToSend(mail_id), key=f"mail-{mail_id}")
    return mail_id


async def list_outbox(db: AsyncSession, *, storefront_id: str, limit: int = 50) -> list[MailView]:
    """The latest messages of a storefront, for staff and for the development profile."""
    found = await db.scalars(
        select(Mail)
        .where(Mail.storefront_id == storefront_id)
        .order_by(Mail.created_at.desc(), Mail.id.desc())
        .limit(limit)
    )
    return [
        MailView(m.id, m.recipient, m.subject, m.body, m.state, m.answer, m.created_at)
        for m in found
    ]


async def find_unsent(db: AsyncSession, mail_id: UUID) -> Mail | None:
    """The message, while it is still to be sent."""
    return await db.scalar(select(Mail).where(Mail.id == mail_id, Mail.state == "queued"))


async def record_state(
    db: AsyncSession,
    mail_id: UUID,
    state: str,
    *,
    answer: str = "",
    sent_at: datetime | None = None,
) -> None:
    """What became of a message that was queued."""
    await db.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.state == "queued")
        .values(state=state, answer=answer[:500], sent_at=sent_at, attempts=Mail.attempts + 1)
    )
