"""The second factor: set up once, good once, kept sealed; and what is refused tells nobody what was wrong."""

import threading
from collections.abc import Iterator

import pyotp
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from backoffice.audit.models import AuditEntry
from backoffice.office import SYSTEM, Office
from backoffice.settings import SignInSettings
from backoffice.staff import account, passwords, second_factor, services, sessions
from backoffice.staff.models import Role, Staff
from backoffice.staff.sign_in import SignInRefused, prove, sign_in
from domain.clock import FrozenClock

PASSWORD = "correct horse battery"
STEP = second_factor.STEP_SECONDS


@pytest.fixture(scope="module", autouse=True)
def quick_hashes() -> Iterator[None]:
    """The real argon2id with less memory, so that many attempts stay quick."""
    before = passwords.HASHER, passwords.NOBODY
    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    passwords.NOBODY = passwords.HASHER.hash("nobody")
    yield
    passwords.HASHER, passwords.NOBODY = before


def terms(office: Office, **changes: object) -> SignInSettings:
    return office.settings.sign_in.model_copy(update=changes)


@pytest.fixture
def coded(either_office: Office) -> Office:
    """An office that asks for codes."""
    changed = either_office.settings.model_copy(update={"sign_in": terms(either_office, second_factor=True)})
    object.__setattr__(either_office, "settings", changed)
    return either_office


@pytest.fixture
def secret(coded: Office) -> str:
    """A member of staff with an authenticator; its secret."""
    with coded.writing(SYSTEM) as work:
        return second_factor.equip(work, services.add_staff(work, "lijing", "李静", PASSWORD, (Role.REVIEWER,)))


def code_at(office: Office, secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(office.clock.now(), counter_offset=steps)


def refused(office: Office, code: str, password: str = PASSWORD, name: str = "lijing") -> SignInRefused:
    with pytest.raises(SignInRefused) as caught:
        sign_in(office, name, password, code)
    return caught.value


def test_a_code_is_good_in_its_step_and_the_ones_beside_it(coded: Office, secret: str) -> None:
    for steps in (-2, 2, 20):
        assert not refused(coded, code_at(coded, secret, steps)).locked
    for steps in (-1, 0, 1):  # upwards: nothing older than what was used
        assert sign_in(coded, "lijing", PASSWORD, code_at(coded, secret, steps))


def test_no_code_is_good_twice(coded: Office, secret: str, clock: FrozenClock) -> None:
    code = code_at(coded, secret)
    assert sign_in(coded, "lijing", PASSWORD, code)
    refused(coded, code)
    refused(coded, code_at(coded, secret, -1))  # an older one neither
    clock.advance(STEP)
    assert sign_in(coded, "lijing", PASSWORD, code_at(coded, secret))


def test_one_code_at_the_same_moment_opens_one_session(coded: Office, secret: str) -> None:
    code, opened, turned_away = code_at(coded, secret), [], []
    together = threading.Barrier(4)

    def try_it() -> None:
        together.wait()
        try:
            opened.append(sign_in(coded, "lijing", PASSWORD, code))
        except SignInRefused as no:
            turned_away.append(no)

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(opened), len(turned_away)) == (1, 3)


def test_a_step_is_used_in_one_statement(coded: Office, secret: str) -> None:
    """Two transactions that both read the old step: only one of them moves it on."""
    code = code_at(coded, secret)
    with coded.reading() as one, coded.reading() as other:
        first, second = (work.session.scalars(select(Staff)).one() for work in (one, other))
    with coded.writing(SYSTEM) as work:
        assert second_factor.take(work, first, code)
    with coded.writing(SYSTEM) as work:
        assert not second_factor.take(work, second, code)


@pytest.mark.parametrize("code", ["", "000000", "12345", "1234567", "abcdef", "１２３４５６", " "])
def test_password_alone_or_nonsense_does_not_open(coded: Office, secret: str, code: str) -> None:
    assert str(refused(coded, code)) == "sign-in refused"


def test_codes_and_passwords_share_the_lock_out(coded: Office, secret: str, clock: FrozenClock) -> None:
    said = [refused(coded, "000000").locked, refused(coded, code_at(coded, secret), "wrong password 1").locked]
    said += [refused(coded, "000000").locked for _ in range(3)]
    assert said == [False] * 4 + [True]
    assert refused(coded, code_at(coded, secret)).locked
    clock.advance(15 * 60 + 1)
    assert sign_in(coded, "lijing", PASSWORD, code_at(coded, secret))


def test_a_name_nobody_has_locks_like_one_that_somebody_has(coded: Office, secret: str) -> None:
    known = [refused(coded, "000000").locked for _ in range(6)]
    unknown = [refused(coded, "000000", name="nobody").locked for _ in range(6)]
    assert known == unknown == [False] * 4 + [True] * 2


