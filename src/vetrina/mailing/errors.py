"""What a mail server may answer.

AppError
  MailDelayed         try again: no connection, a time-out, a 4xx answer
  MailUndeliverable   do not: a 5xx answer, a refused sign-in
"""

from __future__ import annotations

from typing import ClassVar

from vetrina.kernel import AppError, ErrorKind


class MailDelayed(AppError):
    """The server may take it later."""

    kind: ClassVar[ErrorKind] = "upstream"
    code: ClassVar[str] = "mail_delayed"


class MailUndeliverable(AppError):
    """The server will not take it; the message says why."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "mail_undeliverable"
