"""What the office is told of orders that it holds fines for."""

from typing import Any, cast
from uuid import uuid4

from backend_client.client import OfficeClient
from domain.wire.v1_handling import FineHold, FineHoldQuestion
from kiosk.flow.visit import Confirmed
from kiosk.payments.holds import tell_holds
from kiosk.worker import Worker

LIMIT_S = 20.0


class Counter:
    """An office that hears of holds."""

    def __init__(self) -> None:
        self.heard: list[FineHoldQuestion] = []

    def fine_hold(self, question: FineHoldQuestion) -> FineHold:
        self.heard.append(question)
        return FineHold(held=False, amount_fen=0)


def test_only_fines_are_held_and_the_key_alone_is_told() -> None:
    counter, worker, answers = Counter(), Worker("office"), list[Any]()
    fine = Confirmed("5000000000000001", uuid4(), uuid4(), 20_000, "fine_payment")
    fee = Confirmed("5000000000000002", uuid4(), uuid4(), 1_000, "plate_reissue")
    tell = tell_holds(worker, lambda: cast("OfficeClient", counter))
    worker.start()
    for order in (fine, fee):
        tell(order, "release", answers.append)
    assert worker.stop(LIMIT_S)
    assert [(one.key, one.purpose, one.decision_numbers) for one in counter.heard] == [(fine.key, "release", [])]
    assert len(answers) == 2
