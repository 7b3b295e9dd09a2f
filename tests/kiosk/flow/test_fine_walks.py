"""Random touches, banks and offices while fines are paid: nothing is charged that is not held for that very order."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.failures import FailureCode
from drivers.printing import PrintOutcome, PrintResult
from kiosk.flow.visit import Confirmed, Saved
from payment.contract import PaymentOutcome, PaymentPhase, PaymentProgress
from tests.kiosk.services.handling import a_hold, fines, posted, see_fines
from tests.kiosk.services.violations import DECISION, ELIGIBLE
from tests.kiosk.stage import NUMBER, ORDER, Stage, a_payment

AMOUNT = DECISION.fine_fen + DECISION.surcharge_fen
ACTIONS = ("choose", "next", "cancel", "retry", "without", "back", "end_confirmed", "home", "finish", "print", "no_card")
MOVES = st.one_of(
    st.tuples(st.just("touch"), st.sampled_from(ACTIONS)),
    st.tuples(st.just("answer"), st.integers(0, 9)),
    st.tuples(st.just("answer"), st.integers(0, 9)),
    st.tuples(st.just("answer"), st.just(0)),
    st.tuples(st.just("wait"), st.sampled_from([0.3, 4.0, 70.0])),
)


def answer(stage: Stage, choice: int) -> None:
    waiting = stage.hands.live()
    if not waiting:
        return
    request = waiting[-1]
    asked = request.asked
    key = asked[0] if isinstance(asked, tuple) else getattr(asked, "key", None)
    answers: dict[str, tuple[Any, ...]] = {
        "ask": (ELIGIBLE,),
        "fines": (fines(DECISION), FailureCode.NETWORK_DOWN, fines(DECISION, clarifying=[DECISION.decision_number])),
        "hold": (a_hold(AMOUNT), a_hold(0, held=False), a_hold(AMOUNT, minutes=0.5), FailureCode.NETWORK_DOWN),
        "confirm": (Confirmed(NUMBER, key, ORDER, AMOUNT), FailureCode.STORE_FAILED) if key else (),
        "pay": (*(a_payment(one, amount_fen=AMOUNT) for one in PaymentOutcome), FailureCode.PAYMENT_PROCESS_GONE),
        "query": (a_payment(PaymentOutcome.UNKNOWN), a_payment(amount_fen=AMOUNT)),
        "settle": (Saved(NUMBER, key), FailureCode.STORE_FAILED) if key else (),
        "outcome": (posted(), FailureCode.NETWORK_DOWN),
        "bank_card": (True, False),
        "print": (PrintResult(PrintOutcome.DELIVERED), FailureCode.DEVICE_UNPLUGGED),
    }
    given_answers = answers.get(request.job) or (FailureCode.NETWORK_DOWN,)
    request.answered = True
    if request.job == "pay" and request.on_progress:
        request.on_progress(PaymentProgress(PaymentPhase.WORKING, limit_s=60))
    request.on_result(given_answers[choice % len(given_answers)])
    stage.machine.process_pending()


def require_held(stage: Stage) -> None:
    """Every order that was confirmed was held before, for its own key; and every one that is left was told of."""
    assert "bug" not in [event for event, _ in stage.hands.events]
    asked = [request for request in stage.hands.requests if request.job in {"hold", "confirm"}]
    for place, request in enumerate(asked):
        if request.job == "confirm":
            before = {one.asked.key for one in asked[:place] if one.job == "hold" and one.asked.purpose == "pay"}
            assert request.asked[0] in before
            assert request.asked[1].fee_fen == AMOUNT
    if stage.screen == "result":
        assert stage.hands.count()["settle"], "nobody is told that it is paid before it is"


@given(st.lists(MOVES, max_size=30))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_walk_charges_what_is_not_held(moves: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        see_fines(stage, DECISION)
        stage.touch("choose", id=DECISION.decision_number)
        stage.touch("next")
        for move, what in moves:
            if move == "touch":
                stage.touch(what, **({"id": DECISION.decision_number} if what == "choose" else {}))
            elif move == "answer":
                answer(stage, what)
            else:
                stage.wait(what, beat=5)
            require_held(stage)
        for job, result in (
            ("confirm", FailureCode.STORE_FAILED),
            ("pay", FailureCode.PAYMENT_PROCESS_GONE),
            ("bank_card", False),
        ):
            for request in [one for one in stage.hands.requests if one.job == job and not one.answered]:
                request.answered = True
                request.on_result(result)
            stage.machine.process_pending()
        stage.wait(1300, beat=5)
        assert stage.screen == "attract"
        begun = {request.asked[0] for request in stage.hands.requests if request.job == "confirm"}
        assert set(stage.hands.closed) == begun
