"""Mail: rendered and queued in the caller's transaction, delivered by a job."""

from vetrina.mailing.errors import MailDelayed, MailUndeliverable
from vetrina.mailing.job import SEND_MAIL, MailToSend
from vetrina.mailing.jobs import wire
from vetrina.mailing.service import MailView, list_outbox, queue_mail

__all__ = [
    "SEND_MAIL",
    "MailDelayed",
    "MailToSend",
    "MailUndeliverable",
    "MailView",
    "list_outbox",
    "queue_mail",
    "wire",
]
