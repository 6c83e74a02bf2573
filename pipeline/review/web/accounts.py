"""Accounts, logins and sessions: who somebody is. What they may do is `pipeline.review.web.access`.

Passwords are kept as argon2id hashes, session tokens as sha256; a copy of the database lets nobody in.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from pipeline.problems import Problem
from pipeline.review.web.tables import AccountRow, AttemptRow, SessionRow
from pipeline.store.store import Store

if TYPE_CHECKING:
    from pwdlib import PasswordHash

Role = Literal["reader", "reviewer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what those before it may."""

SHORTEST_PASSWORD = 12
IDLE = timedelta(hours=12)
"""A session that nobody used for so long has ended."""
LONGEST = timedelta(days=14)
"""A session has ended after so long however much it is used."""
WINDOW = timedelta(minutes=15)
TRIES_A_NAME = 5
TRIES_AN_ADDRESS = 30
"""Failed logins within the window, for one name and from one address; more are not looked at."""
_LONGEST_NAME = 80
_NOTED_ANEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody known to the application."""

    name: str
    role: Role
    disabled: bool = False
    preferences: dict[str, Any] = field(default_factory=dict)
    has_password: bool = True

    def may(self, role: Role) -> bool:
        """Whether the account may do what that role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


class TooManyTries(Problem):
    """Logins failed too often; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        minutes = -(-seconds // 60)
        super().__init__(f"too many logins failed: try again in {minutes} minute{'s' * (minutes != 1)}")


class Accounts:
    """The accounts in a store. Safe to share between threads and processes."""

    def __init__(self, store: Store, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store, self._now = store, now

    def add(self, name: str, role: Role, password: str | None) -> Account:
        """Makes an account. Raises Problem when the name is taken or no name, or the password too short."""
        name = _checked_name(name)
        with Session(self._store.writer) as session, session.begin():
            taken = session.scalar(select(AccountRow.name).where(AccountRow.folded == name.casefold()))
            if taken is not None:
                raise Problem(f"there is an account {taken!r} already; `pledgewatch reviewer list` shows all")
            session.execute(
                insert(AccountRow).values(
                    name=name, folded=name.casefold(), role=role, password=_hashed(password),
                    disabled=False, made=self._now(), preferences={},
                )
            )  # fmt: skip
        return Account(name, role, has_password=password is not None)

    def all(self) -> list[Account]:
        """Every account, by name."""
        with Session(self._store.engine) as session:
            return [_account(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.folded))]

    def get(self, name: str) -> Account | None:
        """The account of that name, in whatever letters; None where there is none."""
        with Session(self._store.engine) as session:
            row = session.scalar(select(AccountRow).where(AccountRow.folded == name.strip().casefold()))
            return _account(row) if row is not None else None

    def change(self, name: str, **values: Any) -> None:
        """Sets `role`, `disabled`, `password` or `preferences`.

        A new role or password, and disabling, end the account's sessions. Raises Problem where there is no
        such account.
        """
        if "password" in values:
            values["password"] = _hashed(values["password"])
        with Session(self._store.writer) as session, session.begin():
            row = session.scalar(select(AccountRow).where(AccountRow.folded == name.strip().casefold()))
            if row is None:
                raise Problem(f"there is no account {name!r}; `pledgewatch reviewer list` shows all")
            for key, value in values.items():
                setattr(row, key, value)
            if values.keys() - {"preferences"}:
                session.execute(delete(SessionRow).where(SessionRow.account == row.name))

    def log_in(self, name: str, password: str, address: str) -> str | None:
        """A new session's token; None where name and password do not belong together.

        Raises TooManyTries. An unknown name takes as long as a wrong password. A try counts from before its
        password is looked at, so that many at once are no more than one after another.
        """
        folded, now = name.strip().casefold()[:_LONGEST_NAME], self._now()
        with Session(self._store.noter) as session, session.begin():
            session.execute(delete(AttemptRow).where(AttemptRow.at < now - WINDOW))
            _refuse_after_many(session, folded, address[:64], now)
            session.execute(insert(AttemptRow).values(folded=folded, address=address[:64], at=now))
        with Session(self._store.engine) as session:
            row = session.scalar(select(AccountRow).where(AccountRow.folded == folded))
        known = row is not None and not row.disabled and row.password is not None
        fits = _passwords().verify(password, row.password if row and row.password else _nobodys_password())
        if not (known and fits):
            return None
        assert row is not None
        with Session(self._store.writer) as session, session.begin():
            session.execute(delete(AttemptRow).where(AttemptRow.folded == folded))
        return self.begin_session(row.name)

    def begin_session(self, name: str) -> str:
        """A token for an account that has shown who it is."""
        token, now = secrets.token_urlsafe(32), self._now()
        with Session(self._store.writer) as session, session.begin():
            session.execute(
                delete(SessionRow).where((SessionRow.seen < now - IDLE) | (SessionRow.begun < now - LONGEST))
            )
            session.execute(
                insert(SessionRow).values(token=_digest(token), account=name, begun=now, seen=now)
            )
        return token

    def of_session(self, token: str) -> Account | None:
        """Whose session it is; None where it has ended or never was."""
        now = self._now()
        with Session(self._store.engine) as session:
            found = session.execute(
                select(AccountRow, SessionRow.begun, SessionRow.seen)
                .join(SessionRow, SessionRow.account == AccountRow.name)
                .where(SessionRow.token == _digest(token))
            ).one_or_none()
        if found is None:
            return None
        row, begun, seen = found
        if row.disabled or now - seen > IDLE or now - begun > LONGEST:
            return None
        if now - seen > _NOTED_ANEW:
            with Session(self._store.writer) as session, session.begin():
                session.execute(update(SessionRow).where(SessionRow.token == _digest(token)).values(seen=now))
        return _account(row)

    def end_session(self, token: str) -> None:
        """Logs out."""
        with Session(self._store.writer) as session, session.begin():
            session.execute(delete(SessionRow).where(SessionRow.token == _digest(token)))


def _refuse_after_many(session: Session, folded: str, address: str, now: datetime) -> None:
    recent = select(func.count(), func.min(AttemptRow.at)).where(AttemptRow.at > now - WINDOW)
    for condition, most in (
        (AttemptRow.folded == folded, TRIES_A_NAME),
        (AttemptRow.address == address, TRIES_AN_ADDRESS),
    ):
        count, first = session.execute(recent.where(condition)).one()
        if count >= most:
            raise TooManyTries(int((first + WINDOW - now).total_seconds()) + 1)


def checked_role(role: str) -> Role:
    """The role of that name. Raises Problem."""
    for known in ROLES:
        if role == known:
            return known
    raise Problem(f"there is no role {role!r}; known are {', '.join(ROLES)}")


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or max(len(name), len(name.casefold())) > _LONGEST_NAME or not name.isprintable():
        raise Problem(f"an account's name has 1 to {_LONGEST_NAME} characters, all of them printable")
    return name


def _hashed(password: str | None) -> str | None:
    if password is None:
        return None
    if len(password) < SHORTEST_PASSWORD:
        raise Problem(f"the password is too short: it needs {SHORTEST_PASSWORD} characters or more")
    return _passwords().hash(password)


def _account(row: AccountRow) -> Account:
    return Account(
        row.name, checked_role(row.role), row.disabled, dict(row.preferences), row.password is not None
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@cache
def _passwords() -> PasswordHash:
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    return PasswordHash((Argon2Hasher(),))


@cache
def _nobodys_password() -> str:
    return _passwords().hash(secrets.token_urlsafe(16))
