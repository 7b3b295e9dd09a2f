"""Sessions of browsers: opened, found, prolonged, turned over and ended. The cookie has the token, the table its hash."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from backoffice.office import Office, Work, clerk
from backoffice.staff.models import Staff, StaffSession

TOUCH_EVERY = timedelta(seconds=30)  # so that not every picture of a page writes to the database
HANDLE_SIGNS = 16  # of a token's hash: names a session on a page and opens nothing


@dataclass(frozen=True)
class SignedIn:
    """A fresh session: the token goes into the cookie, and nowhere else."""

    session: StaffSession
    token: str = field(repr=False)


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(work: Work, staff: Staff, address: str) -> SignedIn:
    """Open a session of somebody who has just proved who he is."""
    token = secrets.token_urlsafe(32)
    session = StaffSession(
        token_hash=hash_of(token),
        staff=staff,
        csrf_token=secrets.token_urlsafe(32),
        address=address,
        created_at=work.now,
        last_seen_at=work.now,
        proved_at=work.now,
    )
    work.session.add(session)
    return SignedIn(session, token)


def turn_over(work: Work, session: StaffSession) -> SignedIn:
    """End every session of somebody and open a fresh one for the browser of `session`; its longest time goes on."""
    end_all(work, work.session.get_one(Staff, session.staff_id))
    return renew(work, session)


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
        session = work.session.get(StaffSession, hash_of(token))
        return session if session is not None and _alive(office, session, work.now) else None


def living(work: Work, staff: Staff) -> list[StaffSession]:
    """Return the open sessions of somebody, the newest first."""
    mine = select(StaffSession).where(StaffSession.staff_id == staff.id, StaffSession.revoked_at.is_(None))
    found = work.session.scalars(mine.order_by(StaffSession.created_at.desc()))
    return [session for session in found if _alive(work.office, session, work.now)]


def is_fresh(office: Office, session: StaffSession) -> bool:
    """Tell whether who sits there proved it a short while ago."""
    return office.clock.now() - session.proved_at < timedelta(minutes=office.settings.sign_in.proof_minutes)


def renew(work: Work, session: StaffSession) -> SignedIn:
    """Give the browser of `session` a fresh one, since who sits there has just proved who he is; its longest time goes on."""
    fresh = open_session(work, work.session.get_one(Staff, session.staff_id), session.address)
    fresh.session.created_at = session.created_at
    ended = update(StaffSession).where(StaffSession.token_hash == session.token_hash)
    work.session.execute(ended.values(revoked_at=work.now))
    return fresh


def end_all(work: Work, staff: Staff, *, but: StaffSession | None = None) -> None:
    """End every session of somebody (but one)."""
    ended = update(StaffSession).where(StaffSession.staff_id == staff.id, StaffSession.revoked_at.is_(None))
    if but is not None:
        ended = ended.where(StaffSession.token_hash != but.token_hash)
    work.session.execute(ended.values(revoked_at=work.now))


def end_one(work: Work, staff: Staff, handle: str) -> bool:
    """End one session of somebody; False where he has none of that handle."""
    session = next((one for one in living(work, staff) if handle_of(one) == handle), None)
    if session is not None:
        session.revoked_at = work.now
    return session is not None


def handle_of(session: StaffSession) -> str:
    """Return how a page names a session."""
    return session.token_hash[:HANDLE_SIGNS]


def newest_sign_ins(work: Work) -> dict[int, datetime]:
    """Return when everybody signed in last, by staff id."""
    newest = select(StaffSession.staff_id, func.max(StaffSession.created_at)).group_by(StaffSession.staff_id)
    return {staff_id: moment for staff_id, moment in work.session.execute(newest)}  # noqa: C416 - rows are no pairs


def count_living(work: Work) -> dict[int, int]:
    """Return how many sessions are open, by staff id."""
    terms = work.office.settings.sign_in
    alive = (
        StaffSession.revoked_at.is_(None),
        StaffSession.last_seen_at > work.now - timedelta(minutes=terms.idle_minutes),
        StaffSession.created_at > work.now - timedelta(hours=terms.longest_hours),
    )
    counted = select(StaffSession.staff_id, func.count()).where(*alive).group_by(StaffSession.staff_id)
    return {staff_id: count for staff_id, count in work.session.execute(counted)}  # noqa: C416 - as above


def _alive(office: Office, session: StaffSession, now: datetime) -> bool:
    terms = office.settings.sign_in
    return (
        session.revoked_at is None
        and session.staff.active
        and now - session.last_seen_at < timedelta(minutes=terms.idle_minutes)
        and now - session.created_at < timedelta(hours=terms.longest_hours)
    )
