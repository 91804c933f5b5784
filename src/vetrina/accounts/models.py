"""Tables of people, spaces, sessions, keys and tokens; see README."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from vetrina.infra.db import Base, Owned
from vetrina.kernel import new_id


class Space(Base):
    """A place that owns work.  `id` is the column space_id, as in every owned table."""

    __tablename__ = "spaces"
    storefront_id: Mapped[str]
    id: Mapped[UUID] = mapped_column("space_id", primary_key=True, default=new_id)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class User(Base, Owned):
    """A person; `space_id` is their personal space."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("storefront_id", "email"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str]
    password_hash: Mapped[str | None]
    name: Mapped[str] = mapped_column(default="", server_default="")
    locale: Mapped[str] = mapped_column(default="en", server_default="en")
    verified_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Membership(Base, Owned):
    """A person's role in a space: owner, editor or viewer."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "space_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    role: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SessionRow(Base, Owned):
    """One browser; `user_id` is empty while it is a visitor's."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("sessions_user_id_idx", "user_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[bytes]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    agent: Mapped[str] = mapped_column(default="", server_default="")
    address: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ApiKey(Base, Owned):
    """A key of a space; only `prefix` can be shown again."""

    __tablename__ = "api_keys"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("api_keys_user_id_idx", "user_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    prefix: Mapped[str]
    token_hash: Mapped[bytes]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class RefreshToken(Base, Owned):
    """One link of a rotating chain (`family_id`)."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("refresh_tokens_user_id_idx", "user_id"),
        Index("refresh_tokens_family_id_idx", "family_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    family_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    token_hash: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class MailToken(Base, Owned):
    """A secret sent by mail: purpose verify or reset; good once, until `expires_at`."""

    __tablename__ = "mail_tokens"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("mail_tokens_user_id_idx", "user_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    token_hash: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
