"""The payment process tests all of its devices at once; whoever tests one after the other asks it once."""

from collections.abc import Mapping

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import SelfTestResult
from payment.contract import PaymentTerminal

PAYMENT_DEVICES = ("bank_card_reader", "pin_pad", "acquirer")
FRESH_S = 20.0


class PaymentTests:
    """Used by one worker thread."""

    def __init__(self, payments: PaymentTerminal, clock: Clock) -> None:
        self._payments = payments
        self._clock = clock
        self._results: Mapping[str, SelfTestResult] = {}
        self._told: set[str] = set()
        self._at = 0.0

    def test(self, device: str) -> SelfTestResult:
        """Return how `device` did: a moment ago when it was not asked for since, else now."""
        now = self._clock.monotonic()
        if device not in self._results or device in self._told or now - self._at > FRESH_S:
            self._results, self._told, self._at = self._payments.self_test(), set(), self._clock.monotonic()
        self._told.add(device)
        return self._results.get(device, SelfTestResult(passed=False, failure=FailureCode.PAYMENT_PROCESS_GONE))
