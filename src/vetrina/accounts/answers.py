"""Bodies and answers of the accounts API."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from vetrina.accounts.views import KeyView, NewKey, SessionView, TokenPair, UserView

EMAIL, PASSWORD = "ada@example.com", "correct horse battery"


def _example(**shown: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"example": shown})


class EmailBody(BaseModel):
    """An address."""

    model_config = _example(email=EMAIL)
    email: str = Field(max_length=254)


class SignInBody(BaseModel):
    """Address and password."""

    model_config = _example(email=EMAIL, password=PASSWORD)
    email: str = Field(max_length=254)
    password: SecretStr = Field(max_length=256)


class PasswordBody(BaseModel):
    """The token of the link that was sent, and the password that is chosen."""

    model_config = _example(**{"token": "n9Jq…", "password": PASSWORD})
    token: SecretStr = Field(max_length=200)
    password: SecretStr = Field(max_length=300)


class RefreshBody(BaseModel):
    """A refresh token; good once."""

    model_config = _example(**{"refresh_token": "Xb2…"})
    refresh_token: SecretStr = Field(max_length=200)


class KeyBody(BaseModel):
    """What the key is for."""

    model_config = _example(name="Listings import")
    name: str = Field(default="", max_length=200)


class SentAnswer(BaseModel):
    """The same for every address, known or not."""

    detail: str = "If the address can be used, a mail with a link is on its way."


class MeAnswer(BaseModel):
    """Who acts.  A visitor has no user."""

    model_config = _example(
        is_signed_in=True,
        means="api_key",
        space_id="01932c5e-7a10-7d44-9f5c-0b6e5a3d2f10",
        user={"email": EMAIL, "name": "Ada", "locale": "en", "is_verified": True},
    )
    is_signed_in: bool
    means: str
    space_id: UUID | None
    user: UserAnswer | None


class UserAnswer(BaseModel):
    """A person as they see themselves."""

    id: UUID
    email: str
    name: str
    locale: str
    is_verified: bool
    created_at: datetime


class SessionAnswer(BaseModel):
    """A signed-in browser."""

    id: UUID
    agent: str
    address: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


class KeyAnswer(BaseModel):
    """An API key; only its prefix can be shown again."""

    id: UUID
    name: str
    prefix: str
    created_at: datetime
    used_at: datetime | None


class NewKeyAnswer(KeyAnswer):
    """A key just made: copy `key` now, it is not shown again."""

    key: str


class TokensAnswer(BaseModel):
    """An access token for `Authorization: Bearer`, and the token that gets the next pair."""

    access_token: str
    refresh_token: str
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int


MeAnswer.model_rebuild()


def user_answer(view: UserView) -> UserAnswer:
    return UserAnswer(**asdict(view))


def session_answer(view: SessionView) -> SessionAnswer:
    return SessionAnswer(**asdict(view))


def key_answer(view: KeyView) -> KeyAnswer:
    return KeyAnswer(**asdict(view))


def new_key_answer(made: NewKey) -> NewKeyAnswer:
    return NewKeyAnswer(**asdict(made.view), key=made.key)


def tokens_answer(pair: TokenPair) -> TokensAnswer:
    return TokensAnswer(
        access_token=pair.access_token,
        refresh_token=pair.refresh_token,
        expires_in=pair.expires_in_s,
    )
