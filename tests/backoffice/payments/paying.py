"""Invented payments."""

from typing import Any
from uuid import UUID, uuid4

from backoffice.fleet.models import Terminal
from backoffice.office import SYSTEM, Actor, Office
from backoffice.payments import services
from backoffice.payments.models import Payment
from backoffice.review import cases, decisions
from domain.reasons import ReasonCode
from domain.wire import v1
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import FRIDAY_NOON, application

CARD = "622202∗∗∗∗∗∗∗∗∗0000"


def paid_fee(order_id: UUID | None = None, **changes: Any) -> v1.PaidFee:
    """Return what a terminal tells of a payment of ten yuan."""
    told: dict[str, Any] = {
        "order_id": order_id or uuid4(),
        "amount_fen": 1000,
        "card": CARD,
        "reference": "261120000042",
        "authorisation": "A1B2C3",
        "trace": "000042",
        "batch": "000001",
        "paid_at": FRIDAY_NOON,
    }
    return v1.PaidFee.model_validate({**told, **changes})


def with_fee(body: v1.ApplicationBody, paid: v1.PaidFee) -> v1.ApplicationBody:
    """Return `body` with the fee that `paid` pays."""
    return body.model_copy(update={"fee_fen": paid.amount_fen, "order_id": paid.order_id})


def take_in_paid(office: Office, running: int = 1, *, terminal_id: str = "terminal-7", **changes: Any) -> Payment:
    """Let one paid application come in."""
    paid = paid_fee(trace=f"{running:06d}", **changes)
    number = acts.take_in(office, with_fee(application(running), paid))
    with office.writing(acts.TERMINAL) as work:
        services.post(work, number, terminal_id, paid)
    return look(office, paid.order_id)


def make_terminal(office: Office, number: int) -> str:
    """Enrol a terminal without its keys; returns its id."""
    with office.writing(SYSTEM) as work:
        terminal = Terminal(
            terminal_id=f"terminal-{number}",
            terminal_number=number,
            place_zh="样本商场",
            place_en="Sample mall",
            public_key="A" * 43 + "=",
            enrolled_at=work.now,
        )
        work.session.add(terminal)
    return terminal.terminal_id


def refuse_after_paying(office: Office, partners: Partners, reviewer: Actor, **changes: Any) -> Payment:
    """Let one paid application come in and be refused."""
    paid = paid_fee(**changes)
    case = acts.ready_to_decide(office, partners, reviewer, with_fee(application(), paid))
    with office.writing(acts.TERMINAL) as work:
        services.post(work, case.number, "terminal-7", paid)
    with office.writing(reviewer) as work:
        version = cases.get_case(work.session, case.number).version
        decisions.reject(work, case.number, version, (ReasonCode.DATA,))
    return look(office, paid.order_id)


def look(office: Office, order_id: UUID) -> Payment:
    with office.reading() as work:
        return work.session.get_one(Payment, order_id)
