"""Version 1: the notice 告知 before records are handled, and the quote before fines are paid. Then comes an application."""

from typing import Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from domain.people import DocumentKind
from domain.wire.message import Message, Sha256
from domain.wire.told_reasons import ToldReasons
from domain.wire.v1_faces import FaceCheck
from domain.wire.v1_violations import UnpaidDecision


class NoticeQuestion(Message):
    """Say what is intended for these records of an answer. `ticket` is that of the `ViolationAnswer`."""

    ticket: str = Field(max_length=100)
    record_numbers: list[str] = Field(min_length=1, max_length=9)


class IntendedPenalty(Message):
    """What is intended for one record, before anything is decided (行政处罚法 §44; 公安部令第163号 §13)."""

    record_number: str
    facts: str  # 事实, Chinese as it will stand in the decision
    provision: str  # 违反的规定
    basis: str  # 处罚依据
    points: int
    fine_fen: int  # 0: a warning


class PenaltyNotice(Message):
    """The notice, as the office words it. Handling refers to it by its id; it holds for some minutes."""

    notice_id: UUID
    made_at: AwareDatetime
    valid_until: AwareDatetime
    version: str  # of the wording
    title_zh: str
    title_en: str
    text_zh: str  # rights 陈述申辩 and remedies; facts and penalties stand in `penalties`
    text_en: str
    sha256_zh: Sha256  # over id (of this notice), version, title and text, as `domain.rulebook.Notice.sha256`
    sha256_en: Sha256
    remedies_sha256: Sha256  # of the wording of remedies that the decision will carry
    penalties: list[IntendedPenalty]
    points_before: int  # of this cycle
    points_after: int
    points_limit: int


class NoticeRefused(Message):
    """Not possible now: the registry has moved on since the list was shown."""

    reasons: ToldReasons
    record_numbers: list[str]


class NoticeAnswer(Message):
    """One of the two."""

    notice: PenaltyNotice | None = None
    refused: NoticeRefused | None = None


class FineQuestion(Message):
    """Which fines may be paid: those of a verified person, or the one decision whose number is known."""

    kind: DocumentKind
    number: str = Field(min_length=1, max_length=18)
    name: str = Field(max_length=120)
    face: FaceCheck | None = None
    decision_number: str | None = Field(default=None, pattern=r"^[0-9]{16}$")


class FineAnswer(Message):
    """What may be paid. A decision asked for by its number that is somebody else's shows plate and name masked."""

    verified: bool
    decisions: list[UnpaidDecision]
    paid: list[str] = Field(default_factory=list)  # numbers asked for that are paid already
    clarifying: list[str] = Field(default_factory=list)  # numbers whose last payment is being clarified: not to be paid now


class FineHoldQuestion(Message):
    """Reserve decisions for one order, so that nobody pays them elsewhere meanwhile. Asked again it prolongs.

    What became of the payment is said without naming them: housekeeping knows the key alone.
    The first answer fixes the amount: what is held is what is paid, also when midnight comes between.
    """

    key: UUID  # the visit's key: the application that will carry the payment
    payer: str = Field(default="", max_length=18)  # number of the document of who pays: so many different decisions an hour
    decision_numbers: list[str] = Field(default_factory=list, max_length=9)
    purpose: Literal["pay", "clarify", "release"] = "pay"  # clarify: the payment's end is unknown; release: not paid

    @model_validator(mode="after")
    def _names_what_is_paid_and_who_pays(self) -> Self:
        if self.purpose == "pay" and not self.decision_numbers:
            raise ValueError("pay what")
        if self.purpose == "pay" and not self.payer:
            raise ValueError("who pays")
        return self


class FineHold(Message):
    """Held for this order at this amount; or not, and then which are not free any more."""

    held: bool
    amount_fen: int = Field(ge=0, le=10_000_000)
    valid_until: AwareDatetime | None = None
    taken: list[str] = Field(default_factory=list)
