"""Members of staff: who may be what, who helps whom, and passwords that are taken."""

import lzma

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.office import SYSTEM, Actor, Office, clerk
from backoffice.refusals import Reason, Refused
from backoffice.staff import lockout, passwords, people, services, sessions
from backoffice.staff.models import Role, Staff
from backoffice.staff.passwords import Weakness, WeakPassword
from tests.backoffice import acts

BUSINESS = [role for role in Role if role is not Role.ADMIN]


@pytest.fixture
def admin(either_office: Office) -> Actor:
    return acts.add(either_office, "suntao", Role.ADMIN)


def refusal(office: Office, who: Actor, deed: str, *arguments: object) -> Reason:
    with pytest.raises(Refused) as caught, office.writing(who) as work:
        getattr(services, deed)(work, *arguments)
    return caught.value.reason


@pytest.mark.parametrize("role", BUSINESS)
def test_an_administrator_is_nothing_else(either_office: Office, admin: Actor, role: Role) -> None:
    both = (Role.ADMIN, role)
    assert refusal(either_office, admin, "add_newcomer", "x", "x", both) is Reason.ADMIN_ALONE
    acts.add(either_office, "lijing", role)
    assert refusal(either_office, admin, "set_duties", "lijing", both, ()) is Reason.ADMIN_ALONE


@pytest.mark.parametrize("role", BUSINESS)
def test_nobody_else_manages_people(either_office: Office, admin: Actor, role: Role) -> None:
    other = acts.add(either_office, "lijing", role)
    for deed in ("disable_staff", "enable_staff", "unlock", "reset_second_factor", "end_sessions", "give_one_time_password"):
        assert refusal(either_office, other, deed, "suntao") is Reason.ROLE_MISSING
    assert refusal(either_office, other, "set_duties", "lijing", (Role.SUPERVISOR,), ()) is Reason.ROLE_MISSING
    with pytest.raises(Refused), either_office.reading(other) as work:
        people.list_people(work)


def test_nobody_gives_himself_duties_and_the_last_administrator_stays(either_office: Office, admin: Actor) -> None:
    assert refusal(either_office, admin, "set_duties", "suntao", (Role.SUPERVISOR,), ()) is Reason.OWN_ACCOUNT
    assert refusal(either_office, admin, "disable_staff", "suntao") is Reason.LAST_ADMIN
    second = acts.add(either_office, "hewei", Role.ADMIN)
    with either_office.writing(second) as work:
        services.disable_staff(work, "suntao")
    assert refusal(either_office, second, "disable_staff", "hewei") is Reason.LAST_ADMIN
    assert refusal(either_office, SYSTEM, "set_duties", "hewei", (Role.AUDITOR,), ()) is Reason.LAST_ADMIN


@pytest.mark.parametrize(
    ("name", "roles", "districts", "reason"),
    [
        ("suntao", (Role.REVIEWER,), (), Reason.USERNAME_TAKEN),
        ("Sun Tao", (Role.REVIEWER,), (), Reason.USERNAME_INVALID),
        ("", (Role.REVIEWER,), (), Reason.USERNAME_INVALID),
        ("x" * 61, (Role.REVIEWER,), (), Reason.USERNAME_INVALID),
        ("new", (), (), Reason.ROLES_MISSING),
        ("new", (Role.REVIEWER,), ("999999",), Reason.DISTRICT_UNKNOWN),
    ],
)
def test_who_is_not_added(
    either_office: Office, admin: Actor, name: str, roles: tuple[Role, ...], districts: tuple[str, ...], reason: Reason
) -> None:
    assert refusal(either_office, admin, "add_newcomer", name, "x", roles, districts) is reason


def test_an_administrator_of_a_district_reaches_no_further(either_office: Office, admin: Actor) -> None:
    here, there = "500103", "500106"
    local = acts.add(either_office, "hewei", Role.ADMIN, districts=[here])
    for name, own in (("own", [here]), ("both", [here, there]), ("elsewhere", [there]), ("city", [])):
        acts.add(either_office, name, Role.REVIEWER, districts=own)
    with either_office.reading(local) as work:
        assert [line.staff.username for line in people.list_people(work)] == ["hewei", "own"]
    for name in ("both", "elsewhere", "city", "suntao"):
        assert refusal(either_office, local, "give_one_time_password", name) is Reason.NOT_FOUND
        assert refusal(either_office, local, "set_duties", name, (Role.REVIEWER,), (here,)) is Reason.NOT_FOUND
    for districts, reason in (((there,), Reason.DISTRICT_UNKNOWN), ((), Reason.WHOLE_CITY_ONLY)):
        assert refusal(either_office, local, "set_duties", "own", (Role.REVIEWER,), districts) is reason
        assert refusal(either_office, local, "add_newcomer", "new", "x", (Role.REVIEWER,), districts) is reason
    with either_office.writing(local) as work:
        assert services.set_duties(work, "own", (Role.PRODUCER,), (here,)).roles == ["producer"]


