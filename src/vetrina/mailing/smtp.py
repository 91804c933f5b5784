"""Delivery by SMTP (RFC 5321): STARTTLS on 587, TLS on 465, certificates verified."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from vetrina.mailing.errors import MailDelayed, MailUndeliverable

TIMEOUT_S = 20.0
PERMANENT = 500
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """Where to deliver.  `encrypted` false only for loopback."""

    host: str
    port: int
    username: str | None
    password: str | None
    implicit_tls: bool
    encrypted: bool


def read_server(url: str) -> Server:
    """`smtp://user:password@host:587`, `smtps://…:465`.  Raises: MailUndeliverable."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise MailUndeliverable("mail.smtp_url must look like smtp://user:password@host:587")
    return Server(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        implicit_tls=parts.scheme == "smtps",
        encrypted=parts.hostname not in {"localhost", "127.0.0.1", "::1"},
    )


async def deliver(server: Server, message: EmailMessage) -> None:
    """Hand *message* to *server*.  Raises: MailDelayed, MailUndeliverable."""
    try:
        await aiosmtplib.send(
            message,
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.implicit_tls,
            start_tls=server.encrypted and not server.implicit_tls,
            tls_context=ssl.create_default_context() if server.encrypted else None,
            timeout=TIMEOUT_S,
        )
    except aiosmtplib.SMTPAuthenticationError as error:
        raise MailUndeliverable(
            f"The mail server refuses our sign-in ({error.code}); check mail.smtp_url."
        ) from error
    except aiosmtplib.SMTPRecipientsRefused as error:
        first = error.recipients[0]
        raise _refusal(first.code, first.message) from error
    except aiosmtplib.SMTPResponseException as error:
        raise _refusal(error.code, error.message) from error
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise MailDelayed(f"The mail server cannot be reached: {type(error).__name__}.") from error


def _refusal(code: int, said: str) -> MailDelayed | MailUndeliverable:
    words = " ".join(str(said).split())[:200]
    if code >= PERMANENT:
        return MailUndeliverable(f"The mail server refused it for good: {code} {words}")
    return MailDelayed(f"The mail server asks to try later: {code} {words}")
