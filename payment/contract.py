"""What the terminal asks of the payment process and what comes back: never a PIN, a track or a full card number."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.failures import FailureCode
from drivers.device import DeviceReport, SelfTestResult


class PaymentOutcome(StrEnum):
    """What became of the money; the screen says which."""

    APPROVED = "approved"  # 已支付
    DECLINED = "declined"  # 银行未同意, nothing was charged
    NOT_CHARGED = "not_charged"  # 没有扣款: never sent, cancelled, or reversed and the reversal answered
    UNKNOWN = "unknown"  # 正在查清: a reversal is under way


class PaymentPhase(StrEnum):
    """What the citizen has to do; text key ``pay.phase.<phase>``."""

    INSERT = "insert"  # 插入银行卡
    READING = "reading"
    CHOOSE = "choose"  # several applications on one card
    PIN = "pin"  # 输入密码
    WORKING = "working"  # 银行扣款: cannot be cancelled any more
    TAKE_CARD = "take_card"  # 取回银行卡


@dataclass(frozen=True)
class PaymentProgress:
    """How a payment goes. Told when it changes."""

    phase: PaymentPhase
    pin_digits: int = 0  # how many were typed, nothing else
    applications: tuple[str, ...] = ()  # labels to choose from, in the card's order
    pin_tries_left: int | None = None  # known after a wrong PIN
    can_cancel: bool = True
    limit_s: float | None = None  # how long the citizen has for this phase, counted from its beginning


@dataclass(frozen=True)
class PaymentResult:
    """The stored result of one order."""

    order_id: UUID
    outcome: PaymentOutcome
    amount_fen: int
    card: str | None = field(repr=False, default=None)  # first six and last four, e.g. 622202∗∗∗∗∗∗0000
    reference: str | None = None  # 检索参考号 field 37
    authorisation: str | None = None  # field 38
    trace: str | None = None  # 流水号 field 11
    batch: str | None = None
    response_code: str | None = None  # field 39
    reason: str | None = None  # text key pay.reason.<reason>: why it was declined or not charged
    at: datetime | None = None


class PaymentHandle(Protocol):
    """A payment under way."""

    def choose(self, index: int) -> None:
        """Choose an application of the card."""
        ...

    def cancel(self) -> None:
        """Give up; honoured until the request is on the wire, ignored after. The result still arrives."""
        ...


class PaymentTerminal(Protocol):
    """The payment process as the terminal sees it. `on_result` is called exactly once, in a worker's thread."""

    def pay(
        self,
        order_id: UUID,
        amount_fen: int,
        on_progress: Callable[[PaymentProgress], None],
        on_result: Callable[[PaymentResult | FailureCode], None],
    ) -> PaymentHandle:
        """Pay one order; an order that was decided before answers its stored result and asks for no card."""
        ...

    def query(self, order_id: UUID, on_result: Callable[[PaymentResult | FailureCode], None]) -> None:
        """Ask what became of an order; one that was never begun is NOT_CHARGED."""
        ...

    def close_order(self, order_id: UUID, on_result: Callable[[PaymentResult | FailureCode], None]) -> None:
        """Close an order for good and say what became of it: unless it is paid, it can never be paid any more."""
        ...

    def recover(self, on_left: Callable[[int | FailureCode], None]) -> None:
        """Have every reversal that is still owed tried at once; `on_left` hears how many are left."""
        ...

    def eject(self) -> None:
        """Release the card, so that it can be pulled."""
        ...

    def reports(self) -> dict[str, DeviceReport]:
        """How bank-card reader, PIN pad and acquirer line are (`bank_card_reader`, `pin_pad`, `acquirer`)."""
        ...

    def self_test(self) -> dict[str, SelfTestResult]:
        """Have bank-card reader, PIN pad and acquirer line tested; blocks until they were."""
        ...
