"""The job that delivers one message."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vetrina.infra.jobs import Job


@dataclass(frozen=True, slots=True)
class MailToSend:
    mail_id: UUID


SEND_MAIL = Job("mailing.send", MailToSend)
