"""Random touches, banks and hours while paying: no number before the money, no order that nobody closes, always home again."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain.failures import FailureCode
from drivers.printing import PrintOutcome, PrintResult
from kiosk.flow.visit import Confirmed, Saved
from payment.contract import PaymentOutcome, PaymentPhase, PaymentProgress
from tests.kiosk.stage import FEE_FEN, NUMBER, ORDER, Stage, a_payment

ACTIONS = ("cancel", "no_card", "choose", "retry", "without", "next", "back", "end", "end_confirmed", "help", "home", "finish")
PAYLOADS: tuple[dict[str, Any], ...] = ({}, {"index": 0}, {"index": 1.0}, {"index": -1}, {"index": "0"}, {"serial": 1})
RESULTS = (
    *(a_payment(outcome) for outcome in PaymentOutcome),
    a_payment(PaymentOutcome.NOT_CHARGED, reason="cancelled", card=None, trace=None, at=None),
    FailureCode.PAYMENT_PROCESS_GONE,
    FailureCode.DEVICE_BUSY,
    FailureCode.TERMINAL_FAULT,
)
MOVES = st.one_of(
    st.tuples(st.just("touch"), st.sampled_from(ACTIONS), st.sampled_from(PAYLOADS)),
    st.tuples(st.just("progress"), st.sampled_from(PaymentPhase), st.integers(0, 9)),
    st.tuples(st.just("answer"), st.integers(0, 9), st.none()),
    st.tuples(st.just("answer"), st.integers(0, 9), st.none()),
    st.tuples(st.just("wait"), st.sampled_from([0.3, 4.0, 61.0, 130.0]), st.none()),
)


def answer(stage: Stage, choice: int) -> None:
    waiting = stage.hands.live()
    if not waiting:
        return
    request = waiting[choice % len(waiting)]
    answers: dict[str, tuple[Any, ...]] = {
        "pay": RESULTS,
        "query": RESULTS,
        "confirm": (FailureCode.STORE_FAILED, Confirmed(NUMBER, _key(request.asked), ORDER, FEE_FEN)),
        "settle": (FailureCode.STORE_FAILED, Saved(NUMBER, _key(request.asked))),
        "bank_card": (True, False, FailureCode.DEVICE_JOB_CANCELLED),
        "removal": (True, False),
        "print": (PrintResult(PrintOutcome.DELIVERED), FailureCode.DEVICE_UNPLUGGED),
    }
    given_answers = answers.get(request.job, (FailureCode.NETWORK_DOWN,))
    request.answered = True
    request.on_result(given_answers[choice % len(given_answers)])
    stage.machine.process_pending()


def _key(asked: Any) -> Any:
    return asked[0] if isinstance(asked, tuple) else asked


def do(stage: Stage, move: str, what: Any, more: Any) -> None:
    if move == "touch":
        stage.touch(what, **more)
    elif move == "answer":
        answer(stage, what)
    elif move == "wait":
        stage.wait(what, beat=5)
    else:
        payments = [request for request in stage.hands.live() if request.job == "pay"]
        if payments and payments[-1].on_progress:
            payments[-1].on_progress(PaymentProgress(what, pin_digits=more, applications=("a", "b"), limit_s=60))
            stage.machine.process_pending()


def require_true(stage: Stage) -> None:
    state = stage.state
    assert "bug" not in [event for event, _ in stage.hands.events]
    if state.screen == "pay":
        assert NUMBER not in repr(dict(state.view)).replace(" ", "")
        if state.view["phase"] == "approved":
            assert stage.hands.count()["settle"]
        if state.view["phase"] == "not_charged":
            assert state.view["reason"]
    if state.screen == "submitted":
        assert stage.hands.count()["settle"], "nobody sees a number before the money"


def end_what_has_a_limit_of_its_own(stage: Stage) -> None:
    """The store, the payment and the wait for the card end by themselves, even where they were asked to give up."""
    for job, result in (("confirm", FailureCode.STORE_FAILED), ("pay", FailureCode.PAYMENT_PROCESS_GONE), ("bank_card", False)):
        for request in [request for request in stage.hands.requests if request.job == job and not request.answered]:
            request.answered = True
            request.on_result(result)
        stage.machine.process_pending()


@example([("answer", 1, None), ("progress", PaymentPhase.WORKING, 0), ("answer", 6, None)])  # busy, after it was under way
@given(st.lists(MOVES, max_size=30))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_walk_tells_a_lie_or_leaves_an_order_open(moves: list[tuple[str, Any, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), fee_fen=FEE_FEN)
        stage.walk_to("pay")
        for move, what, more in moves:
            do(stage, move, what, more)
            require_true(stage)
        end_what_has_a_limit_of_its_own(stage)
        stage.wait(1300, beat=5)  # the whole visit, and what is left behind
        assert stage.screen == "attract"
        begun = {request.asked[0] for request in stage.hands.requests if request.job == "confirm"}
        assert set(stage.hands.closed) == begun
