"""Signing in: argon2id, lock-out, sessions that end, and an audit log that never learns a password."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.office import SYSTEM, Office
from backoffice.refusals import Refused
from backoffice.staff import passwords, services
from backoffice.staff.models import Role, Staff, StaffSession
from backoffice.staff.sessions import find_session
from backoffice.staff.sign_in import SignInRefused, sign_in, sign_out
from domain.clock import FrozenClock

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module", autouse=True)
def quick_hashes() -> Iterator[None]:
    """The real argon2id with less memory, so that many attempts stay quick."""
    before = passwords.HASHER, passwords.NOBODY
    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    passwords.NOBODY = passwords.HASHER.hash("nobody")
    yield
    passwords.HASHER, passwords.NOBODY = before


@pytest.fixture
def member(office: Office) -> Staff:
    with office.writing(SYSTEM) as work:
        return services.add_staff(work, "lijing", "李静", PASSWORD, (Role.REVIEWER,))


def test_the_right_password_opens_a_session(office: Office, member: Staff) -> None:
    signed = sign_in(office, "lijing", PASSWORD)
    session = find_session(office, signed.token)
    assert session is not None
    assert session.staff.username == "lijing"
    assert len(signed.token) >= 43
    assert signed.token not in repr(signed)


def test_what_is_kept_is_a_hash(office: Office, member: Staff) -> None:
    signed = sign_in(office, "lijing", PASSWORD)
    with office.reading() as work:
        kept = work.session.scalars(select(StaffSession)).one()
        password_hash = work.session.scalars(select(Staff)).one().password_hash
    assert signed.token not in (kept.token_hash, kept.csrf_token)
    assert password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(("name", "password"), [("lijing", "wrong"), ("nobody", PASSWORD), ("", ""), (PASSWORD, "lijing")])
def test_everything_else_is_refused_alike(office: Office, member: Staff, name: str, password: str) -> None:
    with pytest.raises(SignInRefused) as caught:
        sign_in(office, name, password)
    assert (str(caught.value), caught.value.locked) == ("sign-in refused", False)


def test_five_failures_lock_even_the_right_password_out(office: Office, member: Staff, clock: FrozenClock) -> None:
    for _ in range(4):
        with pytest.raises(SignInRefused) as caught:
            sign_in(office, "lijing", "wrong")
        assert not caught.value.locked
    for password in ("wrong", PASSWORD):
        with pytest.raises(SignInRefused) as caught:
            sign_in(office, "lijing", password)
        assert caught.value.locked
    clock.advance(15 * 60 + 1)
    assert sign_in(office, "lijing", PASSWORD)


def test_a_success_forgets_the_failures(office: Office, member: Staff) -> None:
    for _ in range(3):
        for _ in range(4):
            with suppress(SignInRefused):
                sign_in(office, "lijing", "wrong")
        sign_in(office, "lijing", PASSWORD)


def test_idle_and_longest_time(office: Office, member: Staff, clock: FrozenClock) -> None:
    token = sign_in(office, "lijing", PASSWORD).token
    for _ in range(51):  # busy every fourteen minutes
        clock.advance(14 * 60)
        assert find_session(office, token) is not None
    clock.advance(14 * 60)  # twelve hours are over
    assert find_session(office, token) is None
    token = sign_in(office, "lijing", PASSWORD).token
    clock.advance(15 * 60)
    assert find_session(office, token) is None


def test_signing_out_ends_the_session(office: Office, member: Staff) -> None:
    token = sign_in(office, "lijing", PASSWORD).token
    with office.writing(SYSTEM) as work:
        sign_out(work, token)
        sign_out(work, "unknown")
    assert find_session(office, token) is None


def test_disabling_ends_every_session_at_once(office: Office, member: Staff) -> None:
    token = sign_in(office, "lijing", PASSWORD).token
    with office.writing(SYSTEM) as work:
        services.disable_staff(work, "lijing")
    assert find_session(office, token) is None
    with pytest.raises(SignInRefused):
        sign_in(office, "lijing", PASSWORD)
    with pytest.raises(Refused, match="not_found"), office.writing(SYSTEM) as work:
        services.disable_staff(work, "nobody")


def test_who_is_no_longer_active_has_no_session(office: Office, member: Staff) -> None:
    token = sign_in(office, "lijing", PASSWORD).token
    with office.writing(SYSTEM) as work:
        work.session.get_one(Staff, member.id).active = False
    assert find_session(office, token) is None


def test_a_new_password_ends_every_session(office: Office, member: Staff) -> None:
    token = sign_in(office, "lijing", PASSWORD).token
    with office.writing(SYSTEM) as work:
        services.add_or_renew(work, "lijing", "李静", "another password", (Role.AUDITOR,))
    assert find_session(office, token) is None
    assert sign_in(office, "lijing", "another password").session.staff.roles == ["auditor"]


def test_weak_passwords_and_taken_names(office: Office, member: Staff) -> None:
    for name, password in (("new", "short"), ("lijing", PASSWORD)):
        with pytest.raises((ValueError, Refused), match=r"password|taken"), office.writing(SYSTEM) as work:
            services.add_staff(work, name, "x", password, (Role.REVIEWER,))


def test_sign_ins_are_audited_without_what_was_typed(office: Office, member: Staff) -> None:
    sign_in(office, "lijing", PASSWORD)
    for name, password in (("lijing", "wrong"), (PASSWORD, "lijing")):
        with suppress(SignInRefused):
            sign_in(office, name, password)
    with office.reading() as work:
        entries = [(one.actor, one.action, one.subject) for one in work.session.scalars(select(AuditEntry))]
    assert entries[1:] == [
        ("lijing", "staff.signed_in", "lijing"),
        ("lijing", "staff.sign_in_refused", "lijing"),
        ("unknown", "staff.sign_in_refused", None),
    ]
