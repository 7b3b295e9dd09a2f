"""A terminal's flow on a table: the real machine, steps and rules, with hands that do what the test says."""

import base64
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.application import ApplicationStatus
from domain.clock import SHANGHAI, FrozenClock
from domain.faces import FaceDecision, ReferenceKind
from domain.failures import FailureCode
from domain.people import DocumentKind, IdDocument, Sex
from domain.rulebook import Fee
from domain.services import GROUPS, HomeEntry, Offered, ServiceGroup, ServiceSlug
from domain.wire.v1 import (
    ApplicationBody,
    ApplicationReceipt,
    EligibilityAnswer,
    EligibilityQuestion,
    MaskedLicence,
    PaidFee,
)
from domain.wire.v1_faces import FaceReference, FaceReferenceQuestion
from domain.wire.v1_handling import FineAnswer, FineHold, FineHoldQuestion, FineQuestion, NoticeAnswer, NoticeQuestion
from domain.wire.v1_my_applications import (
    ChangeAnswer,
    Correction,
    MyApplicationsAnswer,
    MyApplicationsQuestion,
    MyDocumentQuestion,
    NewAddress,
    ProgressAnswer,
    ProgressQuestion,
    Withdrawal,
)
from domain.wire.v1_outcomes import DocumentAnswer, DocumentQuestion, OutcomeAnswer, OutcomeQuestion
from domain.wire.v1_phone_codes import PhoneCodeAnswer, PhoneCodeQuestion, PhoneProofAnswer, PhoneProofQuestion
from domain.wire.v1_violations import ViolationAnswer, ViolationPicture, ViolationPictureQuestion, ViolationQuestion
from drivers.code_scanner.contract import ScannedCode
from drivers.document_camera.contract import DocumentPicture, DocumentPreview
from drivers.document_printer.contract import PrintableDocument
from drivers.printing import PrintOutcome, PrintResult
from drivers.receipt_printer.contract import Receipt
from kiosk.audit.events import parse_events, require_known
from kiosk.face.contract import FaceProgress, FaceVerdict, LicencePhoto, ReferenceScore
from kiosk.flow.devices import OnResult, Place
from kiosk.flow.machine import Machine
from kiosk.flow.parts import Parts
from kiosk.flow.plan import Plan
from kiosk.flow.screen_state import ScreenState, Touch
from kiosk.flow.visit import Confirmed, Saved
from kiosk.rulebook import load_rulebook
from kiosk.services.catalogue import EVERY
from kiosk.settings import Settings, load_settings
from kiosk.steps import STEPS
from kiosk.working_days import TerminalCalendar
from payment.contract import PaymentOutcome, PaymentPhase, PaymentProgress, PaymentResult
from tests.paths import CONFIG

