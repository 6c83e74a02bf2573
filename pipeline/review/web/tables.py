"""The tables of accounts. They hold no password and no session token, only what one is checked by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.tables import Base, Moment


class AccountRow(Base):
    """Somebody who may use the review application. Never deleted: decisions carry the name."""

    __tablename__ = "accounts"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    folded: Mapped[str] = mapped_column(String(80), unique=True)
    """The name in lower case: two names that differ in nothing else are one."""
    role: Mapped[str] = mapped_column(String(10))
    password: Mapped[str | None] = mapped_column(Text)
    """The argon2 hash; None for who comes through a proxy or OpenID Connect only."""
    disabled: Mapped[bool] = mapped_column(Boolean)
    made: Mapped[datetime] = mapped_column(Moment)
    preferences: Mapped[dict[str, Any]] = mapped_column(JSON)


class SessionRow(Base):
    """A login that holds; the browser has the token, this table its sha256."""

    __tablename__ = "sessions"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.name"), index=True)
    begun: Mapped[datetime] = mapped_column(Moment)
    seen: Mapped[datetime] = mapped_column(Moment)


class AttemptRow(Base):
    """A login that failed."""

    __tablename__ = "login_attempts"
    __table_args__ = (Index("ix_login_attempts_folded_at", "folded", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    folded: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
