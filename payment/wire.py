"""What goes over the local socket between terminal and payment process: one JSON object per line, at most :data:`LONGEST_LINE`.

The terminal sends one :class:`Request`; while a payment is under way it may send :class:`Wish` lines. The process answers with
any number of progress lines and exactly one last line: a result, reports, or a failure of the catalogue.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from domain.failures import FailureCode, StaffAction
from drivers.device import DeviceReport, DeviceStatus
from payment.contract import PaymentOutcome, PaymentPhase, PaymentProgress, PaymentResult

SOCKET_NAME = "payment.sock"
LONGEST_LINE = 64 * 1024  # bytes

MOST_FEN = 10_000_000
"""100 000 yuan; no fee or fine is near it."""
Fen = Annotated[int, Field(ge=0, le=MOST_FEN)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Request(_Form):
    """What the terminal asks for."""

    do: Literal["pay", "query", "close", "eject", "status", "self_test", "recover"]
    order: UUID | None = None
    amount_fen: Fen = 0


class Wish(_Form):
    """What the citizen says while a payment is under way."""

    wish: Literal["choose", "cancel"]
    index: int = Field(default=0, ge=0, le=20)


class Progress(_Form):
    """:class:`PaymentProgress` on the line."""

    phase: PaymentPhase
    pin_digits: int
    applications: list[str]
    pin_tries_left: int | None = None
    can_cancel: bool
    limit_s: float | None = None

    @classmethod
    def of(cls, progress: PaymentProgress) -> "Progress":
        """Return the form of `progress`."""
        return cls(
            phase=progress.phase,
            pin_digits=progress.pin_digits,
            applications=list(progress.applications),
            pin_tries_left=progress.pin_tries_left,
            can_cancel=progress.can_cancel,
            limit_s=progress.limit_s,
        )

    def opened(self) -> PaymentProgress:
        """Return what it stands for."""
        return PaymentProgress(
            phase=self.phase,
            pin_digits=self.pin_digits,
            applications=tuple(self.applications),
            pin_tries_left=self.pin_tries_left,
            can_cancel=self.can_cancel,
            limit_s=self.limit_s,
        )


class Result(_Form):
    """:class:`PaymentResult` on the line."""

    order_id: UUID
    outcome: PaymentOutcome
    amount_fen: Fen
    card: str | None = None
    reference: str | None = None
    authorisation: str | None = None
    trace: str | None = None
    batch: str | None = None
    response_code: str | None = None
    reason: str | None = None
    at: AwareDatetime | None = None

    @classmethod
    def of(cls, result: PaymentResult) -> "Result":
        """Return the form of `result`."""
        return cls(**vars(result))

    def opened(self) -> PaymentResult:
        """Return what it stands for."""
        return PaymentResult(**dict(self))


class Report(_Form):
    """:class:`DeviceReport` on the line."""

    status: DeviceStatus
    failure: FailureCode | None = None
    action: StaffAction
    warnings: list[str]
    details: list[tuple[str, str]]

    @classmethod
    def of(cls, report: DeviceReport) -> "Report":
        """Return the form of `report`."""
        return cls(
            status=report.status,
            failure=report.failure,
            action=report.action,
            warnings=list(report.warnings),
            details=list(report.details),
        )

    def opened(self) -> DeviceReport:
        """Return what it stands for."""
        return DeviceReport(self.status, self.failure, self.action, tuple(self.warnings), tuple(self.details))


class Line(_Form):
    """One line of the process: exactly one of these is set."""

    progress: Progress | None = None
    result: Result | None = None
    reports: dict[str, Report] | None = None
    failure: FailureCode | None = None
    left: int | None = None  # reversals that are still pending, after ``recover``
    tested: dict[str, FailureCode | None] | None = None  # after ``self_test``: what is wrong with each device


REQUEST: TypeAdapter[Request | Wish] = TypeAdapter(Request | Wish)
