"""What members of staff do with their own account: another password, another second factor, an end to sessions."""

from backoffice.audit import services as audit
from backoffice.office import Office, clerk
from backoffice.staff import lockout, passwords, second_factor, sessions
from backoffice.staff.models import Staff, StaffSession
from backoffice.staff.passwords import Weakness, WeakPassword
from backoffice.staff.sessions import SignedIn
from backoffice.staff.sign_in import SignInRefused, turn_away


def change_password(office: Office, session: StaffSession, old: str, new: str, *, address: str = "") -> SignedIn:
    """Replace the own password; every session ends, this browser gets a fresh one.

    Raises SignInRefused when `old` is wrong (a failure like any other), :class:`WeakPassword` when `new` is not taken.
    """
    staff = session.staff
    right = passwords.fits(staff.password_hash, old)
    if right:
        passwords.require_good(new, staff.username)
        if new == old:
            raise WeakPassword(Weakness.AS_BEFORE)
    hashed = passwords.HASHER.hash(new) if right else ""
    with office.writing(clerk(staff)) as work:
        lockout.begin(work)
        locked = lockout.is_locked(work, staff.username, address)
        changed = right and not locked
        if changed:
            member = work.session.get_one(Staff, staff.id)
            member.password_hash, member.must_change_password, member.one_time_until = hashed, False, None
            fresh = sessions.turn_over(work, session)
            audit.record(work, "staff.password_changed", staff.username)
        else:
            locked = turn_away(work, staff.username, address, locked=locked)
    if not changed:
        raise SignInRefused(locked=locked)
    return fresh


def prepare_second_factor(office: Office, session: StaffSession) -> None:
    """Make the secret of another second factor; the present one stays until a code of the new one was given."""
    with office.writing(clerk(session.staff)) as work:
        second_factor.prepare(work, work.session.get_one(Staff, session.staff_id))
        audit.record(work, "staff.second_factor_prepared", session.staff.username)


def confirm_second_factor(office: Office, session: StaffSession, code: str, *, address: str = "") -> SignedIn:
    """Put the prepared second factor into use; every session ends, this browser gets a fresh one.

    Raises SignInRefused when `code` is not one of its codes.
    """
    with office.writing(clerk(session.staff)) as work:
        lockout.begin(work)
        staff = work.session.get_one(Staff, session.staff_id)
        locked = lockout.is_locked(work, staff.username, address)
        confirmed = not locked and second_factor.confirm(work, staff, code)
        if confirmed:
            fresh = sessions.turn_over(work, session)
            audit.record(work, "staff.second_factor_set_up", staff.username)
        else:
            locked = turn_away(work, staff.username, address, locked=locked)
    if not confirmed:
        raise SignInRefused(locked=locked)
    return fresh


def end_session(office: Office, session: StaffSession, handle: str) -> None:
    """End one of the own sessions."""
    with office.writing(clerk(session.staff)) as work:
        if sessions.end_one(work, work.session.get_one(Staff, session.staff_id), handle):
            audit.record(work, "staff.session_ended", session.staff.username)


def end_other_sessions(office: Office, session: StaffSession) -> None:
    """End every own session but this one."""
    with office.writing(clerk(session.staff)) as work:
        sessions.end_all(work, session.staff, but=session)
        audit.record(work, "staff.sessions_ended", session.staff.username)
