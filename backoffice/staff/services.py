"""Members of staff: added, given duties, disabled, helped back in: by administrators, or by the command line."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.audit import services as audit
from backoffice.office import SYSTEM, Work
from backoffice.refusals import Reason, Refused
from backoffice.staff import lockout, passwords, second_factor, sessions
from backoffice.staff.models import Role, Staff
from backoffice.staff.scope import may_administer

USERNAME_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-")
LONGEST_NAME = 60


def list_staff(session: Session) -> list[Staff]:
    """Return everybody by user name."""
    return list(session.scalars(select(Staff).order_by(Staff.username)))


def find_staff(session: Session, username: str) -> Staff | None:
    """Return who has this user name."""
    return session.scalar(select(Staff).where(Staff.username == username))


def add_staff(
    work: Work, username: str, display_name: str, password: str, roles: tuple[Role, ...], districts: tuple[str, ...] = ()
) -> Staff:
    """Add a member of staff; raises :class:`WeakPassword`, or Refused."""
    _by_administrator(work)
    passwords.require_good(password, username)
    if not username or len(username) > LONGEST_NAME or not USERNAME_SIGNS.issuperset(username):
        raise Refused(Reason.USERNAME_INVALID)
    if find_staff(work.session, username) is not None:
        raise Refused(Reason.USERNAME_TAKEN)
    staff = Staff(
        username=username,
        display_name=display_name,
        password_hash=passwords.HASHER.hash(password),
        roles=_fitting_together(roles),
        districts=_known(work, districts),
        created_at=work.now,
    )
    work.session.add(staff)
    audit.record(work, "staff.added", username, (*staff.roles, *staff.districts))
    return staff


def add_newcomer(work: Work, username: str, display_name: str, roles: tuple[Role, ...], districts: tuple[str, ...] = ()) -> str:
    """Add a member of staff and return the first password: shown once, to be changed at the first sign-in."""
    first = passwords.make_one_time()
    _is_good_once(work, add_staff(work, username, display_name, first, roles, districts))
    return first


def add_or_renew(work: Work, username: str, display_name: str, password: str, roles: tuple[Role, ...]) -> Staff:
    """Add a member of staff, or give the one who is there a new password and these roles (an end to every session)."""
    staff = find_staff(work.session, username)
    if staff is None:
        return add_staff(work, username, display_name, password, roles)
    _by_administrator(work)
    passwords.require_good(password, username)
    sessions.end_all(work, staff)
    staff.password_hash, staff.roles, staff.active = passwords.HASHER.hash(password), _fitting_together(roles), True
    staff.must_change_password, staff.one_time_until = False, None
    lockout.forget(work, username)
    audit.record(work, "staff.renewed", username, tuple(staff.roles))
    return staff


def set_duties(work: Work, username: str, roles: tuple[Role, ...], districts: tuple[str, ...]) -> Staff:
    """Give somebody else other roles and districts; every session of theirs ends."""
    staff = _other(work, username)
    before, staff.roles, staff.districts = staff.roles, _fitting_together(roles), _known(work, districts)
    if Role.ADMIN in before:
        _require_administrator_left(work)
    sessions.end_all(work, staff)
    audit.record(work, "staff.duties_set", username, (*staff.roles, *staff.districts))
    return staff


def disable_staff(work: Work, username: str) -> Staff:
    """Disable a member of staff and revoke every session; the last administrator stays."""
    staff = _member(work, username)
    staff.active = False
    if staff.has_role(Role.ADMIN):
        _require_administrator_left(work)
    sessions.end_all(work, staff)
    audit.record(work, "staff.disabled", username)
    return staff


def enable_staff(work: Work, username: str) -> str:
    """Let somebody who was disabled in again; returns a one-time password."""
    _member(work, username).active = True
    audit.record(work, "staff.enabled", username)
    return give_one_time_password(work, username)


def give_one_time_password(work: Work, username: str) -> str:
    """Replace a password that was forgotten; every session ends."""
    staff, password = _member(work, username), passwords.make_one_time()
    staff.password_hash = passwords.HASHER.hash(password)
    _is_good_once(work, staff)
    sessions.end_all(work, staff)
    lockout.forget(work, username)
    audit.record(work, "staff.password_reset", username)
    return password


def unlock(work: Work, username: str) -> Staff:
    """Forget the failures of a name, so that its owner need not wait."""
    staff = _member(work, username)
    lockout.forget(work, username)
    audit.record(work, "staff.unlocked", username)
    return staff


def reset_second_factor(work: Work, username: str) -> Staff:
    """Take a lost second factor away; the next sign-in sets up another one. The only way back."""
    staff = _member(work, username)
    second_factor.forget(staff)
    sessions.end_all(work, staff)
    audit.record(work, "staff.second_factor_reset", username)
    return staff


def end_sessions(work: Work, username: str) -> Staff:
    """End every session of somebody."""
    staff = _member(work, username)
    sessions.end_all(work, staff)
    audit.record(work, "staff.sessions_ended", username)
    return staff


def has_run_out(staff: Staff, now: datetime) -> bool:
    """Tell whether somebody's one-time password was not used in its time."""
    return staff.must_change_password and staff.one_time_until is not None and now >= staff.one_time_until


def _is_good_once(work: Work, staff: Staff) -> None:
    staff.must_change_password = True
    staff.one_time_until = work.now + timedelta(hours=work.office.settings.sign_in.one_time_hours)


def _by_administrator(work: Work) -> None:
    if work.actor != SYSTEM:
        work.actor.require(Role.ADMIN)


def _member(work: Work, username: str) -> Staff:
    _by_administrator(work)
    staff = find_staff(work.session, username)
    if staff is None or (work.actor.staff is not None and not may_administer(work.actor.staff, staff)):
        raise Refused(Reason.NOT_FOUND)
    return staff


def _other(work: Work, username: str) -> Staff:
    staff = _member(work, username)
    if staff.id == work.actor.staff_id:
        raise Refused(Reason.OWN_ACCOUNT)
    return staff


def _fitting_together(roles: tuple[Role, ...]) -> list[str]:
    """Return the roles as they are kept; who administers accounts has no business, and decides nothing with them."""
    if not roles:
        raise Refused(Reason.ROLES_MISSING)
    if Role.ADMIN in roles and len(set(roles)) > 1:
        raise Refused(Reason.ADMIN_ALONE)
    return sorted({role.value for role in roles})


def _known(work: Work, districts: tuple[str, ...]) -> list[str]:
    """Return the districts as they are kept. Nobody gives what he does not have: who has districts gives of these only."""
    own = work.actor.staff.districts if work.actor.staff else []
    if own and not districts:
        raise Refused(Reason.WHOLE_CITY_ONLY)
    if not set(own or (region.code for region in work.office.regions)).issuperset(districts):
        raise Refused(Reason.DISTRICT_UNKNOWN)
    return sorted(set(districts))


def _require_administrator_left(work: Work) -> None:
    """Refuse what would leave nobody who can help anybody back in."""
    work.office.database.take_turns(work.session, lockout.TURN)
    if not any(one.active and one.has_role(Role.ADMIN) for one in list_staff(work.session)):
        raise Refused(Reason.LAST_ADMIN)
