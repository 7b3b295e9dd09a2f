"""Signing in, proving once more who one is, signing out. Every failure is the same, whatever was wrong."""

from backoffice.audit import services as audit
from backoffice.office import Actor, Office, Work, clerk
from backoffice.staff import lockout, passwords, second_factor, sessions
from backoffice.staff.models import Staff, StaffSession
from backoffice.staff.services import find_staff, has_run_out
from backoffice.staff.sessions import SignedIn


class SignInRefused(Exception):
    """The answer to every wrong sign-in is the same; `locked` says that name or address must wait.

    `run_out`: everything was right, but the one-time password was not used in its time.
    """

    def __init__(self, *, locked: bool = False, run_out: bool = False) -> None:
        super().__init__("sign-in refused")
        self.locked = locked
        self.run_out = run_out


def sign_in(
    office: Office, username: str, password: str, code: str = "", *, address: str = "", before: str | None = None
) -> SignedIn:
    """Check password and code and open a session; audited either way; raises SignInRefused.

    `address`: where the request comes from; `before`: the token of the session that this browser had, which ends.
    """
    with office.reading() as work:
        known = find_staff(work.session, username)
    right = passwords.fits(known.password_hash if known else None, password)  # slow on purpose, outside of any transaction
    with office.writing(clerk(known) if known else Actor("unknown")) as work:
        lockout.begin(work)
        locked = lockout.is_locked(work, username, address)
        run_out = right and not locked and _has_run_out(work, username)
        signed_in = _admit(work, username, code, address) if right and not locked and not run_out else None
        if run_out:  # no failure of theirs: it counts for no lock-out
            audit.record(work, "staff.sign_in_refused", username, ("one_time_run_out",))
        elif signed_in is None:
            locked = turn_away(work, username, address, locked=locked)
        elif before is not None:
            _end(work, before)
    if signed_in is None:
        raise SignInRefused(locked=locked, run_out=run_out)
    return signed_in


def prove(office: Office, session: StaffSession, secret: str, *, address: str = "") -> SignedIn:
    """Prove once more who sits there, by a code, or by the password where there are no codes; raises SignInRefused.

    The browser gets a fresh session. Failures count as failures to sign in; the one that locks ends every session.
    """
    staff = session.staff
    by_code = second_factor.is_asked(office, staff)
    right = by_code or passwords.fits(staff.password_hash, secret)
    with office.writing(clerk(staff)) as work:
        lockout.begin(work)
        locked = lockout.is_locked(work, staff.username, address)
        member = work.session.get_one(Staff, staff.id)
        proved = right and not locked and (not by_code or second_factor.take(work, member, secret))
        if proved:
            fresh = sessions.renew(work, session)
            audit.record(work, "staff.proved", staff.username)
        else:
            locked = turn_away(work, staff.username, address, locked=locked)
            if locked:
                sessions.end_all(work, member)
    if not proved:
        raise SignInRefused(locked=locked)
    return fresh


def sign_out(work: Work, token: str) -> None:
    """Revoke the session of `token`."""
    _end(work, token)


def _has_run_out(work: Work, username: str) -> bool:
    staff = find_staff(work.session, username)
    return staff is not None and staff.active and has_run_out(staff, work.now)


def _admit(work: Work, username: str, code: str, address: str) -> SignedIn | None:
    staff = find_staff(work.session, username)
    if staff is None or not staff.active:
        return None
    if second_factor.is_asked(work.office, staff) and not second_factor.take(work, staff, code):
        return None
    if second_factor.is_due(work.office, staff):
        second_factor.prepare(work, staff)
    lockout.forget(work, username)
    audit.record(work, "staff.signed_in", staff.username)
    return sessions.open_session(work, staff, address)


def turn_away(work: Work, username: str, address: str, *, locked: bool) -> bool:
    """Count the failure; a name nobody has is not written down: it may be a password typed into the wrong field."""
    known = find_staff(work.session, username)
    subject = known.username if known else None
    if not locked:
        locked = lockout.count_failure(work, username, address)
        if locked:
            audit.record(work, "staff.locked", subject)
    audit.record(work, "staff.sign_in_refused", subject)
    return locked


def _end(work: Work, token: str) -> None:
    session = work.session.get(StaffSession, sessions.hash_of(token))
    if session is not None and session.revoked_at is None:
        session.revoked_at = work.now
        audit.record(work, "staff.signed_out", session.staff.username)
