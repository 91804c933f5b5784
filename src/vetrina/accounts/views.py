"""What other modules and pages see of people, sessions and keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from vetrina.infra.db import Scope, ScopeKind

Means = Literal["session", "api_key", "access_token", "nothing"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts.  `space_ids` holds the active space first; empty for somebody new.

    means: how we know; means_id: the session, key or chain of tokens.
    """

    storefront_id: str
    space_ids: tuple[UUID, ...] = ()
    user_id: UUID | None = None
    means: Means = "nothing"
    means_id: UUID | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def space_id(self) -> UUID | None:
        """The space that new work belongs to."""
        return self.space_ids[0] if self.space_ids else None

    @property
    def scope(self) -> Scope:
        """What the database is told."""
        is_member = self.is_signed_in or self.means == "api_key"
        kind: ScopeKind = "member" if is_member else "visitor"
        return Scope(kind, self.storefront_id, self.space_ids)


@dataclass(frozen=True, slots=True)
class UserView:
    """A person as they see themselves."""

    id: UUID
    email: str
    name: str
    locale: str
    is_verified: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SessionView:
    """One signed-in browser, for the list where people end them."""

    id: UUID
    agent: str
    address: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class KeyView:
    """An API key; the key itself is shown once, when it is made."""

    id: UUID
    name: str
    prefix: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made: the only moment at which `key` exists in clear."""

    view: KeyView
    key: str


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun: `token` goes into the cookie and nowhere else."""

    actor: Actor
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenPair:
    """For API clients: an access token of an hour, a refresh token that rotates."""

    access_token: str
    refresh_token: str
    expires_in_s: int