def test_other_duties_end_every_session(either_office: Office, admin: Actor) -> None:
    member = acts.add(either_office, "lijing", Role.REVIEWER)
    with either_office.writing(member) as work:
        opened = sessions.open_session(work, work.session.get_one(Staff, member.staff_id), "198.51.100.7")
    assert sessions.find_session(either_office, opened.token) is not None
    with either_office.writing(admin) as work:
        changed = services.set_duties(work, "lijing", (Role.SUPERVISOR,), ("500103", "500108"))
    assert (changed.roles, changed.districts) == (["supervisor"], ["500103", "500108"])
    assert sessions.find_session(either_office, opened.token) is None


def test_how_accounts_stand(either_office: Office, admin: Actor) -> None:
    with either_office.writing(admin) as work:
        for username in ("fresh", "gone", "shut"):
            services.add_newcomer(work, username, "x", (Role.PRODUCER,))
        services.disable_staff(work, "gone")
        for _ in range(5):
            lockout.count_failure(work, "shut", "198.51.100.7")
    with either_office.reading(admin) as work:
        stands = {line.staff.username: line.state.value for line in people.list_people(work)}
    assert stands == {"fresh": "waiting", "gone": "disabled", "shut": "locked", "suntao": "active"}


def test_who_comes_back_gets_a_one_time_password(either_office: Office, admin: Actor) -> None:
    with either_office.writing(admin) as work:
        first = services.add_newcomer(work, "lijing", "李静", (Role.PRODUCER,))
        services.disable_staff(work, "lijing")
        second = services.enable_staff(work, "lijing")
    with either_office.reading() as work:
        staff = services.find_staff(work.session, "lijing")
    assert staff is not None
    assert (staff.active, staff.must_change_password) == (True, True)
    assert passwords.fits(staff.password_hash, second)
    assert not passwords.fits(staff.password_hash, first)
    assert clerk(staff).name == "lijing"


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("elevensigns", Weakness.TOO_SHORT),
        ("x1y2z3" * 22, Weakness.TOO_LONG),
        ("Password1234", Weakness.TOO_COMMON),
        ("1QAZ2wsx3edc", Weakness.TOO_COMMON),
        ("Mailcreated5240", Weakness.TOO_COMMON),
        ("ababababababab", Weakness.TOO_PLAIN),
        ("LiuJing-2026", Weakness.LIKE_THE_NAME),
        ("2026liujingliujing!", Weakness.LIKE_THE_NAME),
    ],
)
def test_passwords_that_are_not_taken(password: str, weakness: Weakness) -> None:
    with pytest.raises(WeakPassword) as caught:
        passwords.require_good(password, "liujing")
    assert caught.value.weakness is weakness
    assert password not in str(caught.value)


@given(st.integers(min_value=8, max_value=140))
def test_the_limits_of_length(length: int) -> None:
    password = ("correct horse 电池 staple " * 8)[:length]
    if 12 <= length <= 128:
        passwords.require_good(password, "liujing")
    else:
        with pytest.raises(WeakPassword):
            passwords.require_good(password, "liujing")


def test_one_time_passwords_are_good_and_never_the_same() -> None:
    made = {passwords.make_one_time() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.require_good(password, "liujing")


def test_the_list_of_common_passwords() -> None:
    """ASVS 5.0, 6.2.4: at least the 3 000 most common ones among those that everything else would let pass."""
    kept = lzma.decompress(passwords.PUBLIC.read_bytes()).decode("ascii").split()
    assert len(kept) == len(set(kept)) == 10_000
    for password in kept:
        with pytest.raises(WeakPassword) as caught:
            passwords.require_good(password.title(), "liujing")
        assert caught.value.weakness is Weakness.TOO_COMMON, "not refused for anything else"