def test_an_address_that_tries_many_names_is_locked(coded: Office, secret: str, clock: FrozenClock) -> None:
    limit = coded.settings.sign_in.failures_until_address_locked
    for attempt in range(limit):
        with pytest.raises(SignInRefused):
            sign_in(coded, f"name{attempt}", PASSWORD, address="198.51.100.7")
    with pytest.raises(SignInRefused):
        sign_in(coded, "lijing", PASSWORD, code_at(coded, secret), address="198.51.100.7")
    assert sign_in(coded, "lijing", PASSWORD, code_at(coded, secret), address="198.51.100.8")
    clock.advance(15 * 60 + 1)
    assert sign_in(coded, "lijing", PASSWORD, code_at(coded, secret), address="198.51.100.7")


def test_an_administrator_unlocks(coded: Office, secret: str) -> None:
    for _ in range(5):
        refused(coded, "000000")
    with coded.writing(SYSTEM) as work:
        services.unlock(work, "lijing")
    assert sign_in(coded, "lijing", PASSWORD, code_at(coded, secret))


def test_the_secret_is_kept_sealed_and_in_no_audit_entry(coded: Office, secret: str) -> None:
    with coded.reading() as work:
        staff = work.session.scalars(select(Staff)).one()
        rows = work.session.execute(text("SELECT * FROM staff")).all()
        entries = work.session.scalars(select(AuditEntry)).all()
    assert staff.second_factor is not None
    assert secret.encode() not in staff.second_factor
    assert secret not in repr(rows) + repr(entries) + repr([vars(entry) for entry in entries])
    assert (coded.settings.keys_dir / "second-factor.key").stat().st_mode & 0o077 == 0


def test_a_secret_put_into_somebody_elses_row_opens_nothing(coded: Office, secret: str) -> None:
    with coded.writing(SYSTEM) as work:
        other = services.add_staff(work, "wangmin", "王敏", PASSWORD, (Role.REVIEWER,))
        other.second_factor = work.session.scalars(select(Staff).where(Staff.username == "lijing")).one().second_factor
    with pytest.raises(Exception, match=r"^$"):
        sign_in(coded, "wangmin", PASSWORD, code_at(coded, secret))


def test_the_first_sign_in_sets_it_up(coded: Office, clock: FrozenClock) -> None:
    with coded.writing(SYSTEM) as work:
        once = services.add_newcomer(work, "hejing", "何静", (Role.PRODUCER,))
    signed = sign_in(coded, "hejing", once)
    assert second_factor.is_due(coded, signed.session.staff)
    changed = account.change_password(coded, signed.session, once, "an own password 7")
    assert sessions.find_session(coded, signed.token) is None
    shown = second_factor.prepared_secret(coded, changed.session.staff)
    assert shown is not None
    with pytest.raises(SignInRefused):
        account.confirm_second_factor(coded, changed.session, "000000")
    done = account.confirm_second_factor(coded, changed.session, code_at(coded, shown))
    assert sessions.find_session(coded, changed.token) is None
    assert sessions.find_session(coded, done.token) is not None
    clock.advance(STEP)
    with pytest.raises(SignInRefused):
        sign_in(coded, "hejing", "an own password 7")
    assert sign_in(coded, "hejing", "an own password 7", code_at(coded, shown))


def test_only_a_reset_by_an_administrator_helps_who_lost_it(coded: Office, secret: str) -> None:
    signed = sign_in(coded, "lijing", PASSWORD, code_at(coded, secret))
    with coded.writing(SYSTEM) as work:
        services.reset_second_factor(work, "lijing")
    assert sessions.find_session(coded, signed.token) is None
    again = sign_in(coded, "lijing", PASSWORD)
    assert second_factor.prepared_secret(coded, again.session.staff) not in (None, secret)


def test_proving_needs_a_fresh_code_and_ends_sessions_when_it_locks(coded: Office, secret: str, clock: FrozenClock) -> None:
    signed = sign_in(coded, "lijing", PASSWORD, code_at(coded, secret))
    clock.advance(5 * 60)
    session = sessions.find_session(coded, signed.token)
    assert session is not None
    assert not sessions.is_fresh(coded, session)
    renewed = prove(coded, session, code_at(coded, secret))
    assert sessions.find_session(coded, signed.token) is None
    proved = sessions.find_session(coded, renewed.token)
    assert proved is not None
    assert sessions.is_fresh(coded, proved)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            prove(coded, proved, PASSWORD)
    assert sessions.find_session(coded, renewed.token) is None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(offset=st.integers(min_value=-90, max_value=90))
def test_the_limits_of_a_step(office: Office, offset: int) -> None:
    """By seconds: a code of the moment `offset` ago or ahead fits when its step is at most one away."""
    now = office.clock.now()
    moment = int(now.timestamp()) + offset
    code = pyotp.TOTP("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").at(moment)
    fits = list(second_factor._fitting("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", code, now))
    assert bool(fits) == (abs(moment // STEP - int(now.timestamp()) // STEP) <= 1)
