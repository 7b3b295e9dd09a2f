"""A terminal, the office with its worker, and the sandbox's registry: what handling and fines need to be played through."""

import base64
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx

from backoffice.office import Office
from backoffice.opening import open_office
from backoffice.settings import PartnerSettings, Settings
from backoffice.worker import Worker
from domain.addresses import AddressSource
from domain.clock import FrozenClock
from domain.services import ServiceSlug
from domain.texts import Language
from domain.wire import v1
from domain.wire.v1_faces import FaceCheck
from domain.wire.v1_handling import FineAnswer, FineHold, NoticeAnswer, PenaltyNotice
from domain.wire.v1_outcomes import DocumentAnswer, OutcomeAnswer
from domain.wire.v1_violations import ViolationAnswer
from simulators.partners.police_registry import PoliceRegistry
from simulators.partners.sms import SmsCarrier
from simulators.world.people import Person, load_people, parse_day
from tests.backoffice.payments.paying import paid_fee
from tests.backoffice.people import FRIDAY_NOON, NUMBER, application
from tests.backoffice.serving import connected
from tests.backoffice.terminals import HandMadeTerminal, interface
from tests.backoffice.violations.records import face

TODAY = FRIDAY_NOON.date()
PEOPLE = load_people(TODAY)
SIGNED = v1.Signature(strokes=[[(1200, 3000, 0), (4200, 7000, 40), (8000, 2500, 90)], [(5000, 1000, 200), (5100, 9000, 260)]])


