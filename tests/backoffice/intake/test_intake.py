"""Every application becomes one case, whatever the line does; what cannot be read is kept."""

import base64
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from backoffice.audit.models import AuditEntry
from backoffice.intake.keys import SealingKeys
from backoffice.intake.models import Lodgement, Quarantined
from backoffice.office import Office
from backoffice.review.catalogue import DESKS
from backoffice.review.models import Case
from domain.clock import SHANGHAI, FrozenClock
from domain.services import ServiceSlug
from domain.wire import v1
from tests.backoffice.people import FRIDAY_NOON, SECRETS, application
from tests.backoffice.terminals import HandMadeTerminal, problem

PATH = "/terminal/v1/applications"
UNREADABLE = (422, "body_unreadable")


def _body(terminal: HandMadeTerminal, running: int = 1) -> v1.ApplicationBody:
    return application(running).model_copy(update={"number": terminal.number(running, FRIDAY_NOON)})


def _count(office: Office, table: type[Case] | type[Lodgement] | type[Quarantined]) -> int:
    with office.reading() as work:
        return work.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_sealed_application_becomes_an_accepted_case(terminal: HandMadeTerminal, office: Office) -> None:
    body = _body(terminal)
    response = terminal.post(PATH, terminal.sealed(body), key=uuid4())
    assert response.status_code == 200
    assert response.json() == {
        "number": body.number,
        "status": "accepted",
        "received_at": FRIDAY_NOON.isoformat(),
        "due_date": "2026-11-25",  # Friday noon and three working days
        "replayed": False,
    }
    with office.reading() as work:
        case = work.session.scalars(select(Case)).one()
    assert (case.number, case.terminal_id, case.status.value) == (body.number, terminal.terminal_id, "accepted")


def test_sent_twice_it_is_one_case(terminal: HandMadeTerminal, office: Office, clock: FrozenClock) -> None:
    key, message = uuid4(), terminal.sealed(_body(terminal))
    first = terminal.post(PATH, message, key=key).json()
    clock.advance(3 * 86400)  # a weekend offline
    second = terminal.post(PATH, message, key=key)
    assert second.status_code == 200
    assert second.json() == {**first, "replayed": True}
    assert _count(office, Case) == 1


def test_a_key_belongs_to_one_body(terminal: HandMadeTerminal, office: Office) -> None:
    key, body = uuid4(), _body(terminal)
    terminal.post(PATH, terminal.sealed(body), key=key)
    assert problem(terminal.post(PATH, terminal.sealed(body), key=key)) == (422, "key_reused")
    assert problem(terminal.post(PATH, terminal.sealed(_body(terminal, 2)), key=key)) == (422, "key_reused")
    assert _count(office, Case) == 1


def test_a_number_belongs_to_one_key(terminal: HandMadeTerminal, office: Office) -> None:
    message = terminal.sealed(_body(terminal))
    terminal.post(PATH, message, key=uuid4())
    assert problem(terminal.post(PATH, message, key=uuid4())) == (409, "number_taken")
    assert _count(office, Case) == 1


def test_a_key_belongs_to_one_terminal(terminal: HandMadeTerminal, office: Office) -> None:
    key, message = uuid4(), terminal.sealed(_body(terminal))
    terminal.post(PATH, message, key=key)
    other = HandMadeTerminal(terminal.http, office)
    other.enrol()
    assert problem(other.post(PATH, message, key=key)) == (422, "key_reused")


@pytest.mark.parametrize("key", [None, "7", "not-a-uuid", "11111111-1111-4111-8111-11111111111g"])
def test_a_key_is_a_uuid(terminal: HandMadeTerminal, key: str | None) -> None:
    assert problem(terminal.post(PATH, terminal.sealed(_body(terminal)), key=key)) == (400, "idempotency_key_invalid")


def _quarantined(office: Office) -> Quarantined:
    with office.reading() as work:
        return work.session.scalars(select(Quarantined)).one()


