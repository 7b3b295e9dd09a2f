"""A pairing token makes one terminal, within an hour, and no other."""

import base64
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.fleet import errands, services
from backoffice.fleet.models import PairingToken, Terminal
from backoffice.office import SYSTEM, Office
from backoffice.refusals import Reason, Refused
from backoffice.staff.models import Role
from domain.clock import FrozenClock
from domain.wire.v1 import EnrolmentRequest
from tests.backoffice import acts
from tests.backoffice.terminals import HandMadeTerminal, pairing_token, problem

REFUSED = (403, "token_refused")


def test_a_token_makes_a_terminal_with_place_number_and_sealing_key(http: httpx.Client, office: Office) -> None:
    response = HandMadeTerminal(http, office).enrol()
    assert response.status_code == 200
    answer = response.json()
    assert answer["terminal_number"] == 1
    assert (answer["place_zh"], answer["place_en"]) == ("测试商场一楼", "Test Mall, ground floor")
    assert answer["office_time"] == office.clock.now().isoformat()
    assert answer["sealing_key"]["suite"].startswith("HPKE")


def test_a_token_is_used_once(http: httpx.Client, office: Office) -> None:
    token = pairing_token(office)
    assert HandMadeTerminal(http, office).enrol(token).status_code == 200
    assert problem(HandMadeTerminal(http, office).enrol(token)) == REFUSED


def test_an_answer_that_was_lost_is_given_again(http: httpx.Client, office: Office, clock: FrozenClock) -> None:
    token, terminal = pairing_token(office), HandMadeTerminal(http, office)
    first = terminal.enrol(token).json()
    clock.advance(60)
    again = terminal.enrol(token).json()
    assert again["terminal_id"] == first["terminal_id"]
    with office.reading() as work:
        assert len(work.session.scalars(select(Terminal)).all()) == 1
    clock.advance(3600)
    assert problem(terminal.enrol(token)) == REFUSED


@pytest.mark.parametrize(("age", "status"), [(3599, 200), (3600, 403), (86400, 403)])
def test_a_token_is_good_for_an_hour(http: httpx.Client, office: Office, clock: FrozenClock, age: float, status: int) -> None:
    token = pairing_token(office)
    clock.advance(age)
    assert HandMadeTerminal(http, office).enrol(token).status_code == status


@pytest.mark.parametrize("token", ["AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", "x", "重庆", "\0", "\U0001f6a6"])
def test_an_unknown_token_is_refused(http: httpx.Client, office: Office, token: str) -> None:
    pairing_token(office)
    assert problem(HandMadeTerminal(http, office).enrol(token)) == REFUSED


def test_a_token_may_be_typed_carelessly(http: httpx.Client, office: Office) -> None:
    token = pairing_token(office)
    assert HandMadeTerminal(http, office).enrol(f" {token.lower().replace('-', ' ')} ").status_code == 200


def test_only_the_hash_of_a_token_is_kept(office: Office) -> None:
    token = pairing_token(office).replace("-", "")
    assert len(token) * 5 == 160
    with office.reading() as work:
        row = work.session.scalars(select(PairingToken)).one()
    kept = repr([getattr(row, column.key) for column in PairingToken.__table__.columns])
    assert token not in kept


def test_a_revoked_terminal_gets_nothing_for_its_old_token(http: httpx.Client, office: Office) -> None:
    token, terminal = pairing_token(office), HandMadeTerminal(http, office)
    terminal.enrol(token)
    with office.writing(SYSTEM) as work:
        services.revoke(work, terminal.terminal_id)
    assert problem(terminal.enrol(token)) == REFUSED


def test_numbers_are_never_given_again(http: httpx.Client, office: Office) -> None:
    first = HandMadeTerminal(http, office)
    first.enrol()
    with office.writing(SYSTEM) as work:
        services.revoke(work, first.terminal_id)
    second = HandMadeTerminal(http, office)
    second.enrol()
    assert (first.terminal_number, second.terminal_number) == (1, 2)


def test_there_is_no_ten_thousandth_terminal(office: Office) -> None:
    token = pairing_token(office)
    with office.writing(SYSTEM) as work:
        work.session.add(
            Terminal(terminal_id="last", terminal_number=9999, public_key="", place_zh="", place_en="", enrolled_at=work.now)
        )
    request = EnrolmentRequest(pairing_token=token, public_key="A" * 43 + "=", software_version="1")
    with office.writing(SYSTEM) as work, pytest.raises(services.NumbersExhausted):
        services.enrol(work, request)


def test_of_many_with_one_token_one_is_enrolled(either_http: httpx.Client, either_office: Office) -> None:
    token = pairing_token(either_office)
    with ThreadPoolExecutor(6) as pool:
        terminals = [HandMadeTerminal(either_http, either_office) for _ in range(6)]
        statuses = sorted(response.status_code for response in pool.map(lambda one: one.enrol(token), terminals))
    assert statuses == [200, 403, 403, 403, 403, 403]


def test_pairing_and_enrolment_are_audited(terminal: HandMadeTerminal) -> None:
    with terminal.office.reading() as work:
        entries = [(entry.action, entry.subject) for entry in work.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert entries == [("terminal.pairing_token_made", None), ("terminal.enrolled", terminal.terminal_id)]


def test_a_terminal_that_never_was_cannot_be_revoked(office: Office) -> None:
    with office.writing(SYSTEM) as work, pytest.raises(services.NoSuchTerminal):
        services.revoke(work, "terminal-none")


def test_a_terminal_stands_in_the_district_that_was_told_at_its_pairing(office: Office) -> None:
    terminal_ids = {}
    for district in ("500103", ""):
        with office.writing(SYSTEM) as work:
            token = services.make_pairing_token(work, "解放碑", "Jiefangbei", district).token
        with office.writing(SYSTEM) as work:
            key = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
            request = EnrolmentRequest(pairing_token=token, public_key=key, software_version="1")
            terminal_ids[district] = services.enrol(work, request).terminal_id
    with office.reading() as work:
        assert {d: services.get_terminal(work.session, one).district for d, one in terminal_ids.items()} == {
            "500103": "500103",
            "": "",
        }


def test_no_terminal_stands_in_a_district_that_there_is_not(office: Office) -> None:
    with office.writing(SYSTEM) as work, pytest.raises(services.NoSuchDistrict):
        services.make_pairing_token(work, "某处", "Somewhere", "110000")


def test_who_administers_a_district_pairs_for_no_other_one_and_lets_no_technician_in(office: Office) -> None:
    admin = acts.add(office, "suntao", Role.ADMIN, districts=["500103"])
    for district in ("500106", ""):
        with office.writing(admin) as work, pytest.raises(services.NoSuchDistrict):
            services.make_pairing_token(work, "某处", "Somewhere", district)
    with office.writing(admin) as work:
        assert services.make_pairing_token(work, "某处", "Somewhere", "500103").token
    for act in (errands.allow, errands.withdraw):
        with office.writing(admin) as work, pytest.raises(Refused, match=Reason.WHOLE_CITY_ONLY):
            act(work, "0217")
        with (
            office.writing(acts.add(office, act.__name__, Role.SUPERVISOR)) as work,
            pytest.raises(Refused, match="role_missing"),
        ):
            act(work, "0217")