@dataclass
class Stage:
    """Everything of one play."""

    office: Office
    clock: FrozenClock
    registry: PoliceRegistry
    sms: SmsCarrier
    terminal: HandMadeTerminal
    worker: Worker
    running: int = 0
    keys: dict[str, UUID] = field(default_factory=dict)  # application number -> key

    def post(self, path: str, message: dict[str, Any], key: UUID | None = None) -> httpx.Response:
        return self.terminal.post(f"/terminal/v1/{path}", message, key)

    def face(self) -> dict[str, Any]:
        return face(checked_at=self.clock.now().isoformat())

    def ask(self, person: Person) -> ViolationAnswer:
        until = parse_day(str(person.card["valid_to"]), TODAY)
        asked = {
            "kind": "resident_id_card",
            "number": person.number,
            "name": person.name,
            "valid_to": until.isoformat() if until else None,
            "face": self.face(),
        }
        response = self.post("violations", asked)
        assert response.status_code == 200, response.text
        return ViolationAnswer.model_validate_json(response.content)

    def handleable(self, person: Person) -> list[str]:
        return [one.record_number for one in self.ask(person).violations if not one.bars]

    def notice_answer(self, person: Person, records: list[str]) -> NoticeAnswer:
        ticket = self.ask(person).ticket
        response = self.post("handling-notice", {"ticket": ticket, "record_numbers": records})
        assert response.status_code == 200, response.text
        return NoticeAnswer.model_validate_json(response.content)

    def notice(self, person: Person, records: list[str]) -> PenaltyNotice:
        notice = self.notice_answer(person, records).notice
        assert notice is not None
        return notice

    def body(self, person: Person, service: ServiceSlug, declaration: dict[str, Any], **changes: Any) -> v1.ApplicationBody:
        self.running += 1
        made = application(
            self.running,
            applicant={"name": person.name, "number": person.number, "address": person.card["address"], "birth": person.birth},
            delivery={"source": AddressSource.REGISTRY, "text": "", "region_code": "", "service_method": "sms"},
        )
        told = {
            "number": self.terminal.number(self.running, self.clock.now()),
            "service": service,
            "terminal_id": self.terminal.terminal_id,
            "confirmed_at": self.clock.now(),
            "declaration": declaration,
            "signature": SIGNED,
            "face": FaceCheck.model_validate(self.face()),
            **changes,
        }
        return made.model_copy(update=told)

    def accepted(self, person: Person, notice: PenaltyNotice, *, way: str = "accept", **changes: Any) -> v1.ApplicationBody:
        declared = {
            "way": way,
            "notice_id": str(notice.notice_id),
            "records": [one.record_number for one in notice.penalties],
            "statement": "" if way == "accept" else "当时标线被积水遮住，看不清，请求核查。",
        }
        return self.body(person, ServiceSlug.VIOLATION_HANDLING, declared, **{"consents": [self.consent(notice)], **changes})

    def consent(self, notice: PenaltyNotice) -> v1.Consent:
        return v1.Consent(
            notice_id=str(notice.notice_id),
            version=notice.version,
            sha256=notice.sha256_zh,
            language=Language.ZH,
            agreed_at=self.clock.now(),
        )

    def lodge(self, body: v1.ApplicationBody, key: UUID | None = None, **envelope: Any) -> str:
        key = key or uuid4()
        response = self.post("applications", self.terminal.sealed(body, envelope=envelope), key)
        assert response.status_code == 200, response.text
        self.keys[body.number] = key
        return body.number

    def handle(self, person: Person, records: list[str], way: str = "accept") -> str:
        """Read the notice, agree, lodge, and let the worker work; returns the application's number."""
        number = self.lodge(self.accepted(person, self.notice(person, records), way=way))
        self.worker.tick()
        return number

    def outcome(self, number: str) -> OutcomeAnswer:
        response = self.post("outcome", {"number": number, "key": str(self.keys[number])})
        assert response.status_code == 200, response.text
        return OutcomeAnswer.model_validate_json(response.content)

    def document(self, number: str, name: str) -> tuple[bytes, DocumentAnswer]:
        response = self.post("document", {"number": number, "key": str(self.keys[number]), "document": name})
        assert response.status_code == 200, response.text
        answer = DocumentAnswer.model_validate_json(response.content)
        return base64.b64decode(answer.pdf), answer

    def fines(self, person: Person, *, verified: bool = True, decision: str | None = None) -> FineAnswer:
        asked = {
            "kind": "resident_id_card",
            "number": person.number,
            "name": person.name,
            "face": self.face() if verified else None,
            "decision_number": decision,
        }
        response = self.post("fines", asked)
        assert response.status_code == 200, response.text
        return FineAnswer.model_validate_json(response.content)

    def hold(self, key: UUID, decisions: list[str], purpose: str = "pay") -> FineHold:
        asked = {"key": str(key), "payer": NUMBER, "decision_numbers": decisions, "purpose": purpose}
        response = self.post("fine-hold", asked)
        assert response.status_code == 200, response.text
        return FineHold.model_validate_json(response.content)

    def paying(
        self, person: Person, decisions: list[str], amount_fen: int, **changes: Any
    ) -> tuple[v1.ApplicationBody, v1.PaidFee]:
        paid = paid_fee(amount_fen=amount_fen, paid_at=self.clock.now())
        fee = {"fee_fen": amount_fen, "order_id": paid.order_id}
        return self.body(person, ServiceSlug.FINE_PAYMENT, {"decisions": decisions}, **{**fee, **changes}), paid

    def pay(self, person: Person, decisions: list[str], *, amount_fen: int | None = None) -> str:
        """Hold, pay, lodge, and let the worker work; returns the application's number."""
        key = uuid4()
        held = self.hold(key, decisions)
        assert held.held
        body, paid = self.paying(person, decisions, held.amount_fen if amount_fen is None else amount_fen)
        number = self.lodge(body, key, payment=paid.model_dump(mode="json"))
        self.worker.tick()
        return number


@contextmanager
def playing(settings: Settings) -> Iterator[Stage]:
    """Open one stage on the database of `settings`."""
    clock = FrozenClock(FRIDAY_NOON)
    registry, sms = PoliceRegistry(PEOPLE, clock, lambda _: None), SmsCarrier(clock, lambda _: None)
    with ExitStack() as closing:
        for partner in (registry, sms):
            closing.enter_context(partner.gate.server)
        addresses = {
            name: PartnerSettings.model_validate({"url": partner.gate.url, "key": partner.gate.key})
            for name, partner in (("registry", registry), ("sms", sms))
        }
        office = open_office(settings.model_copy(update=addresses), clock)
        closing.callback(office.database.close)
        terminal = HandMadeTerminal(closing.enter_context(connected(interface(office))), office)
        assert terminal.enrol().status_code == 200
        yield Stage(office, clock, registry, sms, terminal, Worker(office, threading.Event()))
