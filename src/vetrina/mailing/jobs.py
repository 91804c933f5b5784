"""The worker's side: claim a message, deliver it, record what became of it."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime

from vetrina.infra.jobs import Failure, JobContext, JobRegistry
from vetrina.infra.settings import Mail as MailSettings
from vetrina.kernel import Clock
from vetrina.mailing.job import SEND_MAIL, MailToSend
from vetrina.mailing.models import Mail
from vetrina.mailing.service import find_unsent, record_state
from vetrina.mailing.smtp import deliver, read_server


def wire(registry: JobRegistry, settings: MailSettings, clock: Clock) -> None:
    """Declare and handle the jobs of mailing."""
    sender = Sender(settings, clock)
    registry.declare(SEND_MAIL)
    registry.handle(SEND_MAIL, sender.send, on_failed=sender.give_up)


class Sender:
    """Delivers messages as the settings say."""

    def __init__(self, settings: MailSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    async def send(self, *, ctx: JobContext, payload: MailToSend) -> None:
        """Deliver one message, or leave it in the outbox where there is no server."""
        async with ctx.begin() as db:
            mail = await find_unsent(db, payload.mail_id)
        if mail is None:
            return
        url = self._settings.smtp_url.get_secret_value()
        if url:
            await deliver(read_server(url), self._message(mail))
        async with ctx.begin() as db:
            state, sent_at = ("sent", self._clock.now()) if url else ("outbox", None)
            await record_state(db, mail.id, state, sent_at=sent_at)

    async def give_up(self, *, ctx: JobContext, payload: MailToSend, failure: Failure) -> None:
        """Record that a message will not be delivered, and why."""
        async with ctx.begin() as db:
            await record_state(db, payload.mail_id, "failed", answer=failure.message)

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._settings.from_address
        message["To"] = mail.recipient
        message["Subject"] = mail.subject
        message["Message-ID"] = mail.message_id
        message["Date"] = format_datetime(mail.created_at)
        message.set_content(mail.body)
        return message
