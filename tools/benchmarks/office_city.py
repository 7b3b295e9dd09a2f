"""A city's office in bulk: a hundred thousand cases of sixty days, and beside them all that its pages read.

Cases and their pace are written row by row, always the same ones; events, evidence, payments, letters and the audit log follow
from them inside the database.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, Uuid, false, func, insert, literal, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session

from backoffice.audit.models import AuditEntry
from backoffice.dispatch.models import TrackingEvent, TrackingState, Waybill
from backoffice.fleet.models import FleetAlarm, HeartbeatCell, Terminal, TerminalState
from backoffice.office import Office
from backoffice.payments.matching import DifferenceKind, LineKind
from backoffice.payments.models import Payment, PaymentState
from backoffice.payments.statement_models import AcquirerStatement, Difference, DifferenceState, StatementLine
from backoffice.retention.models import EvidenceKey, EvidenceKind, EvidenceObject, FaceEvidence
from backoffice.review import cases
from backoffice.review.models import FAR_DAY, FAR_MOMENT, Case, CaseEvent, Decision, DecisionKind, DecisionState, EventKind
from backoffice.staff.models import Role, Staff
from backoffice.statistics.models import CasePace, Way
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.services import ServiceSlug

CASES = 100_000
DAYS = 60
OPEN_DAYS = 3
ON_THE_WAY_DAYS = 6
ONE_OPEN_IN = 20  # five thousand wait at the desks
ONE_ON_THE_WAY_IN = 25
TERMINALS = 800
CLERKS = 60
CHUNK = 5000
PIECE_S = 40 * 60  # of the strip of heartbeats
FEE_FEN = 1000
_S = ApplicationStatus
OPEN = (_S.ACCEPTED, _S.ACCEPTED, _S.UNDER_REVIEW, _S.APPROVED, _S.IN_PRODUCTION, _S.PRODUCED, _S.CORRECTION_REQUESTED)
ON_THE_WAY = (*(_S.POSTED,) * 12, _S.RETURNED_UNDELIVERED, _S.HELD_FOR_PICKUP)
ENDED = (*(_S.DELIVERED,) * 14, *(_S.COMPLETED,) * 4, _S.REJECTED, _S.REFER_TO_WINDOW)
WAYS = {_S.REJECTED: Way.REJECTED, _S.REFER_TO_WINDOW: Way.REFERRED, _S.COMPLETED: Way.COMPLETED}
POSTED = (_S.POSTED, _S.RETURNED_UNDELIVERED, _S.HELD_FOR_PICKUP, _S.DELIVERED)
SERVICES = tuple(slug for slug in ServiceSlug if slug.startswith(("driver_licence", "vehicle_licence", "plate")))


@dataclass(frozen=True)
class City:
    """What cases are drawn from."""

    office: Office
    template: dict[str, Any]  # a case as it was lodged
    districts: tuple[str, ...]
    clerks: tuple[int, ...]
    dice: random.Random
    now: datetime

    def case(self, place: int) -> dict[str, Any]:
        """Return one case."""
        dice, hours, now = self.dice, self.office.hours, self.now
        status, days = self._status(place)
        received = now - timedelta(seconds=dice.random() * days * 86_400)
        begun = received + (now - received) * dice.random()
        stage = cases.STAGES.get(status)
        minutes = getattr(self.office.settings.review.stage_minutes, stage) if stage else None
        service = dice.choice(SERVICES)
        due = hours.due_date(received, self.office.terms[service].promised_working_days)
        until = hours.add_minutes(begun, minutes) if minutes else None
        held = status is _S.UNDER_REVIEW
        terminal = dice.randrange(TERMINALS)
        return self.template | {
            "id": place,
            "number": f"{place:016d}",
            "service": service,
            "status": status,
            "terminal_id": f"city-{terminal}",
            "district": self.districts[terminal % len(self.districts)],
            "confirmed_at": received,
            "received_at": received,
            "accepted_at": received,
            "due_date": due,
            "queue_due": due or FAR_DAY,
            "queue_stage": until or FAR_MOMENT,
            "paused_since": begun if status is _S.CORRECTION_REQUESTED else None,
            "stage_started_at": begun,
            "stage_due_at": until,
            "id_last_four": f"{dice.randrange(10_000):04d}",
            "person_hash": f"{dice.randrange(80_000):064d}",
            "claimed_by": dice.choice(self.clerks) if held else None,
            "lease_until": now + timedelta(minutes=9) if held else None,
            "corrections": int(dice.random() < 0.07),
        }

    @staticmethod
    def _status(place: int) -> tuple[ApplicationStatus, int]:
        if place % ONE_OPEN_IN == 0:
            return OPEN[place // ONE_OPEN_IN % len(OPEN)], OPEN_DAYS
        if place % ONE_ON_THE_WAY_IN == 1:
            return ON_THE_WAY[place // ONE_ON_THE_WAY_IN % len(ON_THE_WAY)], ON_THE_WAY_DAYS
        return ENDED[place % len(ENDED)], DAYS

    def pace(self, case: dict[str, Any]) -> dict[str, Any]:
        """Return how fast a case went."""
        dice, status = self.dice, case["status"]
        minutes = int(dice.lognormvariate(6.2, 0.5))
        ended = min(case["received_at"] + timedelta(minutes=minutes * 2), self.now)
        over = status not in OPEN
        return {
            "case_id": case["id"],
            "service": case["service"],
            "district": case["district"],
            "terminal_id": case["terminal_id"],
            "received_on": case["received_at"].astimezone(SHANGHAI).date(),
            "corrections": case["corrections"],
            "paused_minutes": 0,
            "way": WAYS.get(status, Way.APPROVED) if over else None,
            "decided_on": ended.date() if over else None,
            "decided_by": dice.choice(self.clerks) if over else None,
            "decide_minutes": minutes // 2 if over else None,
            "handle_seconds": dice.randrange(120, 900) if over else None,
            "finished_on": ended.date() if over else None,
            "finish_minutes": minutes if over else None,
            "in_time": minutes < 1530 if over else None,
            "returned": int(status is _S.RETURNED_UNDELIVERED),
            "ended_at": ended if over else None,
        }


def fill(office: Office, number: str) -> None:
    """Fill the office with cases like that of `number`, which has the id 1."""
    with office.database.writing() as session:
        now = office.clock.now()
        template = dict(session.execute(select(Case.__table__).where(Case.number == number)).mappings().one())
        districts = tuple(region.code for region in office.regions)
        city = City(office, template, districts, _add_clerks(session, now, districts), random.Random(7), now)  # noqa: S311
        _add_terminals(session, city)
        first = template["id"] + 1000
        for start in range(first, first + CASES, CHUNK):
            rows = [city.case(place) for place in range(start, min(start + CHUNK, first + CASES))]
            session.execute(insert(_table(Case)), rows)
            session.execute(insert(_table(CasePace)), [city.pace(row) for row in rows])
        for table, columns, wanted in _following(session, first):
            chosen = select(*columns.values()).select_from(Case.__table__.join(CasePace.__table__)).where(*wanted)
            session.execute(insert(table).from_select(list(columns), chosen))
        _add_statements(session, now)
    if office.database.engine.dialect.name == "postgresql":  # where autovacuum would do it; SQLite gathers no statistics here
        with office.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _add_clerks(session: Session, now: datetime, districts: Sequence[str]) -> tuple[int, ...]:
    roles = (Role.REVIEWER, Role.REVIEWER, Role.PRODUCER, Role.DISPATCHER)
    clerks = [
        Staff(
            username=f"city-{place}",
            display_name=f"测量员{place}",
            password_hash="-",  # noqa: S106 - nobody signs in with it
            roles=[roles[place % len(roles)].value],
            districts=[districts[place % len(districts)]],
            created_at=now,
        )
        for place in range(CLERKS)
    ]
    session.add_all(clerks)
    session.flush()
    return tuple(clerk.id for clerk in clerks)


def _add_terminals(session: Session, city: City) -> None:
    now, fine = city.now, {"id_card_reader": "online", "camera": "online", "receipt_printer": "online", "pin_pad": "online"}
    piece = int(now.timestamp()) // PIECE_S
    terminals, states, cells, alarms = [], [], [], []
    for place in range(TERMINALS):
        name = f"city-{place}"
        wrong = place % 40 == 0
        terminals.append(
            {
                "terminal_id": name,
                "terminal_number": 1000 + place,
                "public_key": "-",
                "place_zh": f"自助区{place}",
                "place_en": f"Area {place}",
                "district": city.districts[place % len(city.districts)],
                "enrolled_at": now - timedelta(days=DAYS),
            }
        )
        states.append(
            {
                "terminal_id": name,
                "received_at": now,
                "clock_offset_seconds": 0.1,
                "software_version": "1",
                "devices": fine | ({"receipt_printer": "no_device"} if wrong else {}),
                "down": {},
                "outbox_depth": 0,
                "outbox_oldest_seconds": 0,
                "outbox_dead": 0,
                "levels": {"receipt_paper": 70, "document_paper": 5 if wrong else 60},
            }
        )
        told = {"terminal_id": name, "beats": 40, "gaps": 0, "every_seconds": 60, "closed": False}
        cells += [told | {"cell": piece - back} for back in range(108)]
        if wrong:
            alarms.append({"terminal_id": name, "kind": "level_low", "part": "document_paper", "since": now})
    for model, rows in ((Terminal, terminals), (TerminalState, states), (HeartbeatCell, cells), (FleetAlarm, alarms)):
        session.execute(insert(_table(model)), rows)


Columns = dict[str, Any]  # columns and expressions of the cases
Following = tuple[Table, Columns, Sequence[ColumnElement[bool]]]


def _following(session: Session, first: int) -> Iterator[Following]:
    """Return what follows from the cases: table, columns, and of which cases."""
    case, pace, city_s = Case, CasePace, case_from(first)
    chance = _chance(session)
    for kind, at, staff, which in (
        (EventKind.RECEIVED, case.received_at, literal(None), city_s),
        (EventKind.APPROVED, pace.ended_at, pace.decided_by, (*city_s, pace.way == Way.APPROVED)),
        (EventKind.POSTED, pace.ended_at, pace.decided_by, (*city_s, case.status.in_(POSTED))),
    ):
        event: Columns = {"case_id": case.id, "at": at, "staff_id": staff, "kind": _word(CaseEvent.kind, kind)}
        yield (
            _table(CaseEvent),
            event | {"status": case.status, "codes": _empty(CaseEvent.codes), "based_on": literal(1)},
            which,
        )
    for action, at in (("case.viewed", case.received_at), ("case.photo_viewed", case.stage_started_at)):
        entry: Columns = {"at": at, "staff_id": pace.decided_by, "actor": literal("city-1"), "action": literal(action)}
        yield _table(AuditEntry), entry | {"subject": case.number, "codes": _empty(AuditEntry.codes)}, city_s
    decision: Columns = {
        "case_id": case.id,
        "kind": _word(Decision.kind, DecisionKind.REJECT),
        "state": _word(Decision.state, DecisionState.EFFECTIVE),
        "codes": literal(["photo_unusable"], Decision.codes.type),
        "items": _empty(Decision.items),
        "override": false(),
        "decided_by": pace.decided_by,
        "decided_at": pace.ended_at,
    }
    yield _table(Decision), decision, (*city_s, pace.way.in_((Way.REJECTED, Way.REFERRED)))
    yield from _evidence(city_s)
    yield from _letters(city_s)
    yield _table(Payment), _payment(chance), (*city_s, case.id % 5 < 2)


def case_from(first: int) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that a case is one of the city's."""
    return (Case.id >= first,)