def _bent(terminal: HandMadeTerminal, how: str) -> dict[str, Any]:
    """Return a message that cannot be read, or tells of another one."""
    body = _body(terminal)
    known = json.loads(body.model_copy(update={"terminal_id": terminal.terminal_id}).model_dump_json())
    other = body.model_copy(update={"number": terminal.number(2, FRIDAY_NOON)})
    elsewhere = v1.associated_info(other.number, body.service, terminal.terminal_id, _key(terminal).key_id)
    told_here = v1.associated_info(body.number, body.service, terminal.terminal_id, _key(terminal).key_id)
    wrong_check = body.model_copy(update={"number": body.number[:-1] + str((int(body.number[-1]) + 1) % 10)})
    stranger = HandMadeTerminal(terminal.http, terminal.office, terminal_id="terminal-stranger")
    bent = {
        "hash_mismatch": lambda: terminal.sealed(body, envelope={"sealed_sha256": "0" * 64}),
        "key_unknown": lambda: terminal.sealed(body, envelope={"key_id": "key-of-nobody"}),
        "seal_broken": lambda: terminal.sealed(body, info=elsewhere),
        "too_short": lambda: _raw(terminal, body, b""),
        "no_json": lambda: terminal.sealed(body, plain=b"\xff\xfe"),
        "wire_of_tomorrow": lambda: terminal.sealed(body, plain=json.dumps({**known, "wire_version": 2}).encode()),
        "a_field_more": lambda: terminal.sealed(body, plain=json.dumps({**known, "surprise": 1}).encode()),
        "a_field_less": lambda: terminal.sealed(body, plain=json.dumps({**known, "applicant": None}).encode()),
        "an_address_of_tomorrow": lambda: _going_to(terminal, {**known["delivery"], "source": "neighbour", "text": ""}),
        "a_registered_address_in_words": lambda: _going_to(terminal, {**known["delivery"], "source": "registry"}),
        "another_number": lambda: terminal.sealed(body, plain=other.model_dump_json().encode()),
        "another_terminal": lambda: stranger.sealed(body, key=_key(terminal), info=told_here),
        "number_invalid": lambda: terminal.sealed(wrong_check),
    }
    return bent[how]()


def _going_to(terminal: HandMadeTerminal, delivery: dict[str, Any]) -> dict[str, Any]:
    """Return a message whose letter goes elsewhere."""
    body = _body(terminal)
    known = json.loads(body.model_copy(update={"terminal_id": terminal.terminal_id}).model_dump_json())
    return terminal.sealed(body, plain=json.dumps({**known, "delivery": delivery}).encode())


def test_a_letter_to_the_registered_address_is_taken_though_nobody_said_it(terminal: HandMadeTerminal, office: Office) -> None:
    wish = {**_body(terminal).delivery.model_dump(), "source": "registry", "text": ""}
    assert terminal.post(PATH, _going_to(terminal, wish), key=uuid4()).status_code == 200
    assert _count(office, Case) == 1


def _key(terminal: HandMadeTerminal) -> v1.SealingKey:
    assert terminal.sealing_key is not None
    return terminal.sealing_key


def _raw(terminal: HandMadeTerminal, body: v1.ApplicationBody, sealed: bytes) -> dict[str, Any]:
    told = {"sealed": base64.b64encode(sealed).decode(), "sealed_sha256": hashlib.sha256(sealed).hexdigest()}
    return {**terminal.sealed(body), **told}


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("hash_mismatch", "hash_mismatch"),
        ("key_unknown", "key_unknown"),
        ("seal_broken", "seal_broken"),
        ("too_short", "seal_broken"),
        ("no_json", "form_unknown"),
        ("wire_of_tomorrow", "form_unknown"),
        ("a_field_more", "form_unknown"),
        ("a_field_less", "form_unknown"),
        ("an_address_of_tomorrow", "form_unknown"),  # as an office of yesterday sees a registered one
        ("a_registered_address_in_words", "form_unknown"),
        ("another_number", "envelope_differs"),
        ("another_terminal", "envelope_differs"),
        ("number_invalid", "number_invalid"),
    ],
)
def test_what_cannot_be_read_is_kept_for_staff(terminal: HandMadeTerminal, office: Office, how: str, why: str) -> None:
    key, message = uuid4(), _bent(terminal, how)
    code = "hash_mismatch" if why == "hash_mismatch" else "body_unreadable"
    for _ in range(2):  # sent again it is still one
        assert problem(terminal.post(PATH, message, key=key)) == (422, code)
    kept = _quarantined(office)
    assert kept.why == why
    assert kept.sealed == base64.b64decode(message["sealed"])
    assert (kept.number, kept.idempotency_key, kept.terminal_id) == (message["number"], key, terminal.terminal_id)
    assert _count(office, Case) == 0


