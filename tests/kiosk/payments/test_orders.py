"""Orders without a visit: every approved payment finds its application, every other one lapses, however long it takes."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from backend_client import outbox
from backend_client.database import database_path, open_database, reading
from domain.clock import FrozenClock
from domain.failures import FailureCode
from domain.wire.v1 import ApplicationBody, PaidFee
from kiosk.audit.events import parse_events
from kiosk.flow.visit import Confirmed
from kiosk.payments.orders import LONGEST_WAIT_S, TELL_AGAIN_S, Orders, paid_fee
from kiosk.store.room import StoreRoom
from kiosk.worker import Worker
from payment.contract import PaymentOutcome, PaymentResult
from tests.kiosk.devices import TablePayments
from tests.kiosk.office import OneKeyOffice
from tests.kiosk.stage import START, Stage
from tests.paths import CONFIG

PATIENCE_S = 20.0
EVENTS = parse_events((CONFIG / "events.toml").read_text("utf-8"))


class Desk:
    """A store with its worker, a scripted payment process, and the orders between them."""

    def __init__(self, state_dir: Path, body: ApplicationBody) -> None:
        self.state_dir, self.body = state_dir, body
        self.clock, self.payments = FrozenClock(START), TablePayments()
        identity = OneKeyOffice().enrol(state_dir)
        self.store = StoreRoom(state_dir, self.clock, EVENTS, lambda: identity)
        self.worker = Worker("store")
        self.worker.start()
        self.store.open()
        self.orders = Orders(self.payments, self.store, self.worker, self.clock)

    def confirm(self, *, owned: bool = False) -> Confirmed:
        key = uuid4()
        if owned:
            self.orders.claim(key)
        return self.store.confirm(key, self.body)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        engine = open_database(database_path(self.state_dir))
        try:
            with reading(engine) as connection:
                return [tuple(row) for row in connection.execute(text(query))]
        finally:
            engine.dispose()

    def statuses(self) -> list[object]:
        return [row[0] for row in self.rows("SELECT status FROM applications ORDER BY id")]

    def wait(self, fulfilled: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not fulfilled():
            assert time.monotonic() < deadline, f"never; {self.statuses()}"
            time.sleep(0.01)

    def settle_down(self) -> None:
        """Wait until the worker has done all it was given, and what came of that."""
        for _ in range(3):
            done: list[object] = []
            self.worker.submit(lambda: None, done.append)
            self.wait(lambda: bool(done))  # noqa: B023 - used up within the turn


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    stage = Stage(tmp_path, fee_fen=1000)
    stage.walk_to("pay")
    desk = Desk(tmp_path / "state", stage.hands.waiting("confirm").asked[1])
    yield desk
    assert desk.worker.stop(PATIENCE_S)
    desk.store.close()


def a_fee(order_id: UUID) -> PaidFee:
    clock = FrozenClock(START)
    return paid_fee(PaymentResult(order_id, PaymentOutcome.APPROVED, 1000, reference="112233445566"), clock)


def test_confirmed_is_held_until_it_is_settled_in_one_transaction(desk: Desk) -> None:
    order = desk.confirm()
    assert desk.rows("SELECT state FROM outbox") == [("held",)]
    assert desk.store.unsettled() == [order]
    saved = desk.store.settle(order.key, a_fee(order.order_id))
    assert saved.number == order.number
    assert desk.rows("SELECT status, paid_at FROM applications") == [("lodged", START.isoformat())]
    engine = open_database(database_path(desk.state_dir))
    with reading(engine) as connection:
        entry = outbox.find(connection, order.number)
        assert entry
        assert entry.state is outbox.OutboxState.READY
    engine.dispose()
    assert desk.store.settle(order.key, a_fee(order.order_id)) == saved, "asked twice it is lodged once"
    events = [row[0] for row in desk.rows("SELECT event FROM audit_log ORDER BY seq")]
    assert events == ["application_confirmed", "application_paid", "application_lodged"]
    assert desk.store.unsettled() == []


def test_a_payment_of_another_order_settles_nothing(desk: Desk) -> None:
    order = desk.confirm()
    with pytest.raises(LookupError):
        desk.store.settle(order.key, a_fee(uuid4()))
    assert desk.statuses() == ["confirmed"]


def test_what_lapsed_loses_its_body_and_is_never_lodged(desk: Desk) -> None:
    order = desk.confirm()
    for _ in range(2):
        desk.store.abandon(order.key)
    assert desk.rows("SELECT state, sealed FROM outbox") == [("abandoned", None)]
    with pytest.raises(LookupError):
        desk.store.settle(order.key, a_fee(order.order_id))
    assert desk.statuses() == ["abandoned"]


def test_what_was_lodged_never_lapses(desk: Desk) -> None:
    order = desk.confirm()
    desk.store.settle(order.key, a_fee(order.order_id))
    desk.store.abandon(order.key)
    assert desk.statuses() == ["lodged"]


def test_after_a_boot_the_payment_process_says_what_became_of_each(desk: Desk) -> None:
    paid, unpaid = desk.confirm(), desk.confirm()
    desk.payments.charged.append(paid.order_id)
    desk.orders.close_due()
    desk.wait(lambda: desk.statuses() == ["lodged", "abandoned"])
    assert {paid.order_id, unpaid.order_id} == set(desk.payments.asked_to_close)
    desk.settle_down()
    desk.orders.close_due()
    desk.settle_down()
    assert len(desk.payments.asked_to_close) == 2, "settled is settled"


def test_what_a_visit_pays_is_left_alone_until_it_is_given_up(desk: Desk) -> None:
    order = desk.confirm(owned=True)
    desk.orders.close_due()
    desk.settle_down()
    assert (desk.statuses(), desk.payments.asked_to_close) == (["confirmed"], [])
    desk.orders.give_up(order.key)
    desk.wait(lambda: desk.statuses() == ["abandoned"])
    assert order.order_id in desk.payments.closed


def test_a_process_that_is_gone_is_asked_again_later_and_later(desk: Desk) -> None:
    desk.payments.gone = True
    order = desk.confirm()
    waits = []
    for _ in range(8):
        asked = len(desk.payments.asked_to_close)
        waited = 0
        while len(desk.payments.asked_to_close) == asked:
            desk.clock.advance(1)
            waited += 1
            desk.orders.close_due()
            desk.settle_down()
        waits.append(waited)
    assert waits[1:6] == [2, 4, 8, 16, 32]
    assert waits[-1] == LONGEST_WAIT_S
    desk.payments.gone, desk.payments.charged = False, [order.order_id]
    desk.clock.advance(LONGEST_WAIT_S)
    desk.orders.close_due()
    desk.wait(lambda: desk.statuses() == ["lodged"])


def test_what_is_unclear_stays_until_it_is_clear(desk: Desk) -> None:
    order = desk.confirm()
    desk.payments.unclear.add(order.order_id)
    desk.orders.close_due()
    desk.settle_down()
    assert desk.statuses() == ["confirmed"]
    desk.payments.unclear.clear()
    desk.clock.advance(LONGEST_WAIT_S)
    desk.orders.close_due()
    desk.wait(lambda: desk.statuses() == ["abandoned"])


@pytest.mark.expects_log
def test_a_store_that_fails_meanwhile_is_tried_again(desk: Desk) -> None:
    desk.confirm()
    engine = open_database(database_path(desk.state_dir))
    with engine.begin() as connection:
        connection.execute(text("CREATE TRIGGER full BEFORE UPDATE ON applications BEGIN SELECT RAISE(ABORT, 'full'); END"))
    desk.orders.close_due()
    desk.settle_down()
    assert desk.statuses() == ["confirmed"]
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER full"))
    engine.dispose()
    desk.clock.advance(LONGEST_WAIT_S)
    desk.orders.close_due()
    desk.wait(lambda: desk.statuses() == ["abandoned"])


def test_an_approval_without_its_authorisation_is_lodged(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    order = desk.confirm()
    result = PaymentResult(order.order_id, PaymentOutcome.APPROVED, 1000, reference="112233445566", authorisation="")
    monkeypatch.setattr(desk.payments, "close_order", lambda _, on_result: on_result(result))
    desk.orders.close_due()
    desk.wait(lambda: desk.statuses() == ["lodged"])


@pytest.mark.parametrize("word", ["", None, "x" * 41, "中", "a\nb"])
def test_words_that_do_not_fit_are_left_out(word: str | None) -> None:
    result = PaymentResult(uuid4(), PaymentOutcome.APPROVED, 1000, word, word, word, word, word)
    fee = paid_fee(result, FrozenClock(START))
    assert (fee.card, fee.reference, fee.authorisation, fee.trace, fee.batch) == (None,) * 5


def test_words_that_fit_are_kept() -> None:
    result = PaymentResult(uuid4(), PaymentOutcome.APPROVED, 1000, "622202∗∗∗∗∗∗∗∗∗3215", "112233445566", "A1B2C3", "7", "1")
    fee = paid_fee(result, FrozenClock(START))
    words = (fee.card, fee.reference, fee.authorisation, fee.trace, fee.batch)
    assert words == ("622202∗∗∗∗∗∗∗∗∗3215", "112233445566", "A1B2C3", "7", "1")


class Teller:
    """The office, as told what became of orders; it may be out of reach."""

    def __init__(self) -> None:
        self.told: list[tuple[UUID, str]] = []
        self.answer: object = None

    def __call__(self, application: Confirmed, became: str, on_answer: Callable[[object], None]) -> None:
        self.told.append((application.key, became))
        on_answer(self.answer)


@pytest.fixture
def teller(desk: Desk) -> Teller:
    teller = Teller()
    desk.orders = Orders(desk.payments, desk.store, desk.worker, desk.clock, teller)
    return teller


def again(desk: Desk, seconds: float = LONGEST_WAIT_S) -> None:
    desk.clock.advance(seconds)
    desk.orders.close_due()
    desk.settle_down()


def test_the_office_hears_of_an_unclear_payment_and_of_its_end(desk: Desk, teller: Teller) -> None:
    order = desk.confirm()
    desk.payments.unclear.add(order.order_id)
    for _ in range(4):
        again(desk)
    assert teller.told == [(order.key, "clarify")], "told once, not every minute"
    again(desk, TELL_AGAIN_S)
    assert teller.told == [(order.key, "clarify")] * 2, "what the office holds for some days is prolonged"
    desk.payments.unclear.clear()
    again(desk)
    assert teller.told[2:] == [(order.key, "release")]
    assert desk.statuses() == ["abandoned"]


def test_an_order_is_not_let_go_before_the_office_has_heard_it(desk: Desk, teller: Teller) -> None:
    order = desk.confirm()
    teller.answer = FailureCode.NETWORK_DOWN
    for _ in range(3):
        again(desk)
    assert (desk.statuses(), teller.told) == (["confirmed"], [(order.key, "release")] * 3)
    teller.answer = None
    again(desk)
    desk.wait(lambda: desk.statuses() == ["abandoned"])


def test_a_clarification_that_was_not_heard_is_told_again(desk: Desk, teller: Teller) -> None:
    order = desk.confirm()
    desk.payments.gone, teller.answer = True, FailureCode.OFFICE_UNAVAILABLE
    for _ in range(2):
        again(desk)
    assert teller.told == [(order.key, "clarify")] * 2


def test_what_is_paid_is_lodged_and_needs_no_word(desk: Desk, teller: Teller) -> None:
    order = desk.confirm()
    desk.payments.charged.append(order.order_id)
    again(desk)
    desk.wait(lambda: desk.statuses() == ["lodged"])
    assert teller.told == []


def test_an_office_that_refuses_the_word_keeps_nothing(desk: Desk, teller: Teller) -> None:
    desk.confirm()
    teller.answer = FailureCode.OFFICE_REFUSED
    again(desk)
    desk.wait(lambda: desk.statuses() == ["abandoned"])