def _table(model: type[Any]) -> Table:
    table: Table = model.__table__
    return table


def _word(column: Any, word: Any) -> ColumnElement[Any]:
    return literal(word, column.type)


def _empty(column: Any) -> ColumnElement[Any]:
    return literal([], column.type)


def _chance(session: Session) -> ColumnElement[Any]:
    """Return a UUID drawn by the database."""
    if session.get_bind().dialect.name == "postgresql":
        return func.gen_random_uuid(type_=Uuid)
    return func.lower(func.hex(func.randomblob(16)), type_=Uuid)


def _evidence(city_s: Sequence[ColumnElement[bool]]) -> Iterator[Following]:
    case, key = Case, literal(bytes(60), EvidenceKey.wrapped.type)
    yield _table(EvidenceKey), {"case_number": case.number, "wrapped": key, "created_at": case.received_at}, city_s
    named: Columns = {"case_number": case.number, "object_name": case.number, "sha256": literal("0" * 64)}
    thing = named | {"kind": _word(EvidenceObject.kind, EvidenceKind.APPLICATION), "created_at": case.received_at}
    yield _table(EvidenceObject), thing, city_s
    faces = named | {"pictures": literal(2), "wrapped": key, "created_at": case.received_at}
    yield _table(FaceEvidence), faces, (*city_s, case.id % 2 == 0)


