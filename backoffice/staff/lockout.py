"""The lock-out: failures to sign in are counted by user name and by address, whether or not the name exists.

So what locks, and what is said then, tells nobody which names there are. Names and addresses are kept as keyed hashes: a name
may be a password that was typed into the wrong field.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select

from backoffice.office import Office, Work
from backoffice.retention.vault import find_or_make_key
from backoffice.staff.models import SignInCount

TURN = 7_316_002  # sign-ins count one after the other, whatever process takes them
FORGET_AFTER = timedelta(days=1)  # without a failure in between


def begin(work: Work) -> None:
    """Wait for the turn: two failures at the same moment are two."""
    work.office.database.take_turns(work.session, TURN)


def is_locked(work: Work, username: str, address: str) -> bool:
    """Tell whether nobody may sign in by this name, or from this address, for now."""
    keys = (_name_key(work.office, username), _address_key(work.office, address))
    return any(_locked(work, work.session.get(SignInCount, key)) for key in keys)


def count_failure(work: Work, username: str, address: str) -> bool:
    """Count one failure for name and address; return whether one of the two is locked from now on."""
    terms = work.office.settings.sign_in
    _forget_old(work)
    name = _count(work, _name_key(work.office, username), terms.failures_until_locked, FORGET_AFTER)
    lock = timedelta(minutes=terms.locked_minutes)
    place = _count(work, _address_key(work.office, address), terms.failures_until_address_locked, lock)
    return name or place


def forget(work: Work, username: str) -> None:
    """Begin anew with the failures of a name: it signed in, or an administrator unlocked it. Addresses keep theirs."""
    work.session.execute(delete(SignInCount).where(SignInCount.key == _name_key(work.office, username)))


def locked_among(work: Work, usernames: Iterable[str]) -> frozenset[str]:
    """Return those of `usernames` that are locked now."""
    names = {_name_key(work.office, username): username for username in usernames}
    held = select(SignInCount.key).where(SignInCount.key.in_(names), SignInCount.locked_until > work.now)
    return frozenset(names[key] for key in work.session.scalars(held))


def _count(work: Work, key: str, limit: int, window: timedelta) -> bool:
    count = work.session.get(SignInCount, key)
    if count is None:
        count = SignInCount(key=key, failures=0, counted_from=work.now, newest_at=work.now)
        work.session.add(count)
    elif work.now - count.counted_from >= window:
        count.failures, count.counted_from = 0, work.now
    count.newest_at = work.now
    count.failures += 1
    if count.failures < limit:
        return False
    count.failures, count.counted_from = 0, work.now
    count.locked_until = work.now + timedelta(minutes=work.office.settings.sign_in.locked_minutes)
    return True


def _forget_old(work: Work) -> None:
    work.session.execute(delete(SignInCount).where(SignInCount.newest_at < work.now - FORGET_AFTER))


def _locked(work: Work, count: SignInCount | None) -> bool:
    return count is not None and count.locked_until is not None and count.locked_until > work.now


def _name_key(office: Office, username: str) -> str:
    return _key(office, "name", username)


def _address_key(office: Office, address: str) -> str:
    return _key(office, "address", address)


def _key(office: Office, kind: str, text: str) -> str:
    key = find_or_make_key(office.settings.keys_dir / "lookup.key")
    return hmac.new(key, f"sign-in:{kind}:{text}".encode(), hashlib.sha256).hexdigest()
