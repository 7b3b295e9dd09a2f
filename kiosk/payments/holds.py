"""Tells the office what became of an order that it holds fines for; orders of other services hold nothing there."""

from collections.abc import Callable

from backend_client.client import OfficeClient
from domain.services import ServiceSlug
from domain.wire.v1_handling import FineHoldQuestion
from kiosk.flow.visit import Confirmed
from kiosk.payments.orders import Became, TellHold
from kiosk.worker import Worker

HOLDING = frozenset({ServiceSlug.FINE_PAYMENT.value})


def tell_holds(office_worker: Worker, office: Callable[[], OfficeClient]) -> TellHold:
    """Return what :class:`kiosk.payments.orders.Orders` tells the office with, in the office's thread."""

    def tell(application: Confirmed, became: Became, on_answer: Callable[[object], None]) -> None:
        if application.service not in HOLDING:
            on_answer(None)
            return
        question = FineHoldQuestion(key=application.key, purpose=became)
        office_worker.submit(lambda: office().fine_hold(question), on_answer)

    return tell
