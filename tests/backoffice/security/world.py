"""One of everything that paths and forms of the desk can name, in one district: the house has two of them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from backoffice import errands
from backoffice.dispatch import services as dispatch
from backoffice.errands import Errand, ErrandKind
from backoffice.fleet.models import FleetAlarm, TerminalCommand, TerminalLog
from backoffice.intake.models import Quarantined
from backoffice.office import SYSTEM, Actor, Office, Work
from backoffice.passes import codes
from backoffice.passes.codes import PassKeys, PassPayload
from backoffice.passes.models import IssuedPass
from backoffice.passes.services import SEALED_AS
from backoffice.payments import services as payments
from backoffice.payments.models import Payment, PaymentState
from backoffice.production import batches
from backoffice.production import services as production
from backoffice.production.models import Blank, BlankKind, BlankReceipt, BlankState
from backoffice.retention import holds
from backoffice.retention import services as evidence
from backoffice.retention.hold_models import HoldReason
from backoffice.review import cases
from backoffice.review.models import Case
from backoffice.staff.models import Role
from backoffice.violations.models import Statement, StatementStep, StatementWay
from domain.people import mask_name
from domain.services import ServiceSlug
from domain.texts import Language
from domain.wire import v1
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.payments.paying import paid_fee
from tests.backoffice.people import FRIDAY_NOON, application, registry_answer

NUMBERS = {
    "slip": "plates",
    "intake": "held",
    "production": "made",
    "dispatch": "letter",
    "violations": "statement",
    "passes": "pass",
    "technicians": "technician",
}
"""Which thing a path means by ``{number}``, by the first of these parts that it has; otherwise it is the case under review."""


@dataclass(frozen=True)
class District:
    """Where things stand, and who works there, by role."""

    code: str
    terminal: int
    name: str  # of the applicants
    who: dict[Role, Actor] = field(repr=False)
    first: int  # running number of the first application

    @property
    def terminal_id(self) -> str:
        return f"terminal-{self.terminal}"


@dataclass(frozen=True)
class Things:
    """What there is in one district, by the names that paths and forms have for it."""

    words: dict[str, str]
    telling: tuple[str, ...]  # what no page may show to who has no business there, without spaces
    versions: dict[str, str] = field(default_factory=dict)  # by the same names

    def word(self, name: str, path: str = "") -> str:
        """Return what `name` stands for in a path; raises KeyError for a name that nobody has furnished yet."""
        if name == "number":
            name = _meant(path)
        return self.words[name]

    def version(self, path: str) -> str:
        """Return the version of what a path names, as a page that was just drawn would have it."""
        name = next((name for name in ("order_id", "difference_id") if f"{{{name}}}" in path), _meant(path))
        return self.versions.get(name, "1")


def _meant(path: str) -> str:
    return next((thing for part, thing in NUMBERS.items() if part in path.split("/")), "case")


class Furnisher:
    """Puts one of everything into a district, by the hands of those who work there."""

    def __init__(self, office: Office, partners: Partners, district: District) -> None:
        self.office = office
        self.partners = partners
        self.district = district
        self._running = district.first

    def furnish(self) -> Things:
        """Furnish the district; the difference of the payment comes with the day's statement, see `difference_of`."""
        case = self._ready().number
        made, batch = self._made()
        letter, waybill = self._letter()
        numbers = {
            "case": case,
            "held": self._held(),
            "made": made,
            "letter": letter,
            "statement": self._statement(),
            "plates": self._plates(),
            "approved": self._approved(),
        }
        words = {**numbers, "batch": batch, "waybill": waybill, "technician": "0217", **self._rows(case, made)}
        words |= {"terminal_id": self.district.terminal_id, "district": self.district.code}
        more = (words[name] for name in ("batch", "waybill", "order_id", "pass", "terminal_id"))
        return Things(words, (*numbers.values(), *more, mask_name(self.district.name)))

    def _body(self, **changes: Any) -> v1.ApplicationBody:
        running, self._running = self._running, self._running + 1
        who = {"number": f"50010319900101{running:04d}", "name": self.district.name}
        self.partners.people[who["number"]] = registry_answer(number=who["number"], holder=self.district.name)
        body = application(running, applicant=who)
        return body.model_copy(update={"terminal_id": self.district.terminal_id, **changes})

    def _held(self) -> str:
        unknown = v1.Consent(
            notice_id="privacy", version="1900-01-01", sha256="0" * 64, language=Language.ZH, agreed_at=FRIDAY_NOON
        )
        return acts.take_in(self.office, self._body(consents=[unknown]))

    def _ready(self) -> Case:
        return acts.ready_to_decide(self.office, self.partners, self.district.who[Role.REVIEWER], self._body())

    def _approved(self) -> str:
        return acts.approve(self.office, self.district.who[Role.REVIEWER], self._ready()).number

    def _made(self) -> tuple[str, str]:
        """A case whose document is made, and its batch."""
        number, producer = self._approved(), self.district.who[Role.PRODUCER]
        with self.office.writing(producer) as work:
            batch = batches.open_batch(work, [number]).number
        production.produce(self.office, producer, number, acts.look(self.office, number).version)
        return number, batch

    def _letter(self) -> tuple[str, str]:
        number, producer = self._approved(), self.district.who[Role.PRODUCER]
        version = acts.look(self.office, number).version
        scanned = production.produce(self.office, producer, number, version).certificate_number or ""
        with self.office.writing(producer) as work:
            production.check_certificate(work, number, cases.get_case(work.session, number).version, scanned)
        made = dispatch.create_waybill(self.office, self.district.who[Role.DISPATCHER], number)
        return number, made.waybill_number

    def _plates(self) -> str:
        told = {"vehicle": "0", "reason": "lost", "parts": "both"}
        return acts.take_in(self.office, self._body(service=ServiceSlug.PLATE_REISSUE, declaration=told))

    def _statement(self) -> str:
        record = f"R{self._running}"
        self.partners.pictures[record, 0] = "/9j/2Q=="
        told = {"way": "object", "notice_id": str(uuid4()), "records": [record], "statement": "x", "ground": "other"}
        number = acts.take_in(self.office, self._body(service=ServiceSlug.VIOLATION_HANDLING, declaration=told))
        with self.office.writing(SYSTEM) as work:
            row = Statement(case_number=number, way=StatementWay.OBJECT, step=StatementStep.OPEN, records=1, made_at=work.now)
            work.session.add(row)
        return number

    def _rows(self, case: str, made: str) -> dict[str, str]:
        """Put down what no act of a clerk makes; returns the names of it."""
        with self.office.writing(SYSTEM) as work:
            order, errand = self._payment(work, case), self._errand(work, case)
            aside, alarm = self._put_aside(work), self._alarm(work)
            found = {
                "order_id": str(order),
                "pass": self._pass(work, case),
                "command": self._log(work),
                "serial": self._blank(work, made),
            }
            work.session.flush()
            ids = {"errand_id": errand.id, "quarantine_id": aside.id, "alarm_id": alarm.id}
        with self.office.writing(self.district.who[Role.ACCEPTOR]) as work:  # nobody agreed yet
            payments.propose_refund(work, order, work.session.get_one(Payment, order).version, "REF-0001")
        with self.office.writing(self.district.who[Role.SUPERVISOR]) as work:
            hold = holds.set_hold(work, case, HoldReason.LITIGATION, "(2026)渝01行初1号")
            work.session.flush()
            ids["hold_id"] = hold.id
        return {**found, **{name: str(one) for name, one in ids.items()}}

    def _payment(self, work: Work, case: str) -> UUID:
        """The case was paid for, and the money is owed back."""
        order = UUID(int=self.district.terminal)
        payments.post(work, case, self.district.terminal_id, paid_fee(order, trace=f"{self.district.terminal:06d}"))
        payment = work.session.get_one(Payment, order)
        payment.state, payment.refund_due_at = PaymentState.REFUND_DUE, work.now
        return order

    def _errand(self, work: Work, case: str) -> Errand:
        errand = errands.owe(work.session, ErrandKind.TRACKING, case, work.now)
        errand.next_try_at, errand.stuck = None, True
        return errand

    def _put_aside(self, work: Work) -> Quarantined:
        row = Quarantined(
            idempotency_key=uuid4(),
            body_sha256="0" * 64,
            number=self._body().number,
            service="truck_pass",
            terminal_id=self.district.terminal_id,
            key_id="k",
            why="key_unknown",
            sealed=b"sealed",
            received_at=work.now,
        )
        work.session.add(row)
        return row

    def _alarm(self, work: Work) -> FleetAlarm:
        alarm = FleetAlarm(terminal_id=self.district.terminal_id, kind="offline", part="", since=work.now)
        work.session.add(alarm)
        return alarm

    def _pass(self, work: Work, case: str) -> str:
        number, today = f"TP261120{self.district.terminal:06d}", work.now.date()
        payload = PassPayload(number, f"渝A{self.district.terminal:05d}", "01", "red", today, today, (), (), "0" * 64)
        text = codes.sign(payload, PassKeys(self.office.settings.keys_dir))
        work.session.add(
            IssuedPass(
                number=number,
                case_number=case,
                kind="red",
                plate_hash="0" * 64,
                valid_from=today,
                valid_until=today,
                issued_at=work.now,
                sealed=evidence.seal_text(work, case, SEALED_AS, text),
                text_sha256="0" * 64,
            )
        )
        return number

    def _log(self, work: Work) -> str:
        command, at = str(uuid4()), self.district.terminal_id
        vault = self.office.vault
        wrapped = vault.make_wrapped_key(command)
        order = TerminalCommand(
            command=command,
            terminal_id=at,
            kind="upload_logs",
            parameters={},
            asked_at=work.now,
            asked_by="admin",
            expires_at=work.now,
        )
        work.session.add(order)
        work.session.flush()
        sealed = vault.seal(wrapped, f"{command}:terminal-log", b"log")
        work.session.add(
            TerminalLog(command=command, terminal_id=at, taken_at=work.now, size=3, wrapped=wrapped, sealed=sealed)
        )
        return command

    def _blank(self, work: Work, made: str) -> str:
        kind, serial = BlankKind.DRIVER_LICENCE, f"B{self.district.terminal:08d}"
        receiver = self.district.who[Role.PRODUCER].staff_id
        receipt = BlankReceipt(kind=kind, first=serial, last=serial, pieces=1, received_at=work.now, received_by=receiver)
        work.session.add(receipt)
        work.session.flush()
        case_id = cases.get_case(work.session, made).id
        blank = Blank(receipt_id=receipt.id, kind=kind, serial=serial, state=BlankState.ISSUED, case_id=case_id)
        blank.issued_at, blank.issued_by = work.now, receiver
        work.session.add(blank)
        return serial
