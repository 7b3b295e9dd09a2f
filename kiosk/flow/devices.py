"""What steps may ask of the world. Every request returns at once; its answer comes back as :class:`Done`.

Device calls, the network and the disk block, so they run in worker threads; the flow only ever waits for its mailbox.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from uuid import UUID

from domain.addresses import Region
from domain.faces import ReferenceKind
from domain.failures import FailureCode
from domain.people import IdDocument
from domain.rulebook import Fee, Notice
from domain.services import ServiceGroup, ServiceSlug, ServiceTerms
from domain.texts import TextBook
from domain.wire.v1 import ApplicationBody, ApplicationReceipt, EligibilityAnswer, EligibilityQuestion, PaidFee
from domain.wire.v1_faces import FaceReference, FaceReferenceQuestion
from domain.wire.v1_violations import ViolationAnswer, ViolationPicture, ViolationPictureQuestion, ViolationQuestion
from drivers.receipt_printer.contract import PrintResult, Receipt
from kiosk.face.contract import FaceProgress, FaceVerdict
from kiosk.flow.visit import Confirmed, Saved
from payment.contract import PaymentHandle, PaymentProgress, PaymentResult

R = TypeVar("R")
OnResult = Callable[[R | FailureCode], None]
"""Called once, in a worker's thread, with the answer or the failure that came instead."""


@dataclass(frozen=True)
class Done:
    """The answer of a worker, delivered to the step that asked."""

    job: str
    result: object = field(repr=False)

    @property
    def failure(self) -> FailureCode | None:
        """The failure that came instead of an answer, if one did."""
        return self.result if isinstance(self.result, FailureCode) else None


class Handle(Protocol):
    """A request under way."""

    def cancel(self) -> None:
        """Ask it to end soon. What must not be torn (saving, printing) goes on."""
        ...


class Workers(Protocol):
    """The hands of the terminal."""

    def read_card(self, on_found: Callable[[], None], on_result: OnResult[IdDocument]) -> Handle:
        """Wait for a card that was not read yet and read it; `on_found` tells that reading begins."""
        ...

    def await_removal(self, limit_s: float, on_result: OnResult[bool]) -> Handle:
        """Wait until no card lies on the reader; False when one is still there after `limit_s` seconds."""
        ...

    def ask_eligibility(self, question: EligibilityQuestion, on_result: OnResult[EligibilityAnswer]) -> Handle:
        """Ask the office before anything is typed."""
        ...

    def ask_face_reference(self, question: FaceReferenceQuestion, on_result: OnResult[FaceReference]) -> Handle:
        """Ask the office for the registry's photograph."""
        ...

    def verify_face(
        self,
        references: Mapping[ReferenceKind, bytes],
        on_progress: Callable[[FaceProgress], None],
        on_result: OnResult[FaceVerdict],
    ) -> Handle:
        """Look at the citizen once: guide, challenge, compare."""
        ...

    def ask_violations(self, question: ViolationQuestion, on_result: OnResult[ViolationAnswer]) -> Handle:
        """Ask the office what is open against vehicles and licence."""
        ...

    def ask_violation_picture(self, question: ViolationPictureQuestion, on_result: OnResult[ViolationPicture]) -> Handle:
        """Ask the office for one photograph of one record."""
        ...

    def lodge(self, key: UUID, body: ApplicationBody, pictures: Sequence[bytes], on_result: OnResult[Saved]) -> Handle:
        """The durable act: number, sealed body, outbox row, audit event in one transaction. Cannot be cancelled.

        `pictures` are the live pictures of the face (JPEG, best first, at most three); they are sealed apart.
        """
        ...

    def confirm(self, key: UUID, body: ApplicationBody, pictures: Sequence[bytes], on_result: OnResult[Confirmed]) -> Handle:
        """The durable act of what must be paid: as :meth:`lodge`, but it waits for its payment. Cannot be cancelled.

        From now on the order is this visit's until :meth:`close_payment`.
        """
        ...

    def pay(
        self,
        order_id: UUID,
        amount_fen: int,
        on_progress: Callable[[PaymentProgress], None],
        on_result: OnResult[PaymentResult],
    ) -> PaymentHandle:
        """Pay an order once; asked again after it was decided it answers the same. `cancel` is heard while it may still be."""
        ...

    def query_payment(self, order_id: UUID, on_result: OnResult[PaymentResult]) -> Handle:
        """Ask what became of an order."""
        ...

    def settle(self, key: UUID, paid: PaidFee, on_result: OnResult[Saved]) -> Handle:
        """The fee is paid: mark it and lodge the application in one transaction. Cannot be cancelled."""
        ...

    def close_payment(self, key: UUID) -> None:
        """The visit has done with this order: unless it is paid it is closed, and what became of it decides, now or later."""
        ...

    def await_bank_card_removal(self, limit_s: float, on_result: OnResult[bool]) -> Handle:
        """Wait until no card is in the bank-card reader; False when one is still there after `limit_s` seconds."""
        ...

    def find_receipt(self, key: UUID, on_result: OnResult[ApplicationReceipt | None]) -> Handle:
        """Look whether the courier has brought back the office's receipt yet."""
        ...

    def print_receipt(self, key: UUID, receipt: Receipt, on_result: OnResult[PrintResult]) -> Handle:
        """Print once, through the print ledger. Cannot be cancelled."""
        ...

    def note(self, event: str, **details: str | int | bool) -> None:
        """Write an audit event; types only. Returns at once."""
        ...


class Offers(Protocol):
    """What the terminal can do at this moment."""

    def trouble(self) -> FailureCode | None:
        """Why nobody can be served, or None."""
        ...

    def can_check_faces(self) -> bool:
        """Tell whether the camera and the process behind it are well."""
        ...

    def groups(self) -> Sequence[tuple[ServiceGroup, Sequence[tuple[ServiceSlug, str | None]]]]:
        """Return the four groups with each service's reason for not being available (a text key, None: available)."""
        ...


@dataclass(frozen=True)
class Place:
    """Where this terminal stands (given at enrolment)."""

    terminal_number: int
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Rulebook:
    """What configuration says, parsed."""

    regions: tuple[Region, ...]
    notices: Mapping[str, Notice]
    terms: Mapping[ServiceSlug, ServiceTerms]
    fees: tuple[Fee, ...]
    receipt_texts: TextBook
    hotline: str
    query_zh: str
    place: Callable[[], Place | None]
