"""Staff operations: add, disable, sign in, sign out, find the session of a request."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backoffice.audit import services as audit
from backoffice.office import Actor, Office, Work, clerk
from backoffice.staff.models import Role, Staff, StaffSession

SHORTEST_PASSWORD = 12
TOUCH_EVERY = timedelta(seconds=30)  # so that not every picture of a page writes to the database
HASHER = PasswordHasher()  # argon2id, the library's present recommendation
NOBODY = HASHER.hash(secrets.token_hex(16))  # verified for unknown names, so that they take as long as known ones


class SignInRefused(Exception):
    """The answer to every wrong sign-in is the same sentence; `locked` may be said after five failures."""

    def __init__(self, *, locked: bool = False) -> None:
        super().__init__("sign-in refused")
        self.locked = locked


@dataclass(frozen=True)
class SignedIn:
    """A fresh session: the token goes into the cookie, and nowhere else."""

    session: StaffSession
    token: str = field(repr=False)


def sign_in(office: Office, username: str, password: str) -> SignedIn:
    """Check the password and open a session; audited either way; raises SignInRefused."""
    with office.reading() as work:
        known = _find(work.session, username)
    right = _password_fits(known, password)  # slow on purpose, therefore outside of any transaction
    with office.writing(clerk(known) if known else Actor("unknown")) as work:
        signed_in = _admit(work, username) if right else None
        if signed_in is None:
            _turn_away(work, username)
        locked = _is_locked_now(work, username)
    if signed_in is None:
        raise SignInRefused(locked=locked)
    return signed_in


def _admit(work: Work, username: str) -> SignedIn | None:
    staff = _find(work.session, username)
    if staff is None or not staff.active or _locked(staff, work.now):
        return None
    staff.failed_sign_ins, staff.locked_until = 0, None
    token = secrets.token_urlsafe(32)
    session = StaffSession(
        token_hash=_token_hash(token),
        staff=staff,
        csrf_token=secrets.token_urlsafe(32),
        created_at=work.now,
        last_seen_at=work.now,
    )
    work.session.add(session)
    audit.record(work, "staff.signed_in", staff.username)
    return SignedIn(session, token)


def _turn_away(work: Work, username: str) -> None:
    """Count the failure; a name nobody has is not written down: it may be a password typed into the wrong field."""
    staff = _find(work.session, username)
    if staff is None:
        audit.record(work, "staff.sign_in_refused")
        return
    terms = work.office.settings.sign_in
    if not _locked(staff, work.now):
        staff.failed_sign_ins += 1
        if staff.failed_sign_ins >= terms.failures_until_locked:
            staff.locked_until = work.now + timedelta(minutes=terms.locked_minutes)
            staff.failed_sign_ins = 0
            audit.record(work, "staff.locked", staff.username)
    audit.record(work, "staff.sign_in_refused", staff.username)


def sign_out(work: Work, token: str) -> None:
    """Revoke the session of `token`."""
    session = work.session.get(StaffSession, _token_hash(token))
    if session is not None and session.revoked_at is None:
        session.revoked_at = work.now
        audit.record(work, "staff.signed_out", session.staff.username)


def find_session(office: Office, token: str) -> StaffSession | None:
    """Return the live session of a token (idle 15 min, at most 12 h) and note that it was used."""
    session = peek_session(office, token)
    if session is None or office.clock.now() - session.last_seen_at < TOUCH_EVERY:
        return session
    with office.writing(clerk(session.staff)) as work:
        seen = update(StaffSession).where(StaffSession.token_hash == session.token_hash)
        work.session.execute(seen.values(last_seen_at=work.now))
    return session


def peek_session(office: Office, token: str) -> StaffSession | None:
    """Return the live session of a token without prolonging it: for what a page asks by itself, while nobody may be there."""
    with office.reading() as work:
        session = work.session.get(StaffSession, _token_hash(token))
        return session if session is not None and _alive(office, session, work.now) else None


def _alive(office: Office, session: StaffSession, now: datetime) -> bool:
    terms = office.settings.sign_in
    return (
        session.revoked_at is None
        and session.staff.active
        and now - session.last_seen_at < timedelta(minutes=terms.idle_minutes)
        and now - session.created_at < timedelta(hours=terms.longest_hours)
    )


def add_staff(work: Work, username: str, display_name: str, password: str, roles: tuple[Role, ...]) -> Staff:
    """Add a member of staff; raises ValueError for a name taken or a password under twelve characters."""
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"a password has at least {SHORTEST_PASSWORD} characters")
    if _find(work.session, username) is not None:
        raise ValueError("this user name is taken")
    staff = Staff(
        username=username,
        display_name=display_name,
        password_hash=HASHER.hash(password),
        roles=sorted(set(roles)),
        created_at=work.now,
    )
    work.session.add(staff)
    audit.record(work, "staff.added", username, tuple(sorted(roles)))
    return staff


def add_or_renew(work: Work, username: str, display_name: str, password: str, roles: tuple[Role, ...]) -> Staff:
    """Add a member of staff, or give the one who is there a new password and these roles (an end to every session)."""
    staff = _find(work.session, username)
    if staff is None:
        return add_staff(work, username, display_name, password, roles)
    _revoke_sessions(work, staff)
    staff.password_hash, staff.roles, staff.active = HASHER.hash(password), sorted(set(roles)), True
    staff.failed_sign_ins, staff.locked_until = 0, None
    audit.record(work, "staff.renewed", username, tuple(sorted(roles)))
    return staff


def disable_staff(work: Work, username: str) -> Staff:
    """Disable a member of staff and revoke every session; raises LookupError."""
    staff = _find(work.session, username)
    if staff is None:
        raise LookupError("no such member of staff")
    staff.active = False
    _revoke_sessions(work, staff)
    audit.record(work, "staff.disabled", username)
    return staff


def _revoke_sessions(work: Work, staff: Staff) -> None:
    living = update(StaffSession).where(StaffSession.staff_id == staff.id, StaffSession.revoked_at.is_(None))
    work.session.execute(living.values(revoked_at=work.now))


def list_staff(session: Session) -> list[Staff]:
    """Return everybody by user name."""
    return list(session.scalars(select(Staff).order_by(Staff.username)))


def _find(session: Session, username: str) -> Staff | None:
    return session.scalar(select(Staff).where(Staff.username == username))


def _password_fits(staff: Staff | None, password: str) -> bool:
    try:
        HASHER.verify(staff.password_hash if staff else NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return staff is not None


def _is_locked_now(work: Work, username: str) -> bool:
    staff = _find(work.session, username)
    return staff is not None and _locked(staff, work.now)


def _locked(staff: Staff, now: datetime) -> bool:
    return staff.locked_until is not None and staff.locked_until > now


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