def test_after_the_cause_is_removed_the_same_message_is_taken(terminal: HandMadeTerminal, office: Office) -> None:
    key, message = uuid4(), terminal.sealed(_body(terminal))
    folder = office.settings.keys_dir / "sealing"
    folder.rename(folder.with_name("away"))
    assert problem(terminal.post(PATH, message, key=key)) == UNREADABLE
    folder.with_name("away").rename(folder)
    assert terminal.post(PATH, message, key=key).status_code == 200
    assert _count(office, Case) == 1
    assert _count(office, Quarantined) == 1


@pytest.mark.parametrize("service", [slug for slug in ServiceSlug if slug not in DESKS])
def test_an_application_of_a_service_not_built_yet_is_kept(
    terminal: HandMadeTerminal, office: Office, service: ServiceSlug
) -> None:
    key, message = uuid4(), terminal.sealed(_body(terminal).model_copy(update={"service": service}))
    for _ in range(2):
        assert problem(terminal.post(PATH, message, key=key)) == (422, "service_not_offered")
    kept = _quarantined(office)
    assert (kept.why, kept.service, kept.number) == ("service_not_offered", service.value, message["number"])
    assert (_count(office, Case), _count(office, Lodgement)) == (0, 0)


def test_what_had_no_desk_is_taken_after_the_update(
    terminal: HandMadeTerminal, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backoffice.intake.services.DESKS", {})
    key, message = uuid4(), terminal.sealed(_body(terminal))
    assert problem(terminal.post(PATH, message, key=key)) == (422, "service_not_offered")
    monkeypatch.undo()  # the office is updated
    assert terminal.post(PATH, message, key=key).status_code == 200


@pytest.mark.parametrize("sealed", ["", "A", "?", "重庆", "AAAA\n"])
def test_what_is_no_base64_is_no_message(terminal: HandMadeTerminal, office: Office, sealed: str) -> None:
    message = {**terminal.sealed(_body(terminal)), "sealed": sealed}
    status, _ = problem(terminal.post(PATH, message, key=uuid4()))
    assert status == 422
    assert _count(office, Case) == 0


def test_a_body_sealed_to_an_older_key_still_opens(terminal: HandMadeTerminal, office: Office) -> None:
    message = terminal.sealed(_body(terminal))
    newer = SealingKeys(office.settings.keys_dir).add()
    assert newer != terminal.sealing_key
    assert terminal.post(PATH, message, key=uuid4()).status_code == 200
    assert terminal.post(PATH, terminal.sealed(_body(terminal, 2), key=newer), key=uuid4()).status_code == 200


def test_sealing_keys_are_for_the_office_only(terminal: HandMadeTerminal, office: Office) -> None:
    folder = office.settings.keys_dir / "sealing"
    assert folder.stat().st_mode & 0o077 == 0
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 11, 20, 23, 59, tzinfo=SHANGHAI), "2026-11-25"),  # Friday night: Monday is the first day
        (datetime(2026, 11, 22, 12, 0, tzinfo=SHANGHAI), "2026-11-25"),  # a Sunday: so it is
        (datetime(2029, 1, 3, 12, 0, tzinfo=SHANGHAI), None),  # no working-day table: no date is named
    ],
)
def test_the_promise_counts_from_the_offices_time(
    terminal: HandMadeTerminal, clock: FrozenClock, received: datetime, due: str | None
) -> None:
    body = _body(terminal)  # confirmed on Friday by the terminal's clock
    clock.advance((received - clock.now()).total_seconds())
    receipt = terminal.post(PATH, terminal.sealed(body), key=uuid4()).json()
    assert receipt["received_at"] == received.isoformat()
    assert receipt["due_date"] == due


