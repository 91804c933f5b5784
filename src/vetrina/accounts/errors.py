"""What can go wrong with people, keys and tokens.

AppError
  SignInRefused       wrong address or password, or a person who may not sign in (one message)
  NotSignedIn         no valid session, key or token came with the request
  TokenSpent          a link from a mail was used before, lapsed, or never existed
  TokenReplayed       a refresh token came twice; its whole chain is ended
  PasswordTooWeak     the password does not meet the rules, which the message names
  EmailUnreadable     the address is no e-mail address
  KeyNotFound         no such API key in this space
  SessionNotFound     no such session in this space
  OriginForeign       another site made the browser send this
  AddressUnknown      no mail can be sent, for nobody knows where its link should lead
"""

from __future__ import annotations

from typing import ClassVar

from vetrina.kernel import AppError, ErrorKind


class SignInRefused(AppError):
    """One message for every reason, so that nobody learns which addresses are known."""

    kind: ClassVar[ErrorKind] = "unauthenticated"
    code: ClassVar[str] = "sign_in_refused"

    def __init__(self) -> None:
        super().__init__("E-mail and password do not fit together.")


class NotSignedIn(AppError):
    """The request carries nothing that says who acts."""

    kind: ClassVar[ErrorKind] = "unauthenticated"
    code: ClassVar[str] = "not_signed_in"


class TokenSpent(AppError):
    """The link cannot be used (any more)."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "token_spent"

    def __init__(self) -> None:
        super().__init__("This link was used before or has lapsed. Ask for a new one.")


class TokenReplayed(AppError):
    """Somebody holds a copy; everybody with this chain signs in again."""

    kind: ClassVar[ErrorKind] = "unauthenticated"
    code: ClassVar[str] = "token_replayed"

    def __init__(self) -> None:
        super().__init__("This refresh token was used before; sign in again.")


class PasswordTooWeak(AppError):
    """The message names the rule."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "password_too_weak"


class EmailUnreadable(AppError):
    """The address is no e-mail address."""

    kind: ClassVar[ErrorKind] = "invalid"
    code: ClassVar[str] = "email_unreadable"


class KeyNotFound(AppError):
    """No such key in this space."""

    kind: ClassVar[ErrorKind] = "not_found"
    code: ClassVar[str] = "key_not_found"


class SessionNotFound(AppError):
    """No such session in this space."""

    kind: ClassVar[ErrorKind] = "not_found"
    code: ClassVar[str] = "session_not_found"


class OriginForeign(AppError):
    """A browser sent this for another site; nothing was done."""

    kind: ClassVar[ErrorKind] = "forbidden"
    code: ClassVar[str] = "origin_foreign"

    def __init__(self) -> None:
        super().__init__("This came from another site. Open the page here and try again.")


class AddressUnknown(AppError):
    """The operator has to set the public address; the message says how."""

    kind: ClassVar[ErrorKind] = "unavailable"
    code: ClassVar[str] = "address_unknown"
