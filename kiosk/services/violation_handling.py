"""交通违法处理: what is open is looked at with its pictures, told of, and then accepted, defended against or objected to.

公安部令第157号 §58, §43, §52; 行政处罚法 §44, §45. Read the card, verify the face, choose, be told, say which way, say how to
be reached, sign; the office decides at once and its decision is printed here. Who defends himself or objects is heard there.
"""

from collections.abc import Sequence

from domain.application import ApplicationStatus
from domain.rules.violation_handling import GROUNDS, Declaration
from domain.services import ServiceSlug
from domain.wire.v1 import Delivery
from domain.wire.v1_outcomes import OutcomeAnswer
from kiosk.flow.contents import (
    CHOICE,
    ChooseContent,
    Entry,
    Fact,
    Finding,
    FormContent,
    FormField,
    Matter,
    OutcomeContent,
    ResultContent,
    WaitContent,
)
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Visit
from kiosk.services.eligibility import Eligibility
from kiosk.services.handling import (
    CHOOSE,
    LIST,
    RECORDS,
    TOLD,
    HandlingNotice,
    OpenRecords,
    ToldContent,
    chosen_way,
    printable,
    told,
)
from kiosk.services.handling_result import finding, slip_of
from kiosk.services.reached import by_sms

NOTICE = "handling_notice"
GROUND = "objection"  # the stop where the ground is chosen
WORDS = "statement"  # the stop where the citizen's own words are typed, and the field
CONTACT = "contact"
PHONE = "phone"
LONGEST_STATEMENT = 200
STILL_OPEN = frozenset({ApplicationStatus.RECEIVED, ApplicationStatus.ACCEPTED, ApplicationStatus.UNDER_REVIEW})
PRINTED = ("penalty_decision", "defence_receipt")


def declaration(visit: Visit) -> Declaration:
    """What is declared; raises :class:`LookupError` when a step was not done: a bug."""
    way, notice = chosen_way(visit), visit.person.notice
    if way is None or notice is None:
        raise LookupError("no way was chosen")
    statement = visit.person.answers.text(WORDS, WORDS).strip() if way != "accept" else ""
    records = tuple(penalty.record_number for penalty in notice.penalties)
    return Declaration(way, str(notice.notice_id), records, statement, ground_of(visit) or "")


def ground_of(visit: Visit) -> str | None:
    """Return the ground of the objection, where there is one."""
    ground = visit.person.answers.option(GROUND, CHOICE)
    return ground if ground in GROUNDS and chosen_way(visit) == "object" else None


def facts(visit: Visit) -> list[Fact]:
    """What this service adds to the confirmation."""
    way, notice, ground = chosen_way(visit), visit.person.notice, ground_of(visit)
    rows = [Fact("confirm.row.handling_way", value_key=f"penalty_notice.{way}", edit=TOLD)]
    if notice is not None:
        fine = sum(penalty.fine_fen for penalty in notice.penalties)
        rows.append(Fact("confirm.row.handling_records", value=str(len(notice.penalties)), edit=CHOOSE))
        rows.append(Fact("confirm.row.handling_fine", value=f"¥{fine / 100:.2f}"))
        rows.append(Fact("confirm.row.handling_points", value=str(sum(penalty.points for penalty in notice.penalties))))
    if ground is not None:
        rows.append(Fact("confirm.row.objection", value_key=f"objection.{ground}", edit=GROUND))
    statement = visit.person.answers.text(WORDS, WORDS).strip()
    if way != "accept" and statement:
        rows.append(Fact("confirm.row.statement", value=statement, edit=WORDS))
    return [*rows, Fact("confirm.row.phone", value=visit.person.answers.text(CONTACT, PHONE), edit=CONTACT)]


def grounds(_: Matter) -> Sequence[Entry]:
    """For which a capture is struck out (157 §22)."""
    return tuple(Entry(ground, f"objection.{ground}", f"objection_note.{ground}") for ground in GROUNDS)


def words(matter: Matter) -> Sequence[FormField]:
    """The citizen's own words: needed where nothing else says what is meant."""
    needed = chosen_way(matter.visit) == "defend" or ground_of(matter.visit) == "other"
    return (FormField(WORDS, "text", required=needed, longest=LONGEST_STATEMENT),)


def contact(_: Matter) -> Sequence[FormField]:
    """How the citizen is reached."""
    return (FormField(PHONE, "mobile"),)


def delivery(matter: Matter) -> Delivery:
    """By SMS: the decision itself is handed over here."""
    return by_sms(matter, matter.answers.text(CONTACT, PHONE))


def is_settled(answer: OutcomeAnswer, matter: Matter) -> bool:
    """A decision is waited for where one is made at once; a defence or an objection only has to be received."""
    open_still = answer.status in STILL_OPEN
    return bool(answer.documents) or not open_still if chosen_way(matter.visit) != "accept" else not open_still


def _is_object(visit: Visit) -> bool:
    return chosen_way(visit) == "object"


def _has_words(visit: Visit) -> bool:
    return chosen_way(visit) in {"defend", "object"}


def result(matter: Matter) -> Finding:
    """What came of it."""
    return finding(matter)


ASK_LIST = WaitContent("violations_wait", (Eligibility(is_verified=True), OpenRecords()))
ASK_NOTICE = WaitContent(NOTICE, (OpenRecords(), HandlingNotice()))
RESULT = ResultContent("handling_done", result, slip=slip_of, document=lambda matter: printable(matter.person, PRINTED))

PLAN = Plan(
    slug=ServiceSlug.VIOLATION_HANDLING,
    stops=(
        Stop("read_id_card", "station.read"),  # 读证
        Stop("face_consent", "station.face"),  # 人脸
        Stop("face", "station.face"),
        Stop("wait", "station.query", LIST, ASK_LIST),  # 查询
        Stop("violation_choice", "station.query", CHOOSE, RECORDS),
        Stop("wait", "station.notices", NOTICE, ASK_NOTICE),  # 告知
        Stop("penalty_notice", "station.notices", TOLD, ToldContent()),
        Stop("choose", "station.notices", GROUND, ChooseContent(GROUND, grounds), only_if=_is_object),
        Stop("form", "station.notices", WORDS, FormContent(WORDS, words), only_if=_has_words),
        Stop("form", "station.confirm", CONTACT, FormContent("handling_contact", contact)),
        Stop("confirm", "station.confirm"),  # 确认
        Stop("sign", "station.confirm"),
        Stop("outcome", "station.done", content=OutcomeContent("handling_outcome", is_settled, PRINTED)),  # 完成
        Stop("result", "station.done", content=RESULT),
    ),
    notices=(),
    facts=facts,
    declaration=declaration,
    delivery=delivery,
    told=told,
    may_refuse_to_sign=True,
    fee_key="",
    without="window",
)