START = datetime(2026, 11, 22, 14, 0, tzinfo=SHANGHAI)
LOSS = ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS
NUMBER = "2611220001000017"
ORDER = UUID("0f9d3f6e-52c1-4b4e-9b3f-1c6a8a5de0aa")
FEE_FEN = 1000
JPEG = b"\xff\xd8\xff"
GREY_JPEG = base64.b64decode(  # 8 x 8: a picture that a screen can really show
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71////m8H////6/+b9//j/"
    "wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z"
)
PHOTO = base64.b64encode(JPEG + b"registry").decode()
DUE = date(2026, 11, 25)
SIGNATURE = [[x, 4000 + (x % 700), x // 10] for x in range(1000, 8000, 300)]


def settings(state_dir: Path, **overlay: Any) -> Settings:
    path = state_dir / "overlay.toml"
    path.write_text(f'profile = "sandbox"\nstate_dir = "{state_dir}/terminal"\n[office]\nurl = "http://127.0.0.1:1"\n')
    return load_settings(path)


def a_citizen(**changes: Any) -> IdDocument:
    values: dict[str, Any] = {
        "kind": DocumentKind.RESIDENT_ID_CARD,
        "name": "张三丰",
        "sex": Sex.MALE,
        "nation": "01",
        "birth": date(1990, 1, 1),
        "address": "重庆市渝中区解放碑街道民权路28号",
        "number": "500103199001010010",
        "authority": "重庆市公安局渝中区分局",
        "valid_from": date(2020, 1, 1),
        "valid_to": date(2040, 1, 1),
        "photo": b"\x01" * 64,
    }
    return IdDocument(**(values | changes))


ELIGIBLE = EligibilityAnswer(
    decision="eligible",
    reasons=[],
    licence=MaskedLicence(
        number="500∗∗∗∗∗∗∗∗∗∗∗0010",
        holder="张∗∗",
        classes="C1",
        valid_to=date(2030, 5, 1),
        issuer="重庆",
        address="渝中区∗∗∗∗",
    ),
)


NOTHING_OPEN = ViolationAnswer(verified=True, as_of=START, overview=[], unpaid=0)


def a_verdict(decision: FaceDecision = FaceDecision.MATCH, **changes: Any) -> FaceVerdict:
    score = {FaceDecision.MATCH: 0.61, FaceDecision.REVIEW: 0.33, FaceDecision.NO_MATCH: 0.12}.get(decision)
    values: dict[str, Any] = {
        "decision": decision,
        "scores": () if score is None else (ReferenceScore(ReferenceKind.REGISTRY, score, decision),),
        "accept_at": 0.36,
        "review_from": 0.28,
        "engine": "sface",
        "calibration": "sface_2026_11",
        "challenge": ("left", "right"),
        "challenge_passed": decision is not FaceDecision.UNUSABLE,
        "pictures": (JPEG + b"1", JPEG + b"2"),
        "milliseconds": 40.0,
    }
    return FaceVerdict(**(values | changes))


def a_payment(outcome: PaymentOutcome = PaymentOutcome.APPROVED, **changes: Any) -> PaymentResult:
    paid = outcome is PaymentOutcome.APPROVED
    values: dict[str, Any] = {
        "order_id": ORDER,
        "outcome": outcome,
        "amount_fen": FEE_FEN,
        "card": "622202∗∗∗∗∗∗∗∗∗0000",
        "reference": "112233445566" if paid else None,
        "authorisation": "A1B2C3" if paid else None,
        "trace": "000007",
        "batch": "000001",
        "at": START,
    }
    return PaymentResult(**(values | changes))


@dataclass
class Request:
    """A request that a step made; answered by the test."""

    job: str
    asked: Any
    on_result: Callable[[Any], None]
    on_found: Callable[[], None] | None = None
    on_progress: Callable[[Any], None] | None = None
    chosen: list[int] = field(default_factory=list)
    taken_now: int = 0
    cancelled: bool = False
    answered: bool = False

    def cancel(self) -> None:
        self.cancelled = True

    def choose(self, index: int) -> None:
        self.chosen.append(index)

    def take_now(self) -> None:
        self.taken_now += 1


@dataclass
class TestHands:
    """Keeps every request until the test answers it."""

    __test__ = False
    requests: list[Request] = field(default_factory=list)
    closed: list[UUID] = field(default_factory=list)
    events: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    catalogue: Mapping[str, Any] = field(default_factory=lambda: parse_events((CONFIG / "events.toml").read_text("utf-8")))

    def _ask(self, job: str, asked: Any, on_result: Callable[[Any], None]) -> Request:
        request = Request(job, asked, on_result)
        self.requests.append(request)
        return request

    def read_card(self, on_found: Callable[[], None], on_result: OnResult[IdDocument]) -> Request:
        request = self._ask("read", None, on_result)
        request.on_found = on_found
        return request

    def await_removal(self, limit_s: float, on_result: OnResult[bool]) -> Request:
        return self._ask("removal", limit_s, on_result)

    def ask_eligibility(self, question: EligibilityQuestion, on_result: OnResult[EligibilityAnswer]) -> Request:
        return self._ask("ask", question, on_result)

    def lodge(self, key: UUID, body: ApplicationBody, pictures: Sequence[bytes], on_result: OnResult[Saved]) -> Request:
        return self._ask("save", (key, body, pictures), on_result)

    def ask_face_reference(self, question: FaceReferenceQuestion, on_result: OnResult[FaceReference]) -> Request:
        return self._ask("reference", question, on_result)

    def verify_face(
        self,
        references: Mapping[ReferenceKind, bytes],
        on_progress: Callable[[FaceProgress], None],
        on_result: OnResult[FaceVerdict],
    ) -> Request:
        request = self._ask("face", references, on_result)
        request.on_progress = on_progress
        return request

    def take_licence_photo(self, on_progress: Callable[[FaceProgress], None], on_result: OnResult[LicencePhoto]) -> Request:
        request = self._ask("photo", None, on_result)
        request.on_progress = on_progress
        return request

    def ask_violations(self, question: ViolationQuestion, on_result: OnResult[ViolationAnswer]) -> Request:
        return self._ask("violations", question, on_result)

    def ask_violation_picture(self, question: ViolationPictureQuestion, on_result: OnResult[ViolationPicture]) -> Request:
        return self._ask("violation_picture", question, on_result)

    def ask_handling_notice(self, question: NoticeQuestion, on_result: OnResult[NoticeAnswer]) -> Request:
        return self._ask("handling_notice", question, on_result)

    def ask_fines(self, question: FineQuestion, on_result: OnResult[FineAnswer]) -> Request:
        return self._ask("fines", question, on_result)

    def hold_fines(self, question: FineHoldQuestion, on_result: OnResult[FineHold]) -> Request:
        return self._ask("hold", question, on_result)

    def ask_outcome(self, question: OutcomeQuestion, on_result: OnResult[OutcomeAnswer]) -> Request:
        return self._ask("outcome", question, on_result)

    def ask_document(self, question: DocumentQuestion, on_result: OnResult[DocumentAnswer]) -> Request:
        return self._ask("document", question, on_result)

    def ask_phone_code(self, question: PhoneCodeQuestion, on_result: OnResult[PhoneCodeAnswer]) -> Request:
        return self._ask("ask", question, on_result)

    def prove_phone_code(self, question: PhoneProofQuestion, on_result: OnResult[PhoneProofAnswer]) -> Request:
        return self._ask("ask", question, on_result)

    def ask_my_applications(self, question: MyApplicationsQuestion, on_result: OnResult[MyApplicationsAnswer]) -> Request:
        return self._ask("my_applications", question, on_result)

    def ask_progress(self, question: ProgressQuestion, on_result: OnResult[ProgressAnswer]) -> Request:
        return self._ask("progress", question, on_result)

    def supply_correction(self, correction: Correction, on_result: OnResult[ChangeAnswer]) -> Request:
        return self._ask("change", correction, on_result)

    def withdraw_application(self, withdrawal: Withdrawal, on_result: OnResult[ChangeAnswer]) -> Request:
        return self._ask("change", withdrawal, on_result)

    def readdress_letter(self, address: NewAddress, on_result: OnResult[ChangeAnswer]) -> Request:
        return self._ask("change", address, on_result)

    def ask_my_document(self, question: MyDocumentQuestion, on_result: OnResult[DocumentAnswer]) -> Request:
        return self._ask("my_document", question, on_result)

    def confirm(self, key: UUID, body: ApplicationBody, pictures: Sequence[bytes], on_result: OnResult[Confirmed]) -> Request:
        return self._ask("confirm", (key, body, pictures), on_result)

    def pay(
        self,
        order_id: UUID,
        amount_fen: int,
        on_progress: Callable[[PaymentProgress], None],
        on_result: OnResult[PaymentResult],
    ) -> Request:
        request = self._ask("pay", (order_id, amount_fen), on_result)
        request.on_progress = on_progress
        return request

    def query_payment(self, order_id: UUID, on_result: OnResult[PaymentResult]) -> Request:
        return self._ask("query", order_id, on_result)

    def settle(self, key: UUID, paid: PaidFee, on_result: OnResult[Saved]) -> Request:
        return self._ask("settle", (key, paid), on_result)

    def close_payment(self, key: UUID) -> None:
        self.closed.append(key)

    def await_bank_card_removal(self, limit_s: float, on_result: OnResult[bool]) -> Request:
        return self._ask("bank_card", limit_s, on_result)

    def find_receipt(self, key: UUID, on_result: OnResult[ApplicationReceipt | None]) -> Request:
        return self._ask("look", key, on_result)

    def print_receipt(self, key: UUID, receipt: Receipt, on_result: OnResult[PrintResult]) -> Request:
        return self._ask("print", receipt, on_result)

    def print_document(self, key: UUID, document: PrintableDocument, on_result: OnResult[PrintResult]) -> Request:
        return self._ask("print", (key, document), on_result)

    def scan_code(self, on_result: OnResult[ScannedCode]) -> Request:
        return self._ask("scan", None, on_result)

    def take_document(
        self, on_preview: Callable[[DocumentPreview], None], on_result: OnResult[DocumentPicture], *, another: bool = False
    ) -> Request:
        request = self._ask("take", another, on_result)
        request.on_progress = on_preview
        return request

    def note(self, event: str, **details: str | int | bool) -> None:
        require_known(self.catalogue, event, details)
        self.events.append((event, details))

    def waiting(self, job: str) -> Request:
        """The newest request of this kind that is still wanted."""
        return next(request for request in reversed(self.live()) if request.job == job)

    def live(self) -> list[Request]:
        """What is still awaited."""
        return [request for request in self.requests if not (request.cancelled or request.answered)]

    def count(self) -> Counter[str]:
        return Counter(request.job for request in self.requests)


@dataclass
class TestOffers:
    """Everything built is offered, unless the test says otherwise."""

    __test__ = False
    failure: FailureCode | None = None
    camera: bool = True
    plans: Mapping[Any, Plan] = field(default_factory=lambda: EVERY)  # Any: a test may have fewer, or of its own
    reasons: dict[Offered, str] = field(default_factory=dict)

    def trouble(self) -> FailureCode | None:
        return self.failure

    def can_check_faces(self) -> bool:
        return self.camera

    def entry(self, entry: HomeEntry) -> str | None:
        return self.reasons.get(entry)

    def groups(self) -> list[tuple[ServiceGroup, list[tuple[ServiceSlug, str | None]]]]:
        return [(group, [(slug, self._reason(slug)) for slug in slugs]) for group, slugs in GROUPS.items()]

    def _reason(self, slug: ServiceSlug) -> str | None:
        return self.reasons.get(slug) if slug in self.plans else "unavailable.not_built"


class Stage:
    """The machine with test hands, and a citizen's words for it. `fee_fen`: what the service costs; 0: it passes paying by."""

    def __init__(self, state_dir: Path, fee_fen: int = 0, plans: Mapping[Any, Plan] = EVERY) -> None:
        self.clock = FrozenClock(START)
        self.hands = TestHands()
        self.offers = TestOffers(plans=plans)
        self.settings = settings(state_dir)
        self.states: list[ScreenState] = []
        rulebook = load_rulebook(self.settings, lambda: Place(1, "渝中区解放碑", "Jiefangbei"))
        fees = tuple(Fee(slug, fee_fen, START.date(), "test") for slug in plans)
        self.calendar = TerminalCalendar(self.settings.config_dir, state_dir)
        rulebook = replace(rulebook, fees=fees, promised_by=self.calendar.promised_by)
        self.machine = Machine(
            Parts(
                clock=self.clock,
                times=self.settings.times,
                rulebook=rulebook,
                workers=self.hands,
                offers=self.offers,
                steps=dict(STEPS),
                plans=plans,
                sandbox=True,
            )
        )
        self.machine.observe(self.states.append)
        self.machine.begin()

    @property
    def state(self) -> ScreenState:
        return self.machine.state

    @property
    def screen(self) -> str:
        return self.machine.state.screen

    @property
    def step(self) -> str:
        return self.machine.state.step

    @property
    def view(self) -> Any:
        return self.machine.state.view

    def touch(self, action: str, **payload: Any) -> None:
        self.machine.post(Touch(action, payload))
        self.machine.process_pending()

    def answer(self, job: str, result: Any) -> None:
        request = self.hands.waiting(job)
        request.answered = True
        request.on_result(result)
        self.machine.process_pending()

    def is_asking(self, job: str) -> bool:
        return any(request.job == job for request in self.hands.live())

    def wait(self, seconds: float, beat: float = 1.0) -> None:
        """Let time pass in beats, as the machine's own thread would."""
        while seconds > 0:
            self.clock.advance(min(beat, seconds))
            seconds -= beat
            self.machine.process_pending()

    # -- a citizen's way, each method ends on the next screen -----------------------------------------------------------------

    def wake(self) -> None:
        self.touch("wake")

    def choose(self, slug: Offered = LOSS) -> None:
        self.touch("choose", slug=slug.value)

    def lay_card(self, **changes: Any) -> None:
        found = self.hands.waiting("read").on_found
        assert found
        found()
        self.answer("read", a_citizen(**changes))

    def declare(self, reason: str = "lost") -> None:
        self.touch("choose", question="reason", option=reason)
        self.touch("declare", on=True)
        self.touch("next")

    def choose_photo(self) -> None:
        if self.view["phase"] == "offer":
            self.touch("use_on_file")
            return
        self.touch("start")
        self.answer("photo", LicencePhoto(GREY_JPEG, (), {}, background_replaced=False))
        self.touch("use")

    def agree(self) -> None:
        for notice in self.view["notices"]:
            self.clock.advance(1)
            self.touch("agree", id=notice["id"])
        self.touch("next")

    def type_address(self, phone: str = "13896204417") -> None:
        self.touch("enter_other")
        self.touch("pick_district", code="500103")
        self.touch("pick_street", name=self.view["streets"][0])
        self.touch("type", field="detail", text="民权路28号3单元12-6")
        self.touch("next")
        self.type_phone(phone)

    def type_phone(self, phone: str = "13896204417") -> None:
        for digit in phone:
            self.touch("type", field="phone", text=digit)
        self.touch("next")

    def sign(self) -> None:
        self.touch("stroke", points=SIGNATURE)
        self.touch("next")

    def save(self) -> None:
        key = self.hands.waiting("save").asked[0]
        self.answer("save", Saved(NUMBER, key))

    def receive(self, due: date | None = DUE) -> None:
        self.answer(
            "look",
            ApplicationReceipt(
                number=NUMBER, status=ApplicationStatus.ACCEPTED, received_at=self.clock.now(), due_date=due, replayed=False
            ),
        )

    def print(self, outcome: PrintOutcome = PrintOutcome.DELIVERED, failure: FailureCode | None = None) -> None:
        self.answer("print", PrintResult(outcome, failure))

    def consent_to_face(self) -> None:
        self.wait(1)
        self.touch("agree")

    def go_without_face(self) -> None:
        self.wait(1)
        self.touch("without_face")

    def look(self, decision: FaceDecision = FaceDecision.MATCH, **changes: Any) -> None:
        """One try, and what the face process makes of it."""
        if self.view["phase"] == "preparing":
            self.answer("reference", FaceReference(photo=PHOTO))
        elif self.view["phase"] == "again":
            self.touch("retry")
        self.answer("face", a_verdict(decision, **changes))

    def show_face(self) -> None:
        self.look()
        self.wait(2)

    def confirm(self) -> None:
        key = self.hands.waiting("confirm").asked[0]
        self.answer("confirm", Confirmed(NUMBER, key, ORDER, FEE_FEN))

    def progress(self, phase: PaymentPhase, **changes: Any) -> None:
        tell = self.hands.waiting("pay").on_progress
        assert tell
        tell(PaymentProgress(phase, **changes))
        self.machine.process_pending()

    def insert_bank_card(self) -> None:
        """Card in, PIN typed, the bank at work."""
        self.progress(PaymentPhase.INSERT, limit_s=60)
        for phase in (PaymentPhase.READING, PaymentPhase.PIN, PaymentPhase.WORKING):
            self.progress(phase)

    def approve(self) -> None:
        self.answer("pay", a_payment(at=self.clock.now()))

    def settle(self) -> None:
        self.answer("settle", Saved(NUMBER, self.hands.waiting("settle").asked[0]))

    def pay(self) -> None:
        self.confirm()
        self.insert_bank_card()
        self.approve()
        self.settle()
        self.answer("bank_card", True)
        self.touch("next")

    def walk_to(self, step: str) -> None:
        """Go the usual way until `step` is come to."""
        ways: dict[str, Callable[[], None]] = {
            "attract": self.wake,
            "home": self.choose,
            "read_id_card": self.lay_card,
            "licence_loss": self._answer_and_declare,
            "licence_photo": self.choose_photo,
            "violations_wait": self._answer_query,
            "notices": self.agree,
            "address": self.type_address,
            "confirm": lambda: self.touch("next"),
            "sign": self.sign,
            "face_consent": self.consent_to_face,
            "face": self.show_face,
            "pay": self.pay,
        }
        while self.step != step:
            before = self.step
            ways[before]()
            assert self.step != before, f"stuck on {before}"

    def _answer_and_declare(self) -> None:
        self.answer("ask", ELIGIBLE)
        self.declare()

    def _answer_query(self) -> None:
        if self.is_asking("ask"):
            self.answer("ask", ELIGIBLE)
        self.answer("violations", NOTHING_OPEN)