def _letters(city_s: Sequence[ColumnElement[bool]]) -> Iterator[Following]:
    case, pace = Case, CasePace
    state = _word(Waybill.state, TrackingState.IN_TRANSIT)
    letter: Columns = {
        "id": case.id,
        "case_id": case.id,
        "attempt": literal(1),
        "waybill_number": func.substr(case.number, 4),
        "sorting_code": literal("A1"),
        "created_at": pace.ended_at,
        "posted_at": pace.ended_at,
        "state": state,
    }
    posted = (*city_s, case.status.in_(POSTED))
    yield _table(Waybill), letter, posted
    for _ in range(2):
        tracked: Columns = {"waybill_id": case.id, "at": pace.ended_at, "state": state, "text": literal("重庆")}
        yield _table(TrackingEvent), tracked, posted


def _payment(chance: ColumnElement[Any]) -> Columns:
    due = (ApplicationStatus.REJECTED, ApplicationStatus.REFER_TO_WINDOW)
    state = _word(Payment.state, PaymentState.REFUND_DUE)
    return {
        "order_id": chance,
        "case_number": Case.number,
        "terminal_id": Case.terminal_id,
        "amount_fen": literal(FEE_FEN),
        "paid_at": Case.received_at,
        "received_at": Case.received_at,
        "state": sql_case((Case.status.in_(due), state), else_=_word(Payment.state, PaymentState.POSTED)),
        "version": literal(1),
    }


