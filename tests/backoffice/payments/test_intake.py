"""What was paid belongs to exactly one application; what does not fit is kept for staff, never guessed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import func, select

from backoffice.intake.models import Quarantined
from backoffice.office import Actor, Office
from backoffice.payments import ledger, services
from backoffice.payments.models import Payment, PaymentState
from backoffice.review.models import Case
from backoffice.troubles.services import list_troubles
from domain.wire import v1
from tests.backoffice.payments.paying import CARD, paid_fee, with_fee
from tests.backoffice.people import FRIDAY_NOON, application
from tests.backoffice.terminals import HandMadeTerminal, problem

PATH = "/terminal/v1/applications"
WRONG = (422, "payment_wrong")


def _body(terminal: HandMadeTerminal, paid: v1.PaidFee, running: int = 1) -> v1.ApplicationBody:
    return with_fee(application(running).model_copy(update={"number": terminal.number(running, FRIDAY_NOON)}), paid)


def _sealed(terminal: HandMadeTerminal, body: v1.ApplicationBody, paid: v1.PaidFee | None) -> dict[str, Any]:
    return terminal.sealed(body, envelope={"payment": paid.model_dump(mode="json") if paid else None})


def _payments(office: Office) -> list[Payment]:
    with office.reading() as work:
        return list(work.session.scalars(select(Payment)))


def _cases(office: Office) -> int:
    with office.reading() as work:
        return work.session.scalar(select(func.count()).select_from(Case)) or 0


def _put_aside(office: Office) -> list[tuple[str, bool]]:
    with office.reading() as work:
        return [
            (row.why, row.payment is not None) for row in work.session.scalars(select(Quarantined).order_by(Quarantined.id))
        ]


def test_a_paid_application_is_posted_with_its_case(terminal: HandMadeTerminal, office: Office) -> None:
    paid = paid_fee()
    body = _body(terminal, paid)
    assert terminal.post(PATH, _sealed(terminal, body, paid), key=uuid4()).status_code == 200
    (payment,) = _payments(office)
    assert services.told_of(payment) == paid
    assert (payment.case_number, payment.terminal_id, payment.state) == (body.number, terminal.terminal_id, PaymentState.POSTED)


def test_what_costs_nothing_needs_no_payment(terminal: HandMadeTerminal, office: Office) -> None:
    body = application().model_copy(update={"number": terminal.number(1, FRIDAY_NOON), "order_id": uuid4()})
    assert terminal.post(PATH, _sealed(terminal, body, None), key=uuid4()).status_code == 200
    assert _payments(office) == []


def test_sent_twice_it_is_one_payment(terminal: HandMadeTerminal, office: Office) -> None:
    paid, key = paid_fee(), uuid4()
    message = _sealed(terminal, _body(terminal, paid), paid)
    assert [terminal.post(PATH, message, key=key).json()["replayed"] for _ in range(2)] == [False, True]
    assert len(_payments(office)) == 1


@pytest.mark.parametrize(
    "changes", [{"reference": "999999999999"}, {"card": None}, {"paid_at": FRIDAY_NOON + timedelta(seconds=1)}], ids=str
)
def test_a_key_belongs_to_one_payment(terminal: HandMadeTerminal, changes: dict[str, Any]) -> None:
    paid, key = paid_fee(), uuid4()
    message = _sealed(terminal, _body(terminal, paid), paid)
    terminal.post(PATH, message, key=key)
    for other in (None, paid.model_copy(update=changes).model_dump(mode="json")):
        assert problem(terminal.post(PATH, {**message, "payment": other}, key=key)) == (422, "key_reused")


@pytest.mark.parametrize(
    ("body_changes", "told", "why"),
    [
        ({}, None, "payment_missing"),
        ({"order_id": uuid4()}, {}, "payment_differs"),
        ({"order_id": None}, {}, "payment_differs"),
        ({"fee_fen": 2000}, {}, "payment_differs"),
        ({"fee_fen": 999}, {}, "payment_differs"),
        ({"fee_fen": 0}, {}, "payment_differs"),
    ],
    ids=["not paid", "another order", "no order", "too little", "too much", "nothing to pay"],
)
def test_what_was_paid_must_fit_the_application(
    terminal: HandMadeTerminal, office: Office, body_changes: dict[str, Any], told: dict[str, Any] | None, why: str
) -> None:
    paid = paid_fee()
    body = _body(terminal, paid).model_copy(update=body_changes)
    key, message = uuid4(), _sealed(terminal, body, paid if told is not None else None)
    for _ in range(2):
        assert problem(terminal.post(PATH, message, key=key)) == WRONG
    assert _put_aside(office) == [(why, told is not None)]
    assert (_cases(office), _payments(office)) == (0, [])


def test_an_order_belongs_to_one_application_ever(terminal: HandMadeTerminal, office: Office, chief: Actor) -> None:
    paid, second = paid_fee(), HandMadeTerminal(terminal.http, office)
    second.enrol()
    assert terminal.post(PATH, _sealed(terminal, _body(terminal, paid), paid), key=uuid4()).status_code == 200
    for other, running in ((terminal, 2), (second, 1)):
        assert problem(other.post(PATH, _sealed(other, _body(other, paid, running), paid), key=uuid4())) == WRONG
    assert _put_aside(office) == [("order_taken", True)] * 2
    assert (_cases(office), len(_payments(office))) == (1, 1)
    with office.reading(chief) as work:
        assert [trouble.detail for trouble in list_troubles(work)] == ["order_taken"] * 2
        assert ledger.day_of(work, FRIDAY_NOON.date()).put_aside.count == 0  # the order's money is posted already


def test_once_the_payment_is_told_the_application_is_taken(terminal: HandMadeTerminal, office: Office, chief: Actor) -> None:
    paid, key = paid_fee(), uuid4()
    message = _sealed(terminal, _body(terminal, paid), None)
    assert problem(terminal.post(PATH, message, key=key)) == WRONG
    assert terminal.post(PATH, {**message, "payment": paid.model_dump(mode="json")}, key=key).status_code == 200
    with office.reading(chief) as work:
        assert list_troubles(work) == []


def test_a_whole_card_number_is_refused_and_kept_nowhere(
    terminal: HandMadeTerminal, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    paid = paid_fee()
    message = _sealed(terminal, _body(terminal, paid), paid)
    whole = {**message["payment"], "card": "6222020000000000000"}
    answer = terminal.post(PATH, {**message, "payment": whole}, key=uuid4())
    assert problem(answer) == (422, "message_invalid")
    assert "6222020000000000000" not in answer.text + caplog.text
    assert (_cases(office), _put_aside(office)) == (0, [])


def test_at_once_with_one_order_one_application_wins(either_http: httpx.Client, either_office: Office) -> None:
    terminal = HandMadeTerminal(either_http, either_office)
    terminal.enrol()
    paid = paid_fee()
    messages = [(uuid4(), _sealed(terminal, _body(terminal, paid, running), paid)) for running in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: terminal.post(PATH, one[1], key=one[0]), messages))
    assert sorted(answer.status_code for answer in answers) == [200, *[422] * 7]
    assert _put_aside(either_office) == [("order_taken", True)] * 7
    assert (_cases(either_office), len(_payments(either_office))) == (1, 1)


def test_at_once_with_one_key_it_is_one_payment(either_http: httpx.Client, either_office: Office) -> None:
    terminal = HandMadeTerminal(either_http, either_office)
    terminal.enrol()
    paid, key = paid_fee(), uuid4()
    message = _sealed(terminal, _body(terminal, paid), paid)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: terminal.post(PATH, message, key=key), range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert [payment.card for payment in _payments(either_office)] == [CARD]


def test_money_put_aside_is_counted_on_its_day(terminal: HandMadeTerminal, office: Office) -> None:
    paid = paid_fee()
    body = _body(terminal, paid).model_copy(update={"order_id": UUID(int=7)})
    terminal.post(PATH, _sealed(terminal, body, paid), key=uuid4())
    with office.reading() as work:
        today = ledger.day_of(work, FRIDAY_NOON.date())
        other = ledger.day_of(work, FRIDAY_NOON.date() - timedelta(days=1))
    assert (today.put_aside, today.posted, other.put_aside) == (ledger.Total(1, 1000), ledger.Total(), ledger.Total())