def test_at_once_with_one_key_it_is_one_case(either_http: httpx.Client, either_office: Office) -> None:
    terminal = HandMadeTerminal(either_http, either_office)
    terminal.enrol()
    key, message = uuid4(), terminal.sealed(_body(terminal))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: terminal.post(PATH, message, key=key), range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert sorted(answer.json()["replayed"] for answer in answers) == [False, *[True] * 7]
    assert len({answer.json()["received_at"] for answer in answers}) == 1
    assert (_count(either_office, Case), _count(either_office, Lodgement)) == (1, 1)


def test_at_once_with_one_number_one_key_wins(either_http: httpx.Client, either_office: Office) -> None:
    terminal = HandMadeTerminal(either_http, either_office)
    terminal.enrol()
    message = terminal.sealed(_body(terminal))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: terminal.post(PATH, message, key=uuid4()), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 7]
    assert _count(either_office, Case) == 1


def test_many_at_once_all_arrive(either_http: httpx.Client, either_office: Office) -> None:
    terminal = HandMadeTerminal(either_http, either_office)
    terminal.enrol()
    messages = [(uuid4(), terminal.sealed(_body(terminal, running))) for running in range(1, 21)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: terminal.post(PATH, one[1], key=one[0]), messages))
    assert {answer.status_code for answer in answers} == {200}
    assert _count(either_office, Case) == 20


@pytest.mark.expects_log
def test_a_failure_before_the_commit_leaves_nothing_and_the_next_try_succeeds(
    terminal: HandMadeTerminal, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, message = uuid4(), terminal.sealed(_body(terminal))

    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("backoffice.intake.services.audit.record", broken)
        assert problem(terminal.post(PATH, message, key=key)) == (500, "office_fault")
    assert (_count(office, Case), _count(office, Lodgement)) == (0, 0)
    terminal.http = httpx.Client(base_url=terminal.http.base_url, trust_env=False)  # a server may hang up after a fault
    assert terminal.post(PATH, message, key=key).status_code == 200
    terminal.http.close()


def test_the_audit_names_numbers_and_nobody(terminal: HandMadeTerminal, office: Office) -> None:
    body = _body(terminal)
    terminal.post(PATH, terminal.sealed(body), key=uuid4())
    with office.reading() as work:
        entries = work.session.scalars(select(AuditEntry)).all()
    received = [entry for entry in entries if entry.action == "application.received"]
    assert [(entry.subject, entry.actor) for entry in received] == [(body.number, f"terminal:{terminal.terminal_id}")]
    shown = repr([(entry.actor, entry.action, entry.subject, entry.codes) for entry in entries])
    assert not [secret for secret in SECRETS if secret in shown]


def test_a_receipt_tells_where_the_case_stands_now(terminal: HandMadeTerminal, office: Office) -> None:
    key, message = uuid4(), terminal.sealed(_body(terminal))
    terminal.post(PATH, message, key=key)
    with office.database.writing() as session:
        session.execute(Case.__table__.update().values(status="under_review"))  # type: ignore[attr-defined]
    assert terminal.post(PATH, message, key=key).json()["status"] == "under_review"


@pytest.mark.expects_log
def test_not_even_a_fault_puts_a_person_into_the_log(
    terminal: HandMadeTerminal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    body = _body(terminal)
    monkeypatch.setattr("backoffice.review.cases.mask_name", lambda _: None)  # the database refuses the row
    assert problem(terminal.post(PATH, _bent(terminal, "a_field_less"), key=uuid4())) == UNREADABLE
    assert problem(terminal.post(PATH, terminal.sealed(body), key=uuid4())) == (500, "office_fault")
    assert "IntegrityError" in caplog.text
    planted = (*SECRETS, body.number, body.applicant.authority)
    assert not [secret for secret in planted if secret in caplog.text]