def _add_statements(session: Session, now: datetime) -> None:
    """Add the acquirer's statement of each day, which agrees but for two lines that nobody has looked into."""
    days = [(now - timedelta(days=back)).date() for back in range(1, DAYS)]
    statement = {"sha256": "0" * 64, "imported_at": now, "checked_at": now, "version": 1, "lines": 0, "amount_fen": 0}
    sums = dict.fromkeys(("matched", "matched_fen", "ours", "ours_fen"), 0)
    session.execute(insert(_table(AcquirerStatement)), [statement | sums | {"day": day} for day in days])
    differing = {"ours_fen": FEE_FEN, "theirs_fen": 0, "found_at": now, "version": 1}
    kinds = {"kind": DifferenceKind.MISSING_THERE, "state": DifferenceState.OPEN}
    orders = list(session.scalars(select(Payment.order_id).limit(2 * len(days))))
    rows = [differing | kinds | {"day": day, "order_id": order} for day, order in zip(days * 2, orders, strict=True)]
    session.execute(insert(_table(Difference)), rows)
    paid = session.execute(select(Payment.order_id, Payment.paid_at).where(Payment.paid_at < now - timedelta(days=1))).all()
    line = {"kind": LineKind.SALE, "terminal": "1", "batch": "1", "amount_fen": FEE_FEN}
    lines = [
        line | {"day": at.date(), "place": place, "order_id": order, "matched_order": order, "at": at}
        for place, (order, at) in enumerate(paid)
        if at.date() in set(days)
    ]
    session.execute(insert(_table(StatementLine)), lines)
