"""The outbox, where no mail server is set: development profile only, a page like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from vetrina import ui
from vetrina.infra.db import Db, Scope, act_as
from vetrina.infra.parts import PartsOf
from vetrina.mailing.service import MailView, list_outbox
from vetrina.storefronts import HereOf

LINK = re.compile(r"https?://\S+")
WORDS = {
    "queued": "waiting",
    "outbox": "kept here, no mail server is set",
    "sent": "sent",
    "failed": "not delivered",
}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class TextPart:
    text: str
    is_link: bool


@dataclass(frozen=True, slots=True)
class MailCard:
    """One message, its links to be followed."""

    subject: str
    recipient: str
    word: str
    answer: str
    created_at: datetime
    body: tuple[TextPart, ...]


@dataclass(frozen=True, slots=True)
class OutboxPage:
    mails: tuple[MailCard, ...]


@router.get("/outbox")
async def outbox(request: Request, db: Db, parts: PartsOf, here: HereOf) -> Response:
    """The storefront's latest mails.  404 in production: links to set passwords are secrets."""
    shop = here.shop
    if parts.settings.is_production:
        raise HTTPException(404)
    await act_as(db, Scope("staff", shop.id))
    found = await list_outbox(db, storefront_id=shop.id)
    page = OutboxPage(tuple(_card(mail) for mail in found))
    return ui.show(request, "mailing/outbox.html", page, headers={"Cache-Control": "no-store"})


def _card(mail: MailView) -> MailCard:
    word = WORDS.get(mail.state, mail.state)
    body = tuple(_split(mail.body))
    return MailCard(mail.subject, mail.recipient, word, mail.answer, mail.created_at, body)


def _split(body: str) -> Iterator[TextPart]:
    """*body* in parts, links apart from the words around them."""
    end = 0
    for found in LINK.finditer(body):
        yield TextPart(body[end : found.start()], False)
        yield TextPart(found[0], True)
        end = found.end()
    yield TextPart(body[end:], False)
